"""Fictional minutes in the layouts that meetings and municipal boards use, as placed text."""

from collections.abc import Callable, Sequence

from tests.minutes.laid_out import Placed, lines

Layout = Callable[[], list[Sequence[Placed]]]


def beside(label: str, *values: str, y: float, at: float = 220) -> list[Placed]:
    """A label at the margin and its values in a column beside it."""
    placed: list[Placed] = [(60, y, label)]
    return placed + [(at, y + 14 * row, value) for row, value in enumerate(values)]


def meeting() -> list[Sequence[Placed]]:
    """A meeting without §: *Mötet beslutar*, with the title repeated at the head of page two."""
    first = lines(
        "Chefsmöte i Fiktivby förbund",
        "Fiktivby 2025-03-14",
        "",
        "Plats och tid: Den 14 mars 2025 09.00-11:45 på Storgården, lokal Eken, Fiktivby.",
        "",
        "Närvarande:",
        "Anna Exempel, Provköping",
        "Bo Testsson, Östra Fiktivby",
        "Åsa Provman, kansliet",
        "",
        "Anmält förhinder:",
        "Örjan Fiktivsson, Låtsaskil",
        "",
        "1 Mötets öppnande",
        "",
        "2 Uppföljning av planen",
        "",
        "Kort redogörelse för läget.",
        "",
        "Föredragande: Åsa Provman, kanslichef.",
        "",
        "Underlag: Bilaga 1 \u2013 utkast till plan.",
        "",
        "Mötet beslutar",
    )
    second = lines(
        "Chefsmöte i Fiktivby förbund",
        "",
        "att godkänna utkastet,",
        "",
        "att skicka det på remiss.",
        "",
        "3 Mötet avslutas",
    )
    return [first, second]


def dotted_meeting() -> list[Sequence[Placed]]:
    """Items numbered with full stops, presenters in a row, a list of clauses run into the verb."""
    return [
        lines(
            "Minnesanteckningar",
            "Datum: 3 april 2025",
            "Plats: Rådhuset, rum 4",
            "Tid: kl. 13.00\u201315.30",
            "Deltagare: Anna Exempel, Bo Testsson och Åsa Provman",
            "Ordförande: Anna Exempel",
            "Sekreterare: Åsa Provman",
            "",
            "1. Inledning",
            "Anna Exempel hälsade välkommen.",
            "",
            "2. Gemensam upphandling",
            "Föredragande: Bo Testsson och Åsa Provman, upphandlare",
            "Styrgruppen beslutar att påbörja upphandlingen.",
            "",
            "3. Nästa möte",
            "Nästa möte hålls i maj.",
        )
    ]


def board_with_columns() -> list[Sequence[Placed]]:
    """A board's front page with labels at the margin; § with diary number and title below."""
    front: list[Placed] = [
        (60, 50, "FIKTIVBY KOMMUN"), (250, 50, "SAMMANTRÄDESPROTOKOLL"), (500, 50, "1 (2)"),
        (60, 80, "Byggnadsnämnden"),
        *beside("Datum", "2025-01-21", y=100),
        *beside("Plats och tid för sammanträde", "Kommunhuset, Stora salen",
                "Klockan 13.00\u201314.00", y=120),
    ]  # fmt: skip
    front += [
        (60, 160, "Beslutande"), (220, 160, "Ledamöter"), (400, 160, "Tjänstgörande ersättare"),
        (220, 174, "Anna Exempel (M), ordförande"), (400, 174, "Cecilia Påhittad (C)"),
        (220, 188, "Bo Testsson (S)"),
        (60, 210, "Övriga närvarande"), (220, 210, "Ersättare"), (400, 210, "Tjänstepersoner"),
        (220, 224, "David Låtsas (V)"), (400, 224, "Örjan Fiktivsson, bygglovschef"),
        *beside("Plats och tid för justering", "Digital justering", y=260),
        (60, 290, "Sekreterare"), (220, 290, "Åsa Provman"), (400, 290, "Paragrafer § 1-2"),
        *beside("Ordförande", "Anna Exempel", y=310),
        *beside("Protokolljusterare", "Bo Testsson", y=330),
    ]  # fmt: skip
    items: list[Placed] = [
        (60, 50, "FIKTIVBY KOMMUN"), (250, 50, "SAMMANTRÄDESPROTOKOLL"), (500, 50, "2 (2)"),
        *lines("§ 1 Dnr BN-2025-00083", "Bygglov på Sjövägen", "", "Beslut",
               "Byggnadsnämnden beviljar bygglov.", "", "Sammanfattning av ärendet",
               "Ansökan gäller ett uthus.", "", "§ 2 Dnr BN-2025-00084", "Rivningslov", "",
               "Beslut \u2013 Förslag till kommunfullmäktige",
               "Byggnadsnämnden föreslår att taxan höjs.", "", "Förslag till beslut",
               "Byggnadsnämnden beslutar att avslå.", y=90),
    ]  # fmt: skip
    return [front, items]


