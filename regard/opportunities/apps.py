from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpportunitiesConfig(AppConfig):
    name = "regard.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        from regard.events.queries.timeline import Chip, Shown, chips, shown  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.holders import hold  # noqa: PLC0415
        from regard.kit.registry import event_sentences, subscribe  # noqa: PLC0415
        from regard.opportunities import jobs  # noqa: F401, PLC0415
        from regard.opportunities.personal.operations import OpportunitiesHolder  # noqa: PLC0415
        from regard.opportunities.queries.timeline import TOLD, tell  # noqa: PLC0415

        hold("opportunities", _("Opportunities"), OpportunitiesHolder())
        for kind, sentence in _SENTENCES.items():
            event_sentences.add(kind, sentence)
        chips.add("selling", Chip(label=_("Sales"), icon="sales", place=4))
        for kind in TOLD:
            shown.add(kind, Shown(chip="selling", icon="sales", tell=tell))
        for kind in ("message.received", "conversation.answered", "conversation.begun"):
            subscribe(event=kind, job="opportunities.file_message")
        subscribe(event="conversation.merged", job="opportunities.follow_merge")
        subscribe(event="call.noted", job="opportunities.hear")


_SENTENCES = {
    "pipeline.opened": _("A pipeline was added"),
    "pipeline.changed": _("A pipeline was changed"),
    "pipeline.retired": _("A pipeline was retired"),
    "pipeline.deleted": _("A pipeline was deleted"),
    "opportunity.opened": _("An opportunity was opened"),
    "opportunity.changed": _("What we say of an opportunity was changed"),
    "opportunity.handed_over": _("Somebody else looks after an opportunity"),
    "opportunity.moved": _("The customer committed to more"),
    "opportunity.slipped_back": _("What the customer had committed to grew old"),
    "opportunity.won": _("An opportunity was won"),
    "opportunity.lost": _("An opportunity was lost"),
    "opportunity.undecided": _("An opportunity ended without a decision"),
    "opportunity.withdrawn": _("We withdrew from an opportunity"),
    "opportunity.reopened": _("An opportunity was opened again"),
    "opportunity.reason_asked": _("A letter that asks why was begun"),
    "opportunity.reason_given": _("The customer said why"),
    "evidence.recorded": _("What the customer did was recorded"),
    "evidence.withdrawn": _("Evidence was taken back"),
    "evidence.proposed": _("A letter may be evidence"),
    "evidence.dismissed": _("A letter is no evidence"),
    "conversation.filed": _("A conversation was filed under an opportunity"),
    "conversation.unfiled": _("A conversation was taken out of an opportunity"),
    "role.added": _("Somebody takes part in the decision"),
    "role.changed": _("What we know of somebody's part was changed"),
    "step.added": _("A step of their decision was noted"),
    "step.changed": _("A step of their decision was changed"),
    "step.done": _("A step of their decision was ticked"),
    "step.undone": _("A step of their decision was opened again"),
    "step.ticked_by_customer": _("The customer ticked a step"),
    "step.unticked_by_customer": _("The customer opened a step again"),
    "plan.shared": _("The plan was shared"),
    "plan.revoked": _("The plan is shared no longer"),
    "plan.opened": _("The customer looked at the plan"),
    "criterion.added": _("A criterion of theirs was noted"),
    "rival.added": _("Who else they look at was noted"),
    "finding.added": _("What they want to reach was noted"),
    "prompt.taken_up": _("A colleague set out to ask what was proposed"),
    "map.part_removed": _("Something was taken off the map of a decision"),
}
