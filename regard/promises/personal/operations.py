"""The ledger stays whole: who promised what by when, and whether it was kept. Only the words of a promise go."""

from collections.abc import Iterator
from datetime import datetime

from regard.kit.holders import ERASED_WORDS, Item, Person, Plain
from regard.kit.wiping import Wiper
from regard.promises.models import Promise, ProposedPromise


class PromisesHolder(Plain):
    """Dates given to the person."""

    def export(self, person: Person) -> Iterator[Item]:
        """What they were promised."""
        rows = Promise.objects.filter(conversation__in=person.of("conversation")).order_by("made_at", "id")
        columns = ("text", "made_at", "due_at", "kept_at", "broken_at", "told_before_broken_at")
        if promised := list(rows.values(*columns)):
            yield Item("promises.json", promised)

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  the ledger keeps its own times
        """Take the words out."""
        own = Promise.objects.filter(conversation__in=person.of("conversation")).exclude(text=ERASED_WORDS)
        changed, wiper = own.update(text=ERASED_WORDS), Wiper(person)
        for promise in Promise.objects.filter(conversation__in=person.of("conversation of others")):
            if (text := wiper.text(promise.text)) != promise.text:
                changed += Promise.objects.filter(id=promise.id).update(text=text)
        return changed + _erase_proposals(person, wiper)


def _erase_proposals(person: Person, wiper: Wiper) -> int:
    """What was found in letters to the person goes; in letters to others their name does."""
    theirs = ProposedPromise.objects.filter(message__in=person.of("message"))
    changed = theirs.delete()[0]
    for row in ProposedPromise.objects.filter(message__in=person.of("message of others")):
        if (text := wiper.text(row.text)) != row.text:
            changed += ProposedPromise.objects.filter(id=row.id).update(text=text[:300])
    return changed
