from django.apps import AppConfig


class DataQualityConfig(AppConfig):
    name = "regard.data_quality"
    label = "data_quality"
