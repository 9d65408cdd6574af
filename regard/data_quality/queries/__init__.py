"""Every read of the room of data quality that other rooms ask for."""

from regard.data_quality.queries.doubles import Double, double_of, likely_doubles

__all__ = ["Double", "double_of", "likely_doubles"]
