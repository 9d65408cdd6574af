"""`regard import FILE`."""

import json
from pathlib import Path

import pytest

from conftest import Company
from regard.customers.models import Account, Contact
from regard.imports.cli.run import main
from regard.imports.models import ImportRun
from regard.mail.models import Raw

TABLE = "Name,Email,Colour\nAnna,anna@one.example,blue\nBen,ben@,red\n"


@pytest.fixture
def file(company: Company, tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_rows_come_in_and_the_result_is_one_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([str(file), "--json", "--by", "olga@havn.example", "--mapping", "Colour=note"])

    out, said = capsys.readouterr()
    told = json.loads(out)
    assert code == 1  # one row came in without its address
    assert {name: told[name] for name in ("state", "rows", "people_made", "rows_partly")} == {
        "state": "finished", "rows": 2, "people_made": 2, "rows_partly": 1,
    }  # fmt: skip
    assert "Colour becomes Note" in said
    assert ImportRun.objects.get().by.email == "olga@havn.example"  # type: ignore[union-attr]
    assert Contact.objects.get(name="Anna").customernotes.get().text == "blue"


def test_a_dry_run_writes_and_keeps_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file), "--dry-run", "--json"]) == 1

    out, said = capsys.readouterr()
    assert json.loads(out) | {"seconds": 0} == {"rows": 2, "people_made": 2, "rows_partly": 1, "seconds": 0}
    assert "row 3: “ben@” is no e-mail address" in said
    assert [table.objects.count() for table in (ImportRun, Raw, Contact)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--by", "nobody@havn.example"], "No colleague signs in as nobody@havn.example"),
        (["--mapping", "Height=note"], "the file has no column “Height”"),
        (["--mapping", "Colour=height"], "Nothing here is called “height”"),
        (["--mapping", "Colour=new:contact"], "Say with --by who adds the new field “Colour”"),
        (["--mapping", "Name=", "--mapping", "Email="], "Choose at least one column that says who it is"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_comes_in(
    file: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main([str(file), *words]) == 2

    assert sentence in capsys.readouterr().err
    assert [table.objects.count() for table in (Account, Contact)] == [0, 0]


def test_no_file_and_no_table(company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.html").write_text("<html></html>", encoding="utf-8")

    assert [main([str(tmp_path / name)]) for name in ("nothing.csv", "page.html")] == [2, 2]

    said = capsys.readouterr().err
    assert "nothing.csv: No such file" in said
    assert "it is HTML" in said


def test_a_file_that_came_in_before_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(file), "--by", "olga@havn.example"])
    capsys.readouterr()

    main([str(file)])

    assert "This very file was imported on" in capsys.readouterr().err
    assert Contact.objects.count() == 2
