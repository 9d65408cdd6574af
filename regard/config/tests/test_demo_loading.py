"""Loading the sample company: when it is refused, at odd hours, and its words."""

from datetime import UTC, datetime

import pytest

from regard.config.demo.company import NotEmptyError, load
from regard.config.demo.letters import page, picture
from regard.config.demo.topics import LANGUAGES, TOPICS, phrases, read
from regard.config.tests.waiting import states
from regard.conversations.models import CloseReason, Conversation
from regard.customers.models import Account

NOW = datetime(2026, 3, 11, 10, 20, tzinfo=UTC)


def test_loading_beside_real_users_is_refused(company):
    with pytest.raises(NotEmptyError, match="installation of its own"):
        load(now=NOW)
    assert not Account.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [
        pytest.param(datetime(2026, 3, 14, 21, 5, tzinfo=UTC), id="Saturday night"),
        pytest.param(datetime(2026, 3, 16, 7, 5, tzinfo=UTC), id="Monday at five past eight"),
    ],
)
def test_the_waiting_make_sense_at_any_hour(now):
    load(now=now, days=1)
    counted = states(now)
    assert counted["late"] >= 1
    assert counted["soon"] >= 1
    assert counted["calm"] >= 8
    assert Conversation.objects.filter(waiting_since__isnull=False, assignee=None).count() == 3


def test_every_topic_has_words_and_closing_reasons_are_known():
    assert {topic.key for topic in TOPICS} == set(read("en"))
    assert all(set(read(language)) <= set(read("en")) for language in LANGUAGES)
    assert all(set(phrases()[language]) >= set(phrases()["en"]) for language in LANGUAGES)
    assert {"answered", "thanks only", "handled elsewhere"} <= set(CloseReason.values)


def test_made_files_are_what_they_say():
    assert picture().startswith(b"\x89PNG\r\n\x1a\n")
    assert page("one").startswith(b"%PDF-1.4")
