"""Who signed and when, as far as a delivery to an archive may state it, and by what it is known."""

from datetime import datetime

from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen
from fhvalidate.minutes.model import Role
from fhvalidate.reconcile.signers import Holds, TimeSource
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import SignatureKind

# The receiver is a Swedish archive, and so are the schemas' own words. What these say is for the
# archivist who reads the delivery in fifty years: it must not be lost with a comment.
_BY_CERTIFICATE = "Underskriften prövades {done} och gällde per {as_of}."
_DAY = 10  # characters of a time that tell the day
_BY_TEST = "Underskriften är en testunderskrift och binder ingen."
_BY_PAGE = "Namnet är handlingens egen uppgift. Ingen underskrift finns i filen att pröva."
_TIMES = {
    TimeSource.TIME_STAMP: "Tiden är styrkt av en tidsstämpel.",
    TimeSource.SIGNING_TIME: "Tiden är undertecknarens egen uppgift.",
    TimeSource.SIGNATURE_PAGE: "Tiden är handlingens egen uppgift.",
}
_ROLES = {
    Role.CHAIR: "ordförande",
    Role.VICE_CHAIR: "vice ordförande",
    Role.SECRETARY: "sekreterare",
    Role.TO_VERIFY: "justerare",
}


@frozen
class Signatory:
    """Somebody who signed, or of whom the document says so, which `note` tells apart."""

    name: str
    is_main: bool
    role: str | None
    signed_at: datetime | None
    note: str

    @property
    def agent_type(self) -> str:
        """ERMS's word for such an agent: the one in the chair is the main one."""
        return "main_signatory" if self.is_main else "other_signatory"

    @property
    def date_type(self) -> str:
        """ERMS's word for when such an agent signed."""
        return "main_signature" if self.is_main else "other_signature"


def signatories(report: Report) -> tuple[Signatory, ...]:
    """Those whose signature is in the file and holds.

    Where the file has lost its signatures, those whom its pages say have signed it.
    """
    if report.verdict is Verdict.REPRINTED:
        rows = [row for row in report.signers if row.name and row.page_signer is not None]
        return tuple(_of(row, report, _BY_PAGE) for row in rows)
    rows = [row for row in report.signers if row.name and _holds(row, report)]
    return tuple(_of(row, report, _reason(row, report)) for row in rows)


def is_waited_for(report: Report) -> bool:
    """Whether somebody who was to sign has no signature that holds."""
    asked = {Role.CHAIR, Role.TO_VERIFY}
    return any(
        asked.intersection(row.roles) and row.holds is not Holds.YES for row in report.signers
    )


def signatures_of(report: Report) -> tuple[SignatureReport, ...]:
    """The signatures in the file, without its document time-stamps, which nobody signs by."""
    return tuple(each for each in report.signatures if each.kind is SignatureKind.SIGNATURE)


def _holds(row: SignerRow, report: Report) -> bool:
    if row.signature is None or row.holds is not Holds.YES:
        return False
    return report.signatures[row.signature].kind is SignatureKind.SIGNATURE


def _reason(row: SignerRow, report: Report) -> str:
    is_test = row.signature is not None and report.signatures[row.signature].test
    if is_test:
        return _BY_TEST
    return _BY_CERTIFICATE.format(
        done=utc(report.produced_at)[:_DAY], as_of=utc(report.validation_time)
    )


def _of(row: SignerRow, report: Report, reason: str) -> Signatory:
    roles = [_ROLES[role] for role in _ROLES if role in row.roles]
    # Of a file that lost its signatures no time is proven: what it says is all there is.
    source = row.time_source
    if report.verdict is Verdict.REPRINTED:
        source = TimeSource.SIGNATURE_PAGE
    when = "" if row.signed_at is None or source is None else f" {_TIMES[source]}"
    return Signatory(
        name=row.name,
        is_main=Role.CHAIR in row.roles,
        role=", ".join(roles) or None,
        signed_at=row.signed_at,
        note=reason + when,
    )
