"""Full detail has every fact that other validators state of the same file, and says the same.

The table: what a validation report of ETSI TS 119 102-2 or a diagnostic data file states, beside
the place in our report that answers it.
"""

import base64
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from lxml import etree

from fhvalidate import Detail, TrustAnchors, validate
from tests.fixtures.make import FILES
from tests.shared import shared

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
NAMES = ("minutes-signed", "minutes-b-lt", "minutes-b-lta")
NAMESPACES = {
    "v": "http://uri.etsi.org/19102/v1.4.1#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "d": "http://dss.esig.europa.eu/validation/diagnostic",
}
Facts = list[str]


@cache
def ours(name: str) -> Any:
    """Our report at full detail, as JSON."""
    trust = TrustAnchors.from_path(FILES / "trust")
    return json.loads(
        validate(FILES / f"{name}.pdf", trust=trust, at=AT, detail=Detail.FULL).to_json()
    )


@cache
def theirs(name: str, kind: str) -> Any:
    """A sample of another validator on the same file."""
    return etree.parse(shared(f"rest/samples/{name}.dss-{kind}.xml")).getroot()


def texts(name: str, kind: str, path: str) -> Facts:
    """What the sample has at the path, in its order."""
    return [str(item) for item in theirs(name, kind).xpath(path, namespaces=NAMESPACES)]


def hexadecimal(encoded: Iterable[str]) -> Facts:
    """Base64 as hexadecimal."""
    return [base64.b64decode(each).hex() for each in encoded]


def signatures(name: str) -> list[Any]:
    """Our signatures, without document time-stamps."""
    return [s for s in ours(name)["signatures"] if s["kind"] == "signature"]


def details(name: str, *path: str) -> Facts:
    """A fact of each of our signatures."""
    return [str(reached(s["details"], path)) for s in signatures(name)]


def by_digest(name: str, path: str) -> dict[str, Any]:
    """The elements of the sample by the digest that is in their Id."""
    found = theirs(name, "diagnostic").iterfind(path, NAMESPACES)
    return {(each.get("Id") or "")[2:].lower(): each for each in found}


def reached(value: Any, path: Iterable[str]) -> Any:
    """What stands under the names in the value."""
    for part in path:
        value = value[int(part) if part.isdigit() else part]
    return value


def certificates(name: str) -> dict[str, Any]:
    """Every certificate of our chains, by its digest."""
    chains = [s["chain"] for s in ours(name)["signatures"]]
    chains += [t["chain"] for s in ours(name)["signatures"] for t in s["timestamps"]]
    return {each["sha256"]: each for chain in chains for each in chain}


def tokens(name: str) -> dict[str, Any]:
    """Our time-stamps by what they are over, their imprint."""
    return {t["details"]["imprint"]: t for s in ours(name)["signatures"] for t in s["timestamps"]}


