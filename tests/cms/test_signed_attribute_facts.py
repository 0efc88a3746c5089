# mypy: disable-error-code="no-untyped-call"
"""What a signer states in signed attributes is told as it stands, and unsets nothing else."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.sign.ades import cades_asn1

from fhvalidate.cms.attribute_values import MAX_TEXT, MAX_VALUE, MAX_VALUES
from fhvalidate.cms.signed_attribute_facts import SignedAttributeFacts, signed_attribute_facts
from fhvalidate.cms.signed_data import read_signed_data
from fhvalidate.cms.signer_reference import ReferenceFacts
from fhvalidate.cms.signer_roles import CertifiedAttributes, SignerRoles, StatedAttribute
from fhvalidate.cms.signer_statements import Commitment, ContentHints, PolicyFacts, SignerLocation
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.cms.messages import (
    SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2,
    Attribute,
    Message,
    read,
    reference,
)
from tests.pki import EPOCH
from tests.pki.handmade_cms import SHA256, HandmadeCms, attribute, oid, sequence, tlv
from tests.pki.handmade_token import ECDSA_SHA256
from tests.pki.identity import asn1_certificate
from tests.pki.keys import sign_bytes
from tests.pki.world import shared_world

WORLD = shared_world()
CHAIR = WORLD.chair
SIGNER = read_certificate(CHAIR.certificate.public_bytes(Encoding.DER))
ROLES, ROLES_V2 = "1.2.840.113549.1.9.16.2.18", "0.4.0.19122.1.1"
COMMITMENT = "1.2.840.113549.1.9.16.2.16"
POLICY = "1.2.840.113549.1.9.16.2.15"
LOCATION = "1.2.840.113549.1.9.16.2.17"
HINTS = "1.2.840.113549.1.9.16.2.4"
NAME, ROLE = "2.5.4.41", "2.5.4.72"
OWN = "1.3.6.1.4.1.32473.5"


def utf8(text: str) -> bytes:
    return tlv(0x0C, text.encode())


def stating(*more: bytes, **options: Any) -> SignedAttributeFacts:
    """What is told of a signature with these further signed attributes."""
    made = HandmadeCms(
        certificate=CHAIR.certificate,
        signs=lambda data: sign_bytes(CHAIR.key, data, SHA256),
        algorithm=ECDSA_SHA256,
        more=more,
    )
    return signed_attribute_facts(read_signed_data(replace(made, **options).der(b"covered")))


def test_what_every_signature_states_is_told() -> None:
    message = Message(signer=CHAIR)
    data = read(message)

    facts = signed_attribute_facts(data, SIGNER)

    assert facts.content_type == "1.2.840.113549.1.7.1"
    assert facts.signing_time == EPOCH
    assert facts.digest_algorithm == "sha256"
    assert facts.message_digest == hashlib.sha256(message.content).digest()
    assert facts.signature == data.signature
    others = (facts.roles, facts.commitments, facts.policy, facts.location, facts.hints)
    assert others == (None, (), None, None, None)


@pytest.mark.parametrize("way", ["in order", "the other way round"])
def test_the_signed_attributes_are_told_in_the_encoding_that_is_signed(way: str) -> None:
    signed: list[bytes] = []

    def signs(data: bytes) -> bytes:
        signed.append(data)
        return sign_bytes(CHAIR.key, data, SHA256)

    def stands(attributes: list[bytes]) -> bytes:
        return tlv(0xA0, *(attributes if way == "in order" else reversed(attributes)))

    facts = stating(signs=signs, stands=stands)

    assert facts.signed_attributes == signed[0]
    assert facts.signed_attributes_digest == hashlib.sha256(signed[0]).digest()


def test_without_signed_attributes_there_is_the_signature_alone() -> None:
    facts = stating(has_attributes=False)

    assert facts.signature
    assert (facts.signed_attributes, facts.signed_attributes_digest) == (None, None)
    assert facts.references == ()


def test_a_digest_that_nothing_computes_is_told_by_its_identifier() -> None:
    facts = stating(stated_digest=sequence(oid(OWN)))

    assert facts.digest_algorithm == OWN
    assert facts.signed_attributes_digest is None


def referring(version: str, *, issuer_serial: tuple[str, int] | None = None) -> Attribute:
    """A signing-certificate attribute to the chair's certificate, with an issuerSerial."""
    kind, (value,) = reference(CHAIR.certificate, version)
    if issuer_serial is not None:
        organisation, number = issuer_serial
        name = asn1_certificate(CHAIR.certificate).issuer
        if organisation:
            name = asn1_x509.Name.build({"organization_name": organisation})
        value["certs"][0]["issuer_serial"] = {
            "issuer": [asn1_x509.GeneralName("directory_name", name)],
            "serial_number": number,
        }
    return kind, [value]


