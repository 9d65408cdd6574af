"""What rows become: people, companies, and everything around them."""

from datetime import date
from pathlib import Path

import pytest

from conftest import MORNING, Company
from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerNote,
    CustomerTagging,
    Identifier,
    PostalAddress,
)
from regard.customers.operations import add_account, add_contact
from regard.events.models import Event
from regard.fields.models import CustomField
from regard.imports.models import ImportProblem, ImportRun
from regard.imports.tests.conftest import Import
from regard.jobs.models import Job

KUNDEN = """Firma;Ansprechpartner;E-Mail;Telefon;Straße;PLZ;Ort;Land;USt-ID;Website;Kunde seit;Owner;Tags;Notiz;Umsatz 2025
Brandt Mejeri ApS;Lena Brandt;lena.brandt@brandt.dk; +45 86 12 40 00;Havnevej 1;8000;Aarhus;Dänemark;DK 13585628;www.brandt.dk;29.10.2019;ada@havn.example;dairy, north;Met at the fair;86.200,00
Brandt Mejeri ApS;Ole Brandt;ole@brandt.dk;86 12 40 01;;;;Danmark;;;;;;;1.200,50
Solo GmbH;;;;Weg 2;10115;Berlin;DE;;;;;;;
"""


def test_people_and_companies_come_in_with_everything_around_them(company: Company, bring: Import) -> None:
    run = bring(KUNDEN.encode("cp1252"), mapping={"Umsatz 2025": "new:account"})

    assert run.state == ImportRun.State.FINISHED, run.trouble
    assert run.counts == {"companies_made": 2, "people_made": 2}
    brandt, solo = Account.objects.order_by("name")
    assert (brandt.name, brandt.website, brandt.owner, brandt.customer_since) == (
        "Brandt Mejeri ApS", "www.brandt.dk", company.ada, date(2019, 10, 29),
    )  # fmt: skip
    assert brandt.custom == {"umsatz_2025": "86200.00"}
    assert (solo.name, solo.street, solo.postcode, solo.city, solo.country) == (
        "Solo GmbH",
        "Weg 2",
        "10115",
        "Berlin",
        "DE",
    )
    lena, ole = Contact.objects.order_by("name")
    assert (lena.name, lena.account, lena.street, lena.postcode, lena.city, lena.country) == (
        "Lena Brandt", brandt, "Havnevej 1", "8000", "Aarhus", "DK",
    )  # fmt: skip
    assert ole.account == brandt
    ways = ContactMethod.objects.order_by("contact__name", "kind").values_list("value", "normalised", "is_preferred")
    assert list(ways) == [
        ("lena.brandt@brandt.dk", "lena.brandt@brandt.dk", True),
        ("+45 86 12 40 00", "+4586124000", True),
        ("ole@brandt.dk", "ole@brandt.dk", True),
        ("86 12 40 01", "+4586124001", True),
    ]
    assert list(AccountDomain.objects.values_list("domain", "account__name")) == [("brandt.dk", "Brandt Mejeri ApS")]
    assert list(Identifier.objects.values_list("kind", "country", "normalised", "is_valid")) == [
        ("vat", "DK", "DK13585628", True)
    ]
    assert sorted(CustomerTagging.objects.values_list("tag__name", "contact__name")) == [
        ("dairy", "Lena Brandt"), ("north", "Lena Brandt"),
    ]  # fmt: skip
    note = CustomerNote.objects.get()
    assert (note.text, note.contact, note.author, note.at) == ("Met at the fair", lena, company.olga, MORNING)
    assert CustomField.objects.get(key="umsatz_2025").kind == "number"


def test_what_came_in_is_told_once_a_record_and_waits_to_be_found(company: Company, bring: Import) -> None:
    run = bring("Name,Email,Company\nAnna Bauer,anna@one.example,One\n")

    told = Event.objects.filter(kind__endswith=".imported").order_by("kind")
    assert [(event.kind, event.by_id, event.data["filename"]) for event in told] == [
        ("account.imported", company.olga.id, "people.csv"), ("contact.imported", company.olga.id, "people.csv"),
    ]  # fmt: skip
    assert Job.objects.filter(name="imports.index").count() == 1
    assert run.traces.count() == 1


