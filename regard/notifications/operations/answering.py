"""A colleague answers by mail: taken only when it is certainly theirs, else kept and said so. Never lost, never a customer's."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from regard.conversations.models import Conversation, Draft
from regard.conversations.operations import EmptyAnswerError, NoRecipientError
from regard.conversations.operations.drafts import PlannedError, Written, keep_draft
from regard.conversations.operations.sending import Answer, FillInError, TooManyRecipientsError
from regard.conversations.operations.story import tell as tell_story
from regard.conversations.queries.drafts import addressed, open_draft
from regard.intake.rules import Letter
from regard.kit.ids import uuid7
from regard.mail import operations as mail_operations
from regard.mail.models import Inbound, Mailbox
from regard.mail.rules.compose import Enclosure
from regard.notifications.models import MailedAnswer, Notification
from regard.notifications.operations.giving_word import tell
from regard.notifications.operations.returned import stop
from regard.notifications.queries.answered import Answered, answered_by, came_since, may_answer, words_told
from regard.notifications.queries.words import because
from regard.notifications.rules.taking import Refusal, wrong_with
from regard.promises import operations as promises
from regard.staff.queries import ForbiddenError

Outcome = MailedAnswer.Outcome
#: What a mail program adds to a letter that is no file of its writer.
_NO_FILES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}


class _RefusedError(Exception):
    def __init__(self, why: Refusal, error: str = "") -> None:
        super().__init__(why)
        self.why, self.error = why, error


@dataclass(frozen=True, kw_only=True)
class _Arrived:
    """A letter to an address for answers, with what it answers."""

    letter: Letter
    inbound: Inbound
    found: Answered
    at: datetime

    @property
    def words(self) -> str:
        """The new words, without quotation and signature; a letter of nothing else has none."""
        return self.letter.mail.reply_text.strip()


def receive(letter: Letter, *, inbound: Inbound, at: datetime) -> bool:
    """Take in a letter if it answers what a colleague was told. False for all others: then nothing was done.

    A letter from somebody who is no colleague is never swallowed, whatever it was written to: a customer may have got the
    address in a copy. Its place is the inbox, under its own sender.
    """
    found = answered_by(letter, inbound=inbound)
    if found is None:
        return False
    arrived = _Arrived(letter=letter, inbound=inbound, found=found, at=at)
    with transaction.atomic():
        is_empty_sender = letter.has_null_sender and not found.is_outsider
        if letter.mail.is_bounce or letter.mail.is_automatic or is_empty_sender:
            _note_machine(arrived)
            return True
        if found.is_outsider:
            _tell_of_outsider(arrived)
            return False
        try:
            _refuse_unless_certain(arrived)
            _send(arrived)
        except _RefusedError as refused:
            _keep(arrived, refused)
    return True


def _note_machine(arrived: _Arrived) -> None:
    """Out of office and the like are counted and nothing else. A report says that the address is dead."""
    mail = arrived.letter.mail
    if mail.is_bounce and arrived.found.is_signed and arrived.found.user:
        for recipient in mail.bounce_recipients:
            if recipient.action != "delayed":
                address = arrived.found.user.email
                because_of = " ".join(filter(None, [recipient.status, recipient.reply_code, recipient.reason]))
                stop(address=address, because=because_of or mail.subject, at=arrived.at)
    _note(arrived, Outcome.AUTOMATIC, because="bounce" if mail.is_bounce else mail.automatic_reason or "no sender")


def _refuse_unless_certain(arrived: _Arrived) -> None:
    found, mail = arrived.found, arrived.letter.mail
    if found.refusal:
        raise _RefusedError(found.refusal)
    if not found.author or not found.conversation or not may_answer(found.author, found.conversation):
        raise _RefusedError(Refusal.NO_RIGHT)
    wrong = wrong_with(mail, arrived.words, words_told(found.told))
    if wrong:
        raise _RefusedError(wrong)


def _send(arrived: _Arrived) -> None:
    author, conversation, told = arrived.found.author, arrived.found.conversation, arrived.found.told
    assert author is not None
    assert conversation is not None
    Conversation.objects.select_for_update().get(id=conversation.id)
    newer = came_since(conversation, told, author)
    if newer:
        raise _RefusedError(newer)
    to_whom = addressed(Draft(conversation=conversation))
    answer = Answer(text=arrived.words, to=to_whom.to, cc=to_whom.cc, files=_files(arrived.letter))
    try:
        with transaction.atomic(), translation.override(author.language):
            promises.answer(
                conversation=conversation, answer=answer, mailbox=Mailbox.objects.get(address=conversation.our_address),
                by=author, at=arrived.at, undo_for=timedelta(seconds=author.undo_seconds),
            )  # fmt: skip
    except (EmptyAnswerError, NoRecipientError, TooManyRecipientsError, FillInError, ForbiddenError) as error:
        raise _RefusedError(Refusal.UNSENDABLE, str(error)) from error
    _note(arrived, Outcome.SENT)


def _keep(arrived: _Arrived, refused: _RefusedError) -> None:
    """The text becomes the author's draft where the sender is theirs; else the letter is set aside. The author is told."""
    found = arrived.found
    is_draft = found.may_keep_draft and bool(arrived.words) and _keep_draft(arrived)
    reader = found.author or found.user
    sentence = because(refused.why, {"sender": arrived.letter.address, "error": refused.error})
    _note(arrived, Outcome.DRAFT if is_draft else Outcome.ASIDE, because=refused.why)
    if not is_draft:
        reason = f"An answer by mail that was not sent, because {sentence}."
        mail_operations.quarantine(inbound=arrived.inbound, reason=reason, at=arrived.at)
    if reader is None or not reader.is_active:
        return
    data = {"because": refused.why, "is_draft": is_draft}
    if found.conversation:
        tell_story("answer.not_taken", found.conversation, at=arrived.at, by=reader if is_draft else None, data=data)
    facts = {**data, "sender": arrived.letter.address, "error": refused.error}
    tell(
        Notification.Reason.ANSWER,
        reader,
        found.conversation,
        arrived.inbound.id,
        arrived.at,
        at=arrived.at,
        facts=facts,
    )


