# mypy: disable-error-code="no-untyped-call"
"""A CMS proves who signed these bytes, or nothing: each forged part is told by its code."""

from dataclasses import replace

import pytest
from asn1crypto import cms, core

from tests.attacks.world import judged, says
from tests.cms.messages import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNING_CERTIFICATE_V2,
    Message,
    as_set,
    attributes_of,
    der_of,
    reference,
)
from tests.hostile.sealing import VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.pki.world import shared_world
from tests.validation.judging import second_signer, signer

HONEST = Message(signer=signer())


def file_with(message: Message, *, sub_filter: bytes = b"ETSI.CAdES.detached") -> bytes:
    """The minutes, sealed by what the message becomes for their bytes."""
    value = signature_value().replace(b"ETSI.CAdES.detached", sub_filter)
    data = write(objects_of({VALUE_NUMBER: value}))
    return seal(data, message=lambda covered: der_of(replace(message, content=covered)))


def protecting(digest: str, signature: str) -> Message:
    """A message that protects the algorithms, whatever it names."""
    value = cms.CMSAlgorithmProtection(
        {"digest_algorithm": {"algorithm": digest}, "signature_algorithm": {"algorithm": signature}}
    )
    return replace(HONEST, more=(("1.2.840.113549.1.9.52", [value]),))


def test_an_honest_message_is_valid() -> None:
    assert says(file_with(HONEST), "revocation-not-required") == "valid"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (replace(HONEST, signers=2), "cms-signer-count"),
        (replace(HONEST, embeds=b"annat"), "cms-content-embedded"),
        (replace(HONEST, has_attributes=False), "cms-signed-attributes-missing"),
        (replace(HONEST, without=(MESSAGE_DIGEST,)), "cms-message-digest-missing"),
        (replace(HONEST, without=(CONTENT_TYPE,)), "cms-content-type-wrong"),
        (
            replace(HONEST, without=(SIGNING_CERTIFICATE_V2,)),
            "cms-signing-certificate-attribute-missing",
        ),
        (
            replace(HONEST, refers_to=second_signer().certificate),
            "cms-signing-certificate-mismatch",
        ),
        (
            replace(HONEST, more=(reference(second_signer().certificate),)),
            "cms-attribute-repeated",
        ),
        (
            replace(HONEST, more=((MESSAGE_DIGEST, [core.OctetString(bytes(32))]),)),
            "cms-attribute-repeated",
        ),
        *(
            (replace(HONEST, more=((kind, values),)), "cms-attribute-repeated")
            for kind in (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2)
            for values in ([], [core.Boolean(True)])
        ),
        (
            replace(HONEST, stated_content_type="1.2.840.113549.1.9.16.1.4"),
            "cms-content-type-wrong",
        ),
        (protecting("sha512", "sha256_ecdsa"), "cms-algorithm-protection-mismatch"),
        (protecting("sha256", "sha512_ecdsa"), "cms-algorithm-protection-mismatch"),
        (
            replace(HONEST, more=(("1.2.840.113549.1.9.52", [core.Null()]),)),
            "cms-algorithm-protection-mismatch",
        ),
        (replace(HONEST, content_type="1.2.840.113549.1.7.5"), "cms-content-type-wrong"),
        (replace(HONEST, certificates=()), "signing-certificate-not-found"),
        (replace(HONEST, signs=lambda _: bytes(70)), "signature-value-wrong"),
        (replace(HONEST, signs=lambda _: b""), "signature-value-wrong"),
    ],
)
def test_a_forged_message_is_never_valid(message: Message, code: str) -> None:
    assert says(file_with(message), code) in {"invalid", "indeterminate"}


def test_a_message_that_protects_its_own_algorithms_is_valid() -> None:
    data = file_with(protecting("sha256", "sha256_ecdsa"))

    assert says(data, "revocation-not-required") == "valid"


def test_a_message_over_other_bytes_is_invalid() -> None:
    data = seal(write(objects_of({})), message=lambda _: der_of(HONEST))

    assert says(data, "digest-mismatch") == "invalid"


def test_attributes_that_pass_for_content_are_refused() -> None:
    # The signed attributes of one message are the content of another without attributes.
    attributes = as_set(attributes_of(HONEST)).dump()
    forged = replace(HONEST, has_attributes=False, content=attributes)
    data = seal(
        write(
            objects_of(
                {
                    VALUE_NUMBER: signature_value().replace(
                        b"ETSI.CAdES.detached", b"adbe.pkcs7.detached"
                    )
                }
            )
        ),
        message=lambda _: der_of(forged),
    )

    assert judged(data).verdict == "invalid"


def test_a_certificate_that_is_changed_is_not_the_signers() -> None:
    other = shared_world().root.issue_person
    from tests.pki import ANNA

    twin = other(ANNA, key=signer().key, no_rev_avail=True)
    forged = replace(HONEST, certificates=(twin.certificate,), names=twin.certificate)

    data = file_with(forged)

    assert judged(data).verdict != "valid"


def test_trailing_bytes_are_told_and_zeros_are_not() -> None:
    data = seal(
        write(objects_of({})),
        message=lambda covered: der_of(replace(HONEST, content=covered)) + b"extra",
    )

    assert says(data, "cms-trailing-bytes") == "valid"


@pytest.mark.parametrize(
    "sub_filter", [b"adbe.x509.rsa_sha1", b"ETSI.RFC3161", b"adbe.pkcs7.sha1", b"GTTS.TimeStamp"]
)
def test_a_message_under_another_sub_filter_is_never_valid(sub_filter: bytes) -> None:
    assert judged(file_with(HONEST, sub_filter=sub_filter)).verdict != "valid"
