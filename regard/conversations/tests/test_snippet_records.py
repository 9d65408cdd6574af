"""What comes of answers that a snippet was used for."""

from datetime import datetime, timedelta

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message, Snippet
from regard.conversations.operations import Answer
from regard.conversations.operations.snippets import SnippetText, add_snippet, use_snippet
from regard.conversations.queries.snippets import SnippetRecord, snippet_records
from regard.promises import operations as promises
from tools.testing.letters import arrive, letter

DAY = timedelta(days=1)


def answered_with(snippet: Snippet, company: Company, *, at: datetime) -> Conversation:
    conversation = Message.objects.get(inbound=arrive(letter(), company.mailbox, at=at)).conversation
    text = use_snippet(snippet=snippet, conversation=conversation, by=company.ada, at=at)
    answer = Answer(text=text, to=(("Carla", "carla@mirela.example"),))
    promises.answer(
        conversation=conversation, answer=answer, mailbox=company.mailbox, by=company.ada, at=at + timedelta(minutes=5)
    )
    return conversation


def writes_again(conversation: Conversation, company: Company, *, at: datetime) -> None:
    latest = conversation.messages.filter(kind="outbound").latest("at")
    arrive(letter(subject="Re: again", text="And now?", answers=latest.message_id), company.mailbox, at=at)


def test_customers_who_wrote_again_within_a_week_are_counted(company: Company) -> None:
    snippet = add_snippet(content=SnippetText(name="Filter", text="Clean the filter."), by=company.ada, at=MORNING)
    again = answered_with(snippet, company, at=MORNING)
    writes_again(again, company, at=MORNING + 3 * DAY)
    late = answered_with(snippet, company, at=MORNING)
    writes_again(late, company, at=MORNING + 8 * DAY)
    answered_with(snippet, company, at=MORNING)
    answered_with(snippet, company, at=MORNING + 9 * DAY)

    assert snippet_records(at=MORNING + 10 * DAY) == {snippet.id: SnippetRecord(answers=3, asked_again=1)}
    assert Snippet.objects.get().used_count == 4


def test_a_snippet_put_in_but_never_sent_has_no_record(company: Company) -> None:
    snippet = add_snippet(content=SnippetText(name="Filter", text="Clean the filter."), by=company.ada, at=MORNING)
    conversation = Message.objects.get(inbound=arrive(letter(), company.mailbox, at=MORNING)).conversation
    use_snippet(snippet=snippet, conversation=conversation, by=company.ada, at=MORNING)

    assert snippet_records(at=MORNING + 10 * DAY) == {}
