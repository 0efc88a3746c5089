"""The tables of `results.sqlite`; docs/batch.md describes every column."""

SCHEMA_VERSION = "6"

TABLES = """
CREATE TABLE IF NOT EXISTS run (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS settings (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    policy TEXT NOT NULL,
    policy_sha256 TEXT NOT NULL,
    trust_sha256 TEXT NOT NULL,
    evidence_sha256 TEXT NOT NULL,
    profiles_sha256 TEXT NOT NULL,
    text_recognition TEXT NOT NULL,
    tool TEXT NOT NULL,
    show_personnummer INTEGER NOT NULL,
    detail TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY,
    inputs_sha256 TEXT NOT NULL UNIQUE,
    settings INTEGER NOT NULL REFERENCES settings (id),
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    held_since TEXT,
    held_sha256 TEXT,
    verdict TEXT NOT NULL,
    cause TEXT,
    cause_detail TEXT,
    limits TEXT NOT NULL,
    reprint TEXT,
    pages INTEGER,
    year INTEGER,
    body TEXT,
    action TEXT NOT NULL,
    reason_sv TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    names TEXT NOT NULL,
    produced_at TEXT,
    provable_until TEXT,
    provable_ended_by TEXT,
    extend_from TEXT,
    report BLOB,
    run INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_by_verdict ON documents (verdict);
CREATE INDEX IF NOT EXISTS documents_by_sha256 ON documents (sha256);

CREATE TABLE IF NOT EXISTS signatures (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    field TEXT,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    integrity TEXT NOT NULL,
    indication TEXT NOT NULL,
    sub_indication TEXT,
    signer TEXT,
    best_signature_time TEXT,
    claimed_signing_time TEXT,
    confirmed_level TEXT,
    provable_until TEXT,
    provable_ended_by TEXT,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS signers (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    holds TEXT NOT NULL,
    sources TEXT NOT NULL,
    signature INTEGER,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS findings (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    signature INTEGER,
    subject TEXT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    clause TEXT NOT NULL,
    sv TEXT NOT NULL,
    en TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS findings_by_code ON findings (code);

CREATE TABLE IF NOT EXISTS waiting (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    issuer TEXT NOT NULL,
    purposes TEXT NOT NULL,
    known TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_by_issuer ON waiting (issuer);

CREATE TABLE IF NOT EXISTS paths (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    document INTEGER REFERENCES documents (id),
    verdict TEXT,
    cause TEXT,
    cause_detail TEXT,
    action TEXT,
    reason_sv TEXT,
    reason_en TEXT,
    finding TEXT,
    finding_detail TEXT,
    reference TEXT,
    held_since TEXT,
    held_sha256 TEXT,
    manifest TEXT,
    run INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS paths_by_document ON paths (document);

CREATE TABLE IF NOT EXISTS manifest (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    held_since TEXT,
    held_sha256 TEXT,
    reference TEXT,
    columns TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS runs (
    number INTEGER PRIMARY KEY,
    begun TEXT NOT NULL,
    at TEXT NOT NULL,
    given INTEGER NOT NULL,
    job INTEGER NOT NULL,
    ended TEXT
);

CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    time TEXT NOT NULL,
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    before TEXT,
    after TEXT,
    earlier TEXT
);
CREATE INDEX IF NOT EXISTS events_by_path ON events (path);

CREATE VIEW IF NOT EXISTS results AS
SELECT
    paths.path,
    coalesce(paths.verdict, documents.verdict) AS verdict,
    coalesce(paths.cause, documents.cause) AS cause,
    coalesce(paths.cause_detail, documents.cause_detail) AS cause_detail,
    coalesce(paths.action, documents.action) AS action,
    coalesce(paths.reason_sv, documents.reason_sv) AS reason_sv,
    coalesce(paths.reason_en, documents.reason_en) AS reason_en,
    documents.names,
    documents.id AS document,
    documents.sha256,
    documents.size,
    documents.pages,
    documents.reprint,
    documents.year,
    documents.body,
    documents.provable_until,
    documents.provable_ended_by,
    documents.extend_from,
    documents.held_since,
    documents.held_sha256,
    paths.reference,
    paths.finding,
    paths.finding_detail,
    paths.manifest
FROM paths LEFT JOIN documents ON documents.id = paths.document;
"""
