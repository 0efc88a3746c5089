"""The level of a signature by its elements, whether or not they hold."""

import re
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.signature import Level, Signature, carried_by
from fhvalidate.validation.level import levels_of
from fhvalidate.validation.level_rungs import archiving
from tests.cms.messages import SIGNING_CERTIFICATE_V2, Message, read
from tests.pdf.handsigned import VALUE, prepared, sealed
from tests.pki import Authority
from tests.pki.handmade_cms import HandmadeCms, oid, replaced, sealed_by, sequence
from tests.pki.keys import sign_bytes
from tests.pki.minutes import minutes
from tests.pki.profile import TIME_STAMPING
from tests.pki.resigning import sign_again
from tests.pki.signing import (
    SubFilter,
    add_document_time_stamp,
    sign_b_b,
    sign_b_lt,
    sign_b_lta,
    sign_b_t,
    sign_legacy,
)
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.validation_data import add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import judged, signer, trusting
from tests.validation.placing import (
    POLICY,
    opened,
    passed,
    signatures_of,
    signed_minutes,
)
from tests.validation.scenes import Judging, evidence_of, stored

WORLD = shared_world()
MINUTES = minutes()


def with_data(
    data: bytes,
    *crls: x509.CertificateRevocationList,
    certificates: tuple[x509.Certificate, ...] = (),
) -> bytes:
    return stored(data, crls, certificates=certificates)


def level(data: bytes) -> str:
    return judged(data).signatures[0].level.value


def test_each_level_is_known_by_its_elements() -> None:
    data = WORLD.validation_data()

    assert level(sign_b_b(MINUTES, WORLD.chair)) == "PAdES-BASELINE-B"
    assert level(sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)) == "PAdES-BASELINE-T"
    assert level(sign_b_lt(MINUTES, WORLD.chair, WORLD.time_stamps, data)) == "PAdES-BASELINE-LT"
    assert level(sign_b_lta(MINUTES, WORLD.chair, WORLD.time_stamps, data)) == "PAdES-BASELINE-LTA"


def test_revocation_data_on_some_certificates_only_is_not_long_term() -> None:
    from tests.pki.validation_data import ValidationData

    part = ValidationData(crls=(WORLD.authority.crl(),))

    assert level(sign_b_lt(MINUTES, WORLD.chair, WORLD.time_stamps, part)) == "PAdES-BASELINE-T"


def test_a_certificate_that_needs_no_revocation_data_is_asked_for_none() -> None:
    """RFC 9608; its time-stamp's certificate is another, and needs some."""
    stamped = sign_b_t(MINUTES, signer(), WORLD.time_stamps)

    assert level(stamped) == "PAdES-BASELINE-T"
    assert level(with_data(stamped, WORLD.time_stamp_root.crl())) == "PAdES-BASELINE-LT"


def test_revocation_data_on_the_signer_alone_is_not_long_term() -> None:
    """EN 319 142-1, 6.3: the time-stamp's certificates are validated too."""
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)
    signers = (WORLD.root.crl(), WORLD.authority.crl())

    assert level(with_data(stamped, *signers)) == "PAdES-BASELINE-T"
    all_of_them = with_data(stamped, *signers, WORLD.time_stamp_root.crl())
    assert level(all_of_them) == "PAdES-BASELINE-LT"


def test_trust_in_the_unit_itself_is_no_revocation_data() -> None:
    """As trusted lists have it, the unit is the anchor; the level does not hang on that."""
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)
    data = with_data(stamped, WORLD.root.crl(), WORLD.authority.crl())
    unit = Authority(identity=WORLD.time_stamps.identity)

    report = judged(data, trust=trusting(WORLD.root, unit))

    assert report.signatures[0].level is Level.T


def test_a_unit_that_signed_its_own_certificate_needs_no_revocation_data() -> None:
    purposes = TIME_STAMPING.extended_key_usage
    alone = Authority.root("Exempelmyndigheten", extended_key_usage=purposes)
    stamped = sign_b_t(MINUTES, WORLD.chair, TimeStampAuthority(identity=alone.identity))

    assert level(with_data(stamped, WORLD.root.crl(), WORLD.authority.crl())) == (
        "PAdES-BASELINE-LT"
    )


