"""ServiceSettings: what the operator of the service has chosen.

The value never changes; at SIGHUP another takes its place (`web.current`), which differs in what is
read from files: whom to believe, evidence, keys and the controller's words.
"""

from dataclasses import field

from fhvalidate.evidence import Evidence
from fhvalidate.frozen import frozen
from fhvalidate.policy import Policy
from fhvalidate.report.messages import Language
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.keys import ApiKey

MEGABYTE = 1 << 20
MAX_BYTES = 20 * MEGABYTE  # of one document, as SiVa has it: minutes with annexes are seldom more
WAIT = 20.0  # seconds; clients of SiVa and DSS give up after 10 to 60
BODY_SECONDS = 60.0  # within which a request is received; 20 MB at 3 Mbit/s
HELD = 512 * MEGABYTE  # of requests at once, which are kept in memory and nowhere else
GRACE_DAYS = 3.0  # within which a new trusted list is usually out


@frozen
class Controller:
    """What the page says of personal data, in the words of whoever answers for it (GDPR, 13).

    Of empty texts, those on purpose, legal ground and log are said in the service's own words, and
    the others nowhere.

    Attributes:
        name: of the controller.
        contact: of the data protection officer.
        link: where more is said, an address.
        purpose: what files are examined for.
        legal_ground: by which that is lawful.
        log: what is logged, also by the web server in front.
        accessibility: whom to tell of what cannot be used, and how.
    """

    name: str = ""
    contact: str = ""
    link: str = ""
    purpose: str = ""
    legal_ground: str = ""
    log: str = ""
    accessibility: str = ""


@frozen
class ServiceSettings:
    """What requests are answered by.

    Attributes:
        trust: whom to believe, as it was at the start; `Judging.trust` is what is used now.
        evidence: certificates and revocation data beside the documents' own, likewise.
        policy: what a request is judged by that names no other.
        siva_policy: the policy that a request to the SiVa interface has where it names none.
        prefix: before every path, such as `/V3`: a slash first, none at the end; or empty.
        workers: how many documents are judged at once.
        max_bytes: of one document.
        held_bytes: of all requests that are received or answered at once.
        wait: seconds that a document may wait for its turn.
        body_seconds: within which the body of a request has to be here.
        keys: of systems that may use the interfaces; without any, everybody may who reaches them.
            The page asks for no key: who reaches it is for the proxy in front to say.
        page: whether there is a page for people.
        controller: what the page says of personal data.
        with_certificates: whether answers hold certificates, which hold names and numbers.
        show_personnummer: whether personal identity numbers are shown in texts.
        without_trust: whether the operator said that nobody is to be believed.
        grace_days: how long after its date a trusted list may be used without an alarm.
        language: of an answer for people whose request asks for none.
    """

    trust: TrustAnchors
    policy: Policy
    evidence: Evidence = Evidence()
    siva_policy: str = "POLv4"
    prefix: str = ""
    workers: int = 1
    max_bytes: int = MAX_BYTES
    held_bytes: int = HELD
    wait: float = WAIT
    body_seconds: float = BODY_SECONDS
    keys: tuple[ApiKey, ...] = field(default=(), repr=False)
    page: bool = True
    controller: Controller = Controller()
    with_certificates: bool = False
    show_personnummer: bool = False
    without_trust: bool = False
    grace_days: float = GRACE_DAYS
    language: Language = Language.SV
