"""Addresses of the settings and of the first-run page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
