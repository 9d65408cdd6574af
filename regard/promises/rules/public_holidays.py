"""Public holidays by country, from the `holidays` library; apart because the library takes a third of a second to load."""

from collections.abc import Iterable
from datetime import date

from holidays import country_holidays


class UnknownRegion(ValueError):
    """The library knows no such country or subdivision."""


def holiday_dates(country: str, subdivision: str | None, years: Iterable[int]) -> frozenset[date]:
    """Public holidays of an ISO 3166-1 country and ISO 3166-2 subdivision (`DE`, `BY`), local dates, days in lieu included."""
    try:
        return frozenset(country_holidays(country, subdiv=subdivision or None, years=sorted(set(years))))
    except NotImplementedError as error:
        region = f"{country}-{subdivision}" if subdivision else country
        raise UnknownRegion(f"No public holidays are known for {region}.") from error
