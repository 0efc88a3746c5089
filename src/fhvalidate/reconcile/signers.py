"""People: the signature page beside the certificates, one table of signers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fhvalidate.conclusion import Indication, Verdict
from fhvalidate.identity.names import can_be_same_person, name_parts
from fhvalidate.minutes.signature_page import PageSigner, SignaturePage
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.changes import judge_changes
from fhvalidate.validation.process import SignatureResult


class Holds(StrEnum):
    """Whether a person's signature holds."""

    YES = "yes"
    NO = "no"
    NOT_ESTABLISHED = "not-established"


class SignerSource(StrEnum):
    """Where a signer's name was found."""

    CERTIFICATE = "certificate"
    SIGNATURE_PAGE = "signature-page"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Signer:
    """One row of the table of signers.

    Attributes:
        name: by the certificate where there is one, else by the page.
        signature: the index of the signature; None for a name that only the page has.
        page_signer: the index of the page's row; None for a name that only a certificate has.
    """

    name: str
    sources: tuple[SignerSource, ...]
    signature: int | None
    page_signer: int | None
    holds: Holds


def list_signers(
    results: Sequence[SignatureResult], page: SignaturePage | None
) -> tuple[Signer, ...]:
    """Who signed by the certificates, and who the signature page says signed, joined by name."""
    listed = list(enumerate(page.signers)) if page is not None else []
    rows = []
    for index, result in enumerate(results):
        if result.signature.kind is not SignatureKind.SIGNATURE:
            continue
        name = _name(result)
        match = _best_match(name, listed)
        if match is not None:
            listed.remove(match)
        rows.append(_row(name, index, result, match))
    rows.extend(
        Signer(
            name=signer.name or "",
            sources=(SignerSource.SIGNATURE_PAGE,),
            signature=None,
            page_signer=number,
            holds=Holds.NOT_ESTABLISHED,
        )
        for number, signer in listed
        if signer.name
    )
    return tuple(rows)


def _name(result: SignatureResult) -> str:
    if result.signer is not None:
        return result.signer.common_name or result.signer.subject
    field = result.signature.placed.field
    return field.claimed_name or field.name or ""


def _row(
    name: str, index: int, result: SignatureResult, match: tuple[int, PageSigner] | None
) -> Signer:
    sources = (SignerSource.CERTIFICATE,) if result.signer is not None else ()
    if match is not None:
        sources = (*sources, SignerSource.SIGNATURE_PAGE)
    return Signer(name, sources, index, match[0] if match else None, _holds(result))


def _best_match(name: str, listed: list[tuple[int, PageSigner]]) -> tuple[int, PageSigner] | None:
    """The row of the page that can be the same person, the most alike first."""
    parts = set(name_parts(name))
    fitting = [row for row in listed if row[1].name and can_be_same_person(name, row[1].name)]
    return max(
        fitting, key=lambda row: len(parts & set(name_parts(row[1].name or ""))), default=None
    )


def _holds(result: SignatureResult) -> Holds:
    match result.conclusion.indication:
        case Indication.TOTAL_FAILED:
            return Holds.NO
        case Indication.TOTAL_PASSED:
            changed = judge_changes(result.signature.placed).verdict
            return Holds.YES if changed is Verdict.VALID else Holds.NOT_ESTABLISHED
        case _:
            return Holds.NOT_ESTABLISHED
