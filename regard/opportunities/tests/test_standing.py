"""Where an opportunity stands by evidence alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from regard.opportunities.rules.gates import Proof, Rung, Standing, standing

DAY = timedelta(days=1)
NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
LADDER = [
    Rung(id="problem", position=1, shelf_life=45 * DAY),
    Rung(id="act", position=2, shelf_life=45 * DAY),
    Rung(id="signed", position=3, shelf_life=None),
]


def proof(gate: str, days_ago: float) -> Proof[str]:
    return Proof(gate=gate, happened_at=NOW - timedelta(days=days_ago))


def test_it_stands_at_the_highest_gate_whose_evidence_is_fresh() -> None:
    found = standing(LADDER, [proof("problem", 3), proof("act", 10)], at=NOW)
    assert found == Standing(gate="act", since=NOW - 10 * DAY, until=NOW + 35 * DAY)


def test_a_gate_may_be_reached_without_those_below() -> None:
    assert standing(LADDER, [proof("act", 1)], at=NOW).gate == "act"


def test_evidence_that_grew_old_lets_it_fall_to_what_still_holds() -> None:
    assert standing(LADDER, [proof("problem", 44), proof("act", 45)], at=NOW).gate == "problem"


def test_nothing_shown_is_no_gate() -> None:
    assert standing(LADDER, [proof("act", 46)], at=NOW) == Standing(gate=None, since=None, until=None)


def test_what_lies_in_the_future_proves_nothing_yet() -> None:
    assert standing(LADDER, [proof("signed", -1)], at=NOW).gate is None


def test_a_signature_never_grows_old() -> None:
    found = standing(LADDER, [proof("signed", 4000)], at=NOW)
    assert found == Standing(gate="signed", since=NOW - 4000 * DAY, until=None)


def test_evidence_renewed_in_time_keeps_the_day_the_gate_was_reached() -> None:
    renewed = [proof("act", 100), proof("act", 60), proof("act", 20)]
    assert standing(LADDER, renewed, at=NOW).since == NOW - 100 * DAY
    broken = [proof("act", 100), proof("act", 20)]
    assert standing(LADDER, broken, at=NOW).since == NOW - 20 * DAY


proofs = st.lists(
    st.builds(proof, st.sampled_from(["problem", "act", "signed", "elsewhere"]), st.floats(-30, 200)), max_size=8
)


@given(proofs, st.floats(0, 120))
def test_it_never_stands_higher_than_fresh_evidence_says_and_falls_by_itself(
    given_proofs: list[Proof[str]], later: float
) -> None:
    at = NOW + timedelta(days=later)
    found = standing(LADDER, given_proofs, at=at)
    fresh = {
        rung.position
        for rung in LADDER
        for one in given_proofs
        if one.gate == rung.id and one.happened_at <= at
        and (rung.shelf_life is None or at < one.happened_at + rung.shelf_life)
    }  # fmt: skip
    positions = {rung.id: rung.position for rung in LADDER}
    assert (positions[found.gate] if found.gate else 0) == max(fresh, default=0)
    if found.until is not None:
        assert found.until > at
        after = standing(LADDER, given_proofs, at=found.until)
        held = [one for one in given_proofs if one.happened_at > at]
        assert held or after.gate != found.gate
