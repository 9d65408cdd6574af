"""What somebody newly wrote, told from what the mail quotes."""

import pytest

from regard.mime.queries import extract_reply

ATTRIBUTIONS = [
    "On Mon, Feb 3, 2025 at 10:11 AM Ben Smith via Help <\nhelp@firm.example> wrote:",
    "On 03/02/2025 10:11, Ben wrote:",
    "Ben Smith <ben@firm.example> wrote on 02/03/2025 10:11:00 AM:",
    "---- On Mon, 03 Feb 2025 10:11:36 +0530 Ben <ben@firm.example> wrote ----",
    "Quoting Ben Smith <ben@firm.example>:",
    "Am Mo., 3. Feb. 2025 um 10:11 Uhr schrieb Ben Muster <\nben@firm.example>:",
    "Ben Muster <ben@firm.example> schrieb am Mo., 3. Feb. 2025\num 10:11 Uhr:",
    "Le lun. 3 févr. 2025 à 10:11, Luc <luc@firm.example> a écrit :",
    "El lun, 3 feb 2025 a las 10:11, Ana (<ana@firm.example>) escribió:",
    "Em seg., 3 de fev. de 2025 às 10:11, Rui <rui@firm.example> escreveu:",
    "Il giorno lun 3 feb 2025 alle ore 10:11 Gino <g@firm.example> ha scritto:",
    "Op 3 feb. 2025, om 10:11 heeft Jan <jan@firm.example> het volgende geschreven:",
    "Den mån 3 feb. 2025 kl 10:11 skrev Sven <s@firm.example>:",
    "man. 3. feb. 2025 kl. 10.11 skrev Ole <o@firm.example>:",
    "ma 3. helmik. 2025 klo 10.11 Matti (matti@firm.example) kirjoitti:",
    "W dniu 03.02.2025 o 10:11, Jan pisze:",
    "po 3. 2. 2025 v 10:11 odesílatel Jan <j@firm.example> napsal:",
    "3 февраля 2025 г., 10:11, Иван написал(а):",
    "29 грудня 2024 р. о 19:09 <o@firm.example> написав:",
    "Ivan <i@firm.example> ezt írta (időpont: 2025. febr. 3., H, 10:11):",
    "3 Şub 2025 Pzt 10:11 tarihinde Ali <a@firm.example> şunu yazdı:",
    "2025年2月3日(月) 10:11 Taro <t@firm.example>:",
    "在 2025年2月3日，上午10:11，李 <l@firm.example> 写道：",
    "2025년 2월 3일 (월) 오전 10:11, 김 <k@firm.example>님이 작성:",
]
HEADER_BLOCKS = [
    "-----Original Message-----",
    "-------- Ursprüngliche Nachricht --------\nVon: Ben\nAn: Carla",
    "________________________________\nFrom: Ben <ben@firm.example>\nSent: Monday, February 3, 2025 10:11 AM\nTo: Carla\nSubject: RE: Order",
    "*Von:* Ben [mailto:ben@firm.example]\n*Gesendet:* Montag, 3. Februar 2025 10:11\n*An:* Carla\n*Betreff:* AW: Bestellung",
    "De : Luc <luc@firm.example>\nEnvoyé : lundi 3 février 2025 10:11\nÀ : Carla\nObjet : Commande",
    "Från: Sven\nSkickat: den 3 februari 2025 10:11\nTill: Carla\nÄmne: Order",
    "发件人: 李 <l@firm.example>\n发送时间: 2025年2月3日 10:11\n收件人: Carla\n主题: 订单",
    "Begin forwarded message:\n\nFrom: Ben",
    "##- Please type your reply above this line -##",
]


@pytest.mark.parametrize("quoted", ["> Where is it?\n> Ben", "Where is it?\nBen"])
@pytest.mark.parametrize("marker", [*ATTRIBUTIONS, *HEADER_BLOCKS])
def test_the_reply_ends_where_the_quoted_mail_is_announced(marker: str, quoted: str) -> None:
    found = extract_reply(f"Thanks, that works.\n\n{marker}\n\n{quoted}\n")
    assert (found.reply_text, found.signature) == ("Thanks, that works.", "")
    assert found.quoted_text == f"{marker}\n\n{quoted}"


def test_an_answer_below_the_quotation_is_the_reply() -> None:
    found = extract_reply("On 3 Feb 2025, at 10:11, Ben wrote:\n> Where is it?\n\nIn the post.\n")
    assert (found.reply_text, found.quoted_text) == (
        "In the post.",
        "On 3 Feb 2025, at 10:11, Ben wrote:\n> Where is it?",
    )


def test_answers_between_the_lines_keep_what_they_answer() -> None:
    text = "Hi Ben,\n\nOn 3 Feb 2025, at 10:11, Ben wrote:\n> Is five fine?\nYes.\n> And six?\nNo.\n> Bye\n"
    assert extract_reply(text).reply_text == "Hi Ben,\n\n> Is five fine?\nYes.\n> And six?\nNo."


def test_a_greeting_above_and_the_answer_below_is_one_reply() -> None:
    text = "Hi Ben,\n\nOn 3 Feb 2025, at 10:11, Ben wrote:\n> Is five fine?\n\nYes, five is fine.\n"
    assert extract_reply(text).reply_text == "Hi Ben,\n\n> Is five fine?\n\nYes, five is fine."


def test_a_footer_below_the_only_quotation_is_no_reply() -> None:
    text = "Five is fine.\n\nOn 3 Feb 2025, at 10:11, Ben wrote:\n> Is five fine?\n\nThis mail was scanned.\n"
    found = extract_reply(text)
    assert (found.reply_text, found.signature) == ("Five is fine.", "This mail was scanned.")


def test_a_mail_that_is_only_forwarded_keeps_its_words() -> None:
    text = "---------- Forwarded message ---------\nFrom: Ben\nDate: Mon\nSubject: Order\nTo: Carla\n\nWhere is it?\n"
    assert extract_reply(text).reply_text == "Where is it?"


@pytest.mark.parametrize("line", ["-- ", "--", "—", "_____________"])
def test_a_signature_goes_to_its_own_place(line: str) -> None:
    found = extract_reply(f"Thanks.\n\n{line}\nCarla\nCustomer Ltd\n")
    assert (found.reply_text, found.signature) == ("Thanks.", f"{line.rstrip()}\nCarla\nCustomer Ltd")


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Envoyé à partir d’Outlook pour Android",
        "Enviado do meu iPhone",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的 iPhone",
        "Get Outlook for iOS<https://aka.ms/x>",
    ],
)
def test_what_phones_add_is_no_reply(line: str) -> None:
    found = extract_reply(f"Thanks.\n\n{line}\n")
    assert (found.reply_text, found.signature) == ("Thanks.", line)


@pytest.mark.parametrize(
    "text",
    [
        "Sent from my desk, is much easier then my mobile phone.",
        "Ich habe es gestern gesendet.",
        "We met on 5 May 2024.\n\nIt was good.",
        "Title\n=====\n\nText",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "This is not a ---------- delimiter.",
        "```\n# heading\n----\nOn 3 Feb 2025, at 10:11, Ben wrote:\n> x\n```\nThat is what I see.",
        "Note: bring it\nFrom: here\nI go",
        "* one\n* two",
        "> only a quotation",
    ],
)
def test_words_that_only_look_like_quotations_stay(text: str) -> None:
    assert extract_reply(text).reply_text == text
