"""Letters with invitations for tests, as calendar programs send them, and filing what they bring."""

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from uuid import UUID

from regard.events.models import Event
from regard.jobs.models import Job
from regard.meetings.operations import file_invitations

_numbers = count(1)
CARLA, ADA = "carla@mirela.example", "ada@havn.example"


def ics(
    *, method: str = "REQUEST", uid: str = "visit@mirela.example", starts: str = "20260312T130000Z", ends: str = "20260312T140000Z",
    organiser: str = CARLA, people: tuple[str, ...] = (CARLA, ADA), sequence: int = 0, stamp: str = "20260310T080000Z",
    answer: str = "NEEDS-ACTION", more: tuple[str, ...] = (),
) -> bytes:  # fmt: skip
    """A calendar with one event."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}",
        f"DTSTART:{starts}", f"DTEND:{ends}", f"SEQUENCE:{sequence}", "SUMMARY:Look at the pump", "LOCATION:Hall 4",
        f"ORGANIZER;CN=Organiser:mailto:{organiser}",
        *(f"ATTENDEE;CN={one.split('@')[0].title()};PARTSTAT={answer}:mailto:{one}" for one in people),
        *more, "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def invitation(
    calendar: bytes, *, sender: str = f"Carla Customer <{CARLA}>", to: str = "help@havn.example", subject: str = "Invitation",
    method: str = "REQUEST", as_file_too: bool = True, answers: str = "",
) -> bytes:  # fmt: skip
    """A letter as calendar programs write it: the calendar stands in the body, and is attached once more."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<invitation-{next(_numbers)}@mirela.example>"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content("You are invited.")
    message.add_alternative(calendar, maintype="text", subtype="calendar", params={"method": method})
    if as_file_too:
        message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
    return message.as_bytes()


def file_all() -> int:
    """Do what a worker would with the letters that brought calendars; how many meetings changed."""
    jobs = list(Job.objects.filter(name="meetings.file_invitations").order_by("id"))
    events = Event.objects.in_bulk([UUID(job.arguments["event_id"]) for job in jobs])
    Job.objects.filter(id__in=[job.id for job in jobs]).delete()
    return sum(
        file_invitations(message_id=UUID(events[UUID(job.arguments["event_id"])].data["message"])) for job in jobs
    )
