"""The constraints of a policy, frozen: what must be shown, and how much work a file may cause.

The groups are those of ETSI EN 319 102-1, 5.1.4; what each value means stands in default.toml.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from fhvalidate.frozen import FrozenMapping, frozen


class Revocation(StrEnum):
    """What is asked of revocation data (5.2.6)."""

    REQUIRED = "required"
    IF_AVAILABLE = "if-available"


class TimeStampRevocation(StrEnum):
    """For which time revocation data on a time-stamping authority must be fresh."""

    GENERATION_TIME = "generation-time"
    VALIDATION_TIME = "validation-time"


@frozen
class X509Constraints:
    """What certificates and their chains must show."""

    revocation: Revocation
    revocation_freshness_seconds: int
    timestamp_revocation: TimeStampRevocation
    clock_skew_seconds: int

    @property
    def revocation_freshness(self) -> timedelta | None:
        """How old revocation data may be; None: until its next update."""
        seconds = self.revocation_freshness_seconds
        return timedelta(seconds=seconds) if seconds else None

    @property
    def revocation_required(self) -> bool:
        """Whether nothing passes without revocation data."""
        return self.revocation is Revocation.REQUIRED

    @property
    def clock_skew(self) -> timedelta:
        """How far outside its validity period a certificate is still taken to be inside it."""
        return timedelta(seconds=self.clock_skew_seconds)


class ExplicitPolicy(StrEnum):
    """What is asked of a signature policy that a signature names (5.2.4)."""

    IGNORE = "ignore"
    MUST_BE_KNOWN = "must-be-known"


@frozen
class KnownPolicy:
    """A signature policy that is known: its object identifier and its digest in hexadecimal."""

    oid: str
    digest: str


class Consequence(StrEnum):
    """What follows for the document from a change that a reader can see, or from who has signed."""

    ACCEPT = "accept"
    INDETERMINATE = "indeterminate"
    INVALID = "invalid"


@frozen
class ChangeConstraints:
    """What follows from each kind of change after a signature (ISO 32000-2, 12.8.2).

    What cannot be compared, a signature that is gone or rewritten, and references that led nowhere
    when it was signed are no changes that anyone makes in good faith: no policy accepts them.

    Attributes:
        page_content: a page's own content changed, or a page came or went.
        forbidden: a change that a certification, FieldMDP or a lock forbids.
        permitted_form_value: a value in a form field that a certification permits.
        form_value: a value that none permits.
        permitted_annotation: an annotation beside the text that a certification permits.
        annotation: an annotation that none permits.
        covering: something laid over what was signed, whatever is permitted.
        signature_look: an earlier signature's appearance changed.
        unexplained: a page looks otherwise, and no known change says why.
        other: any other change of the document.
    """

    page_content: Consequence
    forbidden: Consequence
    permitted_form_value: Consequence
    form_value: Consequence
    permitted_annotation: Consequence
    annotation: Consequence
    covering: Consequence
    signature_look: Consequence
    unexplained: Consequence
    other: Consequence


class SoleControl(StrEnum):
    """What is enough for a signature to be made with data under its signer's sole control.

    Regulation (EU) 910/2014, article 26 (c). A file cannot show it by itself.
    """

    QUALIFIED_DEVICE = "qualified-device"
    ASSURANCE_LEVEL = "assurance-level"


@frozen
class PreservationConstraints:
    """What a document to be preserved must show; nothing is asked by 0 and False."""

    assurance_level: int
    advanced_signature: bool
    sole_control: SoleControl
    pdf_a: bool


class TokenUse(StrEnum):
    """What a signature validation token (RFC 9321) that holds is used for."""

    BELIEVE = "believe"
    IGNORE = "ignore"


@frozen
class SignatureConstraints:
    """What the elements of a signature must show.

    Attributes:
        svt: whether a token of an issuer that is believed for tokens counts.
        listed_signers: what follows when some whom the signature page lists have not signed, and
            nobody has signed in their stead.
    """

    key_usage: tuple[str, ...]
    claimed_time_skew_seconds: int
    timestamp_delay_seconds: int
    explicit_policy: ExplicitPolicy
    known_policies: tuple[KnownPolicy, ...]
    listed_signers: Consequence
    svt: TokenUse

    @property
    def timestamp_delay(self) -> timedelta | None:
        """How long after the claimed time the first time-stamp may come; None: any time."""
        return timedelta(seconds=self.timestamp_delay_seconds) or None

    @property
    def claimed_time_skew(self) -> timedelta:
        """How far after the validation time a claimed signing time may lie.

        How far two authorities' time-stamps may be out of order, too.
        """
        return timedelta(seconds=self.claimed_time_skew_seconds)


ECDSA = "ecdsa"
# The curves that a row for `ecdsa` and a size alone speaks of: those of TS 119 312, and what came
# before them. Another one is accepted where it is named.
ECDSA_CURVES = frozenset(
    f"{ECDSA}-{curve}"
    for curve in (
        *("P-192", "P-224", "P-256", "P-384", "P-521"),
        *("brainpoolP160r1", "brainpoolP192r1", "brainpoolP224r1"),
        *("brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"),
    )
)


@frozen
class AlgorithmLifetime:
    """Until when an algorithm, with a key of at least `size` bits, is believed (None: no end).

    That of an elliptic curve has the curve in its name, as in `ecdsa-P-256`.
    """

    name: str
    size: int
    until: date | None


@frozen
class CryptographicConstraints:
    """Which algorithms are believed, and until when (ETSI TS 119 312)."""

    algorithms: tuple[AlgorithmLifetime, ...]
    _by_name: Mapping[str, tuple[AlgorithmLifetime, ...]] = field(
        init=False, compare=False, repr=False, metadata={"json": False}
    )

    def __post_init__(self) -> None:
        """Sorts them by their names: each is asked for at many times."""
        found: dict[str, tuple[AlgorithmLifetime, ...]] = {}
        for row in self.algorithms:
            found[row.name] = (*found.get(row.name, ()), row)
        object.__setattr__(self, "_by_name", FrozenMapping(found))

    def end_of_life(self, name: str, *, size: int = 0) -> datetime | None:
        """The end of the algorithm's lifetime; never believed is `datetime.min`, no end is None."""
        rows = [row for row in self._by_name.get(name, ()) if row.size <= size]
        if not rows and name in ECDSA_CURVES:
            rows = [row for row in self._by_name.get(ECDSA, ()) if row.size <= size]
        if not rows:
            return datetime.min.replace(tzinfo=UTC)
        until = max(rows, key=lambda row: row.size).until
        return None if until is None else datetime(until.year, until.month, until.day, tzinfo=UTC)

    def accepts(self, name: str, *, at: datetime, size: int = 0) -> bool:
        """Whether the algorithm is believed at `at`."""
        end = self.end_of_life(name, size=size)
        return end is None or at < end


