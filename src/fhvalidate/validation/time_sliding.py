"""Validation time sliding (ETSI EN 319 102-1, 5.6.2.2)."""

from datetime import datetime, timedelta

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.times import shifted
from fhvalidate.validation.algorithms import NO_END, believed_until, chain_material
from fhvalidate.validation.chains import Chain, Link
from fhvalidate.validation.context import Context
from fhvalidate.validation.known_revocation import revoked_by
from fhvalidate.validation.revocation_freshness import is_fresh, is_proven
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer

CLAUSE = "EN 319 102-1, 5.6.2.2"


@frozen
class Slid:
    """The latest time at which the chain was known to hold, when the conclusion is PASSED."""

    conclusion: Conclusion
    control_time: datetime


def slide_validation_time(
    chain: Chain, poes: ProofsOfExistence, context: Context, *, best: datetime
) -> Slid:
    """How far back one must go for every certificate of the chain to be known to hold.

    Args:
        chain: a chain that holds by RFC 5280.
        poes: what is proven to have existed, and since when.
        context: time, trust, policy and validation data.
        best: the earliest time at which what was signed with the chain is proven to have existed.

    NOTE: freshness (step c) is asked for `best`, not for control time: what must be known is that
    no certificate was revoked when the signature existed. Asked for control time, the list of an
    authority that is never issued again takes control time back to before every other list was
    proven, and no archived signature could ever pass
    (test_time_sliding.py: test_freshness_is_asked_for_the_time_of_the_signature).
    """
    # 1) Control time starts at the time when the anchor ceased to be believed, else at now.
    anchor = chain.path[-1]
    sunset = context.trust.disbelieved_since(anchor, context.purpose, at=context.at)
    control_time = min(context.at, sunset) if sunset is not None else context.at
    # 2) Each certificate, from the one that the anchor issued to the signer's.
    for link in reversed(chain.links):
        # a) Revocation data from before control time, proven to be from before it.
        selected = _select(link, poes, control_time)
        if not selected and not link.exempt and context.policy.x509.revocation_required:
            finding = Finding.error(
                "no-proof-of-revocation-status",
                CLAUSE,
                subject=link.certificate.subject,
                control_time=control_time,
            )
            # Where there is no data at all, that was said before.
            findings = (finding,) if link.answers else ()
            return Slid(Conclusion.indeterminate(SubIndication.NO_POE, *findings), control_time)
        newest = max(selected, key=lambda answer: answer.this_update, default=None)
        # b) Revoked: control time is the time of revocation (shell model).
        # NOTE: whatever at hand says so, not the newest alone: of two that contradict each other
        # the better one proves nothing (test_evidence.py:
        # test_every_list_at_hand_that_names_the_certificate_is_used).
        told = revoked_by(link, NO_END, poes)
        if told is not None and told.revoked_at is not None:
            control_time = min(control_time, told.revoked_at)
        # c) Not fresh: the time of issue of the data.
        elif newest is not None and not is_fresh(
            newest, at=min(control_time, best), constraints=context.policy.x509
        ):
            control_time = min(control_time, newest.this_update)
        # d) The latest time at which the algorithms were believed.
        relied_on = (newest,) if newest is not None else ()
        one = Chain((link.certificate, link.issuer), (link,), None)
        material = chain_material(one, relied_on)
        end = believed_until(material, context.policy.cryptography)
        control_time = min(control_time, shifted(end, -timedelta.resolution))
    return Slid(Conclusion(Indication.PASSED), control_time)


def _select(
    link: Link, poes: ProofsOfExistence, control_time: datetime
) -> tuple[RevocationAnswer, ...]:
    if poes.earliest(link.certificate.sha256) > control_time:
        return ()
    selected = tuple(
        answer
        for answer in link.answers
        if answer.this_update <= control_time
        and poes.earliest_of_all(answer.names) <= control_time
        and answer.speaks_of(link.certificate)
    )
    # Data that nothing proves to be older than its signer's expiry is left for 5.6.2.4, 1).
    return tuple(answer for answer in selected if is_proven(answer, poes)) or selected
