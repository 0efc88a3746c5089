"""Signature pages that no profile knows, vendors' pages one by one, and texts that are none."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fhvalidate.errors import UsageError
from fhvalidate.minutes.marks import read_marks
from fhvalidate.minutes.printed_names import name_in
from fhvalidate.minutes.profile import Certainty, built_in_profiles
from fhvalidate.minutes.signature_page import SignaturePage, read_signature_page
from fhvalidate.minutes.signing_time import find_time
from fhvalidate.reconcile.knowledge import Knowledge
from tests.minutes.laid_out import Placed, lines, pages

SWEDEN = ZoneInfo("Europe/Stockholm")
BODY = lines("Sammanträdesprotokoll", "§ 1 Mötets öppnande", "Anna Exempel öppnar mötet kl. 09.00.")
RUNNING = lines(*["Löpande text som fyller sidan med ord om ärendet och dess långa gång."] * 30)
BOTH = ["Anna Exempel", "Bo Testsson"]


def read(*laid: Sequence[Placed]) -> SignaturePage | None:
    return read_signature_page(pages(*laid), built_in_profiles())


TABLE = [
    *lines("Underskrifter"),
    (60, 90, "Namn"), (220, 90, "Tidpunkt"), (400, 90, "Metod"),
    (60, 110, "Anna Exempel"), (220, 110, "2025-10-16 14:02"), (400, 110, "BankID"),
    (60, 130, "Bo Testsson"), (220, 130, "2025-10-16 15:40"), (400, 130, "Freja+"),
]  # fmt: skip


@pytest.mark.parametrize(
    "laid",
    [
        TABLE,
        lines("Signaturer", "", "Anna Exempel, ordförande", "Undertecknade elektroniskt med BankID",
              "den 16 oktober 2025 kl. 14.02", "", "Bo Testsson, justerare",
              "Undertecknade elektroniskt med BankID", "den 17 oktober 2025 kl. 09.15"),
        lines("Signatures", "This document has been electronically signed by:", "", "Anna Exempel",
              "Signed with BankID on 16 October 2025 at 14:02 (UTC+02:00)", "", "Bo Testsson",
              "Signed with BankID on 17 October 2025 at 09:15 (UTC+02:00)"),
        lines("Dokumentet har undertecknats digitalt av nedanstående personer.",
              "Handlingen kan valideras på https://example.test.", "", "Anna Exempel",
              "Svenskt BankID", "11/03-2025 16:40", "", "Bo Testsson", "Svenskt BankID",
              "11/03-2025 17:05"),
        lines("Elektroniska underskrifter")
        + lines("Anna Exempel", "Ordförande", "2025-10-16 14:02:11", "SITHS", y=100)
        + lines("Bo Testsson", "Justerare", "2025-10-16 15:02:11", "SITHS", y=100, x=320),
        lines("Signeringsbevis", "Anna Exempel | BankID | 2025-10-16 14:02:11",
              "Bo Testsson | BankID | 2025-10-16 14:12:11"),
    ],
)  # fmt: skip
def test_a_page_of_an_unknown_vendor_is_recognised_by_its_rows(laid: list[Placed]) -> None:
    page = read(BODY, laid)

    assert page is not None
    assert (page.profile, page.certainty, page.page) == ("generic", Certainty.MEDIUM, 2)
    assert [signer.name for signer in page.signers] == BOTH
    assert all(signer.method for signer in page.signers)


def test_stamps_at_the_end_of_the_body_are_found_and_unsure() -> None:
    stamps = lines("Signerat av Anna Exempel med BankID 2025-10-16 14:02:11",
                   "Signerat av Bo Testsson med BankID 2025-10-16 15:02:11", y=600)  # fmt: skip

    page = read(RUNNING + stamps)

    assert page is not None
    assert (page.certainty, page.stamped, page.whole_pages) == (Certainty.LOW, True, ())
    assert [signer.name for signer in page.signers] == BOTH


def test_damaged_text_is_recognised_all_the_same() -> None:
    page = read(BODY, lines("Underskrifter", "", "\ufffdsa Provman", "Undertecknat med BankID",
                            "2025-10-16 14:02"))  # fmt: skip

    assert page is not None
    assert len(page.signers) == 1


@pytest.mark.parametrize(
    "laid",
    [
        lines("Handbok för e-underskrifter", "Underskrifter",
              "Logga in med BankID. Kontrollera dokumentet och välj Signera.",
              "Raden Undertecknat med BankID visas under namnet.",
              "Uppdaterad 2025-01-01 10:00 av Anna Exempel"),
        lines("Från: a@example.test", "Till: b@example.test", "Underskrifter",
              "Anna Exempel, undertecknat med BankID 2025-10-16 14:02:11"),
        lines("Anna Exempel", "Mötet avslutas 2025-10-16 kl. 14:02", "Bo Testsson"),
        lines("Underskrifter", "Ordförande", "Anna Exempel", "Justerat 2025-10-16"),
        lines("Besökslogg", "Anna Exempel", "2025-10-16 14:02", "loggade in"),
        lines("Exempel på sida:", "Underskrifter", "Anna Exempel", "Undertecknat med BankID",
              "2025-10-16 14:02"),
        lines("Sista sidan ser ut så här:", "”Anna Exempel", "”Undertecknat med BankID",
              "”2025-10-16 14:02”"),
    ],
)  # fmt: skip
def test_a_text_about_signing_is_no_signature_page(laid: list[Placed]) -> None:
    assert read(laid) is None


def test_scrives_page_lists_signers_and_not_other_events() -> None:
    page = read(
        BODY,
        lines(
            "Verifikat", "Transaktion 09222115557500000000", "",
            "Detta verifikat är utfärdat av Scrive.",
            "Information i kursiv stil är säkert verifierad.",
            "", "Anna Exempel", "Fiktivby kommun", "Undertecknat: 2025-08-20 16:20:11 CEST (+0200)",
            "", "Bo Testsson", "Öppnade dokumentet", "2025-08-20 16:25:00 CEST (+0200)",
        ),
    )  # fmt: skip

    assert page is not None
    assert (page.profile, page.seals) == ("scrive", True)
    assert [signer.name for signer in page.signers] == ["Anna Exempel"]
    assert page.signers[0].signed_at == datetime(2025, 8, 20, 14, 20, 11, tzinfo=UTC)


def test_edusigns_page_has_its_names_in_pictures() -> None:
    page = read(
        BODY,
        lines(
            "Signature page", "This document has been electronically signed", "using eduSign.",
            "Validate signed documents at: https://validator.example.test",
        ),
    )  # fmt: skip

    assert page is not None
    assert (page.profile, page.signers) == ("edusign", ())


def test_comfacts_page_lists_names_and_dates() -> None:
    page = read(
        BODY,
        lines("Elektroniska underskrifter", "Detta dokument är elektroniskt undertecknat.", "",
              "Anna Exempel", "2025-10-16 14:02:11", "BankID"),
    )  # fmt: skip

    assert page is not None
    assert page.profile == "comfact"
    assert [signer.name for signer in page.signers] == ["Anna Exempel"]


def test_docusign_is_known_by_its_certificate_and_envelope() -> None:
    envelope = "DocuSign Envelope ID: 01234567-89AB-CDEF-0123-456789ABCDEF"
    laid = pages(
        lines(envelope, "Protokoll"),
        lines(envelope, "Certificate Of Completion", "Envelope Originator: Anna Exempel",
              "Signer Events", "Bo Testsson", "Signed: 16 Oct 2025 | 14:02 CEST"),
    )  # fmt: skip

    page = read_signature_page(laid, built_in_profiles())

    assert page is not None
    assert (page.profile, page.seals) == ("docusign", True)
    assert [mark.profile for mark in read_marks(laid, built_in_profiles())] == ["docusign"] * 2


def test_adobe_acrobat_sign_is_known_by_its_audit_report() -> None:
    laid = pages(
        BODY,
        lines("Protokoll", "Final Audit Report", "Created: 2026-03-02", "Status: Signed",
              '"Protokoll" History', "Document created by Exempelby (kommun@exempelby.example)",
              "Document e-signed by Anna Exempel (anna@exempelby.example)",
              "Agreement completed."),
    )  # fmt: skip

    page = read_signature_page(laid, built_in_profiles())

    assert page is not None
    assert (page.profile, page.seals, page.pages) == ("adobe-sign", True, (2,))


@pytest.mark.parametrize(
    "sentences",
    [
        ("Underskrifterne i dette dokument er juridisk bindende. Dokumentet er underskrevet",
         "via Penneo\u2122 sikker digital underskrift.", "Underskrivernes identiteter er blevet",
         "registreret, og informationerne er listet herunder."),
        ("Signaturene i dette dokumentet er juridisk bindende.",
         "De signerende parter sin identitet er registrert, og er listet nedenfor."),
    ],
)  # fmt: skip
def test_penneo_is_known_in_danish_and_norwegian(sentences: tuple[str, ...]) -> None:
    signer = ("Anna Exempel", "Formand", "Serienummer: a3673656-b4da-77", "IP: 192.0.2.xxx",
              "2026-03-02 09:00:01 UTC")  # fmt: skip

    page = read_signature_page(pages(BODY, lines(*sentences, *signer)), built_in_profiles())

    assert page is not None
    assert (page.profile, page.seals) == ("penneo", True)
    assert [signer.name for signer in page.signers] == ["Anna Exempel"]


def rows(act: str, *, times: str = "2026-03-02 10:0{}:11") -> list[str]:
    return [text for number, name in enumerate(BOTH) for text in (name, times.format(number), act)]


NORDIC = {
    "da": ("Underskrifter", "Dokumentet er underskrevet digitalt af:", "Underskrevet med MitID"),
    "da-2": ("Signeret af", "Dette dokument er elektronisk signeret", "Signeret med MitID"),
    "no": ("Elektroniske signaturer", "Dokumentet er elektronisk signert av", "Signert med BankID"),
    "no-2": ("Undertegnet av", "Dokumentet er undertegnet av:", "Undertegnet med Buypass ID"),
    "fi": ("Allekirjoitukset", "Asiakirja on sähköisesti allekirjoitettu", "Allekirjoitettu"),
    "sv": ("Underskrifter", "Handlingen är digitalt undertecknad", "Undertecknad med BankID"),
    "en": ("Signatures", "This document was signed electronically", "Signed with itsme"),
}


@pytest.mark.parametrize("words", NORDIC.values(), ids=NORDIC)
def test_a_page_of_an_unknown_service_is_known_in_each_of_our_languages(
    words: tuple[str, str, str],
) -> None:
    heading, introduction, act = words

    page = read(BODY, lines(heading, introduction, "", *rows(act)))

    assert page is not None
    assert (page.profile, page.certainty) == ("generic", Certainty.MEDIUM)
    assert [signer.name for signer in page.signers] == BOTH


@pytest.mark.parametrize(
    "sentences",
    [
        ("Dette dokument er underskrevet af nedenstående parter, der med deres underskrift",
         "har bekræftet dokumentets indhold samt alle datoer i dokumentet."),
        ("Dette dokumentet er signert med Visma Addo.",),
        ("Dokumentet är undertecknat med Visma Addo.",),
        ("Tämä asiakirja on allekirjoitettu Visma Addo -palvelussa.",),
    ],
)  # fmt: skip
def test_visma_addo_is_known_by_its_words_and_its_key(sentences: tuple[str, ...]) -> None:
    key = "Visma Addo: 0b6f2d1e-1c2d-4e3f-8a9b-001122334455"
    laid = pages([*BODY, (60, 800, key)], [*lines(*sentences, "", *rows("MitID")), (60, 800, key)])

    page = read_signature_page(laid, built_in_profiles())

    assert page is not None
    assert (page.profile, page.seals) == ("visma-addo", True)
    assert [signer.name for signer in page.signers] == BOTH
    assert [mark.profile for mark in read_marks(laid, built_in_profiles())] == ["visma-addo"] * 2


@pytest.mark.parametrize("label", ["Transaction ID", "Transaktions-ID", "Transaksjons-ID",
                                   "Tapahtumatunnus"])  # fmt: skip
def test_adobes_audit_report_is_known_in_any_language_by_the_identity_of_the_agreement(
    label: str,
) -> None:
    identity = "CBJCHBCAABAA" + "a1B2c3D4_-" * 3
    told = pages(BODY, lines("Protokoll", f"{label}: {identity}"))
    other = pages(BODY, lines("Protokoll", f"{label}: 2026030210001234567890"))

    assert [mark.profile for mark in read_marks(told, built_in_profiles())] == ["adobe-sign"]
    assert read_marks(other, built_in_profiles()) == ()


def test_penneos_key_is_known_on_the_finnish_page() -> None:
    laid = pages([(20, 500, "Penneo asiakirja-avain: Q8AYZ-0S824-2EUPV-8TUP6-1F3HN-SZ0HO", 90)])

    assert [mark.profile for mark in read_marks(laid, built_in_profiles())] == ["penneo"]


def test_a_key_that_a_print_left_in_pieces_up_the_margin_is_one_key() -> None:
    pieces = ("Penne", "o dokum", "entnyckel: Q", "8AYZ-0S", "824-2EUPV-8", "TUP6-1F3HN-SZ", "0HO")
    laid = pages([*BODY, *((20.0, 600.0 - 70 * n, text, 90.0) for n, text in enumerate(pieces))])

    marks = read_marks(laid, built_in_profiles())

    assert [mark.identities for mark in marks] == [("Q8AYZ-0S824-2EUPV-8TUP6-1F3HN-SZ0HO",)]


@pytest.mark.parametrize("running", ["Final Audit Report", "CEST CEST", "Audit Report"])
def test_what_runs_over_a_page_break_or_stands_beside_times_is_nobody(running: str) -> None:
    assert name_in(running) is None

    page = read(
        BODY,
        lines("Signatures", "Anna Exempel", "2026-03-02 10:00:11 CEST", "Signed with BankID"),
        lines(running, "2026-03-02 10:05:11 CEST", "Signed with BankID", "Bo Testsson",
              "2026-03-02 10:06:11 CEST", "Signed with BankID"),
    )  # fmt: skip

    assert page is not None
    assert {signer.name for signer in page.signers} <= {*BOTH, None}


@pytest.mark.parametrize("words", ["Digitalt signerad av", "Digitally signed by"])
def test_adobes_appearance_is_read_where_it_has_become_text(words: str) -> None:
    date = "Datum" if words.startswith("Digitalt") else "Date"
    stamp = lines(f"{words} Anna Exempel", f"{date}: 2025.10.16 14:02:11 +02'00'",
                  "Orsak: Justering", x=300, y=600)  # fmt: skip

    page = read(RUNNING + stamp)

    assert page is not None
    assert (page.profile, page.stamped) == ("adobe", True)
    assert [signer.name for signer in page.signers] == ["Anna Exempel"]


@pytest.mark.parametrize(
    ("text", "time", "assumed"),
    [
        ("2025-10-16 14:02:11", datetime(2025, 10, 16, 14, 2, 11, tzinfo=SWEDEN), True),
        ("2025-10-16T14:02:11Z", datetime(2025, 10, 16, 14, 2, 11, tzinfo=UTC), False),
        ("den 16 oktober 2025, kl 14.02", datetime(2025, 10, 16, 14, 2, tzinfo=SWEDEN), True),
        ("11/03-2025 16:40", datetime(2025, 3, 11, 16, 40, tzinfo=SWEDEN), True),
        ("16.10.2025 14:02", datetime(2025, 10, 16, 14, 2, tzinfo=SWEDEN), True),
        ("Oct 16, 2025 2:02 PM UTC", datetime(2025, 10, 16, 14, 2, tzinfo=UTC), False),
        ("16 Oct 2025 at 12:02 am UTC", datetime(2025, 10, 16, 0, 2, tzinfo=UTC), False),
        ("2025.10.16 14:02:11 +02'00'", datetime(2025, 10, 16, 12, 2, 11, tzinfo=UTC), False),
        ("2025-10-16 | 14:02 CEST", datetime(2025, 10, 16, 12, 2, tzinfo=UTC), False),
    ],
)
def test_times_are_read_in_every_form_with_their_zone(
    text: str, time: datetime, assumed: bool
) -> None:
    found = find_time(text)

    assert found is not None
    assert (found.time, found.zone_assumed) == (time, assumed)


@pytest.mark.parametrize(
    "text", ["2025-13-45 10:00", "16 oktober 2025", "14:02", "10/16/2025 14:02"]
)
def test_what_has_no_day_or_no_hour_is_no_time(text: str) -> None:
    assert find_time(text) is None


OWN = """
name = "egen"
title = "Egen"
headings = []
statements = ["Handlingen är påskriven i kommunens egen tjänst"]
needed_with_heading = 1
needed_alone = 1
[rows]
needed = 1
name = "first"
requires_reference = false
"""


def test_an_archive_adds_its_own_profile(tmp_path: Path) -> None:
    (tmp_path / "egen.toml").write_text(OWN, "utf-8")
    laid = pages(lines("Handlingen är påskriven i kommunens egen tjänst", "", "Anna Exempel",
                       "2025-10-16 14:02"))  # fmt: skip

    page = read_signature_page(laid, Knowledge.from_path(tmp_path).profiles)

    assert page is not None
    assert page.profile == "egen"


@pytest.mark.parametrize("content", [None, "name = 1"])
def test_a_folder_without_readable_profiles_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "fel.toml").write_text(content, "utf-8")

    with pytest.raises(UsageError):
        Knowledge.from_path(tmp_path)
