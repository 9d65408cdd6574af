"""`regard user ...` and `regard token ...`."""

from argparse import ArgumentParser, Namespace

from django.conf import settings

from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, Command, print_json, say
from regard.staff import operations, queries
from regard.staff.models import User


def _configure_create(parser: ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("--name", required=True)
    parser.add_argument("--role", choices=User.Role.values, default=User.Role.AGENT)
    parser.add_argument("--zone", default="UTC", help="IANA time zone, such as Europe/Copenhagen")
    parser.add_argument("--language", choices=["en", "de"], default="en")
    parser.add_argument("--json", action="store_true")


def _create(options: Namespace) -> int:
    try:
        user = operations.add_user(
            email=options.email,
            name=options.name,
            role=options.role,
            zone=options.zone,
            language=options.language,
            at=clock.now(),
        )
    except operations.AlreadyExistsError as error:
        say(f"{error}. Nothing was changed; `regard user link {options.email}` makes a new sign-in link.")
        return FINDINGS
    return _print_link(user, as_json=options.json)


def _configure_link(parser: ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("--json", action="store_true")


def _link(options: Namespace) -> int:
    user = queries.active_users().filter(email__iexact=options.email).first()
    if user is None:
        say(f"No active user has the address {options.email}; `regard user list` shows them.")
        return FINDINGS
    return _print_link(user, as_json=options.json)


def sign_in_url(user: User) -> str:
    """A fresh one-time link that signs the user in."""
    return f"{settings.URL}/sign-in/{operations.make_sign_in_link(user=user, at=clock.now())}/"


def _print_link(user: User, *, as_json: bool) -> int:
    url = sign_in_url(user)
    if as_json:
        print_json({"id": user.id, "email": user.email, "role": user.role, "sign_in_url": url})
    else:
        print(url)
        say(f"{user.name} signs in once with this link within 24 hours, and sets a password then.")
    return FINE


def _configure_list(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _list(options: Namespace) -> int:
    for user in queries.active_users():
        if options.json:
            print_json({"id": user.id, "email": user.email, "name": user.name, "role": user.role})
        else:
            print(f"{user.email:<36} {user.role:<12} {user.name}")
    return FINE


def _configure_token(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="whose token it is: a program with it may do what this person may")
    parser.add_argument("--name", required=True, help="what it is for")
    parser.add_argument("--json", action="store_true")


def _token(options: Namespace) -> int:
    user = queries.active_users().filter(email__iexact=options.email).first()
    if user is None:
        say(f"No active user has the address {options.email}; `regard user list` shows them.")
        return FINDINGS
    token = operations.add_api_token(user=user, name=options.name, at=clock.now())
    if options.json:
        print_json({"token": token, "user": user.email, "name": options.name})
    else:
        print(token)
        say("It is shown this once; only its hash is kept.")
    return FINE


def _configure_revoke(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="whose token it is")
    parser.add_argument("start", help="the first characters of the token")


def _revoke(options: Namespace) -> int:
    user = queries.active_users().filter(email__iexact=options.email).first()
    number = operations.revoke_api_token(start=options.start, by=user, at=clock.now()) if user and options.start else 0
    say(f"{number} revoked." if number else "No such token; nothing was changed.")
    return FINE if number else FINDINGS


USER_CREATE = Command(help="add a user and print a one-time sign-in link", run=_create, configure=_configure_create)
USER_LINK = Command(help="print a one-time sign-in link for a user", run=_link, configure=_configure_link)
USER_LIST = Command(help="list the users", run=_list, configure=_configure_list)
TOKEN_REVOKE = Command(help="revoke an API token at once", run=_revoke, configure=_configure_revoke)
TOKEN_CREATE = Command(help="make an API token and print it once", run=_token, configure=_configure_token)
