"""Whether a prospective path holds by RFC 5280, 6.1, whatever the time.

Own code: the steps are numbered as the clause numbers them. Time, revocation and the lifetimes of
algorithms (6.1.3, a, 2 and 3) are judged elsewhere (ETSI EN 319 102-1).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.extensions import CertificateDefect, PathFacts, path_facts
from fhvalidate.x509.paths.name_constraints import NameConstraints
from fhvalidate.x509.paths.path_building import (
    CERTIFICATE_SIGNING,
    VERSION_3,
    Path,
    is_issued_by,
    working_keys,
)
from fhvalidate.x509.paths.path_inputs import NO_INPUTS, PathInputs
from fhvalidate.x509.paths.path_policies import PolicyState

PATHS_KEPT = 2048  # judged; what they hold by never changes, and an archive's people sign often


class PathDefect(StrEnum):
    """Why a path does not hold."""

    NEVER_IN_FORCE = "never-in-force"
    NAME_CHAINING = "name-chaining"
    SIGNATURE = "signature"
    NAMES = "names"
    POLICIES = "policies"
    POLICY_MAPPINGS = "policy-mappings"
    NO_AUTHORITY = "no-authority"
    PATH_LENGTH = "path-length"
    KEY_USAGE = "key-usage"


@dataclass(slots=True)
class _State:
    """The state variables of 6.1.2 but those on policies; the working key is looked up."""

    max_path_length: int
    policies: PolicyState
    constraints: list[NameConstraints] = field(default_factory=list)


def common_validity(path: Path) -> tuple[datetime, datetime]:
    """From when until when every certificate below the anchor is in force; may be empty."""
    below = path[:-1] or path
    return max(c.not_before for c in below), min(c.not_after for c in below)


@lru_cache(maxsize=PATHS_KEPT)
def path_defect(
    path: Path, inputs: PathInputs = NO_INPUTS
) -> PathDefect | CertificateDefect | None:
    """What is wrong with the path; None when it holds, or when its certificate is the anchor.

    Args:
        path: the certificate in question first, the anchor last.
        inputs: the policy inputs (6.1.1).
    """
    if len(path) == 1:
        return None  # the certificate is an anchor itself: it is believed as it stands
    # ETSI EN 319 102-1, 5.6.2.1, step 2: a date from the intersection of the validity intervals.
    start, end = common_validity(path)
    if start > end:
        return PathDefect.NEVER_IN_FORCE
    *below, anchor = path
    state, defect = _initialize(anchor, len(below), inputs)
    if defect is not None:
        return defect
    keys = working_keys(path)
    for index in reversed(range(len(below))):
        certificate, issuer, is_last = below[index], path[index + 1], index == 0
        facts = path_facts(certificate)
        found = facts.defect or _process(
            certificate, issuer, keys[index + 1], facts, state, is_last=is_last
        )
        if found is None and not is_last:
            found = _prepare(certificate, facts, state)
        if found is not None:
            return found
    # RFC 5280, 6.1.5: wrap-up; c) to f) have nothing left to do here.
    return None if state.policies.conclude(path_facts(below[0])) else PathDefect.POLICIES


def _initialize(
    anchor: Certificate, length: int, inputs: PathInputs
) -> tuple[_State, CertificateDefect | None]:
    """RFC 5280, 6.1.2, with the anchor believed as far as it says that it goes (RFC 5937, 3.3).

    6.2 leaves it free whether that is heeded. Its policies are not: an anchor's name
    those that it was issued under. What it says critically and nobody understands may be a limit.
    """
    facts = path_facts(anchor)
    limit = length if facts.path_length is None else min(length, facts.path_length)
    state = _State(limit, PolicyState(length, inputs))
    if facts.name_constraints is not None:
        state.constraints.append(facts.name_constraints)
    return state, facts.defect


def _process(
    certificate: Certificate,
    issuer: Certificate,
    key: bytes,
    facts: PathFacts,
    state: _State,
    *,
    is_last: bool,
) -> PathDefect | None:
    """RFC 5280, 6.1.3: basic certificate processing."""
    # a) 1), 4)
    if certificate.issuer_key != issuer.subject_key:
        return PathDefect.NAME_CHAINING
    if not is_issued_by(certificate, issuer, key):
        return PathDefect.SIGNATURE
    # b), c)
    is_bound = is_last or not certificate.is_self_issued
    if is_bound and not all(each.allow(facts.names) for each in state.constraints):
        return PathDefect.NAMES
    # d), e), f)
    held = state.policies.process(facts, is_last=is_last, is_self_issued=certificate.is_self_issued)
    return None if held else PathDefect.POLICIES


def _prepare(certificate: Certificate, facts: PathFacts, state: _State) -> PathDefect | None:
    """RFC 5280, 6.1.4: preparation for the next certificate."""
    # a), b), h), i), j)
    if not state.policies.prepare(facts, is_self_issued=certificate.is_self_issued):
        return PathDefect.POLICY_MAPPINGS
    # g)
    if facts.name_constraints is not None:
        state.constraints.append(facts.name_constraints)
    # k) An authority of version 1 or 2 says nowhere that it is one.
    if not facts.is_authority or certificate.version < VERSION_3:
        return PathDefect.NO_AUTHORITY
    # l), m)
    if not certificate.is_self_issued:
        if state.max_path_length <= 0:
            return PathDefect.PATH_LENGTH
        state.max_path_length -= 1
    if facts.path_length is not None:
        state.max_path_length = min(state.max_path_length, facts.path_length)
    # n)
    if certificate.key_usage is not None and CERTIFICATE_SIGNING not in certificate.key_usage:
        return PathDefect.KEY_USAGE
    return None
