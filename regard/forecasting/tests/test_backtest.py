import csv
import json

import numpy as np
import pytest

from regard.forecasting.cli import main
from regard.forecasting.tests.test_model import deals


def write(path, rows, *, encoding="utf-8"):
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def told(tmp_path):
    """A file of 1,500 deals: what stands in it tells, and the amount is known only once a deal is won."""
    features, won, _ = deals(1500)
    rows = [
        (f"D{row}", f"2026-{row // 130 + 1:02d}-01", features.numbers["gate"][row], round(features.numbers["quiet"][row], 1), features.categories["region"][row], "Won" if won[row] else "Lost", 900 if won[row] else 0)
        for row in range(1500)
    ]  # fmt: skip
    return write(tmp_path / "deals.csv", [("Deal", "day", "gate", "quiet", "region", "result", "paid"), *rows])


def run(capsys, *words):
    code = main([*map(str, words)])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def test_one_line_of_figures(told, capsys):
    code, found, err = run(capsys, told, "--outcome", "result", "--won", "Won", "--id", "Deal")

    assert code == 0
    assert list(found)[:9] == [
        "n", "base_rate", "auc", "brier", "log_loss", "calibration_slope", "ece", "model", "beats_base_rate",
    ]  # fmt: skip
    assert found["beats_base_rate"] is True
    assert found["n"] + found["trained_on"] == 1500
    assert found["columns"] == ["gate", "quiet", "region"]
    assert "'paid' is left out: it tells the outcome by itself" in err


def test_predictions_stand_a_line_each(told, tmp_path, capsys):
    out = tmp_path / "p.jsonl"
    _, found, _ = run(capsys, told, "--outcome", "result", "--won", "Won", "--test", told, "--predictions", out)

    lines = [json.loads(line) for line in out.read_text().splitlines()]

    assert [line["id"] for line in lines] == [str(row) for row in range(1500)]
    assert found["n"] == 1500
    assert all(0 < line["p"] < 1 for line in lines)


def test_dates_put_the_latest_fifth_to_the_test(told, tmp_path, capsys):
    out = tmp_path / "p.jsonl"
    run(capsys, told, "--outcome", "result", "--won", "Won", "--id", "Deal", "--date", "day", "--predictions", out)
    assert {json.loads(line)["id"] for line in out.read_text().splitlines()} == {f"D{row}" for row in range(1200, 1500)}


def test_the_same_id_is_always_on_the_same_side(told, tmp_path, capsys):
    ids = []
    for name in ("a", "b"):
        run(capsys, told, "--outcome", "result", "--won", "Won", "--id", "Deal", "--predictions", tmp_path / name)
        ids.append([json.loads(line)["id"] for line in (tmp_path / name).read_text().splitlines()])
    assert ids[0] == ids[1]


def test_nothing_that_tells_is_said_in_words(tmp_path, capsys):
    chance = np.random.default_rng(1)
    rows = [(chance.choice(["a", "b"]), chance.choice(["Won", "Lost"])) for _ in range(800)]
    code, found, err = run(
        capsys, write(tmp_path / "f.csv", [("team", "stage"), *rows]), "--outcome", "stage", "--won", "Won"
    )

    assert (code, found["model"], found["beats_base_rate"]) == (1, "base rate", False)
    assert found["words"] in err
    assert "no better than the base rate" in err


def test_deals_that_are_still_open_are_left_out(tmp_path, capsys):
    rows = [(row % 5, ["Won", "Lost", "Talking"][row % 3]) for row in range(300)] + [(1, "")]
    file = write(tmp_path / "f.csv", [("size", "stage"), *rows])

    _, found, err = run(capsys, file, "--outcome", "stage", "--won", "won")
    _, asked, _ = run(capsys, file, "--outcome", "stage", "--won", "Won", "--lost", "Lost,Talking")

    assert found["n"] + found["trained_on"] == 200
    assert asked["n"] + asked["trained_on"] == 300
    assert "101 rows are left out, because they were neither won nor lost yet" in err


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("", [], "The file is empty"),
        ("size,result\n1,Won\n", ["--outcome", "sise"], "there is no column 'sise'; the first line names size, result"),
        ("size,result\n1,Won\n2,Lost\n", ["--id", "no"], "there is no column 'no'"),
        ("size,result\n1,Gone\n2,Lost\n", [], "no row says 'Won' in 'result'; there stand 'Gone', 'Lost'"),
        ("size,result\n" + "1,Won\n" * 40, [], "were won; learning needs both"),
        ("size,result\n1,Won\n2,Lost\n" * 20, ["--date", "size"], "holds no dates: '1' is none"),
        ("size,result\n", [], "no row"),
    ],
)
def test_what_cannot_be_told_says_why(text, words, said, tmp_path, capsys):
    file = tmp_path / "f.csv"
    file.write_text(text)
    outcome = [] if "--outcome" in words else ["--outcome", "result"]

    code, found, err = run(capsys, file, *outcome, "--won", "Won", *words)

    assert (code, found) == (2, None)
    assert said in err


def test_a_file_that_is_not_there(tmp_path, capsys):
    code, found, err = run(capsys, tmp_path / "gone.csv", "--outcome", "x", "--won", "y")
    assert (code, found) == (2, None)
    assert "gone.csv: No such file" in err


def test_other_encodings_are_read(tmp_path, capsys):
    rows = [("größe", "ergebnis"), *((row % 4, "gewonnen" if row % 3 else "verloren") for row in range(300))]
    code, found, _ = run(
        capsys, write(tmp_path / "f.csv", rows, encoding="cp1252"), "--outcome", "ergebnis", "--won", "gewonnen"
    )
    assert (code, found["columns"]) == (1, ["größe"])


def test_rows_without_an_outcome_are_told_but_not_compared(told, tmp_path, capsys):
    lines = told.read_text().splitlines()
    asked, out = tmp_path / "asked.csv", tmp_path / "p.jsonl"
    asked.write_text(
        "\n".join(
            ["Deal,gate,quiet,region", *(",".join((line.split(",")[0], *line.split(",")[2:5])) for line in lines[1:11])]
        )
    )

    code, found, err = run(
        capsys,
        told,
        "--outcome",
        "result",
        "--won",
        "Won",
        "--id",
        "Deal",
        "--exclude",
        "paid",
        "--test",
        asked,
        "--predictions",
        out,
    )

    assert (code, found["n"], found["auc"], found["beats_base_rate"]) == (1, 0, None, False)
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [f"D{row}" for row in range(10)]
    assert "10 rows are told but not compared" in err
