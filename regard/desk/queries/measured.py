"""The forms about customers that colleagues fill in, and what each of their fields is for."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from regard.customers.queries.catalogue import fields_of
from regard.desk.queries.sales import asked
from regard.effort.rules import Asked, Form


def _needed(label: Any, use: Any) -> Asked:
    return Asked(label=label, use=use, is_needed=True)


def _catalogue(kind: str, *, but: frozenset[str] = frozenset()) -> Callable[[], dict[str, Asked]]:
    """The fields of a company or a person, with the company's own ones, except those that the form names itself."""

    def more() -> dict[str, Asked]:
        return {
            field.name: Asked(label=field.label, use=field.use, is_needed=field.is_needed)
            for field in fields_of(kind)
            if field.name not in but
        }

    return more


_COMPANY_NAME = _needed(_("Name"), _("What we call the customer, everywhere."))
_PERSON_NAME = _needed(_("Name"), _("How we address them."))
_STREET = Asked(label=_("Street"), use=_("Where to write and deliver to."))
_POSTCODE = Asked(label=_("Postcode"), use=_("Where to write and deliver to."))
_TOWN = Asked(label=_("Town"), use=_("Where to write and deliver to."))

_ON_CUSTOMERS = (
    Form(
        name="account-new",
        label=_("A new company"),
        fields={
            "name": _COMPANY_NAME,
            "domain": Asked(
                label=_("Mail domain"), use=_("Whoever writes from it is known to belong here: mirela.example")
            ),
        },
        more=_catalogue("account", but=frozenset({"name", "owner", "parent"})),
    ),
    Form(
        name="contact-new",
        label=_("A new person"),
        fields={
            "name": _PERSON_NAME,
            "email": Asked(label=_("E-mail address"), use=_("Recognises their letters, and is written to.")),
            "phone": Asked(label=_("Telephone"), use=_("Is rung from their page; tells people apart.")),
            "account": Asked(label=_("Company"), use=_("Whose timeline their messages stand in."), is_gift=True),
        },
        more=_catalogue("contact", but=frozenset({"name", "account"})),
    ),
    Form(name="account-edit", label=_("What we know of a company"), more=_catalogue("account"), edits=True),
    Form(name="contact-edit", label=_("What we know of a person"), more=_catalogue("contact"), edits=True),
    Form(
        name="customer-note",
        label=_("A note on a customer"),
        fields={
            "text": _needed(
                _("What should colleagues know?"), _("Stands in the timeline, so that nobody asks the customer twice.")
            )
        },
    ),
    Form(
        name="customer-file",
        label=_("Files kept with a customer"),
        fields={"file": _needed(_("Files"), _("Stands in the timeline, for whoever needs it next."))},
    ),
    Form(
        name="customer-tag",
        label=_("Tags on a customer"),
        fields={"tag": _needed(_("Tag"), _("A word that customers are sorted by; several with commas between."))},
    ),
    Form(
        name="customer-hand-over",
        label=_("Handing a company over"),
        fields={
            "owner": _needed(_("Looked after by"), _("Is asked first, and told what happens here.")),
            "note": _needed(
                _("What should they know?"),
                _("What is open, what matters to them. Needed when somebody had it until now."),
            ),
        },
    ),
    Form(
        name="customer-involve",
        label=_("Who works on a company"),
        fields={
            "user": _needed(_("Colleague"), _("Counts their department among those that work on the customer.")),
            "role": Asked(label=_("As what?"), use=_("Tells colleagues whom to ask what.")),
        },
    ),
    Form(
        name="customer-method",
        label=_("Another way to reach a person"),
        fields={
            "kind": _needed(_("What is it?"), _("Decides how it is checked, and whether it is written to or rung.")),
            "value": _needed(_("Address or number"), _("Recognises who writes, and reaches them.")),
            "label": Asked(label=_("Called"), use=_("Tells two numbers of one person apart.")),
        },
    ),
    Form(
        name="customer-number",
        label=_("A number of a company"),
        fields={
            "kind": _needed(_("What is it?"), _("Decides how it is checked.")),
            "value": _needed(_("Number"), _("Tells companies of one name apart.")),
        },
    ),
    Form(
        name="customer-address",
        label=_("A further address"),
        fields={
            "kind": _needed(_("What is it for?"), _("Tells colleagues what to send there.")),
            "street": _STREET,
            "postcode": _POSTCODE,
            "city": _TOWN,
            "country": Asked(label=_("Country"), use=_("Where to write and deliver to.")),
        },
    ),
    Form(
        name="customer-position",
        label=_("Where else a person works"),
        fields={
            "account": _needed(_("Company"), _("Shows the person there too.")),
            "title": Asked(label=_("What they do there"), use=_("Whom to ask what.")),
        },
    ),
)
_ON_CONVERSATIONS = (
    Form(
        name="conversation-note",
        label=_("A note in a conversation"),
        fields={"body": _needed(_("Note for us"), _("Read by whoever answers next; it stands in the timeline."))},
    ),
    Form(
        name="conversation-hand-over",
        label=_("Handing a conversation over"),
        fields={
            "to": _needed(_("To whom?"), _("Has it from then on, and is told.")),
            "note": _needed(
                _("What should they know?"), _("So that the customer does not have to say it twice. Only we see it.")
            ),
        },
    ),
    Form(
        name="conversation-close",
        label=_("Closing with a reason"),
        fields={
            "reason": _needed(
                _("Why does it need no further answer?"),
                _("Stands in the timeline, so that nobody is put aside without one; thanks appear on Today."),
            )
        },
    ),
    Form(
        name="conversation-remind",
        label=_("Bringing a conversation back later"),
        fields={
            "when": _needed(_("When?"), _("Puts it on top of your list then, or when they write.")),
            "date": Asked(label=_("At"), use=_("Another time than those offered.")),
            "note": Asked(label=_("What for?"), use=_("Stands above the conversation when it is back.")),
        },
    ),
    Form(
        name="conversation-tag",
        label=_("Tags on a conversation"),
        fields={
            "tags": Asked(label=_("What is it about?"), use=_("Sorts and finds conversations.")),
            "new": Asked(label=_("Or a new tag"), use=_("Sorts and finds conversations.")),
        },
    ),
)  # fmt: skip
FORMS = (*_ON_CUSTOMERS, *_ON_CONVERSATIONS, *asked.FORMS)
