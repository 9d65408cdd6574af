"""Addresses of the public contact form."""

from django.urls import path

from regard.channels.webform import views

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/<slug:slug>/", views.contact, name="contact-form"),
    path("contact/<slug:slug>/received/<str:token>/", views.received, name="contact-received"),
    path("contact/<slug:slug>/embedded/", views.contact, {"embedded": True}, name="contact-embedded"),
    path(
        "contact/<slug:slug>/embedded/received/<str:token>/",
        views.received,
        {"embedded": True},
        name="contact-embedded-received",
    ),
]
