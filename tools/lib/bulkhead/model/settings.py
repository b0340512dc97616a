# SPDX-License-Identifier: BSD-2-Clause
"""Which settings an instance may have, and of what type.

A setting is either an attribute that the component declares, or one of the
standard settings below, which every component has without declaring them. The
table is the single place that knows their names, types and defaults; the
generator asks for values through `setting_get`.
"""

import re
from dataclasses import dataclass

from ..adl.diagnostics import declared_at, help_text, nearest
from .types import INTEGERS, PAGE_BYTES

UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True)
class Kind:
    """What values a setting takes; `words` says it to a person."""

    words: str
    accepts: object

    def takes(self, value):
        return self.accepts(value)


def integer_kind(low, high):
    words = f"an integer from {low} to {high if high < 1 << 32 else hex(high)}"
    return Kind(words, lambda v: type(v) is int and low <= v <= high)


def choice_kind(*choices):
    words = ", ".join(f'"{c}"' for c in choices[:-1]) + f' or "{choices[-1]}"'
    return Kind(words, lambda v: v in choices)


def size_kind(unit, limit):
    def accepts(value):
        size = size_bytes(value)
        return size is not None and 0 < size <= limit and size % unit == 0

    return Kind(f'a size such as {unit} or "{unit >> 10}K", a multiple of it, at most {limit >> 10}K', accepts)


BOOLEAN = Kind("true or false", lambda v: type(v) is bool)
STRING = Kind("a string in double quotes", lambda v: isinstance(v, str))
ADDRESS = integer_kind(0, (1 << 40) - 1)
CORE_MAX = 4  # of the kernel's (core/core.h)
VCPU_MAX = 4
CORE = integer_kind(0, CORE_MAX - 1)
PARTITION_MAX = 4  # of the kernel's (core/core.h)
PARTITION = integer_kind(0, PARTITION_MAX - 1)
CORES = Kind(f"a core from 0 to {CORE_MAX - 1}, or a list of cores, one for each vCPU",
             lambda v: all(CORE.takes(c) for c in (v if isinstance(v, list) else [v])))
LARGE_FRAME = 2 << 20

# Settings of every component that is not hardware: name -> (kind, default).
SOFTWARE = {
    "core": (CORE, 0),
    "partition": (PARTITION, 0),
    "priority": (integer_kind(1, 62), 20),
    "control_priority": (integer_kind(1, 62), None),
    "budget_us": (integer_kind(1, 10_000_000), 10_000),
    "period_us": (integer_kind(1, 10_000_000), 10_000),
    "stack_size": (size_kind(PAGE_BYTES, (1 << 20) - PAGE_BYTES), 16 * PAGE_BYTES),
    "heap_size": (size_kind(PAGE_BYTES, 64 << 20), 64 * PAGE_BYTES),
    "restart": (choice_kind("never", "on-fault"), "never"),
}
# Settings that a virtual machine's component has besides; guest_memory makes it one.
VIRTUAL_MACHINE = {
    "guest_memory": (size_kind(LARGE_FRAME, 1 << 34), None),
    "guest_vcpus": (integer_kind(1, VCPU_MAX), 1),
    "vcpu_cores": (CORES, None),
    "vcpu_priority": (integer_kind(1, 62), None),
    "vcpu_budget_us": (integer_kind(1, 10_000_000), 10_000),
    "vcpu_period_us": (integer_kind(1, 10_000_000), 10_000),
}
SOFTWARE.update(VIRTUAL_MACHINE)
# Settings of hardware components, beside those per interface.
HARDWARE = {"dma": (BOOLEAN, False)}


def size_bytes(value):
    """The bytes of 65536, "64K" or "256M"; None if it is no size."""
    if type(value) is int:
        return value if value >= 0 else None
    match = re.fullmatch(r"([0-9]{1,12})([KMG]?)", value) if isinstance(value, str) else None
    return int(match[1]) * UNITS[match[2]] if match else None


def standard_settings(component):
    """name -> (kind, default) of the settings that a component type has undeclared."""
    table = dict(HARDWARE if component.is_hardware else SOFTWARE)
    for interface in component.interfaces.values():
        table.update(interface_settings(interface, component.is_hardware))
    return table


def interface_settings(interface, is_hardware):
    name = interface.name
    if is_hardware and interface.role == "dataport":
        return {f"{name}_paddr": (ADDRESS, None), f"{name}_size": (integer_kind(1, 1 << 30), None)}
    if is_hardware and interface.role == "emits":
        trigger = (choice_kind("level", "edge"), "level")
        return {f"{name}_irq_number": (integer_kind(32, 1019), None), f"{name}_irq_trigger": trigger}
    if interface.role == "dataport":
        return {f"{name}_access": (choice_kind("R", "W", "RW"), None), f"{name}_dma": (BOOLEAN, False)}
    return {}


def attribute_kind(attribute):
    """The Kind of a declared attribute."""
    if attribute.is_array:
        element = scalar_kind(attribute.type)
        return Kind(
            f"a list of values, each {element.words}",
            lambda v: isinstance(v, list) and all(element.takes(e) for e in v),
        )
    return scalar_kind(attribute.type)


def scalar_kind(type_name):
    if type_name == "string":
        return STRING
    if type_name in ("bool", "boolean"):
        return BOOLEAN
    meaning = INTEGERS[type_name]
    bits = meaning.size * 8 - (1 if meaning.is_signed else 0)
    return integer_kind(-(1 << bits) if meaning.is_signed else 0, (1 << bits) - 1)


def settings_check(instance, report):
    """Every setting of an instance is known and of the right type."""
    standard = standard_settings(instance.component)
    attributes = instance.component.attributes
    for name, (value, span) in instance.settings.items():
        if name in attributes:
            kind, declared = attribute_kind(attributes[name]), attributes[name].span
        elif name in standard:
            kind, declared = standard[name][0], None
        else:
            report.error(
                "unknown-setting",
                span,
                f"'{instance.component.name}' has no attribute or setting '{name}'",
                nearest(name, [*attributes, *standard]),
                declared_at(f"'{instance.component.name}'", instance.component.span),
            )
            continue
        if not kind.takes(value.plain()):
            report.error(
                "mistyped-setting",
                value.span,
                f"'{instance.name}.{name}' must be {kind.words}",
                declared_at(f"attribute '{name}'", declared) if declared else None,
            )


def attributes_check(component, report):
    """Every declared default has the declared type."""
    for attribute in component.attributes.values():
        kind = attribute_kind(attribute)
        if attribute.default is not None and not kind.takes(attribute.default.plain()):
            report.error(
                "mistyped-setting",
                attribute.default.span,
                f"the default of '{attribute.name}' must be {kind.words}",
                help_text(f"it is declared as '{attribute.type}{'[]' if attribute.is_array else ''}'"),
            )


def setting_get(instance, name):
    """The plain value of a setting or attribute: as set, else its default, else None."""
    if name in instance.settings:
        return instance.settings[name][0].plain()
    attribute = instance.component.attributes.get(name)
    if attribute is not None:
        return attribute.default.plain() if attribute.default else None
    return standard_settings(instance.component).get(name, (None, None))[1]


def setting_size(instance, name):
    """A size setting in bytes, or None if it is not set and has no default."""
    value = setting_get(instance, name)
    return None if value is None else size_bytes(value)


def vcpu_cores(instance):
    """The core of each of a virtual machine's vCPUs."""
    count = setting_get(instance, "guest_vcpus")
    cores = setting_get(instance, "vcpu_cores")
    if cores is None:
        cores = setting_get(instance, "core")
    return cores if isinstance(cores, list) else [cores] * count
