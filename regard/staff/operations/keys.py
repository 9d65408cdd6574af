"""The keys a person uses."""

from collections.abc import Mapping

from regard.kit.keys import check
from regard.staff.models import User


def set_keys(*, user: User, typed: Mapping[str, str]) -> None:
    """Keep a person's own keys, by the name of what they do; an empty one is the usual one. Raises KeyRefusedError."""
    user.keys = check(typed)
    user.save(update_fields=["keys"])
