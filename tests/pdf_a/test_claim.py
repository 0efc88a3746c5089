"""The claim to be PDF/A: read strictly, and never more than a claim."""

import pytest

from fhvalidate import TrustAnchors, validate
from fhvalidate.pdf_a.answer import PdfAAnswer, PdfAStatus
from fhvalidate.pdf_a.claim import MAX_NODES, MAX_SIZE, Lack, read_claim
from tests.pdf_a.files import IDS, claiming, described, with_metadata, xmp


@pytest.mark.parametrize(
    ("part", "conformance", "flavour"),
    [("1", "B", "1b"), ("2", "U", "2u"), ("3", "a", "3a"), ("4", "", "4"), ("4", "F", "4f")],
)
def test_a_claim_is_a_part_and_a_conformance(part: str, conformance: str, flavour: str) -> None:
    claim = read_claim(claiming(part, conformance))

    assert claim.flavour == flavour
    assert claim.told == flavour.upper()
    assert claim.lack is None


def test_a_claim_may_be_written_as_elements() -> None:
    within = "<pdfaid:part> 2 </pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"

    assert read_claim(xmp(described(within=within))).flavour == "2b"


def test_a_claim_may_stand_beside_other_descriptions_of_the_file() -> None:
    part = described('pdfaid:part="3" pdfaid:conformance="B" pdfaid:amd="1"')

    assert read_claim(xmp(described(), part, described().replace('rdf:about=""', ""))).told == "3B"


CLAIM = described('pdfaid:part="2" pdfaid:conformance="B"')
PART = "<pdfaid:part>3</pdfaid:part>"


def twice_rdf() -> bytes:
    """Metadata that is there twice, and claims in both."""
    written = xmp(CLAIM).decode()
    rdf = written[written.index("<rdf:RDF") : written.index("</x:xmpmeta>")]
    return written.replace(
        "</x:xmpmeta>", rdf.replace('part="2"', 'part="3"') + "</x:xmpmeta>"
    ).encode()


@pytest.mark.parametrize(
    "metadata",
    [
        twice_rdf(),
        xmp(CLAIM, CLAIM),
        xmp(CLAIM, f'<pdfaid:T {IDS} rdf:about="">{PART}</pdfaid:T>'),
        xmp(CLAIM, f'<x:T xmlns:x="urn:x" {IDS} rdf:about="">{PART}</x:T>'),
        xmp(CLAIM, *[described()] * 1_000, described(within=PART)),
        xmp(CLAIM.replace('about=""', 'about="http://other.example/"')),
        xmp(CLAIM, described().replace('about=""', 'about="http://other.example/"')),
        xmp(described('pdfaid:part="2"'), described('pdfaid:conformance="B"')),
        xmp(described(within="<pdfaid:part>2<x/>3</pdfaid:part>")),
        xmp(described(within='<pdfaid:part rdf:resource="3">2</pdfaid:part>')),
        xmp(described(within="<pdfaid:part><rdf:Alt><rdf:li>2</rdf:li></rdf:Alt></pdfaid:part>")),
        xmp(described('pdfaid:part="2" pdfaid:conformance="B" pdfaid:Part="3"')),
        xmp(described('pdfaid:part="4" pdfaid:rev="2020"', "<pdfaid:rev>2021</pdfaid:rev>")),
        xmp(described('pdfaid:part="2"', f'<x:m xmlns:x="urn:x">{CLAIM}</x:m>')),
    ],
)
def test_what_readers_could_take_for_different_claims_is_none(metadata: bytes) -> None:
    claim = read_claim(metadata)

    assert (claim.flavour, claim.told, claim.lack) == (None, None, Lack.AMBIGUOUS)


def test_metadata_of_more_elements_than_the_bound_claims_nothing() -> None:
    many = f"<x:m xmlns:x='urn:x'>{'<x/>' * MAX_NODES}</x:m>"

    assert read_claim(xmp(CLAIM, described(within=many))).lack is Lack.UNREADABLE


@pytest.mark.parametrize(
    ("metadata", "lack"),
    [
        (None, Lack.NOT_CLAIMED),
        (xmp(described()), Lack.NOT_CLAIMED),
        (xmp(described('pdfaid:conformance="B"')), Lack.NOT_CLAIMED),
        (b"", Lack.UNREADABLE),
        (b"<x", Lack.UNREADABLE),
        (b'<!DOCTYPE x [<!ENTITY e "2">]>' + claiming("2", "B"), Lack.UNREADABLE),
        (b" " * (MAX_SIZE + 1), Lack.UNREADABLE),
        (xmp(described('pdfaid:part="1"'), described('pdfaid:part="2"')), Lack.AMBIGUOUS),
        (
            xmp(
                described('pdfaid:part="2" pdfaid:conformance="B"', "<pdfaid:part>1</pdfaid:part>")
            ),
            Lack.AMBIGUOUS,
        ),
        (claiming("2"), Lack.UNKNOWN),
        (claiming("1", "U"), Lack.UNKNOWN),
        (claiming("2", "B --profile"), Lack.UNKNOWN),
        (claiming("9" * 100, "B"), Lack.UNKNOWN),
        (claiming("٢", "B"), Lack.UNKNOWN),
    ],
)
def test_what_cannot_be_tried_says_why(metadata: bytes | None, lack: Lack) -> None:
    claim = read_claim(metadata)

    assert claim.flavour is None
    assert claim.lack is lack


def test_a_claim_within_a_description_is_no_claim_of_the_file() -> None:
    part = described('pdfaid:part="2"')
    inner = f'<x:made xmlns:x="urn:x">{part}</x:made>'

    assert read_claim(xmp(described(within=inner))).lack is Lack.AMBIGUOUS


def test_nothing_is_tried_that_is_not_claimed() -> None:
    """A program left to itself tries PDF/A-1B, and its answer would read as the file's claim."""
    tried: list[str] = []

    def tries(_: bytes, flavour: str) -> PdfAAnswer:
        tried.append(flavour)
        return PdfAAnswer(PdfAStatus.COMPLIANT, flavour=flavour)

    report = validate(with_metadata(xmp(described())), trust=TrustAnchors.none(), pdf_a=tries)

    assert not tried
    assert report.document.pdfa is not None
    assert report.document.pdfa.validated is PdfAStatus.NOT_RUN
    assert report.document.pdfa.claimed is None


def test_a_claim_alone_validates_nothing() -> None:
    report = validate(with_metadata(claiming("2", "B")), trust=TrustAnchors.none())

    assert report.document.pdfa is not None
    assert report.document.pdfa.claimed == "2B"
    assert report.document.pdfa.validated is PdfAStatus.NOT_RUN
    assert report.document.pdfa.reason == "no-program"


def test_the_claim_is_tried_on_the_bytes_that_were_read() -> None:
    data = with_metadata(claiming("4"))

    def tries(tried: bytes, flavour: str) -> PdfAAnswer:
        assert tried == data
        return PdfAAnswer(PdfAStatus.COMPLIANT, None, flavour, "veraPDF", "1.28.1")

    report = validate(data, trust=TrustAnchors.none(), pdf_a=tries)

    assert report.document.pdfa is not None
    assert report.document.pdfa.validated is PdfAStatus.COMPLIANT
    assert report.document.pdfa.flavour == "4"
