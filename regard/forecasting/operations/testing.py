"""The quarterly test of the sales model, kept with its date."""

from datetime import datetime, timedelta

from django.db import transaction

from regard.events.operations import Subject, record
from regard.forecasting.models import Tested
from regard.forecasting.rules.gates import judge_gates, out_of_time
from regard.forecasting.rules.outlook import CHAIN
from regard.forecasting.rules.past import Past
from regard.kit.ids import uuid7

EVERY = timedelta(days=90)


def is_due(*, at: datetime) -> bool:
    """Whether a quarter has gone since the last test."""
    latest = Tested.objects.order_by("-at").values_list("at", flat=True).first()
    return latest is None or at - latest >= EVERY


def judge_model(*, past: Past, at: datetime, seed: int) -> Tested | None:
    """Test the model and each gate on what is known now. None, and nothing kept, while too few deals have ended."""
    today = at.date().toordinal()
    found = out_of_time(past, seed=seed, chain=CHAIN)
    if found is None:
        return None
    deals = len(set(past.deals.key[past.is_over].tolist()))
    with transaction.atomic():
        row = Tested.objects.create(
            id=uuid7(), at=at, deals=deals, model=found.model, beats_base_rate=found.beats_base_rate, auc=found.auc.value,
            auc_low=found.auc.low, auc_high=found.auc.high, brier=found.brier,
            gates=[gate.as_row() for gate in judge_gates(past, today=today)],
        )  # fmt: skip
        record(kind="forecast.model_tested", at=at, subject=Subject("forecast test", row.id), data={"deals": deals})
    return row
