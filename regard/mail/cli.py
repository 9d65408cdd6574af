"""`regard mail receive`: takes one letter on standard input, as a mail server's pipe transport hands it over."""

import os
import sys
from argparse import ArgumentParser, Namespace

from django.conf import settings
from django.db import Error as DatabaseError

from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, TRY_AGAIN, USAGE, Command, say
from regard.mail import operations, queries
from regard.mail.models import Inbound
from regard.mail.operations.accept import Envelope
from regard.mail.store import StoreError


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "recipient", nargs="?", default=os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT")
    )
    parser.add_argument(
        "--sender", default=os.environ.get("SENDER", ""), help="envelope sender; empty: a machine wrote it"
    )


def _run(options: Namespace) -> int:
    if not options.recipient:
        say("Name the recipient, as an argument or in the variable ORIGINAL_RECIPIENT.")
        return USAGE
    content = sys.stdin.buffer.read(settings.MAIL_MAX_BYTES + 1)
    if len(content) > settings.MAIL_MAX_BYTES:
        say("The letter is over REGARD_MAIL_MAX_MB; it was not stored and stays with the mail server.")
        return FINDINGS
    try:
        mailbox = queries.mailbox_for(options.recipient)
        if mailbox is None:
            say(f"{options.recipient} is no address of ours; the letter was not stored.")
            return FINDINGS
        envelope = Envelope(way=Inbound.Way.PIPE, sender=options.sender, recipient=options.recipient)
        operations.accept(content, envelope=envelope, mailbox=mailbox, at=clock.now())
    except (StoreError, DatabaseError) as error:
        say(f"Cannot store just now, try again later: {error}")
        return TRY_AGAIN
    return FINE


RECEIVE = Command(
    help="store one letter from standard input (exit 0 stored, 75 try again)", run=_run, configure=_configure
)
