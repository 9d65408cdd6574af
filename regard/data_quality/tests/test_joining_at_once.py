"""Two people who join the same pair at the same moment: one does, the other is told."""

import threading

import pytest
from django.db import connections

from conftest import MORNING, make_company
from regard.customers import operations as customers
from regard.customers.models import Contact
from regard.data_quality.models import Join
from regard.data_quality.operations import JoinRefusedError, join

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_joins_and_the_other_is_told() -> None:
    company = make_company()
    one, other = (customers.add_contact(name="Anna", email=f"{box}@one.example", at=MORNING) for box in ("a", "b"))
    starts, told = threading.Barrier(2), list[str]()

    def act(kept: Contact, gone: Contact) -> None:
        starts.wait(10)
        try:
            join(kept=kept, gone=gone, by=company.ada, at=MORNING)
            told.append("joined")
        except JoinRefusedError as refused:
            told.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(told) == ["One of the two was joined or taken out a moment ago. Nothing was changed.", "joined"]
    assert (Contact.objects.count(), Join.objects.count()) == (1, 1)
    assert Contact.objects.get().methods.count() == 2
