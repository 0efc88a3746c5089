"""Signature pages and footers in the manner of the vendors Swedish municipalities use.

The wording is the vendors' standard text; names and numbers are made up.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from tests.pki.layout import Line, Page, wrapped


class Vendor(enum.Enum):
    """Whose marks the minutes carry."""

    NONE = "none"
    KNOWIT = "Knowit"
    CICERON_TWODAY = "Ciceron DoÄ with twoday"
    CICERON_VISMA = "Ciceron DoÄ with Visma"
    PENNEO = "Penneo"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSigner:
    """A signer as the signature page tells of them."""

    name: str
    role: str = "Ordförande"
    time: str = "2026-03-02 10:00:00"
    transaction: str = "00112233445566778899AABBCCDDEEFF0011223344"


KNOWIT_HEADING = "Underskriftssida"
KNOWIT_STATEMENTS = (
    "Dokumentet har skrivits under elektroniskt av en eller flera personer som är listade nedan.",
    (
        "Detta dokument med sin elektroniska underskrift gäller som självständig handling och "
        "uppfyller EU-krav på avancerade elektroniska underskrifter enligt eIDAS."
    ),
    (
        "Varje underskrift kan valideras med en PDF-läsare med stöd för signaturvalidering "
        "(exempelvis Adobe Acrobat Reader) eller med Knowits valideringstjänst. Andra "
        "valideringstjänster kan användas förutsatt att dessa uppfyller de tekniska kraven enligt "
        "internationella standarder."
    ),
    (
        "Om dokumentet skrivs ut på papper, eller om dokumentet 'skrivs ut' till ett nytt "
        "PDF-dokument, så följer inte de elektroniska underskrifterna med. Endast det elektroniskt "
        "underskrivna originaldokumentet går att validera."
    ),
)
CICERON_FOOTER = "Det här dokumentet är digitalt signerat"
PENNEO_KEY = "Q0AAA-0B111-2CCCC-8DDD6-1EEEE-SF0HO"
PENNEO_STATEMENT = (
    "Signaturerna i detta dokument är juridiskt bindande. Dokumentet är signerat genom Penneo™ "
    "för säker digital signering. Tecknarnas identitet har lagrats, och visas nedan."
)
PENNEO_CONFIRMATION = (
    '"Med min signatur bekräftar jag innehållet och alla datum i detta dokumentet."'
)
PENNEO_SEAL = (
    "Detta dokument är försett med ett kvalificerat elektroniskt sigill. För mer information om "
    "Penneos kvalificerade betrodda tjänster, se https://eutl.penneo.com."
)
PENNEO_PROOF = (
    "De kryptografiska bevisen kan kontrolleras med hjälp av Penneos validator, "
    "https://penneo.com/validator, eller andra valideringsverktyg för digitala signaturer."
)


def footer(vendor: Vendor, signers: Iterable[PageSigner]) -> tuple[str, ...]:
    """What the vendor puts at the foot of each page."""
    if vendor not in {Vendor.CICERON_TWODAY, Vendor.CICERON_VISMA}:
        return ()
    return (
        CICERON_FOOTER,
        *(f"Transaktionsidentitet: {signer.transaction}" for signer in signers),
    )


def side_text(vendor: Vendor) -> str:
    """What the vendor puts along the edge of each page."""
    return f"Penneo dokumentnyckel: {PENNEO_KEY}" if vendor is Vendor.PENNEO else ""


def pages(vendor: Vendor, signers: tuple[PageSigner, ...], municipality: str) -> tuple[Page, ...]:
    """The pages the vendor adds at the end."""
    match vendor:
        case Vendor.NONE:
            return ()
        case Vendor.KNOWIT:
            return (Page(lines=tuple(_knowit(signers))),)
        case Vendor.CICERON_TWODAY:
            return _ciceron(signers, municipality, maker="twoday")
        case Vendor.CICERON_VISMA:
            return _ciceron(signers, municipality, maker="Visma")
        case Vendor.PENNEO:
            return (Page(lines=tuple(_penneo(signers))),)


def _knowit(signers: tuple[PageSigner, ...]) -> Iterable[Line]:
    yield Line(text=KNOWIT_HEADING, size=18, bold=True)
    yield Line()
    for statement in KNOWIT_STATEMENTS:
        yield from wrapped(statement)
        yield Line()
    for signer in signers:
        yield Line()
        yield Line(text=signer.name, bold=True)
        yield Line(text=signer.role)
        yield Line(text=signer.time)
        yield from (Line() for _ in range(3))  # where the visible signature goes


def _ciceron(signers: tuple[PageSigner, ...], municipality: str, *, maker: str) -> tuple[Page, ...]:
    people = [
        line
        for signer in signers
        for line in (
            Line(text=signer.name, bold=True),
            Line(text="Datum:", beside=signer.time),
            Line(text="Transaktionsidentitet:", beside=signer.transaction),
            Line(),
        )
    ]
    signed = (
        Line(text="Undertecknat av följande personer", size=14, bold=True),
        Line(),
        *people,
        Line(text="Underskriftstjänst:", beside=f"{maker} Underskriftstjänst"),
        Line(),
        Line(text=f"© {maker}", size=8),
    )
    organisation = (
        Line(text="Dokumentet är signerat av Ciceron DoÄ", size=14, bold=True),
        Line(),
        Line(text="Organisation", bold=True),
        Line(),
        Line(text="Organisation:", beside=municipality),
        Line(text="Organisationsnr:", beside="212000-0000"),
        Line(text="E-post:", beside="kommun@example.test"),
        Line(text="Hemsida:", beside="www.example.test"),
        Line(),
        Line(text=f"© {maker}", size=8),
    )
    return Page(lines=signed), Page(lines=organisation)


def _penneo(signers: tuple[PageSigner, ...]) -> Iterable[Line]:
    yield from wrapped(PENNEO_STATEMENT)
    yield Line()
    yield Line(text=PENNEO_CONFIRMATION, size=9)
    yield Line()
    for number, signer in enumerate(signers, start=1):
        yield Line(text=signer.name.upper(), bold=True)
        yield Line(text=signer.role)
        yield Line(text=f"Serienummer: a3673656b4da77{number}[…]4798fc5ed8633{number}")
        yield Line(text=f"IP: 192.0.2.{number}")
        yield Line(text=f"{signer.time} UTC")
        yield Line()
    yield from wrapped(PENNEO_SEAL, size=8)
    yield Line()
    yield from wrapped(PENNEO_PROOF, size=8)
