"""The folded part of the page: each signature with its certificate, login and outcome."""

from fhvalidate.report.html_parts import Html, definitions, element, fact_rows
from fhvalidate.report.layout import Style
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport

# A page shows so many signatures; the JSON has them all.
MAX_SIGNATURES = 100
MAX_CHAIN = 10


def details(report: Report, style: Style) -> Html:
    """What a technician asks for, folded away from everybody else."""
    shown = report.signatures[:MAX_SIGNATURES]
    parts = [_signature(number, item, style) for number, item in enumerate(shown, start=1)]
    rows = [(source.name, source.sha256) for source in report.trust.sources]
    sources = [definitions(rows)] if rows else []
    return element("details", element("summary", style.words("html", "details")), *parts, *sources)


def _signature(number: int, signature: SignatureReport, style: Style) -> Html:
    signer, identity = signature.signer, signature.identity
    status = signature.indication.value
    if signature.sub_indication is not None:
        status = f"{status} / {signature.sub_indication}"
    rows = fact_rows(
        style,
        field=signature.field,
        status=status,
        level=f"{signature.level} ({signature.subfilter})",
        **{"confirmed-level": signature.confirmed_level or style.words("html", "none")},
        certificate=signer.subject if signer else None,
        issuer=signer.issuer if signer else None,
        fingerprint=signer.certificate_sha256 if signer else None,
    )
    if identity is not None and identity.identity_provider:
        assurance = identity.assurance
        rows += fact_rows(
            style,
            **{
                "identity-provider": identity.identity_provider,
                "assurance": f"{assurance.name} ({assurance.uri})" if assurance else None,
            },
        )
    chain = [element("li", item.subject) for item in signature.chain[1:MAX_CHAIN]]
    heading = element("h3", style.words("html", "signature", number=number))
    return element(
        "section", heading, definitions(rows), *([element("ul", *chain)] if chain else [])
    )
