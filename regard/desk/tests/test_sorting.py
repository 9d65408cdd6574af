"""Sorting one conversation after the other: done and next, tags, reminders, merging, splitting, and undoing it."""

import re
from datetime import timedelta
from html import unescape

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Merge, Tag
from regard.conversations.operations import tags
from regard.desk.tests.support import NOW, answered, page, says, signed_in, to, written


@pytest.fixture
def three(company: Company) -> list[Conversation]:
    return [
        written(company, at=MORNING + timedelta(minutes=number), by=company.ada, subject=f"Letter {number}")
        for number in range(3)
    ]


def undo_of(response: object) -> str:
    return unescape(re.search(r'action="(/inbox/many/[^"]+undo/[^"]*)"', response.content.decode())[1])


def test_done_opens_the_next_one_of_the_list(company: Company, three: list[Conversation]) -> None:
    one, two, last = three
    client = signed_in(company.ada)
    forms = [
        ("close", one, {"reason": "spam"}, two),
        ("hand-over", two, {"to": str(company.ben.id), "note": "Yours."}, last),
        ("remind", last, {"when": (NOW + timedelta(hours=2)).isoformat()}, two),
    ]

    for verb, conversation, form, following in forms:
        response = client.post(f"{to(verb, conversation)}?view=team", form)
        assert (verb, response.headers["Location"]) == (verb, f"{page(following)}?view=team")


def test_the_last_one_leads_to_the_list_and_says_so(company: Company) -> None:
    only = written(company, by=company.ada)
    response = signed_in(company.ada).post(to("close", only), {"reason": "spam"}, follow=True)

    assert response.redirect_chain == [("/inbox/?view=mine", 302)]
    assert "Closed. That was the last one in this list." in says(response)


def test_what_was_done_is_undone_from_the_toast(company: Company, three: list[Conversation]) -> None:
    client = signed_in(company.ada)
    done = client.post(f"{to('close', three[0])}?view=team", {"reason": "spam"}, follow=True)

    response = client.post(undo_of(done), follow=True)

    assert "1 stands as before." in says(response)
    assert list(Conversation.objects.filter(state="open").order_by("number")) == three
    assert "cannot be undone any more" in says(client.post(undo_of(done), follow=True))


def test_tags_are_ticked_and_new_ones_typed(company: Company, three: list[Conversation]) -> None:
    client, one = signed_in(company.ada), three[0]
    credit = tags.add_tag(name="Credit", by=company.ada, at=MORNING)
    client.post(to("tag", one), {"new": "P-220"})
    shown = client.get(f"{page(one)}?dialog=tag").context["dialog"]
    assert [(tick.label, tick.is_on) for tick in shown.choices] == [("Credit", False), ("P-220", True)]

    response = client.post(to("tag", one), {"tags": [str(credit.id)], "new": "p-220"}, follow=True)
    assert response.context["page"].thread.sorting.tags == ["Credit", "P-220"]
    (row, *_rest) = response.context["page"].rows
    assert [tag.label for tag in row.tags] == ["Credit", "P-220"]
    assert Tag.objects.count() == 2

    refused = client.post(to("tag", one), {"tags": [str(credit.id)], "new": "x" * 41})
    assert (refused.status_code, refused.context["dialog"].error) == (422, "A tag has at most 40 letters.")
    client.post(to("tag", one), {})
    assert one.taggings.count() == 0


def test_a_reminder_says_what_it_cannot_do_and_brings_back(company: Company, three: list[Conversation]) -> None:
    client, one = signed_in(company.ada), three[0]
    shown = client.get(f"{page(one)}?dialog=remind").context["dialog"]
    assert "The customer waits. Their clock runs on" in shown.warning
    assert [choice.label for choice in shown.choices] == ["In an hour", "Tomorrow", "In 3 days", "In a week"]

    for form, error in [
        ({}, "Choose when it comes back."),
        ({"when": "date", "date": "yesterday"}, "Choose when it comes back."),
        ({"when": "date", "date": "2020-01-01T09:00"}, "That time is over. Choose one that lies ahead."),
    ]:
        refused = client.post(to("remind", one), form)
        assert (refused.status_code, refused.context["dialog"].error) == (422, error)

    client.post(to("remind", one), {"when": "date", "date": "2026-03-10T12:00", "note": "Ask the fitter"})
    assert [row.subject for row in client.get("/inbox/").context["page"].rows] == ["Letter 1", "Letter 2"]
    everybody = client.get("/inbox/?view=team").context["page"].rows
    assert [row.reminder for row in everybody] == ["back 12:00: Ask the fitter", "", ""]
    client.post(f"{page(one)}remind/done/")
    assert client.get("/inbox/").context["page"].rows[0].subject == "Letter 0"


