"""How long tests search: a little with every change, for many seeds when asked."""

import os


def examples(usual: int) -> int:
    """Examples of a property that needs no database: `usual`, or more when TEST_HYPOTHESIS asks for more."""
    return max(usual, int(os.environ.get("TEST_HYPOTHESIS", "0")))


def rounds(usual: int) -> int:
    """Examples of a property that writes to a database: `usual`, or more when TEST_HISTORIES asks for more."""
    return max(usual, int(os.environ.get("TEST_HISTORIES", "0")))
