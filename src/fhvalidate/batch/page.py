"""report.html: one self-contained page that says how many, and what to do about which.

Everything in it that comes from a document, a path or a manifest is escaped and made harmless. The
content security policy names the one script and the one style by their digests, so that nothing
else runs even if something slipped through.
"""

import base64
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from importlib import resources
from itertools import chain
from pathlib import Path

from fhvalidate.batch.actions import NOT_JUDGED, Action
from fhvalidate.batch.export import replacing, shows_personnummer
from fhvalidate.batch.page_done import done
from fhvalidate.batch.page_parts import Page, caption, harmless
from fhvalidate.batch.radar import radar
from fhvalidate.batch.store import UNMET
from fhvalidate.batch.waiting import awaited_issuers, condition
from fhvalidate.conclusion import Verdict
from fhvalidate.report.messages import Language, decimal, words
from fhvalidate.words.local_times import local

MAX_ROWS = 2_000  # for each thing to do; a browser still sorts that at once, the CSV has them all
MAX_ISSUERS = 100  # each with its files; a municipality meets some ten
MAX_BODIES = 50  # bodies in the chart; a municipality has some twenty
VERDICTS = (*(verdict.value for verdict in Verdict), NOT_JUDGED)


def write_page(connection: sqlite3.Connection, folder: Path, language: Language) -> Path:
    """Writes `report.html` into the folder of results; its path.

    Raises:
        UsageError: `output-not-writable`.
    """
    target = folder / "report.html"
    page = Page(connection, folder, language, shows_personnummer(connection))
    with replacing(target, encoding="utf-8") as stream:
        for part in parts_of(page):
            stream.write(part)
    return target


