"""`regard mailbox ...`: opening ways in by mail, listing them, and asking whether anything is missing."""

import getpass
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from regard.channels.models import Channel
from regard.channels.operations import (
    PreviewNotSeenError,
    open_email_channel,
    switch_acknowledgements_off,
    switch_acknowledgements_on,
)
from regard.channels.queries import mark_of_receipts, receipts_if_written_now
from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, USAGE, Command, print_json, say
from regard.mail.discovery.queries import find_servers, what, who_says_so
from regard.mail.discovery.rules import Found
from regard.mail.imap.operations import CannotCompareError, check, connect
from regard.mail.imap.queries import Comparison
from regard.mail.models import Mailbox
from regard.mail.operations import set_sending, try_sending
from regard.mail.rules import normalise_address
from regard.mail.rules.access import Access, SmtpAccess, why_impossible
from regard.staff.models import Team

_NAMED = 20
EVERYTHING = datetime(1970, 1, 1, tzinfo=UTC)
_PORTS = {"tls": 993, "starttls": 143, "none": 143}


def _configure_add(parser: ArgumentParser) -> None:
    parser.add_argument("address", help="the address customers write to")
    parser.add_argument("--name", required=True, help="sender name that customers read")
    parser.add_argument("--team", required=True, help="name of the team that answers")
    parser.add_argument(
        "--imap-host", default="", help="fetch the mail from this server; without it mail is delivered to Regard"
    )
    parser.add_argument("--imap-port", type=int, help="default: 993 with tls, else 143")
    parser.add_argument("--imap-security", choices=list(_PORTS), default="tls")
    parser.add_argument("--fetch", action="store_true", help="fetch the mail by IMAP; its servers are looked for")
    parser.add_argument("--imap-user", default="", help="default: the address")
    parser.add_argument("--imap-password-file", type=Path, help="default: asked for at the terminal")
    parser.add_argument("--team-only", action="store_true", help="only the team may read these conversations")
    parser.add_argument(
        "--fetch-history", action="store_true", help="also read the mail that lies on the server already, latest first"
    )
    parser.add_argument("--history-days", type=int, help="also read the mail of so many days")
    parser.add_argument("--json", action="store_true")


def _add(options: Namespace) -> int:
    address = normalise_address(options.address)
    known = Mailbox.objects.filter(address=address).first()
    if known and not options.imap_host and not options.fetch:
        say(f"{address} is a mailbox already; nothing was changed.")
        return FINDINGS
    found = find_servers(address) if options.fetch and not options.imap_host else None
    if found and not _take_found(options, found):
        return FINDINGS
    try:
        access = _access(options) if options.imap_host else None
    except (OSError, EOFError) as error:
        say(f"Cannot read the password: {error}")
        return USAGE
    team = Team.objects.filter(name__iexact=options.team).first()
    if team is None:
        names = ", ".join(Team.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        say(f"There is no team {options.team!r}; there are: {names}.")
        return FINDINGS
    if access and (impossible := why_impossible(access)):
        say(impossible)
        return USAGE
    mailbox = known or _open(options, address, team)
    _send_by(mailbox, found, access)
    trouble = (
        connect(mailbox=mailbox, access=access, at=clock.now(), history_since=_history_since(options)) if access else ""
    )
    _tell_added(mailbox, trouble, was_known=known is not None, as_json=options.json)
    return FINE


def _take_found(options: Namespace, found: Found) -> bool:
    """Tell what was found before the password is asked for, and go on with it."""
    if found.imap is None:
        say("No server for mail in was found for this address; name it with --imap-host. Nothing was changed.")
        return False
    say(f"{what(found)} {who_says_so(found)}")
    options.imap_host, options.imap_port = found.imap.host, found.imap.port
    options.imap_security, options.imap_user = found.imap.security, options.imap_user or found.username
    return True


def _send_by(mailbox: Mailbox, found: Found | None, access: Access | None) -> None:
    """Have answers leave by the server that was found, where it lets us in."""
    if found is None or found.smtp is None or access is None:
        return
    server = found.smtp
    smtp = SmtpAccess(
        host=server.host, port=server.port, security=server.security, username=access.username, password=access.password
    )
    if trouble := try_sending(smtp):
        say(f"{trouble} Answers leave by REGARD_EMAIL_URL.")
    else:
        set_sending(mailbox=mailbox, access=smtp, at=clock.now())


def _history_since(options: Namespace) -> datetime | None:
    if options.fetch_history:
        return EVERYTHING
    return clock.now() - timedelta(days=options.history_days) if options.history_days else None


def _access(options: Namespace) -> Access:
    file = options.imap_password_file
    password = file.read_text(encoding="utf-8").rstrip("\r\n") if file else getpass.getpass("Password of the mailbox: ")
    return Access(
        host=options.imap_host,
        port=options.imap_port or _PORTS[options.imap_security],
        security=options.imap_security,
        username=options.imap_user or normalise_address(options.address),
        password=password,
    )


def _open(options: Namespace, address: str, team: Team) -> Mailbox:
    open_email_channel(
        address=address,
        name=options.name,
        team=team,
        at=clock.now(),
        is_team_only=options.team_only,
    )
    return Mailbox.objects.get(address=address)


def _tell_added(mailbox: Mailbox, trouble: str, *, was_known: bool, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "id": mailbox.id,
                "address": mailbox.address,
                "way": mailbox.way,
                "added": not was_known,
                "trouble": trouble,
            }
        )
    if trouble:
        say(f"{mailbox.address} was {'changed' if was_known else 'added'}, but mail does not come yet. {trouble}")
    elif was_known:
        say(f"{mailbox.address} was there already; the way to its server was changed.")
    else:
        say(
            f"{mailbox.address} was added. No receipts are sent yet: `regard mailbox receipts {mailbox.address}` shows how they"
            " look, and switches them on."
        )


