"""The seals of nights, reckoned again from what stands in the tables."""

from collections.abc import Iterator, Sequence
from datetime import date

from regard.forecasting.models import Night, Snapshot
from regard.forecasting.rules.digests import digest

SEALED = (
    "opportunity_id", "pipeline_id", "owner_id", "gate", "days_at_gate", "amount", "currency", "worth", "closes_on", "call", "p",
    "p_low", "p_high", "expected_on", "expected_from", "expected_to", "brings", "brings_low", "brings_high", "features",
)  # fmt: skip


def seal(night: Night, rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> str:
    """The seal of a night; `rows` hold the columns of SEALED, in the order of their opportunities."""
    header = (night.taken_on, night.count, night.model, night.currency, night.scale)
    return digest(night.previous, header, iter(rows))


def first_broken() -> date | None:
    """The first night whose snapshots are not as they were written, or that does not follow on the one before; None if all are."""
    previous = ""
    for night in Night.objects.order_by("taken_on").iterator():
        rows = Snapshot.objects.filter(night=night).order_by("opportunity_id").values_list(*SEALED)
        if night.previous != previous or seal(night, rows.iterator(chunk_size=5000)) != night.digest:
            return night.taken_on
        previous = night.digest
    return None
