# SPDX-License-Identifier: BSD-2-Clause
"""The policy of an assembly: which flows must not exist, and what is excepted.

`deny A B` holds if every path of flows from A to B passes through a component
marked `separates`. A component that drives an unconfined DMA device could reach
all memory, so each must be acknowledged by name. Violations are errors at the
rule that they break (policy-deny, policy-dma).
"""

from dataclasses import dataclass

from .adl.ast import Acknowledges, Deny, Separates
from .adl.diagnostics import help_text, nearest, note
from .flows import flows_list, flows_path, path_words
from .model.settings import setting_get


@dataclass(frozen=True)
class Verdict:
    """What became of a deny rule between two instances.

    crossings: the separators that its paths pass through; witness: the flows of a path
    that passes through none, so that the rule does not hold.
    """

    origin: str
    target: str
    crossings: tuple[str, ...]
    witness: tuple = ()
    span: object = None

    @property
    def holds(self):
        return not self.witness


def policy_check(system, report):
    """Report violations; returns a Verdict for every pair that the deny rules mean."""
    flows = flows_list(system)
    barriers = marked(system, Separates, report)
    check_dma(system, marked(system, Acknowledges, report), report)
    verdicts = []
    for rule in system.policy:
        if isinstance(rule, Deny):
            for origin in members(system, rule.origin, report):
                for target in members(system, rule.target, report):
                    verdicts.append(check_deny(rule, (origin, target), flows, barriers, report))
    return verdicts


def marked(system, kind, report):
    """instance name -> rule, for the rules of one kind."""
    result = {}
    for rule in system.policy:
        if isinstance(rule, kind):
            check_reason(rule, report)
            for name in members(system, rule.component, report):
                result[name] = rule
    return result


def check_reason(rule, report):
    if not rule.reason.strip():
        report.error("missing-reason", rule.span, "an exception needs a reason")
    if isinstance(rule, Acknowledges) and rule.what.text != "dma":
        report.error("unknown-exception", rule.what.span, f"'{rule.what}' cannot be acknowledged",
                     help_text("expected 'dma'"))


def members(system, reference, report):
    """The instances that a name means: one, or all in a group or compound component."""
    found = covered(system, reference)
    if not found:
        report.error("unknown-instance", reference.span, f"no instance is called '{reference}'",
                     nearest(str(reference), system.instances))
    return found


def covered(system, reference):
    name = str(reference)
    return [i for i in system.instances if i == name or i.startswith(name + ".")]


def check_deny(rule, pair, flows, barriers, report):
    origin, target = pair
    path = flows_path(flows, origin, target, frozenset(barriers))
    if path is None:
        return Verdict(origin, target, crossings(flows, origin, target, barriers), (), rule.span)
    steps = [note(line) for line in path_words(path)]
    report.error("policy-deny", rule.span, f"information can flow from '{origin}' to '{target}'", *steps,
                 help_text("remove a connection, or mark what keeps them apart with 'separates'"))
    return Verdict(origin, target, (), tuple(path), rule.span)


def crossings(flows, origin, target, barriers):
    """The separators through which origin would reach target."""
    return tuple(
        b
        for b in barriers
        if b not in (origin, target)
        and flows_path(flows, origin, b)
        and flows_path(flows, b, target)
    )


def dma_drivers(system):
    """(driver instance, device instance) for each device that does unconfined DMA."""
    result = []
    for connection in system.connections.values():
        if connection.kind == "mmio":
            device = connection.to_ends[0].instance
            if setting_get(device, "dma"):
                result.append((connection.from_ends[0].instance, device, connection))
    return result


def check_dma(system, acknowledged, report):
    for driver, device, connection in dma_drivers(system):
        if driver.name not in acknowledged:
            report.error("policy-dma", connection.span,
                         f"'{driver.name}' can reach all memory through the DMA of '{device.name}'",
                         help_text(f"write 'acknowledges dma {driver.name} \"REASON\";' into the policy"))
