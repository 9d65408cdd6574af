"""Addresses of the honest report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
