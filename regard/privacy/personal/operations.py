"""That somebody consented, was looked at or held stays, on the nameless row; the words about how go."""

from collections.abc import Iterator
from datetime import datetime

from regard.kit.holders import ERASED_WORDS, Item, Person, Plain
from regard.privacy.models import Consent, Hold, Looked


class PrivacyHolder(Plain):
    """Consents, holds, and who looked."""

    def export(self, person: Person) -> Iterator[Item]:
        """What they allowed, and who of us looked at them."""
        given = Consent.objects.filter(contact__in=person.contact_ids).order_by("at", "id")
        columns = ("purpose__name", "is_given", "at", "text", "source", "evidence")
        if said := list(given.values(*columns)):
            yield Item("consents.json", said)
        looked = Looked.objects.filter(record_id__in=person.contact_ids).order_by("at", "id")
        if seen := list(looked.values("at", "page", "user__name")):
            yield Item("who looked.json", seen)

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  all of it keeps its own times
        """Forget the evidence and the reasons."""
        consents = Consent.objects.filter(contact__in=person.contact_ids).exclude(evidence__in=["", ERASED_WORDS])
        holds = Hold.objects.filter(contact__in=person.contact_ids).exclude(reason=ERASED_WORDS)
        return consents.update(evidence=ERASED_WORDS) + holds.update(reason=ERASED_WORDS)
