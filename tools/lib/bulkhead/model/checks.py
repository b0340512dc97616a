# SPDX-License-Identifier: BSD-2-Clause
"""What must hold of a System: connections fit, nothing required is missing.

Rules that are reported here: wrong-direction, too-many-ends, missing-end,
type-mismatch, connected-twice, unconnected, missing-access, unset-attribute,
missing-hardware-setting, shared-device-page, shared-interrupt,
budget-over-period, control-above-interface, long-name, too-many-events, too-many-regions,
vm-setting, vcpu-cores, plus those of settings.py and windows.py.
"""

from ..adl.diagnostics import declared_at, help_text, note
from .settings import VIRTUAL_MACHINE, attributes_check, setting_get, settings_check
from .types import PAGE_BYTES
from .windows import windows_check

ROLES = {
    "rpc": ("uses", "provides"),
    "event": ("emits", "consumes"),
    "dataport": ("dataport", "dataport"),
    "interrupt": ("emits", "consumes"),
    "mmio": ("dataport", "dataport"),
    "fault": ("faults", "provides"),
    "time": ("times", "provides"),
}
REQUIRED_ROLES = ("uses", "consumes", "dataport")
SHARED_ROLES = ("provides", "consumes")
UNTYPED = {"Buf", "Event"}
MAX_EVENTS = 60
REGION_STEP = 2 << 20
MAX_REGIONS = 128
MAX_NAME = 31  # an entry of the boot package has room for it and a zero


def system_check(system, report):
    is_whole = not report.diagnostics
    for component in system.declarations.components.values():
        attributes_check(component, report)
    for instance in system.instances.values():
        settings_check(instance, report)
        instance_check(instance, report)
        if is_whole:  # otherwise a mistyped name would also look like a missing one
            attributes_set_check(instance, report)
    windows_check(system, report)
    for connection in system.connections.values():
        connection_check(connection, report)
    if is_whole:
        connected_check(system, report)
        for instance in system.software():
            regions_check(system, instance, report)
    if not report.diagnostics:
        for connection in system.connections.values():
            values_check(connection, report)
        devices_check(system, report)


def instance_check(instance, report):
    if instance.is_hardware:
        return
    if len(instance.name) > MAX_NAME:
        report.error("long-name", instance.span, f"'{instance.name}' is longer than {MAX_NAME} characters")
    for prefix in ("", "vcpu_"):
        budget, period = (setting_get(instance, f"{prefix}{n}") for n in ("budget_us", "period_us"))
        if type(budget) is int and type(period) is int and budget > period:
            span = instance.settings.get(f"{prefix}budget_us", (None, instance.span))[1]
            report.error("budget-over-period", span,
                         f"'{instance.name}' has a budget of {budget} us in a period of {period} us")
    priority, control = (setting_get(instance, n) for n in ("priority", "control_priority"))
    if type(priority) is int and type(control) is int and control > priority:
        report.error("control-above-interface", instance.settings["control_priority"][1],
                     f"the control thread of '{instance.name}' would run above its interface thread ({priority})")
    consumed = [i for i in instance.component.interfaces.values() if i.role == "consumes"]
    if len(consumed) > MAX_EVENTS:
        report.error("too-many-events", consumed[MAX_EVENTS].span,
                     f"a component can consume at most {MAX_EVENTS} events")
    count, cores = (setting_get(instance, n) for n in ("guest_vcpus", "vcpu_cores"))
    if type(count) is int and isinstance(cores, list) and len(cores) != count:
        report.error("vcpu-cores", instance.settings["vcpu_cores"][0].span,
                     f"'{instance.name}' has {count} vCPU{'s' if count > 1 else ''}, but cores for {len(cores)}",
                     help_text("give one core for each vCPU, or a single one for all"))
    if "guest_memory" not in instance.settings:
        for name in VIRTUAL_MACHINE:
            if name in instance.settings:
                report.error("vm-setting", instance.settings[name][1],
                             f"'{name}' needs 'guest_memory': '{instance.name}' is no virtual machine")


