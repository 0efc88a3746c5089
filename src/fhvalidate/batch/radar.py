"""The part of report.html on until when valid documents can be proven so, and what ends it."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from fhvalidate.batch.page_parts import Page, caption
from fhvalidate.report.messages import words
from fhvalidate.words.local_times import last_whole_day

MAX_SOONEST = 200  # documents shown, those that end first; results.csv has them all
_PROVABLE = "FROM results WHERE verdict = 'valid' AND provable_until IS NOT NULL"


def radar(page: Page) -> Iterator[str]:
    """How many documents end in which year, and those that end first; nothing without any."""
    years = page.connection.execute(
        f"SELECT substr(provable_until, 1, 4), count(*) {_PROVABLE} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    endless = page.connection.execute(
        "SELECT count(*) FROM results WHERE verdict = 'valid' AND provable_until IS NULL"
    ).fetchone()[0]
    if not years and not endless:
        return
    yield f'<section id="radar"><h2>{page.say("radar")}</h2><p>{page.say("radar-note")}</p>'
    if endless:
        yield f"<p>{page.say('radar-endless', count=endless)}</p>"
    if years:
        yield from _ending(page, years)
    yield "</section>\n"


def _ending(page: Page, years: list[tuple[str, int]]) -> Iterator[str]:
    total, most = sum(count for _, count in years), max(count for _, count in years)
    title = caption(page.say("radar"))
    yield f'<table class="chart">{title}<tbody>'
    for year, count in years:
        yield (
            f'<tr><th scope="row">{escape(year)}</th>'
            f"<td>{_bar(page, count, most)}</td>"
            f'<td class="number">{count}</td></tr>'
        )
    yield "</tbody></table>"
    names = ("document", "provable-until", "ended-by")
    yield f'<table class="ending">{title}<thead>{_heads(page, *names)}</thead><tbody>'
    for row in page.connection.execute(
        f"SELECT path, provable_until, provable_ended_by {_PROVABLE} "
        "ORDER BY provable_until, path LIMIT ?",
        (MAX_SOONEST,),
    ):
        yield _row(page, *row)
    yield "</tbody></table>"
    if total > MAX_SOONEST:
        yield f"<p>{page.say('more', count=total - MAX_SOONEST)}</p>"


def _bar(page: Page, count: int, most: int) -> str:
    """A bar as wide as the count is of the largest one."""
    words_of_valid = page.verdict("valid")
    return (
        '<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" '
        f'aria-label="{words_of_valid} {count}"><rect class="valid" x="0" y="0" '
        f'width="{100 * count / most:.3f}" height="1"/></svg>'
    )


def _heads(page: Page, *names: str) -> str:
    cells = "".join(f'<th scope="col">{page.say(f"column-{name}")}</th>' for name in names)
    return f"<tr>{cells}</tr>"


def _row(page: Page, path: str, until: str, ended_by: str) -> str:
    cells = (
        ("document", page.link(path)),
        ("provable-until", _day(until)),
        ("ended-by", escape(words(page.language, "ended-by", ended_by))),
    )
    inside = "".join(
        f'<td data-label="{page.say(f"column-{name}")}">{content}</td>' for name, content in cells
    )
    return f"<tr>{inside}</tr>\n"


def _day(time: str) -> str:
    return last_whole_day(datetime.fromisoformat(time)).isoformat()
