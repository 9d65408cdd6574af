"""The words mail programs put around quoted mail, in the languages they speak. Data only."""

# "On Monday Ben wrote:", the verb alone; what stands around it differs from program to program.
WROTE = (
    "wrote|writes|schrieb|schreibt|geschrieben|a [ée]crit|[ée]crit|escribi[óo]|escribe|escreveu|ha scritto|scrisse|scrive"
    "|schreef|geschreven|skrev|skriver|kirjoitti|napisał|napisała|napisal|napisala|napísal|napísala|napsal|napsala"
    "|pisze|napisao|napisala je|je napisal|írta|va escriure|escrigué|a scris|scris|yazdı|şunu yazdı|rašė|rakstīja"
    "|kirjutas|idatzi du|skrifaði|đã viết|viết|menulis|написал|написала|написал[(]а[)]|пишет|написав|написала|пише"
    "|quoting|zitat von|citando|citation de|citaat van|написа|έγραψε|כתב|כתבה|כתב/ה|كتب|写道|写道|寫道|寫了|撰写|撰寫|書きました|さんが書いた|のメール|님이 작성|작성|เขียนว่า|ने लिखा"
)

# The labels of the header block that Outlook and others put on top of the quoted mail, by what they tell.
HEADERS = {
    "from": "from|von|de|da|från|fra|van|od|от|від|lähettäjä|feladó|expéditeur|remitente|mittente|afzender|avsender|afsender"
    "|nadawca|odesílatel|odosielateľ|отправитель|відправник|kimden|gönderen|从|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람"
    "|מאת|من|από|de la|saatja|no|nuo|dari|từ|จาก|pošiljatelj|šalje",
    "sent": "sent|date|gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviada em|enviado em|data|fecha|inviato"
    "|skickat|sendt|dato|verzonden|verstuurd|wysłano|odesláno|odoslané|отправлено|дата|надіслано|lähetetty|päivämäärä|päiväys"
    "|elküldve|dátum|gönderildi|gönderilme tarihi|tarih|发送时间|发送日期|日期|時間|寄件日期|送信日時|日時|보낸 날짜|날짜|נשלח|תאריך|التاريخ|تاريخ الإرسال"
    "|στάλθηκε|ημερομηνία|trimis|saadetud|nosūtīts|išsiųsta|dikirim|tanggal|đã gửi|ngày|poslano|poslato|sent at",
    "to": "to|an|à|a|para|till|til|aan|do|komu|кому|vastaanottaja|címzett|destinataire|destinatario|destinatário|kime|alıcı"
    "|收件人|收件者|宛先|받는 사람|받는사람|אל|إلى|προς|către|kam|kepada|đến|za|prima",
    "cc": "cc|bcc|kopie|kopi|kopia|copie|copia|cópia|копия|копія|kopio|másolatot kap|dw|udw|抄送|副本|참조|עותק|נסכה|bilgi|ccn|cco|cci",
    "subject": "subject|betreff|objet|asunto|assunto|oggetto|ämne|emne|onderwerp|temat|předmět|predmet|тема|aihe|otsikko|tárgy"
    "|konu|主题|主題|主旨|件名|제목|נושא|الموضوع|θέμα|subiect|subiectul|teema|temats|tema|perihal|chủ đề|sujet|re",
    "reply": "reply-to|reply to|antwort an|répondre à|responder a|risposta|rispondi a|svara till|svar til|antwoord aan|ответить",
    "more": "importance|priority|wichtigkeit|priorität|attachments|anlagen|anhang|anhänge|pièces jointes|adjuntos|allegati|bijlagen"
    "|importancia|importanza|priorité|x-priority|organization",
}

