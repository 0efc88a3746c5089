"""Files with metadata of any kind, and a program that stands in for veraPDF."""

import io
import json
import stat
import sys
from pathlib import Path

import pikepdf

from tests.pki.minutes import minutes

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{within}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
IDS = 'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'


def described(attributes: str = "", within: str = "") -> str:
    """A description of the file with these attributes and elements."""
    return f'<rdf:Description rdf:about="" {IDS} {attributes}>{within}</rdf:Description>'


def xmp(*descriptions: str) -> bytes:
    """The metadata."""
    return XMP.format(within="".join(descriptions)).encode()


def claiming(part: str, conformance: str = "") -> bytes:
    """Metadata that claims the part and the conformance."""
    also = f'pdfaid:conformance="{conformance}"' if conformance else ""
    return xmp(described(f'pdfaid:part="{part}" {also}'))


def with_metadata(metadata: bytes, data: bytes | None = None) -> bytes:
    """The minutes, which nobody has signed yet, with the metadata."""
    with pikepdf.open(io.BytesIO(data or minutes())) as pdf:
        stream = pdf.make_stream(metadata)
        stream["/Type"], stream["/Subtype"] = pikepdf.Name.Metadata, pikepdf.Name.XML
        pdf.Root.Metadata = stream
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, fix_metadata_version=False)
    return written.getvalue()


def verapdf_says(flavour: str = "2b", *, failed: int = 0, **also: object) -> dict[str, object]:
    """What veraPDF says of one file; `also` is said instead."""
    rule = {
        "ruleStatus": "FAILED",
        "specification": "ISO 19005-2:2011",
        "clause": "6.2.4.3",
        "testNumber": 2,
        "failedChecks": 3,
        "description": "DeviceRGB",
    }
    return {
        "details": {
            "passedRules": 145,
            "failedRules": failed,
            "failedChecks": 3 * failed,
            "ruleSummaries": [rule] * failed,
        },
        "jobEndStatus": "normal",
        "profileName": f"PDF/A-{flavour.upper()} validation profile",
        "compliant": not failed,
        **also,
    }


def written_by_verapdf(*results: object, names: list[str]) -> str:
    """The report of veraPDF on the files."""
    jobs = [
        {"itemDetails": {"name": name}, "validationResult": [result]}
        for name, result in zip(names, results, strict=True)
    ]
    releases = {"releaseDetails": [{"id": "core", "version": "1.28.1"}]}
    return json.dumps({"report": {"buildInformation": releases, "jobs": jobs}})


def program(folder: Path, body: str) -> str:
    """A command that does what the Python says; `files` are those it is given."""
    path = folder / "verapdf-in-its-stead"
    path.write_text(
        f"#!{sys.executable}\nimport json, os, sys, time\nfrom pathlib import Path\n"
        f"files = [a for a in sys.argv[1:] if a.endswith('.pdf')]\n{body}\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def answering(folder: Path, *, seconds: float = 0, then: str | None = None, **says: object) -> str:
    """A command that says the same of every file, and keeps how it was called in `calls`.

    It ends as veraPDF does, unless it is told what to do `then`.
    """
    said = json.dumps(verapdf_says(**says))  # type: ignore[arg-type]
    calls = folder / "calls"
    then = f"sys.exit({int(bool(says.get('failed')))})" if then is None else then
    return program(
        folder,
        f"with open({str(calls)!r}, 'a') as log: log.write(json.dumps(sys.argv[1:]) + '\\n')\n"
        f"time.sleep({seconds})\n"
        f"jobs = [{{'itemDetails': {{'name': f}}, 'validationResult': [json.loads({said!r})]}}"
        " for f in files]\n"
        "print(json.dumps({'report': {'buildInformation': {'releaseDetails': "
        "[{'version': '1.28.1'}]}, 'jobs': jobs}}))\n"
        f"{then}",
    )
