"""Who signed a CRL, and the path that says so (RFC 5280, 6.3.3, f and g)."""

from collections.abc import Iterator
from functools import lru_cache

from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path, build_paths, working_keys
from fhvalidate.x509.paths.path_validation import common_validity, path_defect
from fhvalidate.x509.revocation.certificate_list import RevocationList, is_signed_by

CRL_SIGN = "crl_sign"
PATHS_KEPT = 256  # of signers; the lists of an issuer share theirs
MAX_LENGTH, MAX_CHECKS = 10, 50  # of the search for their paths


def signer_path(
    item: RevocationList, certificate: Certificate, path: Path, pool: tuple[Certificate, ...]
) -> Path | None:
    """The path of who signed the list, that certificate first; None when nobody entitled did.

    Args:
        item: a list that may speak of the certificate by its issuer's name.
        certificate: one of the path, not its anchor.
        path: a path that holds.
        pool: certificates that may be those of CRL issuers.
    """
    return next(_paths(item, certificate, path, pool), None)


def _paths(
    item: RevocationList, certificate: Certificate, path: Path, pool: tuple[Certificate, ...]
) -> Iterator[Path]:
    keys = working_keys(path)
    # Whoever stands above the certificate: that path is judged with the certificate's own.
    for index in range(path.index(certificate) + 1, len(path)):
        if may_sign(item, path[index]) and is_signed_by(item, keys[index]):
            yield path[index:]
    # Another certificate of the issuer, or of another issuer, up to the same anchor (f).
    known = {c.sha256 for c in path}
    for signer in pool:
        if signer.sha256 in known or not may_sign(item, signer):
            continue
        # The path first: who made up certificates of the issuer's name is dear to refuse else.
        for own in paths_of_signer(signer, path, pool):
            start, end = common_validity(own)
            is_then = start <= item.this_update <= end
            if is_then and path_defect(own) is None and is_signed_by(item, working_keys(own)[0]):
                yield own


@lru_cache(maxsize=PATHS_KEPT)
def paths_of_signer(
    signer: Certificate, path: Path, pool: tuple[Certificate, ...]
) -> tuple[Path, ...]:
    """The paths of a signer of revocation data to the anchor of the certificate's path."""
    found = build_paths(
        signer,
        pool=(*path, *pool),
        anchors=path[-1:],
        max_length=MAX_LENGTH,
        max_checks=MAX_CHECKS,
    )
    return found.complete


def may_sign(item: RevocationList, signer: Certificate) -> bool:
    """Whether the list is of the certificate's subject, and its key is meant for lists."""
    if signer.subject_key != item.issuer_key:
        return False
    return signer.key_usage is None or CRL_SIGN in signer.key_usage
