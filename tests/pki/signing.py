# mypy: disable-error-code="no-untyped-call"
"""Signing PDFs as a signature service does: bytes in, bytes out."""

import enum
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

from asn1crypto import keys as asn1_keys
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import (
    PdfSignatureMetadata,
    PdfSigner,
    PdfTimeStamper,
    SimpleSigner,
)
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import BaseStampStyle, TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.pki.identity import Identity, asn1_certificate
from tests.pki.keys import private_key_info
from tests.pki.time_stamping import InMemoryTimeStamper, TimeStampAuthority
from tests.pki.times import ARCHIVED_AT, EPOCH
from tests.pki.updates import Box, open_for_update
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.waiting import run

WHITE = b"1 g -2000 -2000 4000 4000 re f"
SWEDISH_TIME = ZoneInfo("Europe/Stockholm")


class SubFilter(enum.Enum):
    """The two ways of ISO 32000-2 to put a CMS signature into a PDF."""

    PADES = SigSeedSubFilter.PADES
    PKCS7_DETACHED = SigSeedSubFilter.ADOBE_PKCS7_DETACHED


class Permission(enum.Enum):
    """What a certification signature lets others change (ISO 32000-2, table 257)."""

    NOTHING = MDPPerm.NO_CHANGES
    FORMS = MDPPerm.FILL_FORMS
    FORMS_AND_ANNOTATIONS = MDPPerm.ANNOTATE


class SigningOptions(TypedDict, total=False):
    """What a caller may change of a `Signing`; the fields mean what they mean there."""

    field: str
    at: datetime
    sub_filter: SubFilter
    digest: str
    reason: str
    location: str
    contact: str
    name: str
    box: Box | None
    page: int
    certifying: Permission | None
    time_stamps: TimeStampAuthority | None
    embeds_root: bool
    pss: bool
    password: str
    room: int
    paper: bool
    look: BaseStampStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How a signature is made."""

    field: str = "Underskrift1"
    at: datetime = EPOCH
    """The claimed signing time."""

    sub_filter: SubFilter = SubFilter.PADES
    digest: str = "sha256"
    reason: str = ""
    location: str = ""
    contact: str = ""
    name: str = ""
    """The signature dictionary's /Name, which nothing need back."""

    box: Box | None = None
    """Where the signature is shown; without it the signature is invisible."""

    page: int = -1
    certifying: Permission | None = None
    time_stamps: TimeStampAuthority | None = None
    embeds_root: bool = False
    pss: bool = False
    """Whether an RSA key signs with RSASSA-PSS."""

    password: str = ""
    """The user password of an encrypted PDF."""

    room: int = 0
    """How many hexadecimal digits /Contents has room for; 0 leaves it to pyHanko."""

    paper: bool = False
    """Whether the signature's look lies on white paper, so that nothing is seen beneath it."""

    look: BaseStampStyle | None = None
    """What draws the signature's look instead of a name and a time in Swedish."""


def sign(data: bytes, signer: Identity, **options: Unpack[SigningOptions]) -> bytes:
    """The PDF with a further signature: PAdES B-B unless the options say otherwise."""
    return _signed(data, signer, Signing(**options))


def sign_b_b(data: bytes, signer: Identity, **options: Unpack[SigningOptions]) -> bytes:
    """The PDF with a PAdES B-B signature."""
    return _signed(data, signer, Signing(**options))


def sign_b_t(
    data: bytes,
    signer: Identity,
    authority: TimeStampAuthority,
    **options: Unpack[SigningOptions],
) -> bytes:
    """The PDF with a PAdES B-T signature: one with a signature time-stamp."""
    return _signed(data, signer, replace(Signing(**options), time_stamps=authority))


def sign_b_lt(
    data: bytes,
    signer: Identity,
    authority: TimeStampAuthority,
    validation_data: ValidationData,
    **options: Unpack[SigningOptions],
) -> bytes:
    """The PDF with a PAdES B-LT signature: its validation data follows in a revision."""
    stamped = sign_b_t(data, signer, authority, **options)
    return add_validation_data(stamped, validation_data, password=options.get("password", ""))


