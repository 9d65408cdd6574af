"""One person, told in every place that can hold something of them, by what the product itself does; each place has its own word."""

import random
import string
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from conftest import MORNING, Company
from regard.channels.webform import operations as forms
from regard.channels.webform.operations import FormTerms
from regard.channels.webform.rules import Inquiry
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations import Answer, drafts, letters, planning, reminders, tags, views
from regard.conversations.rules.filters import Filter
from regard.customers import operations as customers
from regard.customers.models import Contact, EditRun, SavedList
from regard.customers.operations import methods, notes, relating
from regard.customers.operations import tags as customer_tags
from regard.data_quality.operations import join
from regard.events.models import Event
from regard.fields.operations import add_field
from regard.jobs import operations as jobs
from regard.jobs.models import Job
from regard.kit.ids import uuid7
from regard.mail import operations as mail
from regard.mail.models import Inbound, Outgoing
from regard.mail.operations.accept import Envelope
from regard.mail.rules.compose import Enclosure
from regard.mail.transports import DeferredError
from regard.meetings.operations import Call, note_call
from regard.notifications import operations as notifications
from regard.notifications.models import Preference
from regard.notifications.tests.support import answer_to, mails
from regard.promises import operations as promises
from regard.promises.models import Promise
from regard.promises.operations.merging import merge
from regard.routing import operations as routing
from tools.testing.letters import arrive, letter
from tools.testing.planting_sales import sell

HOUR = timedelta(hours=1)
#: Wednesday, on Ada's clock.
EIGHT = MORNING + timedelta(hours=22, minutes=30)


class Words:
    """A word of letters for each place; nowhere else in the world."""

    def __init__(self) -> None:
        self._chance = random.Random(7)
        self.at: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        if place not in self.at:
            self.at[place] = "mk" + "".join(self._chance.choices(string.ascii_lowercase, k=14))
        return self.at[place]


