"""The sample company: told by the product's own operations, marked, whole at any hour, and taken away without a trace."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from regard.channels.models import Channel
from regard.channels.operations import open_email_channel
from regard.config.demo.company import NotEmptyError, count, load
from regard.config.demo.removal import InUseError, remove
from regard.config.tests.waiting import states
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Message
from regard.customers.models import Account, Contact, ContactMethod
from regard.events.models import Event
from regard.forecasting.models import Night
from regard.forecasting.queries.seals import first_broken
from regard.jobs.models import Job
from regard.mail import store
from regard.mail.models import Inbound, MachineMailBudget, Mailbox, Outgoing, Raw
from regard.opportunities.models import Competitor, Opportunity, Pipeline, Proposal
from regard.promises import operations as promises
from regard.promises import queries as promise_queries
from regard.promises.models import Calendar, Clock, Policy
from regard.staff import operations as staff
from regard.staff.models import Team, User
from tools.testing.letters import arrive, letter

#: A Wednesday, 11:20 in Copenhagen.
NOW = datetime(2026, 3, 11, 10, 20, tzinfo=UTC)
SAMPLES = (
    User,
    Team,
    Account,
    Contact,
    Mailbox,
    Channel,
    Calendar,
    Policy,
    Conversation,
    Inbound,
    Outgoing,
    Opportunity,
    Pipeline,
)


@pytest.fixture(scope="module")
def havn(django_db_setup, django_db_blocker) -> Iterator[dict[str, int]]:
    """The company with five days of letters, for all tests of this file: each test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(now=NOW, days=5)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_company_is_there(havn):
    assert {what: havn[what] for what in ("users", "accounts")} == {"users": 8, "accounts": 48}
    assert Contact.objects.exclude(account=None).count() == 48 * 3 + 1
    assert havn["conversations"] > 30
    assert havn["answers_on_time"] > 4 * havn["answers_late"]


@pytest.mark.django_db
def test_loading_a_second_time_is_refused(havn):
    with pytest.raises(NotEmptyError, match="regard demo remove"):
        load(now=NOW)
    assert count() == havn


@pytest.mark.django_db
@pytest.mark.parametrize("model", SAMPLES)
def test_every_row_is_marked_as_sample(havn, model):
    assert model.objects.exists()
    assert not model.objects.filter(is_sample=False).exists()


@pytest.mark.django_db
def test_clocks_equal_what_the_events_tell(havn):
    told, kept = {}, {}
    for thread in Conversation.objects.all():
        kept[thread.number] = sorted(
            (clock.target, clock.started_at, clock.stopped_at) for clock in thread.clocks.all()
        )
        again = promise_queries.recompute(thread)
        told[thread.number] = sorted((clock.target, clock.started_at, clock.stopped_at) for clock in again)
        due = {(clock.target, clock.started_at): clock.due_at for clock in thread.clocks.all()}
        assert {due[clock.target, clock.started_at] for clock in again if clock.due_at} <= {c.due_at for c in again}
    assert told == kept


@pytest.mark.django_db
def test_the_past_lies_behind_and_leaves_no_work(havn):
    assert not Job.objects.exists()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {Outgoing.State.SENT}
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert not Message.objects.filter(at__gt=NOW).exists()
    assert not Clock.objects.filter(stopped_at=None, next_rung_at__lte=NOW).exists()
    assert len(list((Path(settings.DATA) / "demo-mail").glob("*.eml"))) == Outgoing.objects.count()


@pytest.mark.django_db
def test_there_is_one_of_everything_to_look_at(havn):
    ines = User.objects.get(email="ines.moreau@havn.example")
    waiting = Conversation.objects.filter(waiting_since__isnull=False)
    assert waiting.filter(assignee=ines).count() == 8
    assert waiting.filter(assignee=None).count() == 3
    assert waiting.filter(is_unverified=True, resembles__isnull=False).count() == 1
    assert states(NOW)["late"] >= 1
    assert states(NOW)["soon"] >= 1
    assert states(NOW)["calm"] > 5
    assert Conversation.objects.filter(latest_speaker="machine").count() == 2
    assert ContactMethod.objects.exclude(bounced_at=None).count() == 1
    assert Message.objects.filter(is_automatic=True, automatic_reason="autoreply").count() == 1
    assert promise_queries.open_promises(holder=ines).count() == 2
    assert Message.objects.filter(kind="note", conversation__subject__startswith="Three questions").exists()
    assert sorted(
        Message.objects.filter(attachments__isnull=False).values_list("attachments__content_type", flat=True)
    ) == ["application/pdf", "image/png"]
    assert Event.objects.filter(kind="conversation.reopened", actor="customer").exists()


