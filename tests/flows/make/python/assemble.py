"""`flows.toml` and the files beside it: `python -m tests.flows.make.python.assemble FOLDER`.

The verdict is what the code says when the list is made; a note of `notes.toml` tells why where
that is not `valid`.
"""

import json
import shutil
import sys
import tomllib
from pathlib import Path

from tests.flows.judging import FILES, FLOWS, judged, what_changed

HERE = Path(__file__).parent
ORDER = ("file", "writer", "version", "base", "steps", "verdict", "errors", "password", "note")

LEFT_OUT = {  # made as well, but the folder is to stay small, and others show the same
    "itext8-two-invisible",
    "itext8-two-packed",
    "pdfbox2-certified-second",
    "pdfbox2-described",
    "pdfbox2-nested",
    "dss-openpdf-tagged",
    "dss-openpdf-b-lta",
    "dss-pdfbox-b-lta",
    "itext9-b-lta",
    "itext9-lo-tagged",
    "itext9-lo-signed",
    "dss-pdfbox-extended-vri",
    "itext9-b-lta-second",
    "dss-openpdf-lo-tagged",
    "dss-pdfbox-time-stamped",
    "pdfbox2-certified-noted",
    "itext8-existing-fields",
    "itext7-two-packed",
    "itext7-two-invisible",
    "endesive-form",
    "dss-openpdf-extended",
    "openpdf-mixed",
    "itext5-form-indirect",
    "dss-openpdf-hybrid",
    "dss-openpdf-form-indirect",
    "openpdf-form-indirect",
    "itext5-lo-signed",
    "itext8-visible-text",
    "itext7-tagged",
    "dss-openpdf-nested",
    "itext8-tagged",
    "pdfbox2-lo-tagged",
    "openpdf-two-invisible",
    "dss-pdfbox-lo-tagged",
    "dss-pdfbox-b-lta-twice",
    "pyhanko-three-invisible",
    "signpdf-three",
    "dss-pdfbox-two-packed",
    "itext9-b-t",
    "endesive-two",
    "pdfbox2-time-stamped",
    "dss-openpdf-time-stamped",
    "dss-openpdf-two-packed",
    "dss-openpdf-extended-vri",
    "dss-openpdf-certified-1-lta",
    "dss-openpdf-b-lta-twice",
    "dss-pdfbox-lo-signed",
    "pdfbox3-lo-tagged",
}


def make(folder: Path) -> None:
    """Copy the files of the folder and write the list of them."""
    notes = tomllib.loads((HERE / "notes.toml").read_text(encoding="utf-8"))
    text = "# Written by `make/python/assemble.py`: what was made, and what is said of it.\n\n"
    for present in FILES.glob("*.pdf"):
        present.unlink()
    for path in sorted(folder.glob("*.json")):
        if path.stem in LEFT_OUT:
            continue
        flow = json.loads(path.read_text(encoding="utf-8"))
        if flow["base"] == "encrypted":
            flow["password"] = "hemligt"
        shutil.copy(folder / flow["file"], FILES / flow["file"])
        report = judged(FILES / flow["file"], password=flow.get("password", ""))
        flow["verdict"] = report.verdict.value
        flow["errors"] = sorted(what_changed(report))
        if path.stem in notes:
            flow["note"] = notes[path.stem]
        text += "[[flow]]\n"
        text += "".join(f"{key} = {quoted(flow[key])}\n" for key in ORDER if flow.get(key))
        text += "\n"
    FLOWS.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def quoted(value: str | list[str]) -> str:
    """The value in TOML."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
