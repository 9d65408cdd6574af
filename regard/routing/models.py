"""What each person has shown to know, learned from who solved what."""

from django.db import models

from regard.kit.fields import Id
from regard.staff.models import Team, User


class TopicRecord(models.Model):
    """How often a person's answers about a term ended the matter, and how often they did not."""

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="topics")
    term = models.CharField(max_length=60)
    solved = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "term"], name="topic_once_a_person")]
        indexes = [models.Index(fields=["term"], name="topic_term")]

    def __str__(self) -> str:
        return f"{self.user}: {self.term}"


class TeamExperience(models.Model):
    """How many threads a team has solved: what a term's rarity is measured against."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="+")
    threads = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.team}: {self.threads}"
