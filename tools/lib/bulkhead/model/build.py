# SPDX-License-Identifier: BSD-2-Clause
"""Expands one assembly into a System: instances, connections, settings.

Rules that are reported here: no-assembly, ambiguous-assembly, recursive-assembly,
duplicate-name, unknown-component, recursive-component, unknown-connector, unknown-instance,
unknown-interface, unknown-export, reference-cycle.
"""

from ..adl.diagnostics import Stop, declared_at, help_text, nearest, note
from ..adl import ast
from ..adl.source import Span
from .declarations import EventType, Interface
from .system import Connection, End, Instance, System

MAX_DEPTH = 16
IMPLICIT = {"fault": "faults", "time": "times"}  # interfaces that every component has: name -> role


def assembly_choose(tree, name, source, report):
    """The assembly called name, or the only one if name is None; raises Stop."""
    named = [a for a in tree.assemblies if a.name]
    check_names(named, report)
    matches = [a for a in tree.assemblies if name is None or (a.name and a.name.text == name)]
    if len(matches) == 1:
        return matches[0]
    known = ", ".join(f"'{a.name}'" for a in named)
    hint = note(f"there are {known}") if known else None
    whole = Span(source, 0, 0)
    if matches and name is None:
        report.error("ambiguous-assembly", matches[1].span, "there is more than one assembly",
                     help_text(f"choose one with --assembly: {known}"))
    elif name is None:
        report.error("no-assembly", whole, "no assembly is declared")
    elif not matches:
        report.error("no-assembly", whole, f"no assembly is called '{name}'", hint,
                     nearest(name, [a.name.text for a in named]))
    raise Stop


def assembly_parts(assembly, tree, report):
    """The assembly and those that it extends, the innermost first."""
    parts = [assembly]
    while parts[0].base:
        name = parts[0].base
        found = next((a for a in tree.assemblies if a.name and a.name.text == name.text), None)
        if found is None:
            report.error("no-assembly", name.span, f"no assembly is called '{name}'",
                         nearest(name.text, [a.name.text for a in tree.assemblies if a.name]))
            break
        if found in parts:
            report.error("recursive-assembly", name.span, f"assembly '{name}' extends itself")
            break
        parts.insert(0, found)
    return parts


def check_names(named, report):
    seen = {}
    for assembly in named:
        first = seen.setdefault(assembly.name.text, assembly)
        if first is not assembly:
            report.error("duplicate-name", assembly.name.span, f"assembly '{assembly.name}' is declared twice",
                         declared_at("the first one", first.name.span))


def build(parts, declarations, report):
    """The System of an assembly's parts; errors go to the report, what is wrong is left out."""
    return Builder(parts, declarations, report).build()


