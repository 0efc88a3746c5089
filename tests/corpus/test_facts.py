"""What the tests of other validators assert of real files, compared with what is said here.

The corpus is not part of the project: it is found by FHVALIDATE_CORPUS, by default beside the
project, and without it these tests are skipped.

The sources' terms and ours. Most are DSS's, which judges without trust anchors unless it says so;
what it asserts is then the cryptography and the structure, and only these are compared:

    signature_intact, signature_valid  `integrity` of every signature is `intact`
    hash_intact                        no signature is HASH_FAILURE
    byte_range_valid                   no signature has a `byte-range-...` finding
    timestamps_valid                   no time-stamp is broken: HASH_FAILURE, SIG_CRYPTO_FAILURE or
                                       FORMAT_FAILURE, or not accepted for the encoding of its
                                       attributes (decision 0033), which its source calls broken
                                       ("mixed": one is, and another is not, or it is the only one)
    signature_count                    entries of kind `signature` whose CMS can be read: the source
                                       leaves out what it cannot read, and here such a one stays in
                                       the report, TOTAL-FAILED with FORMAT_FAILURE
    timestamp_count                    time-stamps in signatures, and document time-stamps;
                                       the source counts none whose /Type is /Sig
    level                              see LEVELS; of a file with several signatures, it is asked of
                                       one of them; LTA by a document time-stamp that the source
                                       does not count is LT there
    indication NO_SIGNATURE_FOUND      no entry of kind `signature` whose CMS can be read, as above
    indication, sub_indication         the same words; a change of what the pages show, which DSS
                                       counts as FORMAT_FAILURE, is the document's `invalid` with
                                       the finding `changed-content` here;
                                       SIG_CONSTRAINTS_FAILURE for want of a signing-certificate
                                       attribute is here the finding that says so: ISO 32000-2 asks
                                       no such attribute of adbe.pkcs7.detached
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from fhvalidate import Report, TrustAnchors, validate
from fhvalidate.conclusion import Indication, SubIndication, Verdict
from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.revisions.signed_revision import SignedRevision, read_signed_revisions
from fhvalidate.policy import Policy, policy_from_toml
from fhvalidate.report.signature_report import SignatureReport, TimestampReport
from fhvalidate.signature import read_signature
from fhvalidate.validation_data import from_security_store
from tests.shared import CORPUS, SHARED

CASES = CORPUS / "cases.jsonl"
pytestmark = pytest.mark.skipif(not CASES.is_file(), reason=f"the corpus is not at {CORPUS}")

AT = datetime(2026, 11, 23, tzinfo=UTC)
NEEDED = 0.96  # one in 26, the fewest facts that one is known to differ in
JUDGED_AT = {"dss/john-doe-lta.pdf": datetime(2022, 8, 1, tzinfo=UTC)}
"""When a file is judged whose source fixes the time; see below for john-doe-lta.pdf."""
BROKEN = {
    SubIndication.HASH_FAILURE,
    SubIndication.SIG_CRYPTO_FAILURE,
    SubIndication.FORMAT_FAILURE,
}
UNREADABLE = {"cms-unreadable", "cms-not-signed-data", "cms-not-ber"}
ANCHORS_DECIDE = (
    "of both signatures the file has the data on the signer and the time-stamps; its source trusts "
    "the one's issuer and not the other's, which has no data on it, and what is there is the same "
    "whomever one trusts"
)
AS_THEY_STAND = (
    "the value fits its signed attributes as they stand, which the source encodes anew; OpenSSL, "
    "pdfsig and pyHanko verify it, and here it is intact and not accepted (decision 0033)"
)
DIGEST_IS_MEANT = (
    "its digestAlgorithm names sha256WithRSAEncryption, by which the source knows no digest; with "
    "SHA-256 everything fits, and it is told"
)
UNORDERED = "dss/pades-5-signatures-and-1-document-timestamp.pdf"
NAMED_BY_SIGNATURE = "dss/Signature-P-HU_NET-2.pdf"
DISAGREEMENTS = {
    ("level", "dss/pades-lt-extended-abde.pdf"): ANCHORS_DECIDE,
    ("signature_intact", UNORDERED): AS_THEY_STAND,
    ("signature_valid", UNORDERED): AS_THEY_STAND,
    ("signature_intact", NAMED_BY_SIGNATURE): DIGEST_IS_MEANT,
    ("signature_valid", NAMED_BY_SIGNATURE): DIGEST_IS_MEANT,
}
"""Facts that are answered in another way here, and why; nothing else may be."""


@dataclass(frozen=True, slots=True)
class Case:
    file: str
    facts: dict[str, Any]
    report: Report
    uncounted: int
    """Document time-stamps that the source does not take for any."""

    @property
    def signatures(self) -> list[SignatureReport]:
        return [entry for entry in self.report.signatures if entry.kind == "signature"]

    @property
    def readable(self) -> list[SignatureReport]:
        """The signatures but those whose CMS is none that anyone should read."""
        return [
            entry
            for entry in self.signatures
            if not any(finding.code in UNREADABLE for finding in entry.findings)
        ]

    @property
    def timestamps(self) -> list[TimestampReport]:
        return [stamp for entry in self.report.signatures for stamp in entry.timestamps]


@cache
def cases() -> tuple[Case, ...]:
    """Every file of which a test asserts one of the facts, judged once."""
    rows = [json.loads(line) for line in CASES.read_text("utf-8").splitlines() if line.strip()]
    tested = [row for row in rows if row["basis"] == "test" and COMPARED.keys() & row["facts"]]
    return tuple(case_of(row["file"], row["facts"]) for row in tested)


def case_of(file: str, facts: dict[str, Any]) -> Case:
    report = report_on(file)
    stamps = [e.field for e in report.signatures if e.kind == "document-timestamp"]
    typed = {each.field.name: each.field.type for each in placed_in(file)} if stamps else {}
    return Case(file, facts, report, sum(typed.get(name) == "Sig" for name in stamps))


@cache
def report_on(file: str) -> Report:
    """The report on the file, made once for all the tests of the corpus."""
    return validate(CORPUS / file, trust=trust_for(file), at=JUDGED_AT.get(file, AT))


def placed_in(file: str) -> tuple[SignedRevision, ...]:
    limits = Policy.named("default").limits
    document = read_document((CORPUS / file).read_bytes(), password="", limits=limits)
    return read_signed_revisions(document, limits)


def trust_for(file: str) -> TrustAnchors:
    """The anchors that the source's test has, where they are to be had."""
    if file == "dss/john-doe-lta.pdf":
        return TrustAnchors.from_path(CORPUS / "trust" / "john-doe-lta").allowing_test()
    if file == "dss/self-issued-qesig.pdf":
        # The issuer of the certificate that is no authority's stands in another file's store.
        return carried_by("dss/pades-lt-extended-dss.pdf", issuing="LuxTrust Global Qualified CA 3")
    if file == "dss/pades-lt-extended-dss.pdf":
        # The file has data on neither, and its source asks for data on both unless they are
        # trusted, as trusted lists have it: the unit beside the authority.
        return carried_by(file, issuing="ee-good-ca", stamping="ee-good-tsa")
    return TrustAnchors.none()


