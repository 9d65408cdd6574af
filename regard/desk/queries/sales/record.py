"""An opportunity with everything that stands around it, in one statement."""

from uuid import UUID

from django.db.models import F, OuterRef

from regard.conversations import queries as conversations
from regard.desk.queries.faces import Reader
from regard.kit.fields import listed
from regard.opportunities import queries as opportunities
from regard.opportunities.models import (
    BuyingRole,
    Criterion,
    DecisionStep,
    Evidence,
    Filing,
    Finding,
    Gate,
    Opportunity,
    PlanLink,
    Proposal,
    Rival,
)

MOST_LETTERS = 8


def opportunity_of(identifier: UUID, reader: Reader) -> Opportunity | None:
    """The opportunity, if the reader may see it, with all its parts as lists (see `kit.fields.read_list`)."""
    here = {"opportunity": OuterRef("id")}
    readable = conversations.visible_to(reader.user)
    told = {"message": "message_id", "conversation": "message__conversation_id"}
    return (
        opportunities.visible_to(reader.user)
        .filter(id=identifier)
        .select_related(
            "account", "owner", "ladder__pipeline", "gate", "died_at", "lost_to", "asked_for_reason", "reason_message"
        )
        .annotate(
            with_gates=listed(
                Gate.objects.filter(ladder=OuterRef("ladder")).order_by("position"),
                id="id", position="position", name="name", statement="statement", wins="wins", days="shelf_life_days",
            ),
            with_evidence=listed(
                opportunities.visible_evidence(reader.user).filter(**here).order_by("-happened_at", "-id"),
                id="id", gate="gate_id", gate_name="gate__name", kind="kind", who="contact__name", contact="contact_id",
                at="happened_at", words="words", by="recorded_by__name", withdrawn="withdrawn_at",
                because="withdrawn_because", note="note_id", file="file_id", filename="file__filename", meeting="meeting_id", **told,
            ),
            with_hidden=listed(
                Evidence.objects.filter(**here).exclude(id__in=opportunities.visible_evidence(reader.user).values("id")), id="id"
            ),
            with_proposals=listed(
                Proposal.objects.filter(decision="", message__conversation__in=readable.values("id"), **here).order_by("-found_at"),
                id="id", gate_name="gate__name", who="contact__name", words="words", at="message__at", **told,
            ),
            with_roles=listed(
                BuyingRole.objects.filter(**here).order_by("-influence", "added_at"),
                id="id", name="name", contact="contact_id", contact_name="contact__name", role="role", stance="stance",
                influence="influence", matters="matters", heard="heard_at", through="through__name",
            ),
            with_steps=listed(
                DecisionStep.objects.filter(**here).order_by(F("due_on").asc(nulls_last=True), "created_at"),
                id="id", text="text", contact="contact_id", contact_name="contact__name", user="user_id", user_name="user__name",
                who="who", due="due_on", paper="is_paper", shared="is_shared", done="done_at", done_by="done_by__name",
                done_by_contact="done_by_contact__name", said_by="message__contact__name", said_at="message__at", **told,
            ),
            with_criteria=listed(
                Criterion.objects.filter(**here).order_by("-weight", "at"),
                id="id", text="text", weight="weight", fit="fit", file="file_id", **told,
            ),
            with_rivals=listed(
                Rival.objects.filter(**here).order_by("at"), id="id", name="competitor__name", note="note", file="file_id", **told
            ),
            with_findings=listed(
                Finding.objects.filter(**here).order_by("at"),
                id="id", kind="kind", text="text", baseline="baseline", target="target", who="contact__name", file="file_id", **told,
            ),
            with_links=listed(
                PlanLink.objects.filter(revoked_at=None, **here).order_by("-created_at"),
                id="id", who="contact__name", opened="opened_at", at="created_at",
            ),
            with_letters=listed(
                Filing.objects.filter(conversation__in=readable.values("id"), **here).order_by("-conversation__latest_message_at")[
                    :MOST_LETTERS
                ],
                id="id", conversation="conversation_id", subject="conversation__subject", at="conversation__latest_message_at",
                who="conversation__contact__name", waits="conversation__waiting_since",
            ),
        )
        .first()
    )  # fmt: skip
