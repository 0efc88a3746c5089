"""Past certificate validation (ETSI EN 319 102-1, 5.6.2.1)."""

from datetime import datetime

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.validation.belief import mark_test
from fhvalidate.validation.chains import Chain
from fhvalidate.validation.context import Context
from fhvalidate.validation.time_sliding import slide_validation_time
from fhvalidate.validation.x509_validation import no_chain_finding
from fhvalidate.x509.certificates.certificate import Certificate

CLAUSE = "EN 319 102-1, 5.6.2.1"


@frozen
class PastResult:
    """The conclusion on a certificate in the past.

    Attributes:
        chain: the chain that passed; None when none did.
        time: the latest time at which it was known to hold.
        slid: what validation time sliding concluded last; None where it was not reached.
    """

    conclusion: Conclusion
    chain: Chain | None
    time: datetime
    slid: Conclusion | None = None


def validate_past_certificate(
    certificate: Certificate, poes: ProofsOfExistence, context: Context, *, best: datetime
) -> PastResult:
    """Whether the certificate held at some time in the past, and the latest such time.

    `best` is the earliest time at which what was signed with it is proven to have existed.
    """
    found = context.chains(certificate, context.purpose)
    missing = no_chain_finding(found, context)
    status = Conclusion.indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, missing)
    last: Conclusion | None = None
    # 1) Each chain that has not yet been evaluated.
    for chain in found.chains:
        # 2) Path validation at a time when all its certificates were in force.
        if chain.defect is not None:
            finding = Finding.error("chain-invalid", CLAUSE, reason=chain.defect)
            general = SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE
            status = Conclusion.indeterminate(general, finding)
            continue
        # 3) Validation time sliding.
        slid = slide_validation_time(chain, poes, context, best=best)
        last = slid.conclusion
        if slid.conclusion.indication is Indication.PASSED:
            # 4) The X.509 constraints of this policy hang on no time; they were applied in 5.2.6.
            # 5) The chain and the time.
            marked = mark_test(Conclusion.passed(), chain.path, context)
            if marked.indication is Indication.PASSED:
                return PastResult(marked, chain, slid.control_time, last)
            status = marked
            continue
        status = slid.conclusion
    return PastResult(status, None, context.at, last)
