"""Reading answers that are being written."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Draft, DraftFile, Message
from regard.conversations.queries.listing import visible_to
from regard.conversations.queries.recipients import reply_people
from regard.conversations.queries.thread import ReplyRecipient, nothing_was_said
from regard.mail.queries import raw_bytes
from regard.mail.rules.compose import Enclosure
from regard.mime.queries import check_address
from regard.mime.rules.addresses import read as read_addresses
from regard.staff.models import User

MOST_RECIPIENTS = 100


class AddressError(Exception):
    """A typed address cannot be used; `typed` is what stands there. Nothing was sent; the text is kept."""

    def __init__(self, said: str, *, typed: str = "") -> None:
        super().__init__(said)
        self.typed = typed


def own_draft_of(user: User) -> FilteredRelation:
    """A person's open draft as a relation of conversations, so that one statement reads both (`own_draft`)."""
    return FilteredRelation("drafts", condition=Q(drafts__author=user, drafts__sent_as__isnull=True))


def own_draft(conversation: Conversation) -> Draft | None:
    """The open draft of the person for whom the conversation was read with `own_draft_of`."""
    found: Draft | None = getattr(conversation, "own_draft", None)  # Django sets nothing where nothing was joined
    return found


def taken_back(user: User, conversation_id: UUID) -> Draft | None:
    """What a person began, and took back before it left; None once anything was said in the conversation."""
    said = Message.objects.filter(conversation=OuterRef("conversation")).exclude(kind=Message.Kind.NOTE)
    drafts = Draft.objects.filter(~Exists(said), conversation=conversation_id, author=user, sent_as=None, send_at=None)
    return drafts.filter(conversation__in=visible_to(user)).select_related("conversation").first()


def is_taken_back(conversation: Conversation) -> bool:
    """Whether that is what its reader has before them; needs `own_draft_of`. Asks only where it can be so."""
    if own_draft(conversation) is None or conversation.waiting_since or conversation.preview:
        return False
    return nothing_was_said(conversation)


def left_behind(conversation: Conversation | OuterRef) -> "QuerySet[Draft]":
    """What people had begun in a conversation who cannot sign in any more, oldest first."""
    orphans = Q(author=None) | Q(author__is_active=False)
    drafts = Draft.objects.filter(orphans, conversation=conversation, sent_as=None).exclude(text="", has_files=False)
    return drafts.order_by("started_at")


def is_offered(conversation: Conversation, user: User) -> bool:
    """Whether drafts left behind are this person's to go on with: they have the conversation, or nobody has."""
    return conversation.assignee_id is None or conversation.assignee_id == user.id


def open_draft(user: User, conversation: Conversation) -> Draft | None:
    """The answer a person is writing in a conversation."""
    return _open(conversation).filter(author=user).first()


def planned(user: User) -> "QuerySet[Draft]":
    """A person's answers that leave by themselves, soonest first."""
    drafts = Draft.objects.filter(author=user, sent_as=None, send_at__isnull=False)
    return drafts.select_related("conversation").order_by("send_at")


def files_of(draft: Draft) -> list[DraftFile]:
    """The files kept with a draft."""
    return list(draft.files.order_by("id")) if draft.has_files else []


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """Whom a draft goes to, as (name, address)."""

    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]


def addressed(draft: Draft, people: list[ReplyRecipient] | None = None) -> Addressed:
    """Whom a draft goes to. Recipients are taken from those who take part, others only from what was typed. Raises AddressError."""
    people = reply_people(draft.conversation) if people is None else people
    chosen = [one for one in people if draft.recipients is None or one.address in draft.recipients]
    to = [person for person in chosen if person.reason == "wrote"] or chosen[:1]
    cc = [(person.name, person.address) for person in chosen if person not in to]
    typed = [text.strip() for text in draft.cc.replace(";", ",").split(",") if text.strip()]
    if len(typed) > MOST_RECIPIENTS:  # said before each of thousands is looked at
        return Addressed(to=tuple((one.name, one.address) for one in to), cc=(*cc, *(("", text) for text in typed)))
    return Addressed(
        to=tuple((person.name, person.address) for person in to), cc=(*cc, *(("", _address(text)) for text in typed))
    )


def typed_people(text: str) -> tuple[tuple[str, str], ...]:
    """Whom a typed list names, as (name, address), each once. Raises AddressError."""
    found = [(one.name, one.email) for one in read_addresses(text.encode())]
    if len(found) > MOST_RECIPIENTS:  # said before each of thousands is looked at
        return tuple(found)
    return tuple({address: (name, address) for name, address in map(_person, found)}.values())


def enclosures(draft: Draft) -> tuple[Enclosure, ...]:
    """The draft's files with their bytes, as they go into a letter."""
    return tuple(
        Enclosure(filename=file.filename, content_type=file.content_type, content=raw_bytes(file.raw))
        for file in draft.files.select_related("raw").order_by("id")
    )


def _open(conversation: Conversation) -> "QuerySet[Draft]":
    return Draft.objects.filter(conversation=conversation, sent_as=None)


def _person(found: tuple[str, str]) -> tuple[str, str]:
    name, address = found
    if "@" in name and address:
        said = _("Put a comma between the addresses: “%(text)s”.") % {"text": f"{name} {address}"}
        raise AddressError(said, typed=address)
    return name, _address(address or name)


def _address(text: str) -> str:
    try:
        return check_address(text)
    except ValueError as error:
        said = _("“%(text)s” is no e-mail address: %(why)s") % {"text": text, "why": error}
        raise AddressError(said, typed=text) from None
