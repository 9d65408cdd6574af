"""The audit as one page that needs nothing else: to be printed, sent on, read by whoever owns the company."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from regard.report.rules import charts, study
from regard.report.rules.audit import Audit, Inquiry, Share
from regard.report.rules.audit_forms import consequence, finding, long, percent, share_of
from regard.report.rules.charts import Column, Mark, Tick
from regard.report.rules.letters import Kind
from regard.report.rules.waits import DAY

_HOUR = 3600.0
_MOST_COLUMNS = 110
_WEEK = timedelta(days=7)
TICKS = (
    Tick(seconds=_HOUR, text="1 hour"),
    Tick(seconds=4 * _HOUR, text="4 hours"),
    Tick(seconds=DAY, text="1 day"),
    Tick(seconds=3 * DAY, text="3 days"),
    Tick(seconds=7 * DAY, text="1 week"),
    Tick(seconds=30 * DAY, text="30 days"),
)
_STYLE = """
:root{color-scheme:light dark;--bg:light-dark(#f4f4f1,#0d0f11);--card:light-dark(#fff,#15181a);--line:light-dark(#e5e4e0,#272b2f);--text:light-dark(#181c21,#ebedef);
--mut:light-dark(#454b51,#babec2);--dim:light-dark(#62686f,#959ba0);--acc:light-dark(#006176,#71d0de);--soft:light-dark(#e0f4f8,#0f323a);--bad:light-dark(#b32322,#ff9892);
--badfill:light-dark(#db3330,#ea5a56);--ref:light-dark(#854c0a,#f2be62);--track:light-dark(#f1f1ee,#1e2225)}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Liberation Sans",sans-serif;overflow-wrap:break-word}
main{max-width:960px;margin:0 auto;padding:48px 20px 64px;display:grid;grid-template-columns:minmax(0,1fr);gap:28px}
h1{font-size:clamp(1.5rem,1rem + 2.4vw,2.4rem);line-height:1.2;letter-spacing:-.02em;margin:0;text-wrap:balance}h1 span{color:var(--dim);display:block}
h2{font-size:1rem;margin:0 0 12px}p{margin:0}.mut{color:var(--mut)}.dim{color:var(--dim);font-size:.875rem}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px}
.rows{display:grid;gap:10px}.rows>div{display:grid;grid-template-columns:180px minmax(0,1fr) 52px 200px;gap:14px;align-items:center}.rows b{text-align:end;font-variant-numeric:tabular-nums}
.sub{margin-top:10px}.c-bar{width:100%;height:16px;display:block}.c-track{fill:var(--track)}.c-fill{fill:var(--acc)}.c-bad{fill:var(--badfill)}.c-ref{fill:var(--ref)}
.wrap{overflow-x:auto}.chart{width:100%;min-width:520px;display:block}.chart text{font:11px system-ui,sans-serif;fill:var(--dim)}.chart .c-lab{fill:var(--ref);font-weight:600}
.c-grid{stroke:var(--line);fill:none}.c-line{stroke:var(--acc);stroke-width:2;fill:none}.c-area{fill:var(--soft)}.c-dot{fill:var(--ref)}
.key{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:10px}.key i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:7px}.key .a{background:var(--acc)}.key .b{background:var(--badfill)}.key .r{background:var(--ref)}
table{border-collapse:collapse;width:100%;font-size:.875rem}th{text-align:left;font-weight:500;color:var(--dim)}th,td{padding:7px 10px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:not(.t),th:not(.t){white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:var(--bad);font-weight:600}
@media(max-width:700px){.rows>div{grid-template-columns:minmax(0,1fr) 60px}.rows svg{grid-column:1/-1;grid-row:2}.rows .dim{display:none}}
@media print{:root{color-scheme:light}body{background:none;font-size:10.5pt}main{padding:0;max-width:none}section{break-inside:auto;border-color:#ccc}tr,.rows>div,svg{break-inside:avoid}}
"""


def to_html(audit: Audit, left_out: dict[str, int]) -> str:
    """The whole page. No script, nothing from another address."""
    parts = [_head(audit), _figures(audit)]
    if audit.inquiries:
        parts += [_weeks(audit), _curve(audit), _addresses(audit.addresses)]
    parts += [_list(audit), _method(audit, left_out)]
    title = escape(finding(audit))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{title}</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head>
<body><main>{"".join(parts)}</main></body></html>
"""


def _head(audit: Audit) -> str:
    dates = f"{audit.since:%d %b %Y} to {audit.until:%d %b %Y}" if audit.since and audit.until else ""
    return f'<header><h1>{escape(finding(audit))}<span>{escape(consequence(audit))}</span></h1><p class="dim sub">{audit.letters:,} letters, {dates}</p></header>'


def _figures(audit: Audit) -> str:
    asked = len(audit.inquiries)
    rows = (
        ("Never answered", share_of(len(audit.unanswered), asked), study.IGNORED, f"{len(audit.unanswered):,} of {asked:,}"),
        ("Got a receipt", share_of(audit.acknowledged, asked), study.ACKNOWLEDGED, f"{audit.acknowledged:,} of {asked:,}"),
        ("Answered within a day", audit.curve.answered_within(DAY), study.ANSWERED_WITHIN_DAY, "of everybody"),
    )  # fmt: skip
    drawn = "".join(
        f'<div><span>{name}</span>{charts.bar(share, reference=then)}<b>{percent(share)}</b><span class="dim">{count} · then {percent(then)}</span></div>'
        for name, share, then, count in rows
    )
    half = long(audit.curve.median) if audit.curve.median is not None else ""
    told = f"Half had an answer after {half}." if half else "Fewer than half ever had an answer." if asked else ""
    return f'<section aria-label="Figures"><div class="rows">{drawn}</div><p class="key dim"><span>{told}</span><span><i class="r"></i>what a test of CRM makers found in 2006</span></p></section>'


def _weeks(audit: Audit) -> str:
    data = _by_month(audit.weeks) if _span(audit.weeks) > _MOST_COLUMNS else _by_week(audit.weeks)
    label = f"Inquiries by {'month' if _span(audit.weeks) > _MOST_COLUMNS else 'week'}: {len(audit.inquiries):,}, of them {len(audit.unanswered):,} never answered"
    key = '<p class="key dim"><span><i class="a"></i>answered</span><span><i class="b"></i>never answered</span></p>'
    return f'<section><h2>Who wrote, and was answered</h2><div class="wrap">{charts.columns(data, label=label)}</div>{key}</section>'


def _span(weeks: Sequence[Share]) -> int:
    return (date.fromisoformat(weeks[-1].name) - date.fromisoformat(weeks[0].name)) // _WEEK + 1


def _by_week(weeks: Sequence[Share]) -> list[Column]:
    known = {one.name: one for one in weeks}
    first = date.fromisoformat(weeks[0].name)
    days = [first + number * _WEEK for number in range(_span(weeks))]
    return [_column(day, f"{day:%d %b}".lstrip("0"), [known[day.isoformat()]] if day.isoformat() in known else []) for day in days]  # fmt: skip


def _by_month(weeks: Sequence[Share]) -> list[Column]:
    months: dict[str, list[Share]] = {}
    day, last = date.fromisoformat(weeks[0].name).replace(day=1), date.fromisoformat(weeks[-1].name)
    while day <= last:
        months[f"{day:%Y-%m}"] = []
        day = (day + timedelta(days=32)).replace(day=1)
    for one in weeks:
        months[one.name[:7]].append(one)
    return [_column(date.fromisoformat(f"{name}-01"), f"{name[5:]}/{name[:4]}", some) for name, some in months.items()]


def _column(day: date, label: str, some: Iterable[Share]) -> Column:
    some = list(some)
    answered, asked = sum(one.answered for one in some), sum(one.inquiries for one in some)
    title = f"from {day:%d %b %Y}: {asked} wrote, {asked - answered} never answered"
    return Column(label=label, answered=answered, unanswered=asked - answered, title=title)


def _curve(audit: Audit) -> str:
    within = percent(audit.curve.answered_within(DAY))
    mark = Mark(seconds=DAY, share=study.ANSWERED_WITHIN_DAY, text="2006")
    drawn = charts.answered_curve(
        audit.curve, ticks=TICKS, mark=mark, label=f"Share answered after a time: {within} within a day"
    )
    return f'<section><h2>How soon an answer came</h2><div class="wrap">{drawn}</div><p class="dim">Share of everybody who wrote, after Kaplan and Meier: who still waits counts as waiting.</p></section>'


def _addresses(addresses: Sequence[Share]) -> str:
    rows = "".join(
        f'<tr><td class="t">{escape(one.name)}</td><td class="n">{one.inquiries:,}</td><td class="n">{one.inquiries - one.answered:,}</td>'
        f'<td class="n">{percent(share_of(one.acknowledged, one.inquiries))}</td><td class="n">{percent(one.answered_within_day)}</td><td class="n">{long(one.median_seconds)}</td></tr>'
        for one in addresses
    )
    head = '<tr><th class="t" scope="col">Written to</th><th class="n" scope="col">Wrote</th><th class="n" scope="col">Never answered</th><th class="n" scope="col">Receipt</th><th class="n" scope="col">Within a day</th><th class="n" scope="col">Half after</th></tr>'
    return f'<section><h2>By address</h2><div class="wrap"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div></section>'


def _list(audit: Audit) -> str:
    if not audit.unanswered:
        return ""
    rows = "".join(_row(one, audit) for one in audit.unanswered)
    head = '<tr><th scope="col">Date</th><th class="t" scope="col">From</th><th class="t" scope="col">About</th><th class="n" scope="col">Waiting</th></tr>'
    return f'<section><h2>Never answered, oldest first</h2><div class="wrap"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div></section>'


def _row(one: Inquiry, audit: Audit) -> str:
    letter = one.letter
    waiting = long(one.wait(audit.until).seconds) if audit.until else ""
    return f'<tr><td>{letter.at:%d %b %Y}</td><td class="t">{escape(letter.sender)}</td><td class="t">{escape(letter.subject or "(no subject)")}</td><td class="n bad">{waiting}</td></tr>'


def _method(audit: Audit, left_out: dict[str, int]) -> str:
    kinds = audit.kinds
    return f"""<section><h2>How this was counted</h2><p class="mut">An exchange that a person from outside began is one inquiry. It is answered when a person of the company writes back, also
from another mail program; automatic messages only acknowledge. Set apart: {kinds[Kind.AUTOMATIC]:,} letters of machines, {kinds[Kind.LIST]:,} of mailing lists, {kinds[Kind.BULK]:,} to many at once,
{audit.continued:,} that go on with something older. Left out: {left_out["duplicates"]:,} that were in the files twice, {left_out["drafts"]:,} drafts, {left_out["without_date"]:,} without a date, {left_out["unreadable"]:,} unreadable.
Answers that are not in these files, by phone or from a mailbox that was not given, are not known here.</p>
<p class="dim">Made by Regard, the CRM in which no customer goes unanswered: <code>regard mail audit</code>.</p></section>"""
