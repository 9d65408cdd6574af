"""Every field of an account and of a person that this program brings, in one table.

Pages, edits of many, imports, exports, filters and the data dictionary read it, so that a field is said once.
"""

from django.utils.translation import gettext_lazy as _

from regard.fields.rules import Field


def _account(name: str, label: object, use: object, kind: str = "text", longest: int = 200) -> Field:
    return Field(
        record="account", name=name, label=label, use=use, kind=kind, longest=longest, is_needed=name == "name"
    )


def _contact(name: str, label: object, use: object, kind: str = "text", longest: int = 200) -> Field:
    return Field(
        record="contact", name=name, label=label, use=use, kind=kind, longest=longest, is_needed=name == "name"
    )


ACCOUNT_FIELDS = (
    _account("name", _("Name"), _("What we call the customer, everywhere.")),
    _account("legal_name", _("Legal name"), _("Stands on contracts and invoices; tells companies apart.")),
    _account("tier", _("Tier"), _("Chooses which promise holds for them."), longest=40),
    _account("owner", _("Looked after by"), _("Is asked first, and told what happens here."), kind="owner"),
    _account("team", _("Team"), _("Looks after them when the owner is away."), kind="team"),
    _account("parent", _("Belongs to"), _("The company above; shows a group as one."), kind="account"),
    _account("street", _("Street"), _("Where to visit and deliver; tells companies apart.")),
    _account("postcode", _("Postcode"), _("Where to visit and deliver; tells companies apart."), longest=20),
    _account("city", _("Town"), _("Where to visit and deliver; shown beside the name.")),
    _account("region", _("Region"), _("Sorts customers by area."), longest=120),
    _account(
        "country", _("Country"), _("Reads telephone and VAT numbers; chooses holidays."), kind="country", longest=2
    ),
    _account("website", _("Website"), _("Opens with one click; its domain recognises who writes.")),
    _account("language", _("Language"), _("What we write in."), kind="language", longest=8),
    _account("zone", _("Time zone"), _("When to call; promised times are said in it."), kind="zone", longest=60),
    _account("customer_since", _("Customer since"), _("How long the relationship has lasted."), kind="date"),
)
CONTACT_FIELDS = (
    _contact("name", _("Name"), _("How we address them.")),
    _contact("first_name", _("First name"), _("Greets them in a letter.")),
    _contact("last_name", _("Last name"), _("Greets them in a letter.")),
    _contact("job_title", _("What they do there"), _("Whom to ask what.")),
    _contact("account", _("Company"), _("Whose timeline their messages stand in."), kind="account"),
    _contact("street", _("Street"), _("Where to write to.")),
    _contact("postcode", _("Postcode"), _("Where to write to."), longest=20),
    _contact("city", _("Town"), _("Where to write to; tells people apart.")),
    _contact("region", _("Region"), _("Sorts people by area."), longest=120),
    _contact("country", _("Country"), _("Reads their telephone numbers."), kind="country", longest=2),
    _contact("language", _("Language"), _("What we write in."), kind="language", longest=8),
    _contact("zone", _("Time zone"), _("When to call; promised times are said in it."), kind="zone", longest=60),
    _contact("birthday", _("Birthday"), _("Tells people of one name apart."), kind="date"),
)
FIELDS = {"account": ACCOUNT_FIELDS, "contact": CONTACT_FIELDS}
