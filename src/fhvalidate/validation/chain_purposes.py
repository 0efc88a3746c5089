"""What the authorities of a chain may issue certificates for (part of EN 319 102-1, 5.2.6)."""

from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.trust.anchors import Purpose
from fhvalidate.x509.paths.path_building import Path

ANY_PURPOSE = "any_extended_key_usage"
TIME_STAMPING = "time_stamping"
OCSP = "ocsp_signing"
# Extended key usages that no person signs by.
MACHINES = frozenset({"server_auth", "code_signing", OCSP, TIME_STAMPING})


def check_issuers_purposes(path: Path, purpose: Purpose) -> Conclusion:
    """Whether each authority below the anchor may issue certificates for the purpose.

    NOTE: RFC 5280, 4.2.1.12 leaves open what the extension means in an authority's certificate.
    It is read as those who issue them mean it: as a limit to what is issued below, but for
    OCSP alone, by which authorities let themselves answer
    (test_third_reading_of_trust.py: test_an_authority_for_machines_issues_to_nobody_who_signs).
    """
    for authority in path[1:-1]:
        purposes = authority.extended_key_usage
        if purposes is None or ANY_PURPOSE in purposes:
            continue
        if purpose is not Purpose.SIGNATURE and TIME_STAMPING not in purposes:
            code = "timestamp-not-for-time-stamping"
            finding = Finding.error(code, "RFC 5280, 4.2.1.12", subject=authority.subject)
        elif purpose is Purpose.SIGNATURE and purposes != {OCSP} and not purposes - MACHINES:
            finding = Finding.error(
                "key-usage-not-for-signing",
                "RFC 5280, 4.2.1.12",
                subject=authority.subject,
                key_usage=tuple(sorted(purposes)),
            )
        else:
            continue
        return Conclusion.indeterminate(SubIndication.CHAIN_CONSTRAINTS_FAILURE, finding)
    return Conclusion.passed()
