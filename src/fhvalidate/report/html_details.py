"""The folded part of the page: each signature with its certificate, login and outcome."""

from dataclasses import replace

from fhvalidate.report.html_parts import Html, definitions, element, fact_rows
from fhvalidate.report.layout import Style
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.report.text_findings import acting_findings
from fhvalidate.report.text_signers import is_timestamp
from fhvalidate.words.plain import neutralise

# A page shows so many signatures; the JSON has them all.
MAX_SIGNATURES = 100
MAX_CHAIN = 10
MAX_FINDINGS = 100


def details(report: Report, style: Style) -> Html:
    """What a technician asks for, folded away from everybody else."""
    shown = report.signatures[:MAX_SIGNATURES]
    people = [item for item in shown if not is_timestamp(item)]
    parts = [
        _signature(item, style.words("html", "signature", number=number), style)
        for number, item in enumerate(people, start=1)
    ]
    stamp = style.words("html", "document-timestamp")
    parts += [_signature(item, stamp, style) for item in shown if is_timestamp(item)]
    parts += _findings(report, style)
    parts += _sources(report, style)
    return element("details", element("summary", style.words("html", "details")), *parts)


def _sources(report: Report, style: Style) -> list[Html]:
    """Where the trusted issuers were read from, with a checksum of each."""
    rows = [(source.name, source.sha256) for source in report.trust.sources]
    if not rows:
        return []
    heading = element("h3", style.words("html", "trust-sources"))
    return [element("section", heading, definitions(rows))]


def _findings(report: Report, style: Style) -> list[Html]:
    """Every finding with its code, in the words that have whole distinguished names."""
    found = acting_findings(report, replace(style, verbose=True))[:MAX_FINDINGS]
    if not found:
        return []
    items = []
    for told in found:
        about = f" ({', '.join(told.labels)})" if told.labels else ""
        code = f" [{neutralise(told.code)}]"
        items.append(
            element("li", f"{style.words('severity', told.kind)}{about}: ", told.text, code)
        )
    heading = element("h3", style.words("html", "all-findings"))
    return [element("section", heading, element("ul", *items))]


def _signature(signature: SignatureReport, name: str, style: Style) -> Html:
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
    rows += fact_rows(style, chain=element("ul", *chain) if chain else None)
    return element("section", element("h3", name), definitions(rows))
