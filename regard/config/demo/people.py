"""The sample company: who works there, when, what they promise, and at which addresses they are reached."""

from dataclasses import dataclass
from datetime import datetime

from regard.channels import operations as channels
from regard.channels.models import Channel
from regard.channels.webform.operations import FormTerms, open_form
from regard.mail.models import Mailbox
from regard.promises import operations as promises
from regard.staff import operations as staff
from regard.staff.models import Team, User

ZONE = "Europe/Copenhagen"
DAY = [["08:00", "12:00"], ["12:30", "16:30"]]
HOUR, DAY_OF_WORK = 60, 8 * 60


@dataclass(frozen=True, kw_only=True)
class Person:
    """A colleague to be. `key` is how the other files of this folder call them."""

    key: str
    name: str
    role: str
    languages: tuple[str, ...]
    skills: tuple[str, ...] = ()


PEOPLE = (
    Person(key="ines", name="Ines Moreau", role="owner", languages=("en", "fr", "de"), skills=("P-220", "contract", "credit")),
    Person(key="tom", name="Tom Okoye", role="agent", languages=("en",), skills=("P-110", "seals", "pressure", "bearing")),
    Person(
        key="priya", name="Priya Nair", role="agent", languages=("en", "de"), skills=("filter", "breaker", "oil", "Sicherung")
    ),
    Person(
        key="sara", name="Sara Lind", role="agent", languages=("en", "da", "de"),
        skills=("delivery", "address", "spare parts", "Lieferung", "warranty"),
    ),
    Person(
        key="jonas", name="Jonas Weber", role="back office", languages=("en", "de", "da"), skills=("invoice", "Rechnung", "faktura", "VAT")
    ),
    Person(key="mette", name="Mette Dahl", role="sales", languages=("en", "da", "de"), skills=("quote", "Angebot", "price", "P-340")),
    Person(key="erik", name="Erik Holm", role="manager", languages=("en", "da", "de")),
    Person(key="anna", name="Anna Falk", role="read-only", languages=("en", "da")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Company:
    """The sample company's rows: users, teams and channels by key ("ines"; "service", "sales", "accounts")."""

    users: dict[str, User]
    teams: dict[str, Team]
    channels: dict[str, Channel]

    def mailbox(self, team: str) -> Mailbox:
        """The mailbox whose mail goes to a team."""
        mailbox = self.channels[team].mailbox
        if mailbox is None:
            raise LookupError(f"the channel of {team} has no mailbox")
        return mailbox


def found(*, at: datetime) -> Company:
    """Add everybody and everything a company needs before its first letter."""
    users = {person.key: _add(person, at) for person in PEOPLE}
    teams = {
        "service": _team("Service", users["erik"], at, users["ines"], users["tom"], users["priya"], users["sara"]),
        "sales": _team("Sales", users["erik"], at, users["mette"]),
        "accounts": _team("Accounts", users["ines"], at, users["jonas"]),
    }
    _promise(teams)
    channels = {
        "service": _open("help@havn.example", "Havn Pumps", teams["service"], at),
        "sales": _open("sales@havn.example", "Havn Pumps Sales", teams["sales"], at),
        "accounts": _open("billing@havn.example", "Havn Pumps Accounts", teams["accounts"], at, is_team_only=True),
    }
    company = Company(users=users, teams=teams, channels=channels)
    _open_form(company, at)
    return company


def _open_form(company: Company, at: datetime) -> None:
    """The contact page of the company's site."""
    topics = (
        ("Something does not work", None),
        ("A price or an order", company.teams["sales"]),
        ("An invoice or payment", company.teams["accounts"]),
        ("Something else", None),
    )
    terms = FormTerms(
        name="Contact form on the site",
        team=company.teams["service"],
        mailbox=company.mailbox("service"),
        topics=topics,
        phone="+45 70 20 10 30",
        phone_note="A person picks up, there is no menu. Monday to Friday, 8:00 to 17:00.",
    )
    open_form(slug="service", terms=terms, at=at)


def _add(person: Person, at: datetime) -> User:
    user = staff.add_user(
        email=f"{person.name.lower().replace(' ', '.')}@havn.example",
        name=person.name,
        role=person.role,
        zone=ZONE,
        languages=person.languages,
        signature=f"{person.name}\nHavn Pumps",
        at=at,
        is_sample=True,
    )
    staff.declare_skills(user=user, terms=person.skills)
    return user


def _team(name: str, lead: User, at: datetime, *members: User) -> Team:
    return staff.add_team(name=name, lead=lead, members=members, at=at, is_sample=True)


def _open(address: str, name: str, team: Team, at: datetime, *, is_team_only: bool = False) -> Channel:
    return channels.open_email_channel(
        address=address, name=name, team=team, is_team_only=is_team_only, at=at, acknowledges=True, is_sample=True
    )


def _promise(teams: dict[str, Team]) -> None:
    """Working hours, and how soon whom is answered: the first policy that fits holds."""
    calendar = promises.add_calendar(
        name="Havn Pumps, Aarhus", zone=ZONE, week=[DAY] * 5 + [[], []], country="DK", is_sample=True
    )
    for team in teams.values():
        promises.set_team_hours(team=team, calendar=calendar)
    for name, position, answer, terms in (
        ("Priority customers: within an hour", 10, HOUR, {"tier": "priority"}),
        ("Invoices: the next working day", 20, DAY_OF_WORK, {"topic": "invoice Rechnung faktura facture"}),
        ("Everybody: within half a working day", 100, DAY_OF_WORK // 2, {}),
    ):
        promises.add_policy(
            name=name, position=position, calendar=calendar, first_answer_minutes=answer, next_answer_minutes=answer,
            resolution_minutes=5 * DAY_OF_WORK, is_sample=True, **terms,
        )  # fmt: skip
