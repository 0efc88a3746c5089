# mypy: disable-error-code="no-untyped-call"
"""Format checking: each thing that a signature must have, and what is told when it has not."""

import dataclasses
import hashlib
from collections.abc import Callable

import pytest

from fhvalidate.cms.signed_data import read_signed_data
from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.conclusion import Conclusion
from fhvalidate.errors import Asn1Error
from fhvalidate.signature import Signature, SignatureKind
from fhvalidate.validation.acceptance import check_elements
from fhvalidate.validation.format_checking import (
    check_content,
    check_format,
    check_token_format,
)
from tests.cms.messages import (
    CONTENT,
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
    Attribute,
    Message,
    attributes_of,
    der_of,
)
from tests.pki.time_stamping import Imprint, time_stamp_token
from tests.pki.world import shared_world
from tests.validation.judging import codes, judged
from tests.validation.placing import passed, signed_minutes

CHAIR = shared_world().chair
PARTS = (memoryview(CONTENT[:9]), memoryview(CONTENT[9:]))
TST_INFO = "1.2.840.113549.1.9.16.1.4"


def signature(message: Message, *, subfilter: str = "ETSI.CAdES.detached") -> Signature:
    """A signature with an honest byte range around the message."""
    return holding(der_of(message), subfilter=subfilter)


def holding(der: bytes, *, subfilter: str = "ETSI.CAdES.detached") -> Signature:
    known = passed().signature
    field = dataclasses.replace(known.placed.field, subfilter=subfilter)
    return dataclasses.replace(
        known,
        placed=dataclasses.replace(known.placed, field=field),
        signed_data=read_signed_data(der),
    )


def found(checked: Conclusion) -> set[str]:
    return {finding.code for finding in checked.findings}


def again(oid: str) -> Attribute:
    return next(pair for pair in attributes_of(Message(signer=CHAIR)) if pair[0] == oid)


def test_an_honest_signature_passes_without_a_word() -> None:
    assert check_format(signature(Message(signer=CHAIR))) == Conclusion.passed()


WRONG: dict[str, tuple[Message, str]] = {
    "no signer beside the first": (Message(signer=CHAIR, signers=2), "cms-signer-count"),
    "another type of content": (
        Message(signer=CHAIR, content_type=TST_INFO),
        "cms-content-type-wrong",
    ),
    "another stated type": (
        Message(signer=CHAIR, stated_content_type=TST_INFO),
        "cms-content-type-wrong",
    ),
    "both of another type": (
        Message(signer=CHAIR, content_type=TST_INFO, stated_content_type=TST_INFO),
        "cms-content-type-wrong",
    ),
    "no stated type": (Message(signer=CHAIR, without=(CONTENT_TYPE,)), "cms-content-type-wrong"),
    "no digest": (
        Message(signer=CHAIR, without=(MESSAGE_DIGEST,)),
        "cms-message-digest-missing",
    ),
    "no signed attributes": (
        Message(signer=CHAIR, has_attributes=False),
        "cms-signed-attributes-missing",
    ),
    **{
        f"two of {oid}": (
            Message(signer=CHAIR, more=(again(oid),)),
            "cms-attribute-repeated",
        )
        for oid in (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE_V2)
    },
}


@pytest.mark.parametrize(("message", "code"), WRONG.values(), ids=WRONG.keys())
def test_what_a_message_must_not_lack_is_told_by_its_code(message: Message, code: str) -> None:
    checked = check_format(signature(message))

    assert (checked.indication, checked.sub_indication) == ("FAILED", "FORMAT_FAILURE")
    assert code in found(checked)


@pytest.mark.parametrize(
    ("subfilter", "expected"),
    [
        ("ETSI.CAdES.detached", ("INDETERMINATE", "SIG_CONSTRAINTS_FAILURE")),
        ("adbe.pkcs7.detached", ("PASSED", None)),
    ],
)
def test_a_pades_signature_must_refer_to_its_certificate(
    subfilter: str, expected: tuple[str, str | None]
) -> None:
    # A constraint on the elements of a signature (EN 319 102-1, 5.2.8), not on its form.
    bare = signature(Message(signer=CHAIR, without=(SIGNING_CERTIFICATE_V2,)), subfilter=subfilter)
    whole = signature(Message(signer=CHAIR), subfilter=subfilter)

    checked = check_elements(subfilter, bare.signed_data)

    assert (checked.indication, checked.sub_indication) == expected
    assert check_format(bare).indication == "PASSED"
    assert check_elements(subfilter, whole.signed_data).indication == "PASSED"


def test_an_older_signature_may_lack_signed_attributes() -> None:
    message = Message(signer=CHAIR, has_attributes=False)

    assert check_format(signature(message, subfilter="adbe.pkcs7.detached")).indication == "PASSED"


