"""Settings > Snippets, Receipts and Tags: the words of the company."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.administration.queries import words
from regard.administration.queries.parts import Cell, Row, Table, language_name
from regard.channels.models import Channel
from regard.conversations.models import Conversation, ReceiptText, Snippet, Tag
from regard.conversations.operations.acknowledge import Receipt, receipt_saying
from regard.conversations.queries.receipts import built_in_receipt
from regard.conversations.queries.snippets import (
    RECENT,
    SnippetRecord,
    all_snippets,
    may_change,
    snippet_records,
    values_for,
)
from regard.conversations.rules.snippets import NAMES, fill
from regard.mail.models import Mailbox
from regard.promises.queries import Expected, expected_answer
from regard.promises.rules.policy import NoPolicyError
from regard.promises.rules.words import say_due
from regard.staff.models import Team, User


def snippet_table(*, reader: User, now: datetime) -> Table:
    """All snippets, those used most first; those the reader may change lead to their page."""
    records = snippet_records(at=now)
    snippets = all_snippets().order_by("-used_count", "name")
    return Table(
        key="snippets",
        title=_("Used most first"),
        columns=(_("Snippet"), _("For"), _("Used"), _("Last used"), _("Asked again within 7 days")),
        rows=[_snippet_row(one, records.get(one.id, SnippetRecord()), reader, now) for one in snippets],
        empty=_("No snippets yet. What you write for the third time belongs here."),
        add_url=reverse("settings-snippet-new"),
        add_label=_("Add a snippet"),
    )


def _snippet_row(snippet: Snippet, record: SnippetRecord, reader: User, now: datetime) -> Row:
    used = snippet.last_used_at
    last = Cell(text=words.ago(used, now=now) if used else _("never"))
    if max(used or snippet.created_at, snippet.updated_at) < now - RECENT:
        last = Cell(text=last.text, kind="warn", detail=_("nobody needed it for half a year"))
    again = Cell(text="–", detail="")
    if record.answers:
        share = {"again": record.asked_again, "answers": record.answers}
        again = Cell(text=_("%(again)s of %(answers)s") % share)
    language = language_name(snippet.language) if snippet.language else ""
    url = reverse("settings-snippet", args=[snippet.id]) if may_change(reader, snippet) else ""
    return Row(
        cells=(
            Cell(text=snippet.name, detail=_start(snippet.text), url=url),
            Cell(text=snippet.team.name if snippet.team else _("everybody"), detail=language),
            Cell(text=str(snippet.used_count)),
            last,
            again,
        )
    )


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:69]}…"


def snippet_names() -> list[tuple[str, str]]:
    """The names a snippet can hold, each with what it becomes."""
    meanings = {
        "contact.first_name": _("the customer’s first name"),
        "contact.name": _("the customer’s name"),
        "account.name": _("their company"),
        "conversation.number": _("the number of the conversation"),
        "me.name": _("who answers"),
        "me.first_name": _("the first name of who answers"),
    }
    named = [(f"{{{{ {name} }}}}", meanings[name]) for name in NAMES]
    return [*named, ("{{ ask: … }}", _("something to type before sending, such as {{ ask: delivery date }}"))]


def snippet_preview(text: str, *, reader: User) -> str:
    """A snippet as it would stand in an answer to a sample customer."""
    customer = SimpleNamespace(
        contact=SimpleNamespace(name="Carla Rossi"), account=SimpleNamespace(name="Mirela Hotels"), number=1042
    )
    return fill(text, values_for(cast("Conversation", customer), reader))


@dataclass(frozen=True)
class ReceiptPreview:
    """A receipt exactly as a customer would get it."""

    subject: str
    body: str


def receipt_table() -> Table:
    """Which text goes where: for all mailboxes and for each, in each language."""
    own = {(text.mailbox_id, text.language): text for text in ReceiptText.objects.select_related("changed_by")}
    boxes: list[Mailbox | None] = [None, *Mailbox.objects.filter(is_active=True).order_by("address")]
    languages = [code for code, _name in settings.LANGUAGES]
    return Table(
        key="receipts",
        title=_("Which text goes"),
        columns=(_("Mailbox"), *(language_name(code) for code in languages)),
        rows=[
            Row(
                cells=(
                    Cell(text=box.address if box else _("All mailboxes"), detail=box.name if box else ""),
                    *(_receipt_cell(box, code, own) for code in languages),
                )
            )
            for box in boxes
        ],
    )


def _receipt_cell(box: Mailbox | None, language: str, own: dict[Any, ReceiptText]) -> Cell:
    url = receipt_url(box, language)
    text = own.get((box.id if box else None, language))
    if text:
        by = text.changed_by.name if text.changed_by else ""
        return Cell(text=_("Own text"), url=url, detail=_("by %(name)s") % {"name": by} if by else "")
    return Cell(text=_("As for all mailboxes") if box and (None, language) in own else _("Built-in"), url=url)


def receipt_url(box: Mailbox | None, language: str) -> str:
    """The page on which a receipt's text is written."""
    return reverse("settings-receipt", args=[box.id if box else "all", language])


