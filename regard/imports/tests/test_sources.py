"""Which program a table comes from, and what its columns mean."""

import pytest

from regard.imports.rules.sources import FIELDS, suggest


@pytest.mark.parametrize(
    ("source", "columns", "fields"),
    [
        (
            "hubspot",
            ["Record ID", "First Name", "Last Name", "Email", "Associated Company", "Lifecycle Stage"],
            ["source_id", "first_name", "last_name", "email", "company", ""],
        ),
        (
            "salesforce",
            ["FirstName", "LastName", "Email", "AccountName", "MailingCity", "OwnerId", "LeadSource"],
            ["first_name", "last_name", "email", "company", "city", "owner", ""],
        ),
        (
            "pipedrive",
            ["Person - ID", "Person - Name", "Person - Email - Work", "Person - Phone - Work", "Organization - Name"],
            ["source_id", "name", "email", "phone", "company"],
        ),
        (
            "zoho",
            ["Record Id", "Contact Owner", "First Name", "Last Name", "Account Name", "Email", "Mailing City", "Email Opt Out"],
            ["source_id", "owner", "first_name", "last_name", "company", "email", "city", ""],
        ),
        (
            "google_contacts",
            ["First Name", "Last Name", "Organization Name", "E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Value", "Labels"],
            ["first_name", "last_name", "company", "", "email", "phone", "tags"],
        ),
        (
            "outlook",
            ["First Name", "Last Name", "Company", "Job Title", "Business Street", "Business City", "E-mail Address", "E-mail Display Name", "Business Phone", "Mobile Phone", "Web Page"],
            ["first_name", "last_name", "company", "title", "street", "city", "email", "", "phone", "phone", "website"],
        ),
        ("", ["Vorname", "Nachname", "Firma", "PLZ", "Ort", "E-Mail", "Telefon", "Bemerkung"],
         ["first_name", "last_name", "company", "postcode", "city", "email", "phone", "note"]),
        ("", ["Fruit", "Colour"], ["", ""]),
    ],
)  # fmt: skip
def test_a_source_is_recognised_and_its_columns_understood(source: str, columns: list[str], fields: list[str]) -> None:
    mapping = suggest(columns)

    assert mapping.source == source
    assert [mapping.fields.get(column, "") for column in columns] == fields
    assert mapping.unknown == [column for column, field in zip(columns, fields, strict=True) if not field]
    assert set(mapping.fields.values()) <= set(FIELDS)


def test_a_whole_name_is_told_apart_only_where_the_column_says_it_is_a_person() -> None:
    assert suggest(["Person - Name", "Person - Email"]).names_people
    assert not suggest(["Name", "E-mail"]).names_people
