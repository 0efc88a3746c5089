"""The EU's trusted lists from where they are published, with the pivots in between."""

from collections.abc import Iterable
from dataclasses import field

from fhvalidate.conclusion import Finding
from fhvalidate.errors import FetchError, TrustedListError
from fhvalidate.fetch.request import Network, Request, fetch
from fhvalidate.frozen import frozen
from fhvalidate.trust.list_of_lists import verify_list_of_lists
from fhvalidate.trust.list_reading import read_head
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.lists import MAX_LIST_SIZE

LOCATION = "https://ec.europa.eu/tools/lotl/eu-lotl.xml"
MAX_PIVOTS = 20  # the EU has had under ten
MAX_LISTS = 60  # countries of the EU and the EEA, and parties to a mutual recognition


@frozen
class Downloaded:
    """The files of a snapshot by name, and what could not be fetched."""

    files: dict[str, bytes] = field(repr=False)
    findings: tuple[Finding, ...] = ()


def download(
    network: Network,
    *,
    location: str = LOCATION,
    countries: Iterable[str] = (),
    signers: Iterable[bytes],
) -> Downloaded:
    """The list of lists, its pivots and the lists that it points to.

    The list of lists is verified before anything that it points to is fetched.

    Raises:
        FetchError: the list of lists could not be fetched.
        TrustedListError: its signature leads to none of the signers.
    """
    top = fetch(Request(location, MAX_LIST_SIZE), network).data
    kept = {"EU.xml": top}
    findings: list[Finding] = []
    head = read_head(parse_xml(top))
    pivots = [uri for uri in head.information if uri.lower().endswith(".xml")]
    for number, uri in enumerate(pivots[:MAX_PIVOTS], start=1):
        _add(kept, f"pivot-{number}.xml", uri, network, findings)
    earlier = [data for name, data in kept.items() if name != "EU.xml"]
    verified = verify_list_of_lists(top, earlier, signers=tuple(signers))
    wanted = {country.upper() for country in countries}
    for pointer in verified.pointers[:MAX_LISTS]:
        if not wanted or pointer.territory in wanted:
            name = f"{_safe(pointer.territory)}.xml"  # two pointers may lead to two versions
            _add(kept, name, pointer.location, network, findings, territory=pointer.territory)
    return Downloaded(kept, tuple(findings))


def _add(
    kept: dict[str, bytes],
    name: str,
    location: str,
    network: Network,
    findings: list[Finding],
    *,
    territory: str = "pivot",
) -> None:
    try:
        data = fetch(Request(location, MAX_LIST_SIZE), network).data
        parse_xml(data)
    except FetchError as error:
        reason = error.reason
    except TrustedListError:
        reason = "content-unreadable"
    else:
        kept[_free(name, kept)] = data
        return
    findings.append(
        Finding.warning(
            "trusted-list-not-fetched", territory=territory, url=location, reason=reason
        )
    )


def _safe(territory: str) -> str:
    """The territory as a file's name: letters only."""
    return "".join(c for c in territory if c.isascii() and c.isalnum())[:8] or "unnamed"


def _free(name: str, kept: dict[str, bytes]) -> str:
    """The name, with a number when it is taken."""
    stem, _, suffix = name.rpartition(".")
    names = (f"{stem}-{number}.{suffix}" for number in range(2, len(kept) + 3))
    return name if name not in kept else next(n for n in names if n not in kept)
