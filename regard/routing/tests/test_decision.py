from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.routing.rules.candidates import Candidate, Experience, MessageFacts, TermRecord
from regard.routing.rules.decision import Decision, decide
from regard.routing.rules.reasons import Kind, Reason
from regard.routing.rules.scoring import success
from regard.routing.rules.topics import Term, terms

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = Candidate(user_id=UUID(int=1), name="Ada")
BEN = Candidate(user_id=UUID(int=2), name="Ben")
LEAK = MessageFacts(terms=terms("P-220 leaks", ""), language="en", contact="Carla", due_at=NOON + 4 * HOUR)
EXPERIENCE = Experience(threads=99, with_term={"p220": 4, "leak": 9})


def who(*people, message=LEAK):
    return decide(message, people, experience=EXPERIENCE).user_id


def main_reason(*people, message=LEAK):
    return decide(message, people, experience=EXPERIENCE).reasons[0]


def test_the_documented_example():
    ada = replace(
        ADA,
        term_scores={"p220": TermRecord(solved=3), "leak": TermRecord(solved=1, reopened=1)},
        has_answered_this_contact=1,
        open_conversations=10,
    )
    ben = replace(BEN, term_scores={"leak": TermRecord(solved=8, good=1)}, open_conversations=4)
    decision = decide(LEAK, [ben, ada], experience=EXPERIENCE)
    assert (decision.user_id, round(decision.score, 2)) == (ada.user_id, 0.34)
    assert decision.reasons == (Reason(Kind.KNOWS_TOPIC, ("P-220",)), Reason(Kind.ANSWERED_BEFORE, ("Carla",)))
    assert [(other.user_id, round(other.score, 2), other.reasons) for other in decision.runner_ups] == [
        (ben.user_id, 0.26, (Reason(Kind.KNOWS_TOPIC, ("leaks",)),))
    ]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (TermRecord(), 0),
        (TermRecord(solved=1), 1 / 3),
        (TermRecord(solved=10), 10 / 12),
        (TermRecord(solved=10, reopened=5), 5 / 17),
        (TermRecord(solved=1, reopened=2), -1 / 5),
        (TermRecord(solved=2, good=2), 4 / 6),
        (TermRecord(solved=2, bad=2), 0),
    ],
)
def test_success_is_smoothed(record, expected):
    assert success(record) == expected


def test_a_bad_record_ranks_below_none():
    ada = replace(ADA, term_scores={"p220": TermRecord(solved=1, reopened=2)})
    assert who(ada, BEN) == BEN.user_id


def test_a_rare_term_weighs_more_than_a_common_one():
    ada = replace(ADA, term_scores={"p220": TermRecord(solved=2)})
    ben = replace(BEN, term_scores={"leak": TermRecord(solved=2)})
    assert [who(ada, ben), main_reason(ada, ben)] == [ada.user_id, Reason(Kind.KNOWS_TOPIC, ("P-220",))]


def test_a_skill_entered_by_hand_is_found_before_the_first_thread():
    ben = replace(BEN, skills=frozenset({"leak"}))
    assert [who(ADA, ben), main_reason(ADA, ben)] == [ben.user_id, Reason(Kind.SKILL, ("leaks",))]


def test_who_looks_after_the_account_is_asked_before_who_knows():
    ada = replace(ADA, term_scores={"p220": TermRecord(solved=3)})
    ben = replace(BEN, is_relationship_owner=True)
    assert [who(ada, ben), main_reason(ada, ben)] == [ben.user_id, Reason(Kind.RELATIONSHIP)]


def test_who_answered_before_is_asked_again():
    ben = replace(BEN, has_answered_this_contact=1)
    assert [who(ADA, ben), main_reason(ADA, ben)] == [ben.user_id, Reason(Kind.ANSWERED_BEFORE, ("Carla",))]


def test_a_full_table_outweighs_a_little_knowledge():
    ada = replace(ADA, term_scores={"p220": TermRecord(solved=1)}, open_conversations=15)
    assert who(ada, BEN) == BEN.user_id


def test_somebody_at_work_is_asked_before_an_equal_who_is_not():
    ada = replace(ADA, is_working_now=False, next_working_at=NOON + HOUR)
    assert [who(ada, BEN), main_reason(ada, BEN)] == [BEN.user_id, Reason(Kind.ONLY_ONE_WORKING)]


def test_equals_are_asked_by_load_then_by_longest_wait_then_by_id():
    busy = replace(ADA, open_conversations=1)
    served = replace(ADA, latest_assigned_at=NOON)
    assert [who(busy, BEN), who(served, BEN), who(BEN, ADA)] == [BEN.user_id, BEN.user_id, ADA.user_id]


def test_when_nothing_else_speaks_the_reason_is_room():
    ada, ben = replace(ADA, open_conversations=2), replace(BEN, open_conversations=1)
    assert main_reason(ada, ben) == Reason(Kind.LEAST_LOADED)
    disliked = replace(BEN, term_scores={"p220": TermRecord(bad=5)})
    assert [who(ada, disliked), main_reason(ada, disliked)] == [ada.user_id, Reason(Kind.HAS_ROOM)]


