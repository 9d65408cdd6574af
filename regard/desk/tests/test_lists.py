"""Lists: chips in the address, saved views, what is gone, the palette, one's keys."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation, SavedView
from regard.conversations.operations import reminders, tags, views
from regard.conversations.rules.filters import Filter
from regard.desk.tests.support import NOW, page, says, signed_in, written
from regard.staff.models import User


@pytest.fixture
def pump(company: Company) -> Conversation:
    conversation = written(company, by=company.ada, subject="Pump stops")
    tag = tags.add_tag(name="P-220", by=company.ada, at=MORNING)
    tags.set_tags(conversation=conversation, tags=[tag], by=company.ada, at=MORNING)
    written(company, by=company.ben, subject="Invoice", sender="Dora <dora@else.example>")
    return conversation


def subjects(response: object) -> list[str]:
    return [row.subject for row in response.context["page"].rows]


def test_the_form_of_the_filter_leads_to_one_word_with_its_chips(company: Company, pump: Conversation) -> None:
    client, tag = signed_in(company.ada), pump.taggings.get().tag
    form = {"waiting": "us", "state": "", "assignee": "me", "tag": [tag.id.hex], "language": "<x>", "team": "none"}
    response = client.get("/inbox/", form, follow=True)

    assert response.redirect_chain == [(f"/inbox/?view=waiting=us;assignee=me;tag={tag.id.hex}", 302)]
    shown = response.context["page"]
    assert subjects(response) == ["Pump stops"]
    assert [chip.label for chip in shown.chips] == ["waiting for us", "given to me", "P-220"]
    assert [chip.url for chip in shown.chips] == [
        f"/inbox/?view=assignee=me;tag={tag.id.hex}",
        f"/inbox/?view=waiting=us;tag={tag.id.hex}",
        "/inbox/?view=mine",
    ]
    assert (
        client.get("/inbox/", {"waiting": "us", "assignee": "nobody"}).headers["Location"] == "/inbox/?view=not-taken"
    )


def test_the_filter_offers_what_there_is(company: Company, pump: Conversation) -> None:
    dialog = signed_in(company.ada).get("/inbox/?view=team&dialog=filter").context["dialog"]
    offered = {one.name: [choice.label for choice in one.choices] for one in dialog.selects}
    assert offered["assignee"] == ["anybody", "given to me", "not taken", "Ada Agent", "Ben Lead", "Olga Owner"]
    assert offered["channel"] == ["any way in", "Havn Pumps"]
    assert [choice.label for choice in dialog.choices] == ["P-220"]
    assert [choice.label for one in dialog.selects for choice in one.choices if choice.is_on and choice.id] == [
        "waiting for us"
    ]


def test_a_list_is_saved_counted_renamed_and_deleted(company: Company, pump: Conversation) -> None:
    client = signed_in(company.ada)
    word = f"waiting=us;tag={pump.taggings.get().tag_id.hex}"
    client.post(f"/inbox/views/?view={word}", {"name": "Pumps"})
    view = SavedView.objects.get()
    response = client.get(f"{page(pump)}?view=saved={view.id.hex}")
    tab = response.context["page"].tabs[-1]
    assert (tab.label, tab.count, tab.is_current, subjects(response)) == ("Pumps", 1, True, ["Pump stops"])

    client.post(f"/inbox/views/{view.id}/?view=saved={view.id.hex}", {"name": "All pumps"})
    assert client.get("/inbox/").context["page"].tabs[-1].label == "All pumps"
    refused = client.post(f"/inbox/views/{view.id}/?view=saved={view.id.hex}", {"name": " "})
    assert (refused.status_code, refused.context["dialog"].error) == (422, "Give the view a name.")
    assert (
        client.post(f"/inbox/views/{view.id}/delete/?view=saved={view.id.hex}").headers["Location"]
        == f"/inbox/?view={word}"
    )
    assert signed_in(company.ben).get(f"/inbox/?view=saved={view.id.hex}").context["page"].gone


def test_what_a_view_names_and_is_gone_is_said_and_the_rest_shown(company: Company, pump: Conversation) -> None:
    tag = pump.taggings.get().tag
    wanted = Filter(waiting="us", tag=(tag.id.hex,), assignee=company.olga.id.hex)
    view = views.save_view(name="Pumps", wanted=wanted, by=company.ada, at=MORNING)
    tags.delete_tag(tag=tag, by=company.ben, at=MORNING)
    User.objects.filter(id=company.olga.id).update(is_active=False)

    response = signed_in(company.ada).get(f"/inbox/?view=saved={view.id.hex}")

    assert response.context["page"].gone == (
        "This list names somebody who left and a tag that was deleted. Here is the rest of what it asks for."
    )
    assert sorted(subjects(response)) == ["Invoice", "Pump stops"]


def test_a_reminder_that_is_due_is_news_although_nothing_happened(
    company: Company, pump: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminders.remind(conversation=pump, until=NOW + timedelta(minutes=5), note="Call", by=company.ada, at=MORNING)
    client = signed_in(company.ada)
    shown = client.get("/inbox/").context["page"]
    assert (shown.rows, shown.tabs[0].count) == ([], 0)
    assert client.get(shown.live_url).status_code == 204

    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW + timedelta(minutes=6))
    news = client.get(shown.live_url)
    assert [(row.subject, row.reminder) for row in news.context["page"].rows] == [
        ("Pump stops", "reminded for 10:35: Call")
    ]


def test_the_palette_finds_places_actions_views_and_customers(company: Company, pump: Conversation) -> None:
    client = signed_in(company.ada)

    def found(query: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        groups = client.get(f"/palette/?{query}").context["palette"].groups
        return {group.title: [(entry.label, entry.keys) for entry in group.entries] for group in groups}

    everything = found(f"on={pump.id}")
    assert ("Hand over", ("a",)) in everything["This conversation"]
    assert ("Today", ("g", "t")) in everything["Go to"]
    assert found("q=not+tak")["Go to"] == [("Inbox: Not taken", ())]
    assert list(found(f"q=clo&on={pump.id}")["This conversation"]) == [("Close it", ("e",))]
    assert client.get(f"/palette/?q=%23{pump.number}").headers["Location"] == page(pump)
    assert "<nav" not in client.get("/palette/?q=x", headers={"HX-Request": "true"}).content.decode()


def test_keys_are_changed_and_conflicts_refused(company: Company, pump: Conversation) -> None:
    client = signed_in(company.ada)
    refused = client.post("/account/keys/", {"close": "a"})
    assert refused.status_code == 422
    assert "“a” cannot do two things" in says(refused)

    client.post("/account/keys/", {"close": "q"})
    body = client.get(page(pump)).content.decode()
    assert 'data-key-map="{&quot;e&quot;: &quot;&quot;, &quot;q&quot;: &quot;e&quot;}"' in body
    assert "<kbd>q</kbd>" in body
    client.post("/account/keys/", {"reset": "yes", "close": "q"})
    assert "data-key-map" not in client.get("/inbox/").content.decode()
