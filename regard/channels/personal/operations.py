"""What was typed into a contact form: the message itself lies with the letters, the address and the network here."""

from datetime import datetime

from regard.channels.models import Submission
from regard.kit.holders import Person, Plain


class ChannelsHolder(Plain):
    """Messages by a form."""

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  a submission keeps its own time
        """Forget by whom, and from which network, a form was sent."""
        sent = Submission.objects.filter(address__in=person.addresses) | Submission.objects.filter(
            inbound__in=person.of("letter")
        )
        return sent.exclude(address="", network="").update(address="", network="")
