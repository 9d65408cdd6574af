"""Answers by mail: what is certainly a colleague's goes to the customer; everything else is kept, and said."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations import Answer, add_note
from regard.conversations.operations.drafts import Written, keep_draft
from regard.mail.models import Inbound, Outgoing
from regard.notifications import operations
from regard.notifications.models import MailedAnswer, Notification
from regard.notifications.rules.token import sign
from regard.notifications.tests.support import (
    NOW,
    PASS,
    SERVER,
    answer_to,
    follow,
    mails,
    prefer,
    take_in,
    text_of,
    token_address,
    told,
    words,
    written,
)
from regard.promises import operations as promises
from regard.promises.models import Clock
from regard.staff import operations as staff
from regard.staff.models import User
from tools.testing.letters import arrive, letter

CARLA = ("Carla Customer", "carla@mirela.example")
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def mail(company: Company) -> EmailMessage:
    """What Ada was mailed when Carla's question was given to her."""
    written(company)
    follow(NOW)
    return mails(company.ada)[0]


def outcomes() -> list[tuple[str, str]]:
    return [(one.outcome, one.because) for one in MailedAnswer.objects.order_by("at", "id")]


def answers() -> list[str]:
    return list(Message.objects.filter(kind="outbound").order_by("id").values_list("text", flat=True))


def draft_of(user: User) -> str:
    return Draft.objects.get(author=user, sent_as=None).text


def said_to(user: User) -> str:
    """The plain sentence back."""
    return words(text_of(mails(user)[-1]))


def test_an_answer_by_mail_goes_to_the_customer_as_that_person(company: Company, mail: EmailMessage) -> None:
    User.objects.filter(id=company.ada.id).update(undo_seconds=30)
    inbound = answer_to(mail, company)

    (message,) = Message.objects.filter(kind="outbound")
    assert (message.text, message.author, message.is_holding) == ("Clean the filter, Carla.", company.ada, False)
    assert message.outgoing
    assert [one.address for one in message.outgoing.recipients.all()] == ["carla@mirela.example"]
    assert message.outgoing.next_attempt_at == LATER + timedelta(seconds=20 + 30)
    conversation = Conversation.objects.get()
    assert (conversation.waiting_since, conversation.latest_speaker) == (None, "us")
    assert Clock.objects.get(target="first answer").stopped_because == "answered"
    assert outcomes() == [("sent", "")]
    assert inbound.state == Inbound.State.PROCESSED


def test_undo_takes_an_answer_by_mail_back_into_a_draft(company: Company, mail: EmailMessage) -> None:
    User.objects.filter(id=company.ada.id).update(undo_seconds=30)
    answer_to(mail, company)
    message = Message.objects.get(kind="outbound")
    promises.take_back(message=message, by=company.ada, at=LATER + timedelta(seconds=21))
    assert answers() == []
    assert draft_of(company.ada) == "Clean the filter, Carla."


def test_what_is_being_written_in_the_composer_stays_there(company: Company, mail: EmailMessage) -> None:
    keep_draft(conversation=Conversation.objects.get(), written=Written(text="Half a thought"), by=company.ada, at=NOW)
    answer_to(mail, company)
    assert (answers(), draft_of(company.ada)) == (["Clean the filter, Carla."], "Half a thought")


