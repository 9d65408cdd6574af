"""Reading accounts and contacts."""

from regard.customers.queries.documents import (
    account_documents,
    contact_documents,
    every_account_id,
    every_contact_id,
)
from regard.customers.queries.finding import (
    account_of_domain,
    contact_by_email,
    is_proven,
    names_of,
    visible_to,
)

__all__ = [
    "account_documents",
    "account_of_domain",
    "contact_by_email",
    "contact_documents",
    "every_account_id",
    "every_contact_id",
    "is_proven",
    "names_of",
    "visible_to",
]
