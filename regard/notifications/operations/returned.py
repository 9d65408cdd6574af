"""Mail to a colleague that came back: it stops, and stands where people see it. Nothing is ever mailed about it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail.models import Outgoing, Recipient
from regard.notifications.models import Stopped
from regard.staff.models import User


def note_refused(*, outgoing_id: UUID, at: datetime) -> bool:
    """A letter to a colleague could not be delivered; whether its address is stopped now."""
    letter = Outgoing.objects.filter(id=outgoing_id, kind=Outgoing.Kind.NOTIFICATION).first()
    refused = letter.recipients.filter(state=Recipient.State.REFUSED).first() if letter else None
    return bool(refused) and stop(address=refused.address, because=refused.reply, at=at) if refused else False


def stop(*, address: str, because: str, at: datetime) -> bool:
    """Mail nothing more to a person's address; False when it is nobody's, or stopped before."""
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        return False
    row = Stopped(id=uuid7(), user=user, address=address.lower(), because=because[:500], since=at)
    with transaction.atomic():
        if Stopped.objects.filter(address=row.address, ended_at=None).exists():
            return False
        Stopped.objects.bulk_create([row], ignore_conflicts=True)
        record(kind="mail.stopped", at=at, subject=Subject("user", user.id), data={"because": row.because})
    return True
