"""The words of closed lists, as people read them."""

from django.utils.translation import gettext_lazy as _

#: Article 17(1) of the GDPR.
GROUNDS = {
    "asked": _("the person asked for it"),
    "withdrawn": _("the consent was taken back"),
    "not needed": _("it is not needed any more"),
    "objected": _("the person objected"),
    "unlawful": _("we should never have had it"),
    "obliged": _("the law obliges us"),
}
SOURCES = {
    "mail": _("by mail"),
    "form": _("by a form"),
    "phone": _("by phone"),
    "paper": _("on paper"),
    "in person": _("in person"),
}
KINDS = {"contact": _("a person"), "account": _("a company"), "conversation": _("a conversation")}
