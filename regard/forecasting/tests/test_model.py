import numpy as np
import pytest

from regard.forecasting.rules import learned, metrics
from regard.forecasting.rules.base_rates import fit_base_rates
from regard.forecasting.rules.model import Kind, fit
from regard.forecasting.rules.tables import Features


def deals(count, *, seed=1, signal=1.0):
    """Deals of which the truth is known: the gate and the days of silence tell, by `signal`; the region never does."""
    chance = np.random.default_rng(seed)
    gate, quiet = chance.integers(0, 5, count), chance.exponential(20, count)
    region = chance.choice(["north", "south", "west"], count).astype(object)
    truth = metrics.expit(signal * (gate - 2.0 - quiet / 20) - 0.4)
    features = Features(
        count=count, numbers={"gate": gate.astype(float), "quiet": quiet}, categories={"region": region}
    )
    return features, chance.random(count) < truth, truth


def test_what_tells_is_learned_and_set_straight():
    features, won, _ = deals(4000)
    model = fit(features, won, seed=1)
    fresh, came, truth = deals(4000, seed=2)

    p = model.predict(fresh)

    assert model.beats_base_rate
    assert metrics.auc(p, came).value > metrics.auc(truth, came).value - 0.015
    assert 0.9 < metrics.calibration(p, came).slope < 1.1


@pytest.mark.parametrize("seed", range(1, 6))
def test_where_nothing_tells_it_is_the_base_rate(seed):
    features, won, _ = deals(1500, seed=seed, signal=0.0)

    model = fit(features, won, seed=1)

    assert (model.kind, model.beats_base_rate) == (Kind.BASE_RATE, False)
    assert model.predict(features) == pytest.approx(np.full(1500, won.mean()), abs=0.002)


def test_a_rate_that_only_changed_with_time_is_no_signal():
    features, _, _ = deals(3000, signal=0.0)
    at = np.arange(3000.0)
    won = np.random.default_rng(4).random(3000) < np.where(at < 1500, 0.7, 0.5)

    assert fit(features, won, at=at, seed=1).kind == Kind.BASE_RATE


def test_without_scikit_learn_base_rates_do(monkeypatch):
    monkeypatch.setattr(learned.importlib.util, "find_spec", lambda name: None)
    features, won, _ = deals(3000)

    model = fit(features, won, seed=1, chain=("gate", "quiet"))

    assert model.kind == Kind.SHRUNKEN
    assert metrics.auc(model.predict(features), won).value > 0.75


def test_few_deals_are_not_learned_from():
    features, won, _ = deals(60)
    assert fit(features, won, seed=1).kind in {Kind.BASE_RATE, Kind.SHRUNKEN}


def test_nothing_to_learn_from_is_no_error():
    nothing, won, _ = deals(0)
    assert (fit(nothing, won, seed=1).base_rate, fit(nothing, won, seed=1).trained_on) == (0.5, 0)


def test_one_outcome_is_the_base_rate_never_quite_certain():
    features, _, _ = deals(50)
    model = fit(features, np.ones(50, dtype=bool), seed=1)
    assert model.predict(features)[0] == pytest.approx(51 / 52)


def test_the_same_seed_says_the_same():
    features, won, _ = deals(1000)
    once, again = (fit(features, won, seed=3).predict(features) for _ in range(2))
    assert (once == again).all()


def test_a_cell_of_few_deals_is_pulled_towards_the_others():
    gate = np.array([0.0] * 100 + [1.0] * 100 + [2.0] * 2)
    won = np.array([False] * 90 + [True] * 10 + [False] * 50 + [True] * 50 + [True] * 2)
    features = Features(count=202, numbers={"gate": gate}, categories={})

    rates = fit_base_rates(features, won, np.ones(202), chain=("gate",))(features)

    assert 0.1 < rates[0] < 0.2 < rates[100] < 0.55
    assert rates[201] < 0.9


def test_a_number_that_is_mostly_the_same_still_tells():
    """One deal in ten has a past with us, and is won; the others hardly ever."""
    chance = np.random.default_rng(6)
    past = np.where(chance.random(3000) < 0.1, chance.integers(1, 4, 3000), 0).astype(float)
    won = chance.random(3000) < np.where(past > 0, 0.8, 0.1)
    empty = np.full(3000, np.nan)
    features = Features(
        count=3000, numbers={"past": past, "never known": empty, "always": empty * 0 + 1}, categories={}
    )

    model = fit(features, won, seed=1)

    assert model.beats_base_rate
    assert model.predict(features)[past > 0].mean() == pytest.approx(0.8, abs=0.06)
