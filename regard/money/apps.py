from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "regard.money"
    label = "money"