def regions_check(system, instance, report):
    """Shared memory and registers fit into their part of the address space, 2 MiB apart at least."""
    regions = 0
    for connection in system.connections_of(instance):
        if connection.kind in ("dataport", "mmio"):
            regions += max(1, -(-max(e.interface.type.size for e in connection.ends) // REGION_STEP))
        elif connection.kind == "rpc":
            regions += sum(1 for _ in connection.from_ends)
    if regions > MAX_REGIONS:
        report.error("too-many-regions", instance.span,
                     f"'{instance.name}' maps more than {MAX_REGIONS} regions of 2 MiB")


def attributes_set_check(instance, report):
    for attribute in instance.component.attributes.values():
        if setting_get(instance, attribute.name) is None:
            report.error("unset-attribute", instance.span,
                         f"'{instance.name}.{attribute.name}' has no value",
                         declared_at(f"'{attribute.name}', which has no default,", attribute.span))


# --- one connection -----------------------------------------------------------


def connection_check(connection, report):
    connector = connection.connector
    counts = (("from", connection.from_ends, connector.many_from), ("to", connection.to_ends, connector.many_to))
    for direction, ends, many in counts:
        if not ends:
            report.error("missing-end", connection.span,
                         f"connection '{connection.name}' has no '{direction}' end")
        elif len(ends) > 1 and not many:
            report.error("too-many-ends", ends[1].span,
                         f"'{connector.name}' takes one '{direction}' end only",
                         declared_at("the connector", connector.span))
    from_role, to_role = ROLES[connection.kind]
    for role, ends in ((from_role, connection.from_ends), (to_role, connection.to_ends)):
        for end in ends:
            role_check(connection, end, role, report)
    hardware_check(connection, report)
    types_check(connection, report)


def role_check(connection, end, role, report):
    if end.interface.role == role:
        return
    direction = "from" if end in connection.from_ends else "to"
    swapped = end.interface.role in ROLES[connection.kind]
    report.error("wrong-direction", end.span,
                 f"the '{direction}' end of '{connection.connector.name}' must be of the kind '{role}', "
                 f"but '{end}' is '{end.interface.role}'",
                 help_text("exchange 'from' and 'to'") if swapped else None,
                 declared_at(f"'{end}'", end.interface.span))


def hardware_check(connection, report):
    """Hardware is where the connector says so, and nowhere else."""
    places = {"interrupt": (True, False), "mmio": (False, True)}.get(connection.kind, (False, False))
    for ends, expected in zip((connection.from_ends, connection.to_ends), places):
        for end in ends:
            if end.instance.is_hardware != expected:
                message = "must be a hardware component" if expected else "cannot be a hardware component"
                report.error("wrong-direction", end.span, f"'{end.instance.name}' {message} here")


def types_check(connection, report):
    if connection.kind in ("fault", "time") or not connection.ends:
        return
    first = connection.to_ends[0] if connection.to_ends else connection.from_ends[0]
    for end in connection.ends:
        if not types_match(end.interface.type, first.interface.type):
            report.error("type-mismatch", end.span,
                         f"'{end}' is of type '{describe(end)}', but '{first}' is of type '{describe(first)}'",
                         declared_at(f"'{end}'", end.interface.span),
                         declared_at(f"'{first}'", first.interface.span))


def types_match(one, other):
    """The same name, or one of them the untyped `Buf` or `Event`; memory also of the same size."""
    same_name = one.name == other.name or {one.name, other.name} & UNTYPED
    return bool(same_name) and getattr(one, "size", None) == getattr(other, "size", None)


def describe(end):
    meaning = end.interface.type
    return f"Buf({meaning.size})" if meaning.name == "Buf" else meaning.name


# --- all connections ------------------------------------------------------------


def connected_check(system, report):
    """Every required interface is connected, and none more often than it may be."""
    used = {}
    for connection in system.connections.values():
        for end in connection.ends:
            first = used.setdefault((end.instance, end.interface.name), end)
            if first is not end and end.interface.role not in SHARED_ROLES:
                report.error("connected-twice", end.span, f"'{end}' is already connected",
                             note("the first connection is here", first.span))
    for instance in system.software():
        for interface in instance.component.interfaces.values():
            required = interface.role in REQUIRED_ROLES and not interface.maybe
            if required and (instance, interface.name) not in used:
                report.error("unconnected", instance.span,
                             f"'{instance.name}.{interface.name}' is not connected",
                             declared_at(f"'{interface.name}'", interface.span),
                             help_text(f"connect it, or declare it 'maybe {interface.role}'"))


# --- values that connections need ------------------------------------------------


def values_check(connection, report):
    if connection.kind == "dataport":
        access_check(connection, report)
    elif connection.kind == "mmio":
        end = connection.to_ends[0]
        for part in ("paddr", "size"):
            need_hardware(end, part, "0x9000000" if part == "paddr" else "0x1000", report)
    elif connection.kind == "interrupt":
        need_hardware(connection.from_ends[0], "irq_number", "33", report)


def access_check(connection, report):
    """Default deny: an end without an access setting is an error, not a guess."""
    for end in connection.ends:
        name = f"{end.interface.name}_access"
        if setting_get(end.instance, name) is None:
            report.error("missing-access", end.span, f"nothing says how '{end}' may access this memory",
                         help_text(f'add \'{end.instance.name}.{name} = "R";\' (or "W", "RW") to the configuration'))


def need_hardware(end, part, example, report):
    name = f"{end.interface.name}_{part}"
    if setting_get(end.instance, name) is None:
        report.error("missing-hardware-setting", end.span, f"'{end.instance.name}.{name}' is not set",
                     help_text(f"add '{end.instance.name}.{name} = {example};' to the configuration"))


def devices_check(system, report):
    """No device page and no interrupt has two owners."""
    if report.diagnostics:
        return
    pages, lines = {}, {}
    for connection in system.connections.values():
        if connection.kind == "mmio":
            device, driver = connection.to_ends[0], connection.from_ends[0]
            for page in device_pages(device):
                claim(pages, page, driver, connection, report, "shared-device-page", "a page of registers")
        elif connection.kind == "interrupt":
            device, driver = connection.from_ends[0], connection.to_ends[0]
            line = setting_get(device.instance, f"{device.interface.name}_irq_number")
            claim(lines, line, driver, connection, report, "shared-interrupt", f"interrupt {line}")


def device_pages(end):
    base = setting_get(end.instance, f"{end.interface.name}_paddr")
    size = setting_get(end.instance, f"{end.interface.name}_size")
    return range(base // PAGE_BYTES, (base + size - 1) // PAGE_BYTES + 1)


def claim(owners, what, driver, connection, report, rule, words):
    first = owners.setdefault(what, (driver, connection))
    if first[0].instance is not driver.instance:
        report.error(rule, connection.span,
                     f"'{driver.instance.name}' and '{first[0].instance.name}' would share {words}",
                     note("the first connection is here", first[1].span))
