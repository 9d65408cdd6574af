"""What the forms of the settings do, as a person sends them."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from conftest import MORNING, Company
from regard.channels.models import ContactForm
from regard.conversations.models import ReceiptText, Snippet, Tag
from regard.conversations.operations.tags import add_tag
from regard.promises.models import Calendar, Policy
from regard.promises.queries import policies_in_force
from regard.staff import operations as staff
from regard.staff.models import Absence, Team, User
from tools.testing.letters import arrive, letter

POLICY = {"name": "Everybody", "first_answer": "2 h", "next_answer": "90 min", "resolution": "", "channel_kind": "", "topic": "", "tier": ""}  # fmt: skip
WEEK = {f"day_{day}": "09:00-12:00, 13:00-17:00" if day < 5 else "" for day in range(7)}
PERSON = {"name": "Ada Agent", "role": "agent", "languages": ["en", "da"], "capacity": "7", "language": "de", "zone": "Europe/Berlin", "signature": "Ada", "undo_seconds": "0"}  # fmt: skip


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(answer: object) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_promise_is_changed_in_words(company: Company, olga: Client) -> None:
    address = reverse("settings-promise", args=[company.policy.id])

    answer = olga.post(address, POLICY | {"calendar": company.calendar.id}, follow=True)

    (row,) = answer.context["tables"][0].rows
    assert [cell.text for cell in row.cells] == ["2 h in working time", "everything", "Office", "–"]
    assert Policy.objects.get().next_answer_minutes == 90
    assert "clocks that run keep their promise" in said(answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_answer": "soon"}, "“soon” is not understood. Write 45 min, 4 h or 1 h 30 min."),
        ({"first_answer": "0 min"}, "A promise needs at least one minute."),
        ({"topic": "credit"}, "the only promise that fits every message"),
    ],
)
def test_nonsense_is_answered_with_a_sentence_and_nothing_is_lost(
    company: Company, olga: Client, wrong: dict[str, str], sentence: str
) -> None:
    typed = POLICY | {"calendar": company.calendar.id, "name": "Typed name"} | wrong
    answer = olga.post(reverse("settings-promise", args=[company.policy.id]), typed)

    page = answer.content.decode()
    assert (answer.status_code, Policy.objects.get().first_answer_minutes) == (422, 240)
    assert sentence in page
    assert "Nothing was saved; what you typed is kept." in page
    assert 'value="Typed name"' in page


def test_promises_are_moved_and_retired_by_buttons(company: Company, olga: Client) -> None:
    olga.post(
        reverse("settings-promise-new"), POLICY | {"name": "Credit", "topic": "credit", "calendar": company.calendar.id}
    )
    credit = Policy.objects.get(name="Credit")

    olga.post(reverse("settings-promise-later", args=[credit.id]))
    rows = olga.get(reverse("settings-promises")).context["tables"][0].rows
    assert [row.cells[1].text for row in rows] == ["everything", "Never reached"]

    refused = olga.post(reverse("settings-promise-retire", args=[company.policy.id]), follow=True)
    assert "the only promise that fits every message" in said(refused)
    olga.post(reverse("settings-promise-retire", args=[credit.id]))
    assert [one.name for one in policies_in_force()] == ["Everybody"]


def test_hours_are_typed_day_by_day_and_holidays_shown(company: Company, olga: Client) -> None:
    typed = WEEK | {"name": "Munich", "zone": "Europe/Berlin", "country": "DE", "subdivision": "by", "closed_days": "24.12.2026\n2026-12-31"}  # fmt: skip
    olga.post(reverse("settings-calendar-new"), typed)

    calendar = Calendar.objects.get(name="Munich")
    assert calendar.week == [[["09:00", "12:00"], ["13:00", "17:00"]]] * 5 + [[], []]
    assert (calendar.subdivision, calendar.closed_days) == ("BY", ["2026-12-24", "2026-12-31"])
    page = olga.get(reverse("settings-calendar", args=[calendar.id])).context["calendar"]
    assert len(page.holidays) == 10
    assert page.retire_url


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day_0": "nine to five"}, "“nine to five” is not understood"),
        ({"day_0": "17:00-09:00"}, "A stretch ends after it begins"),
        ({"day_0": "09:00-12:00, 11:00-13:00"}, "two do not overlap"),
        ({"day_0": "09:00-25:00"}, "A day goes from 00:00 to 24:00"),
        ({"closed_days": "Christmas"}, "“Christmas” is no date"),
        ({"subdivision": "XX"}, "No such region is known there. Known: BB"),
        ({f"day_{day}": "" for day in range(7)}, "no working hours"),
    ],
)
def test_hours_that_make_no_sense_are_refused(olga: Client, wrong: dict[str, str], sentence: str) -> None:
    typed = (
        WEEK
        | {"name": "Munich", "zone": "Europe/Berlin", "country": "DE", "subdivision": "", "closed_days": ""}
        | wrong
    )
    answer = olga.post(reverse("settings-calendar-new"), typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_person_is_added_and_their_link_shown_once(company: Company, olga: Client) -> None:
    typed = {"name": "Nora New", "email": "nora@havn.example", "role": "agent", "team": company.team.id, "languages": ["en"], "language": "en", "zone": "Europe/Copenhagen"}  # fmt: skip
    answer = olga.post(reverse("settings-person-new"), typed)

    link = answer.context["url"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert list(User.objects.get(email="nora@havn.example").teams.all()) == [company.team]
    newcomer = Client()
    assert newcomer.post(urlsplit(link).path).status_code == 302
    assert newcomer.post(urlsplit(link).path).status_code == 410
    again = olga.post(reverse("settings-person-new"), typed)
    assert "is a user already" in again.content.decode()


def test_what_a_person_is_and_knows_is_set(company: Company, olga: Client) -> None:
    olga.post(reverse("settings-person", args=[company.ada.id]), PERSON | WEEK)
    signed_in(company.ben).post(reverse("settings-person-skills", args=[company.ada.id]), {"terms": "P-220\nseals"})

    ada = User.objects.get(id=company.ada.id)
    assert (ada.languages, ada.capacity, ada.undo_seconds, ada.week[0]) == (["en", "da"], 7, 0, [["09:00", "12:00"], ["13:00", "17:00"]])  # fmt: skip
    assert sorted(ada.skills.values_list("term", flat=True)) == ["p-220", "seals"]
    olga.post(reverse("settings-person", args=[company.ada.id]), PERSON | {f"day_{day}": "" for day in range(7)})
    assert User.objects.get(id=company.ada.id).week is None


def test_a_login_ends_and_its_conversations_go_on(company: Company, olga: Client) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    page = reverse("settings-person-end", args=[company.ada.id])
    assert len(olga.get(page).context["leaving"].open_numbers) == 1

    refused = olga.post(page, {"to": "", "note": "Ada left."})
    assert "still has 1 open conversations" in refused.content.decode()
    olga.post(page, {"to": company.ben.id, "note": "Ada left."})

    assert (User.objects.get(id=company.ada.id).is_active, company.ben.conversations.count()) == (False, 1)
    own = reverse("settings-person-end", args=[company.olga.id])
    assert "Olga Owner is the only owner" in olga.post(own, {"note": ""}).content.decode()


def test_a_team_is_set_with_its_hours(company: Company, olga: Client) -> None:
    typed = {"name": "Help", "lead": company.olga.id, "members": [company.ben.id], "calendar": ""}
    olga.post(reverse("settings-team", args=[company.team.id]), typed)

    (row,) = olga.get(reverse("settings-teams")).context["tables"][0].rows
    assert [cell.text for cell in row.cells] == ["Help", "Olga Owner", "1 person", "day and night"]
    assert "There is a team called “Help” already" in olga.post(reverse("settings-team-new"), typed).content.decode()
    assert Team.objects.count() == 1


def test_an_absence_lasts_to_the_end_of_its_last_day_and_can_end(company: Company, olga: Client) -> None:
    typed = {"person": company.ada.id, "first": "2099-03-10", "last": "2099-03-11", "note": "fair"}
    olga.post(reverse("settings-absence-new"), typed)

    absence = Absence.objects.get()
    assert absence.ends_at - absence.begins_at == timedelta(days=2, seconds=-1)
    backwards = olga.post(reverse("settings-absence-new"), typed | {"last": "2099-03-01"})
    assert "The last day is before the first." in backwards.content.decode()
    olga.post(reverse("settings-absence-end", args=[absence.id]))
    assert Absence.objects.count() == 0


def test_snippets_are_previewed_kept_and_retired(company: Company, olga: Client) -> None:
    typed = {"name": "Hi", "text": "Dear {{ contact.first_name }}, {{ ask: date }}", "language": "", "team": ""}
    preview = olga.post(reverse("settings-snippet-new"), typed | {"preview": "yes"})
    assert (preview.context["preview"], Snippet.objects.count()) == ("Dear Carla, [[date]]", 0)

    olga.post(reverse("settings-snippet-new"), typed)
    snippet = Snippet.objects.get()
    wrong = olga.post(reverse("settings-snippet", args=[snippet.id]), typed | {"text": "{{ customer }}"})
    assert "names nothing we know" in wrong.content.decode()
    assert "{{ customer }}" in wrong.content.decode()
    olga.post(reverse("settings-snippet-retire", args=[snippet.id]))
    assert olga.get(reverse("settings-snippets")).context["tables"][0].rows == []


def test_an_agent_keeps_her_own_snippets_only(company: Company, olga: Client) -> None:
    ada, typed = signed_in(company.ada), {"name": "Mine", "text": "Hello", "language": "", "team": ""}
    ada.post(reverse("settings-snippet-new"), typed)
    olga.post(reverse("settings-snippet-new"), typed | {"name": "Olga’s"})

    rows = ada.get(reverse("settings-snippets")).context["tables"][0].rows
    assert [(row.cells[0].text, bool(row.cells[0].url)) for row in rows] == [("Mine", True), ("Olga’s", False)]
    foreign = Snippet.objects.get(name="Olga’s")
    assert ada.get(reverse("settings-snippet", args=[foreign.id])).status_code == 403


def test_a_receipt_is_previewed_kept_and_reset(company: Company, olga: Client) -> None:
    address = reverse("settings-receipt", args=[company.mailbox.id, "de"])
    own = "Guten Tag,\n\n{person} antwortet {due}. Nummer {number}."
    preview = olga.post(address, {"text": own, "preview": "yes"})
    assert preview.context["with_person"].body.startswith("Guten Tag,\n\nOlga Owner antwortet ")
    assert ReceiptText.objects.count() == 0

    olga.post(address, {"text": own})
    assert ReceiptText.objects.get().text == own + "\n"
    assert "{due} is missing" in olga.post(address, {"text": "{number}"}).content.decode()
    assert "{name} names nothing we know" in olga.post(address, {"text": "{name}", "preview": "y"}).content.decode()
    olga.post(reverse("settings-receipt-reset", args=[company.mailbox.id, "de"]))
    assert ReceiptText.objects.count() == 0
    assert olga.get("/settings/receipts/all/fr/").status_code == 404
    assert olga.get("/settings/receipts/nothing/en/").status_code == 404


def test_tags_are_renamed_merged_and_retired(company: Company, olga: Client) -> None:
    one, two = (add_tag(name=name, by=company.olga, at=MORNING) for name in ("noise", "loud"))

    olga.post(reverse("settings-tag", args=[one.id]), {"name": "Noise"})
    taken = olga.post(reverse("settings-tag", args=[one.id]), {"name": "LOUD"})
    assert "There is a tag “loud” already." in taken.content.decode()
    olga.post(reverse("settings-tag-merge", args=[two.id]), {"into": one.id})
    olga.post(reverse("settings-tag-retire", args=[one.id]))

    assert [(tag.name, tag.retired_at is not None) for tag in Tag.objects.all()] == [("Noise", True)]


def test_a_contact_form_is_opened_with_its_topics_in_order(company: Company, olga: Client) -> None:
    typed = {
        "name": "Site", "slug": "Help", "team": company.team.id, "mailbox": company.mailbox.id, "phone": "", "phone_note": "",
        "privacy_note": "", "embed_on": "www.Example.com/contact\nhttps://shop.example", "is_open": "on",
        "topics-TOTAL_FORMS": "3", "topics-INITIAL_FORMS": "0",
        "topics-0-label": "Second", "topics-0-position": "2", "topics-0-team": "",
        "topics-1-label": "First", "topics-1-position": "1", "topics-1-team": str(company.team.id),
        "topics-2-label": "", "topics-2-position": "", "topics-2-team": "",
    }  # fmt: skip
    olga.post(reverse("settings-form-new"), typed)

    form = ContactForm.objects.get()
    assert (form.slug, form.embed_on) == ("help", ["https://www.example.com", "https://shop.example"])
    assert [(topic.label, topic.team) for topic in form.topics.all()] == [("First", company.team), ("Second", None)]
    about = olga.get(reverse("settings-form", args=[form.id])).context["about"]
    assert about.url.endswith("/contact/help/")
    assert '/contact/help/embedded/"' in about.iframe
    assert "has this address already" in olga.post(reverse("settings-form-new"), typed).content.decode()
    closed = {name: value for name, value in typed.items() if name not in {"slug", "is_open"}}
    olga.post(reverse("settings-form", args=[form.id]), closed)
    assert not ContactForm.objects.get().is_open


@pytest.mark.parametrize(
    "site", ["javascript:alert(1)", "https://a.example; script-src *", "https://*", "ftp://a.example"]
)
def test_a_site_that_is_none_never_reaches_the_policy(company: Company, olga: Client, site: str) -> None:
    typed = {"name": "S", "slug": "s", "team": company.team.id, "mailbox": company.mailbox.id, "embed_on": site, "topics-TOTAL_FORMS": "0", "topics-INITIAL_FORMS": "0"}  # fmt: skip
    answer = olga.post(reverse("settings-form-new"), typed)

    assert "is no address of a site" in answer.content.decode()
    assert ContactForm.objects.count() == 0


def test_everybody_sets_their_own_things_and_nobody_elses(company: Company) -> None:
    ada = signed_in(company.ada)
    typed = {
        "signature": "Ada\r\nHavn",
        "undo_seconds": "25",
        "language": "de",
        "zone": "Europe/Berlin",
        "role": "owner",
    }
    assert ada.post("/account/settings/", typed).status_code == 302
    assert ada.post("/account/settings/", typed | {"undo_seconds": "600"}).status_code == 422

    row = User.objects.get(id=company.ada.id)
    assert (row.signature, row.undo_seconds, row.language, row.zone, row.role) == ("Ada\nHavn", 25, "de", "Europe/Berlin", "agent")  # fmt: skip
    staff.change_own(user=row, own=staff.Own(language="en", zone="UTC", signature="", undo_seconds=10), at=MORNING)
    assert "/account/settings/" in ada.get("/account/").content.decode()


def test_a_promise_of_the_past_is_shown_nowhere(company: Company, olga: Client) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    olga.post(reverse("settings-promise", args=[company.policy.id]), POLICY | {"calendar": company.calendar.id})
    assert Policy.objects.count() == 2

    assert [row.cells[0].text for row in olga.get("/settings/promises/").context["tables"][0].rows] == [
        "2 h in working time"
    ]
    assert [row.promise for row in olga.get("/settings/channels/").context["rows"]] == ["2 h in working time"]


def test_the_channel_shows_the_receipt_that_its_mailbox_says(company: Company, olga: Client) -> None:
    own = "Own words. {person} {due} {number}"
    olga.post(reverse("settings-receipt", args=[company.mailbox.id, "en"]), {"text": own})

    assert "Own words." in olga.get(reverse("settings-channel-receipts", args=[company.channel.id])).content.decode()