CARRIED: dict[str, tuple[bytes | None, str | None]] = {
    "nothing": (None, None),
    "the same bytes": (CONTENT, "cms-content-repeated"),
    "no bytes at all": (b"", "cms-content-embedded"),
    "one byte less": (CONTENT[:-1], "cms-content-embedded"),
    "one byte more": (CONTENT + b" ", "cms-content-embedded"),
    "their beginning": (CONTENT[:1], "cms-content-embedded"),
    "a zero": (b"\0", "cms-content-embedded"),
    "their digest": (hashlib.sha256(CONTENT).digest(), "cms-content-embedded"),
    "them twice": (CONTENT * 2, "cms-content-embedded"),
    "another file": (b"%PDF-1.7 another one", "cms-content-embedded"),
}


@pytest.mark.parametrize("subfilter", ["ETSI.CAdES.detached", "adbe.pkcs7.detached", "PBAD.PAdES"])
@pytest.mark.parametrize(("carried", "code"), CARRIED.values(), ids=CARRIED.keys())
def test_a_detached_signature_carries_no_other_content_than_the_files(
    carried: bytes | None, code: str | None, subfilter: str
) -> None:
    odd = signature(Message(signer=CHAIR, embeds=carried), subfilter=subfilter)

    checked = check_content(odd, PARTS)

    failed = code == "cms-content-embedded"
    assert checked.sub_indication == ("FORMAT_FAILURE" if failed else None)
    assert found(checked) == ({code} if code else set())


def test_an_older_signature_embeds_the_digest_of_the_content() -> None:
    digest = Message(signer=CHAIR, embeds=bytes(20))

    assert check_content(signature(digest, subfilter="adbe.pkcs7.sha1"), PARTS).findings == ()
    assert "cms-content-embedded" in found(
        check_content(signature(digest, subfilter="adbe.pkcs7.detached"), PARTS)
    )


NOTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bytes after the value": (
        lambda: der_of(Message(signer=CHAIR)) + bytes(9) + b"x",
        "cms-trailing-bytes",
    ),
    "an indefinite length": (
        lambda: b"\x30\x80" + der_of(Message(signer=CHAIR))[4:] + bytes(2),
        "cms-ber-encoded",
    ),
    "a digest that is not listed": (
        lambda: der_of(Message(signer=CHAIR, listed_digests=("sha512",))),
        "cms-digest-algorithms-disagree",
    ),
}


@pytest.mark.parametrize(("make", "code"), NOTED.values(), ids=NOTED.keys())
def test_what_is_odd_and_harmless_is_noted(make: Callable[[], bytes], code: str) -> None:
    checked = check_format(holding(make()))

    assert checked.indication == "PASSED"
    assert found(checked) == {code}


@pytest.mark.parametrize(
    ("reason", "code"),
    [("not-signed-data", "cms-not-signed-data"), ("cms", "cms-unreadable")],
)
def test_a_message_that_cannot_be_read_fails(reason: str, code: str) -> None:
    broken = dataclasses.replace(passed().signature, signed_data=None, unreadable=reason)

    checked = check_format(broken)

    assert checked.sub_indication == "FORMAT_FAILURE"
    assert found(checked) == {code}


def test_defects_of_the_byte_range_come_before_anything_of_the_message() -> None:
    known = passed().signature
    shape = dataclasses.replace(known.placed.shape, defects=("byte-range-malformed",))
    broken = dataclasses.replace(
        known, placed=dataclasses.replace(known.placed, shape=shape), unreadable="cms"
    )

    assert found(check_format(broken)) == {"byte-range-malformed"}


def test_a_document_time_stamp_must_hold_a_time_stamp() -> None:
    plain = signature(Message(signer=CHAIR), subfilter="ETSI.RFC3161")
    stamp = dataclasses.replace(plain, kind=SignatureKind.DOCUMENT_TIMESTAMP)

    assert "cms-content-type-wrong" in found(check_format(stamp))


def test_an_honest_token_passes() -> None:
    made = time_stamp_token(
        shared_world().time_stamps, Imprint(algorithm="sha256", value=bytes(32))
    )

    assert check_token_format(read_time_stamp_token(made.dump())) == Conclusion.passed()


def test_a_message_in_the_place_of_a_token_is_none() -> None:
    with pytest.raises(Asn1Error):
        read_time_stamp_token(der_of(Message(signer=CHAIR)))


def test_an_honest_file_is_told_nothing_of_its_format() -> None:
    assert codes(judged(signed_minutes())) == {"adjuster-has-not-signed", "revocation-not-required"}
