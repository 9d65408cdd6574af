"""Today: who waits for me, what I promised, how we are doing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Message
from regard.desk.queries.faces import ClockFace, Reader, clocks_of, face_of, promise_face, why
from regard.mail import queries as mail
from regard.mail.models import Outgoing
from regard.promises import queries as promises
from regard.promises.models import Clock

SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """A customer who waits."""

    id: str
    url: str
    clock: ClockFace | None
    account_name: str
    subject: str
    contact_name: str
    channel_text: str
    why: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class PromiseRow:
    """A date the reader gave a customer."""

    id: str
    text: str
    detail: str
    clock: ClockFace
    url: str
    done_url: str


@dataclass(frozen=True, kw_only=True)
class ThemRow:
    """A customer who has the word."""

    url: str
    text: str
    detail: str
    when_text: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """One working day: kept, part (some late), now (today so far), none."""

    label: str
    state: str
    text: str
    short: str = ""


@dataclass(frozen=True, kw_only=True)
class OnTime:
    """Promises of the last five working days that fell due or were kept."""

    title: str
    percent_text: str
    kept: int
    total: int
    ignored_text: str
    days: list[Day]


@dataclass(frozen=True, kw_only=True)
class LoadRow:
    """How many waiting conversations a colleague has; `share` of the fullest table."""

    name: str
    short_name: str
    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """Messages of the last seven days that got no receipt."""

    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class TodayPage:
    """Everything the page says."""

    headline: str
    consequence: str
    date_text: str
    live_url: str
    waiting: list[WaitingRow]
    waiting_count: int
    more_url: str
    promised: list[PromiseRow]
    waiting_for_them: list[ThemRow]
    not_delivered: list[ThemRow]
    on_time: OnTime | None
    load: list[LoadRow]
    not_taken_text: str
    not_taken_url: str
    acknowledgements_skipped: Skipped
    empty_url: str
    empty_action: str


def today_page(reader: Reader, *, mark: str) -> TodayPage:
    """The page for one reader; `mark` is the latest event it was made after."""
    visible = conversations.visible_to(reader.user).select_related("account", "contact", "assignee")
    told = Q(clocks__escalations__told=reader.user, clocks__stopped_at=None, clocks__taken_by=None)
    mine = list(conversations.waiting(visible.filter(Q(assignee=reader.user) | told)).distinct()[:100])
    clocks = clocks_of(mine)
    everybody = list(conversations.waiting(visible).values_list("assignee__name", "waiting_since")[:2000])
    return TodayPage(
        headline=_headline(len(mine)),
        consequence=_consequence([clocks[row.id] for row in mine if row.id in clocks], reader),
        date_text=reader.day(reader.now),
        live_url=f"{reverse('today-live')}?mark={mark}",
        waiting=[_waiting_row(row, clocks.get(row.id), reader) for row in mine[:SHOWN]],
        waiting_count=len(mine),
        more_url=reverse("inbox") if len(mine) > SHOWN else "",
        promised=_promised(reader),
        waiting_for_them=_waiting_for_them(reader),
        not_delivered=_not_delivered(reader),
        on_time=_on_time(reader),
        load=_load([name for name, _since in everybody if name]),
        not_taken_text=_not_taken([since for name, since in everybody if not name and since], reader),
        not_taken_url=f"{reverse('inbox')}?view=not-taken",
        acknowledgements_skipped=_skipped(reader),
        empty_url=f"{reverse('inbox')}?view=team",
        empty_action=_("See who waits for the team"),
    )


def _headline(count: int) -> str:
    if count == 0:
        return _("Nobody is waiting for you.")
    small = ["", _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"), _("Eight"), _("Nine")]
    number = small[count] if count < len(small) else str(count)
    return ngettext(
        "%(number)s customer is waiting for you.", "%(number)s customers are waiting for you.", count
    ) % {"number": number}


def _consequence(clocks: list[Clock], reader: Reader) -> str:
    late = [clock for clock in clocks if clock.stopped_at is None and clock.due_at < reader.now]
    coming = [clock.due_at for clock in clocks if clock.stopped_at is None and clock.due_at >= reader.now]
    if late:
        return ngettext(
            "%(count)s of them has waited longer than we promised.", "%(count)s of them have waited longer than we promised.", len(late)
        ) % {"count": len(late)}
    if not coming:
        return ""
    from_now = min(coming) - reader.now
    if from_now < timedelta(hours=2):
        minutes = int(from_now.total_seconds() // 60)
        due = ngettext("The next answer is due in %(count)s minute.", "The next answer is due in %(count)s minutes.", minutes) % {"count": minutes}
    else:
        due = _("The next answer is due %(time)s.") % {"time": reader.time(min(coming))}
    return f"{due} {_('Nobody has been kept waiting longer than we promised.')}"


def _waiting_row(row: Conversation, clock: Clock | None, reader: Reader) -> WaitingRow:
    return WaitingRow(
        id=str(row.id),
        url=reverse("conversation", args=[row.id]),
        clock=face_of(clock, reader),
        account_name=row.account.name if row.account else row.contact.name,
        subject=row.subject or _("(no subject)"),
        contact_name=row.contact.name,
        channel_text=_("e-mail"),
        why=why(row, reader),
        icon="mail",
    )


def _promised(reader: Reader) -> list[PromiseRow]:
    return [
        PromiseRow(
            id=str(promise.id),
            text=promise.text,
            detail=promise.account.name if promise.account else "",
            clock=promise_face(promise.due_at, promise.made_at, reader),
            url=reverse("conversation", args=[promise.conversation_id]),
            done_url=reverse("promise-kept", args=[promise.id]),
        )
        for promise in promises.open_promises(holder=reader.user)[:5]
    ]


def _waiting_for_them(reader: Reader) -> list[ThemRow]:
    mine = conversations.waiting_for_them(conversations.visible_to(reader.user).filter(assignee=reader.user))
    return [
        ThemRow(
            url=reverse("conversation", args=[row.id]),
            text=row.subject,
            detail=row.account.name if row.account else row.contact.name,
            when_text=reader.time(row.latest_message_at),
        )
        for row in mine.select_related("account", "contact")[:5]
    ]


def _not_delivered(reader: Reader) -> list[ThemRow]:
    """Answers of the last week that did not reach the customer, in conversations the reader has or whose account they own."""
    mine = conversations.visible_to(reader.user).filter(Q(assignee=reader.user) | Q(account__owner=reader.user))
    lost = mail.undelivered(since=reader.now - timedelta(days=7)).filter(
        kind=Outgoing.Kind.REPLY, subject_kind="conversation", subject_id__in=mine.values("id")
    )
    return [
        ThemRow(
            url=reverse("conversation", args=[letter.subject_id]),
            text=letter.subject,
            detail=letter.last_error,
            when_text=reader.time(letter.created_at),
        )
        for letter in lost[:5]
    ]


def _on_time(reader: Reader) -> OnTime | None:
    days = _working_days(reader, 5)
    begin = datetime.combine(days[0], time(), tzinfo=ZoneInfo(reader.zone))
    kept: Counter[date] = Counter()
    total: Counter[date] = Counter()
    ignored = 0
    for outcome in promises.outcomes(conversations=conversations.visible_to(reader.user), at=reader.now, since=begin):
        day = reader.local(outcome.at).date()
        total[day] += 1
        kept[day] += outcome.is_kept
        ignored += outcome.is_waiting
    if not any(total[day] for day in days):
        return None
    sum_kept, sum_total = sum(kept[day] for day in days), sum(total[day] for day in days)
    return OnTime(
        title=_("Answers on time, last five days"),
        percent_text=f"{100 * sum_kept // sum_total}%",
        kept=sum_kept,
        total=sum_total,
        ignored_text=ngettext("%(count)s still waits", "%(count)s still wait", ignored) % {"count": ignored} if ignored else _("none ignored"),
        days=[_day(day, kept[day], total[day], reader) for day in days],
    )


def _day(day: date, kept: int, total: int, reader: Reader) -> Day:
    is_today = day == reader.local(reader.now).date()
    text = _("%(kept)s of %(total)s on time") % {"kept": kept, "total": total} if total else _("nothing was due")
    state = "now" if is_today else "none" if not total else "kept" if kept == total else "part"
    label = _("Today") if is_today else str(format_date(day, "EEE", locale=reader.language))
    return Day(label=label, state=state, text=text, short=f"{kept}/{total}")


def _working_days(reader: Reader, count: int) -> list[date]:
    """The last `count` weekdays, today included, earliest first."""
    day = reader.local(reader.now).date()
    days = [day]
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.append(day)
    return days[::-1]


def _load(names: list[str]) -> list[LoadRow]:
    counts = Counter(names)
    most = max(counts.values(), default=1)
    return [
        LoadRow(name=name, short_name=name.split(" ")[0], count=count, share=count / most) for name, count in counts.most_common(8)
    ]


def _not_taken(since: list[datetime], reader: Reader) -> str:
    if not since:
        return _("Everything has been taken by somebody.")
    minutes = int((reader.now - min(since)).total_seconds() // 60)
    age = _("%(count)s minutes") % {"count": minutes} if minutes < 120 else _("%(count)s hours") % {"count": minutes // 60}
    return _("%(count)s not yet taken. The oldest for %(age)s.") % {"count": len(since), "age": age}


def _skipped(reader: Reader) -> Skipped:
    count = (
        Message.objects.filter(
            at__gte=reader.now - timedelta(days=7), needs_answer=True, conversation__in=conversations.visible_to(reader.user)
        )
        .exclude(no_acknowledgement_because__in=["", "acknowledged before"])
        .count()
    )
    return Skipped(count=count, url=f"{reverse('inbox')}?view=no-receipt")