@pytest.mark.django_db
def test_deals_stand_where_their_evidence_brings_them_and_one_letter_waits_for_a_click(havn):
    deals = Opportunity.objects.filter(outcome="").order_by("account__name")
    standing = {
        row.account.name: row.gate.position if row.gate else 0 for row in deals.select_related("account", "gate")
    }
    assert standing == {
        "Adler Getränke": 1, "Brandt Dairy": 3, "Ferme du Lac": 1, "Greenhouse Vos": 2, "Havsbruk AS": 2,
        "Kessler Bottling": 2, "Lindqvist Foods": 5, "Mirela Vineyards": 2, "Nord Hospital": 3, "Okafor Logistics": 1,
        "Port of Lund": 1, "Stadtwerke Elmbach": 4,
    }  # fmt: skip
    (waiting,) = Proposal.objects.filter(decision="")
    assert (waiting.opportunity.account.name, waiting.words) == ("Okafor Logistics", "The budget is approved.")
    quiet = deals.filter(heard_at__lte=NOW - timedelta(days=14)).values_list("account__name", flat=True)
    assert list(quiet) == ["Greenhouse Vos", "Port of Lund"]
    assert {row.outcome for row in Opportunity.objects.exclude(outcome="")} >= {"won", "lost"}
    brandt = deals.get(account__name="Brandt Dairy")
    assert (brandt.roles.count(), brandt.steps.count(), brandt.links.get().opened_at is not None) == (4, 5, True)
    assert brandt.steps.filter(done_by_contact__isnull=False).count() == 1


@pytest.mark.django_db
def test_the_forecast_has_a_record_from_the_first_week_on(havn):
    assert Night.objects.count() == 19
    assert Night.objects.latest("taken_on").at > NOW - timedelta(days=1)
    assert first_broken() is None


def _real_conversation(*, to: User | None = None) -> Conversation:
    """A conversation of a real company beside the sample; `to` is whom it is given to."""
    ada = staff.add_user(email="ada@real.example", name="Ada Agent", role="agent", at=NOW)
    team = staff.add_team(name="Real service", at=NOW, lead=ada, members=(ada,))
    calendar = promises.add_calendar(name="Real hours", zone="Europe/Berlin", week=[[["09:00", "17:00"]]] * 7)
    promises.add_policy(name="Real", calendar=calendar, first_answer_minutes=60, next_answer_minutes=60, position=1)
    mailbox = open_email_channel(
        address="service@real.example", name="Real", team=team, at=NOW, acknowledges=True
    ).mailbox
    assert mailbox is not None
    raw = letter(sender="Carla <carla@customer.example>", to="service@real.example")
    thread = Message.objects.get(
        inbound=arrive(raw, mailbox, at=NOW, envelope_from="carla@customer.example")
    ).conversation
    if to:
        conversations.assign(conversation=thread, to=to, reasons=[], at=NOW)
    return thread


@pytest.mark.django_db
def test_removing_leaves_no_sample_and_keeps_what_is_real(havn):
    real = _real_conversation()
    kept = {Event.objects.filter(subject_id=real.id).count(), Outgoing.objects.filter(subject_id=real.id).count()}
    sample_files = [store.path_of(raw.sha256) for raw in Raw.objects.filter(stored_at__lt=NOW)]
    remove()
    assert {model.__name__: model.objects.filter(is_sample=True).count() for model in SAMPLES} == {
        model.__name__: 0 for model in SAMPLES
    }
    assert [thread.id for thread in Conversation.objects.all()] == [real.id]
    assert kept == {
        Event.objects.filter(subject_id=real.id).count(),
        Outgoing.objects.filter(subject_id=real.id).count(),
    }
    assert [user.name for user in User.objects.all()] == ["Ada Agent"]
    assert [
        job.name
        for job in Job.objects.exclude(
            name__in=("search.index", "notifications.tell", "data_quality.scan_record", "opportunities.file_message")
        )
    ] == ["mail.deliver"]
    assert [budget.address for budget in MachineMailBudget.objects.all()] == ["carla@customer.example"]
    assert all(store.path_of(raw.sha256).exists() for raw in Raw.objects.all())
    assert not any(path.exists() for path in sample_files)
    assert not Night.objects.exists()
    assert not Competitor.objects.exists()
    known = {str(real.id), *(str(identifier) for model in (User, Team, Mailbox, Channel, Contact, Inbound) for identifier in model.objects.values_list("id", flat=True))}  # fmt: skip
    assert {str(identifier) for identifier in Event.objects.values_list("subject_id", flat=True)} <= known


@pytest.mark.django_db
def test_removing_is_refused_while_a_real_conversation_needs_somebody_of_the_sample(havn):
    real = _real_conversation(to=User.objects.get(email="tom.okoye@havn.example"))
    before = {model.__name__: model.objects.count() for model in (*SAMPLES, Event, Raw)}
    with pytest.raises(InUseError, match=rf"#{real.number}"):
        remove()
    assert {model.__name__: model.objects.count() for model in (*SAMPLES, Event, Raw)} == before


@pytest.mark.django_db
def test_mail_to_a_mailbox_of_the_sample_belongs_to_it(havn):
    mailbox = Mailbox.objects.get(address="help@havn.example")
    arrived = arrive(letter(), mailbox, at=NOW + timedelta(minutes=5))
    thread = Message.objects.get(inbound=arrived).conversation
    assert [arrived.is_sample, thread.is_sample, thread.contact.is_sample] == [True, True, True]
