"""The commands of selling: no command moves a deal without the customer."""

import json
from typing import Any

import pytest

from regard.config.cli import main
from regard.kit.cli import FINDINGS, FINE, USAGE
from regard.opportunities.models import Evidence
from regard.opportunities.tests.support import NOW, Deal, write


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[Any]]:
    code = main(["opportunity", *words, "--by", "ada@havn.example"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def recorded(capsys: pytest.CaptureFixture[str], deal: Deal, letter: object, **changes: str) -> tuple[int, list[Any]]:
    given = {"gate": "2", "kind": "mail", "contact": "lena@brandt.example", "message": str(letter)} | changes
    words = [part for name, value in given.items() for part in (f"--{name}", value)]
    return run(capsys, "record", str(deal.opportunity.id), *words)


def test_it_lists_where_each_stands(deal: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = run(capsys, "list")
    assert code == FINE
    assert [(line["account"], line["name"], line["gate"], line["amount"]) for line in lines] == [
        ("Brandt Dairy", "Five-year service plan", 0, "18400.00")
    ]


def test_a_letter_of_theirs_moves_it(deal: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = recorded(capsys, deal, write(deal, "The budget is approved.").id)
    assert (code, lines[0]["stands_at"], deal.stands()) == (FINE, "We will act", "We will act")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contact": "ada@havn.example"}, USAGE), ({"contact": "mads@brandt.example"}, FINDINGS), ({"gate": "6"}, FINDINGS),
        ({"gate": "99"}, USAGE), ({"message": "nonsense"}, USAGE), ({"kind": "meeting"}, FINE),
    ],
)  # fmt: skip
def test_what_is_no_evidence_moves_nothing(
    deal: Deal, capsys: pytest.CaptureFixture[str], changes: dict[str, str], code: int
) -> None:
    message = write(deal, "The budget is approved.")
    assert recorded(capsys, deal, message.id, **changes)[0] == code
    assert Evidence.objects.count() == (1 if code == FINE else 0)


def test_nobody_can_say_that_it_was_won(deal: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(capsys, "end", str(deal.opportunity.id), "--outcome", "won")
    assert run(capsys, "end", str(deal.opportunity.id), "--outcome", "lost")[0] == FINDINGS
    assert run(capsys, "end", str(deal.opportunity.id), "--outcome", "lost", "--lost-to", "Pumpwerk")[0] == FINE
    assert deal.stands() == ""
