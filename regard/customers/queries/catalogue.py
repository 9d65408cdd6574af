"""Every field of an account or a person: those of this program, and the company's own."""

from regard.customers.rules.catalogue import FIELDS
from regard.fields.queries import custom_fields
from regard.fields.rules import Field


def fields_of(kind: str) -> tuple[Field, ...]:
    """All fields of "account" or "contact", in their order; one statement for the company's own."""
    return (*FIELDS[kind], *custom_fields(kind))


def field_of(kind: str, name: str) -> Field:
    """The field of that name. Raises LookupError."""
    found = next((field for field in FIELDS[kind] if field.name == name), None)
    found = found or next((field for field in custom_fields(kind) if field.name == name), None)
    if found is None:
        raise LookupError(f"no field of {kind} is called {name!r}")
    return found
