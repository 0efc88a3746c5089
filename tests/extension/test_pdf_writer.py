"""What is added to a signed file: an update at its end, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import BooleanObject, pdf_name

from fhvalidate import TrustAnchors, validate
from fhvalidate.errors import UnreadableError
from fhvalidate.extension.pdf_writer import (
    NewValidationData,
    Update,
    with_time_stamp,
    with_validation_data,
)
from fhvalidate.pdf.revisions.change_list import ChangeKind
from fhvalidate.signature import Covers, Integrity, SignatureKind
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token
from tests.pki.updates import UndatedWriter, revise
from tests.pki.world import shared_world

FLOWS = Path(__file__).parent.parent / "flows" / "files"


def stamp_of(authority: TimeStampAuthority) -> Callable[[bytes, str], bytes]:
    def stamp(digest: bytes, algorithm: str) -> bytes:
        token = time_stamp_token(authority, Imprint(algorithm=algorithm, value=digest))
        return bytes(token.dump())

    return stamp


def stamped(data: bytes, *, password: str = "", algorithm: str = "sha512") -> bytes:
    stamp = stamp_of(shared_world().time_stamps)
    return with_time_stamp(Update(data, password), stamp, algorithm=algorithm, room=4096)


def test_a_time_stamp_is_added_and_every_earlier_byte_is_as_it_was() -> None:
    signed = sign_b_b(minutes(), shared_world().chair)

    twice = stamped(stamped(signed))

    assert twice.startswith(signed)
    assert b"/Version" not in twice[len(signed) :]
    assert b"/ModDate" not in twice[len(signed) :]
    report = validate(twice, trust=TrustAnchors.none())
    kinds = [each.kind for each in report.signatures]
    assert kinds == [SignatureKind.SIGNATURE, *2 * [SignatureKind.DOCUMENT_TIMESTAMP]]
    assert {each.integrity for each in report.signatures} == {Integrity.INTACT}
    assert {each.kind for each in report.signatures[0].changes_after.changes} == {
        ChangeKind.DOCUMENT_TIME_STAMP
    }
    assert report.signatures[-1].covers is Covers.FILE


def test_validation_data_is_added_once() -> None:
    signed = sign_b_b(minutes(), shared_world().chair)
    crl = shared_world().root.crl().public_bytes(Encoding.DER)
    data = NewValidationData((), (crl,))

    extended = with_validation_data(Update(signed), data)

    assert extended.startswith(signed)
    assert crl in extended[len(signed) :]
    assert with_validation_data(Update(extended), data) == extended


def test_the_room_for_a_token_is_what_was_asked_for() -> None:
    signed = sign_b_b(minutes(), shared_world().chair)

    assert len(stamped(signed)) - len(signed) < 2 * 4096 + 1500


def test_a_token_that_is_larger_than_its_room_is_written_nowhere() -> None:
    signed = sign_b_b(minutes(), shared_world().chair)
    stamp = stamp_of(shared_world().time_stamps)

    with pytest.raises(UnreadableError) as caught:
        with_time_stamp(Update(signed), stamp, algorithm="sha256", room=100)

    assert caught.value.detail == {"reason": "token-too-large"}


def test_what_has_references_of_two_kinds_is_not_added_to() -> None:
    with pytest.raises(UnreadableError) as caught:
        stamped((FLOWS / "pyhanko-hybrid.pdf").read_bytes())

    assert caught.value.detail == {"reason": "hybrid-references"}


def test_a_form_that_programs_draw_anew_is_not_added_to() -> None:
    def ask_for_looks(writer: UndatedWriter) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/NeedAppearances")] = BooleanObject(True)  # type: ignore[no-untyped-call]
        writer.update_container(form)

    data = revise(sign_b_b(minutes(), shared_world().chair), ask_for_looks)

    with pytest.raises(UnreadableError) as caught:
        stamped(data)

    assert caught.value.detail == {"reason": "need-appearances"}


def test_damage_is_no_file_to_add_to() -> None:
    signed = sign_b_b(minutes(), shared_world().chair)

    for cut in (0, 10, len(signed) // 2, len(signed) - 40):
        with pytest.raises(UnreadableError):
            stamped(signed[:cut])


def test_a_trailer_names_what_the_one_before_it_names() -> None:
    data = (FLOWS / "dss-openpdf-visible-text.pdf").read_bytes()
    assert b"/Info" not in data[data.rindex(b"trailer") :]

    added = stamped(data)[len(data) :]

    assert b"/Info" not in added[added.rindex(b"trailer") :]
