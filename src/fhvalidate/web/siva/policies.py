"""SiVa's policies by their names, and one of our own (decision 0061).

SiVa's names promise SiVa's rules: clients that ask for POLv4 want a qualified signature, and get no
"passed" for less. What a municipality trusts by itself is asked for by a name that says so.
"""

from collections.abc import Mapping

from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.web.legal_levels import LegalLevel

_DOCUMENTATION = "http://open-eid.github.io/SiVa/siva3/appendix/validation_policy/#"
_POLV3 = (
    "Policy for validating Electronic Signatures and Electronic Seals regardless of the legal type "
    "of the signature or seal (according to Regulation (EU) No 910/2014, aka eIDAS), i.e. the fact "
    "that the electronic signature or electronic seal is either Advanced electronic Signature "
    "(AdES), AdES supported by a Qualified Certificate (AdES/QC) or a Qualified electronic "
    "Signature (QES) does not change the total validation result of the signature. Signatures "
    "which are not compliant with ETSI standards (referred by Regulation (EU) No 910/2014) may "
    "produce unknown or invalid validation result. Validation process is based on eIDAS Article "
    "32, Commission Implementing Decision (EU) 2015/1506 and referred ETSI standards."
)
_POLV4 = (
    "Policy according most common requirements of Estonian Public Administration, to validate "
    "Qualified Electronic Signatures and Electronic Seals with Qualified Certificates (according "
    "to Regulation (EU) No 910/2014, aka eIDAS). I.e. signatures that have been recognized as "
    "Advanced electronic Signatures (AdES) and AdES supported by a Qualified Certificate (AdES/QC) "
    "do not produce a positive validation result, with exception for seals, where AdES/QC and "
    "above will produce positive result. Signatures and Seals which are not compliant with ETSI "
    "standards (referred by eIDAS) may produce unknown or invalid validation result. Validation "
    "process is based on eIDAS Article 32 and referred ETSI standards."
)
_OWN = (
    "Advanced electronic signatures and seals of those issuers that the operator of this service "
    "trusts, whether or not they are qualified, by the service's own validation policy (EN 319 "
    "102-1)."
)


@frozen
class SivaPolicy:
    """What a signature has to be, beside that it holds.

    Attributes:
        url: where the rules are told; empty: it is the digest of the service's own policy.
        levels: those of eIDAS that pass; empty: any.
        tolerated: those that pass with a warning.
        is_sivas: whether SiVa's rules on formats, key usage and times of OCSP are in force.
    """

    name: str
    description: str
    url: str
    is_sivas: bool
    levels: frozenset[LegalLevel] = frozenset()
    tolerated: frozenset[LegalLevel] = frozenset()


POLICIES: Mapping[str, SivaPolicy] = FrozenMapping(
    {
        policy.name: policy
        for policy in (
            SivaPolicy("POLv3", _POLV3, f"{_DOCUMENTATION}POLv3", is_sivas=True),
            SivaPolicy(
                "POLv4",
                _POLV4,
                f"{_DOCUMENTATION}POLv4",
                is_sivas=True,
                levels=frozenset({LegalLevel.QESIG, LegalLevel.QESEAL, LegalLevel.ADESEAL_QC}),
                tolerated=frozenset({LegalLevel.ADESIG_QC}),
            ),
            SivaPolicy("FHV-AES", _OWN, "", is_sivas=False),
        )
    }
)
