"""A signed document that tells a personal number wherever a document can."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import pikepdf
from cryptography import x509
from cryptography.x509.oid import NameOID
from pikepdf import Array, Dictionary, Name, String

from tests.cli.numbers import IN_ADDRESS, IN_NAME, IN_TEXT, Numbers
from tests.pki import Authority
from tests.pki.identity import Identity
from tests.pki.minutes import Decision, Minutes, Vendor, minutes
from tests.pki.profile import PERSON
from tests.pki.signing import sign
from tests.pki.updates import (
    add_annotation,
    add_empty_field,
    add_text_field,
    change_title,
    draw_on_page,
    fill_text_field,
)
from tests.pki.vendor_pages import PageSigner


def authority(number: Numbers) -> Authority:
    """A root whose own name has a number."""
    return Authority.root(f"Rot-CA {number('issuer')}")


def identity(number: Numbers, root: Authority) -> Identity:
    """A signer with a number in every part of the certificate."""
    kinds = {
        NameOID.COUNTRY_NAME: "SE",
        NameOID.ORGANIZATION_NAME: f"Prov {number('organisation')}",
        NameOID.ORGANIZATIONAL_UNIT_NAME: f"Enhet {number('unit')}",
        NameOID.TITLE: f"Ordförande {number('title-in-certificate')}",
        NameOID.SURNAME: f"Exempel {number('surname')}",
        NameOID.GIVEN_NAME: f"Anna {number('given-name')}",
        NameOID.SERIAL_NUMBER: number(
            "serial-number", IN_NAME[:-1]
        ),  # a PrintableString has no dash
        NameOID.USER_ID: number("user-id"),
        NameOID.PSEUDONYM: f"A {number('pseudonym')}",
        NameOID.EMAIL_ADDRESS: f"{number('e-mail', IN_ADDRESS)}@exempel.test",
        NameOID.COMMON_NAME: f"Anna Exempel {number('common-name')}",
    }
    subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in kinds.items()])
    other = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"Anna {number('alternative-name')}")]
    )
    names = x509.SubjectAlternativeName(
        [
            x509.RFC822Name(f"{number('alternative-e-mail', IN_ADDRESS)}@exempel.test"),
            x509.DirectoryName(other),
            x509.UniformResourceIdentifier(
                f"https://exempel.test/{number('alternative-address', IN_ADDRESS)}"
            ),
        ]
    )
    profile = replace(PERSON, extensions=((names, False),), no_rev_avail=True)
    return root.issue(subject, profile)


def _said(number: Numbers) -> Minutes:
    decision = Decision(
        title=f"Ansökan {number('heading')}",
        decision=f"Nämnden beviljar ansökan från {number('decision', IN_TEXT)} i dess helhet.",
        summary=f"Anna Exempel, {number('summary', IN_TEXT)}, har ansökt om bistånd.",
        reference=f"SN {number('reference-in-text', IN_TEXT)}",
    )
    return Minutes(
        vendor=Vendor.CICERON_TWODAY,
        municipality=f"Exempelby {number('municipality')}",
        title=f"Protokoll {number('document-title')}",
        chair=f"Anna Exempel {number('chair')}",
        adjuster=f"Bo Testsson {number('adjuster')}",
        others=(f"Cecilia Påhittad {number('present')}",),
        decisions=(decision,),
        adjustment=f"Digital justering {number('adjustment', IN_TEXT)}",
        signers=(
            PageSigner(
                name=f"Anna Exempel {number('listed-name')}",
                role=f"Ordförande {number('listed-role')}",
            ),
        ),
    )


def _furnished(data: bytes, number: Numbers, attached: bytes) -> bytes:
    """The PDF with all that is no page: information, metadata, outline, layers, attachments."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ("Author", "Subject", "Keywords", "Creator", "Producer", "Egen"):
            pdf.docinfo[Name("/" + key)] = String(f"{key} {number(f'information-{key}')}")
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = f"Titel {number('metadata-title')}"
            metadata["dc:creator"] = [f"Anna {number('metadata-creator')}"]
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"Ärende {number('bookmark')}", 0))
        name = f"bilaga {number('attachment')}.pdf"
        pdf.attachments[name] = pikepdf.AttachedFileSpec(
            pdf, attached, filename=name, description=f"Bilaga {number('attachment-description')}"
        )
        layer = pdf.make_indirect(
            Dictionary(Type=Name.OCG, Name=String(f"Lager {number('layer')}"))
        )
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(Name=String(number("layers")), ON=Array([layer]))
        )
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(number("label")))]))
        page = pdf.pages[0]
        _drawn_apart(page, number)
        page.obj.Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Text,
                        Rect=Array([20, 20, 40, 40]),
                        Contents=String(f"Se {number('note', IN_TEXT)}"),
                        T=String(f"Anna {number('note-author')}"),
                        NM=String(number("note-name")),
                    )
                ),
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Link,
                        Rect=Array([50, 20, 70, 40]),
                        A=Dictionary(
                            S=Name.URI,
                            URI=String(f"https://exempel.test/{number('link', IN_ADDRESS)}"),
                        ),
                    )
                ),
            ]
        )
        pdf.save(file)
    return file.getvalue()


def _drawn_apart(page: pikepdf.Page, number: Numbers) -> None:
    """Draws a number's date and its last digits apart, close together on one row."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    name = page.add_resource(font, Name.Font)
    written = number("two-spans", ("{c}{y}{m}{d}-{n}",))
    text = f"q BT {name} 10 Tf 72 90 Td ({written[:9]}) Tj 48 0 Td ({written[9:]}) Tj ET Q"
    page.contents_add(text.encode())


def signed_by(number: Numbers, signer: Identity) -> bytes:
    """The document, with every number in it, and one more revision after the signature."""
    attached = minutes(Minutes(title=f"Bilaga {number('attached-title')}"))
    data = _furnished(minutes(_said(number)), number, attached)
    data = add_text_field(data, f"Falt {number('form-field')}")
    data = fill_text_field(data, f"Falt {number('form-field')}", f"Se {number('value-before')}")
    data = sign(
        add_empty_field(data, f"Tom {number('empty-field')}"),
        signer,
        field=f"Underskrift {number('signature-field')}",
        reason=f"Justering {number('reason')}",
        location=f"Exempelby {number('location')}",
        contact=f"Tfn {number('contact')}",
        name=f"Anna {number('signature-name')}",
        box=(72, 40, 320, 80),
    )
    for revise in _revisions(number):
        data = revise(data)
    return data


def _revisions(number: Numbers) -> Iterator[Callable[[bytes], bytes]]:
    yield lambda data: fill_text_field(
        data, f"Falt {number('form-field')}", f"Se {number('value-after')}"
    )
    yield lambda data: add_annotation(data, f"Obs {number('later-note', IN_TEXT)}")
    yield lambda data: change_title(data, f"Ny titel {number('later-title')}")
    yield lambda data: draw_on_page(data, f"Rattat {number('later-text', IN_TEXT)}")
