"""Addresses of the pages of privacy."""

from django.urls import path

from regard.privacy.views import overview, people

urlpatterns = [
    path("customers/privacy/", overview.overview, name="privacy"),
    path("customers/privacy/looked/", overview.looked, name="privacy-looked"),
    path("customers/privacy/purposes/", overview.purposes, name="privacy-purposes"),
    path(
        "customers/privacy/purposes/<uuid:purpose_id>/retire/", overview.retire_purpose, name="privacy-purpose-retire"
    ),
    path("customers/privacy/retention/", overview.retention, name="privacy-retention"),
    path("customers/privacy/retention/try/", overview.try_retention, name="privacy-retention-try"),
    path("customers/privacy/people/<uuid:contact_id>/", people.person, name="privacy-person"),
    path("customers/privacy/people/<uuid:contact_id>/consent/", people.consent, name="privacy-consent"),
    path("customers/privacy/people/<uuid:contact_id>/hold/", people.hold, name="privacy-hold"),
    path("customers/privacy/people/<uuid:contact_id>/hold/<uuid:hold_id>/lift/", people.lift, name="privacy-lift"),
    path("customers/privacy/people/<uuid:contact_id>/archive.zip", people.archive, name="privacy-archive"),
    path("customers/privacy/people/<uuid:contact_id>/erase/", people.erase, name="privacy-erase"),
]
