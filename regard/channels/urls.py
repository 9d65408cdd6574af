"""Addresses of the public contact form and of what channels call back."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
