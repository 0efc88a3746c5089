"""The words of a look that are neither its signer's facts nor captions."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from fhvalidate.late_patterns import late_re
from fhvalidate.validation.captions import Captions, fold, pieces
from fhvalidate.validation.signer_words import SignerWords

MAX_PARTS = 16  # of one word that is written apart: letter by letter a name has some ten
LEAST_WHOLE = 4  # letters of a word that may be written apart

# What a look's text is made of, read once from left to right. Identifiers are whole: letters and
# digits in them say nothing. A glyph without a character stands as U+FFFD or a private character.
_PART = late_re(
    r"(?P<id>(?<![^\W_])(?:"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a UUID
    r"|(?:[0-9a-f]{2}:){7,}[0-9a-f]{2}"
    r"|[0-9a-f]{16,}"
    r"|[0-2](?:\.(?:0|[1-9][0-9]*)){4,}"  # an object identifier
    r")(?![^\W_]))"
    r"|(?P<url>(?:https?://|www\.)\S+)"
    r"|(?P<version>\bversion:?\s?[0-9]+(?:\.[0-9]+){1,3}\b)"
    r"|(?P<iso>(?<=[0-9])(?:t(?=[0-9])|z\b))"
    r"|(?P<fraction>(?<=:[0-9]{2})\.0{3}(?=z\b))"
    r"|(?P<noon>(?<=[0-9] )[ap]\.\s?m\b)"
    r"|(?P<moment>(?<![0-9])[0-9]{1,4}(?:[-./:][0-9]{1,4}){1,2}(?![0-9]))"
    r"|(?P<letters>(?:[^\W\d_]|[\ufffd\ue000-\uf8ff])+)(?P<equals>\s?=)?"
    r"|(?P<digits>\d+)"
    r"|(?P<sign>\S)"
)
_UNREAD = late_re("[\ufffd\ue000-\uf8ff]")
_SHARES = "%\u2030"
_SAYING = frozenset({"So", "Sc", "Nl", "No", "Mc", "Cn"})  # of signs: symbols, currencies


@dataclass(slots=True)
class _Piece:
    """A run of letters or digits, or a sign; which word of the look it is in; what is found."""

    text: str
    word: int
    is_known: bool


def words_left(lines: Sequence[str], own: SignerWords, captions: Captions) -> tuple[str, ...]:
    """The words, as the look has them, that nothing accounts for, in order."""
    words = [word for line in lines for word in line.split()]
    found = list(_read(words, own, captions))
    _mark_phrases(found, captions)
    _mark_written_apart(found, own, captions)
    left = dict.fromkeys(piece.word for piece in found if not piece.is_known)
    return tuple(words[index] for index in left)


def _read(words: Sequence[str], own: SignerWords, captions: Captions) -> Iterator[_Piece]:
    folded = [fold(word) for word in words]
    starts = list(accumulate((len(word) + 1 for word in folded), initial=0))
    allowed = own.words | captions.words
    for part in _PART.finditer(" ".join(folded)):
        word = bisect_right(starts, part.start()) - 1
        text, kind = part[0], part.lastgroup
        match kind:
            case "url":
                # A path may hold numbers of a document; words in it are read as any.
                yield from (_Piece(p, word, p.isdecimal() or p in allowed) for p in pieces(text))
            case "moment":
                numbers = tuple(map(int, re.split("[-./:]", text)))
                yield _Piece(text, word, numbers in own.moments or text in own.said)
            case "sign":
                is_mark = unicodedata.category(text) not in _SAYING and text not in _SHARES
                yield _Piece(text, word, is_mark)
            case "letters" | "digits":
                yield _Piece(text, word, text in allowed or bool(_UNREAD.search(text)))
            case "equals":
                text = part["letters"]
                yield _Piece(text, word, text in allowed or text in captions.keys)
            case _:
                yield _Piece(text, word, is_known=True)


def _mark_phrases(found: list[_Piece], captions: Captions) -> None:
    """What counts in one order alone; signs in between do not part it."""
    spoken = [piece for piece in found if piece.text.isalnum()]
    texts = [piece.text for piece in spoken]
    for phrase in captions.phrases:
        for start in range(len(texts) - len(phrase) + 1):
            if tuple(texts[start : start + len(phrase)]) == phrase:
                for piece in spoken[start : start + len(phrase)]:
                    piece.is_known = True


def _mark_written_apart(found: list[_Piece], own: SignerWords, captions: Captions) -> None:
    """Parts of one word: of a fact that does not fit into a line, or of what is spaced out."""
    spoken = [piece for piece in found if piece.text.isalnum()]
    for start, first in enumerate(spoken):
        whole = first.text
        for end, piece in enumerate(spoken[start + 1 : start + MAX_PARTS], start + 2):
            whole += piece.text
            parts = spoken[start:end]
            spaced = whole in captions.words and all(len(part.text) == 1 for part in parts)
            if len(whole) >= LEAST_WHOLE and (whole in own.whole or spaced):
                for part in parts:
                    part.is_known = True
    # Beside a name that is broken into two lines stands another text, read in between.
    unknown = [piece for piece in spoken if not piece.is_known][: MAX_PARTS * 2]
    for one in unknown:
        for other in unknown:
            if one is not other and one.text + other.text in own.words:
                one.is_known = other.is_known = True
