"""Around the answer: drafts, taking back, planning, snippets, mentions, who else is here."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Draft, Mention, Participant, Presence, Snippet
from regard.conversations.operations.drafts import Written, keep_draft
from regard.conversations.operations.presence import forget_presence
from regard.conversations.operations.snippets import (
    SnippetRefusedError,
    SnippetText,
    add_snippet,
    change_snippet,
    retire_snippet,
)
from regard.conversations.queries.mentions import mentions_of
from regard.conversations.queries.presence import presence_of
from regard.conversations.queries.snippets import snippets_for
from regard.desk.tests.support import NOW, answered, outsider, page, says, signed_in, to, written
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.mail.models import Outgoing
from regard.promises.models import Clock
from regard.staff import operations as staff
from regard.staff.models import User
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter

TEXT = "Good morning Carla,\n\nclean the filter by Thursday."
HTMX = {"HX-Request": "true"}


def typed(conversation: Conversation, **changes: object) -> dict[str, object]:
    seen = conversation.messages.order_by("-id").first()
    return {"to": ["carla@mirela.example"], "cc": "", "body": TEXT, "latest_message_id": str(seen.id), **changes}


def composer(response: HttpResponse) -> object:
    return response.context["page"].thread.composer


def test_what_is_typed_is_kept_by_itself_and_is_there_after_signing_in_again(company: Company) -> None:
    conversation = written(company, by=company.ada)
    answer = typed(conversation, cc="ops@", holding="yes", promised_until="2026-03-10T15:0")

    kept = signed_in(company.ada).post(to("draft", conversation), answer, headers=HTMX)

    assert (kept.status_code, "Draft kept just now" in says(kept), "Greeting" in says(kept)) == (200, True, True)
    shown = composer(signed_in(company.ada).get(page(conversation)))
    assert (shown.body, shown.cc, shown.is_holding, shown.draft_text) == (TEXT, "ops@", True, "Draft kept just now")
    assert composer(signed_in(company.ben).get(page(conversation))).body == ""


def test_without_script_a_button_keeps_it_and_another_throws_it_away(company: Company) -> None:
    conversation, client = written(company), signed_in(company.ada)

    assert "Draft kept." in says(client.post(to("draft", conversation), typed(conversation), follow=True))
    assert "The draft is gone." in says(client.post(to("discard", conversation), typed(conversation), follow=True))
    assert not Draft.objects.exists()


def test_undo_leads_back_to_the_same_words(company: Company) -> None:
    User.objects.update(undo_seconds=10)
    conversation, client = written(company, by=company.ada), signed_in(company.ada)

    sent = client.post(to("answer", conversation), typed(conversation), follow=True)
    message = conversation.messages.get(kind="outbound")
    undo = reverse("answer-undo", args=[conversation.id, message.id])
    assert (says(sent).count("Sent in 10 s"), sent.content.decode().count(undo)) == (1, 2)
    assert "leaves in 10 seconds" in says(sent)

    back = client.post(undo, follow=True)
    assert "Taken back. Nothing was sent; your text stands in the composer." in says(back)
    assert composer(back).body == TEXT
    assert Clock.objects.get().stopped_at is None
    assert "It was taken back before. Nothing was changed." in says(client.post(undo, follow=True))


def test_too_late_is_said_and_changes_nothing(company: Company) -> None:
    conversation = written(company, by=company.ada)
    message = answered(conversation, by=company.ada, at=MORNING + timedelta(minutes=5))

    undo = reverse("answer-undo", args=[conversation.id, message.id])
    response = signed_in(company.ada).post(undo, follow=True)

    assert "It has left already and cannot be taken back. Nothing was changed." in says(response)
    assert Outgoing.objects.get(kind="reply").state == "queued"


def test_an_answer_is_planned_shown_and_taken_back(company: Company) -> None:
    conversation, client = written(company, by=company.ada), signed_in(company.ada)

    planned = client.post(to("plan", conversation), typed(conversation, offered="2026-03-10T15:00"), follow=True)

    assert (composer(planned).can_send, "Tuesday 10 March 2026, 15:00" in composer(planned).planned.when_text) == (
        False,
        True,
    )
    assert Draft.objects.get().send_at == MORNING + timedelta(hours=5, minutes=30)
    arrive(letter(answers=conversation.messages.get().message_id, text="Now?"), company.mailbox, at=NOW)
    assert "It will not be sent like this" in composer(client.get(page(conversation))).planned.warning
    assert composer(client.post(to("unplan", conversation), follow=True)).body == TEXT


@pytest.mark.parametrize(("send_at", "error"), [("", "Choose a day and a time to send it."), ("2026-03-10T09:00", "Choose a time that lies ahead.")])  # fmt: skip
def test_a_time_that_makes_no_sense_is_refused_and_the_text_kept(company: Company, send_at: str, error: str) -> None:
    conversation = written(company)

    response = signed_in(company.ada).post(to("plan", conversation), typed(conversation, send_at=send_at))

    assert (response.status_code, error in composer(response).error, composer(response).body) == (422, True, TEXT)


def test_questions_are_numbered_ticked_and_the_first_open_one_is_named(company: Company) -> None:
    conversation = written(company, text="Is the seal included? Does the warranty count?", by=company.ada)
    client = signed_in(company.ada)

    kept = client.post(to("draft", conversation), typed(conversation, body="Hi,\nthe seal is included."), headers=HTMX)
    assert "1 of 2 questions answered" in says(kept)
    assert "Not answered yet: Does the warranty count?" in says(kept)
    assert kept.content.decode().count('<mark class="q ok"><sup>1</sup>Is the seal') == 1

    review = kept.context["review"]
    ticks = {"proposed": [review.questions[0].key], "answered": [review.questions[1].key]}
    turned = client.post(
        to("draft", conversation), typed(conversation, body="Hi,\nthe seal is included.", **ticks), headers=HTMX
    )
    assert [line.is_answered for line in turned.context["review"].questions] == [False, True]
    shown = client.get(page(conversation))
    assert [line.is_answered for line in composer(shown).review.questions] == [False, True]


def test_a_mark_that_is_not_filled_in_keeps_the_answer_here(company: Company) -> None:
    conversation = written(company)

    response = signed_in(company.ada).post(
        to("answer", conversation), typed(conversation, body="On [[delivery date]].")
    )

    assert (response.status_code, composer(response).error, composer(response).body) == (
        422, "Fill in first: “delivery date”. Nothing was sent.", "On [[delivery date]].",
    )  # fmt: skip


def test_a_snippet_is_inserted_with_its_names_filled(company: Company) -> None:
    conversation, client = written(company), signed_in(company.ada)
    content = SnippetText(name="Hello", text="Hello {{ contact.first_name }}, on {{ ask: day }}. {{ me.name }}")
    snippet = add_snippet(content=content, by=company.ada, at=NOW)

    assert "Hello Carla, on [[day]]. Ada Agent" in client.get(to("snippets", conversation)).content.decode()
    chosen = client.post(to("snippets", conversation), typed(conversation))
    assert composer(chosen).snippets == [snippet]
    client.post(to("snippets", conversation), typed(conversation, snippet=str(snippet.id)))

    assert Draft.objects.get().text == f"{TEXT}\n\nHello Carla, on [[day]]. Ada Agent"
    snippet.refresh_from_db()
    assert (snippet.used_count, snippet.last_used_at) == (1, NOW)


def test_snippets_belong_to_who_wrote_them_and_to_who_sets_up(company: Company) -> None:
    content = SnippetText(name="Ours", text="Text", team=company.team)
    snippet = add_snippet(content=content, by=company.ada, at=NOW)
    otto = outsider(company)

    assert list(snippets_for(otto)) == []
    with pytest.raises(ForbiddenError):
        retire_snippet(snippet=snippet, by=otto, at=NOW)
    with pytest.raises(SnippetRefusedError, match=r"contact\.phone"):
        change_snippet(
            snippet=snippet, content=SnippetText(name="X", text="{{ contact.phone }}"), by=company.ada, at=NOW
        )
    with pytest.raises(SnippetRefusedError, match="already"):
        add_snippet(content=content, by=company.ada, at=NOW)
    retire_snippet(snippet=snippet, by=company.ben, at=NOW)
    assert (list(snippets_for(company.ada)), Snippet.objects.count()) == ([], 1)


def test_a_colleague_is_called_in_a_note(company: Company) -> None:
    conversation = written(company)

    signed_in(company.ada).post(to("note", conversation), {"body": "@ben can you look? @Olga Owner too"})

    assert set(Mention.objects.values_list("user__name", flat=True)) == {"Ben Lead", "Olga Owner"}
    assert list(mentions_of(company.ben)) == [conversation]
    assert {event.data["user"] for event in Event.objects.filter(kind="conversation.mentioned")} == {
        str(company.ben.id), str(company.olga.id),
    }  # fmt: skip


def test_nobody_is_called_to_what_they_may_not_see(company: Company) -> None:
    conversation = written(company)
    Conversation.objects.update(is_team_only=True)
    outsider(company)

    for body, error in (
        ("@Otto look", "Otto Outside may not see this"),
        ("@Nobody", "Nobody here is called “@Nobody”."),
    ):
        response = signed_in(company.ada).post(to("note", conversation), {"body": body})
        note = response.context["page"].thread.note
        assert (response.status_code, error in note.error, note.body) == (422, True, body)
    assert (Mention.objects.count(), conversation.messages.filter(kind="note").count()) == (0, 0)


def test_who_reads_and_who_writes_is_seen_and_forgotten(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, client = written(company), signed_in(company.ada)
    live = client.get(page(conversation)).context["page"].thread.live_url
    events = Event.objects.count()
    assert client.get(live).status_code == 204

    signed_in(company.ben).get(to("live", conversation))
    seen = client.get(live)
    assert [one.text for one in seen.context["thread"].present] == ["Ben is reading"]
    assert client.get(seen.context["thread"].live_url).status_code == 204

    signed_in(company.ben).post(to("draft", conversation), typed(conversation), headers=HTMX)
    writes = client.get(seen.context["thread"].live_url)
    assert [(one.text, one.is_writing) for one in writes.context["thread"].present] == [("Ben is writing", True)]
    assert Event.objects.count() == events
    later = NOW + timedelta(seconds=31)
    assert presence_of([conversation], company.ada, NOW)[conversation.id][0].name == "Ben Lead"
    assert presence_of([conversation], company.ada, later) == {}


def test_that_somebody_is_here_is_written_once_in_eight_seconds_and_forgotten_after_a_day(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, client = written(company), signed_in(company.ada)

    def seen_at(seconds: int) -> list[datetime]:
        monkeypatch.setattr("regard.kit.clock.now", lambda: NOW + timedelta(seconds=seconds))
        client.get(to("live", conversation))
        return [row.seen_at for row in Presence.objects.all()]

    assert [seen_at(0), seen_at(7), seen_at(8)] == [[NOW], [NOW], [NOW + timedelta(seconds=8)]]
    assert forget_presence(at=NOW + timedelta(days=1, seconds=8)) == 0
    assert forget_presence(at=NOW + timedelta(days=1, seconds=9)) == 1


def test_a_colleague_who_was_faster_is_named(company: Company) -> None:
    conversation = written(company, by=company.ada)
    before = typed(conversation)
    answered(conversation, by=company.ben, at=NOW - timedelta(minutes=10))

    response = signed_in(company.ada).post(to("answer", conversation), before)

    assert (response.status_code, composer(response).stale_text, composer(response).body) == (
        409, "Ben Lead answered at 10:20, while you were writing.", TEXT,
    )  # fmt: skip
    sent = signed_in(company.ada).post(to("answer", conversation), typed(conversation), follow=True)
    assert "Sent." in says(sent)
    assert conversation.messages.filter(kind="outbound").count() == 2


def test_five_thousand_people_are_refused_with_nothing_lost(company: Company) -> None:
    conversation = written(company)
    Participant.objects.bulk_create(
        Participant(id=uuid7(), conversation=conversation, address=f"p{number}@mirela.example", reason="copied", since=NOW)
        for number in range(5000)
    )  # fmt: skip
    client = signed_in(company.ada)

    shown = composer(client.get(page(conversation)))
    assert [person.email for person in shown.to if person.is_on] == ["carla@mirela.example"]
    assert "5001 people take part" in shown.to_text
    many = ", ".join(f"p{number}@else.example" for number in range(5000))
    response = client.post(to("answer", conversation), typed(conversation, cc=many))
    assert response.status_code == 422
    assert composer(response).error == "This would go to 5001 people; an answer goes to 100 at most. Nothing was sent."
    assert (composer(response).cc, composer(response).body, Outgoing.objects.filter(kind="reply").count()) == (
        many,
        TEXT,
        0,
    )


def test_everybody_who_takes_part_is_on_the_next_answer(company: Company) -> None:
    conversation = written(company, Cc="Marco Bruni <marco@mirela.example>", by=company.ada)
    client = signed_in(company.ada)
    everybody = ["carla@mirela.example", "marco@mirela.example"]

    client.post(to("answer", conversation), typed(conversation, to=everybody, cc="new@mirela.example"))

    shown = composer(client.get(page(conversation)))
    assert sorted(person.email for person in shown.to if person.is_on) == [*everybody, "new@mirela.example"]


def test_what_a_colleague_who_left_had_begun_is_offered(company: Company) -> None:
    conversation = written(company, by=company.ben)
    keep_draft(conversation=conversation, written=Written(text="Ada's words."), by=company.ada, at=NOW)
    client: Client = signed_in(company.ben)
    assert composer(client.get(page(conversation))).left_behind == []
    staff.deactivate(user=company.ada, by=None, at=NOW)

    response = client.get(page(conversation))
    (left,) = composer(response).left_behind
    assert "Ada Agent had begun an answer" in says(response)
    assert composer(client.post(left.use_url, follow=True)).body == "Ada's words."
    assert "Somebody else goes on with it already." in says(client.post(left.use_url, follow=True))
    assert composer(signed_in(company.olga).get(page(conversation))).left_behind == []
