"""People as minutes list them: a name with party, office, affiliation, and whom they serve for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from fhvalidate.frozen import frozen
from fhvalidate.identity.names import name_parts
from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.front_labels import Entry
from fhvalidate.minutes.model import Person, Role
from fhvalidate.minutes.printed_names import MAX_NAME_PARTS, MIN_NAME_PARTS, name_in
from fhvalidate.minutes.word_patterns import word_pattern

# A line about a person with office and paragraphs; longer is running text.
MAX_ENTRY = 300
MAX_PEOPLE = 500

# Names that are kept as read: a meeting's people stand in several lists, and meet again.
NAMES_KEPT = 2048

_PARTY = word_pattern(r"\( ?([\p{Lu}][\pL]{0,4}|-) ?\)", "(")
_BRACKETS = word_pattern(r"\([^()]{0,80}\)", "(")
_BULLET = late_re2(r"^(?:[•·▪◦*\x{f0b7}\x{2022}\x{2013}-]|[0-9]{1,2}[.)]) *")
# When somebody took part: "§§ 21-25", "kl. 13.00-14.10", "från § 23", "del av § 4".
_PART = word_pattern(
    r"(?i)[,;]? ?\(?(?:(?:ej|utom|från|till|t\.?o\.?m\.?|fr\.?o\.?m\.?|del av|under|ordförande)? ?"
    r"§+ ?[0-9][0-9 ,§\x{2013}-]*(?:och [0-9]+)?|kl(?:ockan)?\.? ?[0-9][0-9.: \x{2013}-]*)\)?",
    "§",
    "kl",
)
_REPLACES = word_pattern(
    r"(?i)(?:tjänstgörande |tjänstg\.? |tjg\.? )?(?:ersätter|ersättare för|ers\.? för|"
    r"i ?stället för|tjänstgör för|tjänstgörande för) (.+)$",
    "ersätter",
    " för ",
)
_SPLIT = word_pattern(r" (?:och|samt|&) ", " och ", " samt ", " & ")
_TITLES = (
    "direktör", "chef", "sekreterare", "ordförande", "handläggare", "strateg", "ekonom", "jurist",
    "kommunalråd", "controller", "utredare", "samordnare", "koordinator", "ingenjör", "arkitekt",
    "rektor", "konsult", "revisor", "ledamot", "ersättare", "kanslist", "registrator", "ombud",
    "företrädare", "planerare", "ledare", "justerare", "förare", "vice", "tf", "tf.", "bitr.",
    "biträdande", "ordf", "ordf.", "sekr", "sekr.", "1:e", "2:e", "1:a", "2:a", "första", "andra",
    "föredragande", "adjungerad", "oppositionsråd", "borgmästare",
)  # fmt: skip
_VICE = word_pattern(r"(?i)(?:vice|v\.|2:e|1:e v) ?(?:ordförande|ordf)", "ordf")
_CHAIR = word_pattern(r"(?i)(?:^|[^\pL])(?:mötes)?(?:ordförande|ordf\.?)(?:$|[^\pL])", "ordf")
_SECRETARY = word_pattern(
    r"(?i)(?:^|[^\pL])\pL*(?:sekreterare|protokollförare)(?:$|[^\pL])", "sekr", "protokoll"
)
_VERIFIES = word_pattern(
    r"(?i)(?:^|[^\pL])(?:protokolls?)?juster(?:are|ande)(?:$|[^\pL])", "juster"
)
_SERVES = word_pattern(r"(?i)(?:^|[^\pL])(?:tjänstgörande|tjg)(?:$|[^\pL])", "tj")


@frozen
class _Read:
    name: str
    party: str | None
    rest: str


def people_in(entries: Sequence[Entry], role: Role) -> tuple[Person, ...]:
    """The people in a list, in order; what is no name is an office or a place of the one before."""
    one_qualifier = _has_affiliations(entries)
    found: list[Person] = []
    for entry in entries:
        if len(entry.text) > MAX_ENTRY or len(found) >= MAX_PEOPLE:
            break
        people = tuple(_people(entry, role, one_qualifier=one_qualifier))
        if people:
            found += people
        elif found and entry.text[:1].islower() and not entry.spaced:
            found[-1] = _with_qualifier(found[-1], entry.text)
    return tuple(found)


def merged(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each person once with every role, by the name as written; the first place counts."""
    known: dict[tuple[str, ...], Person] = {}
    for person in people:
        key = name_parts(person.name)
        before = known.get(key)
        if before is None:
            known[key] = person
            continue
        known[key] = replace(
            before,
            roles=tuple(dict.fromkeys((*before.roles, *person.roles))),
            party=before.party or person.party,
            affiliation=before.affiliation or person.affiliation,
            replaces=before.replaces or person.replaces,
        )
    return tuple(known.values())


