"""Writing first to a customer."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.conversations import queries
from regard.conversations.models import Acknowledgement, Assignment, Conversation, Draft, Message, Reminder
from regard.conversations.operations import Answer, Came, EmptyAnswerError, NoRecipientError, close
from regard.conversations.operations.beginning import (
    Beginning,
    CannotSendError,
    NoSubjectError,
    SentBeforeError,
    begin,
    put_away,
)
from regard.conversations.operations.sending import AlreadySentError, FillInError, TooManyRecipientsError
from regard.conversations.queries.documents import documents
from regard.conversations.queries.drafts import AddressError, typed_people
from regard.conversations.queries.filtering import listed
from regard.conversations.rules.filters import VIEWS
from regard.customers.models import Contact
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.mail.models import Outgoing
from regard.mail.queries import raw_bytes
from regard.mail.rules.compose import Enclosure
from regard.mime.queries import parse
from regard.promises import operations as promises
from regard.promises.models import Clock
from regard.staff import operations as staff
from regard.staff.queries import ForbiddenError

TEXT = "Good morning Carla,\n\nyour pump is due for service."
FILE = Enclosure(filename="plan.pdf", content_type="application/pdf", content=b"%PDF-1.4 made up")
TEN = timedelta(seconds=10)


@pytest.fixture(autouse=True)
def _server(settings: object) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def said(**changes: object) -> Beginning:
    values = {"id": uuid7(), "subject": "Service in April", "text": TEXT, "to": (("", "carla@mirela.example"),)}
    return Beginning(**(values | changes))


def came(company: Company, **changes: object) -> Came:
    values = {
        "channel_kind": "email", "channel_id": company.channel.id, "our_address": "help@havn.example", "team": company.team,
    }  # fmt: skip
    return Came(**(values | changes))


def begun(company: Company, beginning: Beginning | None = None, *, undo_for: timedelta = timedelta()) -> Message:
    return begin(
        beginning=beginning or said(), came=came(company), mailbox=company.mailbox, by=company.ada, at=MORNING,
        undo_for=undo_for,
    )  # fmt: skip


def in_view(company: Company, view: str) -> list[Conversation]:
    return list(listed(queries.visible_to(company.ada), VIEWS[view], user=company.ada, at=MORNING))


def kinds() -> list[str]:
    return list(Event.objects.filter(subject_kind="conversation").order_by("id").values_list("kind", flat=True))


def test_whoever_writes_first_has_the_conversation_and_nobody_waits(company: Company) -> None:
    message = begun(company)

    conversation = Conversation.objects.get()
    assert (conversation.assignee, conversation.team, conversation.latest_speaker, conversation.waiting_since) == (
        company.ada, company.team, "us", None,
    )  # fmt: skip
    assert (conversation.number, conversation.subject, conversation.contact.name) == (1001, "Service in April", "Carla")
    assert (Assignment.objects.get().user, conversation.assigned_why) == (company.ada, [{"kind": "began"}])
    assert (Clock.objects.count(), Acknowledgement.objects.count(), kinds()) == (0, 0, ["conversation.begun"])
    assert (message.kind, message.text, message.needs_answer) == ("outbound", TEXT, False)
    assert (in_view(company, "them"), in_view(company, "mine")) == ([conversation], [])
    assert [document.title for document in documents([conversation.id])] == ["1001 Service in April"]


def test_the_letter_answers_nothing_and_can_be_answered(company: Company) -> None:
    begun(company, said(cc=(("Marco Bruni", "marco@mirela.example"),), files=(FILE,)))

    outgoing = Outgoing.objects.get()
    sent = parse(raw_bytes(outgoing))
    assert (sent.subject, sent.in_reply_to, sent.references, sent.quoted_text) == ("Service in April", (), (), "")
    assert (sent.from_.name, sent.reply_to[0].email.startswith("help+")) == ("Ada Agent (Havn Pumps)", True)
    assert [file.filename for file in sent.attachments] == ["plan.pdf"]
    assert set(outgoing.recipients.values_list("address", flat=True)) == {
        "carla@mirela.example",
        "marco@mirela.example",
    }
    assert set(Conversation.objects.get().participants.values_list("address", "name")) == {
        ("carla@mirela.example", ""), ("marco@mirela.example", "Marco Bruni"),
    }  # fmt: skip


def test_who_is_known_is_addressed_by_name_and_not_added_again(company: Company) -> None:
    begun(company, said(to=(("Carla Customer", "carla@mirela.example"),)))
    begun(company, said(subject="Invoice", to=(("", "Carla@mirela.example"),)))

    assert Contact.objects.get().name == "Carla Customer"
    latest = parse(raw_bytes(Outgoing.objects.order_by("-id")[0]))
    assert [(person.name, person.email) for person in latest.to] == [("Carla Customer", "Carla@mirela.example")]


def test_what_we_add_before_they_answer_follows_our_own_letter(company: Company) -> None:
    first = begun(company)
    conversation = first.conversation
    promises.answer(
        conversation=conversation, answer=Answer(text="One more thing.", to=(("", "carla@mirela.example"),)),
        mailbox=company.mailbox, by=company.ada, at=MORNING + timedelta(hours=1),
    )  # fmt: skip

    second = parse(raw_bytes(Outgoing.objects.order_by("-id")[0]))
    assert (second.subject, second.in_reply_to) == ("Re: Service in April", (first.message_id,))


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"to": ()}, NoRecipientError, "whom"),
        ({"to": (("", "help@havn.example"),)}, AddressError, "an address of ours"),
        ({"cc": (("", "help+abc@havn.example"),)}, AddressError, "an address of ours"),
        ({"to": tuple(("", f"c{n}@x.example") for n in range(101))}, TooManyRecipientsError, "101 people"),
        ({"subject": "  "}, NoSubjectError, "what it is about"),
        ({"text": " \n"}, EmptyAnswerError, "nothing to send"),
        ({"text": "On [[day]]."}, FillInError, "day"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_leaves_nothing(
    company: Company, changes: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        begun(company, said(**changes))
    assert (Conversation.objects.count(), Contact.objects.count(), Outgoing.objects.count(), kinds()) == (0, 0, 0, [])


def test_nothing_is_begun_where_nothing_can_leave(company: Company, settings: object) -> None:
    settings.EMAIL_URL = ""
    with pytest.raises(CannotSendError, match=r"help@havn\.example"):
        begun(company)


def test_only_who_may_answer_writes_first(company: Company) -> None:
    rita = staff.add_user(email="rita@havn.example", name="Rita", role="read-only", at=MORNING, zone="UTC")
    with pytest.raises(ForbiddenError):
        begin(beginning=said(), came=came(company), mailbox=company.mailbox, by=rita, at=MORNING)


def test_a_second_click_sends_nothing_twice(company: Company) -> None:
    beginning = said()
    first = begun(company, beginning)

    with pytest.raises(AlreadySentError) as twice:
        begun(company, beginning)
    assert (twice.value.message, Outgoing.objects.count(), Conversation.objects.count()) == (first, 1, 1)


@pytest.mark.parametrize("changes", [{"text": "Another text."}, {"to": (("", "anna@one.example"),)}])
def test_the_same_form_with_other_words_is_no_second_click(company: Company, changes: dict[str, object]) -> None:
    beginning = said()
    begun(company, beginning)

    with pytest.raises(SentBeforeError):
        begun(company, said(id=beginning.id, **changes))
    assert (Outgoing.objects.count(), Contact.objects.count()) == (1, 1)


def test_nobody_begins_in_a_colleagues_conversation(company: Company) -> None:
    theirs = begin(beginning=said(), came=came(company), mailbox=company.mailbox, by=company.ben, at=MORNING)

    with pytest.raises(SentBeforeError):
        begun(company, said(id=theirs.conversation_id))
    assert theirs.conversation.messages.count() == 1


def taken_back(company: Company, **changes: object) -> tuple[Beginning, Conversation]:
    beginning = said(**changes)
    message = begun(company, beginning, undo_for=TEN)
    promises.take_back(message=message, by=company.ada, at=MORNING + timedelta(seconds=3))
    return beginning, Conversation.objects.get()


def test_taken_back_nothing_is_sent_and_its_writer_has_it_on_top(company: Company) -> None:
    _beginning, conversation = taken_back(company, files=(FILE,))
    later = MORNING + timedelta(minutes=1)
    mine = listed(queries.visible_to(company.ada), VIEWS["mine"], user=company.ada, at=later)

    assert (Outgoing.objects.get().state, conversation.messages.count(), list(mine)) == ("cancelled", 0, [conversation])
    assert [in_view(company, view) for view in ("them", "automatic", "team", "closed")] == [[], [], [], []]
    draft = Draft.objects.get()
    assert (draft.text, draft.recipients, draft.sent_as, draft.files.get().filename) == (
        TEXT, ["carla@mirela.example"], None, "plan.pdf",
    )  # fmt: skip
    assert list(documents([conversation.id])) == []


def test_after_a_slip_in_the_address_it_goes_to_the_right_one_only_and_once(company: Company) -> None:
    beginning, _conversation = taken_back(company, to=(("", "carla@mirela.exmaple"),), files=(FILE,))

    right = said(id=beginning.id, text="Clean the filter.", files=())
    begin(beginning=right, came=came(company), mailbox=company.mailbox, by=company.ada, at=MORNING + TEN)

    conversation = Conversation.objects.get()
    assert (conversation.number, conversation.messages.get().text) == (1001, "Clean the filter.")
    assert list(Contact.objects.values_list("methods__value", flat=True)) == ["carla@mirela.example"]
    assert list(conversation.participants.values_list("address", flat=True)) == ["carla@mirela.example"]
    leaves = Outgoing.objects.get(state="queued")
    assert [file.filename for file in parse(raw_bytes(leaves)).attachments] == ["plan.pdf"]
    assert not Reminder.objects.filter(ended_at=None).exists()


def test_thrown_away_nothing_is_left_of_it(company: Company) -> None:
    _beginning, conversation = taken_back(company)

    assert put_away(conversation=conversation, by=company.ada, at=MORNING + TEN)
    assert [model.objects.count() for model in (Conversation, Contact, Draft, Reminder)] == [0, 0, 0, 0]
    assert kinds()[-1] == "conversation.put_away"


def test_what_was_sent_is_not_thrown_away(company: Company) -> None:
    conversation = begun(company).conversation

    assert not put_away(conversation=conversation, by=company.ada, at=MORNING + TEN)
    assert conversation.messages.count() == 1


def test_it_is_closed_like_any_other(company: Company) -> None:
    conversation = begun(company).conversation
    close(conversation=conversation, reason="answered", by=company.ada, at=MORNING + TEN)

    conversation.refresh_from_db()
    assert (conversation.state, in_view(company, "closed")) == ("closed", [conversation])


def test_a_typed_list_of_people_is_read_as_one_writes_it() -> None:
    assert typed_people("Carla Customer <carla@x.example>, b@x.example; b@x.example\n") == (
        ("Carla Customer", "carla@x.example"), ("", "b@x.example"),
    )  # fmt: skip
    assert typed_people("  ") == ()
    with pytest.raises(AddressError, match="comma"):
        typed_people("a@x.example b@x.example")
    with pytest.raises(AddressError, match="“Carla” is no e-mail address"):
        typed_people("Carla")