def _configure_list(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _list(options: Namespace) -> int:
    for channel in (
        Channel.objects.filter(mailbox__isnull=False).select_related("mailbox", "team").order_by("mailbox__address")
    ):
        mailbox = channel.mailbox
        if mailbox is None:
            continue
        if options.json:
            print_json(_as_json(channel, mailbox))
        else:
            print(f"{mailbox.address:<36} {mailbox.way:<9} {channel.team.name:<20} {mailbox.trouble or 'works'}")
    return FINE


def _as_json(channel: Channel, mailbox: Mailbox) -> dict[str, object]:
    """The password is not among it, in any form."""
    server = {
        "host": mailbox.imap_host,
        "port": mailbox.imap_port,
        "security": mailbox.imap_security,
        "user": mailbox.imap_username,
    }
    return {
        "id": mailbox.id,
        "address": mailbox.address,
        "name": channel.name,
        "team": channel.team.name,
        "team_only": channel.is_team_only,
        "acknowledges": channel.acknowledges,
        "way": mailbox.way,
        "imap": server if mailbox.way == Mailbox.Way.IMAP else None,
        "active": mailbox.is_active,
        "watching_since": mailbox.watching_since,
        "latest_arrival_at": mailbox.latest_arrival_at,
        "trouble": mailbox.trouble,
        "trouble_since": mailbox.trouble_since,
    }


def _configure_check(parser: ArgumentParser) -> None:
    parser.add_argument("address")
    parser.add_argument("--json", action="store_true")


def _check(options: Namespace) -> int:
    mailbox = Mailbox.objects.filter(address=normalise_address(options.address)).first()
    if mailbox is None or mailbox.way != Mailbox.Way.IMAP:
        say(f"{options.address} is no mailbox fetched by IMAP; `regard mailbox list` shows them.")
        return FINDINGS
    try:
        comparisons = check(mailbox=mailbox, at=clock.now())
    except CannotCompareError as error:
        say(str(error))
        return FINDINGS
    for comparison in comparisons:
        _print_comparison(comparison, as_json=options.json)
    return FINDINGS if any(comparison.missing for comparison in comparisons) else FINE


def _print_comparison(comparison: Comparison, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(comparison))
        return
    print(
        f"{comparison.folder}: {comparison.on_server} on the server, {comparison.stored} of them stored, "
        f"{comparison.older} older than the connection, {len(comparison.missing)} missing here"
    )
    if comparison.missing:
        uids = ", ".join(map(str, comparison.missing[:_NAMED]))
        print(f"  missing here: UID {uids}{' and more' if len(comparison.missing) > _NAMED else ''}")


def _configure_receipts(parser: ArgumentParser) -> None:
    parser.add_argument("address")
    parser.add_argument("--on", metavar="MARK", default="", help="send them from now on; MARK stands below the preview")
    parser.add_argument("--off", action="store_true", help="send none any more")
    parser.add_argument("--json", action="store_true")


def _receipts(options: Namespace) -> int:
    address = normalise_address(options.address)
    channel = Channel.objects.filter(mailbox__address=address).select_related("mailbox", "team").first()
    if channel is None:
        say(f"{address} is no mailbox of ours; `regard mailbox list` shows them.")
        return FINDINGS
    try:
        if options.off:
            switch_acknowledgements_off(channel=channel, by=None, at=clock.now())
        elif options.on:
            switch_acknowledgements_on(channel=channel, seen=options.on, by=None, at=clock.now())
    except PreviewNotSeenError as error:
        say(f"{error} Nothing was changed.")
        return FINDINGS
    channel.refresh_from_db()
    _print_receipts(channel, as_json=options.json)
    return FINE


def _print_receipts(channel: Channel, *, as_json: bool) -> None:
    previews, mark = receipts_if_written_now(channel, at=clock.now()), mark_of_receipts(channel)
    if as_json:
        print_json({"on": channel.acknowledges, "mark": mark, "receipts": [asdict(one) for one in previews]})
        return
    for one in previews:
        print(f"--- {one.language}: {one.subject}\n\n{one.text}")
    address = channel.mailbox.address if channel.mailbox else channel.name
    if channel.acknowledges:
        say(f"Whoever writes to {address} gets this receipt. --off ends that.")
    else:
        say(f"Nobody gets a receipt yet. To send them: regard mailbox receipts {address} --on {mark}")


ADD = Command(help="open a way in by mail for a team", run=_add, configure=_configure_add)
LIST = Command(help="list the mailboxes and what troubles them", run=_list, configure=_configure_list)
CHECK = Command(
    help="compare a mailbox with its IMAP server (exit 1: letters are missing here)",
    run=_check,
    configure=_configure_check,
)
RECEIPTS = Command(
    help="show how the receipts of a mailbox look, and switch them on or off",
    run=_receipts,
    configure=_configure_receipts,
)
