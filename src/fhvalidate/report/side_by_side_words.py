"""The words of signed beside shown, which never say more than the judgement bears."""

from collections.abc import Callable, Mapping

from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import words

TABLE = "side-by-side"
# What is said only where the judgement is that the file is valid, by its key; and what is said
# instead everywhere else, where a page that looks the same is no reason to be calm.
CALM: Mapping[str, str] = FrozenMapping(
    {
        "all-same": "all-unseen",
        "all-further": "all-unseen-further",
        "now-same": "now-unseen",
        "now-further": "now-unseen-further",
        "last": "unseen-last",
        "same-all": "unseen-all",
        "same-only": "unseen-only",
        "same-others": "unseen-others",
        "same-other": "unseen-other",
        "further-only": "unseen-further",
    }
)


@frozen
class Words:
    """Words of the page's language, and the names of those who sign, by their fields.

    `is_calm` where the file was judged to be valid.
    """

    style: Style
    names: Mapping[str, str]
    mask: Callable[[str], str] = str
    is_calm: bool = False

    def say(self, key: str, **facts: str | int | tuple[str, ...] | tuple[int, ...]) -> str:
        """The words of a key; of a calm one the others where the page is not."""
        key = key if self.is_calm else CALM.get(key, key)
        return words(self.style.language, TABLE, key, **facts)
