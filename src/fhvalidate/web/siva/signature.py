"""One signature in the members of SiVa's SimpleReport."""

import re
from datetime import datetime

from asn1crypto import tsp

from fhvalidate.conclusion import Indication
from fhvalidate.report.algorithm_uris import algorithm_uri
from fhvalidate.report.json import Json, utc
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport, TimestampReport
from fhvalidate.signature import Covers
from fhvalidate.web.siva.certificates import Objects, country_in, encoded
from fhvalidate.web.siva.outcome import judged, time_stamps_of
from fhvalidate.web.siva.policies import SivaPolicy
from fhvalidate.web.siva.spellings import siva_format, spelled_sub_indication
from fhvalidate.x509.revocation.revocation_answer import RevocationSource

NOT_AVAILABLE = "NA"
# ETSI EN 319 412-1, 5.1.3: what kind of number it is, and in whose register.
_SEMANTICS = re.compile(r"(?:PAS|IDC|PNO|TAX|TIN)[A-Z]{2}-", re.ASCII)

Members = dict[str, Json]


def signature_members(
    name: str,
    signature: SignatureReport,
    report: Report,
    *,
    policy: SivaPolicy,
    objects: Objects,
    language: Language,
) -> Members:
    """The members of `signatures[]` but for certificates; empty ones are left to be taken out.

    Clients read `id`, `claimedSigningTime`, `signatureFormat`, `indication` and `signedBy` without
    looking whether they are there (libdigidocpp, SiVaContainer.cpp): they always are.

    Args:
        name: the id, unique in the report.
        signature: of the report.
        report: of full detail.
        policy: that was asked for.
        objects: what is at hand as DER.
        language: of errors and warnings, but for those that are SiVa's own.
    """
    outcome = judged(signature, report, policy, language)
    claimed = signature.claimed_signing_time
    return {
        "id": name,
        "signatureFormat": siva_format(signature),
        "signatureMethod": algorithm_uri(signature.signature_algorithm or ""),
        "signatureLevel": outcome.level,
        "signedBy": signed_by(signature),
        "subjectDistinguishedName": {**_subject(signature)},
        "indication": outcome.indication.value,
        "subIndication": spelled_sub_indication(outcome.indication, outcome.sub_indication),
        "errors": [{"content": text} for text in outcome.errors],
        "warnings": [{"content": text} for text in outcome.warnings],
        "signatureScopes": _scopes(signature),
        "claimedSigningTime": NOT_AVAILABLE if claimed is None else instant(claimed.value),
        "info": _info(signature, report, objects),
    }


def signed_by(signature: SignatureReport) -> str:
    """Surname, given name and number where the certificate has all three, else its common name."""
    subject = _subject(signature)
    number = subject["serialNumber"]
    if subject["surname"] and subject["givenName"] and number:
        plain = _SEMANTICS.sub("", number, count=1) if _SEMANTICS.match(number) else number
        return f"{subject['surname']},{subject['givenName']},{plain}"
    return subject["commonName"] or NOT_AVAILABLE


def instant(time: datetime | None) -> str | None:
    """The time as SiVa writes it: UTC in whole seconds."""
    return None if time is None else utc(time.replace(microsecond=0))


def _subject(signature: SignatureReport) -> dict[str, str | None]:
    """Whom the certificate names; of one that was found but not gone into, what it says of whom."""
    identity, signer = signature.identity, signature.signer
    number = None if identity is None else identity.number
    name = None if identity is None else identity.name
    return {
        "serialNumber": number if signer is None else signer.subject_serial_number,
        "commonName": name if signer is None else signer.common_name,
        "givenName": None if identity is None else identity.given_name,
        "surname": None if identity is None else identity.surname,
    }


def _scopes(signature: SignatureReport) -> list[Json]:
    if signature.byte_range is None:
        return []
    whole = signature.covers is Covers.FILE
    return [
        {
            "name": "Full PDF" if whole else "Partial PDF",
            "scope": "FULL" if whole else "PARTIAL",
            "content": f"The document ByteRange : {list(signature.byte_range)}",
        }
    ]


def _info(signature: SignatureReport, report: Report, objects: Objects) -> Members:
    own, archived = time_stamps_of(signature, report)
    first = own[0] if own else None
    made = None if first is None else instant(first.generation_time)
    details = signature.details
    roles = () if details is None or details.roles is None else details.roles.claimed
    return {
        # SiVa's best time is that of the first time-stamp, whether or not it is trusted; one that
        # is proven to be false is no time here.
        "bestSignatureTime": None if _is_false(first) else made,
        "timestampCreationTime": made,
        "ocspResponseCreationTime": _answered(signature),
        "timeAssertionMessageImprint": None if first is None else message_imprint(first),
        "signerRole": [{"claimedRole": text} for role in roles for text in role.values if text],
        "signatureProductionPlace": _place(signature),
        "signingReason": signature.reason,
        "archiveTimeStamps": [
            _archive_time_stamp(stamp, objects) for stamp in archived if stamp.id in objects
        ],
    }


def _place(signature: SignatureReport) -> Members:
    """Where the signer says to be; SiVa has the place in the PDF for a country."""
    place = None if signature.details is None else signature.details.place
    if place is None or not (place.country or place.locality):
        return {"countryName": signature.location}
    return {"countryName": place.country, "city": place.locality}


def _is_false(stamp: TimestampReport | None) -> bool:
    return stamp is not None and stamp.indication is Indication.FAILED


def _answered(signature: SignatureReport) -> str | None:
    """When OCSP answered for the signer's certificate."""
    revocation = signature.chain[0].revocation if signature.chain else None
    if revocation is None or revocation.source is not RevocationSource.OCSP:
        return None
    return instant(revocation.produced_at)


def _archive_time_stamp(stamp: TimestampReport, objects: Objects) -> Members:
    """Its content is always there: clients read it as a time-stamp without looking."""
    tsa = stamp.tsa
    return {
        "signedTime": instant(stamp.generation_time),
        "indication": stamp.indication.value,
        "subIndication": spelled_sub_indication(stamp.indication, stamp.sub_indication),
        "signedBy": None if tsa is None else tsa.common_name,
        "country": None if tsa is None else country_in(tsa.subject),
        "content": encoded(objects[stamp.id or ""]),
    }


def message_imprint(stamp: TimestampReport) -> str | None:
    """What was time-stamped, as the DER of a MessageImprint (RFC 3161, 2.4.1)."""
    if stamp.details is None or stamp.digest_algorithm is None:
        return None
    try:
        imprint = tsp.MessageImprint(
            {
                "hash_algorithm": {"algorithm": stamp.digest_algorithm},
                "hashed_message": bytes.fromhex(stamp.details.imprint),
            }
        )
        return encoded(imprint.dump())
    except (ValueError, KeyError):  # an algorithm that has no name here
        return None
