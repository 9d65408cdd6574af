"""The chance of a deal, as last night's forecast has it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from regard.desk.queries.faces import Reader
from regard.forecasting.models import Snapshot
from regard.opportunities.models import Opportunity


@dataclass(frozen=True, kw_only=True)
class Chance:
    """In percent, with the range, and what it comes from."""

    percent: int
    low: int
    high: int
    like: str


def chance_of(row: Opportunity, reader: Reader) -> Chance | None:
    """None while nothing was forecast for it."""
    said = Snapshot.objects.filter(opportunity=row.id).select_related("night").order_by("-night__taken_on").first()
    if said is None:
        return None
    words = {"day": reader.time(said.night.at), "rows": said.night.trained_on}
    like = _("as of %(day)s, from %(rows)s earlier snapshots of deals that have ended") % words
    low, middle, high = (round(p * 100) for p in (said.p_low, said.p, said.p_high))
    return Chance(percent=middle, low=low, high=high, like=like)
