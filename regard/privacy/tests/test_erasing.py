"""Somebody is erased: nothing of them is left anywhere, and the figures are what they were."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message
from regard.customers.models import Account, Contact, CustomerNote
from regard.events.models import Event
from regard.jobs.models import Job
from regard.jobs.worker import run_one
from regard.kit.holders import ERASED, ERASED_WORDS
from regard.mail import operations as mail
from regard.mail import store
from regard.mail.models import Discarded, Inbound, MachineMail, Outgoing, Raw, Recipient
from regard.mail.operations.accept import Envelope
from regard.mail.operations.discarding import release, remove_files
from regard.mail.queries import raw_bytes
from regard.privacy import operations
from regard.privacy.models import Erasure, Hold
from regard.privacy.operations import ErasureRefusedError, Said, add_purpose, note_consent, place_hold
from regard.privacy.queries import may_contact, was_erased
from regard.routing.models import TopicRecord
from regard.search.queries import Wanted, find
from regard.search.rules import parse
from regard.staff.queries import ForbiddenError
from tools.testing.figures import everything_counted
from tools.testing.finding import found
from tools.testing.letters import arrive, letter
from tools.testing.planting import Planted
from tools.testing.search_jobs import run_search_jobs

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=2)


@pytest.fixture
def planted(company: Company, settings: Any, tmp_path: Path) -> Planted:
    settings.DATA, settings.MAIL_AUTHSERV_ID = tmp_path, "mx.havn.example"
    planted = Planted(company)
    run_search_jobs()
    return planted


def erase(planted: Planted, *, confirmed: bool = True) -> Erasure:
    accounts = Account.objects.filter(id=planted.household.id)
    row = operations.erase(
        contact=planted.contact,
        ground="asked",
        by=planted.company.olga,
        at=LATER,
        accounts=accounts,
        confirmed=confirmed,
    )
    operations.finish(erasure=row, at=LATER)
    return row


def test_nothing_of_an_erased_person_is_left_and_the_figures_are_what_they_were(
    planted: Planted, tmp_path: Path
) -> None:
    words = planted.words()
    before = found(words, tmp_path)
    assert sorted(words.keys() - before.keys()) == []
    assert len(before) >= 50
    counted = everything_counted(planted.company.olga, at=LATER)

    row = erase(planted)

    assert found(words, tmp_path) == {}
    assert everything_counted(planted.company.olga, at=LATER) == counted
    assert Contact.objects.get(id=planted.contact.id).name == row.pseudonym
    row.refresh_from_db()
    assert (row.finished_at, Discarded.objects.count()) == (LATER, 0)
    assert was_erased(planted.address.upper()) == LATER
    assert was_erased("dora@mirela.example") is None
    assert not Outgoing.objects.filter(id__in=_theirs(planted), state__in=["queued", "sending"]).exists()
    assert [hits_for(word) for word in (planted.word("text"), planted.word("last name"), planted.address)] == [0, 0, 0]
    _others_keep_what_is_theirs(planted)
    _nothing_changes_a_second_time(planted)


def hits_for(word: str) -> int:
    """How many people, companies and conversations a search finds."""
    among = {"contact": Contact, "account": Account, "conversation": Conversation}
    wanted = {kind: Wanted(among=model.objects.all(), limit=5) for kind, model in among.items()}
    return sum(one.count for one in find(parse(word), wanted=wanted).hits.values())


def _theirs(planted: Planted) -> list[Any]:
    return list(Message.objects.filter(conversation__contact=planted.contact).values_list("outgoing_id", flat=True))


def _others_keep_what_is_theirs(planted: Planted) -> None:
    first = Message.objects.filter(conversation=planted.doras, contact=planted.dora).get()
    assert first.text == f"The P-300 leaks. Ask {ERASED_WORDS}, {ERASED_WORDS} or {ERASED_WORDS}."
    assert Conversation.objects.get(id=planted.doras.id).subject == "The P-300 leaks"
    assert b"The P-300 leaks." in raw_bytes(first.inbound)  # type: ignore[arg-type]
    said = Message.objects.filter(conversation=planted.doras, contact=planted.contact).get()
    assert (said.text, said.author_address) == (ERASED, "")
    assert sorted(CustomerNote.objects.exclude(text=ERASED).values_list("text", flat=True)) == [
        f"Call {ERASED_WORDS} on {ERASED_WORDS}",
        f"Writes with {ERASED_WORDS}",
    ]
    waiting = Outgoing.objects.get(id=planted.to_both.outgoing_id)
    assert (waiting.state, list(waiting.recipients.values_list("address", flat=True))) == (
        "queued",
        ["dora@mirela.example"],
    )
    letter_to_dora = raw_bytes(waiting)
    assert b"Dear Dora, (erased) is right." in letter_to_dora
    assert b"To: dora@mirela.example" in letter_to_dora
    assert hits_for("leaks") == 1
    planted.deal.refresh_from_db()
    assert (planted.deal.name, planted.deal.gate.position) == ("Pumps, as (erased) asked", 2)  # type: ignore[union-attr]


def _nothing_changes_a_second_time(planted: Planted) -> None:
    before = _rows()
    erase(planted)
    assert Erasure.objects.count() == 1
    assert _rows() == before


def _rows() -> dict[str, Any]:
    tables = [model for model in apps.get_models() if model.__module__.startswith("regard.")]
    left_out = {"search.Entry", "search.Word"}  # made anew
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values()))
        for model in tables
        if model._meta.label not in left_out
    }


def test_a_person_who_waits_or_has_a_letter_in_the_outbox_is_erased_only_when_confirmed(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    contact = Contact.objects.get()
    ask = {"contact": contact, "ground": "asked", "by": company.olga, "at": LATER}
    with pytest.raises(
        ErasureRefusedError, match=r"They wait for our answer in 1 conversation\. 1 letter to them has not left"
    ):
        operations.erase(**ask)
    assert Contact.objects.get().name == "Carla Customer"
    operations.erase(**ask, confirmed=True)
    assert list(Outgoing.objects.values_list("state", "subject")) == [("cancelled", ERASED_WORDS)]
    assert not Job.objects.filter(name="mail.deliver").exists()
    assert not MachineMail.objects.exists()
    assert not Recipient.objects.filter(address__contains="carla").exists()


def test_a_legal_hold_cannot_be_confirmed_away(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    contact = Contact.objects.get()
    place_hold(contact=contact, reason="dispute", by=company.olga, at=MORNING)
    with pytest.raises(ErasureRefusedError, match="A legal hold keeps this person's data: dispute"):
        operations.erase(contact=contact, ground="asked", by=company.olga, at=LATER, confirmed=True)
    operations.lift_hold(hold=Hold.objects.get(), by=company.olga, at=LATER)
    operations.erase(contact=contact, ground="asked", by=company.olga, at=LATER, confirmed=True)
    assert Hold.objects.get().reason == ERASED_WORDS


def test_only_who_leads_may_erase(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    with pytest.raises(ForbiddenError):
        operations.erase(contact=Contact.objects.get(), ground="asked", by=company.ada, at=LATER, confirmed=True)


def test_whoever_writes_again_is_somebody_new(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    erased = Contact.objects.get()
    operations.erase(contact=erased, ground="asked", by=company.olga, at=LATER, confirmed=True)
    arrive(letter(subject="New"), company.mailbox, at=LATER + timedelta(days=1))
    again = Contact.objects.exclude(id=erased.id).get()
    assert again.name == "Carla Customer"
    assert list(Conversation.objects.filter(contact=again).values_list("subject", flat=True)) == ["New"]


def test_the_same_letter_read_again_is_not_kept_again(company: Company) -> None:
    raw = letter(message_id="<once@mirela.example>")
    arrive(raw, company.mailbox, at=MORNING)
    operations.erase(contact=Contact.objects.get(), ground="asked", by=company.olga, at=LATER, confirmed=True)
    inbound = Inbound.objects.get()
    again = arrive_again(raw, company)
    assert (again.id, Inbound.objects.count(), Contact.objects.count()) == (inbound.id, 1, 1)


def arrive_again(raw: bytes, company: Company) -> Inbound:
    envelope = Envelope(way=Inbound.Way.SMTP, sender="carla@mirela.example", recipient="help@havn.example")
    return mail.accept(raw, envelope=envelope, mailbox=company.mailbox, at=LATER)


def test_bytes_that_another_customer_sent_too_stay(company: Company, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    for sender in ("carla@mirela.example", "dora@mirela.example"):
        row = Message.objects.get(
            inbound=arrive(letter(sender=sender), company.mailbox, at=MORNING, envelope_from=sender)
        )
        raw = mail.keep(b"the same price list", at=MORNING)
        row.attachments.create(raw=raw, filename="prices.txt", content_type="text/plain", size=19)
        Message.objects.filter(id=row.id).update(has_files=True)
    for address, is_left in (("carla@mirela.example", True), ("dora@mirela.example", False)):
        contact = Contact.objects.get(methods__normalised=address)
        row_ = operations.erase(contact=contact, ground="asked", by=company.olga, at=LATER, confirmed=True)
        operations.finish(erasure=row_, at=LATER)
        assert store.path_of(raw.sha256).exists() is is_left
    assert not Raw.objects.filter(id=raw.id).exists()


def test_bytes_stored_again_before_their_file_was_removed_are_kept(
    company: Company, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    raw = mail.keep(b"come and gone", at=MORNING)
    release([raw.id], at=MORNING)
    again = mail.keep(b"come and gone", at=MORNING)
    Inbound.objects.create(mailbox=company.mailbox, raw=again, way="smtp", fingerprint="f", accepted_at=MORNING, arrived_at=MORNING)  # fmt: skip
    remove_files()
    assert store.get(again.sha256) == b"come and gone"


def test_an_erasure_finishes_as_a_job(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    row = operations.erase(contact=Contact.objects.get(), ground="asked", by=company.olga, at=LATER, confirmed=True)
    job = Job.objects.get(name="privacy.finish_erasure")
    Job.objects.filter(id=job.id).update(state="claimed", fence=1, attempts=1)
    job.refresh_from_db()
    run_one(job)
    row.refresh_from_db()
    assert row.finished_at
    assert not Job.objects.filter(name="privacy.finish_erasure").exists()


def test_words_others_use_too_are_still_known_about(company: Company) -> None:
    TopicRecord.objects.create(user=company.ada, term="pump", solved=40)
    TopicRecord.objects.create(user=company.ada, term="minut", solved=1)
    arrive(letter(), company.mailbox, at=MORNING)
    operations.erase(contact=Contact.objects.get(), ground="asked", by=company.olga, at=LATER, confirmed=True)
    assert list(TopicRecord.objects.values_list("term", flat=True)) == ["pump"]


def test_a_consent_is_asked_for_each_purpose_and_the_latest_answer_counts(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    contact = Contact.objects.get()
    news = add_purpose(name="News", text="Write to me.", by=company.olga, at=MORNING)
    offers = add_purpose(name="Offers", text="Make me offers.", by=company.olga, at=MORNING)
    yes = Said(is_given=True, at=MORNING, source="phone", evidence="call of 10 March")
    assert may_contact(contact, news) is False
    note_consent(contact=contact, purpose=news, said=yes, by=company.ada, at=MORNING)
    assert (may_contact(contact, news), may_contact(contact, offers)) == (True, False)
    no = replace(yes, is_given=False, at=MORNING + timedelta(hours=1), evidence="")
    note_consent(contact=contact, purpose=news, said=no, by=company.ada, at=LATER)
    note_consent(contact=contact, purpose=news, said=yes, by=company.ada, at=LATER)  # noted late, said earlier
    assert may_contact(contact, news) is False
    assert [one.kind for one in Event.objects.filter(kind__startswith="consent.").order_by("id")] == [
        "consent.given", "consent.withdrawn", "consent.given",
    ]  # fmt: skip
