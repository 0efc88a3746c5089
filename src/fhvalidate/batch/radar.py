"""The part of report.html on until when valid documents can be proven so, and what ends it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape

from fhvalidate.batch.page_parts import Page, caption
from fhvalidate.report.messages import words
from fhvalidate.words.local_times import last_whole_day, swedish_day

# A year before the end: an archive that looks once a year then meets each file in time.
MARGIN = timedelta(days=365)
MAX_SOONEST = 200  # documents shown, those that end first; results.csv has them all
# Signatures that hold in files that are not valid, for want of something else.
_IN_OTHERS = (
    "SELECT count(*), count(DISTINCT signatures.document), min(signatures.provable_until) "
    "FROM signatures JOIN documents ON documents.id = signatures.document "
    "WHERE documents.verdict <> 'valid' AND signatures.provable_until IS NOT NULL "
    "AND signatures.document IN (SELECT document FROM paths)"
)
_PROVABLE = "FROM results WHERE verdict = 'valid' AND provable_until IS NOT NULL"


def radar(page: Page) -> Iterator[str]:
    """How many documents end in which year, and those that end first; nothing without any."""
    causes = page.connection.execute(
        f"SELECT substr(provable_until, 1, 4), provable_ended_by, count(*) {_PROVABLE} "
        "GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"
    ).fetchall()
    years: dict[str, dict[str, int]] = {}
    for year, ended_by, count in causes:
        years.setdefault(year, {})[ended_by] = count
    endless = page.connection.execute(
        "SELECT count(*) FROM results WHERE verdict = 'valid' AND provable_until IS NULL"
    ).fetchone()[0]
    others = page.connection.execute(_IN_OTHERS).fetchone()
    if not years and not endless and not others[0]:
        return
    yield f'<section id="radar"><h2>{page.say("radar")}</h2><p>{page.say("radar-note")}</p>'
    if endless:
        yield f"<p>{page.say('radar-endless', count=endless)}</p>"
    if others[0]:
        said = page.say("radar-others", count=others[0], files=others[1], day=_day(others[2]))
        yield f"<p>{said}</p>"
    if years:
        yield from _ending(page, years)
    yield "</section>\n"


def recommended(until: datetime, extend_from: datetime) -> datetime:
    """When to extend: as soon as it can be done, but for what has more than a year left.

    Each further time-stamp has a lifetime of its own; what is extended too early is extended again.
    """
    return max(extend_from, min(until, until - MARGIN))


def _ending(page: Page, years: dict[str, dict[str, int]]) -> Iterator[str]:
    totals = {year: sum(causes.values()) for year, causes in years.items()}
    total, most = sum(totals.values()), max(totals.values())
    title = caption(page.say("radar"))
    yield f'<table class="chart">{title}<tbody>'
    for year, count in totals.items():
        yield (
            f'<tr><th scope="row">{escape(year)}</th>'
            f"<td>{_bar(page, count, most)}{_causes(page, years[year])}</td>"
            f'<td class="number">{count}</td></tr>'
        )
    yield "</tbody></table>"
    names = ("document", "extend-at", "provable-until", "ended-by")
    yield f'<table class="ending">{title}<thead>{_heads(page, *names)}</thead><tbody>'
    for row in page.connection.execute(
        f"SELECT path, extend_from, provable_until, provable_ended_by {_PROVABLE} "
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


def _causes(page: Page, causes: dict[str, int]) -> str:
    """What ends those of one year, and how many each."""
    told = "; ".join(
        f"{words(page.language, 'ended-by', ended_by)}: {count}"
        for ended_by, count in causes.items()
    )
    return f"<small>{escape(told)}</small>"


def _row(page: Page, path: str, extend_from: str, until: str, ended_by: str) -> str:
    when = recommended(datetime.fromisoformat(until), datetime.fromisoformat(extend_from))
    cells = (
        ("document", page.link(path)),
        ("extend-at", swedish_day(when).isoformat()),
        ("provable-until", _day(until)),
        ("ended-by", escape(words(page.language, "ended-by", ended_by))),
    )
    inside = "".join(
        f'<td data-label="{page.say(f"column-{name}")}">{content}</td>' for name, content in cells
    )
    return f"<tr>{inside}</tr>\n"


def _day(time: str) -> str:
    return last_whole_day(datetime.fromisoformat(time)).isoformat()
