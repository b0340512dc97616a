# SPDX-License-Identifier: BSD-2-Clause
"""The C glue of one instance: component.h for its author, component.c behind it.

This module decides what stands in the files, as `lines` and small records; the
templates only lay it out. One instance's glue depends on its own type, settings
and connections alone.
"""

from dataclasses import dataclass

from ..model.settings import setting_get, setting_size
from . import abi, c_types
from .marshal import client_stub, local_names, server_stub
from .wire import wire_methods

FAULT_HANDLER = "FaultHandler"
TIME_READER = "SchedContextRead"


@dataclass(frozen=True)
class CallView:
    """A procedure interface, used or provided; buffers: their addresses; peers: clients' names."""

    interface: object
    upper: str
    methods: list
    slot: int | None = None
    buffers: tuple = ()
    number: int = 0
    peers: tuple = ()

    @property
    def name(self):
        return self.interface.name

    @property
    def has_buffer(self):
        return any(m.in_buffer for m in self.methods)


class GlueView:
    """What the templates component.h.j2 and component.c.j2 ask for."""

    def __init__(self, plan, target, source_path):
        self.plan = plan
        self.target = target
        self.instance = target.instance
        self.component = target.instance.component
        self.source_path = source_path
        self.name = self.instance.name
        self.heap_address = abi.HEAP_BASE
        self.heap_size = setting_size(self.instance, "heap_size")

    def interfaces(self, role):
        return [i for i in self.component.interfaces.values() if i.role == role]

    @property
    def variables(self):
        """Names of the component's global variables, which no parameter may shadow."""
        return {*self.component.attributes, *(i.name for i in self.interfaces("dataport"))}

    @property
    def includes(self):
        """Headers of the component and of its procedures, each once, in order."""
        procedures = [i.type.includes for i in self.component.interfaces.values() if i.role in ("uses", "provides")]
        listed = list(self.component.includes) + [path for paths in procedures for path in paths]
        return list(dict.fromkeys(listed))

    @property
    def structs(self):
        """The declared structs that the interfaces mention, inner ones first."""
        wanted = []
        for interface in self.component.interfaces.values():
            for method in getattr(interface.type, "methods", ()):
                for parameter in method.parameters:
                    collect(parameter.type, wanted)
            collect(getattr(interface.type, "struct", None), wanted)
        return [[(f"struct {s.name}"), [c_types.declare(t, n) + ";" for n, t in s.fields], s.size] for s in wanted]

    @property
    def attributes(self):
        result = []
        for attribute in self.component.attributes.values():
            value = setting_get(self.instance, attribute.name)
            result.append(c_types.attribute_declaration(attribute, value))
        return result

    @property
    def used(self):
        result = []
        for interface in self.interfaces("uses"):
            buffer = self.target.call_buffers.get(interface.name)
            result.append(CallView(interface, interface.name.upper(), wire_methods(interface.type, self.variables),
                                   slot=self.target.call_slots.get(interface.name),
                                   buffers=(buffer,) if buffer else ()))
        return result

    @property
    def provided(self):
        result = []
        for interface in self.interfaces("provides"):
            if interface.type.name in (FAULT_HANDLER, TIME_READER):
                continue
            result.append(CallView(interface, interface.name.upper(), wire_methods(interface.type, self.variables),
                                   buffers=tuple(self.target.serve_buffers.get(interface.name, ())),
                                   number=self.target.interface_number(interface),
                                   peers=tuple(e.instance.name for e in self.target.serve_clients.get(interface.name, ()))))
        return result

    @property
    def fault_handlers(self):
        """(interface name, fault clients) of each provided FaultHandler."""
        return [(i.name, self.target.fault_clients.get(i.name, []))
                for i in self.interfaces("provides") if i.type.name == FAULT_HANDLER]

    @property
    def time_readers(self):
        """(interface name, time clients) of each provided SchedContextRead."""
        return [(i.name, self.target.time_clients.get(i.name, []))
                for i in self.interfaces("provides") if i.type.name == TIME_READER]

    @property
    def time_contexts_max(self):
        """How many scheduling contexts a time client has at most."""
        counts = [len(c.context_slots) for _name, clients in self.time_readers for c in clients]
        return max(counts, default=1)

    @property
    def emitted(self):
        return [(i.name, self.target.emit_slots.get(i.name, [])) for i in self.interfaces("emits")]

    @property
    def consumed(self):
        """(name, interrupt's slot or None) of each consumed event, in order of their bits."""
        return [(i.name, self.target.interrupt_slots.get(i.name)) for i in self.interfaces("consumes")]

    @property
    def dataports(self):
        result = []
        for interface in self.interfaces("dataport"):
            region = self.target.dataports.get(interface.name)
            access = setting_get(self.instance, f"{interface.name}_access")
            is_bytes = interface.type.name == "Buf"
            result.append({
                "name": interface.name,
                "upper": interface.name.upper(),
                "type": "uint8_t" if is_bytes else f"struct {interface.type.name}",
                "is_bytes": is_bytes,
                "const": "const " if access == "R" else "",
                "address": region.address if region else None,
                "size": region.size if region else 0,
                "is_dma": bool(setting_get(self.instance, f"{interface.name}_dma")),
            })
        return result

    @property
    def optional(self):
        """(NAME, is it connected) of each `maybe` interface."""
        connected = {e.interface.name for c in self.plan.system.connections_of(self.instance)
                     for e in c.ends if e.instance is self.instance}
        return [(i.name.upper(), int(i.name in connected)) for i in self.component.interfaces.values() if i.maybe]

    @property
    def guest(self):
        if not self.target.vcpu_slots:
            return None
        return {"vcpus": self.target.vcpu_slots, "sched_contexts": self.target.vcpu_sched_context_slots,
                "base": abi.GUEST_MEMORY_BASE, "size": setting_size(self.instance, "guest_memory")}

    # Used by the templates as functions.
    declare = staticmethod(c_types.declare)
    parameter_list = staticmethod(c_types.parameter_list)
    client_stub = staticmethod(client_stub)
    server_stub = staticmethod(server_stub)

    def number_of(self, interface_name):
        return self.target.interface_number(self.component.interfaces[interface_name])

    @staticmethod
    def message_name(wire):
        return local_names(wire)["message"]


def collect(meaning, wanted):
    """Add the structs of a type to a list, inner ones before outer ones, each once."""
    if hasattr(meaning, "fields"):
        for _name, field_type in meaning.fields:
            collect(field_type, wanted)
        if meaning not in wanted:
            wanted.append(meaning)
    elif hasattr(meaning, "element"):
        collect(meaning.element, wanted)