def receipt_in_force(box: Mailbox | None, language: str) -> tuple[str, bool]:
    """The text that goes now, and whether it is this mailbox's own."""
    fitting = ReceiptText.objects.filter(Q(mailbox=box) | Q(mailbox=None), language=language)
    texts = {text.mailbox_id: text.text for text in fitting}
    identifier = box.id if box else None
    return texts.get(identifier) or texts.get(None) or built_in_receipt(language), identifier in texts


def receipt_previews(
    text: str, *, box: Mailbox | None, language: str, person: User, now: datetime
) -> tuple[ReceiptPreview, ReceiptPreview]:
    """A receipt with this text, as somebody would get it who wrote now: with this person on it, and with nobody yet."""
    team, company = _team_of(box), box.name if box else _company()
    due = _due(team, language, now)
    with_person, without = (
        ReceiptPreview(
            *receipt_saying(
                text,
                conversation=Conversation(number=1042, team=team),
                receipt=Receipt(promised_by=now, basis="", due_text=due, language=language, person=who),
                company=company,
            )
        )
        for who in (person, None)
    )
    return with_person, without


def _team_of(box: Mailbox | None) -> Team:
    found = Team.objects.filter(channels__mailbox=box).first() if box else Team.objects.order_by("name").first()
    return found or Team(name=_("Service"))


def _due(team: Team, language: str, now: datetime) -> str:
    try:
        expected = expected_answer(team=team, channel_kind=Channel.Kind.EMAIL, at=now)
    except NoPolicyError:
        expected = Expected(due_at=now + timedelta(hours=4), zone="UTC")
    return say_due(expected.due_at, now=now, zone=expected.zone, locale=language, zone_is_readers=False)


def _company() -> str:
    first = Mailbox.objects.filter(is_active=True).order_by("watching_since", "address").first()
    return first.name if first else _("Your company")


def receipt_names() -> list[tuple[str, str]]:
    """What a receipt can name, each with what it becomes."""
    return [
        ("{person}", _("who answers; without one “somebody from our team …”")),
        ("{due}", _("by when, such as “tomorrow by 10:30”; needed")),
        ("{number}", _("the number of the message; needed")),
        ("{team}", _("the team that answers")),
        ("{company}", _("the name of the mailbox")),
    ]


def tag_tables() -> list[Table]:
    """The tags offered, and below them those retired, each with how often it is used."""
    tags = list(Tag.objects.annotate(used=Count("taggings")).order_by("name"))
    columns = (_("Tag"), _("Conversations"))
    tables = [
        Table(
            key="tags", title=_("Offered to everybody"), columns=columns, rows=[_tag_row(tag) for tag in tags if not tag.retired_at],
            empty=_("No tags yet. A tag is a word that sorts conversations."),
            add_url=reverse("settings-tag-new"), add_label=_("Add a tag"),
        )
    ]  # fmt: skip
    retired = [_tag_row(tag) for tag in tags if tag.retired_at]
    if retired:
        tables.append(Table(key="retired", title=_("Retired: nobody is offered them"), columns=columns, rows=retired))
    return tables


def _tag_row(tag: Tag) -> Row:
    url = reverse("settings-tag", args=[tag.id])
    return Row(cells=(Cell(text=tag.name, url=url), Cell(text=str(getattr(tag, "used", 0)))))
