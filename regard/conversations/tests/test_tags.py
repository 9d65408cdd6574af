"""Tags: put on, taken off, and kept in order."""

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Tag
from regard.conversations.operations import tags
from regard.conversations.operations.tags import TagNameError
from regard.events.models import Event
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter


@pytest.fixture
def conversation(company: Company) -> Conversation:
    arrive(letter(), company.mailbox, at=MORNING)
    return Conversation.objects.get()


def tag(company: Company, name: str) -> Tag:
    return tags.add_tag(name=name, by=company.ada, at=MORNING)


def named(conversation: Conversation) -> list[str]:
    return sorted(conversation.taggings.values_list("tag__name", flat=True))


def test_a_conversation_has_exactly_the_tags_it_was_given(company: Company, conversation: Conversation) -> None:
    pump, credit, urgent = (tag(company, name) for name in ("P-220", "Credit", "Urgent"))
    for wanted in ([pump, credit], [credit, urgent], [credit, urgent]):
        tags.set_tags(conversation=conversation, tags=wanted, by=company.ada, at=MORNING)

    assert named(conversation) == ["Credit", "Urgent"]
    told = Event.objects.filter(kind="conversation.tagged").order_by("id").values_list("data", flat=True)
    assert list(told) == [
        {"added": ["P-220", "Credit"], "removed": []},
        {"added": ["Urgent"], "removed": ["P-220"]},
    ]


def test_a_name_is_there_once_whatever_its_case_and_spaces(company: Company) -> None:
    assert tag(company, "  P-220   pump ").name == "P-220 pump"
    for name in ("p-220 PUMP", "  ", "x" * 41):
        with pytest.raises(TagNameError):
            tag(company, name)


def test_a_retired_tag_stays_where_it_is_and_comes_back_by_its_name(
    company: Company, conversation: Conversation
) -> None:
    pump = tag(company, "P-220")
    tags.set_tags(conversation=conversation, tags=[pump], by=company.ada, at=MORNING)
    tags.retire_tag(tag=pump, by=company.ben, at=MORNING)
    assert (Tag.objects.get().retired_at, named(conversation)) == (MORNING, ["P-220"])

    assert tag(company, "p-220") == pump
    assert (Tag.objects.get().retired_at, Tag.objects.get().name) == (None, "P-220")


def test_two_tags_become_one(company: Company, conversation: Conversation) -> None:
    pump, pumps = tag(company, "Pump"), tag(company, "Pumps")
    arrive(letter(), company.mailbox, at=MORNING)
    other = Conversation.objects.exclude(id=conversation.id).get()
    tags.set_tags(conversation=conversation, tags=[pump, pumps], by=company.ada, at=MORNING)
    tags.set_tags(conversation=other, tags=[pump], by=company.ada, at=MORNING)

    assert tags.merge_tags(tag=pump, into=pumps, by=company.ben, at=MORNING) == 2
    assert (named(conversation), named(other), Tag.objects.count()) == (["Pumps"], ["Pumps"], 1)
    with pytest.raises(TagNameError):
        tags.merge_tags(tag=pumps, into=pumps, by=company.ben, at=MORNING)


def test_a_renamed_and_a_deleted_tag_change_everywhere(company: Company, conversation: Conversation) -> None:
    pump, credit = tag(company, "Pump"), tag(company, "Credit")
    tags.set_tags(conversation=conversation, tags=[pump, credit], by=company.ada, at=MORNING)
    tags.rename_tag(tag=pump, name="PUMP", by=company.ben, at=MORNING)
    with pytest.raises(TagNameError):
        tags.rename_tag(tag=pump, name="credit", by=company.ben, at=MORNING)
    assert named(conversation) == ["Credit", "PUMP"]
    assert tags.delete_tag(tag=pump, by=company.ben, at=MORNING) == 1
    assert named(conversation) == ["Credit"]


def test_the_list_of_tags_is_kept_by_those_who_set_up(company: Company) -> None:
    pump = tag(company, "Pump")
    for act in (
        lambda: tags.rename_tag(tag=pump, name="X", by=company.ada, at=MORNING),
        lambda: tags.retire_tag(tag=pump, by=company.ada, at=MORNING),
        lambda: tags.delete_tag(tag=pump, by=company.ada, at=MORNING),
    ):
        with pytest.raises(ForbiddenError):
            act()
