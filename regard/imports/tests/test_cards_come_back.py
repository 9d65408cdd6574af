"""The cards this program writes are read by its own reader of other programs' cards."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from regard.customers.rules.vcard import CardOf, vcard
from regard.imports.rules.vcards import read_cards

ID = UUID("01890000-0000-7000-8000-000000000001")
lines = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=120)


@given(lines, lines)
def test_names_come_back_from_a_card_whatever_stands_in_them(name: str, company: str) -> None:
    card = vcard(CardOf(id=ID, name=name, company=company))
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
    read = read_cards(card.encode())
    assert [(card.name, card.company) for card in read] == [(name, company)]
