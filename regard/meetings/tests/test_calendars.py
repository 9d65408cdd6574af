"""Calendars: every event that can be read, a sentence for every one that cannot."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.meetings.rules.calendars import Meeting, Person, read_meetings

MORNING, NOON = datetime(2026, 3, 10, 9, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def calendar(*events: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def test_a_meeting_with_who_takes_part() -> None:
    raw = calendar(
        event(
            "UID:m1", "SUMMARY:Service of the P-220", "DTSTART;TZID=Europe/Copenhagen:20260310T100000",
            "DTEND;TZID=Europe/Copenhagen:20260310T130000", "LOCATION:Havnevej 4\\, Aarhus",
            "ORGANIZER;CN=Ines Moreau:mailto:ines@havn.example", 'ATTENDEE;CN="Holm, Marie":MAILTO:marie@brandt.example',
            "ATTENDEE:mailto:tom@havn.example", "RRULE:FREQ=WEEKLY",
        )
    )  # fmt: skip

    assert read_meetings(raw).meetings == [
        Meeting(
            uid="m1", summary="Service of the P-220", starts_at=MORNING, ends_at=NOON, place="Havnevej 4, Aarhus",
            organiser=Person(name="Ines Moreau", email="ines@havn.example"),
            people=[Person(name="Holm, Marie", email="marie@brandt.example"), Person(name="", email="tom@havn.example")],
            repeats=True,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("DTSTART:20260310T090000Z", (MORNING, False)),
        ("DTSTART:20260310T090000", (MORNING, False)),
        ("DTSTART;VALUE=DATE:20260310", (datetime(2026, 3, 10, tzinfo=UTC), True)),
        ("DTSTART;TZID=/mozilla.org/20070129_1/America/New_York:20260310T050000", (MORNING, False)),
    ],
)
def test_when_it_begins(starts: str, expected: tuple[datetime, bool]) -> None:
    (meeting,) = read_meetings(calendar(event("UID:1", starts))).meetings

    assert (meeting.starts_at, meeting.is_all_day) == expected


@pytest.mark.parametrize(
    ("raw", "uids", "reasons"),
    [
        (calendar(event("UID:1", "DTSTART:20260310T090000Z")) * 2, ["1", "1"], []),
        (event("UID:1", "DTSTART:20260310T090000Z").encode(), ["1"], []),
        (calendar(), [], []),
        (calendar(event("UID:1", "SUMMARY:Talk")), [], ["“Talk” has no time at which it begins."]),
        (calendar(event("UID:1", "DTSTART:tomorrow")), [], ["“1” has no time at which it begins."]),
        (
            calendar(event("UID:1", "DTSTART:20260310T090000Z", "X", "SUMMARY"), event("UID:2", "DTSTART:20260310T090000Z")),
            ["1", "2"],
            [],
        ),
        (
            calendar(
                "BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+5744\r\n"
                "TZOFFSETTO:+5744\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
                event("UID:1", "DTSTART:20260310T090000Z"),
            ),
            ["1"],
            [],
        ),
        (b"", [], ["There is no calendar in the file."]),
        (b"no calendar", [], ["There is no calendar in the file."]),
    ],
)  # fmt: skip
def test_what_can_be_read_is_kept_and_the_rest_is_told(raw: bytes, uids: list[str], reasons: list[str]) -> None:
    read = read_meetings(raw)

    assert ([meeting.uid for meeting in read.meetings], read.reasons) == (uids, reasons)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_lines_are_meetings_or_reasons(lines: list[str]) -> None:
    read = read_meetings(calendar(event("UID:1", *lines)))

    assert all(isinstance(reason, str) for reason in read.reasons)
