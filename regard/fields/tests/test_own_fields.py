"""Fields of the company's own: how what is typed is read, what is refused, when one is proposed for removal."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.fields import operations as fields
from regard.fields.operations import FieldRefusedError
from regard.fields.queries import custom_fields, proposed_for_removal
from regard.fields.rules import Field, key_of, plain_text, read_date, read_number, read_value, read_yes_no
from regard.staff.queries import ForbiddenError


@pytest.mark.parametrize(
    ("typed", "decimal", "kept"),
    [
        ("1.234,50 €", "", "1234.50"), ("1,234.50", "", "1234.50"), ("1 234,5", "", "1234.5"), ("EUR 12", "", "12"),
        ("1.234", "", "1.234"), ("1.234", ",", "1234"), ("1,234", "", "1234"), ("0,5", "", "0.5"), ("-7", "", "-7"),
        ("1.234.567", "", "1234567"), ("1'234.5", "", "1234.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(typed: str, decimal: str, kept: str) -> None:
    assert read_number(typed, decimal=decimal) == kept


@pytest.mark.parametrize(
    ("typed", "order", "kept"),
    [
        ("2026-03-10", "", "2026-03-10"), ("10.3.2026", "", "2026-03-10"), ("3/10/2026", "mdy", "2026-03-10"),
        ("3/10/2026", "", "2026-10-03"), ("3/25/2026", "", "2026-03-25"), ("1.2.69", "", "2069-02-01"), ("1.2.71", "", "1971-02-01"),
        ("2026-03-10T08:00:00Z", "", "2026-03-10"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed: str, order: str, kept: str) -> None:
    assert read_date(typed, order=order) == kept


@pytest.mark.parametrize("typed", ["many", "1,2,3x", "", "--5", "12 apples"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        read_number(typed)


@pytest.mark.parametrize("typed", ["31.2.2026", "soon", "2026-13-01", "99/99/99"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        read_date(typed)


def test_yes_and_no_in_several_languages() -> None:
    assert [read_yes_no(word) for word in ("Ja", "yes", "1", "oui", "Nein", "false", "0")] == [True] * 4 + [False] * 3
    with pytest.raises(ValueError, match="neither yes nor no"):
        read_yes_no("perhaps")


texts = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=200)


@given(texts)
def test_a_text_is_kept_as_it_is(typed: str) -> None:
    field = Field(record="account", name="own", label="Own", kind="text")
    assert plain_text(field, read_value(field, typed)) == typed


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_a_number_comes_back_from_its_plain_text(number: object) -> None:
    field = Field(record="account", name="own", label="Own", kind="number")
    kept = read_value(field, str(number))
    assert read_value(field, plain_text(field, kept)) == kept


@given(texts)
def test_a_key_can_stand_in_addresses_and_files(label: str) -> None:
    key = key_of(label)
    assert key_of(key) == key
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")


def test_a_field_is_added_changed_retired_and_revived(company: Company) -> None:
    row = fields.add_field(
        record_kind="account",
        label="Größe der Flotte",
        kind="number",
        use="Chooses the contract.",
        by=company.ben,
        at=MORNING,
    )
    assert [(field.name, str(field.label)) for field in custom_fields("account")] == [
        ("groesse_der_flotte", "Größe der Flotte")
    ]
    fields.change_field(field=row, label="Fleet", use="Chooses the contract.", by=company.ben, at=MORNING)
    fields.retire_field(field=row, by=company.ben, at=MORNING)
    assert custom_fields("account") == ()
    row.refresh_from_db()
    fields.revive_field(field=row, by=company.ben, at=MORNING)
    assert [str(field.label) for field in custom_fields("account")] == ["Fleet"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"label": " "}, "label"), ({"label": "!!!"}, "label"), ({"use": ""}, "use"), ({"kind": "colour"}, "kind"),
        ({"kind": "choice", "choices": ["one"]}, "choices"), ({"kind": "money", "currency": "euros"}, "currency"),
        ({"label": "Known"}, "label"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused(company: Company, changes: dict[str, object], wrong: str) -> None:
    fields.add_field(record_kind="account", label="Known", kind="text", use="Is there.", by=company.ben, at=MORNING)
    typed = {"label": "Fleet", "kind": "text", "use": "Sorts."} | changes
    with pytest.raises(FieldRefusedError) as refused:
        fields.add_field(record_kind="account", by=company.ben, at=MORNING, **typed)  # type: ignore[arg-type]
    assert refused.value.field == wrong


def test_only_who_sets_up_adds_fields(company: Company) -> None:
    with pytest.raises(ForbiddenError):
        fields.add_field(record_kind="account", label="Fleet", kind="text", use="Sorts.", by=company.ada, at=MORNING)


def test_a_field_nobody_used_for_ninety_days_is_proposed_for_removal(company: Company) -> None:
    for label in ("Used", "Unused"):
        fields.add_field(record_kind="account", label=label, kind="text", use="Sorts.", by=company.ben, at=MORNING)
    later = MORNING + timedelta(days=91)
    fields.note_use(record_kind="account", keys=["used"], at=later - timedelta(days=1))
    assert [row.key for row in proposed_for_removal(at=later)] == ["unused"]
    assert not proposed_for_removal(at=MORNING + timedelta(days=89)).exists()
