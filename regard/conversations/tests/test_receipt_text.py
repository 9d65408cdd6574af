"""Receipts that say what the company wrote itself."""

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Acknowledgement, Message, ReceiptText
from regard.conversations.operations.receipt_texts import (
    ReceiptTextRefusedError,
    reset_receipt_text,
    set_receipt_text,
)
from regard.conversations.queries.receipts import built_in_receipt
from regard.conversations.rules.receipts import fill, missing_names, unknown_names
from regard.events.models import Event
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter

OWN = "Dear customer,\n\n{person} of {company} answers {due}. Your number: {number}.\n"


def receipt_of_next_letter(company: Company) -> str:
    message = Message.objects.get(inbound=arrive(letter(), company.mailbox, at=MORNING))
    return Acknowledgement.objects.get(conversation=message.conversation).text


def test_own_text_goes_with_its_placeholders_filled_in(company: Company) -> None:
    set_receipt_text(text=OWN, language="en", mailbox=None, by=company.ben, at=MORNING)

    text = receipt_of_next_letter(company)

    first = text.splitlines()[2]
    assert text.startswith("Dear customer,\n\n")
    assert first.split(" of ")[0] in {"Ada Agent", "Somebody from our team Service"}
    assert "of Havn Pumps answers" in first
    assert "{" not in text


def test_a_mailbox_with_a_text_of_its_own_says_that_until_it_is_reset(company: Company) -> None:
    set_receipt_text(text=OWN, language="en", mailbox=None, by=company.ben, at=MORNING)
    set_receipt_text(text="Ours. {due} {number}", language="en", mailbox=company.mailbox, by=company.ben, at=MORNING)
    assert receipt_of_next_letter(company).startswith("Ours. ")

    reset_receipt_text(language="en", mailbox=company.mailbox, by=company.ben, at=MORNING)
    assert receipt_of_next_letter(company).startswith("Dear customer,")

    reset_receipt_text(language="en", mailbox=None, by=company.ben, at=MORNING)
    assert receipt_of_next_letter(company).startswith("Hello,")
    assert ReceiptText.objects.count() == 0
    assert [event.kind for event in Event.objects.filter(kind__startswith="receipt_text").order_by("id")] == [
        "receipt_text.changed", "receipt_text.changed", "receipt_text.reset", "receipt_text.reset",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hello {name}, {due} {number}", "{name} names nothing we know"),
        ("{due} {number} {", "A brace is left open"),
        ("We have it: {number}", "{due} is missing"),
        ("We answer {due}", "{number} is missing"),
        ("{due} {number}" + "x" * 5000, "at most 4000"),
    ],
)
def test_a_text_that_would_not_do_is_refused_with_a_sentence(company: Company, text: str, why: str) -> None:
    with pytest.raises(ReceiptTextRefusedError, match=why.replace("{", r"\{")):
        set_receipt_text(text=text, language="en", mailbox=None, by=company.ben, at=MORNING)
    assert ReceiptText.objects.count() == 0


def test_only_who_sets_up_writes_receipts(company: Company) -> None:
    with pytest.raises(ForbiddenError):
        set_receipt_text(text=OWN, language="en", mailbox=None, by=company.ada, at=MORNING)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_built_in_text_could_have_been_written_by_hand(language: str) -> None:
    text = built_in_receipt(language)
    assert (unknown_names(text), missing_names(text)) == ([], [])


def test_what_is_filled_in_is_not_looked_at_again_and_begins_sentences() -> None:
    values = {"person": "somebody", "company": "{due} Ltd", "due": "today"}
    assert (
        fill("{person} of {company}.\n{person}, {due} {other}", values)
        == "Somebody of {due} Ltd.\nSomebody, today {other}"
    )
