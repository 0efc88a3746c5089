"""Names on a signature page that a print spoilt, as the minutes have them.

Of two writings of one name the readable one wins, where it can only be that of one person.
"""

from dataclasses import replace

from fhvalidate.identity.common_names import UNKNOWN_CHARACTER
from fhvalidate.identity.names import match_names
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.signature_page import SignaturePage


def with_readable_names(
    page: SignaturePage | None, minutes: Minutes | None
) -> SignaturePage | None:
    """The page with each spoilt name as the minutes write it, where one person alone fits it."""
    if page is None or minutes is None:
        return page
    names = tuple(dict.fromkeys(person.name for person in minutes.people))
    signers = tuple(replace(signer, name=_readable(signer.name, names)) for signer in page.signers)
    return page if signers == page.signers else replace(page, signers=signers)


def _readable(name: str | None, names: tuple[str, ...]) -> str | None:
    if name is None or UNKNOWN_CHARACTER not in name:
        return name
    fitting = [each for each in names if _restores(each, name)]
    return fitting[0] if len(fitting) == 1 else name


def _restores(whole: str, spoilt: str) -> bool:
    """Whether the one is the other, letter by letter but for those that are lost."""
    if UNKNOWN_CHARACTER in whole or len(whole) != len(spoilt):
        return False
    letters = zip(whole.casefold(), spoilt.casefold(), strict=False)
    same = all(other in (one, UNKNOWN_CHARACTER) for one, other in letters)
    return same and match_names(whole, spoilt).score > 0