def test_the_language_is_a_reason_when_it_left_somebody_out():
    german = replace(LEAK, language="de")
    ada, ben = replace(ADA, languages=frozenset({"en"})), replace(BEN, languages=frozenset({"en", "de"}))
    assert decide(german, [ada, ben]) == Decision(BEN.user_id, (Reason(Kind.LANGUAGE, ("de",)),), 0.0)
    assert main_reason(ada, ben) == Reason(Kind.LEAST_LOADED)


def test_somebody_who_entered_no_languages_is_not_left_out():
    assert who(replace(ADA, languages=frozenset()), message=replace(LEAK, language="fi")) == ADA.user_id


def test_nobody_is_asked_who_is_back_after_the_promise():
    ada = replace(ADA, is_relationship_owner=True, is_working_now=False, next_working_at=NOON + 4 * HOUR)
    assert who(ada, BEN) == BEN.user_id
    assert who(replace(ada, next_working_at=NOON + 3 * HOUR), BEN) == ada.user_id


def test_the_team_is_asked_when_everybody_is_left_out():
    people = [
        replace(ADA, is_absent=True),
        replace(BEN, open_conversations=20),
        Candidate(user_id=UUID(int=3), name="Dan", languages=frozenset({"fi"})),
        Candidate(user_id=UUID(int=4), name="Eve", is_working_now=False, next_working_at=NOON + 9 * HOUR),
        Candidate(user_id=UUID(int=5), name="Fay", capacity=0),
    ]
    assert decide(LEAK, people) == Decision(
        None,
        (
            Reason(Kind.ABSENT, ("Ada",)),
            Reason(Kind.FULL, ("Ben", "Fay")),
            Reason(Kind.OTHER_LANGUAGE, ("Dan",)),
            Reason(Kind.BACK_TOO_LATE, ("Eve",)),
        ),
        0.0,
    )


def test_the_team_is_asked_when_nobody_is_in_it():
    assert decide(LEAK, []) == Decision(None, (Reason(Kind.NOBODY_THERE),), 0.0)


def test_at_night_only_somebody_worth_waiting_for_is_asked():
    ada, ben = (replace(person, is_working_now=False) for person in (ADA, BEN))
    assert (who(ada, ben), main_reason(ada, ben)) == (None, Reason(Kind.NOBODY_WORKING))
    knows = replace(ben, term_scores={"p220": TermRecord(solved=9), "leak": TermRecord(solved=9)})
    assert who(ada, knows) == ben.user_id


records = st.builds(TermRecord, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
word_keys = st.sampled_from(["p220", "leak", "oil", "invoic"])
people = st.lists(
    st.builds(
        Candidate,
        user_id=st.integers(1, 9).map(lambda number: UUID(int=number)),
        name=st.just("Ada"),
        skills=st.frozensets(word_keys, max_size=2),
        languages=st.frozensets(st.sampled_from(["en", "de"])),
        open_conversations=st.integers(0, 6),
        capacity=st.integers(0, 6),
        is_absent=st.booleans(),
        is_working_now=st.booleans(),
        next_working_at=st.none() | st.sampled_from([NOON + HOUR, NOON + 5 * HOUR]),
        is_relationship_owner=st.booleans(),
        has_answered_this_contact=st.integers(0, 3),
        term_scores=st.dictionaries(word_keys, records, max_size=3),
        latest_assigned_at=st.sampled_from([NOON, NOON - HOUR]),
    ),
    max_size=5,
    unique_by=lambda person: person.user_id,
)
messages = st.builds(
    MessageFacts,
    terms=st.lists(word_keys, unique=True).map(lambda found: tuple(Term(key, key) for key in found)),
    language=st.sampled_from(["", "en", "de"]),
    due_at=st.none() | st.just(NOON + 4 * HOUR),
)


def places(decision):
    """Everybody who could be asked, best first."""
    first = [decision.user_id] if decision.user_id else []
    return first + [other.user_id for other in decision.runner_ups]


@given(messages, people)
def test_nobody_absent_full_or_unable_is_ever_asked(message, team):
    asked = {person.user_id: person for person in team}
    for user_id in places(decide(message, team)):
        person = asked[user_id]
        assert not person.is_absent
        assert person.open_conversations < person.capacity
        assert not message.language or not person.languages or message.language in person.languages


@given(messages, people, st.randoms(use_true_random=False))
def test_the_order_of_the_people_does_not_matter(message, team, chance):
    shuffled = chance.sample(team, len(team))
    assert decide(message, shuffled, experience=EXPERIENCE) == decide(message, team, experience=EXPERIENCE)


@given(messages, people.filter(bool), st.integers(1, 5))
def test_more_load_never_improves_a_rank(message, team, more):
    before = places(decide(message, team))
    busier = replace(team[0], open_conversations=team[0].open_conversations + more)
    after = places(decide(message, [busier, *team[1:]]))
    if busier.user_id in after:
        ahead_before = set(before[: before.index(busier.user_id)])
        assert ahead_before <= set(after[: after.index(busier.user_id)])


@given(messages, people)
def test_every_decision_has_a_reason(message, team):
    decision = decide(message, team)
    assert decision.reasons
    assert all(other.reasons for other in decision.runner_ups)
