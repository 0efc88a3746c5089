from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.minutes.model import Minutes, Role, Said
from fhvalidate.minutes.profile import built_in_profiles
from fhvalidate.minutes.reader import read_minutes
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.pdf.pages.text import Page, read_pages
from tests.minutes.laid_out import lines, pages
from tests.minutes.layouts import LAYOUTS
from tests.pki.layout import Page as DrawnPage
from tests.pki.layout import broken, draw_pages, wrapped
from tests.shared import SHARED


def read(read_from: tuple[Page, ...]) -> Minutes | None:
    return read_minutes(read_from, read_signature_page(read_from, built_in_profiles()))


def minutes(name: str) -> Minutes:
    found = read(pages(*LAYOUTS[name]()))
    assert found is not None
    return found


def roles(found: Minutes) -> dict[str, set[Role]]:
    return {person.name: set(person.roles) for person in found.people}


def decided(found: Minutes) -> list[list[str]]:
    return [[c.value for d in item.decisions for c in d.clauses] for item in found.items]


@pytest.mark.parametrize(
    ("name", "day", "place", "start", "end"),
    [
        ("meeting", date(2025, 3, 14), "Storgården, lokal Eken, Fiktivby", "09:00", "11:45"),
        ("dotted meeting", date(2025, 4, 3), "Rådhuset, rum 4", "13:00", "15:30"),
        ("board with columns", date(2025, 1, 21), "Kommunhuset, Stora salen", "13:00", "14:00"),
        ("council", date(2025, 6, 16), "Folkets hus", "18:00", "21:10"),
        ("auditors", date(2025, 9, 28), "Digitalt möte", "09:00", "11:00"),
        ("committee by ordinals", date(2025, 10, 14), "Regionhuset", "08:30", "10:15"),
        ("board inline", date(2025, 2, 11), "Miljökontoret", "09:00", "12:00"),
        ("association", date(2025, 5, 6), "Brandstationen", "10:00", "11:20"),
    ],
)
def test_every_layout_tells_when_and_where(
    name: str, day: date, place: str, start: str, end: str
) -> None:
    found = minutes(name)

    assert found.date is not None
    assert found.place is not None
    assert found.start is not None
    assert found.end is not None
    assert (found.date.value, found.place.value) == (day, place)
    assert (found.start.value, found.end.value) == (
        time.fromisoformat(start),
        time.fromisoformat(end),
    )


@pytest.mark.parametrize(
    ("name", "kind", "body", "organisation"),
    [
        ("meeting", "Chefsmöte", None, "Fiktivby förbund"),
        ("dotted meeting", "Minnesanteckningar", None, None),
        ("board with columns", "SAMMANTRÄDESPROTOKOLL", "Byggnadsnämnden", "FIKTIVBY KOMMUN"),
        ("council", "Sammanträdesprotokoll", "Kommunfullmäktige", "Provköpings kommun"),
        ("auditors", "Protokoll", "Revisorerna", "Fiktivby kommun"),
        ("committee by ordinals", "Protokoll", "arbetsutskottet", "Region Fiktiv"),
        ("board inline", "Sammanträdesprotokoll", "Miljönämnden", None),
        ("association", "Direktionsprotokoll", None, "Kommunalförbundet Provslätten"),
    ],
)
def test_every_layout_tells_who_met(
    name: str, kind: str, body: str | None, organisation: str | None
) -> None:
    found = minutes(name)

    told = [said.value if said else None for said in (found.kind, found.body, found.organisation)]
    assert told == [kind, body, organisation]


def test_a_name_keeps_its_affiliation_of_two_words() -> None:
    people = minutes("meeting").people

    assert [person.affiliation for person in people] == [
        "Provköping", "Östra Fiktivby", "kansliet", "Låtsaskil",
    ]  # fmt: skip
    assert [person.roles for person in people] == [(Role.PRESENT,)] * 3 + [(Role.APOLOGY,)]


def test_columns_of_members_and_substitutes_are_kept_apart() -> None:
    assert roles(minutes("board with columns")) == {
        "Anna Exempel": {Role.MEMBER, Role.CHAIR},
        "Bo Testsson": {Role.MEMBER, Role.TO_VERIFY},
        "Cecilia Påhittad": {Role.SERVING_SUBSTITUTE},
        "David Låtsas": {Role.SUBSTITUTE},
        "Örjan Fiktivsson": {Role.OTHER_PRESENT},
        "Åsa Provman": {Role.SECRETARY},
    }


def test_people_on_one_line_are_told_apart_with_party_and_office() -> None:
    people = {person.name: person for person in minutes("council").people}

    assert [people[name].party for name in ("Anna Exempel", "Bo Testsson", "Åsa Provman")] == [
        "M", "S", "C",
    ]  # fmt: skip
    assert Role.CHAIR in people["Anna Exempel"].roles
    assert Role.TO_VERIFY in people["Bo Testsson"].roles
    assert Role.TO_VERIFY in people["Åsa Provman"].roles


