"""A page for each document of the results: the report that `--format html` makes of one file."""

import json
from collections.abc import Iterable
from pathlib import Path

from fhvalidate import private_files
from fhvalidate.errors import UsageError
from fhvalidate.report.html import render_html
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import namer
from fhvalidate.system_errors import reason_of


def write_pages(lines: Iterable[str], folder: Path, language: Language) -> tuple[str, ...]:
    """A page for each line of the NDJSON that has a report, in a folder made where there is none.

    The names of the pages are returned.

    Raises:
        UsageError: `output-not-writable`.
    """
    named, written = namer(), []
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for line in lines:
            report = json.loads(line)["report"]
            if report is None:  # what was not judged has none
                continue
            page = render_html(Report.from_json(json.dumps(report)), language=language)
            written.append(named(report["document"]["name"]))
            target = folder / written[-1]
            with private_files.replacing(target) as partial:
                partial.write_text(page, encoding="utf-8")
    except OSError as error:
        path, reason = str(folder), reason_of(error)
        raise UsageError("output-not-writable", path=path, reason=reason) from error
    return tuple(written)