def references(*attributes: Attribute, signer: Certificate | None = SIGNER) -> list[ReferenceFacts]:
    without = (SIGNING_CERTIFICATE_V2,)
    message = Message(signer=CHAIR, without=without, more=attributes)
    return [*signed_attribute_facts(read(message), signer).references]


def test_each_form_of_the_reference_is_told_the_newer_first() -> None:
    old, new = referring("v1"), referring("v2")

    found = references(old, new)

    assert [(each.version, each.digest_algorithm) for each in found] == [
        ("v2", "sha256"),
        ("v1", "sha1"),
    ]
    der = CHAIR.certificate.public_bytes(Encoding.DER)
    assert [each.digest for each in found] == [
        hashlib.sha256(der).digest(),
        hashlib.sha1(der).digest(),
    ]
    assert all(each.digest_matches for each in found)
    assert [each.has_issuer_serial for each in found] == [False, False]
    assert [each.issuer_serial_matches for each in found] == [None, None]


@pytest.mark.parametrize(
    ("organisation", "more", "matches"), [("", 0, True), ("", 1, False), ("Other", 0, False)]
)
def test_an_issuer_serial_is_compared_with_the_certificate(
    organisation: str, more: int, matches: bool
) -> None:
    stated = (organisation, CHAIR.certificate.serial_number + more)

    (found,) = references(referring("v2", issuer_serial=stated))

    assert found.has_issuer_serial
    assert found.issuer_serial_matches is matches


def test_a_reference_to_another_certificate_does_not_match() -> None:
    (found,) = references(reference(WORLD.adjuster.certificate))

    assert found.digest_matches is False


def test_without_a_certificate_nothing_is_said_to_match() -> None:
    stated = ("", CHAIR.certificate.serial_number)

    (found,) = references(referring("v2", issuer_serial=stated), signer=None)

    assert (found.digest_matches, found.issuer_serial_matches) == (None, None)
    assert found.has_issuer_serial


def test_a_reference_that_cannot_be_read_is_told_to_be_there() -> None:
    assert references((SIGNING_CERTIFICATE, [core.Integer(1)])) == [ReferenceFacts("v1")]


def test_a_digest_of_a_reference_that_nothing_computes_matches_nothing_and_differs_from_none() -> (
    None
):
    entry = sequence(sequence(oid(OWN)), tlv(0x04, bytes(32)))

    (found,) = references((SIGNING_CERTIFICATE_V2, [core.load(sequence(sequence(entry)))]))

    assert (found.digest_algorithm, found.digest_matches) == (OWN, None)


def claimed(*attributes: bytes) -> bytes:
    return tlv(0xA0, sequence(*attributes))


@pytest.mark.parametrize("kind", [ROLES, ROLES_V2])
def test_claimed_roles_are_told_as_text(kind: str) -> None:
    named = tlv(0xA1, tlv(0x86, b"urn:example:chair"))
    roles = claimed(
        attribute(NAME, utf8("Ordförande"), tlv(0x1E, "Å".encode("utf-16-be"))),
        attribute(ROLE, sequence(named)),
        attribute(OWN, tlv(0x02, b"\x01")),
    )

    facts = stating(attribute(kind, sequence(roles)))

    stated = (
        StatedAttribute(NAME, ("Ordförande", "Å")),
        StatedAttribute(ROLE, ("urn:example:chair",)),
        StatedAttribute(OWN, ()),
    )
    assert facts.roles == SignerRoles(stated, (), ())


