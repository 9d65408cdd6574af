"""People as vCards."""

from uuid import UUID

from regard.customers.rules.vcard import CardAddress, CardOf, vcard

ID = UUID("01890000-0000-7000-8000-000000000001")


def test_a_card_of_everything() -> None:
    card = vcard(
        CardOf(
            id=ID, name="Carla Bruni, Dr", first_name="Carla", last_name="Bruni", company="Mirela; Söhne", title="Head fitter",
            emails=["carla@mirela.example", "c@private.example"], phones=["+45 20 12 34 56"], tags=["VIP"],
            address=CardAddress(street="Havnegade 1", city="Aarhus", postcode="8000", country="DK"),
        )
    )  # fmt: skip
    assert card.split("\r\n") == [
        "BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{ID}", "FN:Carla Bruni\\, Dr", "N:Bruni;Carla;;;", "ORG:Mirela\\; Söhne",
        "TITLE:Head fitter", "EMAIL;PREF=1:carla@mirela.example", "EMAIL:c@private.example",
        "TEL;PREF=1;VALUE=text:+45 20 12 34 56", "ADR:;;Havnegade 1;Aarhus;;8000;DK", "CATEGORIES:VIP", "END:VCARD", "",
    ]  # fmt: skip