def test_a_substitute_serves_for_somebody() -> None:
    people = {person.name: person for person in minutes("committee by ordinals").people}

    assert people["Bo Testsson"].replaces == "Örjan Fiktivsson"
    assert Role.SERVING_SUBSTITUTE in people["Bo Testsson"].roles
    assert people["Örjan Fiktivsson"].roles == (Role.APOLOGY,)


def test_a_decision_runs_over_the_head_of_a_page() -> None:
    found = minutes("meeting")

    assert decided(found) == [[], ["att godkänna utkastet,", "att skicka det på remiss."], []]
    (presenter,) = found.items[1].presenters
    assert (presenter.name, presenter.affiliation) == ("Åsa Provman", "kanslichef")
    (attachment,) = found.items[1].underlag
    assert (attachment.number, attachment.title) == ("1", "utkast till plan")


def test_a_decision_may_follow_its_verb_on_the_line() -> None:
    assert decided(minutes("dotted meeting")) == [[], ["att påbörja upphandlingen."], []]


def test_what_is_proposed_is_not_decided() -> None:
    board, council = minutes("board with columns"), minutes("council")

    assert decided(board) == [
        ["Byggnadsnämnden beviljar bygglov."], ["Byggnadsnämnden föreslår att taxan höjs."],
    ]  # fmt: skip
    assert decided(council) == [
        ["Taxan antas.", "Taxan gäller från den 1 juli."], ["Valet bordläggs."],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "numbers", "titles", "diary"),
    [
        (
            "board with columns",
            ["1", "2"],
            ["Bygglov på Sjövägen", "Rivningslov"],
            ["BN-2025-00083", "BN-2025-00084"],
        ),
        ("council", ["40", "41"], ["Ändrad taxa", "Val av revisor"], ["KS 2025/00123", None]),
        ("committee by ordinals", ["7", "8"], ["Budget", "Information"], ["RS 2025-0042", None]),
        ("board inline", ["3", "4"], ["Tillsynsplan", "Tobakstillstånd"], ["MN 2025/17", None]),
        (
            "association",
            ["1", "2"],
            ["Val av justerare", "Räddningstjänstens fordon"],
            [None, None],
        ),
    ],
)
def test_items_have_number_title_and_diary_number(
    name: str, numbers: list[str], titles: list[str], diary: list[str | None]
) -> None:
    items = minutes(name).items

    assert [item.number for item in items] == numbers
    assert [item.title for item in items] == titles
    assert [item.diary_number.value if item.diary_number else None for item in items] == diary


def test_what_an_item_builds_on_is_listed_attachments_by_number() -> None:
    (first, _) = minutes("committee by ordinals").items

    assert [(one.number, one.title) for one in first.underlag] == [
        (None, "Tjänsteskrivelse 2025-09-30"), ("A", "budget i sammandrag"),
    ]  # fmt: skip


def test_verification_and_notice_are_read() -> None:
    board, council, auditors = map(minutes, ("board with columns", "council", "auditors"))

    assert board.verification is not None
    assert board.verification.digital
    assert [(p.first, p.last) for p in board.verification.paragraphs] == [(1, 2)]
    assert council.verification is not None
    assert council.verification.date is not None
    assert council.verification.date.value == date(2025, 6, 23)
    assert not council.verification.digital
    assert council.notice is not None
    assert council.notice.posted is not None
    assert council.notice.posted.value == date(2025, 6, 24)
    assert council.notice.kept_at is not None
    assert auditors.notice is not None
    assert auditors.notice.removed is not None
    assert auditors.notice.removed.value == date(2025, 10, 30)


def test_printed_page_numbers_are_read_beside_the_physical() -> None:
    numbering = minutes("board with columns").numbering

    assert numbering is not None
    assert (numbering.total, numbering.physical, numbering.appended) == (2, 2, ())