class Planted:
    """The person, the colleague of theirs who stays, and the words."""

    def __init__(self, company: Company) -> None:
        self.company, self.word = company, Words()
        w = self.word
        self.address = f"{w('local part')}@{w('domain')}.example"
        self.second = f"{w('second address')}@home.example"
        self.name = f"{w('first name').capitalize()} {w('last name').capitalize()}"
        self.phone = "+4586124739"
        self.mirela = customers.add_account(name="Mirela Foods", at=MORNING - HOUR, domain="mirela.example")
        self.dora = customers.add_contact(name="Dora Dekker", email="dora@mirela.example", at=MORNING - HOUR, account=self.mirela)  # fmt: skip
        self.letters()
        self.contact = Contact.objects.get(methods__normalised=self.address)
        self.record()
        self.work()
        self.elsewhere()
        self.summary()
        self.joined()
        self.sold()

    def words(self) -> dict[str, str]:
        return {**self.word.at, "phone": "86124739", "phone as written": "86 12 47 39"}

    # What the customer writes.

    def letters(self) -> None:
        w, company = self.word, self.company
        inbound = arrive(self._full_letter(), company.mailbox, at=MORNING, envelope_from=self.address)
        self.first = Message.objects.get(inbound=inbound).conversation
        second = letter(
            sender=f"{self.name} <{self.address}>", subject=w("second subject"), text=f"Also {w('second text')}.",
            message_id=f"<{w('message id')}@{w('message id domain')}.example>",
        )  # fmt: skip
        self.second_one = self._conversation(second, MORNING + HOUR / 4)
        aside = letter(sender=f"{self.name} <{self.address}>", subject="?", text=w("letter set aside"))
        row = mail.accept(aside, envelope=_envelope(self.address), mailbox=company.mailbox, at=MORNING)
        mail.quarantine(inbound=row, reason=f"cannot be read: {w('reason of a letter set aside')}", at=MORNING)
        Job.objects.filter(name="channels.process_letter").delete()
        terms = FormTerms(name="Form", team=company.team, mailbox=company.mailbox)  # fmt: skip
        form = forms.open_form(slug="contact", terms=terms, at=MORNING, by=company.olga)
        inquiry = Inquiry(send_key=uuid7(), name=self.name, address=self.address, text=f"By the form {w('form text')}")  # fmt: skip
        forms.submit(form=form, inquiry=inquiry, network=w("network"), at=MORNING + HOUR / 3)
        Job.objects.filter(name="channels.process_letter").delete()

    def _full_letter(self) -> bytes:
        w = self.word
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = f"{self.name} <{self.address}>", "help@havn.example"
        message["Subject"] = f"Größe der Pumpe {w('subject')}"
        message["Message-ID"] = f"<first@{w('host of the message id')}.example>"
        message["Reply-To"] = f"{w('reply to')}@home.example"
        message["X-Mailer"] = w("header")
        message["Received"] = f"from {w('trace header')} by mx"
        text = f"Grüße, {w('text')}.\n\n-- \n{w('signature')}\n\nOn Tue, Ada wrote:\n> {w('quotation')}\n"
        message.set_content(text, cte="quoted-printable")
        html = f"<p>Grüße {w('html')}</p><p title='{w('html attribute')}'>…</p>"
        message.add_alternative(html, subtype="html", cte="base64")
        content = f"%PDF {w('bytes of an attachment')}".encode()
        message.add_attachment(content, maintype="application", subtype="pdf", filename=f"{w('name of an attachment')}.pdf")  # fmt: skip
        return message.as_bytes()

    def _conversation(self, raw: bytes, at: Any, sender: str = "") -> Conversation:
        inbound = arrive(raw, self.company.mailbox, at=at, envelope_from=sender or self.address)
        return Message.objects.select_related("conversation").get(inbound=inbound).conversation

    # What stands in the record.

    def record(self) -> None:
        w, by, at = self.word, self.company.olga, MORNING + HOUR / 2
        field = add_field(
            record_kind="contact", label="Hobby", kind="text", use="to have something to say", by=by, at=at
        )
        typed = {
            "first_name": w("first name"), "last_name": w("last name"), "job_title": w("job title"), "street": w("street"),
            "postcode": w("postcode"), "city": w("city"), "region": w("region"), field.key: w("own field"),
        }  # fmt: skip
        earlier = {"job_title": w("job title before"), "city": w("city before")}
        customers.change_contact(contact=self.contact, typed=earlier, by=by, at=at)
        self.contact.refresh_from_db()
        customers.change_contact(contact=self.contact, typed=typed, by=by, at=at)
        methods.add_method(contact=self.contact, kind="email", value=self.second, by=by, at=at, label=w("label")[:40])
        methods.add_method(contact=self.contact, kind="phone", value="+45 86 12 47 39", by=by, at=at)
        relating.add_address(of=self.contact, kind="delivery", street=w("further address"), postcode="8000", city="Aarhus", country="DK", by=by, at=at)  # fmt: skip
        relating.add_position(contact=self.contact, account=self.mirela, by=by, at=at, job_title=w("position"))
        notes.add_customer_note(about=self.contact, text=f"Likes {w('note about the person')}", by=by, at=at)
        upload = notes.Upload(filename=f"{w('name of a file')}.txt", content_type="text/plain", content=w("bytes of a file").encode())  # fmt: skip
        notes.add_file(about=self.contact, upload=upload, by=by, at=at)
        gone = notes.add_file(about=self.contact, upload=notes.Upload(filename=f"{w('name of a file taken away')}.txt", content_type="text/plain", content=b"x"), by=by, at=at)  # fmt: skip
        notes.remove_file(file=gone, by=by, at=at)
        customer_tags.put_tag(on=self.contact, name=w("tag of the person"), by=by, at=at)
        self.household = customers.add_account(name=f"Household {w('last name')}", at=at, city=w("city of the account"))
        Contact.objects.filter(id=self.contact.id).update(account=self.household)
        customers.change_account(account=self.household, typed={"legal_name": w("legal name"), "website": f"https://{w('website')}.example"}, by=by, at=at)  # fmt: skip
        relating.add_identifier(
            account=self.household, kind="other", value=f"7-{w('number of the account')}", by=by, at=at
        )
        notes.add_customer_note(about=self.household, text=w("note about the account"), by=by, at=at)
        note_call(
            about=self.contact, call=Call(started_at=at, minutes=5, text=w("what was said in a call")), by=by, at=at
        )
        EditRun.objects.create(
            kind="contact", field="city", before={str(self.contact.id): w("before an edit of many")}, after={"value": "Aarhus"},
            by=by, at=at,
        )  # fmt: skip
        SavedList.objects.create(
            kind="contact", name=f"About {self.name}", query={"q": self.address}, owner=by, created_at=at
        )

    # What colleagues do about it.

    def work(self) -> None:
        w, company, at = self.word, self.company, MORNING + HOUR
        ada, ben = company.ada, company.ben
        first, second = self.first, self.second_one
        conversations.assign(conversation=first, to=ada, reasons=[{"kind": "knows topic", "detail": [w("reason of an assignment")]}], at=at)  # fmt: skip
        conversations.hand_over(conversation=first, to=ben, note=f"Careful: {w('note at handing over')}", by=ada, at=at)
        conversations.add_note(
            conversation=first, text=f"@Ada Agent look: {w('note in a conversation')}", by=ben, at=at
        )
        self.told()
        reminders.remind(conversation=first, until=at + HOUR, by=ben, at=at, note=w("note of a reminder"))
        tag = tags.add_tag(name=f"about {self.name}"[:40], by=company.olga, at=at)
        tags.set_tags(conversation=first, tags=[tag], by=ben, at=at)
        to = ((self.name, self.address),)
        file = Enclosure(filename=f"{w('name of our file')}.txt", content_type="text/plain", content=w("bytes of our file").encode())  # fmt: skip
        promises.answer(
            conversation=first, mailbox=company.mailbox, by=ada, at=at + HOUR / 4, promised_for=at + HOUR * 30,
            answer=Answer(text=f"We look into it. {w('promise')}", to=to, is_holding=True),
        )  # fmt: skip
        promises.answer(conversation=first, mailbox=company.mailbox, by=ada, at=at + HOUR / 2, answer=Answer(text=f"Here: {w('our answer')}", to=to, files=(file,)))  # fmt: skip
        notifications.tell_promises_due(at=Promise.objects.latest("due_at").due_at)
        self.trouble()
        written = drafts.Written(text=w("draft"), cc=f"{w('cc of a draft')}@home.example", files=(Enclosure(filename=f"{w('name of a file of a draft')}.txt", content_type="text/plain", content=w("bytes of a file of a draft").encode()),))  # fmt: skip
        drafts.keep_draft(conversation=second, written=written, by=ada, at=at)
        planned = drafts.keep_draft(
            conversation=second, written=drafts.Written(text=w("planned answer")), by=ben, at=at
        )
        assert planned
        planning.plan(draft=planned, send_at=at + HOUR * 5, by=ben, at=at)
        planning.hold(draft=Draft.objects.get(id=planned.id), because=w("why a planned answer was held"), at=at)
        letters.keep_letter(letter_id=uuid7(), typed=letters.TypedLetter(to=f"{self.name} <{self.address}>", cc="", subject=w("subject of a letter draft"), text=w("letter draft"), channel_id=company.channel.id), by=ada, at=at)  # fmt: skip
        views.save_view(name=self.name, wanted=Filter(waiting="us"), by=ada, at=at)
        conversations.close(
            conversation=self.first, reason="answered", by=ada, at=at + HOUR * 2, note=w("note at closing")
        )
        routing.learn_solved(conversation=self.first)
        third = self._conversation(letter(sender=self.address, subject=w("subject before a merge"), text=w("text before a merge")), at)  # fmt: skip
        merge(conversation=third, into=second, by=ada, at=at + HOUR)

    def trouble(self) -> None:
        """A server that puts off, one that reports, and a job that failed."""
        w, company = self.word, self.company
        answer = Outgoing.objects.filter(kind="reply").order_by("-created_at").first()
        assert answer

        class Refusing:
            def send(self, **_what: object) -> dict[str, Any]:
                raise DeferredError(f"451 {w('what a server said')}")

        mail.deliver(outgoing_id=answer.id, transport=Refusing(), at=MORNING + HOUR * 2)
        report = _REPORT.format(address=self.address, said=w("text of a bounce"), more=w("body of a bounce"), message_id=answer.message_id)  # fmt: skip
        arrive(report.replace("\n", "\r\n").encode(), company.mailbox, at=MORNING + HOUR * 2, envelope_from="")
        customers.mark_bounced(address=self.address, reason=w("reason of a bounce"), at=MORNING + HOUR * 2)
        jobs.enqueue("notifications.tell", {"event_id": str(uuid7()), "conversation": str(self.first.id)}, MORNING)
        job = Job.objects.filter(name="notifications.tell").order_by("-id").first()
        assert job
        Job.objects.filter(id=job.id).update(state="claimed")
        job.refresh_from_db()
        jobs.fail(job=job, error=f"ValueError: {w('error of a job')}", at=MORNING)

    def told(self) -> None:
        """Notifications, their mails, an answer by mail, and the daily summary."""
        w, company, now = self.word, self.company, MORNING + HOUR
        for user in (company.ada, company.ben):
            Preference.objects.update_or_create(user=user, defaults={"mentioned": "at once", "given": "at once", "is_quiet": False})  # fmt: skip
        for event in Event.objects.filter(kind__in=["conversation.mentioned", "conversation.assigned"]):
            notifications.tell_of(event=event, at=now)
        answer_to(mails(company.ada)[-1], company, text=f"Dear customer, {w('answer by mail')}", at=now)

    def summary(self) -> None:
        conversations.assign(conversation=self.second_one, to=self.company.ada, reasons=[], at=MORNING + HOUR)
        assert notifications.send_digests(at=EIGHT)

    # Where somebody else tells of the person.

    def elsewhere(self) -> None:
        w, company, at = self.word, self.company, MORNING + HOUR * 3
        raw = letter(
            sender="Dora Dekker <dora@mirela.example>", subject="The P-300 leaks",
            text=f"The P-300 leaks. Ask {self.name}, {self.address} or 86 12 47 39.\n\nOn Tue, {self.name} wrote:\n> {w('quoted by somebody else')}\n",
            Cc=f"{self.name} <{self.address}>", message_id="<dora@mirela.example>",
        )  # fmt: skip
        self.doras = self._conversation(raw, at, "dora@mirela.example")
        answer = letter(
            sender=f"{self.name} <{self.address}>", subject="Re: The P-300 leaks", text=w("said in a conversation of another"),
            answers="dora@mirela.example",
        )  # fmt: skip
        joined = self._conversation(answer, at + HOUR / 4)
        assert joined == self.doras
        conversations.add_note(conversation=self.doras, text=f"{self.name} ({self.address}) knows more.", by=company.ada, at=at)  # fmt: skip
        to = (("Dora Dekker", "dora@mirela.example"), (self.name, self.address))
        self.to_both = promises.answer(
            conversation=self.doras, mailbox=company.mailbox, by=company.ada, at=at + HOUR / 2,
            answer=Answer(text=f"Dear Dora, {self.name} is right.", to=to),
        )  # fmt: skip
        elsewhere = Call(started_at=at, minutes=5, text=f"{self.name} asked us to call {self.address}")
        note_call(about=self.dora, call=elsewhere, by=company.ada, at=at)
        notes.add_customer_note(about=self.mirela, text=f"Call {self.name} on +45 86124739", by=company.ada, at=at)
        notes.add_customer_note(about=self.dora, text=f"Writes with {self.address}", by=company.ada, at=at)

    def joined(self) -> None:
        w, at = self.word, MORNING + HOUR * 4
        other = customers.add_contact(
            name=f"{w('name of the record joined').capitalize()} Joined", email=f"{w('address of the record joined')}@old.example",
            at=at, job_title=w("job title of the record joined"),
        )  # fmt: skip
        customers.change_contact(
            contact=other, typed={"city": w("city of the record joined")}, by=self.company.ada, at=at
        )
        join(kept=self.contact, gone=other, picks=["city"], by=self.company.ada, at=at)
        self.contact.refresh_from_db()

    def sold(self) -> None:
        text = f"The budget is approved, {self.word('letter that may be evidence')}."
        raw = letter(sender=f"{self.name} <{self.address}>", subject=self.word("subject of evidence"), text=text)
        self.deal = sell(self, wrote=self._conversation(raw, MORNING + HOUR * 5))


def _envelope(sender: str) -> Any:
    return Envelope(way=Inbound.Way.SMTP, sender=sender, recipient="help@havn.example", remote="192.0.2.7")


_REPORT = """From: Mail Delivery System <mailer-daemon@mx.example>
To: help@havn.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered. {more}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 {said}

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
Subject: Re: Pump stops

--b--
"""
