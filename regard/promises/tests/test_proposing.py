"""Days found in letters of ours become proposals; a yes makes a promise, a no is not asked again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message
from regard.conversations.operations import Answer
from regard.conversations.rules.our_promises import promised_by_us
from regard.events.models import Event
from regard.jobs.models import Job
from regard.kit.holders import Person, known_by
from regard.promises import operations as promises
from regard.promises.models import Promise, ProposedPromise
from regard.promises.personal.operations import PromisesHolder
from regard.promises.queries import open_proposals
from regard.promises.rules.calendar import WorkingCalendar, always_open
from regard.promises.rules.day_end import end_of_day
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter

TUESDAY, THURSDAY = date(2026, 3, 10), date(2026, 3, 12)
WROTE = "Hello Carla,\n\nI will send you the quote by Thursday.\n\nAda"


def answered(company: Company, text: str = WROTE, *, minutes: int = 5, **changes: object) -> Message:
    """Ada's answer, and what is found in it."""
    if not Conversation.objects.exists():
        arrive(letter(), company.mailbox, at=MORNING)
    held = changes.pop("promised_for", None)
    message = promises.answer(
        conversation=Conversation.objects.get(), mailbox=company.mailbox, by=company.ada, at=MORNING + timedelta(minutes=minutes),
        answer=Answer(text=text, to=(("Carla Customer", "carla@mirela.example"),), is_holding=held is not None),
        promised_for=held, **changes,
    )  # fmt: skip
    promises.propose(message_id=message.id, at=message.at)
    return message


def proposed() -> list[tuple[str, str, date]]:
    return list(ProposedPromise.objects.order_by("due_on", "id").values_list("text", "named", "due_on"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WROTE, [("I will send you the quote by Thursday.", "Thursday", THURSDAY)]),
        ("I'll call you tomorrow and we will ship on 16 March.", [("I'll call you tomorrow and we will ship on 16 March.", "16 March", date(2026, 3, 16))]),
        ("Wir schicken Ihnen das Angebot bis Freitag.", [("Wir schicken Ihnen das Angebot bis Freitag.", "Freitag", date(2026, 3, 13))]),
        ("I will look at it. Could you call on Thursday?", []),
        ("We sent it on Monday.", []),
        ("We will answer next week.", []),
        ("> I will send it by Thursday.\nThank you.", []),
        ("You will have it today.", [("You will have it today.", "today", TUESDAY)]),
        ("I will do it by 2026-03-01.", []),
    ],
)  # fmt: skip
def test_sentences_of_ours_that_name_a_day_ahead(text: str, found: list[tuple[str, str, date]]) -> None:
    assert [(one.text, one.named, one.due) for one in promised_by_us(text, said_on=TUESDAY)] == found