def test_a_file_goes_along_and_a_picture_in_the_signature_does_not(company: Company, mail: EmailMessage) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ada <ada@havn.example>", token_address(mail), "Re: Pump"
    message["Message-ID"], message["Authentication-Results"] = "<with-file@havn.example>", PASS
    message.set_content("The drawing is attached.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="drawing.pdf")
    message.add_attachment(b"sig", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(
        b"PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<logo>"
    )
    take_in(message.as_bytes(), company, at=LATER, envelope_from="ada@havn.example", recipient=token_address(mail))

    sent = Message.objects.get(kind="outbound")
    assert [one.filename for one in sent.attachments.all()] == ["drawing.pdf"]


DOUBTS = {
    "no verdict": ({"verdict": ""}, "draft", "our mail server could not confirm that it came from you"),
    "another server's verdict": (
        {"verdict": "mx.elsewhere.example; dmarc=pass"}, "draft", "our mail server could not confirm that it came from you",
    ),
    "spf alone": ({"verdict": f"{SERVER}; spf=pass; dkim=pass"}, "draft", "our mail server could not confirm that it came from you"),
    "disowned": ({"verdict": f"{SERVER}; dmarc=fail"}, "aside", "our mail server says that it did not come from you"),
    "nothing new in it": ({"text": ""}, "aside", "there were no new words in it"),
    "too old": ({"at": NOW + timedelta(days=14, minutes=1)}, "draft", "the mail you answered is older than 14 days"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_not_certain_is_not_sent_and_said(company: Company, mail: EmailMessage, name: str) -> None:
    prefer(company.ada, clock="nothing")
    changes, outcome, why = DOUBTS[name]
    inbound = answer_to(mail, company, **changes)  # type: ignore[arg-type]

    assert answers() == []
    assert [one for one, _because in outcomes()] == [outcome]
    assert f"Your answer was not sent, because {why}." in said_to(company.ada)
    assert told(reason="answer") == [("Ada", "answer")]
    if outcome == "draft":
        assert draft_of(company.ada) == "Clean the filter, Carla."
        assert inbound.state == Inbound.State.PROCESSED
    else:
        assert not Draft.objects.exists()
        assert inbound.state == Inbound.State.QUARANTINED
    assert Conversation.objects.count() == 1
    assert Message.objects.filter(kind="inbound").count() == 1


def test_two_senders_in_one_letter_are_nobody(company: Company, mail: EmailMessage) -> None:
    answer_to(mail, company, sender="Ada <ada@havn.example>, Eve <eve@elsewhere.example>")
    assert (answers(), Draft.objects.count()) == ([], 0)
    assert outcomes() == [("aside", "disowned")]


def test_a_colleague_who_answers_the_mail_of_another_gets_a_draft_of_their_own(
    company: Company, mail: EmailMessage
) -> None:
    answer_to(mail, company, sender="Ben Lead <ben@havn.example>", envelope_from="ben@havn.example")
    assert answers() == []
    assert draft_of(company.ben) == "Clean the filter, Carla."
    assert "because the mail you answered was written to somebody else." in said_to(company.ben)


def test_a_colleague_without_verdict_on_the_mail_of_another_gets_into_no_draft(
    company: Company, mail: EmailMessage
) -> None:
    answer_to(mail, company, sender="Ben Lead <ben@havn.example>", verdict="")
    assert (answers(), Draft.objects.count(), outcomes()) == ([], 0, [("aside", "other sender")])
    assert "it came from ben@havn.example, not from your own address" in said_to(company.ada)


def test_a_stranger_at_the_address_is_heard_as_a_stranger_and_the_colleague_is_told_once(
    company: Company, mail: EmailMessage
) -> None:
    for number in range(2):
        answer_to(
            mail, company, sender="Ada at home <ada.agent@private.example>", text=f"Number {number}", quoted=False
        )

    assert answers() == []
    theirs = Message.objects.filter(author_address="ada.agent@private.example")
    assert theirs.count() == 2  # for people who answer; nothing is swallowed
    assert not theirs.filter(conversation__number=1001).exists()
    assert told(reason="answer") == [("Ada", "answer")]
    assert "it came from ada.agent@private.example, not from your own address" in said_to(company.ada)


def test_a_customer_who_got_the_address_in_a_copy_is_answered_like_any_customer(
    company: Company, mail: EmailMessage
) -> None:
    raw = letter(to=f"{token_address(mail)}, ada@havn.example", subject="Re: Pump stops", text="It stopped again.")
    arrive(raw, company.mailbox, at=LATER, recipient=token_address(mail))
    message = Message.objects.filter(kind="inbound").latest("at")
    assert (message.text.strip(), message.needs_answer) == ("It stopped again.", True)
    assert Clock.objects.filter(conversation=message.conversation, stopped_at=None).exists()


@pytest.mark.parametrize("verdict", [PASS, ""])
def test_somebody_who_has_left_sends_nothing(company: Company, mail: EmailMessage, verdict: str) -> None:
    promises.take_over(conversation=Conversation.objects.get(), by=company.ben, at=NOW)
    staff.deactivate(user=company.ada, by=company.olga, at=NOW)
    answer_to(mail, company, verdict=verdict)
    assert (answers(), Draft.objects.count()) == ([], 0)
    assert outcomes() == [("aside", "left")]
    assert len(mails(company.ada)) == 1  # nothing more since


def test_a_forged_token_is_set_aside_and_looked_up_nowhere(company: Company, mail: EmailMessage) -> None:
    told_id = Notification.objects.get().id
    forged = sign(key="another key", told_id=told_id)
    answer_to(mail, company, to=f"help+{forged}@havn.example", answers="")
    assert (answers(), Draft.objects.count(), outcomes()) == ([], 0, [("aside", "forged")])
    assert told(reason="answer") == []
    assert Message.objects.filter(kind="inbound").count() == 1


def test_a_token_of_something_that_is_gone_is_said_to_its_certain_author(company: Company, mail: EmailMessage) -> None:
    Notification.objects.all().delete()
    answer_to(mail, company)
    assert (answers(), outcomes()) == ([], [("aside", "gone")])
    assert "because what it answers is no longer here" in said_to(company.ada)


def test_machines_are_counted_and_change_nothing(company: Company, mail: EmailMessage) -> None:
    before = Outgoing.objects.count()
    answer_to(mail, company, text="I am away until Monday.", Auto_Submitted="auto-replied")
    answer_to(mail, company, text="Abwesend.", envelope_from="")
    assert outcomes() == [("automatic", "autoreply"), ("automatic", "no sender")]
    assert (answers(), Draft.objects.count(), Outgoing.objects.count()) == ([], 0, before)
    assert told(reason="answer") == []


def test_a_newer_message_of_the_customer_holds_the_answer_back(company: Company, mail: EmailMessage) -> None:
    reply_to = (
        Outgoing.objects.get(kind="acknowledgement").message_id
        if Outgoing.objects.filter(kind="acknowledgement")
        else ""
    )
    asked = Message.objects.get()
    raw = letter(subject="Re: Pump stops", text="Never mind, it burns now!", answers=reply_to or asked.message_id)
    arrive(raw, company.mailbox, at=NOW + timedelta(minutes=5))
    assert Conversation.objects.count() == 1
    answer_to(mail, company)

    assert answers() == []
    assert draft_of(company.ada) == "Clean the filter, Carla."
    assert "because the customer has written again since." in said_to(company.ada)


def test_a_colleagues_answer_since_holds_it_back_too(company: Company, mail: EmailMessage) -> None:
    promises.answer(
        conversation=Conversation.objects.get(), answer=Answer(text="Done.", to=(CARLA,)), mailbox=company.mailbox,
        by=company.ben, at=NOW + timedelta(minutes=5),
    )  # fmt: skip
    answer_to(mail, company)
    assert (answers(), draft_of(company.ada)) == (["Done."], "Clean the filter, Carla.")


def test_what_was_quoted_without_a_mark_goes_to_nobody(company: Company) -> None:
    conversation = written(company)
    prefer(company.ada, mentioned="at once")
    add_note(conversation=conversation, text="@Ada this one is a nuisance, say no.", by=company.ben, at=NOW)
    follow(NOW)
    mail = next(one for one in mails(company.ada) if "mentioned" in one["Subject"])
    answer_to(
        mail,
        company,
        text="Dear Carla,\nno.\n\nBen Lead mentioned you in a note.\nthis one is a nuisance, say no.",
        quoted=False,
    )

    assert answers() == []
    assert outcomes() == [("draft", "quoted")]
    assert "could not be told apart from what was quoted" in said_to(company.ada)


def test_a_kept_text_stands_behind_what_was_begun(company: Company, mail: EmailMessage) -> None:
    keep_draft(
        conversation=Conversation.objects.get(),
        written=Written(text="Dear Carla,", cc="x@mirela.example"),
        by=company.ada,
        at=NOW,
    )
    answer_to(mail, company, verdict="")
    draft = Draft.objects.get(author=company.ada)
    assert (draft.text, draft.cc) == ("Dear Carla,\n\nClean the filter, Carla.", "x@mirela.example")


def test_a_planned_answer_is_never_touched(company: Company, mail: EmailMessage) -> None:
    keep_draft(conversation=Conversation.objects.get(), written=Written(text="Tomorrow"), by=company.ada, at=NOW)
    Draft.objects.update(send_at=NOW + timedelta(days=1))
    inbound = answer_to(mail, company, verdict="")
    assert Draft.objects.get().text == "Tomorrow"
    assert (outcomes(), inbound.state) == ([("aside", "no verdict")], Inbound.State.QUARANTINED)
    assert MailedAnswer.objects.get().text.startswith("Clean the filter, Carla.")


def test_an_answer_to_an_answer_that_was_not_sent_ends_after_five_letters(company: Company, mail: EmailMessage) -> None:
    """A robot that says nothing of being one answers each sentence back; the gate for machine mail ends it."""
    for number in range(8):
        latest = mails(company.ada)[-1]
        answer_to(latest, company, verdict="", text=f"Robot says {number}", at=LATER + timedelta(minutes=number))
    assert len(mails(company.ada)) == 1 + 5
    assert MailedAnswer.objects.count() == 8
    assert answers() == []


def test_without_plus_addresses_the_answer_is_known_by_what_it_answers(company: Company) -> None:
    company.mailbox.plus_addressing = False
    company.mailbox.save()
    written(company)
    follow(NOW)
    (mail,) = mails(company.ada)
    assert mail["Reply-To"] is None
    answer_to(mail, company, to="help@havn.example")
    assert answers() == ["Clean the filter, Carla."]


def test_a_forwarded_notification_makes_nobodys_letter_disappear(company: Company, mail: EmailMessage) -> None:
    """Somebody got it forwarded and writes to us, naming its Message-ID in References."""
    raw = letter(sender="Marco <marco@mirela.example>", text="Me too", answers=str(mail["Message-ID"]).strip("<> "))
    arrive(raw, company.mailbox, at=LATER, envelope_from="marco@mirela.example")
    assert Message.objects.filter(author_address="marco@mirela.example", needs_answer=True).count() == 1
    assert outcomes() == []


def test_read_only_people_answer_by_mail_as_little_as_on_the_page(company: Company, mail: EmailMessage) -> None:
    User.objects.filter(id=company.ada.id).update(role="read-only")
    answer_to(mail, company)
    assert (answers(), Draft.objects.count(), outcomes()) == ([], 0, [("aside", "no right")])


def test_an_answer_to_the_summary_is_said_not_to_be_sent(company: Company) -> None:
    prefer(company.ada, given="digest")
    written(company, at=MORNING + timedelta(hours=6))
    follow(MORNING + timedelta(hours=7))
    eight = MORNING + timedelta(hours=22, minutes=30)
    operations.send_digests(at=eight)
    answer_to(mails(company.ada)[-1], company, at=eight + timedelta(hours=2))
    assert (answers(), outcomes()) == ([], [("aside", "summary")])
    assert "because the daily summary is about more than one conversation." in said_to(company.ada)
    assert Message.objects.filter(kind="inbound").count() == 1
