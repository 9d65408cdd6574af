"""Everything that happens by the clock, on one screen. Cron expressions in UTC; six fields begin with seconds."""

TIMETABLE = {
    "channels.beat": "17 * * * *",
    "channels.watch_loops": "*/30 * * * * *",
    "channels.check_domains": "40 4 * * *",
    "conversations.forget_presence": "20 3 * * *",
    "privacy.retention": "50 3 * * *",
    "imports.forget": "35 3 * * *",
    "effort.every_night": "25 3 * * *",
    "promises.sweep": "*/10 * * * * *",
    "opportunities.settle_stale": "*/5 * * * *",
    "notifications.every_minute": "* * * * *",
    "data_quality.scan": "10 2 * * *",
    "forecasting.take_night": "30 1 * * *",
}
