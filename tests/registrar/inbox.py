"""A morning's post: thirty files of every kind, and what their issuers publish."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.fixtures.documents import encrypted
from tests.fixtures.make import FILES
from tests.pki import ANNA, ASA, BO, EPOCH, YEAR, Authority, Identity
from tests.pki.layout import DocumentInformation, Line, Page, draw_pages
from tests.pki.signing import sign_b_b, sign_b_lt, sign_b_lta, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.updates import add_empty_field, draw_on_page
from tests.pki.validation_data import ValidationData, add_validation_data

LONG = EPOCH + 60 * YEAR
"""When the certificates end: what is judged as of now holds whenever the tests are run."""

INTACT = 14  # originals, which are to be green in the end; the other sixteen never are

# Files of the fixtures, by the names that they come in under.
_OTHERS = {
    "protokoll mars, utskrift.pdf": "minutes-printed.pdf",
    "protokoll mars, ny utskrift.pdf": "minutes-printed-ghostscript.pdf",
    "protokoll mars, omsparat.pdf": "resaved.pdf",
    "protokoll mars, ändrat.pdf": "minutes-altered.pdf",
    "protokoll april.pdf": "minutes-ciceron.pdf",
    "protokoll maj.pdf": "minutes-penneo.pdf",
    "protokoll juni.pdf": "minutes-never-signed.pdf",
    "avtal, låst.pdf": "encrypted.pdf",
    "skräp.pdf": "garbage.pdf",
    "halv fil.pdf": "truncated.pdf",
    "bild.pdf": "picture.pdf",
    "tom.pdf": "zero.pdf",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A certificate as its issuer publishes it: its name, its file, its fingerprint."""

    name: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Post:
    """What came, and what the issuers publish: their files, and the page of fingerprints."""

    inbox: Mapping[str, bytes]
    originals: frozenset[str]
    issued: Mapping[str, bytes]
    page: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class _Issuer:
    """Who signs, who issued to them, what stamps their time, and what their files hold."""

    roots: tuple[Authority, ...]
    authority: Authority
    anna: Identity
    bo: Identity
    stamps: TimeStampAuthority
    data: ValidationData


@cache
def post() -> Post:
    """The morning's post, with fresh keys."""
    tid = Authority.root("Exempelmyndighetens tids-CA", not_after=LONG)
    own = _issuer("Exempelmyndighetens", time_stamp_root=tid)
    bank, mail = _issuer("Provbankens"), _issuer("Påhittspostens", answers=True)
    originals = {**_own(own), **_from_others(own, bank, mail)}
    known = {"exempelmyndigheten": own, "provbanken": bank, "pahittsposten": mail}
    issued, page = _published(known)
    return Post({**originals, **_never_green(own)}, frozenset(originals), issued, page)


def _issuer(
    name: str, *, time_stamp_root: Authority | None = None, answers: bool = False
) -> _Issuer:
    """An issuer; with `answers` its people's certificates are answered for, not listed."""
    root = Authority.root(f"{name} rot-CA", not_after=LONG)
    authority = root.issue_authority(f"{name} utfärdar-CA", not_after=LONG)
    stamping = time_stamp_root or root
    unit = stamping.issue_time_stamping(f"{name} tidsstämpling", not_after=LONG)
    anna, bo = (authority.issue_person(each, not_after=LONG) for each in (ANNA, BO))
    roots = (root,) if time_stamp_root is None else (root, time_stamp_root)
    listing = roots if answers else (*roots, authority)
    asked = (anna, bo) if answers else ()
    data = ValidationData(
        certificates=(authority.certificate, unit.certificate),
        crls=tuple(each.crl(next_update=LONG) for each in listing),
        ocsps=tuple(authority.ocsp(each.certificate, next_update=LONG) for each in asked),
    )
    return _Issuer(roots, authority, anna, bo, TimeStampAuthority(identity=unit), data)


