"""`regard dedupe`: one line a pair, in the order of the file, whatever program wrote it."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from regard.data_quality.cli import main
from regard.data_quality.tests.made_people import People, people


def written(made: People, *, delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Id", *made.texts])
    writer.writerows([f"c{number}", *cells] for number, cells in enumerate(zip(*made.texts.values(), strict=True)))
    return out.getvalue()


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")])
def test_pairs_are_told_one_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], delimiter: str, encoding: str
) -> None:
    made = people(count=200, twice=50)
    path = tmp_path / "people.csv"
    path.write_bytes(written(made, delimiter=delimiter).encode(encoding))

    assert main([str(path), "--id", "id", "--threshold", "0.8"]) == 1

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(list(line) == ["a", "b", "p", "why"] and 0.8 <= line["p"] <= 1 for line in lines)
    found = [(int(line["a"][1:]), int(line["b"][1:])) for line in lines]
    assert found == sorted(found)
    assert len(set(found) & made.pairs) >= 0.95 * len(made.pairs)
    assert not any(words.startswith("Id ") for line in lines for words in line["why"])


def test_nothing_the_same_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_text(written(people(count=80, twice=0)), encoding="utf-8")

    assert main([str(path), "--id", "Id"]) == 0
    assert capsys.readouterr() == ("", "80 rows compared, 0 pairs found\n")


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"", ["--id", "Id"], "The file is empty."),
        (b"\x00\x01\x02\x03" * 500, ["--id", "Id"], "This is no text file"),
        (b"Id,Name\n1,Anna\n", ["--id", "Number"], "there is no column 'Number'; the first line names Id, Name"),
        (b'Id,Name\n1,"Anna\n' + b"x" * 1_100_000, ["--id", "Id"], "cannot be read"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, options: list[str], said: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)

    assert main([str(path), *options]) == 2
    out, err = capsys.readouterr()
    assert (out, said in err, err.count("\n")) == ("", True, 1)


def test_a_file_that_is_not_there_and_a_wrong_threshold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.csv"), "--id", "Id"]) == 2
    assert "No such file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as refused:
        main([str(tmp_path / "none.csv"), "--id", "Id", "--threshold", "7"])
    assert refused.value.code == 2
    assert "'7' is no probability from 0 to 1" in capsys.readouterr().err


def test_rows_that_cannot_be_told_apart_are_named_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Id,Name\n1,Anna Bauer\n,Ben Vogel\n3,Carla,Conti,x\n1,David Weber\n", encoding="utf-8")

    assert main([str(path), "--id", "Id"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "line 3 is left out: nothing stands in 'Id'",
        "line 4 is left out: 4 cells where the first line names 2",
        "1 ids stand in more than one row, '1' first; such rows are compared like all others",
        "2 rows compared, 0 pairs found",
    ]


def test_an_engine_that_is_not_installed_says_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    file = tmp_path / "people.csv"
    rows = [f"{number},Name{number},name{number}@x.example,City{number % 20}" for number in range(60)]
    file.write_text("\n".join(["id,name,email,city", *rows]))

    assert main([str(file), "--id", "id", "--engine", "splink"]) == 2
    assert "pip install 'regard[dedupe]'" in capsys.readouterr().err
