"""The silo index: which customers several departments work on, and whether they do so together."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.operations.involving import involve
from regard.customers.operations.notes import add_customer_note
from regard.report.queries.silos import silo_index
from regard.report.rules.silos import shared_accounts
from regard.staff.operations import add_team, add_user

ADA, BEN, CAL = (UUID(int=number) for number in (1, 2, 3))
SERVICE, SALES = UUID(int=11), UUID(int=12)
MIRELA, ADLER = UUID(int=21), UUID(int=22)
DEPARTMENTS = {ADA: [SERVICE], BEN: [SALES], CAL: [SERVICE]}


def test_an_account_of_one_department_is_no_shared_one() -> None:
    found = shared_accounts(
        touches=[(ADLER, ADA), (ADLER, CAL), (MIRELA, ADA), (MIRELA, BEN)], departments=DEPARTMENTS, leads={MIRELA},
        working_on={MIRELA: [ADA, BEN]}, mentions=[(MIRELA, ADA, BEN)],
    )  # fmt: skip
    assert [(one.account, one.is_together) for one in found] == [(MIRELA, True)]


@pytest.mark.parametrize(
    ("leads", "working_on", "mentions", "has"),
    [
        (set(), {}, [], (False, False, False)),
        ({MIRELA}, {MIRELA: [ADA, CAL]}, [(MIRELA, ADA, CAL)], (False, True, False)),
        ({MIRELA}, {MIRELA: [ADA, BEN]}, [(ADLER, ADA, BEN)], (True, True, False)),
        (set(), {MIRELA: [ADA]}, [(MIRELA, BEN, ADA)], (False, False, True)),
    ],
)
def test_each_of_the_three_counts_by_itself(
    leads: set[UUID],
    working_on: dict[UUID, list[UUID]],
    mentions: list[tuple[UUID, UUID, UUID]],
    has: tuple[bool, bool, bool],
) -> None:
    (one,) = shared_accounts(
        touches=[(MIRELA, ADA), (MIRELA, BEN)],
        departments=DEPARTMENTS,
        leads=leads,
        working_on=working_on,
        mentions=mentions,
    )
    assert ((one.has_plan, one.has_lead, one.has_mention), one.is_together) == (has, False)


def test_the_index_is_read_from_what_people_did(company: Company, client: Client) -> None:
    sam = add_user(email="sam@havn.example", name="Sam Seller", role="sales", at=MORNING - timedelta(days=9))
    add_team(name="Sales", at=MORNING - timedelta(days=9), members=(sam,))
    mirela = customers.add_account(name="Mirela", owner=company.ada, at=MORNING - timedelta(days=9))
    old = customers.add_account(name="Long ago", at=MORNING - timedelta(days=200))
    for at, account in ((MORNING, mirela), (MORNING - timedelta(days=120), old)):
        add_customer_note(about=account, text="They need @Sam Seller", by=company.ada, at=at)
        add_customer_note(about=account, text="Rang them.", by=sam, at=at)
    index = silo_index(at=MORNING)
    assert [(one.account, one.has_plan, one.has_lead, one.has_mention) for one in index.shared] == [
        (mirela.id, False, True, True)
    ]
    involve(account=mirela, user=sam, kind="collaborator", role="quotes", by=company.ada, at=MORNING)
    assert (silo_index(at=MORNING).together, len(silo_index(at=MORNING).shared)) == (1, 1)
    client.force_login(company.ada)
    assert client.get("/report/together/").status_code == 200
