"""Decisions about who is who, and what may stand in the fields of a customer."""

from regard.customers.rules.addresses import PUBLIC_DOMAINS, domain_of, name_from_address, normalise_email

__all__ = ["PUBLIC_DOMAINS", "domain_of", "name_from_address", "normalise_email"]
