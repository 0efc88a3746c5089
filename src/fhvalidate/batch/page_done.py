"""The part of report.html on the files with nothing to do about them: folded, found by search."""

from collections.abc import Iterator
from datetime import datetime

from fhvalidate.batch.export import SIGNED
from fhvalidate.batch.page_parts import Page, caption
from fhvalidate.report.next_step import NOTHING_LEFT
from fhvalidate.words.local_times import swedish_time

MAX_DONE = 2_000  # files; results-excel.csv has them all
_COLUMNS = ("document", "signers", "body", "year", "reference", "at")


def done(page: Page) -> Iterator[str]:
    """The valid files, their signers and as of when each was examined; nothing without any."""
    count = page.connection.execute(
        "SELECT count(*) FROM results WHERE action IN (?, ?)", NOTHING_LEFT
    ).fetchone()[0]
    if not count:
        return
    heads = "".join(
        f'<th scope="col"><button type="button">{page.say(f"column-{name}")}</button></th>'
        for name in _COLUMNS
    )
    yield (
        f'<section id="done"><h2>{page.say("done", count=count)}</h2><details>'
        f"<summary>{page.say('done-show')}</summary>"
        f'<table class="files done">{caption(page.say("done", count=count))}'
        f"<thead><tr>{heads}</tr></thead><tbody>"
    )
    sql = (
        f"SELECT r.path, ({SIGNED}), r.body, r.year, r.reference, s.at "  # noqa: S608
        "FROM results r LEFT JOIN documents d ON d.id = r.document "
        "LEFT JOIN settings s ON s.id = d.settings WHERE r.action IN (?, ?) ORDER BY r.path LIMIT ?"
    )
    for path, *values in page.connection.execute(sql, (*NOTHING_LEFT, MAX_DONE)):
        yield _row(page, path, *values)
    yield "</tbody></table>"
    if count > MAX_DONE:
        yield f"<p>{page.say('more', count=count - MAX_DONE)}</p>"
    yield "</details></section>\n"


def _row(  # noqa: PLR0917 - a column each
    page: Page,
    path: str,
    signers: str | None,
    body: str | None,
    year: int | None,
    reference: str | None,
    at: str | None,
) -> str:
    cells = (
        page.link(path),
        page.plain(signers or ""),
        page.plain(body or ""),
        "" if year is None else str(year),
        page.plain(reference or ""),
        "" if at is None else f"{swedish_time(datetime.fromisoformat(at)):%Y-%m-%d}",
    )
    inside = "".join(
        f'<td data-label="{page.say(f"column-{name}")}">{cell}</td>'
        for name, cell in zip(_COLUMNS, cells, strict=True)
    )
    return f"<tr>{inside}</tr>\n"
