"""The algorithms that were used, and until when each is accepted, as DSS's block AOV has them.

Those that the certificates of the chain were signed with are part of the chain's own block.
"""

from collections.abc import Iterable
from datetime import datetime

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.report.details_model import AlgorithmReport
from fhvalidate.web.dss.message_keys import said
from fhvalidate.web.dss.parts import Tree, conclusion, constraint, moment
from fhvalidate.web.dss.spelling import algorithm_name

_ANSWER = "The policy does not accept the algorithm at the validation time."
_QUESTION = "Does the policy accept the algorithm?"


def obsolescence(name: str, algorithms: Iterable[AlgorithmReport], at: datetime) -> Tree | None:
    """The block; None where no algorithm was used.

    Args:
        name: the id of the signature or the time-stamp.
        algorithms: that of the signature value, and digests.
        at: the validation time.
    """
    used = tuple(algorithms)
    if not used:
        return None
    by_use = {each.use: each for each in used}
    accepted = all(each.accepted for each in used)
    signature, digest = by_use.get("signature"), by_use.get("digest")
    checks = [constraint("ACCM", _QUESTION, holds=each.accepted, answer=_ANSWER) for each in used]
    concluded = _concluded(accepted=accepted)
    return {
        "SignatureCryptographicValidation": _validated(signature, name),
        "SignedAttributesValidation": _validated(digest, name),
        "DigestMatchersValidation": _validated(digest, name, "message digest"),
        "CertificateChainCryptographicValidation": None,
        "Constraint": [*checks],
        "Conclusion": concluded,
        "Title": "Algorithm Obsolescence Validation",
        "ValidationTime": moment(at),
    }


def _validated(used: AlgorithmReport | None, name: str, material: str | None = None) -> Tree | None:
    if used is None:
        return None
    return {
        "Algorithm": {
            "Name": algorithm_name(used.name),
            "Uri": used.uri,
            "KeyLength": str(used.key_size) if used.key_size else None,
        },
        "NotAfter": moment(used.until),
        "ConcernedMaterialDescription": material,
        "Conclusion": _concluded(accepted=used.accepted),
        "TokenId": name,
    }


def _concluded(*, accepted: bool) -> Tree:
    if accepted:
        return conclusion(Indication.PASSED, None)
    told = conclusion(Indication.INDETERMINATE, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    return {**told, "Errors": [said("ACCM_ANS", _ANSWER)]}