def test_doubles_are_found_by_address_by_number_by_telephone_and_by_domain(company: Company, bring: Import) -> None:
    account = add_account(name="Brandt Mejeri", domain="brandt.dk", at=MORNING)
    lena = add_contact(name="Lena", email="lena@brandt.dk", account=account, at=MORNING)

    run = bring(
        "Company,VAT,Name,Email,Phone,City\n"
        "BRANDT MEJERI,DK13585628,Lena,LENA@brandt.dk,+45 86 12 40 00,\n"
        "Something Else,DK 13 58 56 28,Jens,jens@gmail.com,,\n"
        "Brandt Mejeri ApS,,Ole,ole@brandt.dk,,\n"
        ",,lena,,+45 8612 4000,Aarhus\n"
        "brandt mejeri,,Pia,,,\n"
        "Brandt Mejeri,,Pia,,,\n"
    )

    assert list(Account.objects.values_list("name", flat=True)) == ["Brandt Mejeri"]
    assert sorted(Contact.objects.values_list("name", "account__name")) == [
        ("Jens", "Brandt Mejeri"), ("Lena", "Brandt Mejeri"), ("Ole", "Brandt Mejeri"), ("Pia", "Brandt Mejeri"),
    ]  # fmt: skip
    lena.refresh_from_db()
    assert (lena.city, lena.methods.count()) == ("Aarhus", 2)
    assert run.counts["people_made"] == 3


@pytest.mark.parametrize(
    ("doubles", "expected"),
    [
        ("fill", [("Anna Bauer", "Clerk", "Aarhus")]),
        ("overwrite", [("Anna B.", "Clerk", "Odense")]),
        ("skip", [("Anna Bauer", "", "Aarhus")]),
        ("add", [("Anna B.", "Clerk", "Odense"), ("Anna Bauer", "", "Aarhus")]),
    ],
)
def test_the_rule_for_doubles(
    company: Company, bring: Import, doubles: str, expected: list[tuple[str, str, str]]
) -> None:
    anna = add_contact(name="Anna Bauer", email="anna@one.example", at=MORNING)
    Contact.objects.filter(id=anna.id).update(city="Aarhus")

    run = bring("Full name,Email,City,Job title\nAnna B.,anna@one.example,Odense,Clerk\n", doubles=doubles)

    assert sorted(Contact.objects.values_list("name", "job_title", "city")) == expected
    assert ContactMethod.objects.count() == 1
    told = list(ImportProblem.objects.filter(run=run).values_list("number", "is_kept"))
    assert told == ([(2, True)] if doubles == "add" else [])


def test_a_file_twice_changes_nothing_the_second_time(company: Company, bring: Import) -> None:
    bring(KUNDEN.encode("cp1252"))
    before = [
        Account.objects.count(),
        Contact.objects.count(),
        CustomerNote.objects.count(),
        CustomerTagging.objects.count(),
    ]

    again = bring(KUNDEN.encode("cp1252"))

    assert [Account.objects.count(), Contact.objects.count(), CustomerNote.objects.count(), CustomerTagging.objects.count()] == before  # fmt: skip
    assert "people_made" not in again.counts
    assert again.traces.count() == 0


