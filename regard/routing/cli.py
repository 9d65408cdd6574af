"""`regard user deactivate`: a login ends, the conversations go on."""

from argparse import ArgumentParser, Namespace

from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, Command, say
from regard.routing import operations
from regard.staff import queries as staff
from regard.staff.operations import LastOwnerError


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("--hand-over-to", metavar="EMAIL", help="who gets the open conversations")
    parser.add_argument("--note", default="", help="what they need to know; default: that the colleague left")


def _run(options: Namespace) -> int:
    users = {user.email: user for user in staff.active_users()}
    user, to = users.get(options.email.lower()), users.get((options.hand_over_to or "").lower())
    if user is None or (options.hand_over_to and to is None):
        say(
            f"No active user has the address {options.email if user is None else options.hand_over_to}. Nothing was changed."
        )
        return FINDINGS
    try:
        note = options.note or f"{user.name} no longer works here."
        number = operations.deactivate_user(user=user, to=to, note=note, by=None, at=clock.now())
    except operations.HoldsConversationsError as error:
        say(f"{error}. Nothing was changed; name who gets them with --hand-over-to EMAIL.")
        return FINDINGS
    except LastOwnerError as error:
        say(f"{error} Nothing was changed.")
        return FINDINGS
    say(f"{user.name} can no longer sign in." + (f" {number} conversations went to {to.name}." if to else ""))
    return FINE


USER_DEACTIVATE = Command(help="end a login and hand its open conversations over", run=_run, configure=_configure)