def test_a_file_that_leaves_out_its_anchors_has_the_data_on_what_they_issued() -> None:
    """Whether the issuer that is left out is an anchor is for the validation to say."""
    bare = replace(WORLD.time_stamps, tells_chain=False)
    crls = (WORLD.root.crl(), WORLD.authority.crl(), WORLD.time_stamp_root.crl())

    data = with_data(sign_b_t(MINUTES, WORLD.chair, bare), *crls)

    assert level(data) == "PAdES-BASELINE-LT"


def test_a_file_that_has_its_anchors_has_no_path_for_what_lacks_its_issuer() -> None:
    """Whatever tells of its revocation cannot be verified."""
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)
    crls = (WORLD.root.crl(), WORLD.authority.crl(), WORLD.time_stamp_root.crl())
    root, stamp_root = WORLD.root.certificate, WORLD.time_stamp_root.certificate

    assert level(with_data(stamped, *crls, certificates=(root,))) == "PAdES-BASELINE-T"
    assert level(with_data(stamped, *crls, certificates=(root, stamp_root))) == "PAdES-BASELINE-LT"


def test_ocsp_responses_tell_of_certificates_whose_issuer_is_left_out() -> None:
    unit = WORLD.time_stamps.identity.certificate
    answer = WORLD.time_stamp_root.ocsp(unit)
    other = WORLD.time_stamp_root.ocsp(WORLD.time_stamp_root.certificate)
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)
    crls = (WORLD.root.crl(), WORLD.authority.crl())

    assert level(stored(stamped, crls, [answer])) == "PAdES-BASELINE-LT"
    assert level(stored(stamped, crls, [other])) == "PAdES-BASELINE-T"


def test_data_beside_the_file_is_no_element_of_it() -> None:
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)
    crls = (WORLD.root.crl(), WORLD.authority.crl(), WORLD.time_stamp_root.crl())
    beside = Judging(world=WORLD, evidence=evidence_of(*crls))

    entry = beside.first(stamped)

    assert entry.indication == "TOTAL-PASSED"
    assert entry.level is Level.T


def test_data_that_was_there_before_the_signature_is_not_its_own() -> None:
    """EN 319 142-1, 5.4.2: what a signature is extended by comes in a later update."""
    first = sign_b_lt(MINUTES, WORLD.chair, WORLD.time_stamps, WORLD.validation_data())
    second = sign_b_t(first, WORLD.adjuster, WORLD.time_stamps, field="Underskrift2")

    entries = judged(second).signatures
    extended = judged(add_validation_data(second, WORLD.validation_data())).signatures

    assert [entry.level for entry in entries] == [Level.LT, Level.T]
    assert [entry.level for entry in extended] == [Level.LT, Level.LT]


def test_a_document_time_stamp_before_the_data_makes_no_lta() -> None:
    """It is what the level T asks for; LTA takes one over the validation data."""
    crls = (WORLD.root.crl(), WORLD.authority.crl(), WORLD.time_stamp_root.crl())
    stamped = add_document_time_stamp(sign_b_b(MINUTES, WORLD.chair), WORLD.time_stamps)
    data = with_data(stamped, *crls)

    assert level(stamped) == "PAdES-BASELINE-T"
    assert level(data) == "PAdES-BASELINE-LT"
    kept = add_document_time_stamp(data, WORLD.time_stamps, field="Arkivstämpel")
    assert level(kept) == "PAdES-BASELINE-LTA"


def test_older_forms_have_names_of_their_own() -> None:
    assert level(sign_legacy(MINUTES, signer())) == "PKCS7-B"
    sha1 = sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", b"adbe.x509.rsa_sha1")))
    assert level(sha1) == "RSA-SHA1"


@pytest.mark.parametrize("name", [b"GTTS.TimeStamp", b"GT.KSI"])
def test_guardtimes_own_kind_is_told_apart(name: bytes) -> None:
    data = sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", name)))

    report = judged(data)

    assert report.signatures[0].level == "KSI"
    assert report.signatures[0].kind == "document-timestamp"
    assert report.verdict == "indeterminate"


