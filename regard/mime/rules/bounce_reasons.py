"""Why a mail came back, from the words of the servers in between. General wording, no table of mail systems.

The reason words are those of the bounce field at large (userunknown, mailboxfull, blocked ...). Hard are only the
reasons that say the address does not exist or has moved for good.
"""

import re

HARD = frozenset({"userunknown", "hostunknown", "hasmoved", "notaccept"})

_USER = r"(?:user|recipient|mailbox|mail ?box|account|address(?:ee)?|alias|local[- ]part|e-?mail (?:account|address)|person|subscriber|inbox|destinatario|destinataire|empf[äa]nger|adresse(?! ip)|benutzer|postfach|compte)"
# The first that fits wins: causes that lie with the sender are named before "rejected" and "denied" are read as a reason.
_WORDS: tuple[tuple[str, str], ...] = (
    (
        "hasmoved",
        r"no longer on (?:this )?server|has moved|have moved|address (?:has )?(?:been )?changed|(?:has been|is) replaced by|new address is|no longer (?:works|employed|active at)|has left (?:the|our)",
    ),
    (
        "notaccept",
        r"null mx|no mx record|does(?:n't| not) (?:receive|accept) (?:any )?e?-?mail|(?:host|domain|server) (?:does not|never) accepts? (?:e?-?)?mail|no mx (?:or|found|host)",
    ),
    (
        "requireptr",
        r"\bptr\b|reverse[- ]?(?:dns|lookup|mapping|name)|\brdns\b|(?:cannot|can't|unable to|could not) (?:find|resolve|reverse) your (?:reverse )?(?:hostname|ip|address)|no reverse|unable to get reverse|domain without ptr",
    ),
    (
        "authfailure",
        r"\b(?:spf|dkim|dmarc|sender[- ]?id|arc)\b.{0,120}(?:fail|invalid|reject|not pass|did not|unauth|violat|bad|softfail|does not|record)|(?:fail|invalid|reject|bad|violat|not pass)\w*.{0,60}\b(?:spf|dkim|dmarc)\b|unauthenticated (?:e?-?mail|sender)|sender is unauthenticated|does not meet the required authentication|authentication (?:check|results?).{0,40}fail",
    ),
    (
        "virusdetected",
        r"\bvirus|malware|infected|trojan|worm detected|dangerous attachment|executable (?:file|attachment)",
    ),
    ("badreputation", r"reputation|temporarily deferred due to (?:unexpected volume|user complaints)|senderscore"),
    (
        "toomanyconn",
        r"too many (?:concurrent )?(?:connections|sessions|smtp)|(?:ip|connection) frequency limited|connection (?:rate|limit|count)|max(?:imum)? (?:number of )?connections",
    ),
    (
        "ratelimited",
        r"rate[- ]?limit|throttl|too many (?:messages|mails|recipients|e-?mails)|sending (?:limit|quota)|(?:daily|hourly) (?:relay |sending |message )?quota|exceeded .{0,30}(?:messages|rate)|receiving mail (?:at a rate|too quickly)|slow down",
    ),
    (
        "mailboxfull",
        rf"{_USER}.{{0,60}}(?:\bfull\b|over ?quota|exceed\w*.{{0,30}}(?:quota|storage|limit|allowed)|out of (?:storage|space))|(?:mail|disk|storage|user'?s?|over|account|mailbox|dd) ?quota|quota (?:is |has been )?(?:exceed|exhaust|full|violat)|exceed\w* .{{0,40}}quota|over quota|out of (?:storage|disk) ?space|insufficient (?:disk )?(?:space|quota)|not enough (?:storage|disk|space)|full (?:mailbox|inbox)|mailbox (?:size )?limit|storage (?:limit|allocation|quota)|bo[iî]te .{0, 30}pleine|postfach .{0, 30}voll|buz[oó]n lleno|too much mail data|message would exceed|disk full|mailbox.?full",
    ),
    (
        "systemfull",
        r"insufficient system (?:storage|resources)|(?:system|server|mail system) (?:is )?full|no space left on",
    ),
    (
        "exceedlimit",
        r"(?:message|mail) (?:length|size)? ?exceeds? (?:limit|the limit|a limit) set by (?:the )?recipient|message length exceeds",
    ),
    (
        "mesgtoobig",
        r"(?:message|mail|e-?mail|body|data) (?:is |was |file |header )?(?:too|size|exceed)\w* ?(?:large|big|long|limit|exceed|maximum|fixed)|(?:message|mail|body|header|line|content) ?size ?(?:limit|exceed|is)|size limit|too (?:large|big) |larger than|exceeds? (?:the )?(?:maximum|max|size|allowed|fixed|limit)|line (?:limit|too long|length)|max(?:imum)? message size",
    ),
    (
        "suspend",
        rf"{_USER}.{{0,80}}(?:\bdisabled|inactive|suspend|deactivat|bloque|blocked|locked|de-?activated|closed|terminated|frozen|on hold|expired|temporarily unavailable|not active|is not currently)|(?:disabled|inactive|suspended|deactivated|locked|expired) (?:user|account|mailbox|recipient|address)|not accepting (?:mail|messages)|account (?:is )?(?:temporarily )?unavailable",
    ),
    # An answer that leaves out the address it speaks of comes from the recipient's own filter, not from the directory.
    ("filtered", r"5\d\d ?: ?:? ?user unknown"),
    (
        "norelaying",
        r"relay(?:ing|ed)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed|authorized|possible)|prohibited|forbidden|restricted|refused)|(?:not (?:permitted|allowed|authorized)|unable|cannot|won't|refuse\w*) to relay|no relay|not a (?:local|open) (?:relay|host)|this is not a relay|not an open relay|do(?:es)? not relay|you must authenticate|not in (?:my|our) (?:list of allowed )?rcpthosts|domain .{0,40}not .{0,20}rcpthosts",
    ),
    (
        "hostunknown",
        r"unknown (?:mail )?host\b|\bhost (?:name )?(?:is )?(?:unknown|not found)|nxdomain|no such (?:domain|host)|domain name not found",
    ),
    (
        "userunknown",
        rf"(?:no such|unknown|invalid|bad|non-?existent|nonexisting|undeliverable|not a valid|not (?:a )?known|unrecognized|illegal|not our|incorrect|unable to find) (?:or (?:illegal|unknown|invalid) )?(?:local |virtual |final |smtp |e-?mail |destination |delivery |mail )?{_USER}|{_USER}\w*.{{0,80}}(?:\bunknown|not found|does(?:n't| not) exist|n'existe|not exist|(?:is |was )?not (?:a )?(?:valid|known|listed|recogni[sz]ed|registered|present|on this|our customer|available)|invalid|unrouteable|unroutable|undeliverable|no longer (?:available|valid|exists?|accept)|unbekannt|existiert nicht|inconnu|desconocid|non valide|invalide|no existe|inexistent|sconosciuto|non esiste|onbekend|bestaat niet|not in (?:our|the|this|my) (?:database|directory|domino|list|system)|isn't (?:valid|recogni))|no (?:mailbox|account|user|recipient|one|person) (?:here |by that|with that|found|exists?)|no mailbox here|does(?:n't| not) have an? .{{0,40}}account|(?:sorry,? )?no (?:valid|such) (?:recipient|user|person|address|mailbox|account)|unknown (?:to|in) .{{0,30}}(?:system|domain|directory)|who are you looking for|recipient (?:address )?rejected(?!.{{0,60}}(?:grey|gray|policy|spam|try again|domain|relay|block|full|quota))|address rejected(?!.{{0,40}}(?:policy|spam|block))|not listed in .{{0,30}}(?:directory|name)|deactivated due to|dead (?:address|letter)|no valid recipients?|delivery error: dd (?:this user|sorry)|{_USER} .{{0,30}}has been (?:removed|deleted)|could not be found|rejected recipient|\S+@\S+>? rejected\s*$|(?:ユーザ|ディレクトリ|宛先|アドレス).{{0,40}}(?:ありません|見つかりません|存在しません|不明)",
    ),
    (
        "rejected",
        r"sender(?:'s)? (?:address |domain |verify |verification |e-?mail )?.{0,60}(?:rejected|fail|invalid|denied|refused|not (?:exist|found|valid|allowed|accepted)|unknown|blocked|does not|blacklist)|(?:unroute?able|invalid|bad|unknown|unresolvable|non-existent|blocked) sender|sending to/from an address|purported responsible|from:.{0,20}domain is invalid|valid from:|domain of sender|envelope sender|sender (?:domain )?must|mail from (?:address|domain).{0,40}(?:not|reject|invalid)|return ?path.{0,40}(?:invalid|reject)|cannot receive (?:replies|mail back)",
    ),
    (
        "hostunknown",
        r"(?:host|domain|hostname|server|domain name|site)(?: name)?(?: or domain)?.{0,60}(?:not found|unknown|unrouteable|unroutable|does not exist|not exist|no longer exist|may not exist|not known|invalid)|(?:unknown|unrouteable|unroutable|invalid|bad|no such|illegal|non-existent) (?:mail |destination |recipient )?(?:host|domain|site|server)|nxdomain|name or service not known|no (?:such )?(?:domain|host)\b|account or domain may not exist|name service error|couldn't find any host|illegal host/domain|host not found",
    ),
    (
        "notcompliantrfc",
        r"rfc ?\d{3,4} ?compliant|not (?:rfc|compliant)|duplicate header|multiple (?:subject|from|to|date) ?(?:\d+-?[\d.]* )?headers?|violates rfc|missing (?:required )?header",
    ),
    (
        "spamdetected",
        r"\bspam(?!haus|cop)|\bube\b|\buce\b|junk ?mail|unsolicited|bulk (?:e-?)?mail|mail rejete|looks like|considered (?:to be )?(?:spam|junk)|spamassassin|spam score|cloudmark|probable spam|phish",
    ),
    (
        "contenterror",
        r"(?:message )?content (?:rejected|error|denied|not|is)|bad (?:content|attachment)|attachment.{0,40}(?:not|reject|block)|malformed mime|improper (?:use of )?8-bit|too many hops.{0,10}content",
    ),
    (
        "blocked",
        r"block[- ]?list|black[- ]?list|\b(?:rbl|dnsbl|dnswl|cbl|sbl|xbl|pbl)\b|spamhaus|spamcop|barracuda|sorbs|(?:client|host|ip|server|network|connection|sender ip|address|ptr).{0,60}(?:block|bann|reject|denied|refus|not allowed|prohibit|forbid)|access (?:is )?(?:denied|forbidden|rejected|not allowed|prohibited)|blocked (?:by|for|using|ip|due)|\b(?:is|are|been|was) (?:blocked|banned|blacklisted)|refused to talk|invalid ip|not (?:allowed|permitted|authorized) to (?:send|connect)|use the smtp server of your isp|dynamic (?:ip|address|host)|dial-?up|residential|we do not accept (?:mail|e-?mail) from|bad (?:helo|ehlo)|helo.{0,40}(?:reject|invalid)|denied (?:by|for)|aup#|sender rejected|rejected\.?\s*$|network not allowed|greylist|graylist",
    ),
    (
        "policyviolation",
        r"polic(?:y|ies)|header error|prohibited|not (?:accepted|permitted|allowed) here|closed mailing|not authorized|security reasons|denied access|restricted|admin(?:istrat\w+)? (?:prohibit|refus|reject)|by (?:the )?recipient'?s? organi[sz]ation",
    ),
    ("failedstarttls", r"start ?tls|tls (?:required|negotiation|handshake|is required)"),
    (
        "securityerror",
        r"smtp auth|authentication (?:required|turned on|failed|needed)|requires? authentication|please (?:turn on|use) smtp authentication|encryption (?:needed|required)|must issue",
    ),
    (
        "mailererror",
        r"\bpipe to\b|mailer error|unknown mailer|exit(?:ed)? (?:status|code|with|75)?|procmail|command (?:failed|died|output)|child (?:status|process)|local delivery (?:agent|failed)|x-unix",
    ),
    (
        "syntaxerror",
        r"syntax error|malformed (?:address|recipient)|improper sequence|bad sequence|bad (?:address|recipient) syntax|command (?:not|unrecognized|unknown)|unrecognized command|may not follow|nested mail",
    ),
    (
        "networkerror",
        r"no route to host|hop count|too many hops|mail(?:er)? loop|routing loop|loop(?:s)? back|loop (?:detected|count)|dns (?:error|lookup|failure|type)|network (?:is )?(?:unreachable|error|problem)|connection (?:refused|reset|lost|dropped|closed|was)|host (?:is )?unreachable|temporary (?:dns|lookup)|(?:can't|cannot|could not|couldn't|unable to) (?:connect|establish|contact)|name server|unable to resolve",
    ),
    (
        "expired",
        r"tim(?:ed?|ing)[- ]?out|timeout|retry time|too long|(?:has|have|had|message) expired|delivery (?:time|attempts?) (?:expired|exceed)|giving up|could not be delivered (?:for|within)|multiple retries|for more than|failing for a long time|delivery (?:is |was )?delay|still being retried|not yet been delivered|did not accept our requests|lookup failure|queue too long|max(?:imum)? (?:time|retries)|will keep trying|exceeded (?:the )?(?:max|queue|time)",
    ),
    (
        "filtered",
        r"message (?:was )?filtered|filtered|refused by (?:the )?recipient|not (?:accepted|allowed) by (?:the )?recipient|restriction on your mail|user refused",
    ),
    (
        "systemerror",
        r"system error|local (?:configuration|error|problem)|internal (?:server )?error|server (?:configuration|error)|service (?:unavailable|refus|not available)|resources? (?:unavailable|temporarily)|can't create|cannot (?:create|open|append)|i/o error|temporary (?:local|system|server) (?:problem|error|failure)|misconfigur",
    ),
)
_PATTERNS = tuple((reason, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for reason, pattern in _WORDS)

# RFC 3463 and the IANA registry of its codes, for servers that say little.
_STATUS = {
    "1.1": "userunknown", "1.0": "userunknown", "1.10": "notaccept", "1.2": "hostunknown", "1.3": "userunknown", "1.6": "hasmoved",
    "1.7": "rejected", "1.8": "rejected", "1.9": "systemerror", "2.0": "filtered", "2.1": "suspend", "2.2": "mailboxfull",
    "2.3": "exceedlimit", "2.4": "systemerror", "3.0": "mailererror", "3.1": "systemfull", "3.2": "notaccept", "3.3": "systemerror",
    "3.4": "mesgtoobig", "3.5": "systemerror", "4.1": "expired", "4.2": "networkerror", "4.3": "systemerror", "4.4": "hostunknown",
    "4.5": "toomanyconn", "4.6": "networkerror", "4.7": "expired", "5.2": "syntaxerror", "5.3": "ratelimited", "5.5": "syntaxerror",
    "6.0": "contenterror", "6.1": "contenterror", "6.9": "spamdetected", "7.0": "blocked", "7.1": "blocked", "7.8": "securityerror",
    "7.7": "contenterror", "7.9": "policyviolation", "7.20": "authfailure", "7.21": "authfailure", "7.22": "authfailure",
    "7.23": "authfailure", "7.24": "authfailure", "7.25": "requireptr", "7.26": "authfailure", "7.27": "notaccept",
    "7.28": "ratelimited", "7.509": "authfailure", "7.606": "blocked", "7.708": "blocked",
}  # fmt: skip
_CERTAIN = {"2.2", "1.6", "7.25", "7.26", "7.20", "7.509", "3.4", "1.7", "1.8"}
_BEFORE_RECIPIENT = {"MAIL": "rejected", "DATA": "rejected", "CONN": "blocked"}
_LONGEST = 4_000


def reason(words: str, status: str, command: str = "") -> str:
    """The reason word, "undefined" when nothing tells. `status` is the enhanced code, `command` the SMTP command refused."""
    detail = status.partition(".")[2]
    if detail in _CERTAIN:
        return _STATUS[detail]
    told = by_words(words)
    if told == "hostunknown" and command in _BEFORE_RECIPIENT:
        # A server that has not heard of the recipient yet speaks of the sender's domain.
        return _BEFORE_RECIPIENT[command]
    if told and not (told == "userunknown" and command == "MAIL"):
        return told
    if command == "MAIL" or (command == "CONN" and not detail.startswith("1.")):
        return _BEFORE_RECIPIENT[command]
    return _STATUS.get(detail, "undefined")


def by_words(words: str) -> str:
    text = " ".join(words[:_LONGEST].split())
    return next((reason for reason, pattern in _PATTERNS if pattern.search(text)), "")


def is_hard(reason_word: str, status: str, reply_code: str) -> bool:
    """A temporary code leaves the address its chance, whatever the words say."""
    return reason_word in HARD and not status.startswith("4") and not (reply_code.startswith("4") and not status)
