"""METS: where the record of the validation lies, for the package that the document goes into.

E-ARK CSIP 2.x, which FGS Paketstruktur 2.0 is, wants `amdSec/digiprovMD` to refer to a file in
`metadata/preservation`, and `file/@ADMID` to tie that to the document. This is a fragment: its
`amdSec` is for the package's own METS, whose other parts only the archive can make.
"""

import hashlib
from urllib.parse import quote

from fhvalidate.archive.premis import object_uuid, premis
from fhvalidate.archive.xml import XLINK, Element, Vocabulary, named_uuid, plain, written
from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.json import utc
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report

METS = Vocabulary("http://www.loc.gov/METS/")
FOLDER = "metadata/preservation"  # CSIP 2.2, 5.3.3: of the package as a whole


@frozen
class _Referred:
    """A file that is referred to: what kind of metadata it is, by METS's own words or others."""

    name: str
    data: bytes
    kind: str
    version: str
    other_kind: str | None = None


def mets(
    report: Report,
    *,
    name: str = "",
    etsi: bytes | None = None,
    path: str | None = None,
    language: Language | str = Language.EN,
) -> bytes:
    """The fragment, which refers to `premis(report)` as `metadata/preservation/NAME.premis.xml`.

    `name` is that of the document where it is left out. Where `etsi` is given, the validation
    report of ETSI TS 119 102-2, that is referred to as well, as `NAME.etsi.xml`. `path` is where
    the document lies in the package, its name where that is left out; `language` is that of the
    notes in the record.
    """
    stem = name or report.document.name
    files = [
        _Referred(
            f"{stem}.premis.xml", premis(report, path=path, language=language), "PREMIS", "3.0"
        )
    ]
    if etsi is not None:
        kind = "ETSI TS 119 102-2"
        files.append(_Referred(f"{stem}.etsi.xml", etsi, "OTHER", "1.4.1", kind))
    root = METS.root("mets", {None: METS.uri, "xlink": XLINK})
    root.set("OBJID", "urn:uuid:" + named_uuid("mets", object_uuid(report)))
    header = METS.below(root, "metsHdr", CREATEDATE=utc(report.produced_at))
    agent = METS.below(header, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    METS.below(agent, "name", report.tool.name)
    METS.below(agent, "note", report.tool.version)
    section = METS.below(root, "amdSec")
    known = [_add_reference(section, report, file) for file in files]
    _add_document(root, report, " ".join(known), path or report.document.name)
    return written(root)


def _add_reference(section: Element, report: Report, file: _Referred) -> str:
    """The reference to the file; its identifier."""
    digest = hashlib.sha256(file.data).hexdigest()
    identifier = "uuid-" + named_uuid("digiprovMD", file.name, digest)
    provenance = METS.below(section, "digiprovMD", ID=identifier, STATUS="CURRENT")
    reference = METS.below(
        provenance,
        "mdRef",
        LOCTYPE="URL",
        MDTYPE=file.kind,
        OTHERMDTYPE=file.other_kind,
        MDTYPEVERSION=file.version,
        MIMETYPE="text/xml",
        SIZE=str(len(file.data)),
        CREATED=utc(report.produced_at),
        CHECKSUM=digest,
        CHECKSUMTYPE="SHA-256",
    )
    _link(reference, f"{FOLDER}/{file.name}")
    return identifier


def _add_document(root: Element, report: Report, known: str, path: str) -> None:
    """The document with what ties the record to it: `ADMID`, for its own `file` in the package."""
    document = report.document
    identifier = "uuid-" + object_uuid(report)
    group = METS.below(METS.below(root, "fileSec"), "fileGrp", USE="Representations")
    readable = report.verdict is not Verdict.UNREADABLE
    file = METS.below(
        group,
        "file",
        ID=identifier,
        ADMID=known,
        MIMETYPE="application/pdf" if readable else "application/octet-stream",
        SIZE=str(document.size),
        CHECKSUM=document.sha256,
        CHECKSUMTYPE="SHA-256",
    )
    _link(METS.below(file, "FLocat", LOCTYPE="URL"), path)
    structure = METS.below(root, "structMap", TYPE="PHYSICAL", LABEL="CSIP")
    whole = METS.below(structure, "div", LABEL=document.name)
    METS.below(whole, "div", LABEL="Metadata", ADMID=known)
    METS.below(METS.below(whole, "div", LABEL="Representations"), "fptr", FILEID=identifier)


def _link(element: Element, path: str) -> None:
    """An address relative to the package."""
    element.set(f"{{{XLINK}}}type", "simple")
    element.set(f"{{{XLINK}}}href", quote(plain(path)))
