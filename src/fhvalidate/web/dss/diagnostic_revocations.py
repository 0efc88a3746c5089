"""The revocation data that chains rest on, as DSS's diagnostic data has it."""

from collections.abc import Iterator

from fhvalidate.report.details_model import FoundIn
from fhvalidate.report.json import Json
from fhvalidate.report.signature_report import CertificateReport, RevocationReport
from fhvalidate.web.dss.diagnostic_parts import basic_signature
from fhvalidate.web.dss.parts import Tree, moment
from fhvalidate.web.dss.subjects import Subjects, certificate_id, revocation_id
from fhvalidate.web.dss.tokens import Tokens


def revocations(subjects: Subjects, tokens: Tokens) -> list[Json]:
    """Each CRL and OCSP response that a status rests on, once: no other was relied on."""
    known = {each.sha256: each for chain in subjects.chains for each in chain}
    found: dict[str, Json] = {}
    for said, above in _relied_on(subjects):
        if said.sha256 is not None and said.sha256 not in found:
            signers = said.signer_chain or tuple(each.sha256 for each in above)
            signer = known.get(said.signed_by or "")
            found[said.sha256] = _revocation(said, signers, signer, tokens)
    return list(found.values())


def _relied_on(
    subjects: Subjects,
) -> Iterator[tuple[RevocationReport, tuple[CertificateReport, ...]]]:
    for chain in subjects.chains:
        for place, each in enumerate(chain):
            if each.revocation is not None:
                yield each.revocation, chain[place + 1 :]


def _revocation(
    said: RevocationReport,
    signers: tuple[str, ...],
    signer: CertificateReport | None,
    tokens: Tokens,
) -> Tree:
    inside = said.found_in in (FoundIn.CMS, FoundIn.DSS)
    details = None if signer is None else signer.details
    key = None if details is None else details.key_algorithm
    size = None if details is None else details.key_size
    by: Json = None
    if said.signed_by is not None:
        by = {"PublicKey": None, "Certificate": certificate_id(said.signed_by)}
    return {
        "Id": revocation_id(said.sha256 or ""),
        "Origin": "INPUT_DOCUMENT" if inside else "EXTERNAL",
        "Type": None if said.source is None else said.source.value.upper(),
        "SourceAddress": None,
        "ProductionDate": moment(said.produced_at or said.this_update),
        "ThisUpdate": moment(said.this_update),
        "NextUpdate": moment(said.next_update),
        "CRLNumber": None,
        "ExpiredCertsOnCRL": None,
        "ArchiveCutOff": None,
        "CertHashExtensionPresent": None,
        "CertHashExtensionMatch": None,
        # A status rests on nothing whose signature does not fit.
        "BasicSignature": basic_signature(key, size, intact=True),
        "SigningCertificate": by,
        "ChainItem": [{"Certificate": certificate_id(each)} for each in signers],
        "FoundCertificates": None,
        **tokens.object_or_digest(said.sha256),
        "Duplicated": None,
    }
