"""Addresses of the settings and of the first-run page."""

from django.urls import include, path

from regard.administration.views import channels, connecting, consent, frame, receipts, welcome

urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/account/", welcome.account, name="welcome-account"),
    path("welcome/mailbox/", welcome.mailbox, name="welcome-mailbox"),
    path("welcome/customers/", welcome.customers, name="welcome-customers"),
    path("welcome/promise/", welcome.promise, name="welcome-promise"),
    path("welcome/demo/", welcome.demo, name="welcome-demo"),
    path("settings/", frame.settings, name="settings"),
    path("", include("regard.administration.settings_urls")),
    path("settings/channels/", channels.channels, name="settings-channels"),
    path("settings/channels/connect/", connecting.connect, name="settings-connect"),
    path("settings/channels/signed-in/", consent.signed_in, name="settings-signed-in"),
    path("settings/channels/sign-in/<slug:provider>/", consent.client, name="settings-client"),
    path("settings/channels/sign-in/<slug:provider>/begin/", consent.begin, name="settings-consent"),
    path("settings/channels/<uuid:channel_id>/", channels.channel, name="settings-channel"),
    path("settings/channels/<uuid:channel_id>/test/", channels.send_test, name="settings-channel-test"),
    path("settings/channels/<uuid:channel_id>/loop/", channels.loop, name="settings-channel-loop"),
    path("settings/channels/<uuid:channel_id>/heartbeat/", channels.heartbeat, name="settings-channel-heartbeat"),
    path("settings/channels/<uuid:channel_id>/domain/", channels.look_up_domain, name="settings-channel-domain"),
    path("settings/channels/<uuid:channel_id>/receipts/", receipts.receipts, name="settings-channel-receipts"),
]
