# mypy: disable-error-code="import-not-found, import-untyped, no-untyped-call"
"""Flows by endesive, in a Python of its own: `python with_endesive.py BASES KEYS FOLDER`."""

import importlib.metadata
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import pkcs12
from endesive.pdf import cms

BASES, KEYS, FOLDER = (Path(each) for each in sys.argv[1:4])
NAMES = {"anna": "Anna Exempel", "bo": "Bo Testsson", "cecilia": "Cecilia Provsson"}


def sign(data: bytes, who: str, options: dict[str, Any]) -> bytes:
    """The document with a further signature."""
    key, certificate, others = pkcs12.load_key_and_certificates(
        (KEYS / f"{who}.p12").read_bytes(), b"hemligt"
    )
    stated = {
        "aligned": 0,
        "sigflags": 3,
        "sigpage": 0,
        "contact": "kommun@example.com",
        "location": "Testby",
        "signingdate": datetime.now(UTC).strftime("D:%Y%m%d%H%M%S+00'00'"),
        "reason": "Justering",
        **options,
    }
    added: bytes = cms.sign(data, stated, key, certificate, others, "sha256")
    return data + added


def make(name: str, base: str, steps: str, *signings: tuple[str, dict[str, Any]]) -> None:
    """Write the flow and its line."""
    data = (BASES / f"{base}.pdf").read_bytes()
    try:
        for who, options in signings:
            data = sign(data, who, options)
    except Exception as error:  # noqa: BLE001 - each flow is told of, the others are made
        print(f"{name}: {type(error).__name__}: {error}")  # noqa: T201
        return
    (FOLDER / f"{name}.pdf").write_bytes(data)
    version = importlib.metadata.version("endesive")
    line = {
        "file": f"{name}.pdf",
        "writer": "endesive",
        "version": version,
        "base": base,
        "steps": steps,
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(line, ensure_ascii=False) + "\n")


def seen(who: str, field: str, left: int) -> dict[str, Any]:
    """A signature with text."""
    return {
        "sigfield": field,
        "signaturebox": (left, 420, left + 200, 470),
        "signature": f"Signerat av {NAMES[who]}",
    }


HIDDEN = {"sigfield": "Sig1"}
make("endesive-two", "plain", "sign; sign", ("anna", HIDDEN), ("bo", {"sigfield": "Sig2"}))
make(
    "endesive-visible",
    "plain",
    "sign visibly by text; the same",
    ("anna", seen("anna", "Sig1", 72)),
    ("bo", seen("bo", "Sig2", 300)),
)
make(
    "endesive-form",
    "form",
    "sign into an empty field; sign in a new field",
    ("anna", {"sigfield": "Ordf", "signform": True, "signature": "Signerat av Anna Exempel"}),
    ("bo", {"sigfield": "Sig2"}),
)
make(
    "endesive-certified",
    "plain",
    "certify P=3; sign visibly by text",
    ("anna", {**HIDDEN, "sigandcertify": True}),
    ("bo", seen("bo", "Sig2", 72)),
)
