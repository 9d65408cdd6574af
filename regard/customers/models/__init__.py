"""Every table of the room of customers."""

from regard.customers.models.around import (
    CustomerFile,
    CustomerNote,
    CustomerTag,
    CustomerTagging,
    EditRun,
    Involvement,
    NoteMention,
    SavedList,
)
from regard.customers.models.people import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    Identifier,
    Position,
    PostalAddress,
)

__all__ = [
    "Account",
    "AccountDomain",
    "Contact",
    "ContactMethod",
    "CustomerFile",
    "CustomerNote",
    "CustomerTag",
    "CustomerTagging",
    "EditRun",
    "Identifier",
    "Involvement",
    "NoteMention",
    "Position",
    "PostalAddress",
    "SavedList",
]
