"""Reading forecasts and their record."""
