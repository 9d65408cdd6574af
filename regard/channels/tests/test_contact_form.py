"""Writing to the company on its contact page."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.channels.email.processing import tell
from regard.channels.models import ContactForm, Submission
from regard.channels.webform.operations import FormTerms, TooManyError, open_form, submit
from regard.channels.webform.rules import Inquiry, as_letter, client_address, network_of, subject_of
from regard.conversations.models import Acknowledgement, Message
from regard.conversations.operations.acknowledge import reply_address
from regard.customers.models import ContactMethod
from regard.jobs.models import Job
from regard.kit.ids import uuid7
from regard.mail.models import Inbound, Outgoing
from regard.mail.queries import raw_bytes
from regard.mime.queries import parse
from regard.staff import operations as staff
from tools.testing.letters import arrive, letter

TYPED = {
    "topic": "Something does not work",
    "text": "The P-220 stops after ten minutes.\nWhat should we do?",
    "name": "Carla Customer",
    "address": "carla@mirela.example",
}


@pytest.fixture
def form(company: Company, monkeypatch: pytest.MonkeyPatch) -> ContactForm:
    monkeypatch.setattr("regard.kit.clock.now", lambda: MORNING)
    billing = staff.add_team(name="Accounts", at=MORNING, lead=company.olga)
    terms = FormTerms(
        name="Contact form",
        team=company.team,
        mailbox=company.mailbox,
        topics=(("Something does not work", None), ("An invoice", billing)),
        phone="+45 70 20 10 30",
        embed_on=("https://www.havn.example",),
    )
    return open_form(slug="service", terms=terms, at=MORNING)


def inquiry(**changed: object) -> Inquiry:
    values = {"send_key": uuid7(), "name": "Carla Customer", "address": "carla@mirela.example", "text": "Pump stops?"}
    return Inquiry(**(values | changed))  # type: ignore[arg-type]


def test_page_promises_by_clock_time_and_names_who_answers(form: ContactForm, client: Client) -> None:
    page = client.get("/contact/service/").content.decode()
    assert "<strong>today by 13:30 (Copenhagen time)</strong>" in page
    assert "Ada read every message themselves." in page
    assert 'href="tel:+4570201030"' in page


def test_next_page_is_the_receipt_and_no_mail_goes_to_an_address_nobody_proved(
    form: ContactForm, client: Client
) -> None:
    answer = client.post("/contact/service/", TYPED, follow=True)
    message = Message.objects.get()
    assert answer.redirect_chain[0][1] == 302
    page = answer.content.decode()
    assert "Ada Agent will answer you personally" in page
    assert f"<strong>{message.conversation.number}</strong>" in page
    assert (
        message.text,
        message.needs_answer,
        message.conversation.channel_kind,
        message.conversation.assignee.name,
    ) == (
        "The P-220 stops after ten minutes.\nWhat should we do?",
        True,
        "webform",
        "Ada Agent",
    )
    assert message.conversation.is_unverified
    receipt = Acknowledgement.objects.get()
    assert (receipt.outgoing, receipt.promised_by) == (None, message.conversation.next_due_at)
    assert not Outgoing.objects.exists()


def test_receipt_is_mailed_once_the_address_is_proven(form: ContactForm, company: Company) -> None:
    submit(form=form, inquiry=inquiry(), network="n", at=MORNING)
    receipt = Acknowledgement.objects.get()
    to = reply_address(receipt.conversation, company.mailbox)
    arrive(letter(to=to, text="It is me."), company.mailbox, at=MORNING + timedelta(minutes=5), recipient=to)
    receipt.refresh_from_db()
    assert receipt.outgoing is not None
    assert list(receipt.outgoing.recipients.values_list("address", flat=True)) == ["carla@mirela.example"]
    assert ContactMethod.objects.get().proven_at == MORNING + timedelta(minutes=5, seconds=20)


def test_letter_without_the_secret_or_a_vouching_domain_proves_nothing(form: ContactForm, company: Company) -> None:
    submit(form=form, inquiry=inquiry(), network="n", at=MORNING)
    arrive(letter(), company.mailbox, at=MORNING + timedelta(minutes=5))
    assert Acknowledgement.objects.earliest("at").outgoing is None


def test_known_address_gets_the_receipt_by_mail_as_well(form: ContactForm, company: Company) -> None:
    submit(form=form, inquiry=inquiry(), network="n", at=MORNING)
    ContactMethod.objects.update(proven_at=MORNING)
    submit(form=form, inquiry=inquiry(text="And another thing"), network="n", at=MORNING + timedelta(minutes=1))
    latest = Acknowledgement.objects.latest("at")
    assert latest.outgoing is not None
    assert not latest.conversation.is_unverified


def test_same_page_sent_twice_is_one_message(form: ContactForm, client: Client) -> None:
    key = str(uuid7())
    first = client.post("/contact/service/", TYPED | {"send_key": key})
    second = client.post("/contact/service/", TYPED | {"send_key": key})
    assert (first.status_code, second.status_code) == (302, 302)
    assert (Submission.objects.count(), Message.objects.count()) == (1, 1)


def test_worker_that_finds_the_story_told_does_nothing(form: ContactForm) -> None:
    submission = submit(form=form, inquiry=inquiry(), network="n", at=MORNING)
    inbound = Inbound.objects.get(id=submission.inbound_id)
    tell(parse(raw_bytes(inbound)), inbound=inbound, now=MORNING + timedelta(seconds=1))
    assert (inbound.state, Message.objects.count(), Acknowledgement.objects.count()) == ("processed", 1, 1)


def test_topic_chooses_the_team(form: ContactForm, client: Client) -> None:
    client.post("/contact/service/", TYPED | {"topic": "An invoice"})
    assert Message.objects.get().conversation.team.name == "Accounts"


def test_limits_refuse_with_a_sentence_and_keep_the_text(form: ContactForm, client: Client) -> None:
    ContactForm.objects.update(hourly_limit=1)
    client.post("/contact/service/", TYPED)
    again = client.post("/contact/service/", TYPED | {"address": "other@mirela.example"})
    assert again.status_code == 429
    page = again.content.decode()
    assert "Your text is still here." in page
    assert "The P-220 stops after ten minutes." in page
    assert Message.objects.count() == 1


def test_typed_address_has_a_limit_of_its_own(form: ContactForm) -> None:
    ContactForm.objects.update(daily_limit=2)
    form.refresh_from_db()
    for number in range(2):
        submit(form=form, inquiry=inquiry(), network=f"n{number}", at=MORNING)
    with pytest.raises(TooManyError) as refused:
        submit(form=form, inquiry=inquiry(), network="n3", at=MORNING + timedelta(hours=1))
    assert refused.value.until == MORNING + timedelta(days=1)
    submit(form=form, inquiry=inquiry(address="somebody@else.example"), network="n3", at=MORNING + timedelta(hours=1))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": " "}, "Write us a few words"),
        ({"name": ""}, "Tell us your name"),
        ({"address": ""}, "We need your e-mail address"),
        ({"address": "carla@"}, "This cannot be an e-mail address."),
        ({"address": "jörg@mirela.example"}, "We cannot write to an address with letters like"),
        ({"website": "https://spam.example"}, "A field that people do not see was filled in"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    form: ContactForm, client: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = client.post("/contact/service/", TYPED | changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "What you wrote is kept." in page
    assert not Message.objects.exists()


def test_file_comes_with_the_message(form: ContactForm, client: Client) -> None:
    photo = SimpleUploadedFile("pump.png", b"\x89PNG not really", content_type="image/png")
    client.post("/contact/service/", TYPED | {"photos": photo, "phone": "+45 1", "order_number": "4119"})
    message = Message.objects.get()
    assert [(one.filename, one.size) for one in message.attachments.all()] == [("pump.png", 15)]
    assert message.text.endswith("Order number: 4119\nPhone: +45 1")


def test_only_sites_that_were_named_may_hold_the_form(form: ContactForm, client: Client) -> None:
    answer = client.get("/contact/service/embedded/")
    assert "frame-ancestors 'self' https://www.havn.example;" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers


def test_receipt_of_a_made_up_address_does_not_exist(form: ContactForm, client: Client) -> None:
    assert client.get("/contact/service/received/made-up/").status_code == 404
    assert client.get("/contact/nobody/").status_code == 404


def test_form_without_a_story_says_that_the_message_is_kept(form: ContactForm, client: Client, monkeypatch) -> None:
    def break_down(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("regard.channels.webform.operations.tell", break_down)
    page = client.post("/contact/service/", TYPED, follow=True).content.decode()
    assert "It is kept safely." in page
    assert (Inbound.objects.get().state, Job.objects.filter(name="channels.process_letter").count()) == ("accepted", 1)


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=60))
def test_any_text_becomes_a_letter_that_reads_as_typed(text: str, topic: str, name: str) -> None:
    typed = Inquiry(send_key=UUID(int=7), name=name, address="carla@mirela.example", text=text, topic=topic)
    read = parse(as_letter(typed, to=("Havn", "help@havn.example"), at=MORNING))
    assert read.from_ is not None
    assert (read.from_.email, read.from_is_ambiguous) == ("carla@mirela.example", False)
    assert len(subject_of(text, topic)) <= 80 + 72


def test_network_is_the_address_or_the_64_bits_of_a_customer() -> None:
    first = network_of("2001:db8:1:2::1", key="k")
    assert first == network_of("2001:db8:1:2:ffff::9", key="k")
    assert first != network_of("2001:db8:1:3::1", key="k")
    assert (
        network_of("::ffff:192.0.2.1", key="k") == network_of("192.0.2.1", key="k") != network_of("192.0.2.2", key="k")
    )


def test_only_our_own_proxies_are_believed() -> None:
    assert client_address("192.0.2.1", "forged, 198.51.100.7", proxies=0) == "192.0.2.1"
    assert client_address("10.0.0.1", "forged, 198.51.100.7", proxies=1) == "198.51.100.7"
    assert client_address("10.0.0.1", "", proxies=1) == "10.0.0.1"
