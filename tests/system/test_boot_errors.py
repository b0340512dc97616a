# SPDX-License-Identifier: BSD-2-Clause
"""What the loader and init say about a package, a device tree, a machine or a system that they cannot use.

Each test boots the smallest system (components/hello), changed in one way, until the line that it waits for;
the console's log stays under build/test/boot_errors.
"""

import hashlib
import re
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LOGS = BUILD / "test" / "boot_errors"
sys.path.insert(0, str(ROOT / "tools" / "lib"))
sys.path.insert(0, str(ROOT / "tests" / "unit" / "init"))

import tables  # noqa: E402  (found through the lines above)
from bulkhead import package  # noqa: E402

TIMEOUT_S = 60
MACHINE = "virt,gic-version=3,virtualization=on"
STARTED = re.compile(rb"hello: a native component runs")

# Where the trampoline, the tree and the image go when QEMU is not asked to load a kernel itself.
TRAMPOLINE, TREE, IMAGE = 0x4C000000, 0x48000000, 0x40200000


def command_line(arguments):
    return ["qemu-system-aarch64", "-cpu", "cortex-a72", "-m", "256M", "-display", "none", "-nodefaults", "-no-reboot",
            "-serial", "stdio", "-monitor", "none", *map(str, arguments)]


def boot(name, arguments, expected):
    """Runs QEMU until a line of its console matches `expected` (bytes); returns the console. Fails at the
    timeout or if QEMU ends without it, and whenever a component came up nevertheless."""
    LOGS.mkdir(parents=True, exist_ok=True)
    command = command_line(arguments)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    timer = threading.Timer(TIMEOUT_S, process.kill)
    timer.start()
    console = b""
    try:
        for line in process.stdout:
            console += line
            if re.search(expected, line) or STARTED.search(line):
                break
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        (LOGS / f"{name}.log").write_bytes(console)
    text = console.decode(errors="replace")
    assert re.search(expected, console), text
    return text


def boot_image(name, image, expected, machine=MACHINE, cores=1):
    path = LOGS / f"{name}.img"
    LOGS.mkdir(parents=True, exist_ok=True)
    path.write_bytes(image)
    try:
        return boot(name, ["-machine", machine, "-smp", cores, "-kernel", path], expected)
    finally:
        path.unlink()


def boot_tree(name, tree, expected, machine=MACHINE, image=BUILD / "hello.img", cores=1):
    """Enters the loader with x0 = address of `tree` (bytes; None: 0), as firmware would. QEMU's own -dtb refuses
    or repairs what is to be tried here."""
    LOGS.mkdir(parents=True, exist_ok=True)
    start, dtb = LOGS / f"{name}.start", LOGS / f"{name}.dtb"
    # ldr x0, tree; ldr x1, image; br x1; nop
    start.write_bytes(struct.pack("<4I2Q", 0x58000080, 0x580000A1, 0xD61F0020, 0xD503201F, TREE if tree else 0, IMAGE))
    dtb.write_bytes(tree or b"\0")
    arguments = ["-machine", machine, "-smp", cores]
    for path, address in ((image, IMAGE), (dtb, TREE), (start, TRAMPOLINE)):
        arguments += ["-device", f"loader,file={path},addr={address:#x},force-raw=on"]
    arguments += ["-device", f"loader,addr={TRAMPOLINE:#x},cpu-num=0"]
    try:
        return boot(name, arguments, expected)
    finally:
        start.unlink()
        dtb.unlink()


@pytest.fixture(scope="module")
def image():
    return (BUILD / "hello.img").read_bytes()


@pytest.fixture(scope="module")
def loader(image):
    return image[:package.find_package(image)]


@pytest.fixture(scope="module")
def parts(image):
    return package.read_package(image)


def make_tree(path, cores):
    subprocess.run(["qemu-system-aarch64", "-machine", f"{MACHINE},dumpdtb={path}", "-cpu", "cortex-a72", "-m", "256M",
                    "-smp", str(cores), "-display", "none"], check=True, capture_output=True, timeout=TIMEOUT_S)
    return path


@pytest.fixture
def tree(tmp_path):
    """The device tree of QEMU's virt, as a file to change."""
    return make_tree(tmp_path / "virt.dtb", 1)


def edit_tree(tree, option, node, *rest):
    subprocess.run(["fdtput", option, str(tree), node, *rest], check=True)


