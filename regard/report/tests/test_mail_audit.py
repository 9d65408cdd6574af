"""`regard mail audit` against mailboxes of which everything is known."""

import json
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from regard.report.cli import main
from regard.report.tests.made_mail import (
    BOXES,
    START,
    Made,
    Truth,
    letter,
    make,
    write_folder,
    write_maildir,
    write_mbox,
)

SEEDS = range(1, 1 + int(os.environ.get("TEST_AUDIT_SEEDS", "1")))
HOURS = 3600.0


def audit(
    capsys: pytest.CaptureFixture[str], *sources: Path, ours: str = "havn.example"
) -> tuple[int, dict[str, Any], str]:
    code = main([*map(str, sources), "--ours", ours, "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def sources(made: Made, folder: Path) -> list[Path]:
    """Three programs: a Maildir, an mbox, .eml files; the inbox's second half lies in both of the first two."""
    half = len(made.inbox) // 2
    made.truth.duplicates += half
    return [
        write_maildir(folder / "inbox", made.inbox),
        write_mbox(folder / "Sent", [*made.sent, *made.inbox[:half]]),
        write_folder(folder / "colleague", made.colleague),
    ]


def naive_share(waits: list[tuple[float, bool]], seconds: float) -> float:
    """Kaplan and Meier by the book: look at everybody again for each answer."""
    waiting = 1.0
    for time in sorted({time for time, answered in waits if answered and time <= seconds}):
        at_risk = sum(other >= time for other, _ in waits)
        waiting *= 1 - sum(answered and other == time for other, answered in waits) / at_risk
    return 1 - waiting


def naive_median(waits: list[tuple[float, bool]]) -> float | None:
    times = sorted({time for time, answered in waits if answered})
    return next((time for time in times if naive_share(waits, time) >= 0.5 - 1e-9), None)


def expected(truth: Truth) -> dict[str, Any]:
    waits, asked = truth.waits(), len(truth.asked)
    median = naive_median(waits)
    return {
        "inquiries": asked,
        **truth.apart,
        "acknowledged": len(truth.acknowledged),
        "answered": len(truth.answered),
        "unanswered": asked - len(truth.answered),
        "answered_within_day": pytest.approx(naive_share(waits, 24 * HOURS), abs=1e-6),
        "median_hours": None if median is None else pytest.approx(median / HOURS, abs=1e-3),
        "duplicates": truth.duplicates,
        "unanswered_messages": [
            {
                "message_id": key,
                "from": f"customer{number(key)}@firm{number(key) % 40}.example",
                "date": at.isoformat(),
                "subject": f"Question {number(key)} about the pump",
            }
            for at, key in sorted((at, key) for key, at in truth.asked.items() if key not in truth.answered)
        ],
    }


def number(key: str) -> int:
    return int(key.partition("@")[0][1:])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_of_five_hundred_inquiries_is_exact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    made = make(500, seed=seed)
    code, found, err = audit(capsys, *sources(made, tmp_path))

    wanted = expected(made.truth)
    assert {key: found[key] for key in wanted} == wanted
    assert {one["week"]: (one["inquiries"], one["answered"]) for one in found["weeks"]} == made.truth.weeks()
    assert {one["address"]: one["inquiries"] for one in found["addresses"]} == {
        box: list(made.truth.address.values()).count(box) for box in BOXES
    }
    assert (code, err) == (1, "")


def test_the_order_of_the_sources_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make(60)
    random.Random(3).shuffle(made.inbox)
    paths = sources(made, tmp_path)

    assert audit(capsys, *paths)[1] == audit(capsys, *reversed(paths))[1]


def test_with_nobody_left_waiting_the_exit_code_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = letter("carla@mirela.example", BOXES[0], "Pump", "<1@mirela.example>", START)
    answer = letter("ada@havn.example", "carla@mirela.example", "Re: Pump", "<2@havn.example>", START + timedelta(hours=6), answers="<1@mirela.example>")  # fmt: skip

    code, found, _ = audit(capsys, write_mbox(tmp_path / "mbox", [asked, answer]))

    assert (code, found["median_hours"], found["answered_within_day"]) == (0, 6.0, 1.0)


def test_broken_mail_is_counted_and_told_and_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = letter("carla@mirela.example", BOXES[0], "Pump", "<1@mirela.example>", START)
    undated = letter("lost@mirela.example", BOXES[0], "When?", "<2@mirela.example>", START)
    del undated["Date"]
    mbox = b"garbage \xff before\nFrom x Mon Jan  5 06:00:00 2026\n" + good.as_bytes() + b"\nFrom y Mon Jan  5 06:00:00 2026\n\xff\x00 no header at all\n\n"  # fmt: skip
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "in.mbox").write_bytes(mbox.partition(b"\n")[2])
    (folder / "undated.eml").write_bytes(undated.as_bytes())
    (folder / "huge.eml").write_bytes(b"From: a@b.example\nX-Long: " + b"=?utf-8?q?x?= " * 5000 + b"\n\n")
    (folder / "notes.txt").write_text("no mail")

    code, found, err = audit(capsys, folder)

    assert (code, found["inquiries"], found["without_date"], found["unreadable"]) == (1, 1, 1, 2)
    assert sorted(line.rpartition("; ")[0].rpartition(": ")[2] for line in err.splitlines()) == [
        "A header block has more than 1,000 encoded words.",
        "no date that can be",
        "no sender",
    ]


def test_an_mbox_says_itself_when_a_letter_without_a_date_came(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    undated = letter("carla@mirela.example", BOXES[0], "When?", "<2@mirela.example>", START)
    del undated["Date"]

    assert (
        audit(capsys, write_mbox(tmp_path / "m", [undated]))[1]["unanswered_messages"][0]["date"] == START.isoformat()
    )


def test_what_does_not_exist_is_a_matter_of_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none"), "--ours", "havn.example"]) == 2
    assert capsys.readouterr() == ("", f"{tmp_path / 'none'}: there is no such file or folder\n")


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


ASKED = letter("carla@mirela.example", BOXES[0], "Pump", "<1@mirela.example>", at(0))
CASES = {
    "a colleague is asked, not the customer": ([ASKED, letter("ada@havn.example", "ben@havn.example", "Fwd: Pump", "<2@havn.example>", at(1), answers="<1@mirela.example>")], 0),
    "a supplier is asked, not the customer": ([ASKED, letter("ada@havn.example", "x@supplier.example", "Fwd: Pump", "<2@havn.example>", at(1), answers="<1@mirela.example>")], 0),
    "a machine's letter acknowledges only": ([ASKED, letter("ada@havn.example", "carla@mirela.example", "Re: Pump", "<2@havn.example>", at(1), answers="<1@mirela.example>", auto="auto-replied")], 0),
    "another subject answers nothing": ([ASKED, letter("ada@havn.example", "carla@mirela.example", "Our offer", "<2@havn.example>", at(1))], 0),
    "the same subject too late": ([ASKED, letter("ada@havn.example", "carla@mirela.example", "Re: Pump", "<2@havn.example>", at(31 * 24))], 0),
    "the same subject before": ([ASKED, letter("ada@havn.example", "carla@mirela.example", "Pump", "<2@havn.example>", at(-1))], 0),
    "a clock that is wrong": ([ASKED, letter("ada@havn.example", "carla@mirela.example", "Re: Pump", "<2@havn.example>", at(-1), answers="<1@mirela.example>")], 1),
    "a customer's colleague is answered": ([ASKED, letter("ada@havn.example", "marco@mirela.example", "Re: Pump", "<2@havn.example>", at(1), answers="<1@mirela.example>")], 1),
    "the answer goes to Reply-To": ([letter("form@mirela.example", BOXES[0], "Pump", "<1@mirela.example>", at(0), **{"Reply-To": "carla@else.example"}), letter("ada@havn.example", "carla@else.example", "SV: Pump", "<2@havn.example>", at(1))], 1),
    "a form of ours writes for a customer": ([letter("noreply@havn.example", BOXES[0], "Contact", "<1@havn.example>", at(0), **{"Reply-To": "carla@else.example"}), letter("ada@havn.example", "carla@else.example", "Re: Contact", "<2@havn.example>", at(1))], 1),
    "a group of ours is no mailing list": ([letter("carla@mirela.example", BOXES[0], "Pump", "<1@mirela.example>", at(0), Precedence="list", **{"List-Id": "<help.havn.example>"}), letter("ada@havn.example", "carla@mirela.example", "Re: Pump", "<2@havn.example>", at(1), answers="<1@mirela.example>")], 1),
    "a question to a machine of ours": ([letter("noreply@havn.example", "carla@mirela.example", "Invoice", "<0@havn.example>", at(0)), letter("carla@mirela.example", BOXES[0], "Re: Invoice", "<1@mirela.example>", at(1), answers="<0@havn.example>")], 0),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_inquiry_and_whether_it_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str) -> None:
    letters, answered = CASES[case]
    _, found, _ = audit(capsys, write_mbox(tmp_path / "m", letters))
    assert (found["inquiries"], found["answered"]) == (1, answered)


def test_a_reply_to_what_is_not_in_the_files_goes_on_with_something_older(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = letter(
        "carla@mirela.example", BOXES[0], "Re: Pump", "<1@mirela.example>", START, answers="<lost@x.example>"
    )
    forwarded = letter(
        "carla@mirela.example", BOXES[0], "Fwd: Pump", "<2@mirela.example>", START, answers="<lost2@x.example>"
    )

    _, found, _ = audit(capsys, write_mbox(tmp_path / "m", [reply, forwarded]))

    assert (found["inquiries"], found["continued"]) == (1, 1)


def test_the_page_stands_alone_and_opens_with_the_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make(80)
    page = tmp_path / "audit.html"
    code = main([*map(str, sources(made, tmp_path)), "--ours", "havn.example", "--html", str(page)])

    html = page.read_text(encoding="utf-8")
    ignored = 80 - len(made.truth.answered)
    assert code == 1
    assert f"<h1>{ignored} of 80 customers wrote and nobody answered." in html
    assert html.count("<tr><td>") == ignored
    assert [word for word in ("<script", "http://", "https://", "src=", "url(") if word in html] == []


def test_the_terminal_reads_the_finding_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(write_mbox(tmp_path / "m", [ASKED])), "--ours", "havn.example"])
    first, _, rest = capsys.readouterr().out.partition("\n")
    assert first == "1 of 1 customer wrote and nobody answered. The oldest has waited less than a minute."
    assert "27%" in rest and "31%" in rest  # noqa: PT018


def test_dates_that_cannot_be_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ahead = letter("carla@mirela.example", BOXES[0], "Pump", "<1@mirela.example>", datetime(2140, 1, 1, tzinfo=UTC))
    (tmp_path / "a.eml").write_bytes(ahead.as_bytes())
    assert audit(capsys, tmp_path)[1]["without_date"] == 1