# The words between rows of dashes, and the lines that say a forwarded mail follows.
ORIGINAL = (
    r"original ?message|original ?mail|original e-?mail|original appointment|forwarded (?:message|mail|by .*)|forward(?:ed)? header"
    r"|ursprüngliche nachricht|original ?nachricht|weitergeleitete (?:nachricht|mail|e-mail)"
    r"|message (?:d'origine|original|transféré|transmis)|message initial|message transféré|courriel original|mensaje original"
    r"|mensaje reenviado|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht"
    r"|doorgestuurd bericht|ursprungligt meddelande|originalmeddelande|vidarebefordrat (?:meddelande|brev)|original meddelelse"
    r"|oprindelig meddelelse|videresendt (?:meddelelse|melding)|opprinnelig melding|alkuperäinen viesti|välitetty viesti"
    r"|wiadomość oryginalna|oryginalna wiadomość|wiadomość przekazana|przekazana wiadomość|původní (?:zpráva|e-mail)"
    r"|přeposlaná zpráva|pôvodná správa|preposlaná správa|исходное сообщение|оригинальное сообщение|пересылаемое сообщение"
    r"|пересланное сообщение|переадресованное сообщение|оригінальне повідомлення|початкове повідомлення|eredeti üzenet"
    r"|továbbított üzenet|mesaj original|mesaj redirecționat|orijinal (?:mesaj|ileti)|iletilen mesaj|原始邮件|原始郵件|转发邮件"
    r"|轉寄郵件|转发的邮件|转发的郵件|原邮件|元のメッセージ|転送メッセージ|원본 메시지|원본 메일|전달된 메시지|הודעה מקורית|הודעה שהועברה"
    r"|الرسالة الأصلية|αρχικό μήνυμα|προωθημένο μήνυμα|algne sõnum|tin nhắn gốc|pesan asli|izvorna poruka|izvirno sporočilo"
    r"|reply message|replied message|urspr\. nachricht"
)
FORWARDED_LINE = (
    r"begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:réexpédié|transféré)"
    r"|inicio del mensaje reenviado|início da mensagem (?:encaminhada|reencaminhada)|inizio messaggio inoltrato"
    r"|begin doorgestuurd bericht|vidarebefordrat brev|videresendt besked|videresendt melding|välitetty viesti alkaa"
    r"|początek przekazanej wiadomości|начало переадресованного сообщения|переслане повідомлення|přeposlaná zpráva"
    r"|továbbított levél kezdete|下面是被转发的邮件|以下は転送されたメール|转发的邮件"
)

# "Reply above this line" of help desks: what follows is theirs.
REPLY_ABOVE = (
    r"(?:reply|respond|write|type your (?:reply|response)) above this line|bitte .*(?:über|oberhalb) dieser (?:zeile|linie)"
    r"|antworten sie (?:über|oberhalb)|(?:répondez|répondre) au-dessus de cette ligne|(?:responda|responder) (?:por )?(?:encima|acima)"
    r"|rispondi sopra questa riga|(?:antwoord|reageer) boven deze (?:regel|lijn)|svara ovanför denna rad"
)

# "Sent from my phone": the whole line, in at most a few words.
SENT_FROM = (
    r"sent (?:from|via|with|by|using)|(?:von|aus|mit) .{0,40}(?:gesendet|geschickt|verfasst)|gesendet (?:von|mit|über)|envoyé (?:de|depuis|à partir|avec|par|via)"
    r"|enviado (?:desde|de|do|da|pelo|por|con|via)|enviada (?:do|de|a partir)|inviato (?:da|dal|con|tramite)|verzonden (?:vanaf|met|via|van)"
    r"|verstuurd (?:vanaf|vanuit|met|via|van)|skickat från|skickat med|sendt (?:fra|med|via)|lähetetty|wysłan[eoay] (?:z|ze|przez)|odesláno z|odoslané z"
    r"|отправлено (?:с|из|со)|надіслано (?:з|із)|elküldve|küldve|trimis (?:de pe|din|de la)|στάλθηκε από|saadetud|poslano (?:z|iz|s)|nosūtīts|išsiųsta"
    r"|发自|發自|从我的|從我的|نُشر من|أرسلت من|أُرسلت من|נשלח מ|gửi từ|dikirim dari"
    r"|get outlook for|outlook für .{0,20}beziehen|(?:holen|laden) sie sich outlook|télécharge[rz] outlook|obtenez outlook|obtener outlook|obter o outlook|scarica outlook|ottieni outlook|download outlook|hämta outlook|få outlook"
)
# Languages that put the verb last; a device or a program must be named as well.
SENT_FROM_END = r"から送信|에서 보냄|傳送|寄出|gönderildi|gesendet|geschickt|verfasst|verzonden|verstuurd|lähetetty"
DEVICES = (
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|pixel|nokia|blackberry|windows|outlook|thunderbird|yahoo|gmail|proton"
    r"|handy|smartphone|mobil|mobile|telefoon|tablet|gerät|phone|mail-app|mail app|k-9|gmx|web\.de|t-online|telekom|aquamail"
)

GREETINGS = (
    r"hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|moin|servus|sehr geehrte[rs]?|liebe[rs]?"
    r"|bonjour|bonsoir|salut|cher|chère|hola|buen(?:os|as)|estimad[oa]s?|querid[oa]|olá|oi|bom dia|boa tarde|prezad[oa]s?|ciao|salve"
    r"|buongiorno|buonasera|gentile|egregio|beste|geachte|goedendag|goedemorgen|hej|hei|hejsan|kära|kære|kjære|moi|terve|cześć|dzień dobry"
    r"|szanown[yai]|dobrý den|ahoj|vážen[ýáí]|здравствуйте|добрый день|привет|доброго дня|вітаю|szia|kedves|tisztelt|bună|merhaba|sayın"
    r"|γεια|καλημέρα|שלום|مرحبا|السلام|你好|您好|こんにちは|안녕하세요"
)
