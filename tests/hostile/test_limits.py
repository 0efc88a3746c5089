"""Hostile files end in an answer, within 10 seconds and 512 MB, and never in `valid` past a limit.

Each is judged by the command in a process of its own, within processor time and address space.
"""

import json
from pathlib import Path

import pytest

from tests.hostile import files
from tests.hostile.measuring import bounded
from tests.pki.world import shared_world

SECONDS, KILOBYTES = 10, 512 * 1024
LONG = 120  # seconds of processor time for what is legitimate and large

PAST_A_LIMIT = {
    "page_content_bomb": "decoded_stream",
    "stacked_bomb": "decoded_stream",
    "hidden_stacked_bomb": "decoded_stream",
    "text_packed_bomb": "decoded_stream",
    "object_stream_bomb": "decoded_stream",
    "cross_reference_bomb": "decoded_stream",
    "store_bomb": "decoded_stream",
    "metadata_bomb": "decoded_stream",
    "document_bomb": "decoded_document",
    "encrypted_bomb": "decoded_stream",
    "deep_array": "nesting",
    "deep_dictionary_in_tail": "nesting",
    "long_number": "number_digits",
    "long_real": "number_digits",
    "page_tree_cycle": "pages",
    "page_tree_lattice": "pages",
    "million_kids": "pages",
    "endless_index": "cross_reference_entries",
    "many_certificates_in_cms": "certificates_in_cms",
    "many_certificates_in_store": "certificates_in_dss",
    "many_updates": "revisions",
    "drawn_lattice": "drawn_on_page",
    "deep_forms": "nesting",
    "many_drawings": "drawn_on_page",
    "many_letters": "drawn_on_page",
    "past_file_size": "file_size",
    "past_contents": "contents_hex",
    "packed_twice": "decode_ratio",
    "many_dictionaries": "signatures",
    "large_certificate": "certificate_size",
    "large_crl": "crl_size",
    "large_ocsp_response": "ocsp_size",
    "many_lists": "revocation_entries_in_dss",
}
ANSWERED = {
    "previous_cycle": "indeterminate",
    "endless_comments": "indeterminate",
    "overlapping_objects": "indeterminate",
    "many_byte_ranges": "invalid",
    "packed_once": "valid",
    "page_count_lie": "indeterminate",  # not every reader counts the pages itself
    "form_lattice": "valid",
    "many_signatures": "valid",
    "many_pages": "valid",
    "hidden_lattice": "invalid",
    "drawn_within_limits": "valid",
}
LARGE = ("large_file", "long_string", "many_objects")


def judged(name: str, folder: Path, *, seconds: int) -> dict[str, object]:
    file, trust = folder / "fil.pdf", folder / "rot.pem"
    file.write_bytes(getattr(files, name)())
    trust.write_bytes(shared_world().root.pem)
    done = bounded(
        *("-m", "fhvalidate", str(file), "--trust", str(trust)),
        *("--at", "2026-03-03T10:00:00Z", "--format", "json"),
        seconds=seconds,
        kilobytes=KILOBYTES,
    )
    assert not done.over, done.over
    report: dict[str, object] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("name", PAST_A_LIMIT)
def test_a_file_past_a_limit_is_told_which_and_is_never_valid(name: str, tmp_path: Path) -> None:
    report = judged(name, tmp_path, seconds=SECONDS)

    findings = report["findings"]
    assert isinstance(findings, list)
    passed = {f["detail"]["what"] for f in findings if f["code"] == "limit-exceeded"}
    assert PAST_A_LIMIT[name] in passed
    # What signs nothing is broken, however much of the file is looked at.
    broken = {"invalid"} if name in {"many_dictionaries", "encrypted_bomb"} else set()
    assert report["verdict"] in {"indeterminate", "unreadable", *broken}


@pytest.mark.parametrize("name", ANSWERED)
def test_a_costly_file_within_the_limits_gets_its_answer(name: str, tmp_path: Path) -> None:
    assert judged(name, tmp_path, seconds=SECONDS)["verdict"] == ANSWERED[name]


COSTLY_PAGES = ("drawn_lattice", "many_letters", "page_content_bomb", "page_tree_lattice")
CALLS = {
    "read_minutes": "assert read_minutes(file) is None",
    "match": "refused(lambda: match(file, file))",
    "index": "refused(lambda: OriginalsIndex(file + '.index').add(file))",
    "find": "refused(lambda: OriginalsIndex(file + '.index').find(file))",
}
NOT_OF_PAGES = {
    "revisions": "assert revisions(file)",
    "topmost": "topmost_certificates(file)",
    "side by side": "side_by_side(file)",
}
PROGRAM = """
import json, os, sys, traceback
from fhvalidate import OriginalsIndex, match, read_minutes
from fhvalidate.api import revisions, side_by_side, topmost_certificates
from fhvalidate.errors import FhvalidateError

def refused(call):
    try:
        call()
    except FhvalidateError:
        return
    raise SystemExit("not refused")

file, calls = sys.argv[1], json.loads(sys.argv[2])
for name, call in calls.items():
    if not (child := os.fork()):
        try:
            exec(call)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(name, os.waitstatus_to_exitcode(status), flush=True)
"""


@pytest.mark.parametrize("name", COSTLY_PAGES)
def test_every_public_call_reads_a_file_within_the_same_bounds(name: str, tmp_path: Path) -> None:
    check_calls(name, CALLS, tmp_path)


@pytest.mark.parametrize("name", COSTLY_PAGES)
def test_what_is_not_asked_of_the_pages_is_answered_though_they_cost_too_much(
    name: str, tmp_path: Path
) -> None:
    check_calls(name, NOT_OF_PAGES, tmp_path)


def check_calls(name: str, calls: dict[str, str], folder: Path) -> None:
    # Each call has a fork of one process, with the address space and processor time of its own.
    file = folder / "fil.pdf"
    file.write_bytes(getattr(files, name)())
    program = ("-c", PROGRAM, str(file), json.dumps(calls))
    done = bounded(*program, seconds=SECONDS, kilobytes=KILOBYTES)

    codes = dict(line.rsplit(maxsplit=1) for line in done.stdout.decode().splitlines())
    assert codes == dict.fromkeys(calls, "0"), done.stderr[-600:]


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_large_legitimate_file_gets_its_answer(name: str, tmp_path: Path) -> None:
    assert judged(name, tmp_path, seconds=LONG)["verdict"] == "valid"
