"""Every page's address: the first word names what it shows."""

from django.urls import include, path

urlpatterns = [
    path("", include("regard.desk.urls")),
    path("", include("regard.administration.urls")),
    path("", include("regard.report.urls")),
    path("customers/quality/", include("regard.data_quality.urls")),
    path("", include("regard.privacy.urls")),
    path("", include("regard.imports.urls")),
    path("", include("regard.channels.urls")),
    path("", include("regard.opportunities.urls")),
    path("", include("regard.notifications.urls")),
    path("", include("regard.effort.urls")),
    path("", include("regard.staff.urls")),
    path("accounts/", include("allauth.urls")),
]
