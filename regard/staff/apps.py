from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "regard.staff"
    label = "staff"