def entry_offset(image, index):
    """Where in the image the content of a package's entry starts, and its size."""
    start = package.find_package(image)
    at = start + package.HEADER.size + index * package.ENTRY.size
    *_, offset, size, _, _ = package.ENTRY.unpack_from(image, at)
    return start + offset, size


def flipped(image, at):
    changed = bytearray(image)
    changed[at] ^= 0x10
    return bytes(changed)


def replaced(loader, parts, kind, content):
    """The image with the content of one part exchanged, and all digests right."""
    changed = [package.Part(p.kind, p.name, content(p.content) if p.kind == kind else p.content) for p in parts]
    return package.make_image(loader, package.make_package(changed))


# --- the boot package ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("index, name", enumerate(["kernel", "init", "system-table", "hello"]))
def test_package__altered_content_is_named(image, index, name):
    offset, size = entry_offset(image, index)
    boot_image(f"altered_{name}", flipped(image, offset + size // 2),
               rf"loader: boot package: {name}: truncated or altered \(SHA-256 differs\)".encode())


def test_package__truncated_content_is_named(image):
    offset, size = entry_offset(image, 1)
    boot_image("truncated_init", image[:offset + size // 2], rb"loader: boot package: init: truncated or altered")


def test_package__truncated_before_its_contents_is_noticed(image):
    at = package.find_package(image) + package.HEADER.size + package.ENTRY.size
    boot_image("truncated_entries", image[:at], rb"loader: boot package: entries: truncated or altered")


def test_package__missing_is_noticed(loader):
    boot_image("missing", loader, rb"loader: boot package: header: not a boot package")


def test_package__altered_entries_are_noticed(image):
    at = package.find_package(image) + package.HEADER.size + 32
    boot_image("altered_entries", flipped(image, at), rb"loader: boot package: entries: truncated or altered")


def test_package__altered_size_is_noticed(image):
    at = package.find_package(image) + 16 + 7
    boot_image("altered_size", flipped(image, at), rb"loader: boot package: header: impossible size")


def test_package__without_a_kernel_is_noticed(loader, parts):
    others = [part for part in parts if part.kind != "kernel"]
    boot_image("no_kernel", package.make_image(loader, package.make_package(others)),
               rb"loader: boot package: a part is missing: kernel")


def test_package__kernel_with_a_broken_header_is_noticed(loader, parts):
    boot_image("kernel_header", replaced(loader, parts, "kernel", lambda content: content[:8] + bytes(8) + content[16:]),
               rb"loader: boot package: kernel: its header is broken")


def test_package__init_that_is_no_elf_is_noticed(loader, parts):
    boot_image("init_elf", replaced(loader, parts, "init", lambda content: b"#!" + content[2:]),
               rb"loader: boot package: init: not an ELF file")


def test_package__overlapping_contents_are_noticed(image):
    start = package.find_package(image)
    entries = bytearray(image[start + package.HEADER.size:start + package.HEADER.size + 4 * package.ENTRY.size])
    fields = list(package.ENTRY.unpack_from(entries, package.ENTRY.size))
    fields[5] -= package.PAGE
    package.ENTRY.pack_into(entries, package.ENTRY.size, *fields)
    changed = bytearray(image)
    changed[start + package.HEADER.size:start + package.HEADER.size + len(entries)] = entries
    changed[start + 24:start + 56] = hashlib.sha256(entries).digest()
    boot_image("overlap", bytes(changed), rb"loader: boot package: init: content misaligned or overlapping")


def test_loader__switches_the_machine_off_after_its_message(image, tmp_path):
    path = tmp_path / "altered.img"
    path.write_bytes(flipped(image, entry_offset(image, 0)[0]))
    run = subprocess.run(command_line(["-machine", MACHINE, "-kernel", path]), stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=TIMEOUT_S)
    assert run.returncode == 0
    assert run.stdout.endswith(b"stopped\r\n"), run.stdout


# --- the device tree ----------------------------------------------------------------------------------------


def test_tree__absent_is_said():
    boot_tree("tree_none", None, rb"loader: device tree: there is none; stopped")


def test_tree__broken_header_is_said(tree):
    boot_tree("tree_header", b"\0" + tree.read_bytes()[1:], rb"loader: device tree: its header is broken; stopped")


def test_tree__broken_structure_is_said(tree):
    data = bytearray(tree.read_bytes())
    structure = struct.unpack_from(">I", data, 8)[0]
    data[structure + 8:structure + 12] = b"\xff\xff\xff\xff"
    boot_tree("tree_structure", bytes(data), rb"loader: device tree: its structure is broken; stopped")


def test_tree__whole_one_boots(tree):
    boot_tree("tree_whole", tree.read_bytes(), STARTED.pattern)


@pytest.mark.parametrize("name, edit, message", [
    ("memory", ["-r", "/memory@40000000"], "it describes no memory"),
    ("processors", ["-r", "/cpus"], "it describes no processors"),
    ("gic", ["-r", "/intc@8000000"], "it describes no GIC"),
    ("gic_virtualisation", ["-d", "/intc@8000000", "interrupts"], "its GIC has no virtualisation"),
    ("gic_unknown", ["-ts", "/intc@8000000", "compatible", "arm,gic-v9"], "it describes no GIC"),
    ("timer", ["-r", "/timer"], "it describes no architected timer"),
    ("interrupts", ["-tx", "/intc@8000000", "interrupts", "1", "8", "4"],
     "its GIC's and timer's interrupts are not those that Arm recommends"),
])
def test_tree__without_a_needed_part_is_said(tree, name, edit, message):
    edit_tree(tree, *edit)
    boot_tree(f"tree_{name}", tree.read_bytes(), f"loader: device tree: {message}".encode())


# --- the machine --------------------------------------------------------------------------------------------


def test_machine__entered_at_el1_is_said(image):
    boot_image("el1", image, rb"loader: not entered at EL2.*EL1; stopped", machine="virt,gic-version=3")


def test_machine__entered_at_el3_is_said(tree):
    boot_tree("el3", tree.read_bytes(), rb"loader: not entered at EL2.*EL3; stopped", machine=f"{MACHINE},secure=on")


def test_machine__gicv2_boots(image):
    console = boot_image("gicv2", image, STARTED.pattern, machine="virt,gic-version=2,virtualization=on", cores=4)
    assert "loader: 4 processor(s), GICv2" in console


# --- several cores ------------------------------------------------------------------------------------------


def kernel_for(cores):
    """Changes a kernel's header: it can drive that many cores (those beyond its own number it parks)."""
    return lambda content: content[:32] + struct.pack("<I", cores) + content[36:]


def test_cores__as_many_as_the_kernel_drives_enter_it(loader, parts):
    console = boot_image("cores", replaced(loader, parts, "kernel", kernel_for(3)), STARTED.pattern, cores=4)
    assert "loader: 1 processor(s) stay off: the kernel drives 3" in console
    assert re.search(r"entering the kernel at \S+ on 3 processor\(s\)", console)
    assert "does not start" not in console


def test_cores__come_with_gicv2_too(loader, parts):
    console = boot_image("cores_gicv2", replaced(loader, parts, "kernel", kernel_for(4)), STARTED.pattern, cores=4,
                         machine="virt,gic-version=2,virtualization=on")
    assert re.search(r"entering the kernel at \S+ on 4 processor\(s\)", console)


@pytest.fixture
def image_for_two(loader, parts, tmp_path):
    path = tmp_path / "two.img"
    path.write_bytes(replaced(loader, parts, "kernel", kernel_for(2)))
    return path


def test_cores__one_that_firmware_does_not_know_is_left_out(tmp_path, image_for_two):
    tree = make_tree(tmp_path / "two.dtb", 2)
    edit_tree(tree, "-tx", "/cpus/cpu@1", "reg", "105")
    console = boot_tree("core_unknown", tree.read_bytes(), STARTED.pattern, image=image_for_two, cores=2)
    assert "loader: processor 0x105 does not start: firmware refuses" in console
    assert "on 1 processor(s)" in console


def gic_with(redistributors, size):
    return ["-tx", "/intc@8000000", "reg", "0", "8000000", "0", "10000", "0", redistributors, "0", size]


def test_cores__one_that_the_interrupt_controller_does_not_know_is_left_out(tmp_path, image_for_two):
    tree = make_tree(tmp_path / "two.dtb", 2)
    edit_tree(tree, *gic_with("80a0000", "20000"))
    console = boot_tree("core_no_gic", tree.read_bytes(), STARTED.pattern, image=image_for_two, cores=2)
    assert "loader: processor 0x1 does not start: the interrupt controller does not know it" in console
    assert "on 1 processor(s)" in console


def test_cores__first_one_that_the_interrupt_controller_does_not_know_is_said(tmp_path, image_for_two):
    tree = make_tree(tmp_path / "two.dtb", 2)
    edit_tree(tree, *gic_with("80c0000", "20000"))
    boot_tree("core_first_no_gic", tree.read_bytes(), image=image_for_two, cores=2,
              expected=rb"loader: device tree: its interrupt controller has nothing for this processor; stopped")


def test_cores__stay_off_without_psci(tmp_path, image_for_two):
    tree = make_tree(tmp_path / "two.dtb", 2)
    edit_tree(tree, "-r", "/psci")
    console = boot_tree("no_psci", tree.read_bytes(), STARTED.pattern, image=image_for_two, cores=2)
    assert "loader: 1 processor(s) stay off: there is no PSCI to start them" in console
    assert "on 1 processor(s)" in console


def test_cores__firmware_that_does_not_answer_leaves_the_others_off(tmp_path, image_for_two):
    tree = make_tree(tmp_path / "two.dtb", 2)
    edit_tree(tree, "-ts", "/psci", "method", "hvc")
    console = boot_tree("wrong_conduit", tree.read_bytes(), STARTED.pattern, image=image_for_two, cores=2)
    assert "loader: processor 0x1 does not start: firmware refuses" in console


def test_header__impossible_number_of_cores_is_noticed(loader, parts):
    boot_image("core_max", replaced(loader, parts, "kernel", kernel_for(9)), rb"loader: boot package: kernel: its header is broken")


# --- the system table ---------------------------------------------------------------------------------------


def test_table__altered_with_right_digest_is_refused_by_init(loader, parts):
    boot_image("table_magic", replaced(loader, parts, "table", lambda content: b"\0" + content[1:]),
               rb"init: record 0 of the system table: not a system table")


def test_table__overlapping_mappings_are_refused_by_init(loader, parts):
    table = tables.hello()
    stack = table.mappings[0]
    table.mapping(stack[0], stack[1], stack[2] + 0x1000, tables.READ)
    boot_image("table_overlap", replaced(loader, parts, "table", lambda _: table.encode()),
               rb"init: record 2 of the system table: mapping: overlaps another")


def test_table__device_that_the_machine_lacks_is_refused_by_init(loader, parts):
    boot_image("table_device", replaced(loader, parts, "table", lambda _: tables.hello(uart=0x0B000000).encode()),
               rb"init: device page missing or already owned: object:hello.uart")


def test_table__interrupt_controller_is_nobodys_device(loader, parts):
    boot_image("table_gic", replaced(loader, parts, "table", lambda _: tables.hello(uart=0x08000000).encode()),
               rb"init: device page missing or already owned: object:hello.uart")


def test_table__program_missing_from_the_package_is_refused_by_init(loader, parts):
    others = [part for part in parts if part.kind != "component"]
    boot_image("no_program", package.make_image(loader, package.make_package(others)),
               rb"init: the boot package has no program called: hello")


# --- an init that does something else than the table says ---------------------------------------------------


@pytest.mark.parametrize("plant, difference", [
    ("capability", rb"object:hello.cspace slot 0x7f: Notification capability, the table has none"),
    ("right", b"object:hello.cspace slot 0x2: rights %#x, the table has %#x" % (tables.READ | tables.WRITE, tables.READ)),
    ("mapping", rb"object:hello.vspace address 0x200fb000: is mapped to 0x[0-9a-f]+, the table has no mapping"),
    ("alias", rb"object:hello.vspace address 0x100400000: is mapped to 0x[0-9a-f]+, the table has no mapping"),
])
def test_self_check__names_the_difference_and_refuses_to_boot(plant, difference):
    console = boot(f"plant_{plant}", ["-machine", MACHINE, "-kernel", BUILD / "test" / "system" / f"plant_{plant}.img"],
                   rb"init: the phone is not started")
    assert re.search(rb"init: self-check: DIFFERENCE: " + difference, console.encode()), console
    assert "agree with the table" not in console


def test_self_check__agrees_and_the_system_starts(image):
    console = boot_image("whole", image, STARTED.pattern)
    assert "init: self-check: 1 capabilities, 3 mappings agree with the table" in console
