"""Every table of the room of privacy."""

from regard.privacy.models.consents import Consent, Purpose
from regard.privacy.models.erasing import ErasedAddress, Erasure, Hold
from regard.privacy.models.keeping import RetentionRule, RetentionRun
from regard.privacy.models.looking import Looked

__all__ = [
    "Consent",
    "ErasedAddress",
    "Erasure",
    "Hold",
    "Looked",
    "Purpose",
    "RetentionRule",
    "RetentionRun",
]
