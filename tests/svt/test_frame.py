"""The time-stamp around a token stands as it was made, also where nothing signs it."""

from collections.abc import Callable

import pytest
from asn1crypto import cms, core

from fhvalidate import Verdict
from tests.pki.identity import asn1_certificate
from tests.pki.world import shared_world
from tests.svt.scenes import errors, judged, vouched
from tests.svt.test_hostile_tokens import hole


def with_contents(change: Callable[[cms.ContentInfo], bytes]) -> bytes:
    """The file with a token whose CMS is changed where nothing signs it."""
    data = vouched()
    start, end = hole(data)
    raw = bytes.fromhex(data[start:end].decode())
    changed = change(cms.ContentInfo.load(raw)).hex().encode()
    assert len(changed) <= end - start
    return data[:start] + changed.ljust(end - start, b"0") + data[end:]


def unsigned_attribute(info: cms.ContentInfo) -> bytes:
    added = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(b"x" * 50)]})
    info["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([added])
    return bytes(info.dump(force=True))


def something_after(info: cms.ContentInfo) -> bytes:
    return bytes(info.dump()) + b"\x00\x00x"


@pytest.mark.parametrize("change", [unsigned_attribute, something_after])
def test_what_stands_beside_the_signed_parts_of_the_time_stamp_makes_the_token_void(
    change: Callable[[cms.ContentInfo], bytes],
) -> None:
    report = judged(with_contents(change))

    assert "svt-time-stamp-altered" in errors(report)
    assert report.verdict is Verdict.INDETERMINATE


def test_certificates_more_than_needed_change_nothing() -> None:
    """They are no part of what the time-stamp says, and are believed in nothing."""

    def one_more(info: cms.ContentInfo) -> bytes:
        other = asn1_certificate(shared_world().root.certificate)
        info["content"]["certificates"].append(cms.CertificateChoices("certificate", other))
        return bytes(info.dump(force=True))

    assert errors(judged(with_contents(one_more))) == set()