def parts_of(page: Page) -> Iterator[str]:
    """The page, piece by piece."""
    style, script = _resource("page.css"), _resource("page.js")
    policy = (
        f"default-src 'none'; style-src '{_source(style)}'; script-src '{_source(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = page.say("title")
    yield (
        f'<!doctype html>\n<html lang="{page.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<header>"
        f'<h1>{title}</h1><p class="soft">{page.say("subtitle")}</p></header>\n<main>\n'
    )
    yield from _verdicts(page)
    if page.connection.execute("SELECT EXISTS (SELECT * FROM results)").fetchone()[0]:
        yield from _charts(page)
    yield from _todo(page)
    yield from done(page)
    yield from radar(page)
    yield from _settings(page)
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def _verdicts(page: Page) -> Iterator[str]:
    counts = dict(page.connection.execute("SELECT verdict, count(*) FROM results GROUP BY verdict"))
    total = sum(counts.values())
    yield f'<section id="verdicts"><h2>{page.say("verdicts", count=total)}</h2><ul class="counts">'
    for verdict in VERDICTS:
        if counts.get(verdict):
            yield (
                f"<li><b>{_number(counts[verdict])}</b>{_dot(verdict)}{page.verdict(verdict)} "
                f'<span class="soft">{_share(page, counts[verdict], total)}</span></li>'
            )
    yield "</ul>"
    if total:
        yield _bar(page, counts, total)
    causes = dict(page.connection.execute("SELECT cause, count(*) FROM paths GROUP BY cause"))
    for cause in UNMET:
        if causes.get(cause):
            yield f"<p>{page.say(f'manifest-{cause}', count=causes[cause])}</p>"
    yield "</section>\n"


def _charts(page: Page) -> Iterator[str]:
    yield '<div class="split">'
    yield from _chart(page, "year", "year DESC", limit=100)
    yield from _chart(page, "body", "sum(n) DESC", limit=MAX_BODIES)
    yield "</div>\n"


def _chart(page: Page, column: str, order: str, *, limit: int) -> Iterator[str]:
    sql = (
        f"SELECT {column}, sum(n) FROM (SELECT {column}, count(*) AS n FROM results "  # noqa: S608
        f"GROUP BY {column}, verdict) GROUP BY {column} ORDER BY {order} LIMIT {limit}"
    )
    totals = page.connection.execute(sql).fetchall()
    largest = max((total for _, total in totals), default=1)
    title = page.say(f"by-{column}")
    yield f'<section><h2>{title}</h2><table class="chart">{caption(title)}<tbody>'
    for value, total in totals:
        counts = dict(
            page.connection.execute(
                f"SELECT verdict, count(*) FROM results WHERE {column} IS ? GROUP BY verdict",  # noqa: S608
                (value,),
            )
        )
        name = page.say(f"no-{column}") if value is None else page.plain(str(value))
        yield (
            f'<tr><th scope="row">{name}</th><td>{_bar(page, counts, largest)}</td>'
            f'<td class="number">{_number(total)}</td></tr>'
        )
    yield "</tbody></table></section>"


def _todo(page: Page) -> Iterator[str]:
    counts = dict(page.connection.execute("SELECT action, count(*) FROM results GROUP BY action"))
    wanted = [action for action in Action if action is not Action.NOTHING and counts.get(action)]
    total = sum(counts[action] for action in wanted)
    shown = sum(min(counts[action], MAX_ROWS) for action in wanted)
    yield f'<section id="todo"><h2>{page.say("todo", count=total)}</h2>'
    if not wanted:
        yield f"<p>{page.say('nothing-to-do')}</p></section>\n"
        return
    yield _filter(page, wanted)
    yield (
        f'<p class="soft screen" aria-live="polite"><span id="shown">{shown}</span> '
        f"{page.say('shown')}</p>"
    )
    for action in wanted:
        yield from _group(page, action, counts[action])
    yield "</section>\n"


def _filter(page: Page, actions: Iterable[Action]) -> str:
    every = f'<option value="">{page.say("all")}</option>'
    verdicts = "".join(f'<option value="{v}">{page.verdict(v)}</option>' for v in VERDICTS)
    choices = "".join(f'<option value="{a}">{_title(page, a)}</option>' for a in actions)
    return (
        f'<form class="filter"><label>{page.say("search")}<input id="text" type="search"></label>'
        f'<label>{page.say("verdict")}<select id="verdict">{every}{verdicts}</select></label>'
        f'<label>{page.say("action")}<select id="action">{every}{choices}</select></label></form>'
    )


def _group(page: Page, action: Action, count: int) -> Iterator[str]:
    advice = escape(words(page.language, "batch-advice", action))
    yield (
        f'<div class="group" id="{action}"><h3>{_title(page, action)} ({_number(count)})</h3>'
        f"<p>{advice}</p>"
    )
    left = MAX_ROWS
    if action is Action.ADD_TRUST:
        for issuer, files in awaited_issuers(page.connection, first=True)[:MAX_ISSUERS]:
            key = "issuer-file" if files == 1 else "issuer-files"
            told = page.say(key, issuer=page.shown(issuer), count=files)
            yield f'<details class="issuer"><summary>{told}</summary>'
            yield from _table(page, action, condition(page.connection, issuer=issuer), left)
            yield "</details>"
            left = max(left - files, 0)
    only = condition(page.connection, issuer=None) if left < MAX_ROWS else ("", ())
    yield from _table(page, action, only, left)
    if count > MAX_ROWS:
        yield f"<p>{page.say('more', count=count - MAX_ROWS)}</p>"
    yield "</div>"


def _table(
    page: Page, action: Action, only: tuple[str, tuple[str, ...]], limit: int
) -> Iterator[str]:
    """The files with that to do which the condition chooses; nothing where there are none."""
    reason = "reason_sv" if page.language is Language.SV else "reason_en"
    sql = (
        f"SELECT path, verdict, {reason}, body, year, reference FROM results "  # noqa: S608
        f"WHERE action = ? {only[0]} ORDER BY path LIMIT ?"
    )
    rows = page.connection.execute(sql, (action, *only[1], limit))
    first = rows.fetchone()
    if first is None:
        return
    heads = "".join(
        f'<th scope="col"><button type="button">{page.say(f"column-{name}")}</button></th>'
        for name in ("document", "verdict", "reason", "body", "year", "reference")
    )
    yield f'<table class="files todo">{caption(_title(page, action))}'
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in chain((first,), rows):
        yield _row(page, action, row)
    yield "</tbody></table>"


def _row(page: Page, action: Action, row: tuple[str, str, str, str | None, int | None, str]) -> str:
    path, verdict, reason, body, year, reference = row
    verdict_cell = f"{_dot(verdict)}{page.verdict(verdict)}"
    cells = [
        ("", page.link(path)),
        ("verdict", verdict_cell),
        ("reason", page.plain(reason)),
        ("body", page.plain(body or "")),
        ("year", "" if year is None else str(year)),
        ("reference", page.plain(reference or "")),
    ]
    inside = "".join(f"<td{_label(page, name)}>{content}</td>" for name, content in cells)
    return f'<tr data-verdict="{escape(verdict)}" data-action="{action}">{inside}</tr>\n'


def _label(page: Page, name: str) -> str:
    return f' data-label="{page.say(f"column-{name}")}"' if name else ""


def _settings(page: Page) -> Iterator[str]:
    sql = (
        "SELECT min(at), max(at), policy, trust_sha256, tool, count(*) FROM documents "
        "JOIN settings ON settings.id = documents.settings "
        "WHERE documents.id IN (SELECT document FROM paths) "
        "GROUP BY policy_sha256, trust_sha256, evidence_sha256, profiles_sha256, text_recognition, "
        "tool, show_personnummer"
    )
    settings = page.connection.execute(sql).fetchall()
    if not settings:
        return
    yield f"<section><h2>{page.say('settings')}</h2>"
    for first, last, policy, trust, tool, count in settings:
        times = [harmless(local(datetime.fromisoformat(at))) for at in (first, last)]
        facts = {
            "documents": _number(count),
            "at": " \N{EN DASH} ".join(dict.fromkeys(times)),
            "policy": page.plain(policy),
            "trust": f"{harmless(trust[:16])}…",
            "tool": f"fhvalidate {harmless(tool)}",
        }
        rows = "".join(f"<dt>{page.say(f'set-{key}')}</dt><dd>{v}</dd>" for key, v in facts.items())
        yield f'<dl class="facts">{rows}</dl>'
    yield "</section>\n"


def _bar(page: Page, counts: dict[str, int], whole: int) -> str:
    """A bar as wide as the counts are of the whole, one colour for each verdict."""
    x, parts, label = 0.0, [], []
    for verdict in VERDICTS:
        width = 100 * counts.get(verdict, 0) / max(whole, 1)
        if width:
            parts.append(
                f'<rect class="{verdict}" x="{x:.3f}" y="0" width="{width:.3f}" height="1"/>'
            )
            label.append(f"{page.verdict(verdict)} {counts[verdict]}")
            x += width
    return (
        f'<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" '
        f'aria-label="{", ".join(label)}">{"".join(parts)}</svg>'
    )


def _dot(verdict: str) -> str:
    return (
        '<svg class="dot" viewBox="0 0 1 1" aria-hidden="true">'
        f'<rect class="{escape(verdict)}" width="1" height="1"/></svg>'
    )


def _title(page: Page, action: Action) -> str:
    return escape(words(page.language, "batch-action", action))


def _number(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def _share(page: Page, count: int, total: int) -> str:
    return decimal(page.language, f"{100 * count / total:.1f}") + "\N{NO-BREAK SPACE}%"


def _resource(name: str) -> str:
    return resources.files("fhvalidate.batch").joinpath(name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"sha256-{digest}"