def carried_by(file: str, *, issuing: str, stamping: str | None = None) -> TrustAnchors:
    """Trust in the authority of that name in the file, and in the time-stamping unit."""
    limits = Policy.named("default").limits
    document = read_document((CORPUS / file).read_bytes(), password="", limits=limits)
    signatures = [read_signature(each, limits) for each in placed_in(file)]
    in_cms = [each.validation_data for each in signatures]
    in_cms += [stamp.validation_data for each in signatures for stamp in each.timestamps]
    carried = [certificate for data in in_cms for certificate in data.certificates]
    store = from_security_store(document.security_store, limit=500).certificates
    named = {each.common_name: each for each in (*store, *carried)}
    return TrustAnchors(tuple(named[name] for name in (issuing, stamping) if name), ())


def intact(case: Case, fact: Any) -> bool:
    """A file that nothing is known of is not called intact."""
    whole = [entry.integrity == "intact" for entry in case.signatures]
    return (bool(whole) and all(whole)) is fact


def hash_intact(case: Case, fact: Any) -> bool:
    failed = [entry.sub_indication is SubIndication.HASH_FAILURE for entry in case.signatures]
    return bool(failed) and (not any(failed)) is fact


def byte_range(case: Case, fact: Any) -> bool:
    wrong = [
        any(finding.code.startswith("byte-range") for finding in entry.findings)
        for entry in case.signatures
    ]
    expected = fact if isinstance(fact, bool) else False  # "mixed": one of them is wrong
    return bool(wrong) and (not any(wrong)) is expected


