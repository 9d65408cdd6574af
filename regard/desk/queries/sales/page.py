"""The page of an opportunity: who decides and how, what they did, its chance, what to ask next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.customers.facts import moment_of
from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.ask import Ask, Moved, OnMap, ask_of, moved_by
from regard.desk.queries.sales.cards import amount_text, day_text, is_quiet, measure_of
from regard.desk.queries.sales.chance import Chance, chance_of
from regard.desk.queries.sales.dialogs import Dialog, Form, form_of
from regard.desk.queries.sales.knowing import known_of
from regard.kit.fields import read_list
from regard.money.queries import load_rates
from regard.opportunities.models import Opportunity, Outcome
from regard.opportunities.queries.separating import facts_of
from regard.opportunities.rules.deciding import ROLE_LABELS, STANCE_LABELS, Coverage, Part, Role
from regard.opportunities.rules.gates import KIND_LABELS, EvidenceKind
from regard.opportunities.rules.meddpicc import MOST, Letter, letters
from regard.staff.rules import Right, may

_STANCES = {2: "good", 1: "good", 0: "warn", -1: "bad", -2: "bad"}
_ICONS = {"mail": "mail", "meeting": "chat", "document": "file", "signature": "check", "payment": "check"}


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A gate above the page. `state` is "done", "here" or "" """

    id: str
    number: int
    name: str
    statement: str
    state: str
    fresh_until: str
    record_url: str


@dataclass(frozen=True, kw_only=True)
class Decider:
    """A line of the table of who decides."""

    id: str
    name: str
    url: str
    part: str
    matters: str
    stance: str
    stance_state: str
    heard: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of how they decide."""

    id: str
    text: str
    who: str
    when: str
    is_done: bool
    is_over: bool
    done_text: str
    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Evidence in a line."""

    id: str
    icon: str
    words: str
    detail: str
    url: str
    is_fresh: bool
    withdrawn: str = ""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A sentence of a letter that may be evidence."""

    id: str
    words: str
    who: str
    gate: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything on the page."""

    id: UUID
    url: str
    name: str
    account: str
    account_url: str
    amount: str
    ladder: str
    rungs: list[Rung]
    deciders: list[Decider]
    coverage: Coverage
    coverage_text: str
    is_single_thread: bool
    champion_text: str
    steps: list[Step]
    said_text: str
    guesses: list[Guess]
    evidence: list[Shown]
    hidden: int
    chance: Chance | None
    moved: list[Moved]
    ask: Ask | None
    letters: list[Letter]
    score: int
    most: int
    details: list[tuple[str, str]]
    links: list[dict[str, str]]
    mails: list[dict[str, str]]
    ended: str
    ended_detail: str
    reason_words: str
    reason_url: str
    asks_reason: bool
    may_change: bool
    is_open: bool
    form: Form | None
    won: bool
    trouble: str = ""


def page_of(row: Opportunity, reader: Reader, dialog: Dialog) -> Page:
    """The page, of an opportunity that brought its parts along."""
    deciders = on_map(row)
    rates = load_rates(on=reader.now.date())
    measure = measure_of(rates, reader)
    amount = None if row.amount is None else rates.in_company_currency(row.amount, row.currency, on=reader.now.date())
    met = measure.coverage([_part(one) for one in deciders], amount)
    has, found = facts_of(row, at=reader.now)
    known = letters(known_of(row))
    may_change = may(reader.user.role, Right.SELL)
    heard = [one for one in deciders if one.heard_at and one.contact]
    ended, detail = _ended(row, reader)
    form = form_of(row, dialog, reader) if may_change else None
    return Page(
        id=row.id, url=reverse("opportunity", args=[row.id]), name=row.name, account=row.account.name,
        account_url=reverse("account", args=[row.account_id]), amount=amount_text(row, reader),
        ladder=f"{row.ladder.pipeline.name}, {_('version %(number)s') % {'number': row.ladder.number}}",
        rungs=_rungs(row, reader), deciders=[_decider(one, reader) for one in deciders], coverage=met,
        coverage_text=_coverage(met), is_single_thread=len(heard) <= 1, champion_text=_champion(deciders, reader),
        steps=[_step(one, reader) for one in read_list(row, "with_steps")], said_text=_said(row, reader),
        guesses=[_guess(one) for one in read_list(row, "with_proposals")] if may_change else [],
        evidence=[_shown(one, row, reader) for one in read_list(row, "with_evidence")], hidden=len(read_list(row, "with_hidden")),
        chance=chance_of(row, reader) if row.is_open else None, moved=moved_by(found, has),
        ask=ask_of(row, found, has, deciders, met), letters=known, score=sum(one.score for one in known), most=MOST,
        details=_details(row, reader), links=[_link(one, reader) for one in read_list(row, "with_links")],
        mails=[_mail(one, reader) for one in read_list(row, "with_letters")], ended=ended, ended_detail=detail,
        reason_words=row.reason_words, is_open=row.is_open,
        reason_url=reverse("conversation", args=[row.reason_message.conversation_id]) if row.reason_message else "",
        asks_reason=row.outcome in {Outcome.LOST, Outcome.NO_DECISION} and not row.reason_words, may_change=may_change,
        form=form, won=row.outcome == Outcome.WON, trouble=dialog.error if form is None else "",
    )  # fmt: skip


