"""x509-limbo's cases that are not about the web's public key infrastructure.

Where the suite is not beside the project the tests are skipped.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import pem

from fhvalidate.conclusion import Indication
from fhvalidate.policy import policy_from_toml
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.x509_validation import X509Result, validate_certificate
from fhvalidate.validation_data import Origin, ValidationData, read_certificates
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.revocation.answers import RevocationData
from tests.shared import SHARED

EXERCISES = ("RFC 5280, 6.1.3", "RFC 5280, 6.1.4", "RFC 5280, 4.2.1.10")

SUITE = SHARED / "limbo" / "cases.json"
ENDS = 2  # of a path: the certificate in question and the anchor, which limbo does not count


def cases() -> list[Mapping[str, Any]]:
    if not SUITE.exists():
        return []
    given = json.loads(SUITE.read_text())
    return list(given if isinstance(given, list) else given["testcases"])


CASES = cases()
# What limbo expects to fail and holds here, and why.
DEPARTURES = {
    # RFC 5280, 6.1 is not asked what a name or a purpose is for: limbo's verifier is a browser
    # that looks for a host's name and for serverAuth. Names of people are judged elsewhere.
    "rfc5280::eku::ee-wrong-eku": "the purpose that is asked for is a web server's",
    "rfc5280::ca-as-leaf-wrong-san": "the name that is asked for is a web server's",
    "rfc5280::san::underscore-dns": "no name of a host is relied on",
    # What an issuer is told to write, and no step of 6.1 tells a verifier to refuse; real
    # authorities' certificates lack it.
    "rfc5280::aki::leaf-missing-aki": "4.2.1.1 binds issuers: key identifiers only help the search",
    "rfc5280::ski::root-missing-ski": "an anchor is a name and a key (6.1.1, d)",
    "rfc5280::root-non-critical-basic-constraints": "PKITS 4.6.4 has such authorities hold",
    "rfc5280::nc::permitted-dns-match-noncritical": "constraints are heeded, critical or not",
    "rfc5280::serial::too-long": "4.1.2.2 has verifiers be ready for such numbers",
    # The dates stated with an anchor end it; its own expiry is told.
    "rfc5280::validity::expired-root": "an anchor's dates are those stated with it (6.1.1, d)",
}


def ders(pems: list[str]) -> list[bytes]:
    return [pem.unarmor(text.encode())[2] for text in pems]


def judged(case: Mapping[str, Any]) -> X509Result:
    """The conclusion on the case's certificate, with all that the case gives at hand."""
    trusted = ders(case["trusted_certs"])
    trust = TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(der, name="limbo") for der in trusted
    ).allowing_test()
    others = ders(case.get("untrusted_intermediates", []))
    certificates, _ = read_certificates([*others, *trusted], limit=1000)
    data = ValidationData.of(
        certificates, RevocationData(tuple(ders(case.get("crls", [])))), origin=Origin.SUPPLIED
    )
    policy = policy_from_toml(limits(case).encode())
    stated = case.get("validation_time")
    at = datetime.fromisoformat(stated) if stated else datetime(2024, 6, 1, tzinfo=UTC)
    context = Context(at, trust, policy, data, chain_finder(data, trust, policy))
    (peer,) = ders([case["peer_certificate"]])
    return validate_certificate(read_certificate(peer), context)


def limits(case: Mapping[str, Any]) -> str:
    """A policy with the limits of the case: revocation is asked for where it gives lists."""
    revocation = "required" if case.get("crls") else "if-available"
    depth = case.get("max_chain_depth")
    longest = "" if depth is None else f"[limits]\npath_length = {depth + ENDS}\n"
    return f'name = "limbo"\n[x509]\nrevocation = "{revocation}"\nclock_skew_seconds = 0\n{longest}'


@pytest.mark.skipif(not CASES, reason="limbo is not among the shared files here")
def test_the_suite_is_whole() -> None:
    assert len(CASES) == 78
    assert set(DEPARTURES) <= {case["id"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_path_holds_when_the_suite_says_so(case: Mapping[str, Any]) -> None:
    """Given a case, when its path is validated, then it holds as limbo expects, or it is argued."""
    expected = case["expected_result"] == "SUCCESS" or case["id"] in DEPARTURES

    result = judged(case)

    assert (result.conclusion.indication is Indication.PASSED) is expected, result.conclusion
