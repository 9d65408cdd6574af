"""How earlier chances did: the model's and, where owners said theirs, the owners' on the same deals.

Of the first night of each month from fifteen months to three months ago: by then most deals of a night have ended, so that
quick endings are not too many. Each deal of each such night that has ended counts once.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from regard.forecasting.models import Ending
from regard.forecasting.queries.known import to_learn_from
from regard.forecasting.rules.metrics import brier, dots

_FROM, _UNTIL = timedelta(days=455), timedelta(days=90)
_Row = tuple[UUID | None, float, int | None, bool]


def calibrated(*, on: date) -> dict[str, Any]:
    """`deals`, `brier` of the model, `base` (of saying the same of all), `dots` (said, came, deals); `people`: by owner their
    deals with a call, and the Brier scores of their calls and of the model for these."""
    rows = _rows(on)
    if not rows:
        return {"deals": 0}
    p, won = np.array([row[1] for row in rows]), np.array([row[3] for row in rows], dtype=np.bool_)
    return {
        "deals": len(rows), "brier": round(brier(p, won), 4),
        "base": round(brier(np.full(len(won), won.mean()), won), 4),
        "dots": [[round(dot.said, 3), round(dot.came, 3), dot.deals] for dot in dots(p, won)],
        "people": _people(rows),
    }  # fmt: skip


def _people(rows: Sequence[_Row]) -> dict[str, list[float]]:
    theirs: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row[2] is not None:
            theirs[str(row[0] or "")].append(row)
    found = {}
    for owner, some in theirs.items():
        won = np.array([row[3] for row in some], dtype=np.bool_)
        calls, p = np.array([(row[2] or 0) / 100 for row in some]), np.array([row[1] for row in some])
        found[owner] = [len(some), round(brier(calls, won), 4), round(brier(p, won), 4)]
    return found


def _rows(on: date) -> list[_Row]:
    rows = to_learn_from(since=on - _FROM, until=on - _UNTIL)
    said = list(rows.values_list("opportunity_id", "owner_id", "p", "call"))
    if not said:
        return []
    won = dict(
        Ending.objects.filter(ended_on__gte=on - _FROM).values_list("opportunity_id", "won").iterator(chunk_size=5000)
    )
    return [(owner, p, call, won[one]) for one, owner, p, call in said if one in won]