def sign_b_lta(
    data: bytes,
    signer: Identity,
    authority: TimeStampAuthority,
    validation_data: ValidationData,
    **options: Unpack[SigningOptions],
) -> bytes:
    """The PDF with a PAdES B-LTA signature: a document time-stamp over all of the above."""
    long_term = sign_b_lt(data, signer, authority, validation_data, **options)
    archiving = replace(authority, at=ARCHIVED_AT)
    return add_document_time_stamp(long_term, archiving, password=options.get("password", ""))


def sign_legacy(data: bytes, signer: Identity, **options: Unpack[SigningOptions]) -> bytes:
    """The PDF with an adbe.pkcs7.detached signature, as before PAdES."""
    return _signed(data, signer, replace(Signing(**options), sub_filter=SubFilter.PKCS7_DETACHED))


def add_document_time_stamp(
    data: bytes,
    time_stamps: TimeStampAuthority,
    *,
    field: str = "Dokumenttidsstämpel1",
    digest: str = "sha256",
    password: str = "",
) -> bytes:
    """The PDF with a further document time-stamp."""
    time_stamper = PdfTimeStamper(
        InMemoryTimeStamper(time_stamps), field_name=field, readable_field_name="Tidsstämpel"
    )
    writer = open_for_update(data, password=password)
    output = run(time_stamper.async_timestamp_pdf(writer, digest))
    return bytes(output.getvalue())


def cms_signer(signer: Identity, *, embeds_root: bool = False, pss: bool = False) -> SimpleSigner:
    """What pyHanko signs with, which tells of the signer's chain."""
    known = SimpleCertificateStore()
    embedded = signer.issuers if embeds_root else signer.issuers[:-1]
    known.register_multiple(asn1_certificate(each) for each in embedded)
    return SimpleSigner(
        asn1_certificate(signer.certificate),
        asn1_keys.PrivateKeyInfo.load(private_key_info(signer.key)),
        known,
        prefer_pss=pss,
    )


def _signed(data: bytes, signer: Identity, signing: Signing) -> bytes:
    pdf_signer = _TimedSigner(
        signing.at,
        _metadata(signing),
        cms_signer(signer, embeds_root=signing.embeds_root, pss=signing.pss),
        timestamper=InMemoryTimeStamper(signing.time_stamps) if signing.time_stamps else None,
        stamp_style=signing.look
        or TextStampStyle(
            stamp_text="Digitalt signerat av\n%(signer)s\nDatum: %(ts)s",
            timestamp_format="%Y-%m-%d %H:%M:%S",
            background=RawContent(WHITE, box=BoxConstraints(300, 30)) if signing.paper else None,
            background_opacity=1,
        ),
        new_field_spec=SigFieldSpec(
            sig_field_name=signing.field, box=signing.box, on_page=signing.page
        ),
    )
    writer = open_for_update(data, password=signing.password)
    output = run(pdf_signer.async_sign_pdf(writer, bytes_reserved=signing.room or None))
    return bytes(output.getvalue())


def _metadata(signing: Signing) -> PdfSignatureMetadata:
    certifying = signing.certifying
    return PdfSignatureMetadata(
        field_name=signing.field,
        md_algorithm=signing.digest,
        reason=signing.reason or None,
        location=signing.location or None,
        contact_info=signing.contact or None,
        name=signing.name or None,
        subfilter=signing.sub_filter.value,
        certify=certifying is not None,
        docmdp_permissions=certifying.value if certifying else MDPPerm.FILL_FORMS,
    )


class _TimedSigner(PdfSigner):
    """pyHanko's signer, with the claimed signing time given to it."""

    def __init__(self, at: datetime, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at.astimezone(SWEDISH_TIME)
        return session
