"""Every table of the room of data quality."""

from regard.data_quality.models.doubles import Candidate, Learned
from regard.data_quality.models.joining import Distinct, Join

__all__ = ["Candidate", "Distinct", "Join", "Learned"]
