"""The company whose truth is known, as `python -m benchmarks simulated-sales` tells it; many seeds there."""

import pytest

from benchmarks.simulated_sales import TURN, simulate


@pytest.mark.long
def test_ranges_hold_and_the_changed_market_is_noticed():
    found = [simulate(seed) for seed in range(1, 4)]
    assert 0.7 <= sum(one["inside"] for one in found) / sum(one["months"] for one in found) <= 0.9
    assert sum((one["noticed_in_month"] or 99) <= TURN + 3 for one in found) >= 2
    assert sum(one["false_alarms"] > 0 for one in found) <= 1
    assert all(abs(one["bias"]) < 0.2 for one in found)
