# SPDX-License-Identifier: BSD-2-Clause
"""Broken text never breaks the tools: mutations of a valid description end in diagnostics or in success."""

import random
import re

import pytest

from bulkhead.adl.diagnostics import render_json, render_text
from bulkhead.gen.command import glue_texts
from bulkhead.gen.plan_connections import plan_make
from bulkhead.graph import graph_write

TOKEN = re.compile(r"\w+|\s+|.", re.S)
POLICY = 'deny client server; separates server "a reason";'


def mutate(text, chance):
    """Change the text in one to four places: drop, repeat, swap or replace tokens, cut it, put in odd characters."""
    tokens = TOKEN.findall(text)
    for _ in range(chance.randint(1, 4)):
        here, there = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        kind = chance.randrange(6)
        if kind == 0:
            del tokens[here]
        elif kind == 1:
            tokens.insert(here, tokens[there])
        elif kind == 2:
            tokens[here], tokens[there] = tokens[there], tokens[here]
        elif kind == 3:
            tokens[here] = tokens[there]
        elif kind == 4:
            tokens[here] = chance.choice(["{", "}", '"', "/*", "0x", "99999999999999999999999", "\u00e4", "<", "-", "\t", "["])
        else:
            tokens = tokens[: max(1, here)] if chance.random() < 0.3 else tokens
    return "".join(tokens)


@pytest.mark.parametrize("seed", range(200))
def test_mutation__never_an_exception(pair, seed):
    pair.policy(POLICY)
    pair.text = mutate(pair.text, random.Random(seed))
    reading = pair.read()
    if reading.system is None:
        assert render_text(reading.report).count("\n") == 0 or "error: " in render_text(reading.report)
        assert all(d["line"] >= 1 and d["column"] >= 1 for d in render_json(reading.report))
    else:
        plan = plan_make(reading.system)
        assert glue_texts(plan, "x") and graph_write(plan, reading.verdicts)


def test_mutation__most_of_them_are_errors(pair):
    """Otherwise the test above would test nothing."""
    original = pair.text
    broken = 0
    for seed in range(50):
        pair.text = mutate(original, random.Random(seed))
        broken += bool(pair.read().report.diagnostics)
    assert broken > 35
