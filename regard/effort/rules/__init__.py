"""What forms ask, what comes back, and how a measurement from a page is read."""

from regard.effort.rules.forms import Asked, Form, forms, register
from regard.effort.rules.gets import ANY_FIELD, Get, Row, gets, register_get
from regard.effort.rules.measures import Measure, MeasureError, read_measure
from regard.effort.rules.work import Work

__all__ = [
    "ANY_FIELD",
    "Asked",
    "Form",
    "Get",
    "Measure",
    "MeasureError",
    "Row",
    "Work",
    "forms",
    "gets",
    "read_measure",
    "register",
    "register_get",
]
