"""What is known of a certificate's paths, whatever the time: gathered once, judged at many times.

The building of prospective chains of ETSI EN 319 102-1, 5.2.6 and 5.6.2.1.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from fhvalidate.frozen import frozen
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.extensions import CertificateDefect
from fhvalidate.x509.paths.path_building import Path, build_paths, working_keys
from fhvalidate.x509.paths.path_validation import PathDefect, path_defect
from fhvalidate.x509.revocation.answers import answers, responder_certificates
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer

SHORT_TERM = timedelta(days=31)  # what is called short-term at most; ETSI means hours


@frozen
class Link:
    """One certificate of a chain below its anchor, and what is said of its revocation.

    Attributes:
        issuer_key: the key of the issuer, with the parameters that it has from those above it.
        exempt: whether its issuer says that it needs no revocation data: there is none to be had
            (RFC 9608), or it ends before it could be revoked (EN 319 412-1, 5.2).
    """

    certificate: Certificate
    issuer: Certificate
    issuer_key: bytes
    answers: tuple[RevocationAnswer, ...]
    exempt: bool


@frozen
class Chain:
    """A prospective chain, from the certificate in question to an anchor.

    Attributes:
        links: the certificates below the anchor, the one in question first; none when it is
            an anchor itself.
        defect: why it does not hold by RFC 5280, whatever the time; None when it does.
    """

    path: Path
    links: tuple[Link, ...]
    defect: PathDefect | CertificateDefect | None


@frozen
class Chains:
    """Every prospective chain of one certificate.

    Attributes:
        longest: as far as the issuers at hand lead, when no chain reaches an anchor.
        limited: whether the search ended at its limit.
        cut: whether a chain is longer than may be followed.
        open: the paths that reach no anchor.
        crowded: whether there are more paths than are looked at.
    """

    certificate: Certificate
    chains: tuple[Chain, ...]
    longest: Path
    limited: bool
    cut: bool = False
    open: tuple[Path, ...] = ()
    crowded: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every path that the data at hand allows is here."""
        return not (self.limited or self.cut or self.crowded)


def needs_no_data(certificate: Certificate) -> bool:
    """Whether a certificate says of an end entity that it needs no revocation data, and means it.

    One that says where its data is contradicts itself (RFC 9608, 3), and so does one that lives
    longer than it takes to be revoked and says that it is short-term.
    """
    if not certificate.no_revocation_available or certificate.is_authority:
        return False
    lives = certificate.not_after - certificate.not_before
    is_short = lives <= SHORT_TERM or not certificate.is_short_term
    return is_short and not certificate.revocation_urls


FindChains = Callable[[Certificate, Purpose], Chains]


def chain_finder(data: ValidationData, trust: TrustAnchors, policy: Policy) -> FindChains:
    """A function that gives the chains of a certificate, each certificate's found once."""
    known: dict[tuple[str, Purpose], Chains] = {}
    pool = (*data.certificates, *responder_certificates(data.revocation))

    def find(certificate: Certificate, purpose: Purpose) -> Chains:
        key = (certificate.sha256, purpose)
        if key not in known:
            anchors = trust.anchors_for(purpose, among=(certificate, *pool))
            known[key] = find_chains(
                certificate, anchors=anchors, pool=pool, data=data, trust=trust, policy=policy
            )
        return known[key]

    return find


def find_chains(
    certificate: Certificate,
    *,
    anchors: Iterable[Certificate],
    pool: Iterable[Certificate],
    data: ValidationData,
    trust: TrustAnchors,
    policy: Policy,
) -> Chains:
    """The prospective chains of the certificate, with the revocation data on each link."""
    pool = tuple(pool)
    prospective = build_paths(
        certificate,
        pool=pool,
        anchors=anchors,
        max_length=policy.limits.path_length,
        max_checks=policy.limits.path_signature_checks,
    )
    chains = tuple(chain_along(path, pool, data, trust) for path in prospective.complete)
    return Chains(
        certificate,
        chains,
        prospective.longest,
        prospective.limited,
        prospective.cut,
        open=prospective.open,
        crowded=prospective.crowded,
    )


def chain_along(
    path: Path,
    pool: tuple[Certificate, ...],
    data: ValidationData,
    trust: TrustAnchors,
) -> Chain:
    """The path with what is said of the revocation of each certificate below its last."""
    keys = working_keys(path)
    defect = path_defect(path, trust.path_inputs)

    def said_of(certificate: Certificate) -> tuple[RevocationAnswer, ...]:
        return answers(certificate, path, data.revocation, pool=pool, anchors=trust.certificates)

    links = tuple(
        Link(
            certificate=certificate,
            issuer=path[index + 1],
            issuer_key=keys[index + 1],
            answers=() if defect else said_of(certificate),
            exempt=needs_no_data(certificate) and index == 0,
        )
        for index, certificate in enumerate(path[:-1])
    )
    return Chain(path, links, defect)
