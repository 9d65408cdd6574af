"""What belongs to a deal files itself: letters by who writes them, people by when they were heard."""

from datetime import timedelta

from regard.conversations.operations.merging import merge
from regard.customers import operations as customers
from regard.events.models import Event
from regard.jobs.worker import run_due
from regard.meetings.models import Attendance, Meeting
from regard.opportunities import operations
from regard.opportunities.models import BuyingRole, Filing, Opportunity
from regard.opportunities.operations import OpportunityTerms, PartTerms
from regard.opportunities.rules.deciding import Role
from regard.opportunities.tests.support import DAY, NOW, Deal, write


def work() -> None:
    while run_due(worker="test", limit=50):
        pass


def filed() -> list[tuple[str, str]]:
    return sorted(Filing.objects.values_list("opportunity__name", "conversation__subject"))


def part(deal: Deal, opportunity: Opportunity | None = None) -> BuyingRole:
    terms = PartTerms(role=Role.DECIDER, contact=deal.lena)
    return operations.add_role(
        opportunity=opportunity or deal.opportunity, terms=terms, by=deal.company.ada, at=NOW - 9 * DAY
    )


def test_a_letter_goes_to_the_only_deal_of_their_company_and_they_are_heard(deal: Deal) -> None:
    role = part(deal)
    message = write(deal, "Good morning.")
    work()
    role.refresh_from_db()
    deal.opportunity.refresh_from_db()
    assert (filed(), role.heard_at, deal.opportunity.heard_at) == (
        [("Five-year service plan", "Service plan")],
        message.at,
        message.at,
    )
    work()
    assert Event.objects.filter(kind="conversation.filed").count() == 1


def test_of_several_deals_the_one_that_knows_the_writer_is_meant(deal: Deal) -> None:
    second = operations.open_opportunity(
        terms=OpportunityTerms(name="Pumps"), account=deal.account, by=deal.company.ada, at=NOW
    )
    write(deal, "Good morning.", name="1")
    work()
    assert filed() == []
    part(deal, second)
    write(deal, "And another thing.", name="2")
    work()
    assert filed() == [("Pumps", "Service plan")]


def test_a_conversation_that_swallows_another_stands_under_its_deal(deal: Deal) -> None:
    first = write(deal, "Good morning.", name="1").conversation
    work()
    Filing.objects.exclude(conversation=first).delete()
    other = write(deal, "Something else.", name="2", sender="Mads Holm <mads@brandt.example>").conversation
    merge(conversation=first, into=other, by=deal.company.ada, at=NOW)
    work()
    assert other.id in set(Filing.objects.values_list("conversation_id", flat=True))


def test_who_was_at_a_meeting_was_heard(deal: Deal) -> None:
    role = part(deal)
    meeting = Meeting.objects.create(
        kind="meeting", account=deal.account, starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=2), at=NOW - DAY
    )  # fmt: skip
    Attendance.objects.create(meeting=meeting, contact=deal.lena, answer="accepted")
    Attendance.objects.create(meeting=meeting, contact=deal.mads, answer="declined")
    operations.hear_meetings(since=NOW - DAY, until=NOW)
    role.refresh_from_db()
    assert role.heard_at == meeting.ends_at


def test_somebody_of_two_companies_is_on_both_sides(deal: Deal) -> None:
    from regard.customers.operations.relating import add_position  # noqa: PLC0415
    from regard.opportunities.queries import is_on_their_side  # noqa: PLC0415

    other = customers.add_account(name="Holding", at=NOW)
    adviser = customers.add_contact(name="Adviser", email="a@adviser.example", account=other, at=NOW)
    assert not is_on_their_side(adviser, deal.opportunity)
    add_position(contact=adviser, account=deal.account, by=deal.company.ada, at=NOW)
    assert is_on_their_side(adviser, deal.opportunity)
