# SPDX-License-Identifier: BSD-2-Clause
"""Flows from declared connections and flows from handed-out capabilities are the same; a planted difference is named."""

import pytest
from bulkhead.audit.authority import authority_differences, authority_flows


def test_authority__agrees_with_the_declared_flows(small):
    assert authority_differences(small.index()) == []


def test_authority__agrees_for_the_phone(phone):
    assert authority_differences(phone) == []


def test_authority__agrees_if_a_driver_may_only_read(small):
    small.edit("disk.registers_size", 'driver.registers_access = "R"; disk.registers_size')
    index = small.index()
    assert authority_differences(index) == []
    flows = authority_flows(index)
    assert ("disk", "driver", "registers") in flows and ("driver", "disk", "registers") not in flows


def test_authority__is_directed(small):
    flows = authority_flows(small.index())
    assert ("left", "vault", "wake") in flows and ("vault", "left", "wake") not in flows
    assert ("left", "vault", "log") in flows and ("vault", "left", "log") not in flows
    assert ("vault", "left", "secrets") in flows


def planted(kind, source, target, rights, **more):
    holder = source.split(":")[1].split(".")[0]
    return {"id": f"{kind}:planted", "from": source, "to": target, "kind": kind, "holder": holder, "rights": rights,
            "badge": 0, "connection": None, **more}


@pytest.mark.parametrize(("edge", "flow"), [
    (planted("capability", "object:left.cspace", "object:right.endpoint", ["write"]), "from left to right"),
    (planted("capability", "object:left.cspace", "object:vault.endpoint", ["write"]),
     "from left to vault; no connection declares that"),
    (planted("capability", "object:vault.cspace", "object:left.endpoint", ["write"], connection="log"),
     "from vault to left; connection log does not declare that"),
    (planted("capability", "object:left.cspace", "object:right.endpoint", ["read"]), "from right to left"),
    (planted("capability", "object:watcher.cspace", "object:left.notification", ["write"]), "from watcher to left"),
    (planted("capability", "object:watcher.cspace", "object:left.thread0", ["restart"]), "from watcher to left"),
    (planted("capability", "object:watcher.cspace", "object:left.sched_context0", ["read"]), "from left to watcher"),
    (planted("capability", "object:right.cspace", "object:left.vcpu0", ["control"]), "from right to left.guest"),
    (planted("mapping", "object:right.vspace", "object:connection.log.frames", ["read"]), "from left to right"),
    (planted("mapping", "object:right.vspace", "object:vault.heap", ["read"]), "from vault to right"),
    (planted("mapping", "object:right.vspace", "object:left.guest.memory", ["read", "write"]), "from right to left.guest"),
    (planted("mapping", "object:right.vspace", "object:driver.registers.registers", ["read"]),
     "from driver.registers.registers to right; no connection"),
    (planted("capability", "object:right.cspace", "object:driver.interrupt.interrupt", ["control"]), "to right; no connection"),
    (planted("faults", "object:left.thread0", "object:right.endpoint", []), "from left to right"),
])
def test_planted_authority__is_named_with_the_flow_it_allows(small, edge, flow):
    index = small.index()
    index.graph["edges"].append(edge)
    assert any(edge["id"] in line and flow in line for line in authority_differences(index))


def test_missing_capability__is_named(small):
    index = small.index()
    index.graph["edges"] = [e for e in index.graph["edges"]
                            if not (e["kind"] == "capability" and e["holder"] == "right" and e["connection"] == "secrets")
                            and not (e["kind"] == "mapping" and e["holder"] == "right" and e["connection"] == "secrets")]
    assert any(line.startswith("connection secrets") and "from right to vault" in line
               for line in authority_differences(index))
