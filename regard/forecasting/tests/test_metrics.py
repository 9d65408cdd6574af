import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.forecasting.rules import metrics


def test_figures_of_four_deals_as_counted_by_hand():
    p, won = np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])

    assert metrics.auc(p, won).value == 0.75
    assert metrics.brier(p, won) == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert metrics.log_loss(p, won) == pytest.approx(-np.log([0.9, 0.6, 0.35, 0.8]).mean())


def test_equal_probabilities_are_right_half_of_the_time():
    assert metrics.auc(np.full(6, 0.3), np.array([True, False] * 3)).value == 0.5


def test_one_outcome_alone_says_nothing_about_order():
    assert metrics.auc(np.array([0.2, 0.9]), np.array([True, True])) == (0.5, 0.0, 1.0)


def test_the_interval_of_the_auc_holds_the_truth_as_often_as_it_says():
    chance, inside = np.random.default_rng(1), 0
    for _ in range(200):
        won = chance.random(200) < 0.4
        found = metrics.auc(chance.normal(won * 1.0), won)
        inside += found.low <= 0.7602 <= found.high  # the area between two normal curves one apart
    assert 180 <= inside <= 198


def test_too_bold_too_shy_and_honest_are_told_by_the_slope():
    chance = np.random.default_rng(2)
    truth = chance.normal(0, 1.5, 20_000)
    won = chance.random(20_000) < metrics.expit(truth)

    slopes = [metrics.calibration(metrics.expit(truth * much), won).slope for much in (2.0, 1.0, 0.5)]

    assert slopes == pytest.approx([0.5, 1.0, 2.0], rel=0.06)


def test_dots_count_every_deal_once():
    p, won = np.linspace(0, 1, 101), np.linspace(0, 1, 101) > 0.5
    assert sum(dot.deals for dot in metrics.dots(p, won)) == 101
    assert [dot.came for dot in metrics.dots(p, won)][::9] == [0.0, 1.0]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=60))
def test_measures_stay_where_they_belong(rows):
    p, won = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])

    found = metrics.auc(p, won)

    assert 0 <= found.low <= found.value <= found.high <= 1
    assert 0 <= metrics.brier(p, won) <= 1
    assert 0 <= metrics.calibration_error(p, won) <= 1
    assert np.isfinite(metrics.calibration(p, won)).all()


def test_better_by_chance_is_not_better():
    chance = np.random.default_rng(3)
    loss = chance.random(500)
    assert not metrics.is_better(loss, loss + chance.normal(0, 1, 500))
    assert metrics.is_better(loss, loss + chance.normal(0.3, 1, 500))
