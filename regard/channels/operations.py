"""Opening ways in for customers."""

from datetime import datetime

from django.db import transaction

from regard.channels.models import Channel
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail.operations import add_mailbox
from regard.staff.models import Team


def open_email_channel(
    *,
    address: str,
    name: str,
    team: Team,
    at: datetime,
    is_team_only: bool = False,
    acknowledges: bool = True,
    is_sample: bool = False,
) -> Channel:
    """Take mail for an address and give it to a team. `name` is the sender name customers read."""
    with transaction.atomic():
        mailbox = add_mailbox(address=address, name=name, at=at, is_sample=is_sample)
        channel = Channel.objects.create(
            id=uuid7(), kind=Channel.Kind.EMAIL, name=name, team=team, is_team_only=is_team_only, acknowledges=acknowledges,
            mailbox=mailbox, is_sample=is_sample,
        )  # fmt: skip
        record(kind="channel.opened", at=at, subject=Subject("channel", channel.id), data={"address": address})
    return channel
