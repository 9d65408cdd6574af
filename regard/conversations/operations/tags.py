"""Tags: putting them on conversations, and keeping the list of them in order."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Tag, Tagging
from regard.conversations.operations.story import tell
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

LONGEST = 40


class TagNameError(Exception):
    """A tag cannot be called so. The message says why; nothing was changed."""


def add_tag(*, name: str, by: User, at: datetime, is_sample: bool = False) -> Tag:
    """Add a tag, or bring back the retired one of that name. Raises TagNameError when it exists already."""
    staff.require(by, Right.ANSWER)
    name = _name(name)
    with transaction.atomic():
        known = Tag.objects.filter(name__iexact=name).first()
        if known and known.retired_at is None:
            raise TagNameError(_("There is a tag “%(name)s” already.") % {"name": known.name})
        if known:
            Tag.objects.filter(id=known.id).update(retired_at=None)
            known.retired_at = None
        tag = known or Tag.objects.create(id=uuid7(), name=name, created_by=by, created_at=at, is_sample=is_sample)
        _tell("tag.added", tag, by, at, name=name)
    return tag


def rename_tag(*, tag: Tag, name: str, by: User, at: datetime) -> None:
    """Call a tag something else, everywhere at once. Raises TagNameError."""
    staff.require(by, Right.SET_UP)
    name = _name(name)
    with transaction.atomic():
        other = Tag.objects.filter(name__iexact=name).exclude(id=tag.id).first()
        if other:
            raise TagNameError(_("There is a tag “%(name)s” already. Merge the two.") % {"name": other.name})
        before, tag.name = tag.name, name
        tag.save(update_fields=["name"])
        _tell("tag.renamed", tag, by, at, name=name, before=before)


def merge_tags(*, tag: Tag, into: Tag, by: User, at: datetime) -> int:
    """Make one tag of two: whatever had `tag` has `into`, and `tag` is gone. How many conversations had it.

    Saved views that name `tag` say that it is gone, like after deleting it. Raises TagNameError for a tag and itself.
    """
    staff.require(by, Right.SET_UP)
    if tag.id == into.id:
        raise TagNameError(_("Choose another tag to merge it into."))
    with transaction.atomic():
        had = Tagging.objects.filter(tag=tag)
        number = had.count()
        had.exclude(conversation__in=Tagging.objects.filter(tag=into).values("conversation")).update(tag=into)
        _tell("tag.merged", tag, by, at, name=tag.name, into=str(into.id))
        tag.delete()
    return number


def retire_tag(*, tag: Tag, by: User, at: datetime) -> None:
    """Offer a tag to nobody any more; conversations that have it keep it."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        if Tag.objects.filter(id=tag.id, retired_at=None).update(retired_at=at):
            _tell("tag.retired", tag, by, at, name=tag.name)


def delete_tag(*, tag: Tag, by: User, at: datetime) -> int:
    """Take a tag off everything and forget it; how many conversations had it."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        number = Tagging.objects.filter(tag=tag).count()
        _tell("tag.deleted", tag, by, at, name=tag.name, conversations=number)
        tag.delete()
    return number


def set_tags(*, conversation: Conversation, tags: Iterable[Tag], by: User, at: datetime) -> None:
    """Give a conversation exactly these tags."""
    wanted = {tag.id: tag for tag in tags}
    current = {tagging.tag_id: tagging.tag for tagging in conversation.taggings.select_related("tag")}
    change_tags(
        conversation=conversation,
        add=[tag for identifier, tag in wanted.items() if identifier not in current],
        remove=[tag for identifier, tag in current.items() if identifier not in wanted],
        by=by,
        at=at,
    )


def change_tags(
    *, conversation: Conversation, add: Collection[Tag] = (), remove: Collection[Tag] = (), by: User, at: datetime
) -> list[Tag]:
    """Put tags on and take tags off; those that were really put on."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        had = set(conversation.taggings.filter(tag__in=[*add, *remove]).values_list("tag_id", flat=True))
        new, gone = [tag for tag in add if tag.id not in had], [tag for tag in remove if tag.id in had]
        Tagging.objects.bulk_create(
            (Tagging(id=uuid7(), conversation=conversation, tag=tag, by=by, at=at) for tag in new),
            ignore_conflicts=True,
        )
        conversation.taggings.filter(tag__in=gone).delete()
        if new or gone:
            said = {"added": [tag.name for tag in new], "removed": [tag.name for tag in gone]}
            tell("conversation.tagged", conversation, at=at, by=by, data=said)
    return new


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise TagNameError(_("Give the tag a name."))
    if len(name) > LONGEST:
        raise TagNameError(_("A tag has at most %(longest)s letters.") % {"longest": LONGEST})
    return name


def _tell(kind: str, tag: Tag, by: User, at: datetime, **data: object) -> None:
    record(kind=kind, at=at, by_id=by.id, subject=Subject("tag", tag.id), data=data)