PER_SIGNATURE: dict[str, tuple[str, str, Callable[[Facts], Facts], tuple[str, ...]]] = {
    "digest of the signed attributes": (
        "etsi",
        "//v:SignatureIdentifier/v:DigestAlgAndValue/ds:DigestValue/text()",
        hexadecimal,
        ("signed_attributes_digest",),
    ),
    "signature value": (
        "etsi",
        "//v:SignatureIdentifier/ds:SignatureValue/text()",
        list,
        ("signature_value",),
    ),
    "message digest": (
        "etsi",
        "//v:SignatureAttributes/v:MessageDigest/v:Digest/text()",
        hexadecimal,
        ("message_digest",),
    ),
    "content type": (
        "etsi",
        "//v:SignatureAttributes/v:DataObjectFormat/v:ContentType/text()",
        list,
        ("content_type",),
    ),
    "filter": ("etsi", "//v:SignatureAttributes/v:Filter/v:Filter/text()", list, ("filter",)),
    "pseudonym": (
        "etsi",
        "//v:SignatureValidationReport/v:SignerInformation/@Pseudonym",
        lambda found: [each.capitalize() for each in found],
        ("pseudonym",),
    ),
    "digest of the reference to the signing certificate": (
        "diagnostic",
        "//d:Signature/d:FoundCertificates//d:CertificateRef/d:DigestAlgoAndValue/d:DigestValue/text()",
        hexadecimal,
        ("signing_certificate", "0", "digest"),
    ),
    "whether that digest matches": (
        "diagnostic",
        "//d:Signature/d:FoundCertificates//d:CertificateRef/d:DigestAlgoAndValue/@match",
        lambda found: [each.capitalize() for each in found],
        ("signing_certificate", "0", "digest_matches"),
    ),
    "whether its issuerSerial matches": (
        "diagnostic",
        "//d:Signature/d:FoundCertificates//d:CertificateRef/d:IssuerSerial/@match",
        lambda found: [each.capitalize() for each in found],
        ("signing_certificate", "0", "issuer_serial_matches"),
    ),
    "size of the signing key": (
        "diagnostic",
        "//d:Signature/d:BasicSignature/d:KeyLengthUsedToSignThisToken/text()",
        list,
        ("algorithms", "0", "key_size"),
    ),
    "address of the signature algorithm": (
        "etsi",
        "//v:SignatureValidationReport/v:SignatureValidationStatus//v:CryptoInformation/v:Algorithm/text()",
        list,
        ("algorithms", "0", "uri"),
    ),
    "whether the algorithm is accepted": (
        "etsi",
        "//v:SignatureValidationReport/v:SignatureValidationStatus//v:CryptoInformation/v:SecureAlgorithm/text()",
        lambda found: [each.capitalize() for each in found],
        ("algorithms", "0", "accepted"),
    ),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fact", PER_SIGNATURE)
def test_a_fact_of_a_signature_is_theirs(name: str, fact: str) -> None:
    kind, path, as_ours, place = PER_SIGNATURE[fact]

    stated = as_ours(texts(name, kind, path))

    assert stated
    assert details(name, *place) == stated


@pytest.mark.parametrize("name", NAMES)
def test_the_byte_range_is_theirs(name: str) -> None:
    stated = texts(name, "etsi", "//v:SignatureAttributes/v:ByteRange/text()")

    assert [" ".join(map(str, s["byte_range"])) for s in signatures(name)] == stated


# What another validator calls the building blocks; the revocation freshness checker it does not
# tell, and "disabled" is one that did not run.
BLOCKS = {
    "formatChecking": "format-checking",
    "identificationOfTheSigningCertificate": "identification-of-the-signing-certificate",
    "validationContextInitialization": "validation-context-initialization",
    "cryptographicVerification": "cryptographic-verification",
    "signatureAcceptanceValidation": "signature-acceptance-validation",
    "x509CertificateValidation": "x509-certificate-validation",
    "pastSignatureValidation": "past-signature-validation",
    "pastCertificateValidation": "past-certificate-validation",
    "validationTimeSliding": "validation-time-sliding",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_building_block_has_their_conclusion(name: str) -> None:
    reports = theirs(name, "etsi").findall("v:SignatureValidationReport", NAMESPACES)

    for report, signature in zip(reports, signatures(name), strict=True):
        blocks = {each["block"]: each for each in signature["details"]["building_blocks"]}
        for constraint in report.iterfind(".//v:ValidationConstraint", NAMESPACES):
            title = constraint.findtext("v:ValidationConstraintIdentifier", "", NAMESPACES)
            status = constraint.findtext("v:ValidationStatus/v:MainIndication", None, NAMESPACES)
            indication = blocks[BLOCKS[title.rpartition(":")[2]]]["indication"]
            wanted = None if status is None else status.rpartition(":")[2].upper()
            assert indication == wanted, title


@pytest.mark.parametrize("name", NAMES)
def test_a_certificate_of_a_chain_has_serial_key_and_usage(name: str) -> None:
    stated = by_digest(name, ".//d:UsedCertificates/d:Certificate")

    for digest, certificate in certificates(name).items():
        other = stated[digest]
        told = certificate["details"]
        assert int(told["serial_number"], 16) == int(
            other.findtext("d:SerialNumber", "", NAMESPACES)
        )
        assert str(told["key_size"]) == other.findtext("d:PublicKeySize", "", NAMESPACES)
        bits = other.findall("d:CertificateExtensions/d:KeyUsages/d:keyUsageBit", NAMESPACES)
        usage = {str(bit.text).lower() for bit in bits}
        assert {each.replace("_", "") for each in told["key_usage"]} == usage


@pytest.mark.parametrize("name", NAMES)
def test_revocation_data_is_told_though_all_is_well(name: str) -> None:
    stated = by_digest(name, ".//d:UsedRevocations/d:Revocation")
    used = [c["revocation"] for c in certificates(name).values() if c["revocation"] is not None]

    assert used
    for told in used:
        other = stated[told["sha256"]]
        assert told["status"] == "good"
        assert told["source"].upper() == other.findtext("d:Type", "", NAMESPACES)
        assert told["this_update"] == other.findtext("d:ThisUpdate", "", NAMESPACES)
        assert told["next_update"] == other.findtext("d:NextUpdate", "", NAMESPACES)
        signer = other.find("d:SigningCertificate", NAMESPACES)
        assert signer is not None
        assert told["signed_by"] == (signer.get("Certificate") or "")[2:].lower()


@pytest.mark.parametrize("name", NAMES)
def test_a_time_stamp_has_imprint_authority_and_what_it_covers(name: str) -> None:
    stated = theirs(name, "diagnostic").findall(".//d:UsedTimestamps/d:Timestamp", NAMESPACES)
    found = tokens(name)

    assert len(stated) == len(found)
    for other in stated:
        value = other.findtext("d:DigestMatcher/d:DigestValue", "", NAMESPACES)
        told = found[base64.b64decode(value).hex()]
        assert told["generation_time"] == other.findtext("d:ProductionTime", "", NAMESPACES)
        covered = {
            (each.get("Token") or "")[2:].lower()
            for each in other.iterfind(".//d:TimestampedObject", NAMESPACES)
            if each.get("Category") in {"CERTIFICATE", "REVOCATION"}
        }
        assert covered <= set(told["details"]["covers"])


@pytest.mark.parametrize("name", NAMES)
def test_the_proof_of_the_best_time_is_named(name: str) -> None:
    for signature in signatures(name):
        first = signature["details"]["proven_by"][0]
        stamps = {t["id"]: t for s in ours(name)["signatures"] for t in s["timestamps"]}
        proofs = {o["id"]: o for o in ours(name)["objects"]}
        assert proofs[signature["id"]]["proven_by"] == first
        assert stamps[first]["indication"] == "PASSED"
