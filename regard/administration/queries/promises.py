"""Settings > Promises: the policies in order of precedence, in words."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.administration.queries import words
from regard.administration.queries.parts import Action, Cell, Row, Table
from regard.channels.models import Channel
from regard.customers.models import Account
from regard.promises.models import Clock, Policy
from regard.promises.queries import fits_everything, policies_in_force


def policy_table() -> Table:
    """The policies in the order in which they are asked."""
    policies = list(policies_in_force())
    running = dict(Clock.objects.filter(stopped_at=None).values_list("policy").annotate(count=Count("id")))
    general = next((place for place, one in enumerate(policies) if fits_everything(one)), len(policies))
    return Table(
        key="promises",
        title=_("The first that fits holds"),
        columns=(_("Promise"), _("For"), _("Hours"), _("Running")),
        rows=[
            _row(policy, place, len(policies), running.get(policy.id, 0), is_reached=place <= general)
            for place, policy in enumerate(policies)
        ],
        empty=_("Nothing is promised yet, so messages have no clock. Add a promise that fits everything first."),
        add_url=reverse("settings-promise-new"),
        add_label=_("Add a promise"),
    )


def _row(policy: Policy, place: int, count: int, running: int, *, is_reached: bool) -> Row:
    identifier = [policy.id]
    actions = []
    if place > 0:
        actions.append(Action(label=_("Earlier"), url=reverse("settings-promise-earlier", args=identifier), icon="up"))
    if place < count - 1:
        actions.append(Action(label=_("Later"), url=reverse("settings-promise-later", args=identifier), icon="down"))
    said = ngettext("%(count)s clock", "%(count)s clocks", running) % {"count": running} if running else "–"
    fits = Cell(text=whom(policy))
    if not is_reached:
        fits = Cell(text=_("Never reached"), kind="warn", detail=_("An earlier promise fits everything."))
    cells = (
        Cell(text=words.promise(policy), detail=policy.name, url=reverse("settings-promise", args=identifier)),
        fits,
        Cell(text=policy.calendar.name),
        Cell(text=said),
    )
    return Row(cells=cells, actions=actions)


def whom(policy: Policy) -> str:
    """What a policy is for: `contact form, topic credit`."""
    parts = []
    if policy.channel_kind:
        parts.append(kind_word(policy.channel_kind))
    if policy.topic:
        parts.append(_("topic %(topic)s") % {"topic": policy.topic})
    if policy.tier:
        parts.append(_("customers of tier %(tier)s") % {"tier": policy.tier})
    return ", ".join(parts) if parts else _("everything")


def kind_word(kind: str) -> str:
    """What a way in is called."""
    return {Channel.Kind.EMAIL: _("mail"), Channel.Kind.WEBFORM: _("contact form")}.get(Channel.Kind(kind), kind)


def known_tiers() -> list[str]:
    """The tiers that customers have."""
    return list(Account.objects.exclude(tier="").values_list("tier", flat=True).distinct().order_by("tier")[:20])