class Builder:
    def __init__(self, parts, declarations, report):
        self.parts = parts
        self.declarations = declarations
        self.report = report
        name = parts[-1].name.text if parts[-1].name else "main"
        self.system = System(name, parts[-1].span, declarations)
        self.exports = {}  # "store.client" -> ("store.server", "client")
        self.failed = set()  # instances that could not be made: told once, not at each mention
        self.references = []  # (Instance, setting's name, reference, prefix)

    def build(self):
        for part in self.parts:
            self.compose(part.compositions, part.configurations, "", ())
        self.follow_references()
        self.system.policy = [r for part in self.parts for policy in part.policies for r in policy.rules]
        return self.system

    # --- instances --------------------------------------------------------------

    def compose(self, compositions, configurations, prefix, outer):
        """Add the instances, connections and settings of one level."""
        for composition in compositions:
            for group_name, instance in instances_of(composition):
                self.instance(instance, prefix + group_name, outer)
            for export in composition.exports:
                self.export(export, prefix)
        for composition in compositions:
            for connection in composition.connections:
                self.connection(connection, prefix)
        for configuration in configurations:
            for setting in configuration.settings:
                self.setting(setting, prefix)

    def instance(self, tree, prefix, outer):
        component = self.declarations.components.get(str(tree.type))
        if component is None:
            self.report.error("unknown-component", tree.type.span, f"unknown component '{tree.type}'",
                              nearest(str(tree.type), self.declarations.components))
            self.failed.add(prefix + tree.name.text)
            return
        name = prefix + tree.name.text
        if name in self.system.instances:
            self.report.error("duplicate-name", tree.name.span, f"instance '{name}' is declared twice",
                              declared_at("the first one", self.system.instances[name].span))
            return
        if component.name in outer or len(outer) > MAX_DEPTH:
            self.report.error("recursive-component", tree.span, f"component '{component.name}' contains itself")
            return
        if component.is_compound:
            inner = component.tree
            self.compose(inner.compositions, inner.configurations, name + ".", (*outer, component.name))
        if not component.is_compound or component.has_control:
            self.system.instances[name] = Instance(name, component, tree.name.span)

    def export(self, tree, prefix):
        owner = prefix.rstrip(".")
        found = self.find_end(tree.inner, prefix)
        if not owner:
            self.report.error("unknown-export", tree.span, "only a component can export an interface")
        elif found:
            self.exports[f"{owner}.{tree.outer}"] = (found.instance.name, found.interface.name)

    # --- connections ------------------------------------------------------------

    def connection(self, tree, prefix):
        connector = self.declarations.connectors.get(str(tree.connector))
        if connector is None:
            self.report.error("unknown-connector", tree.connector.span, f"unknown connector '{tree.connector}'",
                              nearest(str(tree.connector), self.declarations.connectors),
                              None if self.declarations.connectors else
                              help_text("the standard ones need 'import <std_connector.camkes>;'"))
        name = prefix + tree.name.text
        if name in self.system.connections:
            self.report.error("duplicate-name", tree.name.span, f"connection '{name}' is declared twice",
                              declared_at("the first one", self.system.connections[name].span))
            return
        ends = {"from": [], "to": []}
        for end in tree.ends:
            found = self.find_end(end.target, prefix)
            if found:
                ends[end.direction].append(found)
        if connector and sum(map(len, ends.values())) == len(tree.ends):
            self.system.connections[name] = Connection(name, connector, ends["from"], ends["to"], tree.name.span)

    def find_end(self, reference, prefix):
        """The End that `instance.interface` means, or None after an error."""
        instance_name = prefix + ".".join(n.text for n in reference.names[:-1])
        interface_name = reference.names[-1].text
        if len(reference.names) < 2:
            self.report.error("unknown-interface", reference.span, "expected INSTANCE.INTERFACE")
            return None
        exported = self.exports.get(f"{instance_name}.{interface_name}")
        if exported:
            instance_name, interface_name = exported
        instance = self.system.instances.get(instance_name)
        if instance is None:
            self.unknown_instance(reference, instance_name)
            return None
        interface = instance.component.interfaces.get(interface_name)
        if interface is None and interface_name in IMPLICIT and not instance.is_hardware:
            interface = Interface(IMPLICIT[interface_name], interface_name, EventType(interface_name), True, instance.span)
        if interface is None:
            component = instance.component
            self.report.error("unknown-interface", reference.names[-1].span,
                              f"component '{component.name}' has no interface '{interface_name}'",
                              nearest(interface_name, component.interfaces),
                              declared_at(f"'{component.name}'", component.span))
            return None
        return End(instance, interface, reference.span)

    def unknown_instance(self, reference, name):
        if name in self.failed:
            return
        self.report.error("unknown-instance", reference.span, f"no instance is called '{name}'",
                          nearest(name, self.system.instances))

    # --- settings ---------------------------------------------------------------

    def setting(self, tree, prefix):
        target = tree.target
        instance_name = prefix + ".".join(n.text for n in target.names[:-1])
        instance = self.system.instances.get(instance_name)
        if len(target.names) < 2:
            self.assembly_setting(tree, prefix)
        elif instance is None:
            self.unknown_instance(target, instance_name)
        elif target.names[-1].text in instance.settings:
            name = target.names[-1].text
            self.report.error("duplicate-name", target.span, f"'{target}' is set twice",
                              declared_at("the first one", instance.settings[name][1]))
        elif isinstance(tree, ast.Setting):
            instance.settings[target.names[-1].text] = (tree.value, target.span)
        else:
            self.references.append((instance, target.names[-1].text, tree, prefix))

    def assembly_setting(self, tree, prefix):
        """`windows = […]`: the one setting of the assembly itself."""
        target = tree.target
        if str(target) != "windows" or prefix or not isinstance(tree, ast.Setting):
            self.report.error("unknown-setting", target.span, "expected INSTANCE.SETTING",
                              help_text("'windows = [...]' is the one setting that an assembly itself has"))
        elif self.system.windows_setting:
            self.report.error("duplicate-name", target.span, "'windows' is set twice",
                              declared_at("the first one", self.system.windows_setting[1]))
        else:
            self.system.windows_setting = (tree.value, target.span)

    def follow_references(self):
        """Give `a.b <- c.d` the value of c.d; references to references settle in rounds."""
        waiting = self.references
        while waiting:
            left = [item for item in waiting if not self.follow(*item)]
            if len(left) == len(waiting):
                for _instance, _name, tree, _prefix in left:
                    self.report.error("reference-cycle", tree.origin.span, f"'{tree.origin}' has no value")
                return
            waiting = left

    def follow(self, instance, name, tree, prefix):
        origin_name = prefix + ".".join(n.text for n in tree.origin.names[:-1])
        origin = self.system.instances.get(origin_name)
        if origin is None:
            return False
        wanted = tree.origin.names[-1].text
        declared = origin.component.attributes.get(wanted)
        value = origin.settings[wanted][0] if wanted in origin.settings else declared and declared.default
        if value is None or any(o is origin and n == wanted for o, n, _t, _p in self.references if n not in o.settings):
            return False
        instance.settings[name] = (ast.Value(value.data, tree.span), tree.target.span)
        return True


def instances_of(composition):
    """(prefix, instance) of a composition and of its groups, in order of appearance."""
    listed = [("", i) for i in composition.instances]
    for group in composition.groups:
        prefix = f"{group.name}." if group.name else ""
        listed += [(prefix, i) for i in group.instances]
    return listed