def test_roles_that_a_library_writes_are_read() -> None:
    texts = cms.SetOfAny([core.Any(core.UTF8String("Justerare"))])
    value = cades_asn1.SignerAttributesV2(
        {
            "claimed_attributes": [{"type": NAME, "values": texts}],
            "certified_attributes_v2": [
                cades_asn1.CertifiedAttributeChoices("attr_cert", attribute_certificate())
            ],
            "signed_assertions": [
                {"signed_assertion_id": OWN, "signed_assertion": core.Any(core.Null())}
            ],
        }
    )

    roles = stating(attribute(ROLES_V2, value.dump())).roles

    assert roles is not None
    assert roles.claimed == (StatedAttribute(NAME, ("Justerare",)),)
    assert [each.holder for each in roles.certified] == ["CN=Anna Exempel"]
    assert roles.assertions == (OWN,)


def attribute_certificate() -> cms.AttributeCertificateV2:
    """A role of the chair's that a municipality is to have certified."""
    names = [asn1_x509.GeneralName("directory_name", name("Anna Exempel"))]
    role = cms.RoleSyntax(
        {"role_name": asn1_x509.GeneralName("uniform_resource_identifier", "urn:role:chair")}
    )
    return cms.AttributeCertificateV2(
        {
            "ac_info": {
                "version": "v2",
                "holder": {"entity_name": names},
                "issuer": cms.AttCertIssuer(
                    "v2_form",
                    {"issuer_name": [asn1_x509.GeneralName("directory_name", name("Exempelby"))]},
                ),
                "signature": {"algorithm": "sha256_ecdsa"},
                "serial_number": 0x4711,
                "att_cert_validity_period": {
                    "not_before_time": datetime(2026, 1, 1, tzinfo=UTC),
                    "not_after_time": datetime(2027, 1, 1, tzinfo=UTC),
                },
                "attributes": [{"type": "role", "values": [role]}],
            },
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": b"not verified",
        }
    )


def name(common: str) -> asn1_x509.Name:
    return asn1_x509.Name.build({"common_name": common})


@pytest.mark.parametrize("kind", [ROLES, ROLES_V2])
def test_a_certified_role_is_told_with_its_holder_and_its_issuer(kind: str) -> None:
    der = attribute_certificate().dump()
    held = der if kind == ROLES else sequence(tlv(0xA0, der))

    roles = stating(attribute(kind, sequence(tlv(0xA1, held)))).roles

    assert roles is not None
    assert roles.certified == (
        CertifiedAttributes(
            kind="attribute-certificate",
            sha256=hashlib.sha256(der).hexdigest(),
            holder="CN=Anna Exempel",
            issuer="CN=Exempelby",
            serial_number="4711",
            not_before=datetime(2026, 1, 1, tzinfo=UTC),
            not_after=datetime(2027, 1, 1, tzinfo=UTC),
            attributes=(StatedAttribute(ROLE, ("urn:role:chair",)),),
        ),
    )


def test_a_holder_may_be_named_by_a_certificate() -> None:
    certificate = attribute_certificate()
    certificate["ac_info"]["holder"] = {
        "base_certificate_id": {
            "issuer": [asn1_x509.GeneralName("directory_name", name("Exempel CA"))],
            "serial": 255,
        }
    }

    roles = stating(attribute(ROLES, sequence(tlv(0xA1, certificate.dump(force=True))))).roles

    assert roles is not None
    (found,) = roles.certified
    assert (found.holder, found.holder_issuer) == (None, "CN=Exempel CA")
    assert found.holder_serial_number == "ff"


