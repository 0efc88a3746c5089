"""Who signed a CRL, and the path that says so (RFC 5280, 6.3.3, f and g)."""

from collections.abc import Iterator

from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.certificate_list import RevocationList, is_signed_by
from fhvalidate.x509.path_building import Path, build_paths, working_keys
from fhvalidate.x509.path_validation import common_validity, path_defect

CRL_SIGN = "crl_sign"
MAX_SIGNERS = 10  # certificates of the issuer's name whose keys are tried; real ones are two
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
    others = [c for c in pool if c.sha256 not in known and may_sign(item, c)]
    for signer in others[:MAX_SIGNERS]:
        if not is_signed_by(item, signer.public_key):
            continue
        found = build_paths(
            signer,
            pool=(*path, *pool),
            anchors=path[-1:],
            max_length=MAX_LENGTH,
            max_checks=MAX_CHECKS,
        )
        for own in found.complete:
            start, end = common_validity(own)
            if start <= item.this_update <= end and path_defect(own) is None:
                yield own


def may_sign(item: RevocationList, signer: Certificate) -> bool:
    """Whether the list is of the certificate's subject, and its key is meant for lists."""
    if signer.subject_key != item.issuer_key:
        return False
    wanted, offered = item.authority_key, signer.key_identifier
    if wanted and offered and wanted != offered:
        return False
    return signer.key_usage is None or CRL_SIGN in signer.key_usage
