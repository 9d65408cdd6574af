"""Pages of the settings, asked for by people."""

import pytest
from django.test import Client

from conftest import Company


@pytest.fixture
def olga(company: Company) -> Client:
    """The owner, signed in."""
    client = Client()
    client.force_login(company.olga)
    return client
