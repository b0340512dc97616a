# SPDX-License-Identifier: BSD-2-Clause
"""The phone takes no more of the processor from a Linux than the design promises, and counting does not miss it."""

import pytest
import tax

TARGET_PERCENT = 0.05


def test_rows__sums_and_ratios_are_those_of_the_counts():
    marks = [(n, [100 * (n + 1), 10 * (n + 1), n + 1]) for n in range(2 * len(tax.WORKLOADS))]
    spans = tax.spans(marks)
    rows = dict(tax.tax_rows({name: tax.Span(100, 0, 0) for name in spans}, spans))
    assert rows["cpu_tax_percent"] == pytest.approx(100 * 11 / 111, abs=1e-3)
    assert rows["cpu_over_native_percent"] == rows["cpu_over_native_forks_percent"] == 11


def test_compute_span__starts_when_the_last_guest_does():
    marks = [(tax.COMPUTING, [5, 0, 0]), (tax.PAGE_DONE, [6, 0, 0]), (tax.COMPUTING, [7, 1, 0]), (tax.PAGE_DONE, [17, 3, 1])]
    assert vars(tax.compute_span(marks)) == vars(tax.Span(10, 2, 1))


@pytest.mark.slow
def test_tax__is_below_its_target():
    marks, longest = tax.phone_marks("test", corporate=tax.PROFILE, personal=None)
    total = tax.total(tax.spans(marks))
    assert 0 < total.outside < total.all * TARGET_PERCENT / 100
    assert longest > 0
