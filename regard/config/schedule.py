"""Everything that happens by the clock, on one screen. Cron expressions in UTC; six fields begin with seconds."""

TIMETABLE = {
    "promises.sweep": "*/10 * * * * *",
}
