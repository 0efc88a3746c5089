"""Each requirement of level B, by an otherwise good signature that does not meet it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from asn1crypto import core, tsp

from fhvalidate.cms.attribute_counts import attribute_counts
from fhvalidate.signature import Signature, carried_by
from fhvalidate.validation.baseline import REQUIREMENTS, elements_of, unmet_requirements
from tests.cms.messages import (
    CONTENT_TYPE,
    DATA,
    MESSAGE_DIGEST,
    SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
    Attribute,
    Message,
    read,
    reference,
)
from tests.pki.identity import asn1_certificate
from tests.pki.world import shared_world
from tests.validation.placing import POLICY, signatures_of, signed_minutes

WORLD = shared_world()
# What PAdES signatures are like: no signing-time in the CMS, for /M says it.
GOOD = Message(signer=WORLD.chair, without=(SIGNING_TIME,))
SIGNER_ATTRIBUTES: Attribute = ("1.2.840.113549.1.9.16.2.18", [core.Any.load(b"\x30\x00")])
SIGNER_ATTRIBUTES_V2: Attribute = ("0.4.0.19122.1.1", [core.Any.load(b"\x30\x00")])
COMMITMENT: Attribute = ("1.2.840.113549.1.9.16.2.16", [core.Any.load(b"\x30\x00")])
POLICY_IDENTIFIER: Attribute = ("1.2.840.113549.1.9.16.2.15", [core.Any.load(b"\x30\x00")])


def signature_with(message: Message = GOOD, **stated: Any) -> Signature:
    """A signature with the message, whose dictionary says what is stated."""
    known = signatures_of(signed_minutes())[0]
    field = replace(known.placed.field, **stated)
    signed_data = read(message)
    return replace(
        known,
        placed=replace(known.placed, field=field),
        signed_data=signed_data,
        validation_data=carried_by(signed_data, POLICY.limits),
    )


def adding(*attributes: Attribute, **stated: Any) -> Signature:
    return signature_with(replace(GOOD, more=attributes), **stated)


def leaving_out(*attributes: str) -> Signature:
    return signature_with(replace(GOOD, without=(SIGNING_TIME, *attributes)))


def newer_form_with_sha1() -> Signature:
    der = asn1_certificate(WORLD.chair.certificate).dump()
    entry = tsp.ESSCertIDv2(
        {"hash_algorithm": {"algorithm": "sha1"}, "cert_hash": hashlib.sha1(der).digest()}
    )
    value = tsp.SigningCertificateV2({"certs": [entry]})
    left = replace(GOOD, without=(SIGNING_TIME, SIGNING_CERTIFICATE_V2))
    return signature_with(replace(left, more=((SIGNING_CERTIFICATE_V2, [value]),)))


ROWS: dict[str, Callable[[], Signature]] = {
    "signer-infos: one": lambda: signature_with(replace(GOOD, signers=2)),
    "content: none": lambda: signature_with(replace(GOOD, embeds=b"%PDF-1.7")),
    "certificates: present": lambda: signature_with(replace(GOOD, certificates=())),
    "certificates: the signing certificate": lambda: signature_with(
        replace(GOOD, certificates=(WORLD.adjuster.certificate,))
    ),
    "content-type: one": lambda: adding((CONTENT_TYPE, [core.ObjectIdentifier(DATA)])),
    "content-type: id-data": lambda: signature_with(
        replace(GOOD, stated_content_type="1.2.840.113549.1.9.16.1.4")
    ),
    "message-digest: one": lambda: leaving_out(MESSAGE_DIGEST),
    "signing-certificate: one": lambda: leaving_out(SIGNING_CERTIFICATE_V2),
    "signing-certificate: v1 for SHA-1 alone": newer_form_with_sha1,
    "signing-time: none": lambda: signature_with(replace(GOOD, without=())),
    "signer-attributes: at most one": lambda: adding(SIGNER_ATTRIBUTES, SIGNER_ATTRIBUTES_V2),
    "signature-policy-identifier: at most one": lambda: adding(
        POLICY_IDENTIFIER, POLICY_IDENTIFIER
    ),
    "commitment-type-indication: not beside Reason": lambda: adding(COMMITMENT, reason="Justerat"),
    "M: present": lambda: signature_with(claimed_time=None),
    "Contents: present": lambda: signature_with(contents=None),
    "Filter: present": lambda: signature_with(filter=None),
    "ByteRange: present": lambda: signature_with(byte_range=None),
    "SubFilter: ETSI.CAdES.detached": lambda: signature_with(subfilter="adbe.pkcs7.detached"),
    "Cert: none": lambda: signature_with(certificates=(b"0\x00",)),
    "Reason: not beside signature-policy-identifier": lambda: adding(
        POLICY_IDENTIFIER, reason="Justerat"
    ),
}
FOLLOWS = {"certificates: present": {"certificates: the signing certificate"}}


def unmet(signature: Signature) -> set[str]:
    return {requirement.name for requirement in unmet_requirements(signature)}


def test_a_signature_as_the_standard_has_it_meets_every_requirement() -> None:
    assert unmet(signature_with()) == set()
    assert unmet(signatures_of(signed_minutes())[0]) == set()


def test_each_row_of_the_table_has_its_test() -> None:
    assert list(ROWS) == [requirement.name for requirement in REQUIREMENTS]


@pytest.mark.parametrize("name", ROWS)
def test_what_a_row_asks_for_is_seen_to_be_missing(name: str) -> None:
    assert unmet(ROWS[name]()) == {name} | FOLLOWS.get(name, set())


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(lambda: adding(COMMITMENT), id="a commitment without a reason"),
        pytest.param(lambda: signature_with(reason="Justerat"), id="a reason alone"),
        pytest.param(lambda: adding(POLICY_IDENTIFIER), id="a policy without a reason"),
        pytest.param(lambda: adding(SIGNER_ATTRIBUTES), id="one set of signer attributes"),
        pytest.param(
            lambda: signature_with(replace(GOOD, refers_by="v1")), id="the older form with SHA-1"
        ),
    ],
)
def test_what_the_table_permits_is_permitted(signature: Callable[[], Signature]) -> None:
    assert unmet(signature()) == set()


@pytest.mark.parametrize("form", ["both forms", "the newer form twice", "two values"])
def test_two_signing_certificate_attributes_are_one_too_many(form: str) -> None:
    newer = reference(WORLD.chair.certificate)
    older = reference(WORLD.chair.certificate, "v1")
    odd = {
        "both forms": adding(older),
        "the newer form twice": adding(newer),
        "two values": signature_with(
            replace(
                GOOD,
                without=(SIGNING_TIME, SIGNING_CERTIFICATE_V2),
                more=((SIGNING_CERTIFICATE_V2, [*newer[1], *newer[1]]),),
            )
        ),
    }[form]

    assert "signing-certificate: one" in unmet(odd)


def test_a_signature_without_a_cms_meets_no_requirement() -> None:
    broken = replace(signature_with(), signed_data=None)

    assert elements_of(broken) is None
    assert unmet_requirements(broken) == REQUIREMENTS


def test_each_requirement_names_a_clause_and_is_named_once() -> None:
    assert all(requirement.clause.startswith("EN 319 142-1, ") for requirement in REQUIREMENTS)
    assert len({requirement.name for requirement in REQUIREMENTS}) == len(REQUIREMENTS)


@pytest.mark.parametrize("data", [None, b"", b"1\x05\x00", b"\x31\x02\x30\x00", b"\x04\x00"])
def test_attributes_that_cannot_be_read_are_none(data: bytes | None) -> None:
    assert dict(attribute_counts(data)) == {}


def test_values_are_counted_over_all_the_attributes_of_a_type() -> None:
    older = SIGNING_CERTIFICATE
    signed = read(replace(GOOD, more=(reference(WORLD.chair.certificate, "v1"),))).signed_attributes

    counts = attribute_counts(signed)

    assert (counts[CONTENT_TYPE], counts[SIGNING_CERTIFICATE_V2], counts[older]) == (1, 1, 1)
    assert SIGNING_TIME not in counts
