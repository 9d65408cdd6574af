"""`regard mail parse` as a person or a script runs it."""

import io
import json
import sys
from pathlib import Path

import pytest

from regard.mime.cli import main


def test_each_file_gets_a_line_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, missing, second = tmp_path / "1.eml", tmp_path / "2.eml", tmp_path / "3.eml"
    first.write_bytes(b"From: a@b.cc\r\nSubject: One\r\n\r\nx")
    second.write_bytes(b"From: a@b.cc\r\nSubject: " + "Grüße".encode() + b" \xff\r\n\r\n\xed\xa0\x80")
    assert main([str(first), str(missing), str(second)]) == 1
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["file"], line.get("subject")) for line in lines] == [
        (str(first), "One"),
        (str(missing), None),
        (str(second), "Grüße \ufffd"),
    ]
    assert next(iter(lines[0])) == "file"
    assert str(missing) in lines[1]["error"]
    assert str(missing) in err


def test_a_mail_beyond_a_limit_gets_an_error_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "1.eml"
    path.write_bytes(b"X: 1\r\n" * 1_001 + b"\r\n")
    assert main([str(path)]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "file": str(path),
        "error": "A header block has more than 1,000 lines.",
    }


def test_plain_bodies_are_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "1.txt"
    path.write_text("Yes.\n\nOn 3 Feb 2025, at 10:11, Ben wrote:\n> Is it?\n", encoding="utf-8")
    assert main(["--text", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "file": str(path),
        "reply_text": "Yes.",
        "quoted_text": "On 3 Feb 2025, at 10:11, Ben wrote:\n> Is it?",
    }


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"From: a@b.cc\r\n\r\nHello"), encoding="utf-8"))
    assert main(["-"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "Hello"


def test_no_file_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "usage" in capsys.readouterr().err
