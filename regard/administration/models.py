"""How far the first-run page has got."""

from django.db import models

from regard.kit.fields import Id


class FirstRun(models.Model):
    """The steps a company took on its first day; one row. What a step did stands elsewhere: here is only that it was taken."""

    id = Id()
    only = models.BooleanField(default=True, unique=True)
    company_name = models.CharField(max_length=120, blank=True, default="")
    began_at = models.DateTimeField()
    account_at = models.DateTimeField(null=True)
    mailbox_at = models.DateTimeField(null=True)
    promise_at = models.DateTimeField(null=True)
    demo_asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.company_name or "first run"
