from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "regard.mail"
    label = "mail"