def _has_affiliations(entries: Sequence[Entry]) -> bool:
    """Whether each line is one person and what they are: "Anna Exempel, Östra Provköping"."""
    parted = [entry.text.split(",") for entry in entries]
    return all(len(parts) <= 2 for parts in parted) and any(  # noqa: PLR2004
        len(parts) > 1 and _name(parts[0]) and not _name(parts[1]) for parts in parted
    )


def _people(entry: Entry, role: Role, *, one_qualifier: bool) -> Iterator[Person]:
    text = _BULLET.sub("", _PART.sub("", entry.text)).strip(" .;:")
    people: list[Person] = []
    group = 0
    for part in text.replace(";", ",").split(","):
        names = [_name(piece) for piece in _SPLIT.split(part)]
        if one_qualifier and people:
            names = []
        if names and all(names):
            group = len(people)
            people += [_person(name, entry, role) for name in names if name]
        elif people and part.strip():
            # "Anna Exempel och Bo Testsson, kulturchefer": it is said of both.
            people[group:] = [_with_qualifier(person, part) for person in people[group:]]
    yield from people


def _person(read: _Read, entry: Entry, role: Role) -> Person:
    person = Person(read.name, (role,), read.party, None, None, entry.page, entry.box)
    return _with_qualifier(person, read.rest) if read.rest else person


def _with_qualifier(person: Person, text: str) -> Person:
    text = " ".join(text.split()).strip(" .,;:-\u2013")
    if not text:
        return person
    replaces = _REPLACES.search(text)
    replaced = _name(replaces.group(1)) if replaces else None
    party = _PARTY.fullmatch(text)
    if party:
        return replace(person, party=person.party or party.group(1))
    roles = [*person.roles, *_roles(text, person.roles)]
    if replaced and Role.APOLOGY not in roles:
        roles = [Role.SERVING_SUBSTITUTE, *(r for r in roles if r is not Role.SUBSTITUTE)]
    affiliation = text[: replaces.start()].strip(" ,") if replaces and replaced else text
    joined = f"{person.affiliation}, {affiliation}" if person.affiliation else affiliation
    return replace(
        person,
        roles=tuple(dict.fromkeys(roles)),
        affiliation=joined or None,
        replaces=person.replaces or (replaced.name if replaced else None),
    )


def _roles(text: str, given: Sequence[Role]) -> Iterator[Role]:
    """The offices of the meeting that a text beside a name states."""
    if Role.APOLOGY in given or Role.PRESENTER in given:
        return
    if _VICE.search(text):
        yield Role.VICE_CHAIR
    elif _CHAIR.search(text):
        yield Role.CHAIR
    if _SECRETARY.search(text):
        yield Role.SECRETARY
    if _VERIFIES.search(text):
        yield Role.TO_VERIFY
    if _SERVES.search(text) and Role.MEMBER in given:
        yield Role.SERVING_SUBSTITUTE


def _name(text: str) -> _Read | None:
    """The name that a text starts with, after any office; what follows it is the rest."""
    return _kept(text) if len(text) <= MAX_ENTRY else _named(text)


def _named(text: str) -> _Read | None:
    words = _BRACKETS.sub(" | ", text).split()
    party = _PARTY.search(text)
    # "(ordf.)", "(tjänstgörande)": what stands in brackets and is no party is an office.
    inside = [found.group(0)[1:-1] for found in _BRACKETS.finditer(text)]
    offices = [part.strip() for part in inside if not _PARTY.fullmatch(f"({part})")]
    title: list[str] = []
    while words and _is_title(words[0]):
        title.append(words.pop(0))
    if "|" in words:
        at = words.index("|")
        words, after = words[:at], words[at + 1 :]
    else:
        after = []
    for length in range(min(len(words), MAX_NAME_PARTS), MIN_NAME_PARTS - 1, -1):
        name = name_in(" ".join(words[:length]))
        if name is None:
            continue
        rest = " ".join([*title, *words[length:], *(w for w in after if w != "|"), *offices])
        # A capitalised word right after a name makes it something else: "Anna Exempel Kommun".
        if words[length:] and words[length][:1].isupper():
            return None
        return _Read(name, party.group(1) if party else None, rest)
    return None


_kept = lru_cache(maxsize=NAMES_KEPT)(_named)


def _is_title(word: str) -> bool:
    small = word.casefold().rstrip(":")
    return small.endswith(_TITLES) if len(small) > 4 else small in _TITLES  # noqa: PLR2004
