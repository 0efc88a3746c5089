"""A policy's name promises SiVa's rules: what it asks for passes, and nothing less."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from fhvalidate import TrustAnchors, validate
from fhvalidate.conclusion import Indication
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Message
from fhvalidate.report.model import Report
from fhvalidate.report.qualification_model import (
    CertificateQualificationReport,
    QualificationReport,
)
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Level
from fhvalidate.trust.certificate_qualification import QualificationReason
from fhvalidate.trust.qualified_status import Answer, CertificateUse
from fhvalidate.trust.signature_qualification import SignatureQualification
from fhvalidate.web.siva.answer import Telling, answer
from fhvalidate.web.siva.freshness import FRESH
from fhvalidate.web.siva.spellings import FORMATS
from fhvalidate.x509.revocation.revocation_answer import RevocationSource
from tests.batch.places import FILES
from tests.pki.times import EPOCH

FORMAT = "The signature does not correspond to the expected format(s)!"
USAGE = "The signer's certificate does not have an expected key-usage!"
LEVEL = "Signature/seal level do not meet the minimal level required by applied policy"
QUALIFIED = "The signature is not in the Qualified Electronic Signature level"
BEFORE = "OCSP response production time is before timestamp time"
WITH_TIME = (Level.T, Level.LT, Level.LTA)
STALE = "The revocation information is not considered as 'fresh'."


@cache
def report_on(name: str) -> Report:
    trust = TrustAnchors.from_path(FILES / "trust")
    at = datetime.fromisoformat("2026-03-03T09:00:00Z")
    return validate(FILES / f"{name}.pdf", trust=trust, at=at, detail=Detail.FULL)


def told(signature: SignatureReport | None, policy: str, name: str = "minutes-b-lt") -> Any:
    report = report_on(name)
    if signature is not None:
        report = replace(report, signatures=(signature, *report.signatures[1:]))
    found: Any = answer(report, Telling("a.pdf", policy))
    return found["validationReport"]["validationConclusion"]["signatures"][0]


def passed() -> SignatureReport:
    return report_on("minutes-b-lt").signatures[0]


def errors(signature: Any) -> list[str]:
    return [each["content"] for each in signature.get("errors", ())]


def warnings(signature: Any) -> list[str]:
    return [each["content"] for each in signature.get("warnings", ())]


def certificate(
    use: CertificateUse, *, qualified: Answer = Answer.YES, qscd: Answer = Answer.YES
) -> CertificateQualificationReport:
    reason = QualificationReason.LISTED
    return CertificateQualificationReport(EPOCH, qualified, use, qscd, reason, "SE", "CA")


def with_level(
    value: SignatureQualification, at_both: CertificateQualificationReport | None = None
) -> SignatureReport:
    found = QualificationReport(value, "", Message("", ""), at_both, at_both)
    return replace(passed(), qualification=found)


@pytest.mark.parametrize(
    ("value", "level", "passes"),
    [
        (SignatureQualification.QESIG, "QESIG", True),
        (SignatureQualification.QESEAL, "QESEAL", True),
        (SignatureQualification.ADESEAL_QC, "ADESEAL_QC", True),
        (SignatureQualification.ADESIG_QC, "ADESIG_QC", True),
        (SignatureQualification.ADESIG, "NA", False),
        (SignatureQualification.ADESEAL, "NA", False),
        (SignatureQualification.NOT_APPLICABLE, "NA", False),
        (SignatureQualification.INDETERMINATE, "NA", False),
    ],
)
def test_polv4_passes_what_is_qualified_and_polv3_and_ours_pass_any_level(
    value: SignatureQualification, level: str, passes: bool
) -> None:
    signature = with_level(value)

    by_four, by_three, by_ours = (told(signature, name) for name in ("POLv4", "POLv3", "FHV-AES"))

    assert by_four["indication"] == ("TOTAL-PASSED" if passes else "TOTAL-FAILED")
    assert errors(by_four) == ([] if passes else [LEVEL])
    assert "subIndication" not in by_four
    assert by_three["indication"] == by_ours["indication"] == "TOTAL-PASSED"
    assert {by_four["signatureLevel"], by_three["signatureLevel"]} == {level}


def test_a_qualified_certificate_without_a_device_passes_polv4_with_a_warning() -> None:
    signature = with_level(SignatureQualification.ADESIG_QC)

    assert warnings(told(signature, "POLv4")) == [QUALIFIED]
    assert warnings(told(signature, "POLv3")) == []


@pytest.mark.parametrize(
    ("use", "qualified", "qscd", "level"),
    [
        (CertificateUse.SIGNATURE, Answer.YES, Answer.YES, "QESIG"),
        (CertificateUse.SEAL, Answer.YES, Answer.YES, "QESEAL"),
        (CertificateUse.UNKNOWN, Answer.YES, Answer.YES, "UNKNOWN_QC_QSCD"),
        (CertificateUse.SIGNATURE, Answer.YES, Answer.NO, "ADESIG_QC"),
        (CertificateUse.SEAL, Answer.YES, Answer.INDETERMINATE, "ADESEAL_QC"),
        (CertificateUse.UNKNOWN, Answer.YES, Answer.NO, "UNKNOWN_QC"),
        (CertificateUse.SIGNATURE, Answer.NO, Answer.NO, "ADESIG"),
        (CertificateUse.SEAL, Answer.NO, Answer.YES, "ADESEAL"),
        (CertificateUse.UNKNOWN, Answer.NO, Answer.NO, "UNKNOWN"),
        (CertificateUse.UNKNOWN, Answer.INDETERMINATE, Answer.YES, "UNKNOWN"),
    ],
)
def test_the_level_of_what_did_not_pass_is_that_of_its_certificate_with_a_word_before_it(
    use: CertificateUse, qualified: Answer, qscd: Answer, level: str
) -> None:
    signature = with_level(
        SignatureQualification.INDETERMINATE, certificate(use, qualified=qualified, qscd=qscd)
    )

    found = told(replace(signature, indication=Indication.INDETERMINATE), "POLv3")

    assert found["signatureLevel"] == f"INDETERMINATE_{level}"


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (SignatureQualification.QESIG, "NOT_ADES_QC_QSCD"),
        (SignatureQualification.QESEAL, "NOT_ADES_QC_QSCD"),
        (SignatureQualification.ADESIG_QC, "NOT_ADES_QC"),
        (SignatureQualification.ADESEAL_QC, "NOT_ADES_QC"),
        (SignatureQualification.ADESIG, "NA"),
        (SignatureQualification.NOT_APPLICABLE, "NA"),
    ],
)
def test_what_fails_is_not_advanced(value: SignatureQualification, level: str) -> None:
    found = told(replace(with_level(value), indication=Indication.TOTAL_FAILED), "POLv3")

    assert found["signatureLevel"] == level


@pytest.mark.parametrize("level", [each for each in Level if each not in WITH_TIME])
def test_sivas_policies_take_baseline_signatures_with_a_time_alone(level: Level) -> None:
    found = told(replace(passed(), level=level), "POLv3")

    assert found["indication"] == "TOTAL-FAILED"
    assert found["subIndication"] == "FORMAT_FAILURE"
    assert errors(found) == [FORMAT]


@pytest.mark.parametrize("level", WITH_TIME)
def test_sivas_policies_take_these(level: Level) -> None:
    assert told(replace(passed(), level=level), "POLv3")["indication"] == "TOTAL-PASSED"


@pytest.mark.parametrize("level", Level)
def test_our_own_policy_takes_what_the_services_own_takes(level: Level) -> None:
    assert told(replace(passed(), level=level), "FHV-AES")["indication"] == "TOTAL-PASSED"


@pytest.mark.parametrize("level", Level)
def test_every_level_has_a_spelling_of_sivas(level: Level) -> None:
    known = {f"PAdES_BASELINE_{end}" for end in ("B", "T", "LT", "LTA")}
    known |= {f"PKCS7_{end}" for end in ("B", "T", "LT", "LTA")} | {"PDF_NOT_ETSI"}

    assert FORMATS[level] in known
    assert told(replace(passed(), level=level), "POLv3")["signatureFormat"] == FORMATS[level]


def with_usage(*usage: str) -> SignatureReport:
    first, *rest = passed().chain
    assert first.details is not None
    details = replace(first.details, key_usage=usage or None)
    return replace(passed(), chain=(replace(first, details=details), *rest))


@pytest.mark.parametrize("usage", [(), ("digital_signature",), ("key_cert_sign",)])
def test_sivas_policies_want_a_certificate_that_commits_its_subject(
    usage: tuple[str, ...],
) -> None:
    found = told(with_usage(*usage), "POLv3")

    assert found["indication"] == "INDETERMINATE"
    assert found["subIndication"] == "CHAIN_CONSTRAINTS_FAILURE"
    assert errors(found) == [USAGE]
    assert told(with_usage(*usage), "FHV-AES")["indication"] == "TOTAL-PASSED"


def answered(after: timedelta) -> SignatureReport:
    first, *rest = passed().chain
    made = passed().timestamps[0].generation_time
    assert first.revocation is not None
    assert made is not None
    revocation = replace(first.revocation, source=RevocationSource.OCSP, produced_at=made + after)
    return replace(passed(), chain=(replace(first, revocation=revocation), *rest))


@pytest.mark.parametrize(
    ("after", "indication", "noted"),
    [
        (timedelta(seconds=-1), "TOTAL-FAILED", BEFORE),
        (timedelta(0), "TOTAL-PASSED", None),
        (timedelta(minutes=15), "TOTAL-PASSED", None),
        (timedelta(minutes=15, seconds=1), "TOTAL-PASSED", STALE),
        (timedelta(hours=24), "TOTAL-PASSED", STALE),
        (timedelta(hours=24, seconds=1), "TOTAL-FAILED", STALE),
    ],
)
def test_an_answer_of_ocsp_is_from_after_the_time_stamp_and_soon(
    after: timedelta, indication: str, noted: str | None
) -> None:
    found = told(answered(after), "POLv3")

    assert found["indication"] == indication
    assert errors(found) + warnings(found) == ([noted] if noted else [])
    assert told(answered(after), "FHV-AES")["indication"] == "TOTAL-PASSED"


def test_an_answer_of_ocsp_may_be_late_where_the_signature_has_none_in_it() -> None:
    signature = replace(answered(timedelta(days=30)), level=Level.T)

    found = told(signature, "POLv3")

    assert found["indication"] == "TOTAL-PASSED"
    assert warnings(found) == [STALE]


@pytest.mark.parametrize(
    ("after", "indication"),
    [
        (timedelta(0), "TOTAL-PASSED"),
        (timedelta(milliseconds=-1), "TOTAL-PASSED"),  # lists tell whole seconds
        (timedelta(seconds=-1), "TOTAL-FAILED"),
    ],
)
def test_a_list_is_from_after_the_time_stamp_or_says_until_when_it_is_good(
    after: timedelta, indication: str
) -> None:
    first, *rest = passed().chain
    made = passed().timestamps[0].generation_time
    assert first.revocation is not None
    assert made is not None
    made = made.replace(microsecond=1_000)
    stamps = (replace(passed().timestamps[0], generation_time=made),)
    revocation = replace(first.revocation, next_update=made + after)
    chain = (replace(first, revocation=revocation), *rest)

    found = told(replace(passed(), chain=chain, timestamps=stamps), "POLv3")

    assert found["indication"] == indication


def test_an_error_of_freshness_leaves_open_what_is_open() -> None:
    found = told(replace(answered(-FRESH), indication=Indication.INDETERMINATE), "POLv3")

    assert found["indication"] == "INDETERMINATE"
    assert BEFORE in errors(found)


def test_times_beside_a_time_stamp_that_does_not_hold_say_nothing() -> None:
    signature = answered(-FRESH)
    stamps = (replace(signature.timestamps[0], indication=Indication.INDETERMINATE),)

    assert BEFORE not in errors(told(replace(signature, timestamps=stamps), "POLv3"))


def test_the_time_of_ocsp_is_told() -> None:
    assert told(answered(timedelta(minutes=1)), "POLv3")["info"]["ocspResponseCreationTime"] == (
        "2026-03-02T09:02:00Z"
    )


def test_a_policy_of_our_own_is_named_by_the_digest_of_what_it_is() -> None:
    report = report_on("minutes-b-lt")

    found: Any = answer(report, Telling("a.pdf", "FHV-AES"))

    policy = found["validationReport"]["validationConclusion"]["policy"]
    assert policy["policyName"] == "FHV-AES"
    assert policy["policyUrl"] == report.policy.uri
