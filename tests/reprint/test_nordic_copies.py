"""Copies of documents signed in the neighbouring countries' services, and what was never signed."""

import pytest

from fhvalidate import ReprintVerdict, Verdict
from fhvalidate.reprint.verdict import LOST
from tests.minutes.laid_out import Placed, lines, pdf
from tests.reprint.judged import judged, through
from tests.reprint.test_real_tools import PRINTING, RESAVING, STRIPPING

TOOLS: dict[str, list[str]] = dict([*RESAVING.items(), *STRIPPING.items(), *PRINTING.items()])
KEY = "Q8AYZ-0S824-2EUPV-8TUP6-1F3HN-SZ0HO"
ADDO = (60.0, 800.0, "Visma Addo: 0b6f2d1e-1c2d-4e3f-8a9b-001122334455")
BODY = lines("Referat", "1. Dagsorden", "Anna Exempel bød velkommen.", "2. Eventuelt")
TIMES = ("2026-03-02 10:00:11", "2026-03-02 10:05:12")
PEOPLE = ("Anna Exempel", "Bo Testsson")


def signers(act: str) -> list[str]:
    """A name, a time and a word of signing for each."""
    return [
        text for name, time in zip(PEOPLE, TIMES, strict=True) for text in (name, time, act, "")
    ]


def penneo(label: str, *sentences: str) -> list[list[Placed]]:
    key: Placed = (20.0, 600.0, f"Penneo {label}: {KEY}", 90.0)
    rows = [
        text
        for name, time in zip(PEOPLE, TIMES, strict=True)
        for text in (name, "Serienummer: a3673656-b4da-77", "IP: 192.0.2.xxx", f"{time} UTC", "")
    ]
    return [[*BODY, key], [*lines(*sentences, "", *rows), key]]


DOCUMENTS: dict[str, list[list[Placed]]] = {
    "penneo-da": penneo("dokumentnøgle", "Underskrifterne i dette dokument er juridisk bindende."),
    "penneo-no": penneo("dokumentnøkkel", "Signaturene i dette dokumentet er juridisk bindende."),
    "penneo-fi": penneo("asiakirja-avain", "Allekirjoitukset"),
    "addo-da": [
        [*BODY, ADDO],
        [*lines("Dette dokument er signeret med Visma Addo.", "", *signers("MitID")), ADDO],
    ],
    "addo-sv": [
        [*BODY, ADDO],
        [*lines("Detta dokument är signerat med Visma Addo.", "", *signers("BankID")), ADDO],
    ],
    "adobe-report": [
        BODY,
        lines(
            "Referat",
            "Transaktions-ID: CBJCHBCAABAA" + "a1B2c3D4e5" * 3,
            "2026-03-02",
            *signers("Signeret digitalt"),
        ),
    ],
    "other-da": [
        BODY,
        lines("Underskrifter", "Dokumentet er underskrevet digitalt af:", *signers("MitID")),
    ],
    "other-no": [
        BODY,
        lines("Elektroniske signaturer", "Elektronisk signert av:", *signers("Signert med BankID")),
    ],
    "other-fi": [
        BODY,
        lines("Allekirjoitukset", "Sähköisesti allekirjoitettu", *signers("Allekirjoitettu")),
    ],
}

NEVER: dict[str, list[list[Placed]]] = {
    "to-be-signed-on-paper": [
        BODY,
        lines("Underskrifter", "Dato: 2026-03-02", "", "Anna Exempel, formand", "Bo Testsson"),
    ],
    "about-a-service": [
        lines("Sag 3: Visma Addo", "Kommunen køber Visma Addo til digital underskrift.",
              "Aftalen gælder fra 2026-03-02 kl. 10:00 til 2027-03-02.", "Anna Exempel, direktør"),
    ],
    "about-penneo": [
        lines("Penneo dokumentnøgle", "En nøgle står i margenen på hver side af dokumentet.",
              "Møtet 2026-03-02 kl. 10:00", "Anna Exempel"),
    ],
    "a-table-of-transactions": [
        lines("Betalinger", "Transaktions-ID: 2026030210001234567890", "2026-03-02 10:00:11",
              "Anna Exempel", "Tapahtumatunnus: 99887766554433"),
    ],
    "an-agenda": [
        lines("Asialista", "2026-03-02 klo 10:00", "1. Pöytäkirjan allekirjoitukset",
              "Anna Exempel", "2. Muut asiat"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_copy_that_lost_its_signatures_is_told_whoever_made_the_page(name: str) -> None:
    report = judged(pdf(*DOCUMENTS[name]))

    assert report.reprint.verdict in LOST
    assert report.verdict is Verdict.REPRINTED
    assert {row.name for row in report.signers} <= set(PEOPLE)


@pytest.mark.parametrize("name", NEVER)
def test_what_was_never_signed_is_no_copy_in_any_language(name: str) -> None:
    report = judged(pdf(*NEVER[name]))

    assert report.reprint.verdict not in LOST
    assert report.verdict is not Verdict.REPRINTED


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
def test_the_same_after_each_tool(tool: str) -> None:
    command = TOOLS[tool]
    copies = {name: judged(through(command, pdf(*laid))) for name, laid in DOCUMENTS.items()}
    others = {name: judged(through(command, pdf(*laid))) for name, laid in NEVER.items()}

    silent = {ReprintVerdict.UNSIGNED, ReprintVerdict.ORIGINAL}
    assert [name for name, report in copies.items() if report.reprint.verdict in silent] == []
    assert [name for name, report in others.items() if report.reprint.verdict in LOST] == []
    exact = sum(report.reprint.verdict in LOST for report in copies.values())
    assert exact >= len(copies) - 1, {n: r.reprint.verdict for n, r in copies.items()}
