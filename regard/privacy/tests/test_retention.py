"""Old data goes by a schedule that people set, and only old data."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Attachment, Conversation, Message
from regard.customers.models import Contact
from regard.events.models import Event
from regard.kit.holders import ERASED, ERASED_WORDS
from regard.mail import operations as mail
from regard.mail import store
from regard.mail.operations.discarding import remove_files
from regard.mail.personal.rules import ERASED_LETTER
from regard.mail.queries import raw_bytes
from regard.privacy.models import Looked, RetentionRun
from regard.privacy.operations import (
    PeriodRefusedError,
    note_looked,
    place_hold,
    run_retention,
    set_period,
)
from regard.privacy.rules.periods import months_before
from regard.staff.queries import ForbiddenError
from tools.testing.figures import everything_counted
from tools.testing.letters import arrive, letter

LATER = MORNING + timedelta(days=200)


def closed_thread(company: Company, sender: str, *, at: datetime = MORNING) -> Conversation:
    message = Message.objects.get(inbound=arrive(letter(sender=sender), company.mailbox, at=at, envelope_from=sender))
    raw = mail.keep(f"file of {sender}".encode(), at=at)
    Attachment.objects.create(message=message, raw=raw, filename="a.txt", content_type="text/plain", size=9)
    Message.objects.filter(id=message.id).update(has_files=True)
    conversations.close(conversation=message.conversation, reason="handled elsewhere", by=company.ada, at=at)
    return message.conversation


@pytest.mark.django_db
def test_messages_letters_and_files_of_closed_conversations_go_and_the_figures_stay(
    company: Company, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    old, held = closed_thread(company, "carla@mirela.example"), closed_thread(company, "held@mirela.example")
    young = closed_thread(company, "young@mirela.example", at=LATER - timedelta(days=20))
    waits = Message.objects.get(
        inbound=arrive(letter(sender="waits@mirela.example"), company.mailbox, at=MORNING)
    ).conversation
    place_hold(contact=held.contact, reason="dispute", by=company.olga, at=MORNING)
    for kind in ("messages", "letters", "files"):
        set_period(kind=kind, months=6, by=company.olga, at=MORNING)
    counted = everything_counted(company.olga, at=LATER)

    trial = run_retention(at=LATER, is_trial=True, by=company.olga)
    assert trial.counts == {"looked": 0, "notifications": 0, "messages": 1, "files": 1, "letters": 1}
    assert Message.objects.filter(text=ERASED).count() == 0
    run = run_retention(at=LATER)
    assert run.counts["messages"] == 1
    remove_files()

    assert [one.text for one in Message.objects.filter(text=ERASED)] == [ERASED]
    (gone,) = old.messages.filter(kind="inbound")
    assert (gone.contact, gone.author_address, gone.has_files, gone.attachments.count()) == (
        old.contact,
        "carla@mirela.example",
        False,
        0,
    )
    assert gone.inbound
    assert raw_bytes(gone.inbound) == ERASED_LETTER
    assert Conversation.objects.get(id=old.id).subject == ERASED_WORDS
    for kept in (held, young, waits):
        message = kept.messages.filter(kind="inbound").get()
        assert "P-220" in message.text
        assert message.inbound
        assert b"P-220" in raw_bytes(message.inbound)
    assert sorted(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes().startswith(b"file of")) == [
        b"file of held@mirela.example", b"file of young@mirela.example",
    ]  # fmt: skip
    after = everything_counted(company.olga, at=LATER)
    counted.pop("log")
    assert {name: after[name] for name in counted} == counted
    assert run_retention(at=LATER).counts == {"looked": 0, "notifications": 0, "messages": 0, "files": 0, "letters": 0}
    assert store.path_of(gone.inbound.raw.sha256).exists()


@pytest.mark.django_db
def test_who_looked_is_kept_for_a_year_unless_somebody_chose_otherwise(company: Company) -> None:
    contact = Contact.objects.create(name="Carla", created_at=MORNING)
    for days in (400, 360, 100):
        note_looked(
            by=company.ada, kind="contact", record_id=contact.id, page="customer", at=MORNING - timedelta(days=days)
        )
    assert run_retention(at=MORNING).counts == {"looked": 1, "notifications": 0}
    set_period(kind="looked", months=6, by=company.olga, at=MORNING)
    assert run_retention(at=MORNING).counts["looked"] == 1
    assert Looked.objects.count() == 1
    assert list(RetentionRun.objects.order_by("id").values_list("is_trial", "by", "counts")) == [
        (False, None, {"looked": 1, "notifications": 0}), (False, None, {"looked": 1, "notifications": 0}),
    ]  # fmt: skip
    assert Event.objects.filter(kind="retention.ran").count() == 2


@pytest.mark.django_db
def test_only_who_leads_sets_a_period_and_none_is_shorter_than_a_month(company: Company) -> None:
    with pytest.raises(ForbiddenError):
        set_period(kind="looked", months=6, by=company.ada, at=MORNING)
    for months in (0, 241):
        with pytest.raises(PeriodRefusedError, match="1 to 240 months"):
            set_period(kind="looked", months=months, by=company.olga, at=MORNING)
    assert set_period(kind="looked", months=None, by=company.olga, at=MORNING) is True
    assert set_period(kind="looked", months=None, by=company.olga, at=MORNING) is False
    assert "looked" not in run_retention(at=LATER).counts


@given(st.integers(0, 40_000), st.integers(1, 240))
def test_months_are_counted_back_to_a_day_that_exists(days: int, months: int) -> None:
    at = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=days)
    before = months_before(at, months)
    assert (at.year * 12 + at.month) - (before.year * 12 + before.month) == months
    assert before.day in {at.day, *range(28, 31)}
    assert before.day <= at.day


def test_the_last_day_of_a_longer_month_becomes_that_of_the_shorter() -> None:
    assert months_before(datetime(2026, 3, 31, 8, tzinfo=UTC), 1) == datetime(2026, 2, 28, 8, tzinfo=UTC)
