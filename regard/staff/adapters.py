"""How allauth behaves here: nobody registers by themselves, and its mail goes through our outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Logins are made by an owner, not by visitors."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The identity provider signs in people an owner has added; it adds nobody."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: object) -> bool:
        return False