@pytest.mark.parametrize("name", [b"Prov.Okant", b"ETSI.CAdES.attached", b""])
def test_an_unknown_form_is_unknown_and_never_unsigned(name: bytes) -> None:
    data = sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", name)))

    report = judged(data)

    assert report.signatures[0].level == "UNKNOWN"
    assert report.signatures[0].integrity == "unknown"
    assert report.verdict == "indeterminate"


def test_a_document_time_stamp_alone_makes_lta_where_its_own_data_lies_under_it() -> None:
    crls = (WORLD.root.crl(), WORLD.authority.crl())
    bare = with_data(sign_b_b(MINUTES, WORLD.chair), *crls)
    whole = with_data(sign_b_b(MINUTES, WORLD.chair), *crls, WORLD.time_stamp_root.crl())

    assert level(add_document_time_stamp(bare, WORLD.time_stamps)) == "PAdES-BASELINE-T"
    assert level(add_document_time_stamp(whole, WORLD.time_stamps)) == "PAdES-BASELINE-LTA"


def lta() -> bytes:
    return sign_b_lta(MINUTES, WORLD.chair, WORLD.time_stamps, WORLD.validation_data())


@pytest.mark.parametrize("stated", [b"/Type /Sig", b"/Type /TimeStamp"])
def test_what_says_that_it_is_a_signature_archives_nothing(stated: bytes) -> None:
    """EN 319 142-1, 5.4.3: a document time-stamp has the type DocTimeStamp."""
    data = replaced(lta(), b"/Type /DocTimeStamp", stated)

    assert level(data) == "PAdES-BASELINE-LT"


def test_a_time_stamp_that_states_no_type_is_one() -> None:
    """As TS 102 778-4 had it."""
    assert level(replaced(lta(), b"/Type /DocTimeStamp", b"")) == "PAdES-BASELINE-LTA"


@pytest.mark.parametrize("subfilter", ["ETSI.RFC 3161", "adbe.pkcs7.detached", None])
def test_another_sub_filter_archives_nothing(subfilter: str | None) -> None:
    """EN 319 142-1, 6.3: it is ETSI.RFC3161."""
    signature, stamp = signatures_of(lta())
    field = replace(stamp.placed.field, subfilter=subfilter)
    other = replace(stamp, placed=replace(stamp.placed, field=field))

    assert archiving(signature, [stamp]) == (stamp,)
    assert archiving(signature, [other]) == ()


def cms(**options: object) -> HandmadeCms:
    """A CMS with a signing-time attribute, which no PAdES baseline signature has."""
    identity = WORLD.chair
    return HandmadeCms(
        certificate=identity.certificate,
        signs=lambda data: sign_bytes(identity.key, data, hashes.SHA256()),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        carried=identity.issuers[:-1],
        **options,  # type: ignore[arg-type]
    )


def handmade(made: HandmadeCms, template: bytes | None = None) -> bytes:
    return sealed_by(template or sign_b_b(MINUTES, WORLD.chair, room=40_000), made.der)


def test_a_signing_time_in_the_cms_is_no_baseline() -> None:
    """EN 319 142-1, 6.3: it shall not be there; nothing else speaks against the signature."""
    entry = judged(handmade(cms())).signatures[0]

    assert entry.level is Level.BES
    assert entry.integrity == "intact"


def test_a_signature_without_m_is_no_baseline() -> None:
    template = sign_b_b(MINUTES, WORLD.chair, room=40_000)
    (m,) = re.findall(rb"/M \(D[^)]*\)", template)
    without = sign_again(template, WORLD.chair, replacing=m, by=b" " * len(m))

    assert level(without) == "PAdES-BES"


def test_a_policy_makes_epes_where_no_reason_stands_beside_it() -> None:
    named = cms(policy=("1.3.6.1.4.1.32473.1", b"\x01" * 32))
    template = sign_b_b(MINUTES, WORLD.chair, room=40_000, reason="Justerat")

    assert level(handmade(named)) == "PAdES-EPES"
    assert level(handmade(named, template)) == "PAdES-BES"


def test_an_extended_form_with_time_stamp_and_data_keeps_its_name_until_it_is_archived() -> None:
    """EN 319 142-2, 5: BES and LTV have names, and nothing between them has."""
    stamped = handmade(cms(signature_stamps=(WORLD.time_stamps,)))
    data = add_validation_data(stamped, WORLD.validation_data())

    assert [level(stamped), level(data)] == ["PAdES-BES", "PAdES-BES"]
    assert level(add_document_time_stamp(data, WORLD.time_stamps)) == "PAdES-LTV"


