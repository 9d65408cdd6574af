"""Days that the reader wrote, on Today."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.desk.tests.support import answered, says, signed_in, written
from regard.desk.tests.test_statements import MOST, statements
from regard.promises import operations as promises
from regard.promises.models import Promise, ProposedPromise

WROTE = "I will send you the quote by Thursday."


def propose(company: Company, text: str = WROTE) -> ProposedPromise:
    conversation = written(company, at=MORNING, by=company.ada)
    message = answered(conversation, by=company.ada, at=MORNING + timedelta(minutes=5), text=text)
    (row,) = promises.propose(message_id=message.id, at=message.at)
    return row


def test_what_one_wrote_is_asked_for_and_kept(company: Company) -> None:
    row = propose(company)
    client = signed_in(company.ada)
    page = says(client.get("/today/"))
    assert "You wrote “I will send you the quote by Thursday”. Keep as a promise?" in page
    assert "Carla Customer, for Thursday 12 Mar" in page
    answer = client.post(f"/today/proposals/{row.id}/yes/", follow=True)
    assert "Kept as a promise until" in says(answer)
    assert [one.text for one in answer.context["page"].promised] == [WROTE]
    assert answer.context["page"].proposed == []
    client.post(f"/today/proposals/{row.id}/yes/")
    assert Promise.objects.count() == 1


def test_no_takes_it_away(company: Company) -> None:
    row = propose(company)
    client = signed_in(company.ada)
    answer = client.post(f"/today/proposals/{row.id}/no/", follow=True)
    assert (answer.context["page"].proposed, Promise.objects.count()) == ([], 0)


def test_nobody_else_sees_it_or_decides(company: Company) -> None:
    row = propose(company)
    client = signed_in(company.ben)
    assert "You wrote" not in says(client.get("/today/"))
    assert client.post(f"/today/proposals/{row.id}/yes/").status_code == 404
    assert client.get(f"/today/proposals/{row.id}/yes/").status_code == 405


def test_today_costs_no_more_with_proposals(company: Company) -> None:
    client = signed_in(company.ada)
    client.get("/today/")
    for number in range(5):
        propose(company, f"I will send part {number} on Thursday.")
    assert len(client.get("/today/").context["page"].proposed) == 3
    assert statements(client, "/today/") <= MOST
