"""NIST's Public Key Interoperability Test Suite: paths and CRLs as RFC 5280 has them.

Where the suite is not beside the project the tests are skipped.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from fhvalidate.conclusion import Indication
from fhvalidate.policy import policy_from_toml
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.x509_validation import X509Result, validate_certificate
from fhvalidate.validation_data import Origin, ValidationData
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.paths.path_inputs import PathInputs
from fhvalidate.x509.revocation.answers import RevocationData
from tests.shared import SHARED, shared

EXERCISES = ("RFC 5280, 6.1.3", "RFC 5280, 6.1.4", "RFC 5280, 6.1.5", "RFC 5280, 6.3.3")

SUITE = SHARED / "pkits"
AT = datetime(2022, 5, 1, tzinfo=UTC)
CASES = json.loads((SUITE / "pkits.json").read_text()) if SUITE.exists() else []
# The suite is about paths: its keys and digests are of its time.
ALGORITHMS = """
[[cryptography.algorithm]]
name = "sha1"
[[cryptography.algorithm]]
name = "sha256"
[[cryptography.algorithm]]
name = "rsa"
size = 1024
[[cryptography.algorithm]]
name = "dsa"
size = 1024
"""
POLICIES = {
    required: policy_from_toml(
        f'name = "pkits"\n[x509]\nrevocation = "{required}"\n{ALGORITHMS}'.encode()
    )
    for required in ("required", "if-available")
}


@cache
def content(folder: str, name: str) -> bytes:
    return shared(f"pkits/{folder}/{name}").read_bytes()


def inputs(params: Mapping[str, Any]) -> PathInputs:
    policies = params.get("user_initial_policy_set")
    return PathInputs(
        initial_policies=None if policies is None else frozenset(policies),
        explicit_policy=params.get("initial_explicit_policy", False),
        inhibit_policy_mapping=params.get("initial_policy_mapping_inhibit", False),
        inhibit_any_policy=params.get("initial_any_policy_inhibit", False),
    )


def judged(case: Mapping[str, Any]) -> X509Result:
    """The conclusion on the case's certificate, with all that the case gives at hand."""
    anchor = content("certs", "TrustAnchorRootCertificate.crt")
    trust = (
        TrustAnchors.from_pem_or_der(anchor, name="pkits")
        .with_path_inputs(inputs(case.get("params", {})))
        .allowing_test()  # the names of the suite say that it is one
    )
    others = [read_certificate(content("certs", n)) for n in case.get("other_certs", ())]
    names = ("TrustAnchorRootCRL.crl", *case.get("crls", ()))
    crls = tuple(content("crls", name) for name in names)
    data = ValidationData.of(others, RevocationData(crls), origin=Origin.SUPPLIED)
    policy = POLICIES["if-available" if case.get("revocation") is False else "required"]
    context = Context(AT, trust, policy, data, chain_finder(data, trust, policy))
    return validate_certificate(read_certificate(content("certs", case["cert"])), context)


@pytest.mark.skipif(not CASES, reason="pkits is not among the shared files here")
def test_the_suite_is_whole() -> None:
    assert len(CASES) == 246


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']}-{case['name']}" for case in CASES])
def test_a_path_holds_when_the_suite_says_so(case: Mapping[str, Any]) -> None:
    """Given a path of the suite, when it is validated, then it passes just when it should."""
    result = judged(case)

    passed = result.conclusion.indication is Indication.PASSED
    assert passed is ("error" not in case), result.conclusion
