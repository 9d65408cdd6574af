"""Lists as words in an address, and what they find."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Mention
from regard.conversations.operations import reminders, tags
from regard.conversations.operations.reminders import ReminderRefusedError
from regard.conversations.queries import filtering, visible_to
from regard.conversations.rules.filters import CHOICES, VIEWS, Filter, read, read_word
from regard.promises import operations as promises
from regard.staff.models import User
from tools.testing.letters import arrive, letter

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOME_ID = uuid4().hex
VALUES = {name: st.sampled_from(["", *words, *([SOME_ID] if name in {"assignee", "team", "channel"} else [])])
          for name, words in CHOICES.items() if name not in {"tag", "language"}}  # fmt: skip
FILTERS = st.builds(
    Filter, **VALUES, language=st.sampled_from(["", "en", "pt-BR"]), tag=st.sampled_from([(), (SOME_ID,)])
)


@given(FILTERS)
def test_a_filter_is_read_as_it_was_written(wanted: Filter) -> None:
    assert read_word(wanted.word()) == (wanted if wanted != Filter() else VIEWS["all"])
    assert read(wanted.as_json()) == wanted
    assert all(wanted.without(name, value) != wanted for name, value in wanted.parts())


@given(
    st.text(), st.dictionaries(st.sampled_from([*CHOICES, "other"]), st.text() | st.integers() | st.lists(st.text()))
)
def test_nonsense_means_nothing_and_is_no_error(word: str, given_: dict[str, object]) -> None:
    read_word(word)
    assert read(read(given_).as_json()) == read(given_)


def test_what_means_nothing_is_left_out_and_the_rest_holds() -> None:
    assert read_word("waiting=us;assignee=the+cat;language=<b>;tag=x;unknown=1") == Filter(waiting="us")
    assert read_word("assignee=nobody;waiting=us") == VIEWS["not-taken"]
    assert (read_word("nothing"), read_word("")) == (None, None)


@pytest.fixture
def conversations(company: Company) -> list[Conversation]:
    for number in range(6):
        arrive(letter(subject=f"Letter {number}"), company.mailbox, at=MORNING + number * MINUTE)
    return list(Conversation.objects.order_by("number"))


def found(user: User, wanted: Filter, *, at: timedelta = HOUR, after: str = "") -> list[Conversation]:
    return list(filtering.listed(visible_to(user), wanted, user=user, at=MORNING + at, after=after))


def subjects(user: User, wanted: Filter, *, at: timedelta = HOUR) -> list[str]:
    return [row.subject for row in found(user, wanted, at=at)]


def test_each_part_of_a_filter_holds(company: Company, conversations: list[Conversation]) -> None:
    one, two, three, four, five, _six = conversations
    pump = tags.add_tag(name="Pump", by=company.ada, at=MORNING)
    tags.set_tags(conversation=one, tags=[pump], by=company.ada, at=MORNING)
    Conversation.objects.filter(id=two.id).update(assignee=company.ben)
    Conversation.objects.filter(id=three.id).update(assignee=None, language="de")
    promises.close(conversation=four, reason="spam", by=company.ada, at=MORNING)
    reminders.remind(conversation=five, until=MORNING + 9 * HOUR, by=company.ada, at=MORNING)
    note = one.messages.get()
    Mention.objects.create(message=note, conversation=one, user=company.ada, at=MORNING)

    asked = {
        "tag": Filter(tag=(pump.id.hex,)),
        "ben": Filter(assignee=company.ben.id.hex),
        "nobody": Filter(assignee="nobody"),
        "german": Filter(language="de"),
        "closed": Filter(state="closed"),
        "reminded": Filter(reminded="yes"),
        "mentioned": Filter(mentioned="yes"),
        "team": Filter(team=company.team.id.hex, assignee=company.ben.id.hex),
        "channel": Filter(channel=company.channel.id.hex, state="closed"),
        "other channel": Filter(channel=SOME_ID),
        "both": Filter(tag=(pump.id.hex,), assignee="nobody"),
    }
    assert {name: subjects(company.ada, wanted) for name, wanted in asked.items()} == {
        "tag": ["Letter 0"], "ben": ["Letter 1"], "nobody": ["Letter 2"], "german": ["Letter 2"], "closed": ["Letter 3"],
        "reminded": ["Letter 4"], "mentioned": ["Letter 0"], "team": ["Letter 1"], "channel": ["Letter 3"],
        "other channel": [], "both": [],
    }  # fmt: skip


def test_a_reminder_takes_it_out_of_ones_own_list_and_back_on_top(
    company: Company, conversations: list[Conversation]
) -> None:
    last = conversations[-1]
    reminders.remind(conversation=last, until=MORNING + 2 * HOUR, note="Ask the fitter", by=company.ada, at=MORNING)

    assert "Letter 5" not in subjects(company.ada, VIEWS["mine"])
    assert "Letter 5" in subjects(company.ben, VIEWS["team"]), "for everybody else nothing changed"
    back = found(company.ada, VIEWS["mine"], at=2 * HOUR)
    assert (back[0].subject, back[0].reminder_note, back[0].reminder_back) == (
        "Letter 5", "Ask the fitter", "the time came",
    )  # fmt: skip
    reminders.end_reminder(conversation=last, by=company.ada, at=MORNING + 2 * HOUR)
    assert subjects(company.ada, VIEWS["mine"], at=2 * HOUR)[-1] == "Letter 5"


def test_a_customer_who_waits_comes_back_when_the_answer_is_due(
    company: Company, conversations: list[Conversation]
) -> None:
    first = conversations[0]
    reminders.remind(conversation=first, until=MORNING + timedelta(days=3), by=company.ada, at=MORNING)
    due = first.next_due_at - MORNING

    assert "Letter 0" not in subjects(company.ada, VIEWS["mine"], at=due - MINUTE)
    assert "Letter 0" in subjects(company.ada, VIEWS["mine"], at=due)


def test_a_customer_who_writes_brings_it_back_at_once(company: Company, conversations: list[Conversation]) -> None:
    first = conversations[0]
    reminders.remind(conversation=first, until=MORNING + 3 * HOUR, by=company.ada, at=MORNING)
    first_id = first.messages.get().message_id
    arrive(letter(text="Any news?", answers=first_id), company.mailbox, at=MORNING + 10 * MINUTE)

    back = found(company.ada, VIEWS["mine"], at=11 * MINUTE)[0]
    assert (back.subject, back.reminder_back) == ("Letter 0", "the customer wrote")


def test_a_reminder_ends_with_its_conversation_and_lies_ahead(
    company: Company, conversations: list[Conversation]
) -> None:
    first = conversations[0]
    with pytest.raises(ReminderRefusedError):
        reminders.remind(conversation=first, until=MORNING, by=company.ada, at=MORNING)
    reminders.remind(conversation=first, until=MORNING + 3 * HOUR, by=company.ada, at=MORNING)
    reminders.remind(conversation=first, until=MORNING + 4 * HOUR, by=company.ada, at=MORNING)
    promises.close(conversation=first, reason="spam", by=company.ben, at=MORNING)
    assert subjects(company.ada, Filter(reminded="yes")) == []
    with pytest.raises(ReminderRefusedError):
        reminders.remind(conversation=first, until=MORNING + 3 * HOUR, by=company.ada, at=MORNING)


@pytest.mark.parametrize("word", ["mine", "team", "closed", "all"])
def test_pages_hold_everything_once_even_when_rows_change_in_between(
    company: Company, conversations: list[Conversation], word: str
) -> None:
    wanted, user = VIEWS[word], company.ada
    Conversation.objects.filter(number__gte=conversations[3].number).update(next_due_at=None)
    reminders.remind(conversation=conversations[4], until=MORNING + HOUR, by=user, at=MORNING)
    if word == "closed":
        for number, conversation in enumerate(conversations):
            promises.close(conversation=conversation, reason="spam", by=user, at=MORNING + number // 2 * MINUTE)
    everything = found(user, wanted)
    assert len(everything) == 6

    seen, after = [], ""
    while page := found(user, wanted, after=after)[:2]:
        seen += page
        after = filtering.place_of(page[-1], wanted)
    assert seen == everything
    for nonsense in ("x", "~~", "1~2~3~4", "2020-01-01T00:00:00~x"):
        assert found(user, wanted, after=nonsense) == everything


def test_rows_come_with_their_tags_in_the_order_of_the_alphabet(
    company: Company, conversations: list[Conversation]
) -> None:
    made = [tags.add_tag(name=name, by=company.ada, at=MORNING) for name in ("pump", "Credit", "Ärger")]
    tags.set_tags(conversation=conversations[0], tags=made, by=company.ada, at=MORNING)
    first, second, *_rest = found(company.ada, VIEWS["mine"])
    assert (sorted(first.tag_names), second.tag_names) == (["Credit", "pump", "Ärger"], None)
