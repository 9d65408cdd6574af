"""The small cast of selling, for every test of this room."""

from regard.opportunities.tests.support import deal  # noqa: F401  a fixture
