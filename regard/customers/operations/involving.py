"""Who of us looks after an account, works on it, follows it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.customers.models import Account, CustomerNote, Involvement
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.notes import tell
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def hand_over_account(*, account: Account, to: User | None, note: str, by: User, at: datetime) -> None:
    """Have somebody else look after an account, or nobody. Whoever had it leaves a note for whoever gets it.

    The first to look after an account needs none. Raises EditRefusedError, ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    if account.owner_id == (to.id if to else None):
        raise EditRefusedError("owner", _("Nothing changed: that is who looks after it."))
    if to and not to.is_active:
        raise EditRefusedError("owner", _("%(name)s cannot sign in any more.") % {"name": to.name})
    if account.owner_id and not note.strip():
        raise EditRefusedError("note", _("Write a note for whoever takes it over: what is open, what matters to them."))
    with transaction.atomic():
        before, data = account.owner, {}
        if note.strip():
            written = CustomerNote.objects.create(id=uuid7(), account=account, text=note.strip(), author=by, at=at)
            data["note"] = str(written.id)
        account.owner, account.changed_at = to, at
        account.save(update_fields=["owner", "changed_at"])
        data |= {"from": str(before.id) if before else "", "user": str(to.id) if to else ""}
        tell("account.handed_over", account, by=by, at=at, data=data)


def involve(*, account: Account, user: User, kind: str, by: User, at: datetime, role: str = "") -> None:
    """Have a colleague work on an account, or follow it. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.READ_TIMELINES if kind == Involvement.Kind.FOLLOWER and user == by else Right.ANSWER)
    if kind not in Involvement.Kind.values or not user.is_active:
        raise EditRefusedError("user", _("Choose a colleague."))
    with transaction.atomic():
        row, is_new = Involvement.objects.get_or_create(
            account=account, user=user, kind=kind, defaults={"id": uuid7(), "role": role.strip()[:80], "at": at}
        )
        if is_new:
            tell(f"account.{_VERBS[kind][0]}", account, by=by, at=at, data={"user": str(user.id), "role": row.role})


def leave(*, involvement: Involvement, by: User, at: datetime) -> None:
    """Have a colleague work on an account no longer, or follow it no longer. Raises ForbiddenError."""
    own = involvement.user_id == by.id
    staff.require(by, Right.READ_TIMELINES if own else Right.ANSWER)
    with transaction.atomic():
        if Involvement.objects.filter(id=involvement.id).delete()[0]:
            verb = f"account.{_VERBS[involvement.kind][1]}"
            tell(verb, involvement.account, by=by, at=at, data={"user": str(involvement.user_id)})


_VERBS = {
    Involvement.Kind.COLLABORATOR.value: ("joined_by_colleague", "left_by_colleague"),
    Involvement.Kind.FOLLOWER.value: ("followed", "unfollowed"),
}
