"""`regard demo load` and `regard demo remove`."""

from argparse import ArgumentParser, Namespace

from regard.config.demo import company, removal
from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, Command, print_json, say
from regard.staff.models import User


def _configure_load(parser: ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="do nothing, and be content, when there are users")
    parser.add_argument("--days", type=int, default=company.DAYS, help=f"days of history (default: {company.DAYS})")
    parser.add_argument("--json", action="store_true")


def _load(options: Namespace) -> int:
    if options.if_empty and User.objects.exists():
        return FINE
    try:
        summary = company.load(now=clock.now(), days=options.days, progress=say)
    except company.NotEmptyError as error:
        say(str(error))
        return FINDINGS
    if options.json:
        print_json(summary)
    else:
        say("\n".join(f"  {number:>6}  {what.replace('_', ' ')}" for what, number in summary.items()))
        say(
            "Havn Pumps is there. `regard user link ines.moreau@havn.example` lets you in; `regard demo remove` takes it away."
        )
    return FINE


def _configure_remove(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _remove(options: Namespace) -> int:
    try:
        removed = removal.remove()
    except removal.InUseError as error:
        say(str(error))
        return FINDINGS
    if options.json:
        print_json(removed)
    else:
        say(f"The sample company is gone: {sum(removed.values())} rows and files.")
    return FINE


LOAD = Command(help="load the made-up company Havn Pumps with 90 days of letters", run=_load, configure=_configure_load)
REMOVE = Command(help="remove the made-up company and nothing else", run=_remove, configure=_configure_remove)
