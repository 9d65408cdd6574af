"""Every table of the room of opportunities."""

from regard.opportunities.models.deciding import (
    BuyingRole,
    Competitor,
    Criterion,
    DecisionStep,
    Finding,
    PlanLink,
    Prompt,
    Rival,
)
from regard.opportunities.models.opportunity import Evidence, Filing, Opportunity, Outcome, Proposal
from regard.opportunities.models.pipeline import EvidenceKind, Gate, Ladder, Pipeline

__all__ = [
    "BuyingRole",
    "Competitor",
    "Criterion",
    "DecisionStep",
    "Evidence",
    "EvidenceKind",
    "Filing",
    "Finding",
    "Gate",
    "Ladder",
    "Opportunity",
    "Outcome",
    "Pipeline",
    "PlanLink",
    "Prompt",
    "Proposal",
    "Rival",
]
