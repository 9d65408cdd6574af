"""Where a folder begins for us."""

from datetime import timedelta

from regard.mail.imap import rules
from regard.mail.imap.connection import Connection
from regard.mail.imap.rules import Seen
from regard.mail.models import Mailbox


def first_wanted(connection: Connection, mailbox: Mailbox, seen: Seen) -> tuple[int, list[int]]:
    """For the opened folder, new or newly numbered: the UID above which letters are wanted, and those above it that are not,
    because they reached the server before the mailbox was connected."""
    oldest = rules.oldest_wanted(mailbox.watching_since)
    # A day earlier, because the server searches by the date of its own zone (RFC 3501 6.4.4); then exactly.
    arrivals = connection.arrived_since((oldest - timedelta(days=1)).date()) if seen.exists else {}
    wanted = {uid for uid, moment in arrivals.items() if moment is None or moment >= oldest}
    floor = min(wanted, default=seen.uidnext) - 1
    return floor, [uid for uid in connection.uids(seen, after=floor) if uid not in wanted]
