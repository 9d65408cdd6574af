"""Public holidays by country, from the `holidays` library; apart because the library takes a third of a second to load."""

from collections.abc import Iterable
from datetime import date

from holidays import country_holidays, list_supported_countries


class UnknownRegion(ValueError):
    """The library knows no such country or subdivision."""


def holiday_dates(country: str, subdivision: str | None, years: Iterable[int]) -> frozenset[date]:
    """Public holidays of an ISO 3166-1 country and ISO 3166-2 subdivision (`DE`, `BY`), local dates, days in lieu included."""
    try:
        return frozenset(country_holidays(country, subdiv=subdivision or None, years=sorted(set(years))))
    except NotImplementedError as error:
        region = f"{country}-{subdivision}" if subdivision else country
        raise UnknownRegion(f"No public holidays are known for {region}.") from error


def holiday_names(country: str, subdivision: str | None, years: Iterable[int]) -> dict[date, str]:
    """The public holidays with what the country itself calls them."""
    try:
        return dict(country_holidays(country, subdiv=subdivision or None, years=sorted(set(years))))
    except NotImplementedError as error:
        raise UnknownRegion(f"No public holidays are known for {country}.") from error


def known_regions() -> dict[str, list[str]]:
    """The countries whose public holidays are known, by ISO 3166-1 code, each with its subdivisions' codes."""
    return dict(list_supported_countries(include_aliases=False))