def on_map(row: Opportunity) -> list[OnMap]:
    """Who stands on the map."""
    return [
        OnMap(
            id=one["id"], name=one["contact_name"] or one["name"], contact=one["contact"] or "", role=Role(one["role"]),
            stance=one["stance"], influence=one["influence"], matters=one["matters"], through=one["through"] or "",
            heard_at=moment_of(one["heard"]) if one["heard"] else None,
        )
        for one in read_list(row, "with_roles")
    ]  # fmt: skip


def _part(one: OnMap) -> Part:
    return Part(role=one.role, influence=one.influence, is_met=one.heard_at is not None)


def _rungs(row: Opportunity, reader: Reader) -> list[Rung]:
    fresh = _fresh(row, reader)
    here = row.gate.position if row.gate else 0
    return [
        Rung(
            id=one["id"], number=one["position"], name=one["name"], statement=one["statement"],
            state="here" if one["position"] == here else "done" if one["id"] in fresh else "",
            fresh_until=reader.time(row.stands_until) if one["position"] == here and row.stands_until else "",
            record_url=f"{reverse('evidence-new', args=[row.id])}?gate={one['id']}",
        )
        for one in read_list(row, "with_gates")
    ]  # fmt: skip


def _fresh(row: Opportunity, reader: Reader) -> set[str]:
    """The gates that evidence of today holds."""
    lives = {one["id"]: one["days"] for one in read_list(row, "with_gates")}
    return {
        one["gate"]
        for one in read_list(row, "with_evidence")
        if not one["withdrawn"] and _is_fresh(one, lives.get(one["gate"]), reader)
    }


def _is_fresh(one: dict[str, Any], days: int | None, reader: Reader) -> bool:
    return days is None or (reader.now - moment_of(one["at"])).days < days


def _decider(one: OnMap, reader: Reader) -> Decider:
    heard = (
        reader.time(one.heard_at)
        if one.heard_at
        else _("Through %(name)s") % {"name": one.through}
        if one.through
        else _("Never")
    )
    known = one.stance is not None
    return Decider(
        id=one.id, name=one.name, url=reverse("contact", args=[UUID(one.contact)]) if one.contact else "",
        part=str(ROLE_LABELS[one.role]), matters=one.matters, heard=heard,
        stance=str(STANCE_LABELS[one.stance]) if one.stance is not None else _("Not known"),
        stance_state=_STANCES[one.stance] if known and one.stance is not None else "warn",
    )  # fmt: skip


def _coverage(met: Coverage) -> str:
    share = round(100 * met.share)
    learned = (
        ngettext("as in %(count)s deal won", "as in %(count)s deals won", met.learned_from) % {"count": met.learned_from}
        if met.learned_from else _("as is usual")
    )  # fmt: skip
    missing = ", ".join(_inside(str(ROLE_LABELS[role])) for role in met.missing[:3])
    text = _("%(share)s%% of those who count were heard, %(learned)s.") % {"share": share, "learned": learned}
    return text + (" " + _("Missing: who %(missing)s.") % {"missing": missing} if missing else "")


def _inside(words: str) -> str:
    """As they stand inside a sentence; German nouns keep their capital."""
    return words[:1].lower() + words[1:]


def _champion(deciders: Sequence[OnMap], reader: Reader) -> str:
    champions = [one for one in deciders if one.role is Role.CHAMPION]
    if not champions:
        return ""
    latest = max((one.heard_at for one in champions if one.heard_at), default=None)
    if latest is None:
        return _("Who speaks for us was never heard.")
    days = (reader.now - latest).days
    return ngettext("Who speaks for us was heard %(count)s day ago.", "Who speaks for us was heard %(count)s days ago.", days) % {"count": days}  # fmt: skip