MORE = "more"  # said in place of a number where counting ended at the limit


@frozen
class Limits:
    """The bounds on work that a file can cause; each one's reason stands in default.toml."""

    file_size: int
    objects: int
    later_objects: int
    pages: int
    revisions: int
    signatures: int
    contents_hex: int
    number_digits: int
    nesting: int
    decoded_structure: int
    decoded_stream: int
    decoded_document: int
    decode_ratio: int
    decoding_steps: int
    predictor_row: int
    image_bytes: int
    images_on_page: int
    page_contents: int
    layered_pixels: int
    pattern_cells: int
    drawn_on_page: int
    drawn_in_document: int
    read_in_document: int
    certificates_in_cms: int
    certificates_in_dss: int
    revocation_entries_in_dss: int
    related_in_dss: int
    certificate_size: int
    crl_size: int
    ocsp_size: int
    path_length: int
    path_signature_checks: int
    timestamps: int
    text_characters: int
    compared_pages: int
    compared_pixels: int
    attachments: int
    worker_seconds: int
    worker_megabytes: int
    drawing_seconds: int
    drawing_megabytes: int


@frozen
class Excess:
    """A limit that was passed: its name in `Limits`, its value, what was found.

    Attributes:
        found: None when the counting ended at the limit, so that there is more and no more known.
    """

    what: str
    limit: int
    found: int | None

    @property
    def facts(self) -> dict[str, str | int]:
        """The facts of a finding on it."""
        found = MORE if self.found is None else self.found
        return {"what": self.what, "limit": self.limit, "found": found}

    @property
    def is_passed(self) -> bool:
        """Whether what was found is more than the limit."""
        return self.found is None or self.found > self.limit
