"""How the list of lists says that another party's list is to be read (MRA, as DSS implements it).

A pointer carries, for each kind of service that is recognised, what that party calls the type,
the statuses and the qualifiers, and what its certificates declare instead of the EU's QCStatements.
"""

from collections.abc import Iterator
from typing import Any

from fhvalidate.trust.beliefs import FOREVER
from fhvalidate.trust.criteria import Assertion, Criteria
from fhvalidate.trust.list_criteria import read_criteria
from fhvalidate.trust.list_xml import moment
from fhvalidate.trust.lists import Equivalence

NAMESPACE = "{http://ec.europa.eu/tools/lotl/mra/schema/v2#}"
ENACTED = "http://ec.europa.eu/tools/lotl/mra/enacted"
MAX_EQUIVALENCES = 100  # of one pointer; a recognition has one per kind of service


def read_equivalences(pointer: Any) -> tuple[Equivalence, ...]:
    """The equivalences that a pointer (OtherTSLPointer) carries; none for a member state."""
    found = list(pointer.iter(NAMESPACE + "TrustServiceEquivalenceInformation"))
    return tuple(_equivalence(item) for item in found[:MAX_EQUIVALENCES])


def _equivalence(item: Any) -> Equivalence:
    pointing_types = list(_types(item, "Pointing"))
    pointed_types = list(_types(item, "Pointed"))
    target, additional = pointing_types[0] if pointing_types else ("", ())
    return Equivalence(
        identifier=_text(item, "TrustServiceLegalIdentifier"),
        since=moment(_text(item, "TrustServiceEquivalenceStatusStartingTime")) or FOREVER,
        enacted=_text(item, "TrustServiceEquivalenceStatus") == ENACTED,
        additional=additional,
        types={theirs: target for theirs, _ in pointed_types if theirs and target},
        statuses=dict(_statuses(item)),
        qualifiers=dict(_qualifiers(item)),
        contents=tuple(_contents(item)),
    )


def _types(item: Any, party: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for group in item.iter(f"{NAMESPACE}TrustServiceTSLTypeList{party}Party"):
        for kind in group.iter(NAMESPACE + "TrustServiceTSLType"):
            identifier = kind.findtext("{*}ServiceTypeIdentifier", "").strip()
            uris = kind.findall("{*}AdditionalServiceInformation/{*}URI")
            yield identifier, tuple((uri.text or "").strip() for uri in uris)


def _statuses(item: Any) -> Iterator[tuple[str, str]]:
    for kind in ("Valid", "Invalid"):
        for pair in item.iter(f"{NAMESPACE}TrustServiceTSLStatus{kind}Equivalence"):
            ours = [
                (status.text or "").strip()
                for group in pair.iter(NAMESPACE + "TrustServiceTSLStatusListPointingParty")
                for status in group.iter("{*}ServiceStatus")
            ]
            for group in pair.iter(NAMESPACE + "TrustServiceTSLStatusListPointedParty"):
                for status in group.iter("{*}ServiceStatus"):
                    if ours:
                        yield (status.text or "").strip(), ours[0]


def _qualifiers(item: Any) -> Iterator[tuple[str, str]]:
    for pair in item.iter(NAMESPACE + "QualifierEquivalence"):
        ours = pair.find(NAMESPACE + "QualifierPointingParty")
        theirs = pair.find(NAMESPACE + "QualifierPointedParty")
        if ours is not None and theirs is not None:
            yield str(theirs.get("uri", "")), str(ours.get("uri", ""))


def _contents(item: Any) -> Iterator[tuple[str, Criteria]]:
    for content in item.iter(NAMESPACE + "CertificateContentReferenceEquivalence"):
        context = _text(content, "CertificateContentReferenceEquivalenceContext")
        declared = content.find(NAMESPACE + "CertificateContentDeclarationPointedParty")
        criteria = Criteria(Assertion.ALL, ()) if declared is None else read_criteria(declared)
        yield context.rpartition("/")[2], criteria


def _text(item: Any, name: str) -> str:
    found = item.find(f".//{NAMESPACE}{name}")
    return "" if found is None else (found.text or "").strip()