def _tell_of_outsider(arrived: _Arrived) -> None:
    """Somebody else wrote to a colleague's own address for answers. Said once; the letter goes its usual way."""
    found = arrived.found
    if found.user and found.user.is_active and found.told and found.conversation:
        facts = {
            "because": Refusal.OTHER_SENDER,
            "is_draft": False,
            "is_outsider": True,
            "sender": arrived.letter.address,
        }
        reason = Notification.Reason.ANSWER
        tell(reason, found.user, found.conversation, found.told.id, found.told.made_at, at=arrived.at, facts=facts)


def _keep_draft(arrived: _Arrived) -> bool:
    """Behind what the author has begun already. False where an answer of theirs is planned, which nothing may touch."""
    author, conversation = arrived.found.author, arrived.found.conversation
    assert author is not None
    assert conversation is not None
    begun = open_draft(author, conversation)
    written = Written(text=arrived.words, files=_files(arrived.letter))
    if begun:
        written = replace(
            written, text="\n\n".join(filter(None, [begun.text, arrived.words])), cc=begun.cc, is_holding=begun.is_holding,
            recipients=None if begun.recipients is None else tuple(begun.recipients), ticked=tuple(begun.ticked),
            promised_until=begun.promised_until, denied=tuple(begun.denied), seen=begun.seen,
        )  # fmt: skip
    try:
        keep_draft(conversation=conversation, written=written, by=author, at=arrived.at)
    except PlannedError:
        return False
    return True


def _files(letter: Letter) -> tuple[Enclosure, ...]:
    """What the author attached; pictures inside a signature and cryptographic signatures are no files of theirs."""
    return tuple(
        Enclosure(filename=file.filename, content_type=file.content_type, content=file.content)
        for file in letter.mail.attachments
        if not file.is_inline and file.content_type not in _NO_FILES
    )


def _note(arrived: _Arrived, outcome: str, *, because: str = "") -> None:
    found = arrived.found
    MailedAnswer.objects.create(
        id=uuid7(), inbound=arrived.inbound, user=found.author or found.user, conversation=found.conversation,
        sender=arrived.letter.address, outcome=outcome, because=because[:40], text=arrived.letter.mail.text[:20_000],
        at=arrived.at,
    )  # fmt: skip
