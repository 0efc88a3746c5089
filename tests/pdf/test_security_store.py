# mypy: disable-error-code="no-untyped-call"
"""The document security store: hints, read within limits; a hostile entry blocks nothing."""

import dataclasses
import io
import zlib
from collections.abc import Mapping

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.constraints import Limits
from fhvalidate.pdf.document.security_store import SecurityStore, read_security_store
from fhvalidate.policy import Policy
from tests.pdf.handmade import ONE_PAGE, document, stream
from tests.pki.minutes import minutes
from tests.pki.updates import revise
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import judged, signed

LIMITS = Policy.named("default").limits


def store_of(data: bytes, limits: Limits = LIMITS) -> SecurityStore:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return read_security_store(pdf.Root, limits)


def with_store(store: bytes, objects: Mapping[int, bytes] | None = None) -> bytes:
    catalogue = ONE_PAGE[1][:-2] + b"/DSS %s >>" % store
    return document({**ONE_PAGE, 1: catalogue, **(objects or {})})


def deflated(content: bytes) -> bytes:
    return stream(zlib.compress(content), b"/Filter /FlateDecode")


def test_a_file_without_a_store_has_none() -> None:
    assert store_of(minutes()) == SecurityStore()
    assert store_of(with_store(b"5")) == SecurityStore()


def test_everything_in_the_store_is_read_once() -> None:
    world = shared_world()
    data = world.validation_data()
    response = world.authority.ocsp(world.chair.certificate)

    held = store_of(
        add_validation_data(signed(minutes()), data.joined_with(ValidationData(ocsps=(response,))))
    )

    assert held.present
    assert set(held.certificates) == {c.public_bytes(Encoding.DER) for c in data.certificates}
    assert set(held.crls) == {crl.public_bytes(Encoding.DER) for crl in data.crls}
    assert held.ocsp_responses == (response.public_bytes(Encoding.DER),)
    assert held.unreadable == 0


def test_the_entries_of_single_signatures_are_read_too() -> None:
    held = store_of(
        with_store(
            b"<< /Certs [10 0 R] /VRI << /A << /Cert [11 0 R 10 0 R] /CRL [12 0 R] >> /B 5 >> >>",
            {10: stream(b"one"), 11: stream(b"two"), 12: deflated(b"three")},
        )
    )

    assert held.certificates == (b"one", b"two")
    assert held.crls == (b"three",)
    assert held.unreadable == 0


@pytest.mark.parametrize(
    "entry",
    [
        b"null",
        b"(no stream)",
        stream(b""),
        stream(b"no zlib at all", b"/Filter /FlateDecode"),
        stream(b"abc", b"/Filter /LZWDecode"),
        stream(b"abc", b"/Filter [/FlateDecode /FlateDecode]"),
        stream(zlib.compress(b"abc"), b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        deflated(bytes(LIMITS.certificate_size + 1)),
        stream(bytes(LIMITS.certificate_size + 1)),
    ],
    ids=lambda entry: repr(entry[:60]),
)
def test_an_entry_that_cannot_be_read_is_counted_and_passed_over(entry: bytes) -> None:
    held = store_of(
        with_store(b"<< /Certs [10 0 R 11 0 R] >>", {10: entry, 11: stream(b"readable")})
    )

    assert held.certificates == (b"readable",)
    assert held.unreadable == 1


def test_no_more_entries_are_read_than_the_limit() -> None:
    limits = dataclasses.replace(LIMITS, certificates_in_dss=2)
    objects = {number: stream(b"%d" % number) for number in range(10, 15)}

    held = store_of(with_store(b"<< /Certs [10 0 R 11 0 R 12 0 R 13 0 R] >>", objects), limits)

    assert held.certificates == (b"10", b"11")
    assert held.unreadable == 2


def test_the_same_entry_many_times_over_is_read_once() -> None:
    listed = b"10 0 R " * 50_000

    held = store_of(with_store(b"<< /CRLs [%s] >>" % listed, {10: stream(b"one")}))

    assert held.crls == (b"one",)
    assert held.unreadable == 0


@pytest.mark.parametrize(
    "store",
    [
        b"<< /Certs 5 /CRLs (a) /OCSPs /b /VRI [ ] >>",
        b"<< /VRI << /A 7 0 R >> /Certs [[ ]] >>",
        b"<< /VRI << /A << /Cert 5 /CRL null >> >> >>",
    ],
)
def test_a_store_that_makes_no_sense_is_an_empty_one(store: bytes) -> None:
    held = store_of(with_store(store))

    assert held.present
    assert (held.certificates, held.crls, held.ocsp_responses) == ((), (), ())


def test_a_hostile_store_never_blocks_a_verdict() -> None:
    garbage = b"\x30\x84\xff\xff\xff\xff"

    def change(writer: object) -> None:
        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        assert isinstance(writer, IncrementalPdfFileWriter)
        entry = writer.add_object(generic.StreamObject(stream_data=garbage))
        listed = generic.ArrayObject([entry])
        writer.root["/DSS"] = generic.DictionaryObject(
            {generic.pdf_name(key): listed for key in ("/Certs", "/CRLs", "/OCSPs")}
        )
        writer.update_root()

    assert judged(revise(signed(minutes()), change)).verdict.value == "valid"