def test_what_cannot_be_kept_is_told_row_by_row(company: Company, bring: Import) -> None:
    run = bring(
        "Name,Email,Country,Owner,Birthday\n"
        "Anna,anna@@one,Nowhere,nobody@havn.example,tomorrow\n"
        ",,,,\n"
        ",,Denmark,,\n"
        "Ben,ben@two.example,Denmark,,1980-02-30,too many\n"
    )

    told = list(run.problems.order_by("number").values_list("number", "is_kept", "cells"))
    assert told == [
        (2, True, ["Anna", "anna@@one", "Nowhere", "nobody@havn.example", "tomorrow"]),
        (4, False, ["", "", "Denmark", "", ""]),
        (5, False, ["Ben", "ben@two.example", "Denmark", "", "1980-02-30", "too many"]),
    ]
    first = run.problems.get(number=2).reason
    for part in (
        "anna@@one",
        "“Nowhere” is no country",
        "“tomorrow” is no date",
        "No colleague here is “nobody@havn.example”",
    ):
        assert part in first
    assert list(Contact.objects.values_list("name", flat=True)) == ["Anna"]


def test_somebody_who_works_elsewhere_here_stays_there(company: Company, bring: Import) -> None:
    account = add_account(name="One", at=MORNING)
    add_contact(name="Anna", email="anna@gmail.com", account=account, at=MORNING)

    run = bring("Name,Email,Company\nAnna,anna@gmail.com,Two\n")

    assert list(Account.objects.values_list("name", flat=True)) == ["One"]
    assert [one.reason for one in run.problems.all()] == ["They work at One here; Two was left out."]


def test_cards_bring_their_second_address(company: Company, bring: Import) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Bauer\r\nN:Bauer;Anna;;;\r\nEMAIL:anna@one.example\r\nORG:One\r\n"
        "ADR:;;Havnevej 1;Aarhus;;8000;Denmark\r\nADR:;;Weg 2;Berlin;;10115;Germany\r\nEND:VCARD\r\n"
    )
    bring(card, name="cards.vcf")

    anna = Contact.objects.get()
    assert (anna.name, anna.last_name, anna.city, anna.country) == ("Anna Bauer", "Bauer", "Aarhus", "DK")
    assert str(PostalAddress.objects.get()) == "Weg 2, 10115, Berlin, DE"


def test_meetings_bring_who_takes_part_and_what_it_was(company: Company, bring: Import) -> None:
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260304T090000Z\r\nSUMMARY:Pump inspection\r\n"
        "ATTENDEE;CN=Anna Bauer:mailto:anna@one.example\r\nORGANIZER;CN=Ben:mailto:ben@two.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    bring(calendar, name="meetings.ics")

    assert sorted(CustomerNote.objects.values_list("contact__name", "text")) == [
        ("Anna Bauer", "Pump inspection"), ("Ben", "Pump inspection"),
    ]  # fmt: skip


def test_a_table_of_companies_has_no_people(company: Company, bring: Import) -> None:
    bring("Name,Website,City\nBrandt Mejeri,https://www.brandt.dk/om,Aarhus\n")

    assert (Account.objects.get().name, Account.objects.get().city) == ("Brandt Mejeri", "Aarhus")
    assert list(AccountDomain.objects.values_list("domain", flat=True)) == ["brandt.dk"]
    assert not Contact.objects.exists()


def test_the_columns_become_what_they_became_the_latest_time(company: Company, bring: Import, tmp_path: Path) -> None:
    bring("Wer,Post\nAnna,anna@one.example\n", mapping={"Wer": "name", "Post": "email"})

    again = bring("wer,post\nBen,ben@two.example\n", until="check")

    assert again.mapping == {"wer": "name", "post": "email"}


def test_the_check_foresees_what_comes(company: Company, bring: Import) -> None:
    add_contact(name="Anna", email="anna@one.example", at=MORNING)
    table = "Name,Email,City\nAnna,anna@one.example,Aarhus\nBen,ben@two.example,\nBen,ben@two.example,\nCarla,carla@,\n,,X\n"

    run = bring(table, until="check")

    assert run.state == ImportRun.State.CHECKED
    assert {name: count for name, count in run.preview.items() if count} == {
        "people_changed": 1, "people_made": 2, "rows_again": 1, "rows_partly": 1, "rows_unusable": 1, "compared": 5,
    }  # fmt: skip
    assert (run.total, run.position) == (5, 0)
    assert Contact.objects.count() == 1
