"""The stretch of time a report is about, and its weeks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHOICES = (30, 90, 365)
USUAL = 90
LONGEST = 3 * 366


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days in a zone, the first and the last included. `days` is one of CHOICES when it ends today, else 0."""

    first: date
    last: date
    zone: str
    days: int = 0

    @property
    def start(self) -> datetime:
        return self._midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def mondays(self) -> list[date]:
        """Of every week it touches; the first may lie before it."""
        monday = self.first - timedelta(days=self.first.weekday())
        return [monday + timedelta(days=7 * number) for number in range((self.last - monday).days // 7 + 1)]

    @property
    def week_begins(self) -> list[datetime]:
        return [self._midnight(monday) for monday in self.mondays]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=ZoneInfo(self.zone))


def latest_days(days: int, *, at: datetime, zone: str) -> Period:
    """So many days up to today, today included."""
    today = at.astimezone(ZoneInfo(zone)).date()
    return Period(first=today - timedelta(days=days - 1), last=today, zone=zone, days=days)
