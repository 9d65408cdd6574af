"""Every page test happens at one moment."""

import pytest

from regard.desk.tests.selling import deal  # noqa: F401  a fixture
from regard.desk.tests.support import NOW


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW)