def timestamps(case: Case, fact: Any) -> bool:
    broken = [
        stamp.sub_indication in BROKEN
        or any(finding.code == "cms-signed-attributes-ambiguous" for finding in stamp.findings)
        for stamp in case.timestamps
    ]
    expected = fact if isinstance(fact, bool) else False
    return bool(broken) and (not any(broken)) is expected


def level(case: Case, fact: Any) -> bool:
    """The levels have the names that the source gives them."""
    ours = sorted(str(entry.level) for entry in case.signatures)
    if isinstance(fact, str):  # "one X and one Y"
        return ours == sorted(named(word) for word in fact.split() if word.startswith("PAdES"))
    return all(mine in map(named, fact) for mine in ours)


def named(word: str) -> str:
    return word.replace("_", "-")


def indication(case: Case, fact: Any) -> bool:
    if fact == "NO_SIGNATURE_FOUND":
        return not case.readable
    found = {str(entry.indication).replace("-", "_") for entry in case.signatures}
    if fact == "TOTAL_FAILED" and shown_changed(case):
        return True
    wanted = "TOTAL_FAILED" if "TOTAL_FAILED" in fact else fact
    return wanted in found


def sub_indication(case: Case, fact: Any) -> bool:
    found = {str(entry.sub_indication) for entry in case.signatures}
    told = {finding.code for entry in case.signatures for finding in entry.findings}
    match fact:
        case "FORMAT_FAILURE" if shown_changed(case):
            return True
        case "SIG_CONSTRAINTS_FAILURE":
            return fact in found or "cms-signing-certificate-attribute-missing" in told
        case _:
            return fact in found


def shown_changed(case: Case) -> bool:
    """Whether the pages show other things than were signed, and the document is invalid for it."""
    told = {finding.code for entry in case.signatures for finding in entry.findings}
    return case.report.verdict is Verdict.INVALID and "changed-content" in told


COMPARED: dict[str, Callable[[Case, Any], bool]] = {
    "signature_intact": intact,
    "signature_valid": intact,
    "hash_intact": hash_intact,
    "byte_range_valid": byte_range,
    "level": level,
    "timestamps_valid": timestamps,
    "indication": indication,
    "sub_indication": sub_indication,
    "signature_count": lambda case, fact: len(case.readable) == fact,
    "timestamp_count": lambda case, fact: len(case.timestamps) - case.uncounted == fact,
}
ASSERTS_A_DEFECT: dict[str, set[Any]] = {
    "signature_intact": {False},
    "signature_valid": {False},
    "hash_intact": {False},
    "byte_range_valid": {False, "mixed: 1 valid, 1 invalid"},
    "timestamps_valid": {False, "mixed"},
    "sub_indication": {"FORMAT_FAILURE", "SIG_CONSTRAINTS_FAILURE"},
}


def facts_of(key: str) -> list[tuple[str, Any, bool]]:
    """Each file that has the fact, what it is, and whether it is what is said here."""
    compare = COMPARED[key]
    return [
        (case.file, case.facts[key], compare(case, case.facts[key]))
        for case in cases()
        if key in case.facts
    ]


@pytest.mark.parametrize("key", COMPARED)
def test_each_disagreement_is_known_and_has_its_reason(key: str) -> None:
    different = {file for file, _, agrees in facts_of(key) if not agrees}

    assert different == {file for name, file in DISAGREEMENTS if name == key}


@pytest.mark.parametrize("key", COMPARED)
def test_nearly_every_fact_of_a_key_agrees(key: str) -> None:
    answers = [agrees for _, _, agrees in facts_of(key)]

    assert answers
    assert sum(answers) >= NEEDED * len(answers), (sum(answers), len(answers))