def test_a_cms_of_iso_32000_has_levels_by_the_same_steps() -> None:
    legacy = {"sub_filter": SubFilter.PKCS7_DETACHED}
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps, **legacy)  # type: ignore[arg-type]
    data = add_validation_data(stamped, WORLD.validation_data())
    kept = add_document_time_stamp(data, WORLD.time_stamps)

    found = [level(each) for each in (sign_legacy(MINUTES, WORLD.chair), stamped, data, kept)]

    assert found == ["PKCS7-B", "PKCS7-T", "PKCS7-LT", "PKCS7-LTA"]


def test_revocation_data_in_adobes_attribute_counts() -> None:
    """ISO 32000-2, 12.8.3.3.2; in the CMS it needs no document security store."""
    crls = tuple(
        authority.crl().public_bytes(Encoding.DER)
        for authority in (WORLD.root, WORLD.authority, WORLD.time_stamp_root)
    )
    template = sign_b_b(MINUTES, WORLD.chair, room=40_000, sub_filter=SubFilter.PKCS7_DETACHED)
    made = cms(signature_stamps=(WORLD.time_stamps,), crls=crls)
    without = cms(signature_stamps=(WORLD.time_stamps,), crls=crls[:2])

    assert level(handmade(made, template)) == "PKCS7-LT"
    assert level(handmade(without, template)) == "PKCS7-T"


def test_a_byte_range_that_fits_nothing_leaves_the_elements_that_are_there() -> None:
    """What came after it nobody can tell, so it has no more than its own time-stamp."""
    data = lta()
    first = re.findall(rb"/ByteRange ?\[ ?0 (\d+) ", data)[0]
    broken = data.replace(b"0 %s " % first, b"1 %s " % first, 1)

    entry = judged(broken).signatures[0]

    assert entry.indication == "TOTAL-FAILED"
    assert entry.level is Level.T
    assert entry.confirmed_level is None


def leveled(signature: Signature) -> Level:
    store = opened(signed_minutes()).security_store
    (found,) = levels_of((signature,), store, POLICY.limits)
    return found


def with_message(message: Message) -> Signature:
    signed_data = read(message)
    carried = carried_by(signed_data, POLICY.limits)
    return replace(passed().signature, signed_data=signed_data, validation_data=carried)


@pytest.mark.parametrize(
    "message",
    [
        Message(signer=WORLD.chair, without=(SIGNING_CERTIFICATE_V2,)),
        Message(signer=WORLD.chair, signers=2),
        Message(signer=WORLD.chair, embeds=b"%PDF-1.7"),
        Message(signer=WORLD.chair, has_attributes=False),
    ],
)
def test_what_meets_the_requirements_of_no_form_is_none_of_etsis(message: Message) -> None:
    assert leveled(with_message(message)) is Level.NOT_ETSI


@pytest.mark.parametrize(
    "message",
    [
        Message(signer=WORLD.chair, certificates=()),
        Message(signer=WORLD.chair, embeds=b"%PDF-1.7"),
        Message(signer=WORLD.chair, has_attributes=False),
    ],
)
def test_a_cms_that_iso_32000_does_not_permit_is_none_of_etsis(message: Message) -> None:
    known = with_message(message)
    field = replace(known.placed.field, subfilter="adbe.pkcs7.detached")

    assert leveled(replace(known, placed=replace(known.placed, field=field))) is Level.NOT_ETSI


@pytest.mark.parametrize(("content", "expected"), [(b"x" * 20, Level.PKCS7_B), (b"x", "other")])
def test_the_form_with_sha1_holds_a_digest(content: bytes, expected: str) -> None:
    known = with_message(Message(signer=WORLD.chair, embeds=content))
    field = replace(known.placed.field, subfilter="adbe.pkcs7.sha1")

    found = leveled(replace(known, placed=replace(known.placed, field=field)))

    assert found == (expected if expected != "other" else Level.NOT_ETSI)


def test_a_signature_that_cannot_be_read_has_no_level() -> None:
    assert leveled(replace(passed().signature, signed_data=None)) is Level.UNKNOWN
