"""Every read of the room of privacy that other rooms may ask."""

from regard.privacy.queries.consents import may_contact
from regard.privacy.queries.erasures import was_erased

__all__ = ["may_contact", "was_erased"]
