"""`regard team ...`: a team with its hours and what it promises."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, Command, print_json, say
from regard.promises import operations
from regard.promises.operations.settings import Hours
from regard.staff import queries as people
from regard.staff.models import Team

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(?P<first>[a-z]{3})(-(?P<latest>[a-z]{3}))?:(?P<intervals>[\d:,-]+)")


def read_hours(text: str) -> list[list[list[str]]]:
    """`mon-fri:09:00-12:00,13:00-17:00 sat:10:00-12:00` as seven lists of intervals, Monday first."""
    week: list[list[list[str]]] = [[] for _day in DAYS]
    for part in text.lower().split():
        match = _HOURS.fullmatch(part)
        if not match or match["first"] not in DAYS or (match["latest"] or "sun") not in DAYS:
            raise ArgumentTypeError(f"{part!r} is not like mon-fri:09:00-17:00")
        first, latest = DAYS.index(match["first"]), DAYS.index(match["latest"] or match["first"])
        for day in range(first, latest + 1):
            week[day] = [interval.split("-") for interval in match["intervals"].split(",")]
    return week


def _configure_create(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="as customers read it when nobody answers by name yet")
    parser.add_argument("--member", action="append", default=[], metavar="EMAIL", help="may be given several times")
    parser.add_argument("--lead", metavar="EMAIL", help="is told when a promise is broken")
    parser.add_argument("--zone", required=True, help="IANA time zone, such as Europe/Copenhagen")
    parser.add_argument(
        "--hours", type=read_hours, default="mon-fri:09:00-17:00", metavar="HOURS", help="default: mon-fri:09:00-17:00"
    )
    parser.add_argument("--country", default="", help="two letters: its public holidays are days off")
    parser.add_argument(
        "--answer-minutes", type=int, default=240, help="working minutes until an answer (default: 240)"
    )
    parser.add_argument("--json", action="store_true")


def _create(options: Namespace) -> int:
    known = {user.email: user for user in people.active_users()}
    unknown = [email for email in [*options.member, options.lead] if email and email.lower() not in known]
    if unknown or Team.objects.filter(name=options.name).exists():
        said = (
            f"No active user has the address {unknown[0]}." if unknown else f"There is a team {options.name!r} already."
        )
        say(f"{said} Nothing was changed.")
        return FINDINGS
    try:
        operations.open_team(
            name=options.name,
            members=[known[email.lower()] for email in options.member],
            lead=known.get((options.lead or "").lower()),
            hours=Hours(zone=options.zone, week=options.hours, country=options.country.upper()),
            answer_minutes=options.answer_minutes,
            at=clock.now(),
        )
    except ValueError as error:
        say(f"{error} Nothing was changed.")
        return FINDINGS
    if options.json:
        print_json({"team": options.name, "members": options.member})
    else:
        say(f"{options.name} is there. Next: regard mailbox add ADDRESS --name SENDER --team {options.name!r}")
    return FINE


TEAM_CREATE = Command(
    help="add a team with its hours, and the first promise to customers", run=_create, configure=_configure_create
)
