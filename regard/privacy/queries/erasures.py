"""Who a person is to all rooms, what keeps them from being erased, and whether an address was erased before."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations.models import Conversation
from regard.customers.models import Account, Contact
from regard.customers.personal.operations import own_accounts
from regard.kit.holders import Person, known_by
from regard.mail.models import Outgoing
from regard.mail.personal.rules import mark_of
from regard.privacy.models import ErasedAddress, Erasure, Hold
from regard.privacy.rules.names import bears_the_name, pseudonym_of
from regard.promises.models import Promise


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why a person should not be erased now. One that `is_final` cannot be confirmed away."""

    sentence: str
    is_final: bool = False


def person_of(contact: Contact, accounts: "QuerySet[Account] | None" = None) -> Person:
    """A contact as all rooms know the person, with the accounts that go with them."""
    ids = frozenset(accounts.values_list("id", flat=True)) if accounts is not None else frozenset()
    return known_by(
        Person(
            contact_id=contact.id,
            pseudonym=pseudonym_of(contact.id),
            contact_ids=frozenset([contact.id]),
            account_ids=ids,
        )
    )


def accounts_of_theirs(contact: Contact) -> "QuerySet[Account]":
    """Accounts that nobody else stands at and that are called after the person: a household, a sole trader."""
    named = [row.id for row in own_accounts([contact.id]) if bears_the_name(row.name, contact.name)]
    return Account.objects.filter(id__in=named)


def open_hold(contact: Contact) -> Hold | None:
    """The legal hold on a person."""
    return Hold.objects.filter(contact=contact, lifted_at=None).select_related("by").order_by("-at").first()


def obstacles(person: Person) -> list[Obstacle]:
    """What speaks against erasing the person now, the gravest first."""
    found = [
        Obstacle(sentence=_("A legal hold keeps this person's data: %(reason)s. Lift it first.") % {"reason": hold.reason}, is_final=True)
        for hold in Hold.objects.filter(contact__in=person.contact_ids, lifted_at=None)
    ]  # fmt: skip
    own = Conversation.objects.filter(id__in=person.of("conversation"), merged_into=None)
    if waiting := own.filter(waiting_since__isnull=False).count():
        text = ngettext("They wait for our answer in %(count)s conversation.", "They wait for our answer in %(count)s conversations.", waiting)  # fmt: skip
        found.append(Obstacle(sentence=text % {"count": waiting}))
    if promised := Promise.objects.filter(conversation__in=own, kept_at=None).count():
        text = ngettext("%(count)s promise to them is open.", "%(count)s promises to them are open.", promised)
        found.append(Obstacle(sentence=text % {"count": promised}))
    leaving = Outgoing.objects.filter(id__in=person.of("outgoing"), state__in=["queued", "sending"])
    if letters := leaving.exclude(kind=Outgoing.Kind.NOTIFICATION).count():
        text = ngettext("%(count)s letter to them has not left yet; it will not be sent.", "%(count)s letters to them have not left yet; they will not be sent.", letters)  # fmt: skip
        found.append(Obstacle(sentence=text % {"count": letters}))
    return found


def was_erased(address: str) -> datetime | None:
    """When the person of an address was erased, for whoever imports or restores it again; None when nobody was."""
    mark = mark_of(address, key=settings.SECRET_KEY)
    found = ErasedAddress.objects.filter(mark=mark).select_related("erasure").order_by("-erasure__at").first()
    return found.erasure.at if found else None


def erasure_of(contact: Contact) -> Erasure | None:
    """The latest erasure of this contact."""
    return Erasure.objects.filter(contact_id=contact.id).select_related("by").order_by("-at").first()