def council() -> list[Sequence[Placed]]:
    """A council with the § and title on one line, two to verify, a notice at the end."""
    return [
        lines(
            "Provköpings kommun \u2013 Kommunfullmäktige",
            "Sammanträdesprotokoll 2025-06-16",
            "Plats och tid: Folkets hus, måndagen den 16 juni 2025 kl. 18.00\u201321.10",
            "Beslutande: Anna Exempel (M), ordförande, Bo Testsson (S), Åsa Provman (C)",
            "Övriga deltagare: Örjan Fiktivsson, kommunsekreterare",
            "Utses att justera: Bo Testsson och Åsa Provman",
            "Justeringens plats och tid: Kommunhuset 2025-06-23",
            "Underskrifter",
            "Sekreterare: Örjan Fiktivsson",
            "Paragrafer: 40\u201341",
        ),
        lines(
            "§ 40 Ändrad taxa",
            "Dnr KS 2025/00123",
            "",
            "Kommunfullmäktiges beslut",
            "1. Taxan antas.",
            "2. Taxan gäller från den 1 juli.",
            "",
            "Yrkanden",
            "Kommunfullmäktige beslutar att återremittera ärendet.",
            "",
            "§ 41 Val av revisor",
            "",
            "Kommunfullmäktiges beslut",
            "Valet bordläggs.",
            "",
            "ANSLAG/BEVIS",
            "Organ: Kommunfullmäktige",
            "Sammanträdesdatum: 2025-06-16",
            "Datum då anslaget sätts upp: 2025-06-24",
            "Datum då anslaget tas ned: 2025-07-16",
            "Förvaringsplats för protokollet: Kommunkansliet",
        ),
    ]


def auditors() -> list[Sequence[Placed]]:
    """Auditors with `TILLKÄNNAGIVANDE / BEVIS` and a table of who was there."""
    return [
        [
            *lines("Fiktivby kommun", "Revisorerna", "Protokoll 2025-09-28"),
            *beside("Plats och tid", "Digitalt möte", "2025-09-28 kl 9\u201311", y=130),
            *beside("Närvarande ledamöter", "Anna Exempel", "Bo Testsson", y=170),
            *beside("Frånvarande", "Åsa Provman", y=210),
            *beside("Justerare", "Bo Testsson", y=230),
        ],
        lines(
            "§ 12 Granskning av delårsrapport",
            "Revisorerna beslutar",
            "att godkänna granskningen",
            "att överlämna den till kommunfullmäktige.",
            "",
            "§ 13 Nästa möte",
            "Nästa möte hålls den 20 oktober.",
            "",
            "TILLKÄNNAGIVANDE / BEVIS",
            "Organ: Revisorerna",
            "Datum då tillkännagivandet publiceras: 2025-10-08",
            "Datum då tillkännagivandet upphör: 2025-10-30",
        ),
    ]


def committee_by_ordinals() -> list[Sequence[Placed]]:
    """A committee whose date is in words, whose § comes with a year, with substitutes serving."""
    return [
        lines(
            "Protokoll fört vid arbetsutskottet",
            "Region Fiktiv",
            "Tid och plats: Regionhuset, den fjortonde oktober 2025, klockan 08.30 till 10.15",
            "Ledamöter",
            "Anna Exempel (KD), ordförande",
            "Bo Testsson (S) ersätter Örjan Fiktivsson (S)",
            "Ej tjänstgörande ersättare",
            "Cecilia Påhittad (MP)",
            "Anmält förhinder",
            "Örjan Fiktivsson (S)",
            "Justerare: Cecilia Påhittad",
        ),
        lines(
            "§ 7/2025 Budget",
            "Diarienummer: RS 2025-0042",
            "Beslut",
            "Arbetsutskottet beslutar att ställa sig bakom förslaget.",
            "Beslutsunderlag",
            "Tjänsteskrivelse 2025-09-30",
            "Bilaga A, budget i sammandrag",
            "§ 8/2025 Information",
            "Beslut",
            "Arbetsutskottet noterar informationen.",
        ),
    ]


def board_inline() -> list[Sequence[Placed]]:
    """A board whose labels stand above their values, with a table of contents before the items."""
    return [
        lines(
            "Miljönämnden",
            "Sammanträdesprotokoll",
            "Sammanträdesdatum",
            "2025-02-11",
            "Plats",
            "Miljökontoret",
            "Tid",
            "09:00\u201312:00, ajournering 10.30\u201310.45",
            "Närvarande",
            "Anna Exempel (L), ordförande",
            "Bo Testsson (SD)",
            "Utses att justera",
            "Bo Testsson",
            "Ärendelista",
            "§ 3 Tillsynsplan",
            "§ 4 Tobakstillstånd",
        ),
        lines(
            "§ 3",
            "Tillsynsplan",
            "MN 2025/17",
            "Nämndens beslut",
            "Miljönämnden antar tillsynsplanen.",
            "Bakgrund",
            "Planen ska antas varje år.",
            "§ 4",
            "Tobakstillstånd",
            "Miljönämnden beslutar",
            "att bevilja tillståndet, samt",
            "att paragrafen justeras omedelbart.",
        ),
    ]


def association() -> list[Sequence[Placed]]:
    """A joint authority: *Ärende 1*, *Direktionen beslutar*, apologies on one line."""
    return [
        lines(
            "Kommunalförbundet Provslätten",
            "Direktionsprotokoll",
            "Datum: tisdag 6 maj 2025",
            "Plats och tid: Brandstationen kl 10:00 - 11:20",
            "Närvarande: Anna Exempel (ordf.), Bo Testsson, Åsa Provman",
            "Frånvarande: Örjan Fiktivsson",
            "Protokollsjusterare: Åsa Provman",
            "",
            "Ärende 1 Val av justerare",
            "Direktionen beslutar att utse Åsa Provman.",
            "",
            "Ärende 2 Räddningstjänstens fordon",
            "Föredragande: Bo Testsson",
            "Direktionen beslutar",
            "att köpa två fordon.",
        )
    ]


LAYOUTS: dict[str, Layout] = {
    "meeting": meeting,
    "dotted meeting": dotted_meeting,
    "board with columns": board_with_columns,
    "council": council,
    "auditors": auditors,
    "committee by ordinals": committee_by_ordinals,
    "board inline": board_inline,
    "association": association,
}
