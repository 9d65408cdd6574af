"""`regard privacy export`, `erase` and `retention`."""

import json
import zipfile
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import MORNING, Company
from regard.customers.models import Contact
from regard.kit import clock
from regard.privacy import cli
from regard.privacy.models import Erasure, RetentionRun
from tools.testing.letters import arrive, letter

pytestmark = pytest.mark.django_db
CARLA = "Carla@mirela.example"
COMMANDS = {"export": cli.EXPORT, "erase": cli.ERASE, "retention": cli.RETENTION}


def main(words: list[str]) -> int:
    command, parser = COMMANDS[words[1]], ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words[2:]))


@pytest.fixture(autouse=True)
def _told(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(hours=1))
    arrive(letter(), company.mailbox, at=MORNING)


def test_everything_held_is_written_once_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "carla.zip"
    words = ["privacy", "export", CARLA, str(out), "--by", "olga@havn.example", "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"contact": str(Contact.objects.get().id), "file": str(out), "bytes": out.stat().st_size}
    with zipfile.ZipFile(out) as archive:
        assert "index.html" in archive.namelist()
    assert main(words) == 1
    assert "exists already" in capsys.readouterr().err


def test_who_may_not_gets_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "carla.zip"
    assert main(["privacy", "export", CARLA, str(out), "--by", "ada@havn.example"]) == 1
    assert not out.exists()
    assert "may not give out, erase and hold" in capsys.readouterr().err


def test_a_dry_run_says_what_would_go_and_what_speaks_against_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "erase", CARLA, "--by", "olga@havn.example", "--dry-run", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"]["conversation"], told["rows"]["message"], told["rows"]["letter"]) == (1, 1, 1)
    assert told["against"][0] == "They wait for our answer in 1 conversation."
    assert not Erasure.objects.exists()


def test_erasing_needs_a_word_while_they_wait_and_is_told_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["privacy", "erase", CARLA, "--by", "olga@havn.example"]
    assert main(words) == 1
    assert "They wait for our answer" in capsys.readouterr().err
    assert main([*words, "--confirm", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    row = Erasure.objects.get()
    assert (told["erasure"], told["pseudonym"], told["rows"]) == (str(row.id), row.pseudonym, row.counts)
    assert row.finished_at
    assert main(words) == 1
    assert "was erased on 2026-03-10" in capsys.readouterr().err


def test_nobody_is_erased_by_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "erase", "carl@mirela.example", "--by", "olga@havn.example"]) == 1
    assert main(["privacy", "erase", CARLA, "--by", "nobody@havn.example"]) == 1
    said = capsys.readouterr().err
    assert "Nobody has the address carl@mirela.example." in said
    assert "No active user has the address nobody@havn.example" in said
    assert Contact.objects.get().name == "Carla Customer"


def test_the_schedule_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "retention", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["trial"], told["rows"]) == (True, {"looked": 0, "notifications": 0})
    assert str(RetentionRun.objects.get().id) == told["run"]