def _step(one: dict[str, Any], reader: Reader) -> Step:
    due = date.fromisoformat(one["due"]) if one["due"] else None
    by = one["done_by_contact"] or one["done_by"]
    done = _("ticked by %(name)s, %(time)s") % {"name": by, "time": reader.time(moment_of(one["done"]))} if one["done"] and by else ""  # fmt: skip
    return Step(
        id=one["id"], text=one["text"], who=one["contact_name"] or one["user_name"] or one["who"] or "",
        when=day_text(due, reader), is_done=bool(one["done"]), done_text=done, is_shared=bool(one["shared"]),
        is_over=bool(due and not one["done"] and due < reader.local(reader.now).date()),
    )  # fmt: skip


def _said(row: Opportunity, reader: Reader) -> str:
    """In which letter they told the steps."""
    told = [one for one in read_list(row, "with_steps") if one["said_by"]]
    return f"{told[-1]['said_by']}, {reader.time(moment_of(told[-1]['said_at']))}" if told else ""


def _guess(one: dict[str, Any]) -> Guess:
    url = f"{reverse('conversation', args=[UUID(one['conversation'])])}#message-{UUID(one['message'])}"
    return Guess(id=one["id"], words=one["words"], who=one["who"], gate=one["gate_name"], url=url)


def _shown(one: dict[str, Any], row: Opportunity, reader: Reader) -> Shown:
    lives = {gate["id"]: gate["days"] for gate in read_list(row, "with_gates")}
    at = moment_of(one["at"])
    detail = " · ".join([one["gate_name"], one["who"], reader.time(at), str(KIND_LABELS[EvidenceKind(one["kind"])])])
    withdrawn = _("Taken back: %(why)s") % {"why": one["because"]} if one["withdrawn"] else ""
    return Shown(
        id=one["id"], icon=_ICONS[one["kind"]], words=Truncator(one["words"] or one["filename"] or "").chars(120), detail=detail,
        url=_where(one, row), is_fresh=_is_fresh(one, lives.get(one["gate"]), reader), withdrawn=withdrawn,
    )  # fmt: skip


def _where(one: dict[str, Any], row: Opportunity) -> str:
    if one["message"]:
        return f"{reverse('conversation', args=[UUID(one['conversation'])])}#message-{UUID(one['message'])}"
    if one["file"]:
        return reverse("customer-file", args=[UUID(one["file"])])
    shown = "notes" if one["note"] else "meetings" if one["meeting"] else ""
    return f"{reverse('account', args=[row.account_id])}?show={shown}" if shown else ""


def _details(row: Opportunity, reader: Reader) -> list[tuple[str, str]]:
    call = "" if row.call is None else _("%(call)s%%") % {"call": row.call}
    heard = reader.time(row.heard_at) if row.heard_at else _("never")
    slips = (
        f" ({ngettext('moved later once', 'moved later %(count)s times', row.slips) % {'count': row.slips}})"
        if row.slips
        else ""
    )
    found = [
        (_("Company"), row.account.name), (_("Amount"), amount_text(row, reader)),
        (_("Closes"), f"{day_text(row.closes_on, reader)}{slips}" if row.closes_on else ""),
        (_("Owner's call"), call), (_("Looked after by"), row.owner.name if row.owner else _("nobody")),
        (_("Came from"), row.source), (_("Last heard"), heard), (_("Opened"), reader.time(row.created_at)),
    ]  # fmt: skip
    return [(label, text) for label, text in found if text]


def _link(one: dict[str, Any], reader: Reader) -> dict[str, str]:
    opened = (
        _("looked at %(time)s") % {"time": reader.time(moment_of(one["opened"]))}
        if one["opened"]
        else _("not opened yet")
    )
    return {"id": one["id"], "who": one["who"], "opened": opened}


def _mail(one: dict[str, Any], reader: Reader) -> dict[str, str]:
    return {
        "id": one["id"], "url": reverse("conversation", args=[UUID(one["conversation"])]), "subject": one["subject"] or _("(no subject)"),
        "who": one["who"], "when": reader.time(moment_of(one["at"])), "waits": "1" if one["waits"] else "",
    }  # fmt: skip


def _ended(row: Opportunity, reader: Reader) -> tuple[str, str]:
    if row.is_open or row.closed_at is None:
        quiet = _("Nobody of theirs did anything for two weeks.") if is_quiet(row, reader) else ""
        return "", quiet
    words = {
        Outcome.WON: _("Won"), Outcome.NO_DECISION: _("Ended without a decision"), Outcome.WITHDRAWN: _("Withdrawn by us"),
        Outcome.LOST: _("Lost to %(name)s") % {"name": row.lost_to.name if row.lost_to else ""},
    }  # fmt: skip
    at = row.died_at.name if row.died_at else _("before the first gate")
    died = "" if row.outcome == Outcome.WON else _("It died at: %(gate)s.") % {"gate": at}
    return f"{words[Outcome(row.outcome)]}, {reader.time(row.closed_at)}", " ".join(filter(None, [died, row.reason]))
