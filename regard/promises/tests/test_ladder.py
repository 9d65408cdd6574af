from datetime import UTC, datetime, timedelta

from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.ladder import LADDER, rung_times, rungs_due

OFFICE = WorkingCalendar(zone="UTC", week=(((540, 1020),),) * 5 + ((), ()))
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
OWNER, TEAM, LEAD, DIRECTOR = LADDER
TIMES = rung_times(OFFICE, MONDAY, 8 * HOUR)


def due(hours, told=(), taken=()):
    """Rungs due so many hours after nine on Monday; `told` gives percent and the hour it was told."""
    told = {percent: MONDAY + hour * HOUR for percent, hour in told}
    return rungs_due(OFFICE, TIMES, at=MONDAY + hours * HOUR, told=told, taken=taken)


def test_rungs_stand_at_shares_of_working_time():
    assert [(step.rung, step.at) for step in TIMES] == [
        (OWNER, MONDAY + 4 * HOUR),
        (TEAM, MONDAY + 6.4 * HOUR),
        (LEAD, MONDAY + 8 * HOUR),
        (DIRECTOR, MONDAY + 28 * HOUR),
    ]


def test_nobody_is_told_before_half():
    assert due(3.99) == []


def test_a_rung_is_told_when_it_is_reached_and_then_left_alone_for_an_hour():
    assert [due(4), due(4.5, [(50, 4)]), due(5, [(50, 4)])] == [[OWNER], [], [OWNER]]


def test_taking_a_rung_ends_its_repeats_but_not_the_ladder():
    assert due(6, [(50, 4)], taken=[50]) == []
    assert due(6.4, [(50, 4)], taken=[50]) == [TEAM]


def test_after_an_outage_every_missed_rung_is_due_lowest_first():
    assert due(8) == [OWNER, TEAM, LEAD]
    assert due(8, [(50, 4)]) == [TEAM, LEAD]


def test_only_the_highest_rung_is_repeated_and_not_at_night():
    assert due(8, [(50, 4), (80, 6.4), (100, 8)]) == []
    assert due(20, [(50, 4), (80, 6.4), (100, 8)]) == []
    assert due(25, [(50, 4), (80, 6.4), (100, 8)]) == [LEAD]


def test_a_pause_moves_the_rungs_and_an_open_one_holds_them():
    lunch = (MONDAY + HOUR, MONDAY + 2 * HOUR)
    paused = rung_times(OFFICE, MONDAY, 8 * HOUR, [lunch, (MONDAY + 6 * HOUR, None)])
    assert [step.at for step in paused] == [MONDAY + 5 * HOUR, None, None, None]