def _own(own: _Issuer) -> dict[str, bytes]:
    """Originals that only the municipality's own signing service stands behind."""
    anna, bo, stamps, data = own.anna, own.bo, own.stamps, own.data
    twice = sign_b_t(letter("Avtal om lokaler"), anna, stamps, field="Hyresvärd")
    twice = add_validation_data(sign_b_t(twice, bo, stamps, field="Hyresgäst"), data)
    unrevoked = own.roots[0].issue_person(ASA, no_rev_avail=True, not_after=LONG)
    openly = encrypted(letter("Beslut om bostadsanpassning"), user_password="")
    return {
        "beslut 17.pdf": sign_b_lta(letter("Beslut om bygglov"), anna, stamps, data),
        "beslut 18.pdf": sign_b_lt(letter("Beslut om skolskjuts"), bo, stamps, data),
        "beslut 19.pdf": sign_b_lt(openly, anna, stamps, data),
        "delegation.pdf": sign_b_lt(letter("Delegation"), anna, stamps, data),
        "hyresavtal.pdf": twice,
        "intyg.pdf": sign_b_b(letter("Intyg om tjänstgöring"), unrevoked),
        "yttrande.pdf": sign_b_b(letter("Yttrande"), bo),
    }


def _from_others(own: _Issuer, bank: _Issuer, mail: _Issuer) -> dict[str, bytes]:
    """Originals that other issuers stand behind, one of them beside the municipality's own."""
    bare = replace(bank.anna, issuers=())  # tells of no issuer in between
    agreed = sign_b_lt(letter("Avtal om städning"), own.anna, own.stamps, own.data)
    return {
        "städavtal.pdf": sign_b_t(agreed, bank.bo, bank.stamps, field="Leverantör"),
        "faktura 1.pdf": sign_b_lt(letter("Faktura 1"), bank.bo, bank.stamps, bank.data),
        "faktura 2.pdf": sign_b_t(letter("Faktura 2"), bare, bank.stamps),
        "anbud 1.pdf": sign_b_lt(letter("Anbud 1"), mail.anna, mail.stamps, mail.data),
        "anbud 2.pdf": sign_b_lt(letter("Anbud 2"), mail.bo, mail.stamps, mail.data),
        "anbud 3.pdf": sign_b_lta(letter("Anbud 3"), mail.bo, mail.stamps, mail.data),
        "fullmakt.pdf": sign_b_t(letter("Fullmakt"), bank.anna, bank.stamps),
    }


def _never_green(own: _Issuer) -> dict[str, bytes]:
    """Altered, reprinted, never signed, locked, broken, no PDF, or of an unknown issuer."""
    stranger = _issuer("Främlingens")
    signed = sign_b_lt(letter("Beslut"), own.anna, own.stamps, own.data)
    return {
        "beslut 20.pdf": draw_on_page(signed, "Bifall"),
        "brev.pdf": letter("Brev"),
        "blankett.pdf": add_empty_field(letter("Blankett")),
        "okänt.pdf": sign_b_lt(letter("Krav"), stranger.anna, stranger.stamps, stranger.data),
        **{name: (FILES / file).read_bytes() for name, file in _OTHERS.items()},
    }


def letter(title: str) -> bytes:
    """One page that says what it is."""
    lines = (Line(text=title, size=15, bold=True), Line(), Line(text="Exempelby den 2 mars 2026"))
    return draw_pages([Page(lines=lines)], DocumentInformation(title=title))


def _published(
    known: Mapping[str, _Issuer],
) -> tuple[dict[str, bytes], tuple[Published, ...]]:
    files: dict[str, bytes] = {}
    page: list[Published] = []

    def publish(file: str, certificate: x509.Certificate, data: bytes) -> None:
        name = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
        files[file] = data
        page.append(Published(str(name), file, certificate.fingerprint(hashes.SHA256()).hex(":")))

    for who, issuer in known.items():
        for root, kind in zip(issuer.roots, ("rot", "tid"), strict=False):
            publish(f"{who}-{kind}.pem", root.certificate, root.pem)
            files[f"{who}-{kind}.crl"] = _crl(root)
        between = issuer.authority.certificate
        files[f"{who}-utfardare.cer"] = between.public_bytes(Encoding.DER)
        files[f"{who}-utfardare.crl"] = _crl(issuer.authority)
    return files, tuple(page)


def _crl(authority: Authority) -> bytes:
    return authority.crl(next_update=LONG).public_bytes(Encoding.DER)