@given(st.text(max_size=300), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_whatever_is_written_no_more_than_three_days_ahead_are_found(text: str, on: date) -> None:
    found = promised_by_us(f"I will do {text} by Friday. We will {text}", said_on=on)
    assert len(found) <= 3
    assert all(one.due >= on and len(one.text) <= 300 for one in found)


@pytest.mark.django_db
class TestProposing:
    def test_a_letter_that_went_out_proposes_its_day(self, company: Company) -> None:
        message = answered(company)
        assert proposed() == [("I will send you the quote by Thursday.", "Thursday", THURSDAY)]
        promises.propose(message_id=message.id, at=message.at)
        assert len(proposed()) == 1
        assert Event.objects.get(kind="ledger.proposed").data == {"message": str(message.id), "number": 1}
        assert Job.objects.filter(name="promises.propose").exists()

    def test_yes_makes_a_promise_until_work_ends_on_that_day(self, company: Company) -> None:
        message = answered(company)
        row = ProposedPromise.objects.get()
        promise = promises.accept_proposal(proposal=row, by=company.ada, at=MORNING + timedelta(hours=1))
        assert promise
        assert (promise.text, promise.due_at, promise.source, promise.holder, promise.made_at) == (
            row.text, datetime(2026, 3, 12, 16, tzinfo=UTC), "letter", company.ada, message.at,
        )  # fmt: skip
        row.refresh_from_db()
        assert (row.promise, row.decided_by, open_proposals(holder=company.ada, today=TUESDAY).count()) == (
            promise,
            company.ada,
            0,
        )
        assert promises.accept_proposal(proposal=row, by=company.ada, at=MORNING) is None
        assert Promise.objects.count() == 1
        assert Event.objects.get(kind="ledger.promised").data["promise"] == str(promise.id)

    def test_no_forgets_it_and_the_same_sentence_is_not_asked_again(self, company: Company) -> None:
        answered(company)
        promises.decline_proposal(proposal=ProposedPromise.objects.get(), by=company.ada, at=MORNING)
        answered(company, minutes=10)
        assert (len(proposed()), Promise.objects.count()) == (1, 0)
        assert Event.objects.filter(kind="ledger.declined").count() == 1

    def test_a_day_that_is_promised_already_is_not_proposed(self, company: Company) -> None:
        answered(company, promised_for=datetime(2026, 3, 12, 12, tzinfo=UTC))
        assert proposed() == []
        promise = Promise.objects.get()
        assert promise.source == "holding reply"
        message = Message.objects.get(kind="outbound")
        Message.objects.filter(id=message.id).update(is_holding=False)
        promises.propose(message_id=message.id, at=MORNING)
        assert proposed() == []

    def test_the_same_day_written_twice_is_asked_once(self, company: Company) -> None:
        answered(company)
        answered(company, "As I wrote, we will send it on Thursday.", minutes=20)
        assert len(proposed()) == 1

    def test_what_was_taken_back_proposes_nothing(self, company: Company) -> None:
        message = answered(company, undo_for=timedelta(seconds=10))
        promises.take_back(message=message, by=company.ada, at=message.at + timedelta(seconds=2))
        assert proposed() == []
        assert promises.propose(message_id=message.id, at=MORNING) == []

    def test_what_customers_write_proposes_nothing(self, company: Company) -> None:
        inbound = arrive(letter(text="I will send you the photos by Thursday."), company.mailbox, at=MORNING)
        assert promises.propose(message_id=Message.objects.get(inbound=inbound).id, at=MORNING) == []

    def test_only_who_wrote_it_decides(self, company: Company) -> None:
        answered(company)
        with pytest.raises(ForbiddenError):
            promises.accept_proposal(proposal=ProposedPromise.objects.get(), by=company.ben, at=MORNING)
        assert ProposedPromise.objects.get().decided_at is None

    def test_words_to_somebody_who_is_erased_go(self, company: Company) -> None:
        message = answered(company)
        contact = message.conversation.contact
        person = Person(contact_id=contact.id, contact_ids=frozenset({contact.id}), pseudonym="Erased person 7f3a")
        PromisesHolder().erase(known_by(person), at=MORNING)
        assert proposed() == []

    def test_a_day_that_passed_is_not_asked_any_more(self, company: Company) -> None:
        answered(company)
        days = (THURSDAY, THURSDAY + timedelta(days=1))
        assert [open_proposals(holder=company.ada, today=day).count() for day in days] == [1, 0]


OFFICE = WorkingCalendar(
    zone="Europe/Copenhagen", week=(((540, 720), (780, 1020)),) * 5 + ((), ()), holidays=frozenset({date(2026, 3, 13)})
)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (THURSDAY, datetime(2026, 3, 12, 16, tzinfo=UTC)),
        (date(2026, 3, 13), datetime(2026, 3, 12, 16, tzinfo=UTC)),  # a holiday: the day before
        (date(2026, 3, 15), datetime(2026, 3, 12, 16, tzinfo=UTC)),  # the Sunday after it
        (TUESDAY, datetime(2026, 3, 10, 16, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_day_ends_when_work_does(day: date, ends: datetime) -> None:
    assert end_of_day(OFFICE, day, after=MORNING) == ends


def test_after_work_the_day_ends_at_midnight() -> None:
    late = datetime(2026, 3, 10, 19, tzinfo=UTC)
    assert end_of_day(OFFICE, TUESDAY, after=late) == datetime(2026, 3, 10, 22, 59, tzinfo=UTC)
    assert end_of_day(always_open("UTC"), TUESDAY, after=late) == datetime(2026, 3, 10, 23, 59, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_day_never_ends_after_itself(day: date) -> None:
    after = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    assert end_of_day(OFFICE, day, after=after).astimezone(OFFICE.time_zone).date() <= day
