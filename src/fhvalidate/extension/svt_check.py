"""Whether a file with a new token is the file that it was, and says what was to be said of it.

Pure. It is asked of what another process has read of the new file, before that has its name.
"""

from collections.abc import Iterator

from fhvalidate.conclusion import Finding, Indication
from fhvalidate.extension.check import (
    HARMLESS,
    Side,
    identity_of,
    is_appended_to,
    rank_of,
    time_stamps_not_held,
)
from fhvalidate.frozen import frozen
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.provable import PASSING


@frozen
class Held:
    """What is believed of the tokens of a file where the issuer's certificate is.

    Attributes:
        signatures: the ids of the signatures that a token by it holds for.
        findings: the codes of what is wrong with the tokens by it.
    """

    signatures: tuple[str, ...]
    findings: tuple[str, ...] = ()


def what_is_wrong(before: Side, after: Side, held: Held) -> tuple[Finding, ...]:
    """Why the new file is not to be had; nothing where it is as it should be.

    Args:
        before: the file as it was.
        after: the file with token, and an ordinary time-stamp after it, if one was asked for.
        held: of the new file.
    """
    return tuple(_wrong(before, after, held))


def _wrong(before: Side, after: Side, held: Held) -> Iterator[Finding]:
    old, new = before.report.signatures, after.report.signatures
    if not is_appended_to(before, after):
        yield Finding.error("issue-bytes-changed")
    if len(new) <= len(old):
        yield Finding.error("issue-not-in-file")
        return
    for number, (one, two) in enumerate(zip(old, new, strict=False), start=1):
        is_same = identity_of(one) == identity_of(two) and _rank(two) <= _rank(one)
        if not is_same or two.changes_after.level not in HARMLESS | {one.changes_after.level}:
            yield Finding.error("issue-signature-worse", number=number)
    for each in new[len(old) :]:
        is_stamp = each.kind is SignatureKind.DOCUMENT_TIMESTAMP
        if not is_stamp or each.integrity is not Integrity.INTACT:
            yield Finding.error("issue-not-in-file")
    if after.report.verdict is not before.report.verdict:
        yield Finding.error("issue-verdict-worse")
    wanted = {each.id for each in old if each.kind is SignatureKind.SIGNATURE}
    if not wanted <= set(held.signatures):
        yield Finding.error("issue-does-not-hold")


def what_is_worse_to(reader: Report, before: Report) -> tuple[Finding, ...]:
    """What is worse than it was to one who believes the issuer; nothing where nothing is.

    The token's time-stamp and those after it are proof to that reader: they must pass, and in
    their order (EN 319 102-1, 5.5.4).

    Args:
        reader: of the new file, by everybody who is believed here and by the issuer.
        before: of the file as it was.
    """
    return tuple(_worse_to(reader, before))


def _worse_to(reader: Report, before: Report) -> Iterator[Finding]:
    yield from time_stamps_not_held(reader.signatures[len(before.signatures) :])
    if rank_of(reader.verdict) > rank_of(before.verdict):
        yield Finding.error("issue-verdict-worse")


def _rank(signature: SignatureReport) -> int:
    if signature.indication in PASSING:
        return 0
    return 1 if signature.indication is Indication.INDETERMINATE else 2
