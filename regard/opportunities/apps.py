from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "regard.opportunities"
    label = "opportunities"
