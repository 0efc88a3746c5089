"""What the looks of later signatures mean for those who signed before.

A signer's look may say who signed, when, why and where. Whoever signed before never saw it: a look
that says more than its own signature states may say another decision, and no signature but its own
covers that. What a picture says is read by nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fhvalidate.conclusion import Finding
from fhvalidate.pdf.revisions.own_looks import OwnLook
from fhvalidate.signature import Signature, SignatureKind
from fhvalidate.validation.captions import built_in_captions
from fhvalidate.validation.look_words import words_left
from fhvalidate.validation.signer_words import signer_words
from fhvalidate.x509.certificate import Certificate

CLAUSE = "ISO 32000-2, 12.8.2"
FARTHEST = 1_000_000.0  # points that are told; a rectangle may state any number
MAX_WORDS = 60  # of one look; the report quotes, it does not reprint


@dataclass(frozen=True, slots=True)
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
    told = [tuple(_told(each)) for each in signed]
    return tuple(
        tuple(
            finding
            for later, findings in zip(signed, told, strict=True)
            if findings and _is_before(each.signature, later.signature)
            for finding in findings
        )
        for each in signed
    )


def _is_before(one: Signature, later: Signature) -> bool:
    is_signer = one.kind is SignatureKind.SIGNATURE
    return is_signer and later.placed.comes_after(one.placed)


def _told(signed: Signed) -> Iterator[Finding]:
    looks = signed.signature.placed.looks
    if not looks:
        return
    captions = built_in_captions()
    own = signer_words(signed.signature, signed.signers, captions)
    for look in looks:
        if left := words_left(look.lines, own, captions):
            yield _says_more(signed.signature, look, left)
        if look.has_picture or look.is_unread:
            yield _unread(signed.signature, look)


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
