"""Fictional minutes of a fictional municipality, with or without a vendor's signature page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.pki import vendor_pages
from tests.pki.layout import (
    DocumentInformation,
    Line,
    Page,
    draw_pages,
    layout_text,
    wrapped,
)
from tests.pki.vendor_pages import PageSigner, Vendor

__all__ = [
    "Decision",
    "Minutes",
    "PageSigner",
    "Vendor",
    "layout_text",
    "minutes",
    "minutes_pages",
]


MAX_DECISIONS_HEIGHT = 480  # less than the page holds, so that minutes have three pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One item of the agenda: what it is about and what was decided."""

    title: str
    decision: str
    summary: str
    reference: str = ""


DECISIONS = (
    Decision(
        title="Val av justerare",
        decision="Kommunstyrelsen utser Bo Testsson att justera dagens protokoll.",
        summary="Protokollet justeras digitalt senast tre dagar efter sammanträdet.",
    ),
    Decision(
        title="Cykelväg mellan Exempelby och Provköping",
        decision="Kommunstyrelsen beslutar om avslag på ansökan om medel till en cykelväg.",
        summary=(
            "Byalaget i Provköping har ansökt om medel till en belyst cykelväg längs Sjövägen. "
            "Samhällsbyggnadsförvaltningen bedömer att sträckan bör utredas på nytt när den nya "
            "översiktsplanen har antagits."
        ),
        reference="KS-2026-00017",
    ),
    Decision(
        title="Yttrande över förslag till ny skolskjutspolicy",
        decision="Kommunstyrelsen antar förvaltningens yttrande som sitt eget.",
        summary=(
            "Barn- och utbildningsnämnden har skickat ett förslag till ny skolskjutspolicy på "
            "remiss. Förvaltningen ser positivt på att reglerna för växelvis boende förtydligas "
            "men önskar en beräkning av kostnaderna för åren 2027 till 2029."
        ),
        reference="KS-2026-00023",
    ),
    Decision(
        title="Öppettider för biblioteket i Östra Exempelby",
        decision="Kommunstyrelsen ställer sig bakom prov med meröppet bibliotek under ett år.",
        summary=(
            "Kultur- och fritidsförvaltningen vill pröva meröppet mellan klockan 06.00 och 22.00. "
            "Provet utvärderas våren 2027 och ryms inom beslutad budget."
        ),
        reference="KS-2026-00031",
    ),
    Decision(
        title="Information om snöröjningen",
        decision="Kommunstyrelsen tackar för informationen.",
        summary=(
            "Gatuchefen redogör för vinterns snöröjning, hur många felanmälningar som kommit in "
            "och vilka gångbanor som röjs först."
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What the minutes say."""

    municipality: str = "Exempelby kommun"
    body: str = "Kommunstyrelsen"
    date: str = "2026-02-26"
    chair: str = "Anna Exempel"
    adjuster: str = "Bo Testsson"
    secretary: str = "Åsa Provman"
    others: tuple[str, ...] = ("Cecilia Påhittad", "David Låtsas", "Örjan Fiktivsson")
    decisions: tuple[Decision, ...] = DECISIONS
    first_paragraph: int = 21
    adjustment: str = "Digital justering"
    """How the minutes are approved; never-signed minutes say something else."""

    title: str = "Protokoll kommunstyrelsen 2026-02-26"
    vendor: Vendor = Vendor.NONE
    """Whose signature page and footers are added."""

    signers: tuple[PageSigner, ...] = (
        PageSigner(name="Anna Exempel", role="Ordförande"),
        PageSigner(
            name="Bo Testsson",
            role="Justerare",
            time="2026-03-02 10:05:00",
            transaction="FFEEDDCCBBAA99887766554433221100FFEEDDCCBB",
        ),
    )


def minutes(content: Minutes | None = None, *, compressed: bool = True) -> bytes:
    """The minutes as an unsigned PDF; uncompressed, its shown words can be found in its bytes."""
    said = content or Minutes()
    information = DocumentInformation(title=said.title, author=said.municipality)
    return draw_pages(minutes_pages(said), information, compressed=compressed)


def minutes_pages(said: Minutes) -> tuple[Page, ...]:
    """The pages: the front page, the decisions and what the vendor adds."""
    bodies = [list(_front(said)), *_decision_pages(said)]
    footer = vendor_pages.footer(said.vendor, said.signers)
    side = vendor_pages.side_text(said.vendor)
    pages = (
        Page(
            lines=tuple(lines),
            header=(
                said.municipality.upper(),
                "SAMMANTRÄDESPROTOKOLL",
                f"{number} ({len(bodies)})",
            ),
            # Ciceron leaves the first page without a footer.
            footer=footer if number > 1 else (),
            side=side,
        )
        for number, lines in enumerate(bodies, start=1)
    )
    added = vendor_pages.pages(said.vendor, said.signers, said.municipality)
    return (*pages, *(replace(page, side=side) for page in added))


def _front(said: Minutes) -> Iterable[Line]:
    last = said.first_paragraph + len(said.decisions) - 1
    yield Line(text=said.body, size=15, bold=True)
    yield Line(text="Sammanträdesdatum", bold=True, beside=said.date)
    yield Line()
    yield from _labelled(
        "Plats och tid", ["Kommunhuset, sal Eken", "Klockan 13.00\N{EN DASH}14.40"]
    )
    yield from _labelled(
        "Beslutande",
        [f"{said.chair} (M), ordförande", f"{said.adjuster} (S)", *said.others],
    )
    yield from _labelled("Övriga närvarande", [f"{said.secretary}, nämndsekreterare"])
    yield from _labelled("Utses att justera", [said.adjuster])
    yield from _labelled("Plats och tid för justering", [said.adjustment])
    yield Line()
    yield from _labelled("Sekreterare", [said.secretary])
    yield from _labelled("Paragrafer", [f"§§ {said.first_paragraph}\N{EN DASH}{last}"])
    yield from _labelled("Ordförande", [said.chair])
    yield from _labelled("Justerare", [said.adjuster])
    yield Line()
    yield Line(text="ANSLAG/BEVIS", bold=True)
    yield Line(text="Protokollet är justerat. Justeringen har tillkännagivits genom anslag.")
    yield Line(text="Organ", beside=said.body)
    yield Line(text="Sammanträdesdatum", beside=said.date)
    yield Line(text="Förvaringsplats för protokollet", beside="Kommunkansliet", beside_at=200)


def _labelled(label: str, values: list[str]) -> Iterable[Line]:
    first, *rest = values
    yield Line(text=label, bold=True, beside=first, beside_at=170)
    for value in rest:
        yield Line(beside=value, beside_at=170)
    yield Line(size=4)


def _decision_pages(said: Minutes) -> Iterable[list[Line]]:
    """The decisions in pages, none of them broken in two."""
    page: list[Line] = []
    for number, item in enumerate(said.decisions, start=said.first_paragraph):
        lines = list(_decision_lines(number, item))
        if page and sum(line.height for line in [*page, *lines]) > MAX_DECISIONS_HEIGHT:
            yield page
            page = []
        page += lines
    yield page


def _decision_lines(number: int, item: Decision) -> Iterable[Line]:
    reference = f"Dnr {item.reference}" if item.reference else ""
    yield Line(text=f"§ {number}", bold=True, beside=reference, beside_at=60)
    yield Line(text=item.title, size=12, bold=True)
    yield Line(size=4)
    yield Line(text="Beslut", bold=True)
    yield from wrapped(item.decision)
    yield Line(size=4)
    yield Line(text="Sammanfattning av ärendet", bold=True)
    yield from wrapped(item.summary)
    yield Line()
