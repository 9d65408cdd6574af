"""Background work of the channels."""

from uuid import UUID

from regard.channels.email import processing
from regard.channels.loops import operations as loops
from regard.channels.loops import queries as loop_queries
from regard.events.models import Event
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock
from regard.mail.discovery.queries import CannotAskError, our_world
from regard.mail.models import Inbound


def process_letters(held: list[tuple[Lease, dict[str, str]]]) -> list[Exception | None]:
    """Several letters were accepted."""
    events = {
        str(event.id): event.subject_id for event in Event.objects.filter(id__in=[one["event_id"] for _, one in held])
    }
    letters = Inbound.objects.select_related("mailbox", "raw").in_bulk(list(events.values()))
    return processing.process_all([(letters[events[one["event_id"]]], lease) for lease, one in held], now=clock.now())


@job(name="channels.process_letter", priority=1, together=8, run_many=process_letters)
def process_letter(*, lease: Lease, event_id: str) -> None:
    """A letter was accepted."""
    _process(lease, event_id)


@job(name="channels.process_found", priority=9)
def process_found(*, lease: Lease, event_id: str) -> None:
    """A letter of the past was read; letters of today go first."""
    _process(lease, event_id)


@job(name="channels.beat", priority=7)
def beat(*, lease: Lease) -> None:
    """The hour's test letter through each channel."""
    with lease.finish():
        loops.beat(at=clock.now())


@job(name="channels.watch_loops", priority=3)
def watch_loops(*, lease: Lease) -> None:
    """Whether a test letter stays away."""
    with lease.finish():
        loops.watch(at=clock.now())


@job(name="channels.check_domains", priority=8)
def check_domains(*, lease: Lease) -> None:
    """What our domains publish, looked up again."""
    at = clock.now()
    with lease.finish():
        for domain in loop_queries.own_domains():
            loops.ask_about_domain(domain=domain, at=at)


@job(name="channels.check_domain", priority=6, max_attempts=3)
def check_domain(*, lease: Lease, domain: str) -> None:
    """What one domain publishes about who may send in its name."""
    signed = loop_queries.last_signed(domain)
    try:
        published = loop_queries.look_up(domain, selector=signed.selector if signed else "", world=our_world())
        trouble = ""
    except CannotAskError as error:
        published, trouble = None, str(error)
    with lease.finish():
        loops.note_domain(domain=domain, published=published, trouble=trouble, at=clock.now())


def _process(lease: Lease, event_id: str) -> None:
    letter_id = Event.objects.values_list("subject_id", flat=True).get(id=UUID(event_id))
    inbound = Inbound.objects.select_related("mailbox", "raw").get(id=letter_id)
    processing.process(inbound=inbound, lease=lease, now=clock.now())
