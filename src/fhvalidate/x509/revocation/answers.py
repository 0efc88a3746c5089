"""All that the CRLs and OCSP responses at hand say of a certificate (RFC 5280, 6.3; RFC 6960).

Every one that names the certificate is asked, whatever the certificate declares (rule R7), and who
signed it is asked about in turn (R15). What is returned is authentic: its signer was entitled to
speak when it spoke. Whether it is recent enough, and still to be believed, is judged elsewhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from datetime import datetime
from functools import lru_cache

from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path
from fhvalidate.x509.revocation.certificate_list import RevocationList, read_list
from fhvalidate.x509.revocation.list_answers import clearances, hear, revocations
from fhvalidate.x509.revocation.ocsp_response import OcspResponse, read_response
from fhvalidate.x509.revocation.response_answers import responder_of, response_answers
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer

# Reasons for which a key is retired and not stolen (RFC 5280, 5.3.1).
_KEY_KEPT = frozenset({"affiliation_changed", "superseded", "cessation_of_operation"})
DATA_KEPT = 4  # read whole; a document has one, a batch goes through them one by one
MAX_ASKED = 3  # signers of data on signers of data: real ones are one


@frozen
class RevocationData:
    """CRLs and OCSP responses at hand, DER, believed in nothing yet."""

    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()

    def adding(self, other: "RevocationData") -> "RevocationData":
        """Both, each item once."""
        return RevocationData(
            tuple(dict.fromkeys((*self.crls, *other.crls))),
            tuple(dict.fromkeys((*self.ocsp_responses, *other.ocsp_responses))),
        )


@frozen
class _AtHand:
    """What a question is answered from.

    Attributes:
        asked: those whose revocation is being asked about.
        known: what was found out on those who signed data, by their paths.
    """

    lists: tuple[RevocationList, ...]
    responses: tuple[OcspResponse, ...]
    pool: tuple[Certificate, ...]
    anchors: tuple[Certificate, ...]
    asked: frozenset[str] = frozenset()
    known: dict[Path, tuple[RevocationAnswer, ...]] = field(default_factory=dict)


def answers(
    certificate: Certificate,
    path: Path,
    data: RevocationData,
    *,
    pool: Iterable[Certificate],
    anchors: Iterable[Certificate],
) -> tuple[RevocationAnswer, ...]:
    """What every item that names the certificate and is authentic says of it.

    Args:
        certificate: one of the path, not its anchor.
        path: a path that holds; its anchor is who may vouch for the signers of the data.
        data: everything at hand.
        pool: certificates that may be those of responders and CRL issuers.
        anchors: everyone who is believed; a responder among them may speak for any issuer.
    """
    lists, responses = readable(data)
    at_hand = _AtHand(lists, responses, tuple(pool), tuple(anchors))
    return tuple(_answers(certificate, path, at_hand))


def responder_certificates(data: RevocationData) -> tuple[Certificate, ...]:
    """The certificates that OCSP responses carry for their responders."""
    found: dict[str, Certificate] = {}
    for response in _responses(data.ocsp_responses):
        for certificate in response.certificates:
            found[certificate.sha256] = certificate
    return tuple(found.values())


def names_issuer_of(certificate: Certificate, issuer: Certificate, data: RevocationData) -> bool:
    """Whether a CRL of the certificate's issuer, or a response on the certificate, is there."""
    return any(item.may_name(certificate) for item in _lists(data.crls)) or any(
        response.on(certificate, issuer) for response in _responses(data.ocsp_responses)
    )


@lru_cache(maxsize=DATA_KEPT)
def readable(
    data: RevocationData,
) -> tuple[tuple[RevocationList, ...], tuple[OcspResponse, ...]]:
    """Everything that can be read, once for all the certificates of a document."""
    return tuple(_lists(data.crls)), tuple(_responses(data.ocsp_responses))


def _lists(ders: Iterable[bytes]) -> Iterator[RevocationList]:
    for der in ders:
        try:
            yield read_list(der)
        except Asn1Error:
            continue


def _responses(ders: Iterable[bytes]) -> Iterator[OcspResponse]:
    for der in ders:
        try:
            yield read_response(der)
        except Asn1Error:
            continue


def _answers(certificate: Certificate, path: Path, at_hand: _AtHand) -> Iterator[RevocationAnswer]:
    asking = replace(at_hand, asked=at_hand.asked | {certificate.sha256})
    heard = hear(asking.lists, certificate, path, asking.pool)
    for each in heard:
        yield from revocations(each)
    # Whose own revocation leaves their word in doubt is not believed when all is said to be well.
    yield from clearances(
        each
        for each in heard
        if not _is_disowned(each.signer_path, path, each.item.this_update, asking)
    )
    for response in asking.responses:
        responder = responder_of(
            response, certificate, path, pool=asking.pool, anchors=asking.anchors
        )
        if responder is None:
            continue
        doubted: bool | None = None
        for answer in response_answers(response, certificate, path, responder):
            if answer.revoked_at is None:
                if doubted is None:
                    doubted = _is_disowned(responder.path, path, response.produced_at, asking)
                if doubted:
                    continue
            yield answer


def _is_disowned(signers: Path, path: Path, spoke_at: datetime, asking: _AtHand) -> bool:
    """Whether somebody on the way to who signed some data is revoked, by the data at hand.

    Those in the certificate's own path are judged there. id-pkix-ocsp-nocheck (RFC 6960,
    4.2.2.2.1) says that nobody need ask; what is said counts all the same. Who has a signer's key
    dates its word as he likes: of a key that was, or may have been, compromised, none is believed.
    """
    own = [c for c in signers[:-1] if c not in path]
    for certificate in own:
        if certificate.sha256 in asking.asked or len(asking.asked) > MAX_ASKED:
            continue
        above = signers[signers.index(certificate) :]
        if above not in asking.known:
            asking.known[above] = tuple(_answers(certificate, signers, asking))
        for answer in asking.known[above]:
            at = answer.revoked_at
            if at is not None and (at <= spoke_at or answer.reason not in _KEY_KEPT):
                return True
    return False
