"""What the looks of later signatures mean for those who signed before.

A signer's look may say who signed, when, why and where. Whoever signed before never saw it: a look
that says more than its own signature states may say another decision, and no signature but its own
covers that. What a picture says is read by nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fhvalidate.conclusion import Finding, Severity
from fhvalidate.frozen import frozen
from fhvalidate.pdf.revisions.own_looks import OwnLook
from fhvalidate.signature import Signature, SignatureKind
from fhvalidate.validation.captions import built_in_captions
from fhvalidate.validation.look_words import words_left
from fhvalidate.validation.signer_words import signer_words
from fhvalidate.x509.certificates.certificate import Certificate

CLAUSE = "ISO 32000-2, 12.8.2"
FARTHEST = 1_000_000.0  # points that are told; a rectangle may state any number
MAX_WORDS = 60  # of one look; the report quotes, it does not reprint


@frozen
class Signed:
    """A signature, and the certificate of who made it where that is known.

    Where it is not, the signature is never valid, and whose certificates it carries may show.
    """

    signature: Signature
    signer: Certificate | None

    @property
    def signers(self) -> tuple[Certificate, ...]:
        """Whose facts its looks may say."""
        if self.signer is not None:
            return (self.signer,)
        return self.signature.validation_data.certificates


def judge_later_looks(signed: Sequence[Signed]) -> tuple[tuple[Finding, ...], ...]:
    """For each signature, the findings on the looks of those that were made after it."""
    after = [[later for later in signed if _is_before(each, later)] for each in signed]
    # Each is read once, however many were made before it.
    looked_at = {id(later): later for group in after for later in group}
    read = {key: tuple(_read(later)) for key, later in looked_at.items()}
    return tuple(
        tuple(f for later in group for f in _told(each, later, read[id(later)]))
        for each, group in zip(signed, after, strict=True)
    )


def _is_before(one: Signed, later: Signed) -> bool:
    is_signer = one.signature.kind is SignatureKind.SIGNATURE
    return is_signer and later.signature.placed.comes_after(one.signature.placed)


def _read(signed: Signed) -> Iterator[tuple[OwnLook, tuple[str, ...]]]:
    """The signature's looks, each with the words that nothing accounts for."""
    looks = signed.signature.placed.looks
    if not looks:
        return
    captions = built_in_captions()
    own = signer_words(signed.signature, signed.signers, captions)
    for look in looks:
        yield look, words_left(look.lines, own, captions)


def _told(
    earlier: Signed, later: Signed, read: tuple[tuple[OwnLook, tuple[str, ...]], ...]
) -> Iterator[Finding]:
    for look, left in read:
        if left:
            finding = _says_more(later.signature, look, left)
            # The same signer's look, word for word, is what was seen when the first was made.
            repeats = _is_repeated(look, earlier, later)
            yield replace(finding, severity=Severity.WARNING) if repeats else finding
        if look.has_picture or look.is_unread:
            yield _unread(later.signature, look)


def _is_repeated(look: OwnLook, earlier: Signed, later: Signed) -> bool:
    """Whether the same signer's earlier look says the same, and lies in the same place."""
    if earlier.signer is None or later.signer is None:
        return False
    is_same = earlier.signer.sha256 == later.signer.sha256
    before = {(each.page, each.box, each.lines) for each in earlier.signature.placed.looks}
    return is_same and (look.page, look.box, look.lines) in before


def _says_more(signature: Signature, look: OwnLook, left: tuple[str, ...]) -> Finding:
    return Finding.error(
        "look-says-more",
        CLAUSE,
        field=signature.placed.field.name,
        page=look.page,
        words=" ".join(left[:MAX_WORDS]),
    )


def _unread(signature: Signature, look: OwnLook) -> Finding:
    return Finding.warning(
        "look-with-picture",
        CLAUSE,
        field=signature.placed.field.name,
        page=look.page,
        rectangle=tuple(round(min(max(side, -FARTHEST), FARTHEST)) for side in look.box),
    )
