"""The part of report.html on the files with something to do about them, under what that is."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain

from fhvalidate.batch.page_parts import VERDICTS, Page, caption, dot, number_of
from fhvalidate.batch.waiting import awaited_issuers, condition
from fhvalidate.report.closing import Awaited, trust_commands
from fhvalidate.report.messages import Language, words
from fhvalidate.report.next_step import FOR_TRUST, NOTHING_LEFT, Step
from fhvalidate.words.catalogue import catalogue

MAX_ROWS = 2_000  # for each thing to do; a browser still sorts that at once, the CSV has them all
MAX_ISSUERS = 100  # each with its files; a municipality meets some ten


def todo(page: Page) -> Iterator[str]:
    """The files by what is to be done, the most urgent first, with a filter above them."""
    counts = dict(page.connection.execute("SELECT action, count(*) FROM results GROUP BY action"))
    wanted = [step for step in Step if step not in NOTHING_LEFT and counts.get(step)]
    total = sum(counts[step] for step in wanted)
    shown = sum(min(counts[step], MAX_ROWS) for step in wanted)
    yield f'<section id="todo"><h2>{page.say("todo", count=total)}</h2>'
    if not wanted:
        yield f"<p>{page.say('nothing-to-do')}</p></section>\n"
        return
    yield _filter(page, wanted)
    yield (
        f'<p class="soft screen" aria-live="polite"><span id="shown">{shown}</span> '
        f"{page.say('shown')}</p>"
    )
    for step in wanted:
        yield from _group(page, step, counts[step])
    yield "</section>\n"


def _filter(page: Page, steps: Iterable[Step]) -> str:
    every = f'<option value="">{page.say("all")}</option>'
    verdicts = "".join(f'<option value="{v}">{page.verdict(v)}</option>' for v in VERDICTS)
    choices = "".join(f'<option value="{a}">{_title(page, a)}</option>' for a in steps)
    return (
        f'<form class="filter"><label>{page.say("search")}<input id="text" type="search"></label>'
        f'<label>{page.say("verdict")}<select id="verdict">{every}{verdicts}</select></label>'
        f'<label>{page.say("action")}<select id="action">{every}{choices}</select></label></form>'
    )


def _group(page: Page, step: Step, count: int) -> Iterator[str]:
    yield (
        f'<div class="group" id="{step}"><h3>{_title(page, step)} ({number_of(count)})</h3>'
        f"<p>{escape(group_advice(step, page.language))}</p>"
    )
    left = MAX_ROWS
    if step in FOR_TRUST:
        for awaited in awaited_issuers(page.connection, step, first=True)[:MAX_ISSUERS]:
            yield f'<details class="issuer"><summary>{page.awaited(awaited)}</summary>'
            yield from _table(page, step, condition(awaited.issuer), left)
            yield "</details>"
            left = max(left - awaited.files, 0)
        yield from _how_to_trust(page, awaited_issuers(page.connection, step))
    only = condition(None) if left < MAX_ROWS else ("", ())
    yield from _table(page, step, only, left)
    if count > MAX_ROWS:
        yield f"<p>{page.say('more', count=count - MAX_ROWS)}</p>"
    yield "</div>"


def group_advice(step: Step, language: Language) -> str:
    """What to do about all files with that to do: as a report says it, where no file is named."""
    table = "batch-advice" if step in catalogue(language)["batch-advice"] else "next-step"
    return words(language, table, step)


def _how_to_trust(page: Page, found: Sequence[Awaited]) -> Iterator[str]:
    """How to trust the issuers, with the commands to paste; nothing without any."""
    if not found:
        return
    yield f"<p>{escape(words(page.language, 'closing', 'add'))}</p>"
    for heading, command in trust_commands(found, page.style):
        yield f"<p>{escape(heading)} <code>{escape(command)}</code></p>"


def _table(page: Page, step: Step, only: tuple[str, tuple[str, ...]], limit: int) -> Iterator[str]:
    """The files with that to do which the condition chooses; nothing where there are none."""
    reason = "reason_sv" if page.language is Language.SV else "reason_en"
    sql = (
        f"SELECT path, verdict, {reason}, names, body, year, reference FROM results "  # noqa: S608
        f"WHERE action = ? {only[0]} ORDER BY path LIMIT ?"
    )
    rows = page.connection.execute(sql, (step, *only[1], limit))
    first = rows.fetchone()
    if first is None:
        return
    heads = "".join(
        f'<th scope="col"><button type="button">{page.say(f"column-{name}")}</button></th>'
        for name in ("document", "verdict", "reason", "body", "year", "reference")
    )
    yield f'<table class="files todo">{caption(_title(page, step))}'
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in chain((first,), rows):
        yield _row(page, step, row)
    yield "</tbody></table>"


_Row = tuple[str, str, str, str | None, str | None, int | None, str]


def _row(page: Page, step: Step, row: _Row) -> str:
    path, verdict, reason, names, body, year, reference = row
    verdict_cell = f"{dot(verdict)}{page.verdict(verdict)}"
    cells = [
        ("", page.link(path)),
        ("verdict", verdict_cell),
        ("reason", page.plain(reason) + _folded(page, names or "")),
        ("body", page.plain(body or "")),
        ("year", "" if year is None else str(year)),
        ("reference", page.plain(reference or "")),
    ]
    inside = "".join(f"<td{_label(page, name)}>{content}</td>" for name, content in cells)
    return f'<tr data-verdict="{escape(verdict)}" data-action="{step}">{inside}</tr>\n'


def _folded(page: Page, names: str) -> str:
    """The whole names of the certificates that the reason tells of, folded; nothing without."""
    if not names:
        return ""
    told = "".join(f"<div>{page.plain(name)}</div>" for name in names.split("\n"))
    return f'<details class="names"><summary>{page.say("whole-names")}</summary>{told}</details>'


def _label(page: Page, name: str) -> str:
    return f' data-label="{page.say(f"column-{name}")}"' if name else ""


def _title(page: Page, step: Step) -> str:
    return escape(words(page.language, "next-step-short", step))
