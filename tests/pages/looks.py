"""Pages to look at: the reports of every kind, a crowded one, and results of few and many files."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate import TrustAnchors, render_html, validate
from fhvalidate.batch.page import write_page
from fhvalidate.conclusion import Finding
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.reconcile.signers import Holds
from fhvalidate.report.closing import closing_row
from fhvalidate.report.index_page import render_index
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.page_names import namer
from tests.batch.test_results import open_filled
from tests.report import sample

if TYPE_CHECKING:
    from fhvalidate.report.model import Report

FILES = Path(__file__).parent.parent / "fixtures" / "files"

# As long as a file system takes, with what Swedish names have in them; and one without a space.
LONG = ("Protokoll från kommunstyrelsens sammanträde åäö ÅÄÖ, § 1-40 och bilagor " * 3)[
    :195
] + ".pdf"
UNBROKEN = "Kommunfullmäktigesammanträdesprotokoll" * 5 + ".pdf"
NAMES = (
    "Anna Exempel", "Bo Testsson", "Åsa Öberg-Ängström", "Karl-Gustav von Wachenfeldt-Lagercrantz",
    "Eva Prov", "Li Ek", "Muhammed Al-Provnamn", "Ingegärd Margareta Elisabeth Andersdotter",
    "Per Påhittad", "Mia Mall", "Nils Nyskriven", "Siv Sist",
)  # fmt: skip


def crowded() -> "Report":
    """Twelve signers, of whom some do not hold, forty findings, and a long name of the file."""
    report = sample.valid()
    findings = tuple(
        sample.finding(Finding.warning("no-certificate-chain", issuer=f"Provutfärdaren nr {n}"))
        for n in range(39)
    )
    missing = Finding.error("signature-vanished", field="Underskrift")
    signatures = tuple(
        sample.broken(name) if n % 5 == 3 else sample.signature(name)
        for n, name in enumerate(NAMES)
    )
    holds = (Holds.YES, Holds.YES, Holds.NOT_ESTABLISHED, Holds.NO, Holds.YES)
    rows = tuple(
        replace(
            report.signers[0],
            name=name,
            signature=n,
            page_signer=None,
            holds=holds[n % 5],
            name_in_certificate=name.upper() + " I CERTIFIKATET",
            name_on_page=f"{name} (som på sidan)" if n % 2 else None,
            name_in_minutes=f"{name} i protokollet" if n % 3 else None,
            signed_at=sample.SIGNED_AT + timedelta(minutes=7 * n),
            method="BankID",
        )
        for n, name in enumerate(NAMES)
    )
    invalid = sample.invalid()
    return replace(
        invalid,
        document=replace(report.document, name=LONG, size=123_456_789),
        findings=(*findings, sample.finding(missing)),
        signatures=signatures,
        signature_page=None,
        signers=rows,
    )


def reports() -> dict[str, "Report"]:
    """A report of each kind, by its name."""
    trust = TrustAnchors.from_path(FILES / "trust")
    made = {
        name: validate((FILES / f"{name}.pdf").read_bytes(), trust=trust, at=sample.SIGNED_AT)
        for name in ("minutes-signed", "minutes-altered", "minutes-printed", "hostile-names")
    }
    return {**sample.ALL, **made, "crowded": crowded()}


def report_pages(folder: Path, chosen: dict[str, "Report"], language: Language) -> list[Path]:
    """The HTML pages of the reports, written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, report in chosen.items():
        path = folder / f"{name}-{language}.html"
        path.write_text(render_html(report, language=language), encoding="utf-8")
        paths.append(path)
    return paths


def index_page(folder: Path, language: Language) -> Path:
    """The index.html of files of every kind, some with long names."""
    style = Style(language, colour=False, width=10_000)
    named = namer()
    rows = []
    for name, report in {**sample.ALL, LONG: crowded(), UNBROKEN: sample.valid()}.items():
        document = replace(report.document, name=name)
        rows.append((closing_row(replace(report, document=document), style), named(name)))
    path = folder / "index.html"
    path.write_text(render_index(rows, language=language), encoding="utf-8")
    return path


def results_page(folder: Path, count: int, language: Language) -> Path:
    """A report.html of so many files of all kinds, in folders, some with long names."""
    kinds: list[Report | NotJudged] = [
        *sample.ALL.values(),
        crowded(),
        NotJudged(Cause.TIMEOUT, "60 s"),
    ]
    names = ("Protokoll {} åäö.pdf", "{} " + LONG, "{}" + UNBROKEN, "a.zip!/b/{}.pdf")
    filled = {
        f"/arkiv/Kommunstyrelsens protokoll/{2020 + n % 7}/{names[n % 4].format(n)}": kinds[
            n % len(kinds)
        ]
        for n in range(count)
    }
    store = open_filled(folder / f"{count}-{language}", filled)
    with closing(store):
        store.connection.execute("UPDATE documents SET body = 'Samhällsbyggnadsnämnden'")
        return write_page(store.connection, folder / f"{count}-{language}", language)
