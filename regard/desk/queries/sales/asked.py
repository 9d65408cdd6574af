"""The forms of selling, and what each of their fields is for. The forms on the pages take labels and uses from here."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from regard.effort.rules import Asked, Form


def _needed(label: Any, use: Any) -> Asked:
    return Asked(label=label, use=use, is_needed=True)


def _form(name: str, label: Any, fields: Mapping[str, Asked], *, edits: bool = False) -> Form:
    return Form(name=f"opportunity-{name}", label=label, fields=fields, edits=edits)


_SAID = {
    "name": _needed(_("What may they buy?"), _("Names it on the board and in the customer's timeline.")),
    "amount": Asked(label=_("Amount"), use=_("Adds up to what we expect.")),
    "currency": Asked(label=_("Currency"), use=_("Sums are made in the company's; yours is kept.")),
    "closes": Asked(label=_("When do they mean to decide?"), use=_("Says in which month it is expected.")),
    "call": Asked(
        label=_("Your call, in percent"), use=_("Is kept beside the model's, and both are checked against what came.")
    ),
    "source": Asked(label=_("Where did it come from?"), use=_("Shows which sources win.")),
}
_PART = {
    "role": _needed(_("Their part"), _("Shows who is still missing, and what to ask next.")),
    "stance": Asked(label=_("How they see it"), use=_("Says whom to ask for help.")),
    "influence": Asked(label=_("Influence"), use=_("Says how much it weighs that we have met them.")),
    "matters": Asked(label=_("What matters to them"), use=_("For whoever writes to them.")),
}
_CONTACT = _("Person")
_TOLD = {
    "message": Asked(
        label=_("In which letter do they say so?"), use=_("With it, it counts as theirs; without, as ours.")
    )
}
FORMS = (
    _form("new", _("A new opportunity"), {
        "company": Asked(label=_("Company"), use=_("Everything stands in its timeline."), is_needed=True, is_gift=True), **_SAID,
        "pipeline": Asked(label=_("Pipeline"), use=_("Says by which gates it moves.")),
    }),
    _form("details", _("What we say about an opportunity"), _SAID, edits=True),
    _form("part", _("Who takes part in a decision"), {
        "contact": Asked(label=_CONTACT, use=_("Their letters and meetings count as heard by themselves.")),
        "name": Asked(label=_("Or a body, such as a board"), use=_("For those who decide together.")), **_PART,
    }, edits=True),
    _form("step", _("A step of how they decide"), {
        "text": _needed(_("What happens"), _("Stands on the plan that both sides see.")),
        "owner": Asked(label=_("Who does it"), use=_("Says whose turn it is.")),
        "due": Asked(label=_("By when"), use=_("Shows on the board when it is over.")), **_TOLD,
        "paper": Asked(label=_("It is paper: legal, purchasing, security, credit"), use=_("Shows what the signature still takes.")),
        "shared": Asked(label=_("The customer sees it"), use=_("Only what is ticked stands on their page.")),
    }, edits=True),
    _form("criterion", _("A criterion of theirs"), {
        "text": _needed(_("By what do they decide?"), _("Shows what to answer, and how well we fit.")),
        "weight": Asked(label=_("How much it counts to them"), use=_("Says what to answer first.")),
        "fit": Asked(label=_("How well we meet it"), use=_("Says where we are weak.")), **_TOLD,
    }),
    _form("rival", _("What stands against us"), {
        "name": Asked(label=_("Who else do they look at?"), use=_("Shows to whom we lose. Leave it empty if they may do nothing.")),
        "note": Asked(label=_("What speaks for them"), use=_("For the answer to it.")), **_TOLD,
    }),
    _form("finding", _("What they want to reach, or what hurts"), {
        "kind": _needed(_("What is it?"), _("An aim and a pain are both needed to decide.")),
        "text": _needed(_("In their words"), _("Shows whether there is a reason to buy at all.")),
        "baseline": Asked(label=_("From"), use=_("Shows what changes for them.")),
        "target": Asked(label=_("To"), use=_("Shows what changes for them.")),
        "contact": Asked(label=_("Who said so"), use=_("One voice is not two.")), **_TOLD,
    }),
    _form("end", _("How an opportunity ended"), {
        "outcome": _needed(_("How did it end?"), _("No decision is not a loss to somebody: both are counted apart.")),
        "lost_to": Asked(label=_("Whom did they choose?"), use=_("Shows to whom we lose, and how often.")),
        "reason": Asked(label=_("Why, as we see it"), use=_("Stands beside what the customer says.")),
    }),
    _form("withdraw", _("Taking evidence back"), {
        "because": _needed(_("Why was it no evidence?"), _("Stands beside it for whoever looks.")),
    }),
    _form("share", _("Sharing the plan"), {"contact": _needed(_("With whom?"), _("The address is theirs alone."))}),
    _form("ask-why", _("Asking why"), {
        "contact": _needed(_("Whom do you ask?"), _("They get a letter from you, not a survey.")),
        "text": _needed(_("Your letter begins with"), _("You read it over before it goes.")),
    }),
    _form("reason", _("Why, in their words"), {
        "words": _needed(_("What did they say?"), _("The customer's reason stands before ours.")),
    }),
    _form("hand-over", _("Handing an opportunity over"), {
        "user": _needed(_("Who looks after it from now on?"), _("Stands on the card, and is told.")),
        "note": Asked(label=_("What should they know?"), use=_("Stands in the timeline.")),
    }),
    Form(name="evidence", label=_("Recording what they did"), fields={
        "gate": _needed(_("What does it show?"), _("It moves there, and nowhere else.")),
        "source": _needed(_("Where can it be read?"), _("Whoever doubts it opens it in one click.")),
        "contact": Asked(label=_("Who of them did it?"), use=_("Only what somebody on the customer's side did moves it."), is_needed=True, is_gift=True),
        "kind": Asked(label=_("What kind of proof is it?"), use=_("A gate names which kinds count."), is_gift=True),
        "happened_on": Asked(label=_("On which day?"), use=_("From this day it grows old."), is_gift=True),
        "words": Asked(label=_("Their words"), use=_("Stand on the card. Without any, the letter's own first words.")),
    }),
)  # fmt: skip
