"""What the trusted lists make of a signature or a time-stamp, in DSS's words."""

from fhvalidate.conclusion import Indication
from fhvalidate.report.json import Json
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.trust.signature_qualification import SignatureQualification
from fhvalidate.web.dss.message_keys import key_of, said
from fhvalidate.web.dss.parts import Tree, constraint
from fhvalidate.web.dss.subjects import Signed, Stamp

_NO_LIST = "QUAL_CERT_TRUSTED_LIST_REACHED"
_NOT_REACHED = "No trusted list says what the certificate is."
_ASKED = "Does a trusted list say what the certificate is?"
# That nobody could answer, or the signature did not pass; all else is an answer.
_OPEN = frozenset({SignatureQualification.INDETERMINATE, SignatureQualification.NOT_APPLICABLE})
_ABOUT_THE_SIGNATURE = frozenset({"signature-failed", "signature-not-passed"})


def details(signed: Signed) -> Tree:
    """Errors, warnings and information on the level in law's words."""
    errors, warnings, infos = _qualified(signed.report)
    state = signed.standing.indication
    if state == "TOTAL_FAILED":
        text = "The signature fails, and is no advanced electronic signature."
        warnings = [said("QUAL_IS_ADES_INV", text), *warnings]
    elif state == "INDETERMINATE":
        text = "Whether the signature is an advanced electronic signature is not determined."
        warnings = [said("QUAL_IS_ADES_IND", text), *warnings]
    return {"Error": errors, "Warning": warnings, "Info": infos}


def of_signature(signed: Signed, level: str) -> Tree:
    """The process that gives the level."""
    told = details(signed)
    reached = not told["Error"]
    passed = signed.standing.indication == "TOTAL_PASSED"
    checks: list[Json] = [
        constraint(
            "QUAL_IS_ADES",
            "Is the signature an advanced electronic signature?",
            holds=passed,
            answer="It does not pass.",
        ),
        constraint(_NO_LIST, _ASKED, holds=reached, answer=_NOT_REACHED),
    ]
    return {
        "ValidationCertificateQualification": [],
        "QWACProcess": None,
        "Constraint": checks,
        "Conclusion": _concluded(told, failed=not (reached and passed)),
        "Title": "Signature Qualification",
        "SignatureQualification": level,
    }


def of_stamp(stamp: Stamp) -> Tree:
    """The process that says whether the time-stamp is qualified."""
    level, _ = stamp_level(stamp)
    told = stamp_details(stamp)
    checks = [constraint(_NO_LIST, _ASKED, holds=not told["Error"], answer=_NOT_REACHED)]
    return {
        "ValidationTimestampQualificationAtTime": [],
        "Constraint": list[Json](checks),
        "Conclusion": _concluded(told, failed=bool(told["Error"])),
        "Title": "Time-stamp Qualification",
        "TimestampQualification": level,
    }


def stamp_level(stamp: Stamp) -> tuple[str, str]:
    """QTSA, TSA, or that nobody says, with what it means."""
    qualified = None if stamp.report.details is None else stamp.report.details.qualified
    if qualified is None:
        return "N/A", "Not applicable"
    return ("QTSA", "Qualified timestamp") if qualified else ("TSA", "Not qualified timestamp")


def stamp_details(stamp: Stamp) -> Tree:
    """Errors, warnings and information on whether it is qualified."""
    nobody = stamp_level(stamp)[0] == "N/A"
    errors: list[Json] = [said(f"{_NO_LIST}_ANS", _NOT_REACHED)] if nobody else []
    return {"Error": errors, "Warning": [], "Info": []}


def _qualified(signature: SignatureReport) -> tuple[list[Json], list[Json], list[Json]]:
    """Whoever the lists do not reach, or of whom they say less than qualified, is told why."""
    found = signature.qualification
    if found is None or found.reason in _ABOUT_THE_SIGNATURE:
        return [said(f"{_NO_LIST}_ANS", _NOT_REACHED)], [], []
    reason = "no-certificate-chain-to-list" if "no-certificate-chain" in found.reason else None
    told: Json = said(key_of(reason or found.reason), found.message.en)
    if found.value in _OPEN:
        return [told], [], []
    if found.value in (SignatureQualification.ADESIG, SignatureQualification.ADESEAL):
        return [], [told], []
    return [], [], [told]


def _concluded(told: Tree, *, failed: bool) -> Tree:
    return {
        "Indication": (Indication.FAILED if failed else Indication.PASSED).value,
        "SubIndication": None,
        "Errors": told["Error"],
        "Warnings": told["Warning"],
        "Infos": told["Info"],
    }
