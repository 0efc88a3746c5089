# mypy: disable-error-code="no-untyped-call"
"""Flows by pyHanko: `python -m tests.flows.make.python.with_pyhanko BASES KEYS FOLDER`."""

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    InvisSigSettings,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    SigSeedValueSpec,
    VisibleSigSettings,
    append_signature_field,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, TimestampDSSContentSettings
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.stamp import QRStampStyle, StaticStampStyle, TextStampStyle
from pyhanko.version import __version__ as pyhanko_version
from pyhanko_certvalidator import ValidationContext

from tests.flows.make.python.listing import Listing
from tests.pki.identity import Identity
from tests.pki.time_stamping import InMemoryTimeStamper, TimeStampAuthority
from tests.pki.waiting import run

Step = Callable[[bytes], bytes]
BOX = (72, 420, 272, 470)
SECOND_BOX = (300, 420, 500, 470)
THIRD_BOX = (72, 340, 272, 390)
PASSWORD = "hemligt"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the flows sign with."""

    folder: Path

    def signer(self, name: str) -> SimpleSigner:
        """The signer of that name."""
        path = self.folder / f"{name}.p12"
        signer = SimpleSigner.load_pkcs12(str(path), passphrase=PASSWORD.encode())
        assert signer is not None
        return cast("SimpleSigner", signer)

    def time_stamper(self) -> InMemoryTimeStamper:
        """Time-stamps of this moment."""
        chain = load_pem_x509_certificates((self.folder / "tsa.pem").read_bytes())
        key = load_pem_private_key((self.folder / "tsa.key.pem").read_bytes(), None)
        assert isinstance(key, RSAPrivateKey)
        identity = Identity(certificate=chain[0], key=key, issuers=tuple(chain[1:]))
        now = datetime.now(UTC).replace(microsecond=0)
        return InMemoryTimeStamper(TimeStampAuthority(identity=identity, at=now))

    def context(self) -> ValidationContext:
        """Trust in the root, and its revocation list."""
        _, _, der = pem.unarmor((self.folder / "root.pem").read_bytes())
        return ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(der)],
            crls=[(self.folder / "before.crl").read_bytes()],
            revocation_mode="soft-fail",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """One signature."""

    keys: Keys
    by: str = "anna"
    spec: SigFieldSpec | None = None
    style: Any = None
    time_stamped: bool = False
    options: dict[str, Any]

    def __call__(self, data: bytes) -> bytes:
        """The document signed."""
        metadata = PdfSignatureMetadata(**{"subfilter": SigSeedSubFilter.PADES, **self.options})
        signer = PdfSigner(
            metadata,
            self.keys.signer(self.by),
            timestamper=self.keys.time_stamper() if self.time_stamped else None,
            new_field_spec=self.spec,
            stamp_style=self.style,
        )
        output = run(signer.async_sign_pdf(opened(data)))
        return bytes(output.getvalue())


def opened(data: bytes) -> IncrementalPdfFileWriter:
    """A writer of an update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if writer.prev.encrypted:
        writer.encrypt(PASSWORD)
    return writer


def closed(writer: IncrementalPdfFileWriter) -> bytes:
    """The document with the update."""
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def after(data: bytes, steps: Iterable[Step]) -> bytes:
    """The document after every step."""
    for step in steps:
        data = step(data)
    return data


