"""What is wrong with a request is told in SiVa's keys and words, all of it at once."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.web.siva.lenient_base64 import decode_base64, is_base64
from fhvalidate.web.siva.request import (
    MAX_STRUCTURE,
    Asked,
    ReportType,
    read_validate,
    wrong_with_data_files,
    wrong_with_hashcode,
)

RIGHT = {"document": "JVBERg==", "filename": "a.pdf"}
ABSENT = ...

BLANK = ("document", "must not be blank")
NOT_BASE64 = ("document", "Document is not encoded in a valid base64 string")
MALFORMED = ("document", "Document malformed or not matching documentType")
NO_NAME = ("filename", "must not be empty")
WRONG_NAME = ("filename", "Invalid filename")
LONG_NAME = ("filename", "size must be between 1 and 260")
WRONG_POLICY = ("signaturePolicy", "Invalid signature policy")
LONG_POLICY = ("signaturePolicy", "size must be between 1 and 100")
WRONG_TYPE = ("reportType", "Invalid report type")
NO_SIGNATURE = "Signature file is not valid base64 encoded string"
NO_DDOC = ("filename", "Invalid filename. Can only return data files for DDOC type containers.")
NOT_READABLE = ("requestBodyNotReadable", "Request body is malformed and cannot be read")


DATA_FILES = "signatureFiles[0].datafiles"
DATA_FILE = {"filename": "a.txt", "hashAlgo": "SHA512", "hash": "YQ=="}
NOT_XML = ("signatureFiles.signature", "Signature file malformed")


def of_data_files(files: Any) -> dict[str, Any]:
    return {"signatureFiles": [{"signature": "JVBERg==", "datafiles": files}]}


def ask(**members: Any) -> Asked | set[tuple[str, str]]:
    asked = {key: each for key, each in {**RIGHT, **members}.items() if each is not ABSENT}
    return read(json.dumps(asked).encode())


def read(body: bytes) -> Asked | set[tuple[str, str]]:
    found = read_validate(body, default_policy="POLv4")
    return found if isinstance(found, Asked) else {(each.key, each.message) for each in found}


def unknown(policy: str) -> tuple[str, str]:
    told = f"Invalid signature policy: {policy}; Available abstractPolicies: [POLv3, POLv4]"
    return ("signaturePolicy", told)


def said(value: object) -> str:
    """The same in every process that collects, also of a set."""
    return repr(sorted(value) if isinstance(value, set) else value)


@pytest.mark.parametrize(
    ("document", "errors"),
    [
        (ABSENT, {BLANK, NOT_BASE64}),
        (None, {BLANK, NOT_BASE64}),
        ("", {BLANK, NOT_BASE64}),
        ("  ", {BLANK, NOT_BASE64}),
        (",:", {NOT_BASE64}),
        ("JVBERg==!", {NOT_BASE64}),
        ("JVBERg\u00e5", {NOT_BASE64}),
        ("JVBERg\u0661", {NOT_BASE64}),
        ("\ud800", {NOT_BASE64}),
        ("data:application/pdf;base64,JVBERg==", {NOT_BASE64}),
        ("a", {MALFORMED}),
        ("====", {MALFORMED}),
        ({}, {NOT_READABLE}),
        (["JVBERg=="], {NOT_READABLE}),
        (True, b"\xb6\xbb\x9e"),
        (1234, b"\xd7\x6d\xf8"),
    ],
    ids=said,
)
def test_what_is_no_document_is_told(document: Any, errors: Any) -> None:
    found = ask(document=document)

    assert (found.document if isinstance(found, Asked) else found) == errors


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("JVBERi0xLjc=", b"%PDF-1.7"),
        ("JVBERi0xLjc", b"%PDF-1.7"),
        ("JVBE\nRi0x\r\nLjc=\n", b"%PDF-1.7"),
        (" JVBE\tRi0xLjc= ", b"%PDF-1.7"),
        ("-_-_", b"\xfb\xff\xbf"),
        ("+/+/", b"\xfb\xff\xbf"),
        ("-/+_", b"\xfb\xff\xbf"),
        ("QUJD", b"ABC"),
        ("QUJDR", b"ABC"),
        ("QUJDRA", b"ABCD"),
        ("Q=UJD", b""),
        ("QUJD=QUJD", b"ABC"),
        ("aaa", b"i\xa6"),
    ],
)
def test_base64_is_read_as_leniently_as_clients_write_it(text: str, octets: bytes) -> None:
    assert is_base64(text)
    assert decode_base64(text) == octets


def test_base64_in_lines_is_the_document() -> None:
    data = bytes(range(256)) * 40

    found = ask(document=base64.encodebytes(data).decode())

    assert isinstance(found, Asked)
    assert found.document == data


@pytest.mark.parametrize(
    ("filename", "errors"),
    [
        (ABSENT, {NO_NAME, WRONG_NAME}),
        (None, {NO_NAME, WRONG_NAME}),
        ("", {NO_NAME, LONG_NAME}),
        ("a" * 257 + ".pdf", {LONG_NAME}),
        ("\U0001f4c4" * 129 + ".pdf", {LONG_NAME}),
        (5, {WRONG_NAME}),
        (True, {WRONG_NAME}),
        ("minutes", {WRONG_NAME}),
        ("minutes.", {WRONG_NAME}),
        ("folder.pdf/minutes", {WRONG_NAME}),
        ("folder.pdf\\minutes", {WRONG_NAME}),
        ("a.ddoc", {MALFORMED}),
        ("a.BDOC", {MALFORMED}),
    ],
    ids=said,
)
def test_a_name_that_tells_no_pdf_is_told(filename: Any, errors: set[tuple[str, str]]) -> None:
    assert ask(filename=filename) == errors


@pytest.mark.parametrize(
    "filename",
    [
        "a.pdf",
        "a.PDF",
        ".pdf",
        "a .pdf",
        "protokoll 2026-02-26 §§ 1-9.pdf",
        "a" * 256 + ".pdf",
        "\U0001f4c4" * 128 + ".pdf",
        "a.asice",
        "a.asics",
        "a.scs",
        "a.zip",
        "a.docx",
        "a.txt",
        "a.tar.gz",
        "<script>.pdf",
    ],
)
def test_any_other_name_is_taken(filename: str) -> None:
    found = ask(filename=filename)

    assert isinstance(found, Asked)
    assert found.filename == filename


def test_half_a_character_in_a_name_is_replaced() -> None:
    found = ask(filename="a\ud800.pdf")

    assert isinstance(found, Asked)
    assert found.filename == "a\ufffd.pdf"


@pytest.mark.parametrize(
    ("policy", "errors"),
    [
        ("", {LONG_POLICY}),
        ("a" * 101, {LONG_POLICY}),
        ("å" * 101, {LONG_POLICY, WRONG_POLICY}),
        ("POLv3!", {WRONG_POLICY}),
        ("POLv3\n", {WRONG_POLICY}),
        ("POLv\u0663", {WRONG_POLICY}),
        ("a/b", {WRONG_POLICY}),
        ("POLv2", {unknown("POLv2")}),
        ("polv4", {unknown("polv4")}),
        ("a" * 100, {unknown("a" * 100)}),
        (" POLv4", {unknown(" POLv4")}),
        (5, {unknown("5")}),
        ([], {NOT_READABLE}),
    ],
    ids=said,
)
def test_a_policy_that_there_is_not_is_told(policy: Any, errors: set[tuple[str, str]]) -> None:
    assert ask(signaturePolicy=policy) == errors


@pytest.mark.parametrize(
    ("policy", "used"),
    [
        (ABSENT, "POLv4"),
        (None, "POLv4"),
        ("POLv3", "POLv3"),
        ("POLv4", "POLv4"),
        ("FHV-AES", "FHV-AES"),
    ],
    ids=said,
)
def test_a_policy_is_asked_for_by_its_name(policy: Any, used: str) -> None:
    found = ask(signaturePolicy=policy)

    assert isinstance(found, Asked)
    assert found.policy == used


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ABSENT, ReportType.SIMPLE),
        (None, ReportType.SIMPLE),
        ("Simple", ReportType.SIMPLE),
        ("SIMPLE", ReportType.SIMPLE),
        ("Detailed", ReportType.DETAILED),
        ("dEtAiLeD", ReportType.DETAILED),
        ("Diagnostic", ReportType.DIAGNOSTIC),
        ("", {WRONG_TYPE}),
        ("Simple ", {WRONG_TYPE}),
        ("Full", {WRONG_TYPE}),
        (1, {WRONG_TYPE}),
        ("\u017fimple", {WRONG_TYPE}),
    ],
    ids=said,
)
def test_a_kind_of_report_is_read_in_any_case(text: Any, found: Any) -> None:
    asked = ask(reportType=text)

    assert (asked.report_type if isinstance(asked, Asked) else asked) == found


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = ask(document=",:", filename="", signaturePolicy="", reportType="", documentType="PDF")

    assert found == {
        NOT_BASE64,
        NO_NAME,
        LONG_NAME,
        LONG_POLICY,
        WRONG_TYPE,
        ("documentType", "documentType is not a valid request parameter"),
    }


@pytest.mark.parametrize("value", ["PDF", "", 1, False])
def test_a_document_type_is_not_taken(value: Any) -> None:
    told = ("documentType", "documentType is not a valid request parameter")

    assert ask(documentType=value) == {told}


def test_members_that_nobody_knows_are_passed_over() -> None:
    assert isinstance(ask(documentType=None, more={"a": [1]}), Asked)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"a"',
        b"5",
        b"{",
        b"{'document': 'a'}",
        b'{"document": "a",}',
        b"\xff\xfe{",
        b'{"filename": "\xe5.pdf"}',
        b"[" * 5_000,
        b'{"a":' * 5_000,
        b'{"a":' + b"9" * 5_000 + b"}",
        b'{"a":[' + b"[]," * MAX_STRUCTURE + b"[]]}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_no_object_cannot_be_read(body: bytes) -> None:
    assert read(body) == {NOT_READABLE}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
KEYS = ("document", "filename", "signaturePolicy", "reportType", "documentType", "signatureFiles")


@given(members=st.dictionaries(st.sampled_from(KEYS), VALUES), loose=st.binary(max_size=40))
def test_whatever_is_sent_is_asked_or_told(members: dict[str, Any], loose: bytes) -> None:
    for body in (json.dumps(members).encode(), loose):
        found = read_validate(body, default_policy="POLv4")
        assert isinstance(found, Asked) or found
        assert wrong_with_hashcode(body)
        assert wrong_with_data_files(body)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {("signatureFiles", "must not be null"), ("signatureFiles", "must not be empty")}),
        (
            {"signatureFiles": None},
            {("signatureFiles", "must not be null"), ("signatureFiles", "must not be empty")},
        ),
        ({"signatureFiles": []}, {("signatureFiles", "must not be empty")}),
        ({"signatureFiles": "a"}, {NOT_READABLE}),
        (of_data_files([]), {(DATA_FILES, "Invalid dataFiles list")}),
        (of_data_files(None), {NOT_XML}),
        (of_data_files("a"), {NOT_READABLE}),
        (of_data_files(["a"]), {NOT_READABLE}),
        (of_data_files([{**DATA_FILE, "hash": ["a"]}]), {NOT_READABLE}),
        (of_data_files([DATA_FILE]), {NOT_XML}),
        (of_data_files([{**DATA_FILE, "hashAlgo": "sha256"}]), {NOT_XML}),
        (of_data_files([{**DATA_FILE, "hashAlgo": None}]), {NOT_XML}),
        (
            of_data_files([{**DATA_FILE, "hashAlgo": "SHA-256"}]),
            {(f"{DATA_FILES}[0].hashAlgo", "Invalid hash algorithm")},
        ),
        (
            of_data_files([{**DATA_FILE, "filename": ""}]),
            {
                (f"{DATA_FILES}[0].filename", "must not be empty"),
                (f"{DATA_FILES}[0].filename", "size must be between 1 and 260"),
            },
        ),
        (
            of_data_files([DATA_FILE, {}]),
            {
                (f"{DATA_FILES}[1].filename", "must not be empty"),
                (f"{DATA_FILES}[1].filename", "Invalid filename"),
                (f"{DATA_FILES}[1].hash", "must not be blank"),
                (f"{DATA_FILES}[1].hash", NOT_BASE64[1]),
            },
        ),
        (
            of_data_files([{**DATA_FILE, "hash": ""}]),
            {
                (f"{DATA_FILES}[0].hash", "must not be blank"),
                (f"{DATA_FILES}[0].hash", NOT_BASE64[1]),
                (f"{DATA_FILES}[0].hash", "size must be between 1 and 1000"),
            },
        ),
        (
            of_data_files([{**DATA_FILE, "hash": "P" * 1001}]),
            {(f"{DATA_FILES}[0].hash", "size must be between 1 and 1000")},
        ),
        (
            {**of_data_files(None), "signaturePolicy": "POLv2"},
            {
                (
                    "signaturePolicy",
                    "Invalid signature policy: POLv2; Available abstractPolicies: [POLv3, POLv4]",
                )
            },
        ),
        ({**of_data_files(None), "document": [], "filename": {}}, {NOT_XML}),
        ({"signatureFiles": ["a"]}, {NOT_READABLE}),
        ({"signatureFiles": [{"signature": []}]}, {NOT_READABLE}),
        (
            {"signatureFiles": [{"signature": "JVBERg=="}, {"signature": ",:"}]},
            {("signatureFiles[1].signature", NO_SIGNATURE)},
        ),
        (
            {"signatureFiles": [{}], "signaturePolicy": "", "reportType": "Full"},
            {
                ("signatureFiles[0].signature", "must not be blank"),
                ("signatureFiles[0].signature", NO_SIGNATURE),
                LONG_POLICY,
                WRONG_TYPE,
            },
        ),
        (
            {"signatureFiles": [{"signature": "JVBERg=="}]},
            {("signatureFiles.signature", "Signature file malformed")},
        ),
    ],
    ids=said,
)
def test_hashes_are_for_signatures_in_xml(body: Any, errors: set[tuple[str, str]]) -> None:
    found = wrong_with_hashcode(json.dumps(body).encode())

    assert {(each.key, each.message) for each in found} == errors


@pytest.mark.parametrize(
    ("members", "errors"),
    [
        ({"document": "JVBERg==", "filename": "a.pdf"}, {NO_DDOC}),
        ({"document": "JVBERg==", "filename": "ddoc"}, {NO_DDOC}),
        ({"document": "JVBERg==", "filename": ""}, {NO_DDOC}),
        ({"document": "JVBERg==", "filename": 5}, {NO_DDOC}),
        ({"document": "JVBERg=="}, {NO_DDOC}),
        ({"document": "JVBERg==", "filename": "a.ddoc"}, {MALFORMED}),
        ({"document": "JVBERg==", "filename": "a.DDOC"}, {MALFORMED}),
        ({"filename": "a.ddoc"}, {BLANK, NOT_BASE64}),
        ({}, {BLANK, NOT_BASE64, NO_DDOC}),
        ({"document": ",:", "filename": ""}, {NOT_BASE64, NO_DDOC}),
    ],
    ids=said,
)
def test_data_files_are_of_ddoc_alone(members: Any, errors: set[tuple[str, str]]) -> None:
    found = wrong_with_data_files(json.dumps(members).encode())

    assert {(each.key, each.message) for each in found} == errors


@pytest.mark.parametrize("key", ["document", "filename", "signaturePolicy", "reportType"])
@pytest.mark.parametrize("value", [["a.pdf"], [], {}, {"a": 1}])
def test_a_text_is_no_list_and_no_object(key: str, value: Any) -> None:
    assert ask(**{key: value}) == {NOT_READABLE}


def test_a_kind_of_document_may_be_no_list_either() -> None:
    assert ask(documentType=["PDF"]) == {NOT_READABLE}
    assert {(e.key, e.message) for e in wrong_with_data_files(b'{"filename": ["a.ddoc"]}')} == {
        NOT_READABLE
    }
