"""The small cast of selling, for its commands."""

from regard.opportunities.tests.support import deal  # noqa: F401  a fixture