def test_a_merged_one_leads_to_where_it_is_and_comes_apart(company: Company, three: list[Conversation]) -> None:
    client, (one, two, _three) = signed_in(company.ada), three
    shown = client.get(f"{page(one)}?dialog=merge").context["dialog"]
    assert [choice.id for choice in shown.choices] == ["1003", "1002"]

    response = client.post(to("merge", one), {"into": "1003", "number": "#1002"}, follow=True)
    assert "#1001 is part of #1002 now." in says(response)
    assert client.get(page(one), follow=True).redirect_chain == [(page(two), 302)]
    assert client.get("/search/?q=%231001", follow=True).redirect_chain == [(page(two), 302)]

    dialog = client.get(f"{page(two)}?dialog=merge").context["dialog"]
    assert [row.number for row in dialog.apart] == [1001]
    response = client.post(dialog.apart[0].url, follow=True)
    assert "#1001 is a conversation of its own again." in says(response)
    assert Conversation.objects.filter(merged_into=None).count() == 3


def test_another_customer_is_merged_only_when_one_says_so(company: Company, three: list[Conversation]) -> None:
    other = written(company, sender="Dora <dora@else.example>")
    client = signed_in(company.ada)
    refused = client.post(to("merge", other), {"number": "1001"})
    assert (refused.status_code, refused.context["dialog"].ask_other_customer) == (422, True)
    client.post(to("merge", other), {"number": "1001", "other": "yes"})
    assert Merge.objects.get().survivor == three[0]
    for number in ("", "9999", "the other one"):
        assert client.post(to("merge", three[1]), {"number": number}).status_code == 422


def test_a_split_leads_to_the_new_one(company: Company, three: list[Conversation]) -> None:
    client, one = signed_in(company.ada), three[0]
    said = answered(one, by=company.ada, at=MORNING + timedelta(minutes=30))
    shown = client.get(f"{page(one)}?dialog=split").context["dialog"]
    assert [choice.id for choice in shown.choices] == [str(said.id)]

    response = client.post(to("split", one), {"message": str(said.id), "subject": "Another matter"}, follow=True)
    assert response.context["page"].thread.subject == "Another matter"
    assert client.post(to("split", one), {"message": "none"}).status_code == 422


def test_many_are_chosen_confirmed_done_and_undone(company: Company, three: list[Conversation]) -> None:
    client = signed_in(company.ada)
    ids = [str(row.id) for row in three[:2]]
    asked = client.post("/inbox/many/?view=team", {"id": ids, "do": "close"})
    assert asked.context["page"].title == "Close: 2 conversations"
    assert "the customers wrote last and have no answer" in asked.context["page"].warning

    refused = client.post("/inbox/many/do/?view=team", {"id": ids, "do": "close", "reason": ""})
    assert (refused.status_code, refused.context["page"].error) == (422, "Choose a reason.")
    left = client.post("/inbox/many/do/?view=team", {"id": ids, "do": "close", "reason": "answered"}, follow=True)
    assert "2 stay open: their customers wait" in says(left)
    done = client.post("/inbox/many/do/?view=team", {"id": ids, "do": "close", "reason": "spam"}, follow=True)
    assert "Done with 2 conversations." in says(done)

    undone = client.post(undo_of(done), follow=True)
    assert "2 stand as before." in says(undone)


def test_all_of_a_list_and_every_verb(company: Company, three: list[Conversation]) -> None:
    client = signed_in(company.ada)
    asked = client.post("/inbox/many/?view=team", {"all": "yes", "do": "tag"}).context["page"]
    assert len(asked.chosen) == 3
    ids = [choice.id for choice in asked.chosen]
    for form in (
        {"do": "tag", "new": "P-220"},
        {"do": "tag", "tag": ""},
        {"do": "remind", "when": (NOW + timedelta(hours=1)).isoformat()},
        {"do": "remind"},
        {"do": "hand-over", "to": str(company.ben.id), "note": "Yours."},
        {"do": "hand-over", "to": str(company.ben.id), "note": ""},
        {"do": "hand-over", "to": "nobody"},
    ):
        response = client.post("/inbox/many/do/?view=team", {"id": ids, **form})
        expected = 302 if form.get("new") or form.get("when") or form.get("note") else 422
        assert (form, response.status_code) == (form, expected)
    assert {row.assignee for row in Conversation.objects.all()} == {company.ben}
    assert client.post("/inbox/many/", {"do": "tag"}).status_code == 302
    assert client.post("/inbox/many/", {"id": ids, "do": "erase"}).status_code == 302
