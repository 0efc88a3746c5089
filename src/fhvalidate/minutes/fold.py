"""The fold: text reduced to what survives printing, scanning and line breaks.

Case, blanks, punctuation, hyphenation and diacritics go, and so do the letters a and o in every
form: Ghostscript loses å, ä and ö of subset fonts (10.00 turns them into control codes that
PDFium drops), and text recognition without Swedish data reads them as a and o. What is left is a
skeleton that is the same before and after, and long sentences stay as distinct as they were.
"""

import unicodedata
from functools import lru_cache

# Folds that are kept: a line is asked for by each that looks for words in it, and the documents of
# an archive share their labels and their vendors' sentences. What is longer is no line.
FOLDS_KEPT = 8192
MAX_KEPT_LENGTH = 200

# What of ASCII is lost; nothing beyond ASCII stays.
_LOST = bytes(set(range(128)) - set(b"bcdefghijklmnpqrstuvwxyz0123456789"))

# Signs that compatibility decomposition would turn into letters.
_SIGNS = {ord(sign): None for sign in "™®©℠"}


def fold(text: str) -> str:
    """The text's skeleton: small consonants, e, i, u, y and digits, nothing else.

    Folding is the same on a whole and on its parts: fold(a + b) is fold(a) + fold(b).
    """
    return _kept(text) if len(text) <= MAX_KEPT_LENGTH else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    return text.encode("ascii", "ignore").lower().translate(None, _LOST).decode("ascii")


_kept = lru_cache(maxsize=FOLDS_KEPT)(_folded)

# 4,096 holds every character of Western text; beyond it only speed is lost.
_fold_character = lru_cache(maxsize=4096)(_folded)


def end_of_folded(text: str, length: int) -> int:
    """The index in `text` after the word whose letters complete `length` folded ones."""
    for index, character in enumerate(text):
        if length <= 0 and not character.isalnum() and character != "\ufffd":
            return index
        folded = len(_fold_character(character))
        if length <= 0 and folded:
            return index
        length -= folded
    return len(text)


def start_of_folded(text: str, length: int) -> int:
    """The index in `text` of the word, or part of one, that follows `length` folded letters."""
    start = 0
    for index, character in enumerate(text):
        folded = len(_fold_character(character))
        if length <= 0 and folded:
            return start
        if folded or not character.isalnum():
            start = index + 1
        length -= folded
    return len(text)
