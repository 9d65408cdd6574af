from typing import Any

import pytest

from regard.notifications.tests.support import SERVER


@pytest.fixture(autouse=True)
def _trusted_server(settings: Any) -> None:
    """A server of ours says who wrote a letter."""
    settings.MAIL_AUTHSERV_ID = SERVER
