"""Amounts as people type them and as they are shown."""

from contextlib import suppress
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from regard.money.rules import Money, currencies, format_money, read_amount, read_money, read_rate


@pytest.mark.parametrize(
    ("typed", "language", "amount"),
    [
        ("1.234,50", "en", "1234.50"), ("1,234.50", "de", "1234.50"), ("€ 12 000", "en", "12000"), ("12k", "en", "12000"),
        ("12.5k", "en", "12500"), ("1,5 Mio", "de", "1500000"), ("3 Tsd.", "de", "3000"), ("1.234", "de", "1234"),
        ("1,234", "en", "1234"), ("12 000,5 kr", "da", "12000.5"), ("1'234.50 CHF", "de", "1234.50"), ("-7", "en", "-7"),
        ("1.234.567", "en", "1234567"), ("12,34,567.5", "en", "1234567.5"), ("0.125", "en", "0.125"), ("0", "en", "0"),
        ("-€5", "en", "-5"), ("5,5 €", "de", "5.5"), ("12345.678", "en", "12345.678"), ("USD500", "en", "500"),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_the_usual_shapes(typed: str, language: str, amount: str) -> None:
    assert read_amount(typed, language=language) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "language", "why"),
    [
        ("1.234", "en", "two ways: write 1234 or 1.23"), ("1,234", "de", "two ways: write 1234 or 1,23"),
        ("", "en", "no amount"), ("many", "en", "no amount"), ("12 apples", "en", "no amount"), ("1,2,3", "en", "no amount"),
        ("1..5", "en", "no amount"), ("--5", "en", "no amount"), ("99999999999999", "en", "more than can be kept"),
        ("١٢٣x", "en", "no amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str, language: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_amount(typed, language=language)


def test_a_currency_that_is_named_is_kept() -> None:
    read = [read_money(typed, language="en", currency="EUR") for typed in ("500 usd", "£ 12.50", "$ 5", "DKK 7")]
    assert read == [
        Money(Decimal(500), "USD"), Money(Decimal("12.50"), "GBP"), Money(Decimal(5), "EUR"), Money(Decimal(7), "DKK"),
    ]  # fmt: skip


@given(
    cents=st.integers(min_value=-(10**14), max_value=10**14),
    language=st.sampled_from(["en", "de", "fr", "da", "de_CH", "en_IN"]),
)
def test_what_is_written_for_a_reader_is_read_again(cents: int, language: str) -> None:
    amount = Decimal(cents) / 100
    assert read_amount(format_decimal(amount, format=None, locale=language), language=language) == amount


@given(
    cents=st.integers(min_value=0, max_value=10**14),
    code=st.sampled_from(sorted(currencies())),
    language=st.sampled_from(["en", "de", "da"]),
)
def test_money_that_is_shown_in_full_is_read_again(cents: int, code: str, language: str) -> None:
    digits = currencies()[code].digits
    amount = round(Decimal(cents) / 100, min(digits, 2))
    shown = f"{code} {format_decimal(amount, locale=language)}"
    assert read_money(shown, language=language, currency="") == Money(amount, code)


@given(st.text(max_size=30), st.sampled_from(["en", "de"]))
def test_any_text_is_an_amount_or_refused(text: str, language: str) -> None:
    with suppress(ValueError):
        assert read_amount(text, language=language).is_finite()


def test_a_rate_has_one_mark() -> None:
    assert [str(read_rate(typed).normalize()) for typed in ("0,1341", "0.1341", "7.4601", "1,234.5", "1.234,5", "11,234")] == [
        "0.1341", "0.1341", "7.4601", "1234.5", "1234.5", "11.234",
    ]  # fmt: skip
    for typed in ("0", "-1", "much", "1e5", "99999999999"):
        with pytest.raises(ValueError, match=r"rate"):
            read_rate(typed)


def test_money_is_shown_in_the_readers_language() -> None:
    amount = Decimal("86200.5")
    shown = [format_money(amount, "EUR", locale="en"), format_money(amount, "EUR", locale="de", digits=0)]
    shown += [format_money(Decimal(1200), "JPY", locale="en"), format_money(amount, "DKK", locale="en", digits=0)]
    assert [text.replace("\xa0", " ") for text in shown] == ["€86,200.50", "86.200 €", "¥1,200", "DKK 86,200"]


def test_only_what_one_can_pay_with_is_offered() -> None:
    known = currencies()
    assert {"EUR", "DKK", "NOK", "SEK", "USD", "JPY", "KWD"} <= set(known)
    assert not {"DEM", "ITL", "XAU"} & set(known)
    assert [known[code].digits for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]
