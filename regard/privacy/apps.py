from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "regard.privacy"
    label = "privacy"
