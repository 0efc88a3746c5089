"""Whether the anchor of a chain is believed, for this and now, and whether the chain is a test's.

The trust anchors and their sunset dates of ETSI EN 319 102-1, 5.2.6; test authorities are a rule of
the project.
"""

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.trust.anchors import FOREVER, Purpose
from fhvalidate.trust.test_authorities import test_authority_in
from fhvalidate.validation.context import Context
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path

CLAUSE = "EN 319 102-1, 5.2.6"


def check_belief(anchor: Certificate, context: Context) -> Conclusion:
    """Whether the anchor is believed at the validation time for the purpose at hand.

    One that ceased to be believed ends no chain now; a proof that the signature is older can help.
    """
    beliefs = context.beliefs_in(anchor)
    if any(belief.holds(context.at) for belief in beliefs):
        return Conclusion.passed()
    source = next((belief.source for belief in beliefs), "")
    ended = [belief.until for belief in beliefs if belief.until < context.at]
    if ended:
        finding = Finding.error(
            "anchor-no-longer-believed",
            CLAUSE,
            subject=anchor.subject,
            source=source,
            until=max(ended),
        )
        return Conclusion.indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE, finding)
    since = min((belief.since for belief in beliefs), default=context.at)
    finding = Finding.error(
        "anchor-not-yet-believed", CLAUSE, subject=anchor.subject, source=source, since=since
    )
    return Conclusion.indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, finding)


def anchor_expired(anchor: Certificate, context: Context) -> tuple[Finding, ...]:
    """What is told when the anchor's certificate has expired and nobody stated until when it holds.

    An anchor is a name and a key that are believed (RFC 5280, 6.1.1, d): the dates stated with it
    end that, and where none are stated, it holds.
    """
    beliefs = context.beliefs_in(anchor)
    if context.at <= anchor.not_after or any(b.until != FOREVER for b in beliefs):
        return ()
    finding = Finding.warning(
        "anchor-certificate-expired",
        "RFC 5280, 6.1.1",
        subject=anchor.subject,
        not_after=anchor.not_after,
    )
    return (finding,)


def unless_dated(path: Path, context: Context) -> Path:
    """The path of an anchor that stands alone; nothing where its own dates do not decide.

    NOTE: who issues tokens is most often believed by its own certificate. The dates that are
    stated with an anchor for tokens say until when it is believed, in place of the certificate's
    (RFC 5280, 6.1.1, d, by which an anchor is a name and a key; decision 0055).
    """
    if context.purpose is not Purpose.SVT:
        return path
    beliefs = context.beliefs_in(path[-1])
    dated = any(belief.until != FOREVER and belief.holds(context.at) for belief in beliefs)
    return () if dated else path


def mark_test(conclusion: Conclusion, path: Path, context: Context) -> Conclusion:
    """The conclusion, marked when a test authority stands in the path, and then never passed.

    Unless the caller allows test authorities: it is marked all the same.
    """
    authority = test_authority_in(path)
    if authority is None:
        return conclusion
    if conclusion.indication is not Indication.PASSED or context.trust.test_allowed:
        return conclusion.noting(Finding.warning("test-signature", issuer=authority.issuer))
    finding = Finding.error("test-signature-refused", issuer=authority.issuer)
    refused = Conclusion.indeterminate(SubIndication.CHAIN_CONSTRAINTS_FAILURE, finding)
    return refused.noting(*conclusion.findings)