def test_what_is_certified_in_another_form_is_told_by_its_type() -> None:
    other = sequence(oid(OWN), tlv(0x05))

    roles = stating(attribute(ROLES_V2, sequence(tlv(0xA1, sequence(tlv(0xA1, other)))))).roles

    assert roles is not None
    assert [each.kind for each in roles.certified] == [OWN]


def test_commitments_are_told_with_the_names_of_the_generic_ones() -> None:
    approval = "1.2.840.113549.1.9.16.6.5"
    first = cades_asn1.CommitmentTypeIndication({"commitment_type_id": approval}).dump()

    facts = stating(attribute(COMMITMENT, first), attribute(COMMITMENT, sequence(oid(OWN))))

    assert set(facts.commitments) == {
        Commitment(approval, "proof-of-approval"),
        Commitment(OWN, None),
    }


def test_a_signature_policy_is_told_with_its_digest_and_its_qualifiers() -> None:
    qualifiers = [
        {"sig_policy_qualifier_id": "sp_uri", "sig_qualifier": core.IA5String("urn:policy")},
        {
            "sig_policy_qualifier_id": "sp_unotice",
            "sig_qualifier": cades_asn1.SPUserNotice(
                {"explicit_text": cades_asn1.DisplayText("utf8_string", "Läs först")}
            ),
        },
        {
            "sig_policy_qualifier_id": "sp_doc_specification",
            "sig_qualifier": cades_asn1.SPDocSpecification({"oid": OWN, "uri": "urn:document"}),
        },
    ]
    hashed = {"digest_algorithm": {"algorithm": "sha512"}, "digest": b"digest"}
    value = cades_asn1.SignaturePolicyId(
        {
            "sig_policy_id": OWN,
            "sig_policy_hash": hashed,
            "sig_policy_qualifiers": qualifiers,
        }
    )

    facts = stating(attribute(POLICY, value.dump()))

    assert facts.policy == PolicyFacts(
        oid=OWN,
        digest_algorithm="sha512",
        digest=b"digest",
        uris=("urn:policy",),
        notices=("Läs först",),
        documents=(OWN, "urn:document"),
    )
    assert not facts.policy.is_implied


def test_a_policy_may_be_implied() -> None:
    policy = stating(attribute(POLICY, tlv(0x05))).policy

    assert policy == PolicyFacts(oid=None)
    assert policy.is_implied


def test_of_two_policies_none_is_told() -> None:
    hashed = sequence(sequence(oid(OWN)), tlv(0x04, b"digest"))
    two = [attribute(POLICY, sequence(oid(each), hashed)) for each in (OWN, NAME)]

    assert stating(*two).policy is None


def test_where_the_signer_says_to_be_is_told() -> None:
    stated = sequence(
        tlv(0xA0, tlv(0x13, b"SE")),
        tlv(0xA1, utf8("Exempelby")),
        tlv(0xA2, sequence(utf8("Stora gatan 1"), utf8("123 45"))),
    )

    location = stating(attribute(LOCATION, stated)).location

    assert location == SignerLocation("SE", "Exempelby", ("Stora gatan 1", "123 45"))


@pytest.mark.parametrize("description", ["Protokoll", None])
def test_what_the_content_is_said_to_be_is_told(description: str | None) -> None:
    described = b"" if description is None else utf8(description)

    hints = stating(attribute(HINTS, sequence(described, oid(OWN)))).hints

    assert hints == ContentHints(description, OWN)


def test_what_stands_in_ber_is_read_all_the_same() -> None:
    in_ber = b"\x30\x80" + tlv(0xA1, b"\x2c\x80" + utf8("Exempel") + utf8("by") + b"\0\0") + b"\0\0"

    location = stating(attribute(LOCATION, in_ber)).location

    assert location == SignerLocation(None, "Exempelby", ())


