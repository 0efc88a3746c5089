"""The files of `deploy/`, by the programs that read them where these are there."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from fhvalidate.cli.serve_arguments import parse_serve
from fhvalidate.report.messages import Language

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = ("fhvalidate.service", "fhvalidate-lists.service", "fhvalidate-lists.timer")
IMAGE = "docker.io/library/python:3.13-slim"
MOST_EXPOSED = 9  # tenths of systemd's scale, on which 10.0 is unsafe

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)
needs_nginx = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


def told_by(*command: str | Path) -> tuple[int, str]:
    """The exit code of a program, and all that it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@needs_systemd
def test_the_service_is_exposed_to_next_to_nothing() -> None:
    unit = DEPLOY / "fhvalidate.service"

    code, text = told_by(
        "systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit
    )

    assert code == 0, text


@needs_systemd
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        there = text.replace("/opt/fhvalidate/bin/fhvalidate", "/bin/true")
        (tmp_path / name).write_text(there, encoding="utf-8")

    code, text = told_by("systemd-analyze", "verify", *(tmp_path / name for name in UNITS))

    ours = [line for line in text.splitlines() if "fhvalidate" in line]
    assert (code, ours) == (0, [])


def test_the_service_has_no_network_and_the_one_with_a_network_has_no_documents() -> None:
    service, lists = (
        (DEPLOY / name).read_text(encoding="utf-8") for name in UNITS if "timer" not in name
    )

    assert "PrivateNetwork=yes" in service
    assert "RestrictAddressFamilies=AF_UNIX\n" in service
    [taken_away] = [line for line in service.splitlines() if "SystemCallFilter=~" in line]
    assert "@resources" not in taken_away  # a worker limits itself
    assert "trust update" in lists
    assert "serve" not in lists.split("ExecStart=")[1].splitlines()[0]


def test_what_the_units_and_the_container_start_is_a_command_line() -> None:
    unit = (DEPLOY / "fhvalidate.service").read_text(encoding="utf-8")
    [line] = [line for line in unit.splitlines() if line.startswith("ExecStart=")]

    arguments = parse_serve(line.split()[2:], Language.EN)

    assert arguments.unix == "/run/fhvalidate/socket"
    assert f"server unix:{arguments.unix};" in (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


@needs_nginx
def test_nginx_understands_the_example(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "underskrifter.exempel.se")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "both.pem").write_bytes(pem + private)
    example = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for path in ("private/underskrifter.exempel.se.key", "underskrifter.exempel.se.pem"):
        example = example.replace(f"/etc/ssl/{path}", str(tmp_path / "both.pem"))
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {example} }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")

    code, text = told_by("nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")

    assert code == 0, text


def test_the_container_has_no_root_and_listens_where_its_health_is_asked() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :]

    assert "\nUSER 10001:10001\n" in last
    assert "\nRUN " not in last  # nothing is installed as root in what is run
    assert "--read-only" in text
    assert "http://127.0.0.1:8080/monitoring/heartbeat" in last


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("podman") is None, reason="podman is not installed")
def test_the_container_is_built_and_starts() -> None:
    if told_by("podman", "image", "exists", IMAGE)[0] and told_by("podman", "pull", "-q", IMAGE)[0]:
        pytest.skip(f"{IMAGE} is not here and cannot be had")
    root = DEPLOY.parent

    file = DEPLOY / "Containerfile"

    built, said = told_by("podman", "build", "-t", "fhvalidate-test", "-f", file, root)
    assert built == 0, said
    hard = ("--read-only", "--tmpfs=/tmp", "--cap-drop=all", "--security-opt=no-new-privileges")
    code, text = told_by("podman", "run", "--rm", *hard, "fhvalidate-test", "--help")

    assert code == 0, text