def places(value: object) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Every page and box in a value."""
    if isinstance(value, tuple):
        for item in value:
            yield from places(item)
    elif is_dataclass(value) and not isinstance(value, type):
        if hasattr(value, "box") and hasattr(value, "page"):
            yield value.page, value.box
        for item in fields(value):
            yield from places(getattr(value, item.name))


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_value_stands_in_a_box_on_its_page(name: str) -> None:
    laid = pages(*LAYOUTS[name]())
    found = minutes(name)

    boxes = list(places(found))

    assert len(boxes) > 10
    for number, (left, bottom, right, top) in boxes:
        page = laid[number - 1]
        assert 0 <= left < right <= page.width + 1
        assert 0 <= bottom < top <= page.height + 1


@pytest.mark.parametrize(
    "text",
    [
        ("Tjänsteskrivelse", "Kommunstyrelsen föreslås anta planen.", "1 Bakgrund", "2 Mål"),
        ("Avtal om hyra", "1. Parter", "Anna Exempel och Bo Testsson", "2. Lokalen", "3. Hyra"),
        ("Kallelse till kommunstyrelsen", "Datum: 2025-01-01", "Plats och tid: Salen kl 9-10",
         "§ 1 Val av justerare", "§ 2 Budget"),
        ("Anslag/bevis", "Protokollet är justerat.", "Organ: Kommunstyrelsen",
         "Sammanträdesdatum: 2025-10-14", "Underskrift: Anna Exempel"),
        ("Från: a@example.test", "Till: b@example.test", "Ämne: Protokoll", "Hej!"),
        ("The quick brown fox",),
        (),
    ],
)  # fmt: skip
def test_another_document_gives_no_minutes(text: tuple[str, ...]) -> None:
    assert read(pages(lines(*text))) is None


def test_a_list_inside_an_item_starts_no_item() -> None:
    found = read(
        pages(
            lines(
                "Protokoll från styrgruppen",
                "Närvarande: Anna Exempel, Bo Testsson",
                "1 Öppnande",
                "2 Planen",
                "Mötet beslutar",
                "att pröva följande:",
                *("    1. Ett försök", "    2. Ett annat försök", "    3. Ett tredje"),
                "3 Avslutning",
            )
        )
    )

    assert found is not None
    assert [item.title for item in found.items] == ["Öppnande", "Planen", "Avslutning"]


@pytest.mark.parametrize(("size", "height"), [(10, 662), (13, 662), (8, 500), (10, 300)])
def test_the_seed_is_read_whole_wherever_its_pages_break(size: float, height: float) -> None:
    seed = SHARED / "seed" / "kommundirektorsmote-2024-04-19.txt"
    if not seed.exists():
        pytest.skip("the shared files are not here")
    text = seed.read_text("utf-8")
    at = text.index("Underskriftssida")
    drawn = [
        DrawnPage(lines=tuple(portion))
        for part in (text[:at], text[at:])
        for portion in broken(wrapped(part, size=size), height=height)
    ]
    laid = read_pages(draw_pages(drawn), password="", max_pages=50).pages
    page = read_signature_page(laid, built_in_profiles())

    found = read_minutes(laid, page)

    assert found is not None
    assert page is not None
    assert page.profile == "knowit"
    assert found.date is not None
    assert found.date.value == date(2024, 4, 19)
    assert isinstance(found.place, Said)
    assert found.place.value == "Marina Plaza, lokal Galleriet, Helsingborg"
    assert found.start is not None
    assert found.end is not None
    assert (found.start.value, found.end.value) == (time(8, 30), time(11, 30))
    present = [person for person in found.people if Role.PRESENT in person.roles]
    assert len(present) == 11
    assert sum(person.affiliation == "sekretariatet" for person in present) == 1
    assert sum(Role.APOLOGY in person.roles for person in found.people) == 1
    assert [item.number for item in found.items] == list("123456789")
    assert [len(item.decisions) for item in found.items] == [0, 1, 1, 1, 1, 1, 1, 3, 0]
    headings = [d.heading for item in found.items for d in item.decisions]
    assert headings == ["Mötet beslutar"] * 9
    clauses = [c.value for item in found.items for d in item.decisions for c in d.clauses]
    assert len(clauses) == 10
    assert all(clause.startswith("att ") for clause in clauses)
    attachments = [one.number for item in found.items for one in item.underlag if one.number]
    assert attachments == ["1", "2", "3"]
    assert [len(item.presenters) for item in found.items] == [0, 1, 1, 1, 2, 1, 1, 0, 0]


def test_minutes_that_end_on_the_vendors_page_are_read_to_their_end() -> None:
    shared_page = lines(
        "Protokoll från styrgruppen", "Närvarande: Anna Exempel, Bo Testsson", "1 Öppnande",
        "2 Planen", "Mötet beslutar", "att anta planen.", "3 Avslutning", "", "Underskriftssida",
        "Dokumentet har skrivits under elektroniskt av en eller flera personer som är",
        "listade nedan.",
    )  # fmt: skip

    found = read(pages(shared_page))

    assert found is not None
    assert [item.title for item in found.items] == ["Öppnande", "Planen", "Avslutning"]


LINE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["§ 1 Val", "§ 2", "1 Öppnande", "2 Val", "Beslut", "Mötet beslutar", "att välja",
         "Närvarande:", "Anna Exempel (M), ordförande", "Plats och tid", "2025-02-30 kl 25-26",
         "Justerare: Bo Testsson", "Protokoll", "Bilaga 1", "Underlag:", "Dnr KS 2025/1", "2 (1)"]
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 500), LINE), max_size=40))
def test_no_text_breaks_the_reader(placed: list[tuple[float, str]]) -> None:
    laid = [(x, 20.0 + 18 * row, text) for row, (x, text) in enumerate(placed)]

    read(pages(laid, laid))


def test_five_hundred_pages_are_read_by_their_text_alone() -> None:
    laid = pages(*LAYOUTS["council"]()) * 250

    found = read(tuple(replace(page, number=n) for n, page in enumerate(laid, start=1)))

    assert found is not None
    assert found.date is not None