class Flows:
    """The steps that pyHanko can take."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def sign(self, by: str = "anna", field: str = "Sig1", **options: Any) -> Step:
        """An invisible signature."""
        return Signing(keys=self.keys, by=by, options={"field_name": field, **options})

    def seen(
        self, by: str, field: str, box: tuple[int, int, int, int], style: Any = None, **more: Any
    ) -> Step:
        """A visible signature."""
        page = more.pop("on_page", 0)
        spec = more.pop("spec", None) or SigFieldSpec(field, on_page=page, box=box)
        options = {"field_name": field, **more}
        return Signing(keys=self.keys, by=by, spec=spec, style=style, options=options)

    def long_term(self, by: str, field: str, *, archived: bool, separate: bool = False) -> Step:
        """A signature with a time-stamp and validation data."""
        placement = {} if not separate else {"next_ts_settings": TimestampDSSContentSettings()}
        options = {
            "field_name": field,
            "embed_validation_info": True,
            "use_pades_lta": archived,
            "validation_context": self.keys.context(),
            "dss_settings": DSSContentSettings(**placement),  # type: ignore[arg-type]
        }
        return Signing(keys=self.keys, by=by, time_stamped=True, options=options)

    def time_stamp(self, field: str) -> Step:
        """A document time-stamp."""

        def step(data: bytes) -> bytes:
            stamper = PdfTimeStamper(self.keys.time_stamper(), field_name=field)
            output = run(stamper.async_timestamp_pdf(opened(data), "sha256"))
            return bytes(output.getvalue())

        return step

    def archived_anew(self, data: bytes) -> bytes:
        """The chain of document time-stamps with one more."""
        from pyhanko.pdf_utils.reader import PdfFileReader

        stamper = PdfTimeStamper(self.keys.time_stamper())
        reader = PdfFileReader(io.BytesIO(data))
        output = run(stamper.async_update_archival_timestamp_chain(reader, self.keys.context()))
        return bytes(output.getvalue())

    def stored(self, data: bytes) -> bytes:
        """Validation data for every signature."""
        writer = opened(data)
        crl = asn1_crl.CertificateList.load((self.keys.folder / "before.crl").read_bytes())
        certificates = [c for _, _, c in pem.unarmor(self._pem("anna"), multiple=True)]
        for signature in writer.prev.embedded_signatures:
            DocumentSecurityStore.supply_dss_in_writer(
                writer,
                signature.pkcs7_content.hex().encode("ascii"),
                certs=[asn1_x509.Certificate.load(each) for each in certificates],
                crls=[crl],
            )
        return closed(writer)

    def _pem(self, name: str) -> bytes:
        return (self.keys.folder / f"{name}.pem").read_bytes()


def empty_fields(*specs: SigFieldSpec) -> Step:
    """Empty signature fields are added."""

    def step(data: bytes) -> bytes:
        writer = opened(data)
        for spec in specs:
            append_signature_field(writer, spec)
        return closed(writer)

    return step


def filled(name: str, value: str, *, look: bool = True) -> Step:
    """A text field is filled in, with its look."""

    def step(data: bytes) -> bytes:
        writer = opened(data)
        form = writer.root["/AcroForm"]
        field = next(f.get_object() for f in form["/Fields"] if f.get_object().get("/T") == name)
        if field.get("/FT") == "/Btn":
            field["/V"] = field["/AS"] = pdf_name("/" + value)
        else:
            field["/V"] = pdf_string(value)
            if look:
                field["/AP"] = appearance(writer, form, value)
        writer.update_container(field)
        return closed(writer)

    return step


def appearance(
    writer: IncrementalPdfFileWriter, form: generic.DictionaryObject, value: str
) -> generic.DictionaryObject:
    """The look of a field with the value."""
    drawn = f"/Tx BMC q BT /Helv 11 Tf 0 g 2 5 Td ({value}) Tj ET Q EMC"
    stream = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 20))),
            pdf_name("/Resources"): form["/DR"],
        },
        stream_data=drawn.encode("latin-1"),
    )
    return generic.DictionaryObject({pdf_name("/N"): writer.add_object(stream)})


def noted(data: bytes) -> bytes:
    """A note with its popup is added to the first page."""
    writer = opened(data)
    page_reference, _ = writer.find_page_for_modification(0)
    page = page_reference.get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Text"),
            pdf_name("/Rect"): numbers(540, 780, 560, 800),
            pdf_name("/Contents"): pdf_string("Läst av kansliet"),
            pdf_name("/T"): pdf_string("Anna Exempel"),
            pdf_name("/Name"): pdf_name("/Comment"),
            pdf_name("/F"): generic.NumberObject(28),
        }
    )
    reference = writer.add_object(note)
    popup = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Popup"),
            pdf_name("/Rect"): numbers(440, 700, 560, 780),
            pdf_name("/Parent"): reference,
            pdf_name("/Open"): generic.BooleanObject(value=False),
        }
    )
    note[pdf_name("/Popup")] = writer.add_object(popup)
    present = page.get("/Annots", ())
    listed = [*present, reference, note.raw_get("/Popup")]
    page[pdf_name("/Annots")] = generic.ArrayObject(listed)
    writer.update_container(page)
    return closed(writer)


def numbers(*values: int) -> generic.ArrayObject:
    """An array of numbers."""
    return generic.ArrayObject(map(generic.NumberObject, values))


def image() -> StaticStampStyle:
    """A stamp that is a picture."""
    from PIL import Image

    picture = PdfImage(Image.new("RGB", (40, 20), (30, 60, 160)))
    return StaticStampStyle(background=picture, border_width=0)


def locked(
    name: str, *fields: str, action: FieldMDPAction = FieldMDPAction.INCLUDE
) -> SigFieldSpec:
    """A signature field that locks others."""
    return SigFieldSpec(
        name,
        on_page=0,
        box=BOX,
        field_mdp_spec=FieldMDPSpec(action, fields=list(fields)),
    )


def made(flows: Flows) -> dict[str, tuple[str, str, list[Step]]]:
    """Base, steps in words and steps of every flow."""
    text = TextStampStyle(stamp_text="Digitalt signerat av\n%(signer)s\nDatum: %(ts)s")
    top = TextStampStyle(
        stamp_text="Signerat: %(signer)s\n%(ts)s",
        inner_content_layout=SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MAX),
    )
    code = QRStampStyle(stamp_text="Signerat av %(signer)s\n%(ts)s\n%(url)s")
    certified: dict[str, Any] = {"certify": True}
    seed = SigSeedValueSpec(reasons=["Godkänt", "Justerat"], subfilters=[SigSeedSubFilter.PADES])
    return {
        "two-invisible": ("plain", "sign; sign", [flows.sign(), flows.sign("bo", "Sig2")]),
        "three-invisible": (
            "plain",
            "sign; sign; sign",
            [flows.sign(), flows.sign("bo", "Sig2"), flows.sign("cecilia", "Sig3")],
        ),
        "two-packed": ("packed", "sign; sign", [flows.sign(), flows.sign("bo", "Sig2")]),
        "two-nested": (
            "nested",
            "sign; sign visibly on page 2",
            [flows.sign(), flows.seen("bo", "Sig2", BOX, text, on_page=1)],
        ),
        "visible-text-twice": (
            "plain",
            "sign visibly; sign visibly",
            [flows.seen("anna", "Sig1", BOX, text), flows.seen("bo", "Sig2", SECOND_BOX, top)],
        ),
        "visible-text-packed": (
            "packed",
            "sign visibly; sign visibly; sign visibly on page 2",
            [
                flows.seen("anna", "Sig1", BOX, text),
                flows.seen("bo", "Sig2", SECOND_BOX, top),
                flows.seen("cecilia", "Sig3", THIRD_BOX, text, on_page=1),
            ],
        ),
        "visible-image-second": (
            "plain",
            "sign; sign visibly by a picture",
            [flows.sign(), flows.seen("bo", "Sig2", BOX, image())],
        ),
        "visible-qr-second": (
            "plain",
            "sign; sign visibly by a QR code and text",
            [flows.sign(), qr_signed(flows, code)],
        ),
        "visible-default-second": (
            "commented",
            "sign; sign visibly on a page with a link",
            [flows.sign(), flows.seen("bo", "Sig2", BOX)],
        ),
        "existing-fields": (
            "form",
            "sign into an empty field; sign into an empty field below a parent",
            [flows.sign("anna", "Ordf"), flows.sign("bo", "Justering.Justerare")],
        ),
        "existing-fields-packed": (
            "form-packed",
            "sign into an empty field; sign into an empty field below a parent",
            [flows.sign("anna", "Ordf"), flows.sign("bo", "Justering.Justerare")],
        ),
        "existing-fields-text": (
            "form-indirect",
            "sign into an empty field with a look; the same below a parent; /Annots indirect",
            [
                styled(flows, "anna", "Ordf", text),
                styled(flows, "bo", "Justering.Justerare", top),
            ],
        ),
        "prepared-fields": (
            "plain",
            "add two empty fields; sign one; sign the other visibly",
            [
                empty_fields(SigFieldSpec("A"), SigFieldSpec("B", on_page=0, box=BOX)),
                flows.sign("anna", "A"),
                styled(flows, "bo", "B", text),
            ],
        ),
        "prepared-after": (
            "plain",
            "sign; add an empty field; sign into it",
            [
                flows.sign(),
                empty_fields(SigFieldSpec("B", on_page=0, box=BOX)),
                styled(flows, "bo", "B", text),
            ],
        ),
        "empty-after": (
            "plain",
            "sign; add an empty invisible field",
            [flows.sign(), empty_fields(SigFieldSpec("B"))],
        ),
        "empty-seed": (
            "plain",
            "sign; add an empty field with seed values; sign into it",
            [
                flows.sign(),
                empty_fields(SigFieldSpec("B", seed_value_dict=seed)),
                flows.sign("bo", "B", reason="Justerat"),
            ],
        ),
        "hierarchy-new": (
            "plain",
            "sign a.b; sign a.c, which grows the /Kids of a",
            [flows.sign("anna", "Grupp.Ordf"), flows.sign("bo", "Grupp.Justerare")],
        ),
        "hierarchy-form": (
            "form",
            "sign; sign Justering.Ny, below a parent of the form",
            [flows.sign(), flows.sign("bo", "Justering.Ny")],
        ),
        "encrypted": ("encrypted", "sign; sign", [flows.sign(), flows.sign("bo", "Sig2")]),
        "hybrid": ("hybrid", "sign; sign", [flows.sign(), flows.sign("bo", "Sig2")]),
        "described": (
            "described",
            "sign; sign; XMP's dates follow",
            [flows.sign(), flows.sign("bo", "Sig2", reason="Justering", location="Testby")],
        ),
        "printed-hidden": (
            "plain",
            "sign; sign with print and hidden flags",
            [
                flows.sign(),
                Signing(
                    keys=flows.keys,
                    by="bo",
                    spec=SigFieldSpec(
                        "Sig2",
                        invis_sig_settings=InvisSigSettings(
                            set_print_flag=True, set_hidden_flag=True
                        ),
                        visible_sig_settings=VisibleSigSettings(rotate_with_page=False),
                    ),
                    options={"field_name": "Sig2"},
                ),
            ],
        ),
        "dss-added": ("plain", "sign; add a DSS", [flows.sign(), flows.stored]),
        "dss-grown": (
            "plain",
            "sign; add a DSS; sign; grow the DSS",
            [flows.sign(), flows.stored, flows.sign("bo", "Sig2"), flows.stored],
        ),
        "b-lt": ("plain", "sign B-LT", [flows.long_term("anna", "Sig1", archived=False)]),
        "b-lta": ("plain", "sign B-LTA", [flows.long_term("anna", "Sig1", archived=True)]),
        "b-lta-twice": (
            "plain",
            "sign B-LTA; sign B-LTA",
            [
                flows.long_term("anna", "Sig1", archived=True),
                flows.long_term("bo", "Sig2", archived=True),
            ],
        ),
        "b-lta-updated": (
            "packed",
            "sign B-LTA; the chain of time-stamps updated",
            [flows.long_term("anna", "Sig1", archived=True), flows.archived_anew],
        ),
        "time-stamped": (
            "plain",
            "sign; document time-stamp; document time-stamp",
            [flows.sign(), flows.time_stamp("Tid1"), flows.time_stamp("Tid2")],
        ),
        "time-stamp-first": (
            "plain",
            "document time-stamp; sign",
            [flows.time_stamp("Tid1"), flows.sign()],
        ),
        "certified-2-second": (
            "plain",
            "certify P=2; sign",
            [
                flows.sign(**certified, docmdp_permissions=MDPPerm.FILL_FORMS),
                flows.sign("bo", "S2"),
            ],
        ),
        "certified-1-lta": (
            "plain",
            "certify P=1; add a DSS; document time-stamp",
            [
                flows.sign(**certified, docmdp_permissions=MDPPerm.NO_CHANGES),
                flows.stored,
                flows.time_stamp("Tid1"),
            ],
        ),
        "certified-2-filled": (
            "form",
            "certify P=2; fill text; tick; sign into an empty field",
            [
                flows.sign("anna", "Ordf", **certified, docmdp_permissions=MDPPerm.FILL_FORMS),
                filled("Ort", "Testby"),
                filled("Bilaga", "Yes"),
                flows.sign("bo", "Justering.Justerare"),
            ],
        ),
        "certified-2-filled-packed": (
            "form-packed",
            "certify P=2; fill text; tick",
            [
                flows.sign("anna", "Ordf", **certified, docmdp_permissions=MDPPerm.FILL_FORMS),
                filled("Datum", "2026-03-02"),
                filled("Bilaga", "Yes"),
            ],
        ),
        "certified-3-noted": (
            "plain",
            "certify P=3; add a note with its popup",
            [flows.sign(**certified, docmdp_permissions=MDPPerm.ANNOTATE), noted],
        ),
        "certified-3-noted-signed": (
            "plain",
            "certify P=3; add a note with its popup; sign",
            [
                flows.sign(**certified, docmdp_permissions=MDPPerm.ANNOTATE),
                noted,
                flows.sign("bo", "Sig2"),
            ],
        ),
        "locked-other-filled": (
            "form",
            "sign and lock Ort; fill Datum",
            [
                Signing(
                    keys=flows.keys,
                    spec=locked("L", "Ort"),
                    options={"field_name": "L"},
                ),
                filled("Datum", "2026-03-02"),
            ],
        ),
        "locked-all-second": (
            "plain",
            "sign and lock all but Sig2; sign Sig2",
            [
                Signing(
                    keys=flows.keys,
                    spec=locked("L", "Sig2", action=FieldMDPAction.EXCLUDE),
                    options={"field_name": "L"},
                ),
                flows.sign("bo", "Sig2"),
            ],
        ),
        "certified-2-locked-other-filled": (
            "form",
            "certify P=2 and lock Ort; fill Datum",
            [
                Signing(
                    keys=flows.keys,
                    spec=locked("L", "Ort"),
                    options={
                        "field_name": "L",
                        **certified,
                        "docmdp_permissions": MDPPerm.FILL_FORMS,
                    },
                ),
                filled("Datum", "2026-03-02"),
            ],
        ),
        "lo-signed": (
            "lo-signed",
            "LibreOffice signs as it exports; sign visibly",
            [flows.seen("bo", "Sig2", BOX, text)],
        ),
        "tagged": (
            "tagged",
            "sign; sign visibly",
            [flows.sign(), flows.seen("bo", "Sig2", BOX, text)],
        ),
    }


def styled(flows: Flows, by: str, field: str, style: Any) -> Step:
    """A signature with a look, in a field that is there."""
    return Signing(keys=flows.keys, by=by, style=style, options={"field_name": field})


def qr_signed(flows: Flows, style: QRStampStyle) -> Step:
    """A signature with a QR code."""

    def step(data: bytes) -> bytes:
        signer = PdfSigner(
            PdfSignatureMetadata(field_name="Sig2", subfilter=SigSeedSubFilter.PADES),
            flows.keys.signer("bo"),
            stamp_style=style,
            new_field_spec=SigFieldSpec("Sig2", on_page=0, box=(72, 400, 322, 480)),
        )
        shown = {"url": "https://example.com/protokoll/1"}
        output = run(signer.async_sign_pdf(opened(data), appearance_text_params=shown))
        return bytes(output.getvalue())

    return step


def make(bases: Path, keys: Path, folder: Path) -> None:
    """Write every flow into the folder."""
    flows = Flows(Keys(keys))
    first = flows.seen("anna", "Sig1", BOX)((bases / "packed.pdf").read_bytes())
    (bases / "signed.pdf").write_bytes(first)  # for the other writers to go on with
    listing = Listing(folder, "pyHanko", pyhanko_version)
    for name, (base, steps, taken) in made(flows).items():
        try:
            data = after((bases / f"{base}.pdf").read_bytes(), taken)
        except Exception as error:  # noqa: BLE001 - each flow is told of, the others are made
            print(f"{name}: {type(error).__name__}: {error}")  # noqa: T201
            continue
        listing.add(f"pyhanko-{name}", data, base=base, steps=steps)


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:4]))
