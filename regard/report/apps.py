from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "regard.report"
    label = "report"
