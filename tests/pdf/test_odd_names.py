"""Names that are not UTF-8 stand in real files (fonts named in Latin-1) and must stop nothing."""

from tests.pdf.handmade import ONE_PAGE, PAGE, document, stream
from tests.pdf.handsigned import VALUE, form, prepared, sealed
from tests.validation.judging import judged, signed


def test_a_resource_whose_name_is_latin_1_stops_nothing() -> None:
    page = PAGE.replace(b"/F1 5 0 R", b"/F\xe5 5 0 R")

    assert judged(sealed(prepared({3: page}))).verdict == "valid"


def test_an_object_whose_type_is_latin_1_stops_nothing() -> None:
    font = b"<< /Type /F\xf6nt /Subtype /Type1 /BaseFont /Helvetica >>"

    assert judged(signed(document({**ONE_PAGE, 5: font}))).verdict == "valid"


def test_a_sub_filter_that_is_latin_1_is_an_unknown_one() -> None:
    data = sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", b"Pr\xf6v")))

    assert judged(data).verdict == "indeterminate"


def test_a_field_whose_type_is_latin_1_is_no_signature() -> None:
    data = document({**ONE_PAGE, 1: form(6), 6: b"<< /FT /F\xe4lt /T (a) >>"})

    assert judged(data).verdict == "unsigned"


def test_a_security_store_with_a_latin_1_key_stops_nothing() -> None:
    store = b"/DSS << /VRI << /\xe5 << /Cert [10 0 R] >> >> >> >>"
    data = document({**ONE_PAGE, 1: ONE_PAGE[1][:-2] + store, 10: stream(b"x")})

    assert judged(data).verdict == "reprinted"
