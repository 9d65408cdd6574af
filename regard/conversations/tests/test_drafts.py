"""What somebody is writing is theirs: nothing anybody else does touches it, and it is never lost."""

from datetime import timedelta
from uuid import UUID

import pytest

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Draft
from regard.conversations.operations import Answer
from regard.conversations.operations.drafts import Written, adopt_draft, discard_draft, keep_draft
from regard.conversations.queries.drafts import left_behind
from regard.events.models import Event
from regard.mail.rules.compose import Enclosure
from regard.promises import operations as promises
from regard.staff import operations as staff
from regard.staff.models import User
from tools.testing.letters import arrive, letter

NOON = MORNING + timedelta(hours=2)
CARLA = ("Carla Customer", "carla@mirela.example")
FILE = Enclosure(filename="plan.pdf", content_type="application/pdf", content=b"%PDF made up")


@pytest.fixture
def conversation(company: Company) -> Conversation:
    arrive(letter(message_id="<first@mirela.example>"), company.mailbox, at=MORNING)
    return Conversation.objects.get()


def keep(conversation: Conversation, by: User, text: str = "Clean the filter.", **changes: object) -> Draft | None:
    by_itself = bool(changes.pop("by_itself", False))
    at = changes.pop("at", NOON)
    written = Written(text=text, **changes)
    return keep_draft(conversation=conversation, written=written, by=by, at=at, by_itself=by_itself)


def rows() -> list[dict[str, object]]:
    return list(Draft.objects.order_by("id").values())


def test_a_draft_is_kept_and_changed_in_place(company: Company, conversation: Conversation) -> None:
    keep(conversation, company.ada, "Clean")
    kept = keep(
        conversation, company.ada, "Clean the filter.", recipients=("a@b.example",), cc="ops@", is_holding=True,
        promised_until=NOON, ticked=("q:1",), denied=("q:2",), at=NOON + timedelta(seconds=4),
    )  # fmt: skip

    assert kept is not None
    assert Draft.objects.get() == kept
    assert (kept.text, kept.recipients, kept.cc, kept.is_holding, kept.promised_until, kept.ticked, kept.denied) == (
        "Clean the filter.", ["a@b.example"], "ops@", True, NOON, ["q:1"], ["q:2"],
    )  # fmt: skip
    assert (kept.started_at, kept.updated_at) == (NOON, NOON + timedelta(seconds=4))


def test_nothing_anybody_else_does_touches_it(company: Company, conversation: Conversation) -> None:
    keep(conversation, company.ada, files=(FILE,))
    before = rows()

    conversations.take(conversation=conversation, by=company.ben, at=NOON)
    conversations.hand_over(conversation=conversation, to=company.ada, note="Yours.", by=company.ben, at=NOON)
    conversations.add_note(conversation=conversation, text="Look.", by=company.ben, at=NOON)
    keep(conversation, company.ben, "Mine.")
    answer = Answer(text="It is under way.", to=(CARLA,), seen=conversation.messages.latest("id").id)
    promises.answer(conversation=conversation, answer=answer, mailbox=company.mailbox, by=company.ben, at=NOON)
    promises.close(conversation=conversation, reason="answered", by=company.ben, at=NOON)
    arrive(letter(answers="first@mirela.example", text="And now?"), company.mailbox, at=NOON)
    promises.reopen(conversation=conversation, by=company.ben, at=NOON)

    assert [row for row in rows() if row["author_id"] == company.ada.id] == before
    assert Draft.objects.get(author=company.ada).files.get().filename == "plan.pdf"


def test_an_answer_that_comes_from_no_composer_leaves_the_draft_alone(
    company: Company, conversation: Conversation
) -> None:
    keep(conversation, company.ada)

    promises.answer(
        conversation=conversation, answer=Answer(text="By a program.", to=(CARLA,)), mailbox=company.mailbox,
        by=company.ada, at=NOON,
    )  # fmt: skip

    assert Draft.objects.get(sent_as=None).text == "Clean the filter."


def test_an_empty_text_keeps_nothing_and_putting_it_away_ends_it(company: Company, conversation: Conversation) -> None:
    assert keep(conversation, company.ada, "  \n") is None
    keep(conversation, company.ada)
    assert keep(conversation, company.ada, "") is None
    keep(conversation, company.ada)
    discard_draft(conversation=conversation, by=company.ada)

    assert rows() == []


def test_a_file_is_kept_until_it_is_dropped(company: Company, conversation: Conversation) -> None:
    draft = keep(conversation, company.ada, files=(FILE,))
    assert draft is not None
    file: UUID = draft.files.get().id
    assert keep(conversation, company.ada, "Later.").has_files

    assert not keep(conversation, company.ada, "Without.", dropped=(file,)).has_files


def test_a_save_that_its_own_sending_overtook_brings_nothing_back(company: Company, conversation: Conversation) -> None:
    seen = conversation.messages.latest("id").id
    keep(conversation, company.ada, seen=seen)
    answer = Answer(text="Clean the filter.", to=(CARLA,), seen=seen)
    promises.answer(conversation=conversation, answer=answer, mailbox=company.mailbox, by=company.ada, at=NOON)

    assert keep(conversation, company.ada, "Clean the fil", by_itself=True, at=NOON + timedelta(seconds=1)) is None
    assert keep(conversation, company.ada, "Something else", by_itself=True, at=NOON + timedelta(seconds=2)) is not None


def test_the_draft_of_who_left_goes_on_with_whoever_has_the_conversation(
    company: Company, conversation: Conversation
) -> None:
    keep(conversation, company.ada, "Ada's words.", files=(FILE,))
    assert list(left_behind(conversation)) == []
    staff.deactivate(user=company.ada, by=company.olga, at=NOON)
    keep(conversation, company.ben, "Ben's words.")

    (draft,) = left_behind(conversation)
    adopt_draft(draft=draft, by=company.ben, at=NOON)

    kept = Draft.objects.get()
    assert (kept.author, kept.text, kept.files.count()) == (company.ben, "Ada's words.\n\nBen's words.", 1)
    assert Event.objects.get(kind="draft.adopted").data["whose"] == "Ada Agent"


def test_a_draft_outlives_its_author(company: Company, conversation: Conversation) -> None:
    eve = staff.add_user(email="eve@havn.example", name="Eve New", role="agent", at=MORNING)
    keep(conversation, eve)
    User.objects.filter(id=eve.id).delete()

    (draft,) = left_behind(conversation)
    assert (draft.author, draft.author_name, draft.text) == (None, "Eve New", "Clean the filter.")
