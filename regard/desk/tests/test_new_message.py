"""Writing first: the page, what it refuses, and what becomes of what is sent."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conftest import MORNING, Company
from regard.channels.operations import open_email_channel
from regard.conversations.models import Conversation, Draft, LetterDraft
from regard.customers import operations as customers
from regard.desk.tests.support import NOW, outsider, page, reader_only, says, signed_in, to, written
from regard.kit.ids import uuid7
from regard.mail.models import Outgoing
from regard.search.operations import index
from regard.staff import operations as staff
from regard.staff.models import User

NEW, PEOPLE = "/inbox/new/", "/inbox/new/people/"
TEXT = "Good morning Anna,\n\nyour pump is due for service."


@pytest.fixture(autouse=True)
def _server(settings: object) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def typed(company: Company, **changes: object) -> dict[str, object]:
    return {
        "message": str(uuid7()), "from": str(company.channel.id), "to": "anna@one.example", "cc": "",
        "subject": "Service in April", "body": TEXT, **changes,
    }  # fmt: skip


def form(response: HttpResponse) -> object:
    return response.context["page"]


def shown(response: HttpResponse) -> tuple[str, str, str, str]:
    page = form(response)
    return (page.to, page.cc, page.subject, page.body)


def test_what_is_sent_opens_as_a_conversation_that_one_has(company: Company) -> None:
    User.objects.update(undo_seconds=10)

    sent = signed_in(company.ada).post(NEW, typed(company), follow=True)

    conversation = Conversation.objects.get()
    assert sent.redirect_chain == [(page(conversation), 302)]
    assert all(words in says(sent) for words in ("Sent in 10 s", "You wrote first", "Service in April", "leaves in 10"))
    assert (conversation.assignee, conversation.waiting_since) == (company.ada, None)
    listed = says(signed_in(company.ben).get("/inbox/?view=them"))
    assert "Service in April" in listed
    assert "Anna wrote first" not in listed
    assert "Ada wrote first" in says(signed_in(company.ben).get(page(conversation)))


def test_a_link_from_elsewhere_brings_the_address(company: Company) -> None:
    assert shown(signed_in(company.ada).get(f"{NEW}?to=anna@one.example")) == ("anna@one.example", "", "", "")
    assert form(signed_in(company.ada).get(f"{NEW}?to=anna@one.example")).starts_at == "subject"


@pytest.mark.parametrize(
    ("changes", "wrong", "error"),
    [
        ({"to": " "}, "to", "Say whom this goes to."),
        ({"to": "anna@"}, "to", "“anna@” is no e-mail address"),
        ({"cc": "bo@@two.example"}, "cc", "“bo@@two.example” is no e-mail address"),
        ({"to": "help@havn.example"}, "to", "help@havn.example is an address of ours."),
        ({"to": ",".join(f"c{n}@x.example" for n in range(101))}, "to", "101 people"),
        ({"subject": ""}, "subject", "Say in a few words what it is about."),
        ({"body": "\n"}, "body", "There is nothing to send yet."),
        ({"body": "On [[delivery date]]."}, "body", "Fill in first: “delivery date”."),
        ({"from": "nowhere"}, "from", "Choose the address this is sent from."),
    ],
)
def test_a_refusal_says_why_and_gives_everything_back(
    company: Company, changes: dict[str, str], wrong: str, error: str
) -> None:
    given = typed(company, **changes)
    refused = signed_in(company.ada).post(NEW, given)

    assert (refused.status_code, form(refused).wrong, error in form(refused).error) == (422, wrong, True)
    assert shown(refused) == (given["to"], given["cc"], given["subject"], given["body"])
    assert (form(refused).id, Conversation.objects.count()) == (given["message"], 0)
    assert 'aria-invalid="true"' in refused.content.decode()


def test_nothing_can_leave_without_a_server(company: Company, settings: object) -> None:
    settings.EMAIL_URL = ""
    refused = signed_in(company.ada).post(NEW, typed(company))

    assert (refused.status_code, form(refused).wrong) == (422, "from")
    assert "Nothing can leave from help@havn.example just now." in says(refused)


def test_files_that_a_browser_does_not_give_twice_are_asked_for_again(company: Company) -> None:
    plan = SimpleUploadedFile("plan.pdf", b"%PDF", content_type="application/pdf")
    refused = signed_in(company.ada).post(NEW, typed(company, to="", files=plan))

    assert "Say whom this goes to. Choose the files again." in says(refused)


def test_the_same_form_twice_sends_once(company: Company) -> None:
    client, given = signed_in(company.ada), typed(company)

    client.post(NEW, given)
    again = client.post(NEW, given, follow=True)

    assert again.redirect_chain == [(page(Conversation.objects.get()), 302)]
    assert Outgoing.objects.count() == 1


def test_the_same_form_with_other_words_becomes_another_message_when_one_says_so(company: Company) -> None:
    client, given = signed_in(company.ada), typed(company)
    client.post(NEW, given)

    refused = client.post(NEW, {**given, "body": "Other words."})
    assert (refused.status_code, form(refused).body, form(refused).id == given["message"]) == (
        422,
        "Other words.",
        False,
    )
    client.post(NEW, {**given, "body": "Other words.", "message": form(refused).id})
    assert Conversation.objects.count() == 2


def undone(company: Company, client: Client, **changes: object) -> tuple[Conversation, HttpResponse]:
    User.objects.update(undo_seconds=10)
    client.post(NEW, typed(company, **changes))
    message = Conversation.objects.get().messages.get()
    back = client.post(reverse("answer-undo", args=[message.conversation_id, message.id]), follow=True)
    return Conversation.objects.get(), back


def test_undo_leads_back_to_the_form_with_everything_in_it(company: Company) -> None:
    client = signed_in(company.ada)
    plan = SimpleUploadedFile("plan.pdf", b"%PDF", content_type="application/pdf")
    conversation, back = undone(company, client, cc="bo@two.example", files=plan)

    assert back.redirect_chain[-1][0] == f"{NEW}?again={conversation.id}"
    assert "Taken back. Nothing was sent" in says(back)
    assert shown(back) == ("anna@one.example", "bo@two.example", "Service in April", TEXT)
    assert ([file.name for file in form(back).files], UUID(form(back).id)) == (["plan.pdf"], conversation.id)
    mine = client.get("/inbox/")
    assert "taken back, not sent" in says(mine)
    assert "reminded for" not in says(mine)
    assert client.get(page(conversation)).headers["Location"] == f"{NEW}?again={conversation.id}"
    seen_by_ben = signed_in(company.ben).get(page(conversation))
    assert (seen_by_ben.status_code, TEXT in seen_by_ben.content.decode()) == (200, False)


def test_sent_again_to_the_right_address_it_leaves_once(company: Company) -> None:
    client = signed_in(company.ada)
    conversation, back = undone(company, client, to="anna@one.exmaple")
    given = typed(company, message=form(back).id, body="Changed.")

    client.post(NEW, given)
    client.post(NEW, given)

    assert [(one.state, one.recipients.get().address) for one in Outgoing.objects.order_by("id")] == [
        ("cancelled", "anna@one.exmaple"),
        ("queued", "anna@one.example"),
    ]
    assert Conversation.objects.get().messages.get().text == "Changed."
    assert "taken back" not in says(client.get("/inbox/"))
    assert conversation.id == Conversation.objects.get().id


def test_a_refusal_after_undo_keeps_the_files_and_what_was_unticked(company: Company) -> None:
    client = signed_in(company.ada)
    files = [SimpleUploadedFile(name, name.encode(), content_type="text/plain") for name in ("a.txt", "b.txt")]
    _conversation, back = undone(company, client, files=files)
    kept, dropped = form(back).files
    given = {"shown_file": [kept.id, dropped.id], "kept_file": [kept.id], "message": form(back).id}

    refused = client.post(NEW, typed(company, **given, to=""))
    assert [(file.name, file.is_kept) for file in form(refused).files] == [("a.txt", True), ("b.txt", False)]
    client.post(NEW, typed(company, **given))
    message = Conversation.objects.get().messages.get()
    assert list(message.attachments.values_list("filename", flat=True)) == ["a.txt"]


def test_what_was_taken_back_can_be_thrown_away(company: Company) -> None:
    client = signed_in(company.ada)
    conversation, back = undone(company, client)
    assert form(back).discard_url == to("discard", conversation)

    gone = client.post(to("discard", conversation), follow=True)

    assert (gone.redirect_chain[-1][0], "The message is gone. Nothing was sent." in says(gone)) == ("/inbox/", True)
    assert (Conversation.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_colleague_cannot_look_into_what_was_taken_back(company: Company) -> None:
    conversation, _back = undone(company, signed_in(company.ada))

    assert shown(signed_in(company.ben).get(f"{NEW}?again={conversation.id}")) == ("", "", "", "")


def test_one_writes_from_ones_own_team_first_and_never_from_anothers_closed_mailbox(company: Company) -> None:
    sales = staff.add_team(name="Sales", at=MORNING, members=())
    for name, closed in (("a-sales", False), ("board", True)):
        open_email_channel(address=f"{name}@havn.example", name=name, team=sales, at=MORNING, is_team_only=closed)
    closed_one = sales.channels.get(name="board")

    client = signed_in(company.ada)
    assert [one.label for one in form(client.get(NEW)).senders] == ["help@havn.example", "a-sales@havn.example"]
    refused = client.post(NEW, typed(company, **{"from": str(closed_one.id)}))
    assert (refused.status_code, Conversation.objects.count()) == (422, 0)


def test_who_only_reads_has_no_way_there(company: Company) -> None:
    client = signed_in(reader_only(company))

    assert [client.get(NEW).status_code, client.post(NEW, typed(company)).status_code] == [403, 403]
    assert NEW not in client.get("/inbox/").content.decode()
    assert "New message" not in says(client.get("/palette/"))


def test_it_is_begun_from_today_the_inbox_the_palette_and_by_a_key(company: Company) -> None:
    client = signed_in(company.ada)
    for address in ("/today/", "/inbox/"):
        assert f'<a class="btn p begin" href="{NEW}">' in client.get(address).content.decode()
    assert f'<a href="{NEW}" data-key="c" hidden>' in client.get("/search/").content.decode()
    assert "New message c" in says(client.get("/palette/?q=new+mess"))
    assert "New message" in says(client.get("/account/keys/"))


def test_people_one_knows_are_offered_by_name_behind_what_stands_there(company: Company) -> None:
    written(company)
    account = customers.add_account(name="Brandt Dairy", at=MORNING, domain="brandt.example")
    lena = customers.add_contact(name="Lena Brandt", email="lena@brandt.example", at=MORNING, account=account)
    index(kind="contact", ids=[lena.id])
    client = signed_in(company.ada)

    offered = client.get(PEOPLE, {"to": "carla@mirela.example, brand"}).content.decode()
    assert '<option value="carla@mirela.example, lena@brandt.example">Lena Brandt, Brandt Dairy</option>' in offered
    customers.mark_bounced(address="lena@brandt.example", reason="gone", at=MORNING)
    assert "<option" not in client.get(PEOPLE, {"cc": "lena"}).content.decode()
    assert "<option" not in client.get(PEOPLE, {"to": "l"}).content.decode()
    assert signed_in(reader_only(company)).get(PEOPLE, {"to": "lena"}).status_code == 403


def test_nobody_is_offered_whom_the_reader_may_not_know(company: Company) -> None:
    conversation = written(company)
    Conversation.objects.update(is_team_only=True)
    index(kind="contact", ids=[conversation.contact_id])

    assert "carla@" in signed_in(company.ada).get(PEOPLE, {"to": "carla"}).content.decode()
    assert "carla@" not in signed_in(outsider(company)).get(PEOPLE, {"to": "carla"}).content.decode()


def test_a_conversation_without_a_customers_word_is_handled_like_any_other(company: Company) -> None:
    client = signed_in(company.ada)
    client.post(NEW, typed(company))
    conversation = Conversation.objects.get()

    for dialog in ("hand-over", "tag", "remind", "merge", "split"):
        assert client.get(f"{page(conversation)}?dialog={dialog}").status_code == 200
    shown = says(client.get(page(conversation)))
    assert "questions answered" not in shown
    assert "automatic mail" not in shown
    assert client.post(to("close", conversation), {"reason": "answered"}).status_code == 302
    client.post(to("reopen", conversation))
    conversation.refresh_from_db()
    assert (conversation.state, conversation.waiting_since, conversation.next_due_at) == ("open", None, None)


def test_it_is_no_inquiry_in_the_report(company: Company) -> None:
    signed_in(company.ada).post(NEW, typed(company))

    report = signed_in(company.ben).get(f"/report/?from={NOW - timedelta(days=1):%Y-%m-%d}&to={NOW:%Y-%m-%d}")
    assert report.status_code == 200
    assert "Service in April" not in says(
        signed_in(company.ben).get(
            f"/report/conversations/?from={NOW - timedelta(days=1):%Y-%m-%d}&to={NOW:%Y-%m-%d}&figure=all"
        )
    )


def test_a_colleagues_note_does_not_keep_what_was_taken_back_from_being_sent(company: Company) -> None:
    client = signed_in(company.ada)
    conversation, _back = undone(company, client)
    signed_in(company.ben).post(to("note", conversation), {"body": "She is away until May."})

    back = client.get(page(conversation), follow=True)
    assert form(back).to == "anna@one.example"
    client.post(NEW, typed(company, message=form(back).id))
    assert [one.kind for one in conversation.messages.order_by("id")] == ["note", "outbound"]


DRAFT, AWAY = "/inbox/new/draft/", "/inbox/new/draft/away/"


def test_what_is_typed_is_kept_and_stands_there_again(company: Company) -> None:
    client, given = signed_in(company.ada), typed(company, to="anna@on", cc="bo", subject="Service", body="Good mor")

    kept = client.post(DRAFT, given, headers={"hx-request": "true"})

    again = f"{NEW}?again={given['message']}"
    assert says(kept).strip() == "Draft kept just now"
    assert f'data-address="{again}"' in kept.content.decode()
    back = client.get(again)
    assert (shown(back), form(back).id) == (("anna@on", "bo", "Service", "Good mor"), given["message"])
    client.post(DRAFT, {**given, "body": "Good morning"}, headers={"hx-request": "true"})
    assert form(client.get(again)).body == "Good morning"
    assert Conversation.objects.count() == 0


def test_another_letter_begun_is_one_click_away_and_only_for_its_writer(company: Company) -> None:
    client = signed_in(company.ada)
    begun = [
        typed(company, to="anna@one.example"),
        typed(company, to="", subject="", body="Dear Bo, the parts are here."),
    ]
    for given in begun:
        client.post(DRAFT, given)

    others = form(client.get(NEW)).others
    assert [(one.subject, one.to) for one in others] == [
        ("Dear Bo, the parts are here.", ""),
        ("Service in April", "anna@one.example"),
    ]
    assert form(client.get(others[1].url)).to == "anna@one.example"
    assert [one.subject for one in form(client.get(others[1].url)).others] == ["Dear Bo, the parts are here."]
    ben = signed_in(company.ben)
    assert (form(ben.get(NEW)).others, shown(ben.get(others[1].url))) == ([], ("", "", "", ""))
    assert ben.post(DRAFT, {**begun[0], "body": "Mine"}, headers={"hx-request": "true"}).content.strip() == b""
    assert form(client.get(others[1].url)).body == TEXT


def test_without_script_a_button_keeps_it_and_says_that_files_are_not_kept(company: Company) -> None:
    client, given = signed_in(company.ada), typed(company)
    plan = SimpleUploadedFile("plan.pdf", b"%PDF", content_type="application/pdf")

    assert "Draft kept. Files are not kept: choose them again." in says(
        client.post(DRAFT, {**given, "files": plan}, follow=True)
    )
    empty = client.post(DRAFT, typed(company, to="anna@one.example", subject=" ", body=""), follow=True)
    assert "There is nothing to keep." in says(empty)
    assert len(form(client.get(NEW)).others) == 1


def test_sent_or_thrown_away_it_is_kept_no_longer(company: Company) -> None:
    client, sent, away = signed_in(company.ada), typed(company), typed(company, subject="Another")
    for given in (sent, away):
        client.post(DRAFT, given)

    client.post(NEW, sent)
    assert [one.subject for one in form(client.get(NEW)).others] == ["Another"]
    late = client.post(DRAFT, sent, headers={"hx-request": "true"})
    assert late.content.strip() == b""
    gone = client.post(AWAY, away, follow=True)
    assert "The message is gone. Nothing was sent." in says(gone)
    assert (form(client.get(NEW)).others, LetterDraft.objects.count()) == ([], 0)


def test_what_was_taken_back_and_changed_stands_as_changed_with_its_files(company: Company) -> None:
    client = signed_in(company.ada)
    plan = SimpleUploadedFile("plan.pdf", b"%PDF", content_type="application/pdf")
    conversation, back = undone(company, client, files=plan)
    client.post(DRAFT, typed(company, message=form(back).id, body="Changed."), headers={"hx-request": "true"})

    again = form(client.get(page(conversation), follow=True))
    assert (again.body, [file.name for file in again.files]) == ("Changed.", ["plan.pdf"])
    client.post(to("discard", conversation))
    assert (Conversation.objects.count(), LetterDraft.objects.count()) == (0, 0)


def test_who_only_reads_keeps_nothing(company: Company) -> None:
    assert signed_in(reader_only(company)).post(DRAFT, typed(company)).status_code == 403
    assert LetterDraft.objects.count() == 0
