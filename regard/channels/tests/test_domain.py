"""What our domain publishes, looked up by a job."""

from collections.abc import Iterator

import pytest

from conftest import MORNING, Company
from regard.channels.loops import operations as loops
from regard.channels.models import DomainCheck, Loop
from regard.jobs.worker import run_due
from regard.mail.queries import raw_bytes
from tools.testing import network
from tools.testing.letters import arrive
from tools.testing.network import NameServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(settings) -> Iterator[NameServer]:
    with network.name_server() as server:
        settings.DNS_SERVER, settings.EMAIL_URL = server.at, "smtp://127.0.0.1:1"
        yield server


def look_up() -> DomainCheck:
    loops.ask_about_domain(domain="havn.example", at=MORNING)
    run_due(worker="test", limit=20)
    return DomainCheck.objects.get()


def test_records_are_kept_with_the_time_of_the_check(company: Company, names: NameServer) -> None:
    names.put("havn.example", "TXT", '"something=else"', '"v=spf1 include:host.example" " -all"')
    names.put("_dmarc.havn.example", "TXT", '"v=DMARC1; p=none"')
    check = look_up()

    assert (check.spf, check.dmarc, check.dmarc_domain) == (
        ["v=spf1 include:host.example -all"], ["v=DMARC1; p=none"], "havn.example",
    )  # fmt: skip
    assert (check.trouble, check.dkim_key) == ("", "")


def test_key_is_found_by_the_signature_of_a_letter_that_came_back(company: Company, names: NameServer) -> None:
    names.put("k1._domainkey.havn.example", "TXT", '"v=DKIM1; p=MIGf"')
    loop = loops.send_test(channel=company.channel, by=None, at=MORNING)
    signed = b"DKIM-Signature: v=1; d=havn.example; s=k1; b=abc\r\n" + raw_bytes(loop.outgoing)
    arrive(signed, company.mailbox, at=MORNING)
    run_due(worker="test", limit=20)

    check = DomainCheck.objects.get()
    assert (Loop.objects.get().selector, check.selector, check.dkim_key) == ("k1", "k1", "v=DKIM1; p=MIGf")


def test_silent_name_server_leaves_what_was_known(company: Company, names: NameServer) -> None:
    names.put("havn.example", "TXT", '"v=spf1 -all"')
    look_up()
    names.broken = True
    check = look_up()

    assert check.spf == ["v=spf1 -all"]
    assert check.trouble
