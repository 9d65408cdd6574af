"""Everything that changes accounts and contacts."""

from regard.customers.operations.adding import add_account, add_contact, recognise, withdraw_contact
from regard.customers.operations.editing import ConflictError, EditRefusedError, change_account, change_contact
from regard.customers.operations.methods import mark_bounced, mark_proven

__all__ = [
    "ConflictError",
    "EditRefusedError",
    "add_account",
    "add_contact",
    "change_account",
    "change_contact",
    "mark_bounced",
    "mark_proven",
    "recognise",
    "withdraw_contact",
]
