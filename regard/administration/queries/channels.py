"""Settings > Channels: every way in, where it leads, what is promised there, and whether it works."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.administration.queries import words
from regard.channels.models import Channel, ContactForm
from regard.promises.models import Policy
from regard.promises.queries import policies_in_force


@dataclass(frozen=True, kw_only=True)
class State:
    """How a channel does: `kind` is good, warn or bad."""

    text: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ChannelRow:
    """One way in."""

    name: str
    icon: str
    url: str
    goes_to: str
    promise: str
    state: State


def channel_rows(*, now: datetime) -> list[ChannelRow]:
    """All ways in, the mailboxes by address."""
    policies = list(policies_in_force())
    channels = Channel.objects.filter(mailbox__isnull=False).select_related("mailbox", "team")
    return [
        ChannelRow(
            name=channel.mailbox.address if channel.mailbox else channel.name,
            icon="mail",
            url=reverse("settings-channel", args=[channel.id]),
            goes_to=_("%(team)s only") % {"team": channel.team.name} if channel.is_team_only else channel.team.name,
            promise=promise_of(channel, policies),
            state=state_of(channel, now=now),
        )
        for channel in channels.order_by("mailbox__address")
    ] + _forms(policies)


def _forms(policies: list[Policy]) -> list[ChannelRow]:
    """The contact forms; the page itself is where they lead."""
    forms = ContactForm.objects.select_related("channel__team").annotate(by_topic=Count("topics__team"))
    return [
        ChannelRow(
            name=form.channel.name,
            icon="form",
            url=reverse("contact-form", args=[form.slug]) if form.is_open else "",
            goes_to=_("By subject") if form.by_topic else form.channel.team.name,
            promise=promise_of(form.channel, policies),
            state=State(text=_("Takes messages"), kind="good")
            if form.is_open
            else State(text=_("Takes no messages"), kind="warn"),
        )
        for form in forms.order_by("channel__name")
    ]


def promise_of(channel: Channel, policies: list[Policy]) -> str:
    """What a message through this channel is promised, when neither its subject nor the customer asks for another policy."""
    fitting = [policy for policy in policies if policy.channel_kind in {"", channel.kind}]
    general = next((policy for policy in fitting if not policy.topic and not policy.tier), None)
    if general is None:
        return _("nothing promised: no policy fits")
    others = sum(bool(policy.topic or policy.tier) for policy in fitting)
    said = words.promise(general)
    return _("%(promise)s; other by subject or customer") % {"promise": said} if others else said


def state_of(channel: Channel, *, now: datetime) -> State:
    """The one thing to know about a mailbox."""
    mailbox = channel.mailbox
    if mailbox is None or not mailbox.is_active:
        return State(text=_("Switched off"), kind="warn")
    if mailbox.trouble:
        return State(text=mailbox.trouble, kind="bad")
    if channel.deaf_since:
        text = _("A test letter has not come back since %(ago)s") % {"ago": words.ago(channel.deaf_since, now=now)}
        return State(text=text, kind="bad")
    if mailbox.latest_arrival_at is None:
        return State(text=_("No mail yet"), kind="")
    return State(text=_("Last mail %(ago)s") % {"ago": words.ago(mailbox.latest_arrival_at, now=now)}, kind="good")