@pytest.mark.parametrize("key", ASSERTS_A_DEFECT)
def test_every_fact_that_asserts_a_defect_agrees(key: str) -> None:
    wrong = {
        file for file, fact, agrees in facts_of(key) if fact in ASSERTS_A_DEFECT[key] and not agrees
    }

    assert wrong == {file for name, file in DISAGREEMENTS if name == key}


def test_what_its_source_calls_broken_and_is_intact_here_is_not_valid_all_the_same() -> None:
    odd = {file for name, file in DISAGREEMENTS if name == "signature_intact"}

    found = {case.file: case.report.verdict for case in cases() if case.file in odd}

    assert found.keys() == odd
    assert "valid" not in found.values()


def test_a_file_whose_sections_lead_to_no_page_is_judged_and_never_valid() -> None:
    file = CORPUS / UNORDERED

    report = validate(file, trust=TrustAnchors.none(), at=AT)

    assert len(report.signatures) == 6
    assert report.verdict is Verdict.INDETERMINATE
    assert "cross-reference-repaired" in {finding.code for finding in report.findings}


def john_doe(at: datetime) -> Report:
    anchors = TrustAnchors.from_path(CORPUS / "trust" / "john-doe-lta").allowing_test()
    return validate(CORPUS / "dss" / "john-doe-lta.pdf", trust=anchors, at=at)


def test_a_b_lta_signature_passes_after_its_time_stamps() -> None:
    report = john_doe(datetime(2022, 8, 1, tzinfo=UTC))

    assert report.signatures[0].indication is Indication.TOTAL_PASSED
    assert report.signatures[0].level == "PAdES-BASELINE-LTA"


def test_a_b_lta_signature_does_not_pass_before_its_time_stamps() -> None:
    """Its source's test passes it at that time; the time-stamps were not made yet."""
    entry = john_doe(datetime(2022, 7, 11, tzinfo=UTC)).signatures[0]

    assert entry.indication is not Indication.TOTAL_PASSED
    assert "timestamp-after-validation-time" in {finding.code for finding in entry.findings}


@pytest.mark.parametrize("level", ["T", "LT", "LTA"])
def test_a_token_without_its_certificate_is_judged_and_not_refused(level: str) -> None:
    report = validate(
        CORPUS / "pdfcpu" / f"testPAdES_B{level}.pdf", trust=TrustAnchors.none(), at=AT
    )

    entry = report.signatures[0]
    assert entry.integrity == "intact"
    assert entry.level == f"PAdES-BASELINE-{level}"
    assert entry.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    assert entry.timestamps


ROOT = SHARED / "sweden" / "samples" / "eduSign_root.cer"
IF_AVAILABLE = policy_from_toml(b'name = "x"\n[x509]\nrevocation = "if-available"\n')
SWEDISH = [f"idsec-signservice-integration/sample-{n}-signatures.pdf" for n in range(2, 9)]
SWEDISH.append("idsec-signservice-integration/sample-1-signature.pdf")


@pytest.mark.skipif(not ROOT.is_file(), reason=f"no anchor at {ROOT}")
@pytest.mark.parametrize("file", SWEDISH)
def test_swedish_signatures_say_what_is_missing_and_pass_on_the_archives_word(file: str) -> None:
    trust = TrustAnchors.from_path(ROOT)

    now = validate(CORPUS / file, trust=trust, at=AT)

    claims = []
    for entry in now.signatures:
        assert entry.indication is Indication.INDETERMINATE
        told = {finding.code for finding in entry.findings}
        assert {"revocation-data-missing", "no-proof-of-time", "certificate-expired"} <= told
        missing = [f for f in entry.findings if f.code == "revocation-data-missing"]
        assert all(finding.detail["where"] for finding in missing)
        assert entry.claimed_signing_time is not None
        claims.append(entry.claimed_signing_time.value)

    held = max(claims) + timedelta(days=1)
    kept = validate(CORPUS / file, trust=trust, at=AT, held_since=held, policy=IF_AVAILABLE)
    for entry in kept.signatures:
        assert entry.indication is Indication.TOTAL_PASSED
        warned = [f for f in entry.findings if f.code == "revocation-data-missing"]
        assert warned
        assert all(finding.severity == "warning" for finding in warned)
