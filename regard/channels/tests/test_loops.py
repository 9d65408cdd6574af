"""Test letters: through the whole loop and back, filed nowhere, and the alarm when they stay away."""

from datetime import datetime, timedelta

import pytest

from conftest import MORNING, Company
from regard.channels.loops import operations as loops
from regard.channels.loops import queries, rules
from regard.channels.loops.operations import CannotTestError
from regard.channels.loops.rules import Dmarc, Spf
from regard.channels.models import Channel, Deafness, Loop
from regard.conversations.models import Message
from regard.customers.models import Contact
from regard.events.models import Event
from regard.mail import queries as mail
from regard.mail.models import Inbound, Mailbox, Outgoing
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def server(settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def sent(company: Company, *, at: datetime = MORNING, is_heartbeat: bool = False) -> tuple[Loop, bytes]:
    loop = loops.send_test(channel=company.channel, by=company.olga, at=at, is_heartbeat=is_heartbeat)
    return loop, mail.raw_bytes(loop.outgoing)


def channel() -> Channel:
    return Channel.objects.get()


def test_letter_that_comes_back_is_noted_and_filed_nowhere(company: Company) -> None:
    loop, raw = sent(company)
    arrive(raw, company.mailbox, at=MORNING + 3 * SECOND, envelope_from="help@havn.example")

    loop.refresh_from_db()
    assert loop.returned_at == MORNING + 3 * SECOND
    assert not Message.objects.exists()
    assert not Contact.objects.exists()
    assert Inbound.objects.get().is_probe
    assert Mailbox.objects.get().latest_arrival_at is None
    assert Outgoing.objects.get().kind == "probe"


def test_signature_of_the_way_is_remembered(company: Company) -> None:
    loop, raw = sent(company)
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=havn.example;\r\n s=k2026; b=abc\r\n"
    arrive(signature + raw, company.mailbox, at=MORNING + SECOND)

    loop.refresh_from_db()
    assert (loop.signer, loop.selector) == ("havn.example", "k2026")


def test_replayed_test_letter_is_a_letter_like_any_other(company: Company) -> None:
    _, raw = sent(company)
    arrive(raw, company.mailbox, at=MORNING + SECOND)
    again = raw.replace(b"From: ", b"From: Mallory <m@evil.example>\r\nX-Old-From: ").replace(b".test@", b".other@")
    inbound = arrive(again, company.mailbox, at=MORNING + MINUTE)

    assert not inbound.is_probe
    assert Message.objects.get().author_address == "m@evil.example"


def test_forged_secret_is_a_letter_like_any_other(company: Company) -> None:
    loop, raw = sent(company)
    token = raw.split(b"X-Regard-Test: ")[1][:50]
    forged = raw.replace(token, token[:-1] + (b"a" if token[-1:] != b"a" else b"b")).replace(b".test@", b".x@")
    arrive(forged, company.mailbox, at=MORNING + SECOND)

    loop.refresh_from_db()
    assert loop.returned_at is None
    assert Message.objects.count() == 1


def test_letter_that_stays_away_raises_the_alarm_once(company: Company) -> None:
    _loop, raw = sent(company)
    assert loops.watch(at=MORNING + 4 * MINUTE) == 0
    assert loops.watch(at=MORNING + 5 * MINUTE) == 1
    assert loops.watch(at=MORNING + 6 * MINUTE) == 0
    assert channel().deaf_since == MORNING

    arrive(raw, company.mailbox, at=MORNING + 20 * MINUTE)
    assert channel().deaf_since is None
    assert list(Deafness.objects.values_list("since", "until")) == [(MORNING, MORNING + 20 * MINUTE)]
    kinds = Event.objects.filter(kind__startswith="channel.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["channel.opened", "channel.deaf", "channel.hears_again"]


def test_availability_counts_the_minutes_it_was_deaf(company: Company) -> None:
    for hour in range(4):
        _, raw = sent(company, at=MORNING + hour * HOUR, is_heartbeat=True)
        if hour == 1:
            loops.watch(at=MORNING + hour * HOUR + 5 * MINUTE)
        else:
            arrive(raw, company.mailbox, at=MORNING + hour * HOUR + 2 * SECOND)

    found = queries.availability(channel(), since=MORNING - HOUR, until=MORNING + 4 * HOUR)
    assert (found.tests, found.in_time, found.watched) == (4, 3, 4 * HOUR)
    assert found.deaf == HOUR + 2 * SECOND
    assert found.share == pytest.approx(0.75, abs=0.001)
    assert queries.availability(channel(), since=MORNING + 5 * HOUR, until=MORNING + 6 * HOUR).share is None


def test_heart_beats_where_it_is_on_and_mail_can_leave(company: Company, settings) -> None:
    assert loops.beat(at=MORNING) == 1
    loops.switch_heartbeat(channel=channel(), on=False, by=company.olga, at=MORNING)
    assert loops.beat(at=MORNING + HOUR) == 0
    loops.switch_heartbeat(channel=channel(), on=True, by=company.olga, at=MORNING)
    settings.EMAIL_URL = ""
    assert loops.beat(at=MORNING + HOUR) == 0
    with pytest.raises(CannotTestError, match="no server"):
        sent(company)
    with pytest.raises(ForbiddenError):
        loops.switch_heartbeat(channel=channel(), on=False, by=company.ada, at=MORNING)


def test_test_letters_stand_in_no_list_of_mail(company: Company) -> None:
    loop, _ = sent(company)
    Outgoing.objects.filter(id=loop.outgoing_id).update(state=Outgoing.State.FAILED, attempts=3)
    assert list(mail.undelivered(since=MORNING)) == []
    Outgoing.objects.filter(id=loop.outgoing_id).update(state=Outgoing.State.QUEUED)
    assert list(mail.waiting_to_leave(at=MORNING + HOUR)) == []


@pytest.mark.parametrize(
    ("records", "judged"),
    [
        ([], Spf.MISSING), (["google-site-verification=x"], Spf.MISSING), (["v=spf1 -all"], Spf.GOOD),
        (["v=spf1 include:a.example ~all"], Spf.GOOD), (["v=spf1 a ?all"], Spf.NEUTRAL), (["v=spf1 mx"], Spf.NEUTRAL),
        (["v=spf1 +all"], Spf.EVERYBODY), (["V=SPF1 all"], Spf.EVERYBODY), (["v=spf1 redirect=b.example"], Spf.GOOD),
        (["v=spf1 -all", "v=spf1 ~all"], Spf.SEVERAL), (["v=spf10 -all"], Spf.MISSING),
    ],
)  # fmt: skip
def test_spf_is_judged(records: list[str], judged: Spf) -> None:
    assert rules.judge_spf(records) == judged


@pytest.mark.parametrize(
    ("records", "judged"),
    [
        ([], Dmarc.MISSING), (["v=DMARC1; p=none; rua=mailto:x@y.example"], Dmarc.WATCHED), (["v=DMARC1;p=Reject"], Dmarc.REJECT),
        (["v = DMARC1 ; p = quarantine"], Dmarc.QUARANTINE), (["v=DMARC1; p=odd"], Dmarc.MISSING),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], Dmarc.MISSING),
    ],
)  # fmt: skip
def test_dmarc_is_judged(records: list[str], judged: Dmarc) -> None:
    assert rules.judge_dmarc(records) == judged


def test_policy_of_the_domain_above_counts() -> None:
    assert rules.places_of_dmarc("mail.service.havn.example") == [
        "mail.service.havn.example", "service.havn.example", "havn.example",
    ]  # fmt: skip
