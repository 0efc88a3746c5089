"""The words that a signer's own facts may be read as: name, numbers, times, reason, place."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fhvalidate.frozen import frozen
from fhvalidate.identity.authentication_context import read_authentication_context
from fhvalidate.late_patterns import late_re
from fhvalidate.signature import Signature
from fhvalidate.times import in_zone
from fhvalidate.validation.captions import Captions, fold, pieces
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.subject_facts import read_subject_facts

PERSONAL_NUMBER, SHORT_NUMBER = 12, 10  # digits of a personnummer, with and without its century
_BIRTH = 8  # of them the date of birth, with its century
NOON = 12
_ALIKE = late_re(r"[^\W_]+")


@frozen
class SignerWords:
    """What a look may say because it is its signer's: folded runs of letters and of digits.

    Attributes:
        words: each by itself.
        whole: what has punctuation in it and counts as one, without it: `pnose196408233234`.
        moments: numbers that are a date or a time of day together, in any usual order.
        said: all of what the facts say, folded.
    """

    words: frozenset[str]
    whole: frozenset[str]
    moments: frozenset[tuple[int, ...]]
    said: str


def signer_words(
    signature: Signature, signers: Iterable[Certificate], captions: Captions
) -> SignerWords:
    """The words of the signature's dictionary, its times and its signing certificate."""
    texts = [text for text in _texts(signature, signers) if text]
    parts = {part for text in texts for part in _ALIKE.findall(fold(text))}
    # Letters and digits in one are an identifier's; alone they say nothing.
    words = {part for part in parts if part.isdecimal() or part.isalpha()}
    words |= {part for word in tuple(words) for part in _parts_of_number(word)}
    times = tuple(_times(signature))
    words |= {word for time in times for word in _words_of_time(time, captions)}
    whole = {"".join(pieces(part)) for text in texts for part in text.split()}
    return SignerWords(
        words=frozenset(words),
        whole=frozenset(whole | parts | words),
        moments=frozenset(moment for time in times for moment in _moments(time)),
        said="\n".join(fold(text) for text in texts),
    )


def _texts(signature: Signature, signers: Iterable[Certificate]) -> Iterator[str | None]:
    field = signature.placed.field
    yield from (*signature.placed.names, field.claimed_name, field.reason, field.location)
    yield field.contact
    for signer in signers:
        yield from _texts_of(signer)


def _texts_of(signer: Certificate) -> Iterator[str | None]:
    """What the certificate says of its subject, its issuer and the login behind it."""
    facts = read_subject_facts(signer)
    yield from (value for _, value in facts.attributes)
    yield from facts.emails
    yield from (part.split("=", 1)[-1] for part in signer.issuer.split(", "))
    yield from (str(signer.serial_number), f"{signer.serial_number:x}")
    for context in facts.contexts:
        login = read_authentication_context(context.info)
        if login is not None:
            yield from (mapping.value for mapping in login.mappings)
            yield from (login.identity_provider, login.transaction, login.assertion)


def _parts_of_number(word: str) -> Iterator[str]:
    """A personal or organisation number as it is written in two parts, or without century."""
    if not word.isdecimal() or len(word) not in {PERSONAL_NUMBER, SHORT_NUMBER}:
        return
    short = word[-SHORT_NUMBER:]
    yield from (short, short[:6], short[6:], word[:_BIRTH])


def _times(signature: Signature) -> Iterator[datetime]:
    """Each time that the signature has, in each zone in which it may be written."""
    stated = [signature.placed.field.claimed_time, signature.claimed_time]
    stated += [stamp.token.generation_time for stamp in signature.timestamps if stamp.token]
    times = dict.fromkeys(time for time in stated if time is not None)
    zones: dict[tzinfo, None] = dict.fromkeys(time.tzinfo or UTC for time in times)
    zones |= dict.fromkeys((UTC, *_swedish_time()))
    for time in times:
        yield from (in_zone(time, zone) for zone in zones)


def _swedish_time() -> tuple[tzinfo, ...]:
    try:
        return (ZoneInfo("Europe/Stockholm"),)
    except ZoneInfoNotFoundError:  # a machine without tzdata
        return ()


def _moments(time: datetime) -> Iterator[tuple[int, ...]]:
    """The time as its numbers stand beside each other."""
    day, month = time.day, time.month
    for year in (time.year, time.year % 100):
        yield from ((year, month, day), (day, month, year), (month, day, year))
        yield from ((year, month), (month, year))
    yield from ((day, month), (month, day))
    for hour in (time.hour, time.hour % NOON or NOON):
        yield from ((hour, time.minute), (hour, time.minute, time.second))
    yield _offset(time)


def _offset(time: datetime) -> tuple[int, int]:
    """Hours and minutes from UTC, whichever way."""
    offset = abs(time.utcoffset() or timedelta())
    hours, minutes = divmod(int(offset.total_seconds()) // 60, 60)
    return hours, minutes


def _words_of_time(time: datetime, captions: Captions) -> Iterator[str]:
    """The numbers and names that the time is written with."""
    half = time.hour % NOON or NOON
    numbers = (time.year % 100, time.month, time.day, time.hour, half, time.minute, time.second)
    for number in (*numbers, time.year):
        yield from (str(number), f"{number:02}")
    if time.microsecond:
        yield from (f"{time.microsecond:06}", f"{time.microsecond // 1000:03}")
    yield from (f"{time:{form}}" for form in ("%Y%m%d", "%H%M%S", "%Y%m%d%H%M%S", "%H%M"))
    yield from captions.months[time.month - 1]
    yield from captions.days[time.weekday()]
    hours, minutes = _offset(time)
    yield from (str(hours), f"{hours:02}", f"{minutes:02}", f"{hours:02}{minutes:02}")
    if time.tzname():
        yield from pieces(time.tzname() or "")
