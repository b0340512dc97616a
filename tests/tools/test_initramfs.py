# SPDX-License-Identifier: BSD-2-Clause
"""The initramfs archive: readable by cpio, the same each time, and checked while it is packed."""

import subprocess

import pytest
from bulkhead import initramfs
from bulkhead.errors import InputError


@pytest.fixture
def directories(tmp_path):
    modules = tmp_path / "modules" / "kernel"
    modules.mkdir(parents=True)
    (modules / "first.ko").write_bytes(b"\0depends=\0name=first\0")
    (modules / "second-one.ko").write_bytes(b"\0depends=first\0name=second_one\0")
    (tmp_path / "hello").write_text("hello\n")
    return {"modules": str(tmp_path / "modules"), "files": str(tmp_path)}


def pack(tmp_path, directories, *lines):
    (tmp_path / "list").write_text("\n".join(lines) + "\n")
    return initramfs.pack(tmp_path / "list", directories)


def test_pack__cpio_reads_it(tmp_path, directories):
    archive = pack(tmp_path, directories, "# comment", "", "dir /bin", "file /bin/hello 755 $files/hello",
                   "link /bin/hi hello", "module first", "module second_one")
    target = tmp_path / "out"
    (target / "lib" / "modules").mkdir(parents=True)
    subprocess.run(["cpio", "-i", "--quiet"], input=archive, cwd=target, check=True)
    assert (target / "bin" / "hi").read_text() == "hello\n"
    assert (target / "bin" / "hello").stat().st_mode & 0o777 == 0o755
    assert (target / "lib" / "modules" / "order").read_text() == "first\nsecond_one\n"
    assert (target / "lib" / "modules" / "second_one.ko").exists()


def test_pack__does_not_depend_on_time_or_owner(tmp_path, directories):
    first = pack(tmp_path, directories, "file /hello 644 $files/hello")
    (tmp_path / "hello").touch()
    assert pack(tmp_path, directories, "file /hello 644 $files/hello") == first


@pytest.mark.parametrize("line, reason", [
    ("module second_one", "module second_one needs first, which is not listed before it"),
    ("module third", "holds 0 modules named third"),
    ("file /x 644 $files/none", "No such file"),
    ("file /x 644 $nowhere/x", "nowhere"),
    ("file /x 9z9 $files/hello", "invalid literal"),
    ("file /x", "missing 2 required positional arguments"),
    ("socket /x", "cannot pack `socket /x`"),
])
def test_pack__rejects_a_line_it_cannot_pack(tmp_path, directories, line, reason):
    with pytest.raises(InputError, match=".*") as raised:
        pack(tmp_path, directories, line)
    assert reason in str(raised.value)
