"""Addresses of the honest report."""

from django.urls import path

from regard.report.views import report, silos

urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/conversations/", report.conversations, name="report-conversations"),
    path("report/together/", silos.silos, name="report-silos"),
]
