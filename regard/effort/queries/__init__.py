"""Every read of the room of effort."""

from regard.effort.queries.balance import (
    ASKED,
    Balance,
    Got,
    OwnForm,
    Total,
    Week,
    balance_of,
    monday_of,
    rows_of,
    totals,
    weighed,
)
from regard.effort.queries.basis import FEWEST_PEOPLE, Basis, bases
from regard.effort.queries.figures import FieldFigure, FormFigure, figures_of

__all__ = [
    "ASKED",
    "FEWEST_PEOPLE",
    "Balance",
    "Basis",
    "FieldFigure",
    "FormFigure",
    "Got",
    "OwnForm",
    "Total",
    "Week",
    "balance_of",
    "bases",
    "figures_of",
    "monday_of",
    "rows_of",
    "totals",
    "weighed",
]