GARBLED = {
    "nothing": b"",
    "a number": tlv(0x02, b"\x01"),
    "an empty sequence": sequence(),
    "a sequence of numbers": sequence(*[tlv(0x02, b"\x01")] * 3),
    "a sequence of empty sequences": sequence(*[sequence()] * 3),
    "tags without a value": sequence(tlv(0xA0), tlv(0xA1), tlv(0xA2)),
    "tags with a wrong value": sequence(*(tlv(tag, tlv(0x05)) for tag in (0xA0, 0xA1, 0xA2))),
    "tags with empty sequences": sequence(*(tlv(tag, sequence()) for tag in (0xA0, 0xA1, 0xA2))),
    "a long identifier": sequence(tlv(0x06, b"\x2a" * 100_000), sequence()),
    "more than is read": sequence(utf8("x" * (MAX_VALUE + 1))),
}


@pytest.mark.parametrize("value", GARBLED.values(), ids=GARBLED)
def test_what_is_no_such_value_is_told_as_nothing_and_unsets_nothing_else(value: bytes) -> None:
    kinds = (ROLES, ROLES_V2, COMMITMENT, POLICY, LOCATION, HINTS)
    plain = stating()

    facts = stating(*(attribute(kind, value) for kind in kinds))

    kept = replace(
        facts,
        location=None,
        roles=None,
        signature=plain.signature,
        signed_attributes=plain.signed_attributes,
        signed_attributes_digest=plain.signed_attributes_digest,
    )
    assert kept == plain
    assert facts.roles is None or all(not each.attributes for each in facts.roles.certified)


def test_a_value_that_is_missing_is_told_as_nothing() -> None:
    kinds = (ROLES, ROLES_V2, COMMITMENT, POLICY, LOCATION, HINTS)

    facts = stating(*(attribute(kind) for kind in kinds))

    assert (facts.roles, facts.commitments, facts.policy) == (None, (), None)
    assert (facts.location, facts.hints) == (None, None)


def test_what_is_told_is_bounded() -> None:
    one = attribute(NAME, *[utf8("å" * (MAX_TEXT + 1))] * 2)
    many = claimed(one, *[attribute(NAME, utf8("x"))] * (2 * MAX_VALUES))

    roles = stating(attribute(ROLES, sequence(many))).roles

    assert roles is not None
    assert len(roles.claimed) == MAX_VALUES
    assert [len(text) for text in roles.claimed[0].values] == [MAX_TEXT] * 2


def test_many_attributes_are_read_no_further_than_the_bytes_of_all_that_are_meant() -> None:
    roles = attribute(ROLES, sequence(claimed(attribute(NAME, utf8("x" * MAX_TEXT)))))

    facts = stating(*[roles] * (2 * MAX_VALUE // MAX_TEXT))

    assert facts.roles is not None
    assert MAX_VALUE // 2 < sum(len(a.values[0]) for a in facts.roles.claimed) <= MAX_VALUE


@given(data=st.data())
@settings(max_examples=200)
def test_no_value_whatever_makes_an_error(data: st.DataObject) -> None:
    kinds = (ROLES, ROLES_V2, COMMITMENT, POLICY, LOCATION, HINTS)
    templates = (
        sequence(claimed(attribute(NAME, utf8("Ordförande")))),
        sequence(tlv(0xA1, attribute_certificate().dump())),
        sequence(oid(OWN), sequence(sequence(oid(OWN)), tlv(0x04, b"digest")), sequence()),
        sequence(tlv(0xA0, tlv(0x13, b"SE")), tlv(0xA2, sequence(utf8("Stora gatan 1")))),
    )
    value = bytearray(data.draw(st.sampled_from(templates)))
    for _ in range(data.draw(st.integers(0, 3))):
        value[data.draw(st.integers(0, len(value) - 1))] = data.draw(st.integers(0, 255))
    standing = tlv(0x31, *(attribute(kind, bytes(value)) for kind in kinds))
    known = read(Message(signer=CHAIR))

    facts = signed_attribute_facts(replace(known, signed_attributes=standing), SIGNER)

    assert facts.content_type == known.stated_content_type
