"""The long run of one target with atheris, guided by coverage: see README.md beside this file."""

import sys

import atheris

with atheris.instrument_imports(include=["fhvalidate", "asn1crypto"]):
    from fuzz.targets import TARGETS, survives


def main() -> None:
    """Runs the target that is named first until libFuzzer's options end it."""
    name = sys.argv[1]
    if name not in TARGETS:
        raise SystemExit(f"one of: {', '.join(TARGETS)}")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], lambda data: survives(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
