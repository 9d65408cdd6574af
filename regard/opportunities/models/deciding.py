"""Who decides on the customer's side, how, by what, and against whom: the decision map."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from regard.conversations.models import Message
from regard.customers.models import Contact, CustomerFile
from regard.kit.fields import Id
from regard.opportunities.models.opportunity import Opportunity
from regard.opportunities.rules.deciding import Role as Named
from regard.staff.models import User


class _Told(models.Model):
    """Where the customer said so; a colleague's own note where both are null."""

    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.ForeignKey(CustomerFile, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True


class BuyingRole(models.Model):
    """Somebody who has a part in the decision: a contact, or a body such as "Board of five" (`name`, without a contact).

    `stance` from -2 (against us) to 2 (for us), null while nobody knows; `influence` from 1 to 5. `heard_at` is when they
    last wrote, spoke or met with us, kept by the timeline. `through` speaks for a body.
    """

    class Role(models.TextChoices):
        ECONOMIC_BUYER = Named.ECONOMIC_BUYER.value
        DECIDER = Named.DECIDER.value
        USER = Named.USER.value
        TECHNICAL = Named.TECHNICAL.value
        LEGAL = Named.LEGAL.value
        PROCUREMENT = Named.PROCUREMENT.value
        CHAMPION = Named.CHAMPION.value
        BLOCKER = Named.BLOCKER.value

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="roles")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="buying_roles")
    name = models.CharField(max_length=200, blank=True, default="")
    through = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    stance = models.SmallIntegerField(null=True)
    influence = models.PositiveSmallIntegerField(default=3)
    matters = models.CharField(max_length=300, blank=True, default="")
    heard_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "contact"], name="one_part_a_person"),
            models.CheckConstraint(condition=Q(contact__isnull=False) | ~Q(name=""), name="part_has_a_name"),
            models.CheckConstraint(condition=Q(stance__isnull=True) | Q(stance__range=(-2, 2)), name="stance_in_range"),
            models.CheckConstraint(condition=Q(influence__range=(1, 5)), name="influence_in_range"),
        ]

    def __str__(self) -> str:
        return self.contact.name if self.contact else self.name


class DecisionStep(_Told):
    """A step of how they decide: theirs (`contact`, or `who` for somebody we do not know), or what we owe them (`user`).

    `is_shared`: it stands on the plan that the customer sees. Whoever ticks it is named.
    """

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(max_length=200)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=120, blank=True, default="")
    due_on = models.DateField(null=True)
    is_paper = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    done_by_contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["opportunity", "due_on"], name="step_due")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_ours(self) -> bool:
        """We owe it to them."""
        return self.user_id is not None


class PlanLink(models.Model):
    """The address at which a person of the customer sees the plan. Only a hash of the secret in it is kept."""

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.opportunity} for {self.contact}"


class Criterion(_Told):
    """By what they decide. `weight` as they said it, from 1 to 5; `fit` how well we meet it, from 0 to 4, null while open."""

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField(default=3)
    fit = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return self.text


class Competitor(models.Model):
    """Somebody who sells what we sell."""

    id = Id()
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="competitor_once")]

    def __str__(self) -> str:
        return self.name


class Rival(_Told):
    """What stands against us in an opportunity: a competitor, or doing nothing (`competitor` is null)."""

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="rivals")
    competitor = models.ForeignKey(Competitor, null=True, on_delete=models.PROTECT, related_name="rivalries")
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "competitor"], name="rival_once"),
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(competitor__isnull=True), name="doing_nothing_once"
            ),
        ]

    def __str__(self) -> str:
        return self.competitor.name if self.competitor else "do nothing"


class Finding(_Told):
    """What the customer wants to reach (a figure: from, to) or what hurts (what it costs to do nothing), as one of them said."""

    class Kind(models.TextChoices):
        METRIC = "metric"
        PAIN = "pain"

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=300)
    baseline = models.CharField(max_length=80, blank=True, default="")
    target = models.CharField(max_length=80, blank=True, default="")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.text


class Prompt(models.Model):
    """A next ask that a colleague took up: what they were shown (see `rules.separating`) and set out to ask, of whom."""

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="prompts")
    fact = models.CharField(max_length=20)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="prompt_taken_up")]

    def __str__(self) -> str:
        return f"{self.fact} of {self.opportunity}"
