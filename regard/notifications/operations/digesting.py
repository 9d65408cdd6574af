"""One summary a day for each person: who waits for them, what is due, what they promised, where they were called."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from regard.events.operations import Subject
from regard.kit.ids import uuid7
from regard.mail.models import Mailbox, Outgoing
from regard.mail.operations import queue
from regard.notifications.models import Digest, Notification
from regard.notifications.operations.mailing import letter_to, mailbox_for, may_mail, posting_of
from regard.notifications.queries.digest import Summary, summary_for, told_in_summary
from regard.notifications.queries.preferences import digest_times, hours_for, preference_of
from regard.notifications.rules.hours import digest_day, works_on
from regard.notifications.rules.token import sign
from regard.staff.models import User


def send_digests(*, at: datetime) -> int:
    """Send the summaries that are due at this moment; how many had something to say."""
    times = digest_times()
    done = set(Digest.objects.filter(made_at__gte=at.replace(hour=0, minute=0)).values_list("user_id", "day"))
    sent = 0
    for user in User.objects.filter(id__in=times, is_active=True).order_by("id"):
        day = digest_day(at, zone=user.zone, digest_at=times[user.id])
        if day and (user.id, day) not in done:
            sent += _send(user, day, at)
    return sent


def _send(user: User, day: date, at: datetime) -> bool:
    preference = preference_of(user)
    digest = Digest(id=uuid7(), user=user, day=day, made_at=at)
    with transaction.atomic():
        Digest.objects.bulk_create([digest], ignore_conflicts=True)
        if not Digest.objects.select_for_update().filter(id=digest.id, outgoing=None).exists():
            return False  # another worker makes this one
        if preference.is_quiet and not works_on(hours_for(user, at=at), day, user.zone):
            return False
        mailbox = mailbox_for(None)
        if mailbox is None or not may_mail(user):
            return False
        with translation.override(user.language):
            summary = summary_for(user, preference, at=at)
            if not summary.sections:
                return False
            digest.outgoing = _queue(digest, summary, mailbox, at)
        digest.save(update_fields=["outgoing"])
        told_in_summary(user).update(mail=Notification.Mail.SENT, mailed_at=at)
    return True


def _queue(digest: Digest, summary: Summary, mailbox: Mailbox, at: datetime) -> Outgoing:
    text = render_to_string("notifications/email/digest.txt", {"summary": summary})
    token = sign(key=settings.SECRET_KEY, told_id=digest.id)
    letter = letter_to(digest.user, mailbox, token=token, subject=summary.subject, text=text.strip() + "\n", at=at)
    posting = posting_of(letter, mailbox, digest.user, about=Subject("user", digest.user_id))
    return queue(posting, kind=Outgoing.Kind.NOTIFICATION, at=at)
