"""report.html: one self-contained page that says how many, and what to do about which.

Everything in it that comes from a document, a path or a manifest is escaped and made harmless. The
content security policy names the one script and the one style by their digests, so that nothing
else runs even if something slipped through.
"""

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from importlib import resources
from pathlib import Path

from fhvalidate.batch.export import replacing, shows_personnummer
from fhvalidate.batch.page_done import done
from fhvalidate.batch.page_parts import VERDICTS, Page, caption, dot, harmless, number_of
from fhvalidate.batch.page_todo import todo
from fhvalidate.batch.radar import radar
from fhvalidate.batch.store import UNMET
from fhvalidate.report.messages import Language, decimal
from fhvalidate.words.local_times import local

MAX_BODIES = 50  # bodies in the chart; a municipality has some twenty


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
    yield from todo(page)
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
                f"<li><b>{number_of(counts[verdict])}</b>{dot(verdict)}{page.verdict(verdict)} "
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
            f'<td class="number">{number_of(total)}</td></tr>'
        )
    yield "</tbody></table></section>"


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
            "documents": number_of(count),
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


def _share(page: Page, count: int, total: int) -> str:
    return decimal(page.language, f"{100 * count / total:.1f}") + "\N{NO-BREAK SPACE}%"


def _resource(name: str) -> str:
    return resources.files("fhvalidate.batch").joinpath(name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"sha256-{digest}"
