"""How test letters fared, and what domains publish."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from regard.channels.loops import rules
from regard.channels.models import Channel, Deafness, DomainCheck, Loop
from regard.mail.discovery.queries import World
from regard.mail.models import Mailbox


def latest_loop(channel: Channel) -> Loop | None:
    """The test that was begun last."""
    return channel.loops.select_related("outgoing").order_by("-started_at").first()


def overdue(*, at: datetime) -> "QuerySet[Loop]":
    """Tests that should be back by now and raised no alarm yet."""
    out = Loop.objects.filter(returned_at=None, alarmed_at=None, started_at__lte=at - rules.ALARM_AFTER)
    return out.select_related("channel").order_by("started_at")


def why_untestable(mailbox: Mailbox) -> str:
    """Why no test letter can leave a mailbox, in a stable word: sample, inactive, no server; '' when one can."""
    if mailbox.is_sample:
        return "sample"
    if not mailbox.is_active:
        return "inactive"
    return "" if mailbox.smtp_host or settings.EMAIL_URL else "no server"


def beating() -> "QuerySet[Channel]":
    """The channels whose heartbeat is on and that can be tested."""
    has_server = ~Q(mailbox__smtp_host="") if not settings.EMAIL_URL else Q()
    return (
        Channel.objects.filter(has_server, heartbeat_is_on=True, mailbox__is_active=True, mailbox__is_sample=False)
        .select_related("mailbox")
        .order_by("id")
    )


@dataclass(frozen=True, kw_only=True)
class Availability:
    """How well a channel could be reached: tests that came back in time of all, and how long it was deaf."""

    tests: int
    in_time: int
    deaf: timedelta
    watched: timedelta

    @property
    def share(self) -> float | None:
        """The share of the watched time in which it took letters in; None before the first test."""
        return 1 - self.deaf / self.watched if self.watched else None


def availability(channel: Channel, *, since: datetime, until: datetime) -> Availability:
    """By the heartbeats begun from `since` to `until`. A channel is deaf from the test that did not come back to the moment
    when one came back."""
    beats = list(
        channel.loops.filter(is_heartbeat=True, started_at__gte=since, started_at__lt=until)
        .order_by("started_at")
        .values_list("started_at", "returned_at")
    )
    settled = [
        (began, back) for began, back in beats if back is not None or until - began >= rules.ALARM_AFTER
    ]  # one that is on its way says nothing yet
    if not settled:
        return Availability(tests=0, in_time=0, deaf=timedelta(), watched=timedelta())
    within = (settled[0][0], until)
    stretches = Deafness.objects.filter(channel=channel, since__lt=until).values_list("since", "until")
    deaf = sum((rules.overlap(began, ended or until, within=within) for began, ended in stretches), timedelta())
    in_time = sum(back is not None and back - began <= rules.ALARM_AFTER for began, back in settled)
    return Availability(tests=len(settled), in_time=in_time, deaf=deaf, watched=until - within[0])


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a domain publishes now."""

    spf: list[str]
    dmarc: list[str]
    dmarc_domain: str
    selector: str
    dkim_key: str


def look_up(domain: str, *, selector: str, world: World) -> Published:
    """Ask the domain name system. Raises CannotAskError."""
    spf = [text for text in world.names.txt(domain) if text.lower().startswith("v=spf1")]
    dmarc, dmarc_domain = list[str](), ""
    for place in rules.places_of_dmarc(domain):
        dmarc = [text for text in world.names.txt(f"_dmarc.{place}") if text.lower().startswith("v=dmarc1")]
        if dmarc:
            dmarc_domain = place
            break
    signer = last_signer(domain)
    keys = world.names.txt(f"{selector}._domainkey.{signer}") if selector else []
    return Published(
        spf=spf, dmarc=dmarc, dmarc_domain=dmarc_domain, selector=selector,
        dkim_key=next((key for key in keys if rules.has_key([key])), ""),
    )  # fmt: skip


def last_signed(domain: str) -> Loop | None:
    """The latest test of an address of this domain that came back with a signature."""
    signed = Loop.objects.filter(channel__mailbox__address__endswith=f"@{domain}", returned_at__isnull=False)
    return signed.exclude(selector="").order_by("-returned_at").first()


def last_signer(domain: str) -> str:
    """The domain that signed our letters last; the domain itself before any came back."""
    signed = last_signed(domain)
    return signed.signer if signed else domain


def domain_check(domain: str) -> DomainCheck | None:
    """What was found out about a domain when it was last looked up."""
    return DomainCheck.objects.filter(domain=domain).first()


def own_domains() -> list[str]:
    """The domains of our mailboxes, but for the sample company's."""
    addresses = Mailbox.objects.filter(is_active=True, is_sample=False).values_list("address", flat=True)
    return sorted({address.rpartition("@")[2] for address in addresses})
