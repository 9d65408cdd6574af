"""Addresses of the settings pages: a list, a page to add, a page to change, and buttons."""

from django.urls import path

from regard.administration.views import asked, contact_forms, fields, mine, people, promises, texts

urlpatterns = [
    path("settings/fields/", fields.field_list, name="settings-fields"),
    path("settings/fields/new/<slug:record>/", fields.new_field, name="settings-field-new"),
    path("settings/fields/<uuid:field_id>/", fields.field, name="settings-field"),
    path("settings/fields/<uuid:field_id>/retire/", fields.retire, name="settings-field-retire"),
    path("settings/fields/<uuid:field_id>/revive/", fields.revive, name="settings-field-revive"),
    path("settings/asked/", asked.asked, name="settings-asked"),
    path("account/settings/", mine.mine, name="account-settings"),
    path("settings/forms/", contact_forms.contact_forms, name="settings-forms"),
    path("settings/forms/new/", contact_forms.contact_form, name="settings-form-new"),
    path("settings/forms/<uuid:form_id>/", contact_forms.contact_form, name="settings-form"),
    path("settings/receipts/", texts.receipts, name="settings-receipts"),
    path("settings/receipts/<str:mailbox>/<str:language>/", texts.receipt, name="settings-receipt"),
    path("settings/receipts/<str:mailbox>/<str:language>/reset/", texts.reset_receipt, name="settings-receipt-reset"),
    path("settings/promises/", promises.policies, name="settings-promises"),
    path("settings/promises/new/", promises.new_policy, name="settings-promise-new"),
    path("settings/promises/<uuid:policy_id>/", promises.policy, name="settings-promise"),
    path(
        "settings/promises/<uuid:policy_id>/earlier/",
        promises.move_policy,
        {"up": True},
        name="settings-promise-earlier",
    ),
    path(
        "settings/promises/<uuid:policy_id>/later/", promises.move_policy, {"up": False}, name="settings-promise-later"
    ),
    path("settings/promises/<uuid:policy_id>/retire/", promises.retire_policy, name="settings-promise-retire"),
    path("settings/hours/", promises.calendars, name="settings-calendars"),
    path("settings/hours/new/", promises.new_calendar, name="settings-calendar-new"),
    path("settings/hours/<uuid:calendar_id>/", promises.calendar, name="settings-calendar"),
    path("settings/hours/<uuid:calendar_id>/retire/", promises.retire_calendar, name="settings-calendar-retire"),
    path("settings/teams/", people.teams, name="settings-teams"),
    path("settings/teams/new/", people.team, name="settings-team-new"),
    path("settings/teams/<uuid:team_id>/", people.team, name="settings-team"),
    path("settings/people/", people.people, name="settings-people"),
    path("settings/people/new/", people.new_person, name="settings-person-new"),
    path("settings/people/<uuid:person_id>/", people.person, name="settings-person"),
    path("settings/people/<uuid:person_id>/skills/", people.skills, name="settings-person-skills"),
    path("settings/people/<uuid:person_id>/link/", people.sign_in_link, name="settings-person-link"),
    path("settings/people/<uuid:person_id>/end/", people.end, name="settings-person-end"),
    path("settings/absence/", people.absences, name="settings-absence"),
    path("settings/absence/new/", people.new_absence, name="settings-absence-new"),
    path("settings/absence/<uuid:absence_id>/end/", people.end_absence, name="settings-absence-end"),
    path("settings/snippets/", texts.snippet_list, name="settings-snippets"),
    path("settings/snippets/new/", texts.snippet, name="settings-snippet-new"),
    path("settings/snippets/<uuid:snippet_id>/", texts.snippet, name="settings-snippet"),
    path("settings/snippets/<uuid:snippet_id>/retire/", texts.retire_snippet, name="settings-snippet-retire"),
    path("settings/tags/", texts.tag_list, name="settings-tags"),
    path("settings/tags/new/", texts.new_tag, name="settings-tag-new"),
    path("settings/tags/<uuid:tag_id>/", texts.tag, name="settings-tag"),
    path("settings/tags/<uuid:tag_id>/merge/", texts.merge_tag, name="settings-tag-merge"),
    path("settings/tags/<uuid:tag_id>/retire/", texts.retire_tag, name="settings-tag-retire"),
]
