from django.apps import AppConfig


class ForecastingConfig(AppConfig):
    name = "regard.forecasting"
    label = "forecasting"
