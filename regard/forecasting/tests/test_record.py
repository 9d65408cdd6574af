import numpy as np
import pytest

from regard.forecasting.rules.past import Wins
from regard.forecasting.rules.record import Month, Week, changes, figures, week_of, width
from regard.forecasting.rules.survival import log_rank, seen_weights, still_open
from regard.forecasting.rules.timing import Amounts
from regard.forecasting.rules.totals import Chances, Range, Window, draw_totals, range_of


def weeks(count, *, turn=None, seed=1):
    """Of 80 open deals a twelfth is lost a week and a twentieth won; from `turn` on twice as many are lost."""
    chance, found = np.random.default_rng(seed), []
    for number in range(count):
        lost, won = (
            chance.binomial(80, 1 / 6 if turn is not None and number >= turn else 1 / 12),
            chance.binomial(80, 1 / 20),
        )
        found.append(Week(7 * number, 80, int(won), int(lost), 24.0, 24.0 + chance.normal(0, 1), 16.0))
    return found


def test_figures_of_three_months_as_counted_by_hand():
    months = [Month(Range(100, 80, 120), 110), Month(Range(100, 80, 120), 50), Month(Range(100, 80, 120), 0)]
    found = figures(months)
    assert (found.months, found.inside) == (3, 1)
    assert found.bias == pytest.approx(300 / 160 - 1)
    assert found.error == pytest.approx((10 / 110 + 50 / 50) / 2)


def test_no_month_has_no_figures():
    assert (figures([]).bias, figures([]).error, figures([Month(Range(1, 0, 2), 0)]).bias) == (None, None, None)


def test_months_outside_widen_ranges_and_months_inside_narrow_them_a_little():
    inside, outside = Month(Range(100, 80, 120), 100), Month(Range(100, 80, 120), 150)
    assert width([]) == 1
    assert width([outside]) > width([inside, outside]) > 1 > width([inside])
    assert 0.99 < width([outside, inside, inside, inside, inside]) < 1.01  # one in five is what is claimed
    assert width([outside] * 50) == 2.5


def test_a_range_is_scaled_around_what_is_expected_and_never_below_nothing():
    assert Range(100, 80, 140).scaled(2) == Range(100, 60, 180)
    assert Range(100, 20, 140).scaled(2).low == 0


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_changed_market_is_noticed_within_a_quarter(seed):
    (change, *_rest) = changes(weeks(104, turn=70, seed=seed))
    assert 70 * 7 <= change.day <= 83 * 7
    assert (change.direction, change.what) == (-1, "losses")
    assert abs(change.since - 70 * 7) <= 42


def test_a_market_that_stays_hardly_ever_rings():
    rang = sum(bool(changes(weeks(104, seed=seed))) for seed in range(40))
    assert rang <= 6


def test_one_week_of_tidying_up_is_no_change():
    found = weeks(60)
    found[40] = found[40]._replace(lost=60)
    assert changes(found) == []


def test_a_week_sums_chances_before_and_after():
    week = week_of(7, np.array([0.5, 0.2]), np.array([1.0, 0.1]), won=1, lost=0)
    assert week == (7, 2, 1, 0, pytest.approx(0.7), pytest.approx(1.1), pytest.approx(0.41))


def test_kaplan_and_meier_by_hand():
    """Two of four end after one day, one is watched for two days only, the last ends after three."""
    days, is_over = np.array([1.0, 1.0, 2.0, 3.0]), np.array([True, True, False, True])
    assert still_open(days, is_over, np.array([0.5, 1.0, 2.5, 3.0])).tolist() == [1.0, 0.5, 0.5, 0.0]


def test_the_log_rank_test_tells_groups_apart_only_where_they_differ():
    chance = np.random.default_rng(5)
    group = np.arange(200) % 2 == 0
    same, differ = chance.exponential(30, 200), chance.exponential(np.where(group, 20, 60))
    all_over = np.ones(200, dtype=bool)
    assert log_rank(same, all_over, group).p > 0.05
    assert log_rank(differ, all_over, group).p < 0.001
    assert log_rank(np.zeros(0), np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)).p == 1


def test_slow_deals_that_could_hardly_be_seen_to_end_count_more():
    weights = seen_weights(np.array([10.0, 90.0, 0.0]), np.array([100.0, 100.0, 50.0]), np.array([True, True, False]))
    assert weights.tolist() == pytest.approx([1.0, 1.5, 0.0])


def test_totals_add_up_to_what_is_expected():
    """A hundred deals of 10 that are won half of the time, all within the window: 500; and nothing new ever came."""
    chances = Chances(
        p=np.full(100, 0.5), within=np.ones((100, 1)), amount=np.full(100, 10.0), group=np.zeros(100, dtype=np.intp)
    )
    nothing = Wins(opened=np.zeros(0), won=np.zeros(0), amount=np.zeros(0), group=np.zeros(0, dtype=np.intp))
    amounts = Amounts(ratios=np.ones(30), finals=np.full(30, 10.0))

    totals = draw_totals(chances, amounts, nothing, [Window(100, 130)], today=100, groups=1, seed=1)
    found = range_of(totals[:, 0, 0])

    assert found.expected == pytest.approx(500, rel=0.03)
    assert 350 < found.low < 450 < 550 < found.high < 650


def test_deals_nobody_has_opened_yet_are_counted_on():
    """Every ten days a deal of 10 is opened and won five days later: three a month come out of nowhere."""
    opened = np.arange(0.0, 400.0, 10)
    wins = Wins(opened=opened, won=opened + 5, amount=np.full(40, 10.0), group=np.zeros(40, dtype=np.intp))
    none = Chances(p=np.zeros(0), within=np.zeros((0, 1)), amount=np.zeros(0), group=np.zeros(0, dtype=np.intp))
    totals = draw_totals(
        none, Amounts(ratios=np.ones(1), finals=np.ones(1)), wins, [Window(400, 430)], today=400, groups=1, seed=1
    )
    assert totals.mean() == pytest.approx(27, abs=4)
