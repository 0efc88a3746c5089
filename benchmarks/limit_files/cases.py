"""CASES: a file for each limit of a policy, by the limit's name."""

from benchmarks.limit_files import drawn, evidence, packed, structure
from benchmarks.limit_files.case import Case
from benchmarks.limit_files.writing import padded, signed_by_many
from tests.hostile.writing import MEGABYTE

CASES = {
    "file_size": Case(padded, "bytes of the file"),
    "objects": Case(structure.objects, "objects"),
    "later_objects": Case(structure.later_objects, "objects of an update, fields filled in"),
    "pages": Case(structure.many_pages, "pages"),
    # Those past the limit are not read, so as many as it may be too many.
    "revisions": Case(structure.revisions, "revisions"),
    "signatures": Case(signed_by_many, "signatures, each over those before"),
    "contents_hex": Case(structure.hole, "digits of one signature", unit=2),
    "number_digits": Case(structure.number, "digits of a number"),
    "nesting": Case(structure.nested, "arrays in each other"),
    "decoded_structure": Case(packed.page_content, "bytes of a page's content"),
    "decoded_stream": Case(packed.one_image, "bytes of an image"),
    "decoded_document": Case(packed.many_images, "bytes of images", unit=4 * MEGABYTE),
    "decode_ratio": Case(packed.packed_twice, "times an image is smaller, packed twice"),
    "decoding_steps": Case(packed.lzw, "bytes of LZW"),
    "predictor_row": Case(packed.predicted, "bytes of a row"),
    "image_bytes": Case(drawn.image_bytes, "bytes of an image, drawn", unit=drawn.IMAGE_WIDTH),
    "images_on_page": Case(drawn.images_on_page, "bytes of a page's images, drawn"),
    "page_contents": Case(packed.contents, "bytes of pages' contents"),
    "layered_pixels": Case(drawn.layers, "pixels of transparent groups", unit=drawn.AREA),
    "pattern_cells": Case(drawn.cells, "cells of patterns", unit=drawn.AREA),
    "drawn_on_page": Case(drawn.on_page, "saved states of a page"),
    "drawn_in_document": Case(drawn.in_document, "saved states of pages"),
    "read_in_document": Case(drawn.in_document, "saved states of the pages that are read"),
    "certificates_in_cms": Case(evidence.certificates_in_message, "certificates in a signature"),
    "certificates_in_dss": Case(evidence.certificates_in_store, "certificates in the store"),
    "revocation_entries_in_dss": Case(evidence.lists_in_store, "CRLs in the store"),
    "related_in_dss": Case(evidence.related_in_store, "entries of single signatures"),
    "certificate_size": Case(evidence.large_certificate, "bytes of a certificate"),
    "crl_size": Case(evidence.large_list, "bytes of a CRL"),
    "ocsp_size": Case(evidence.large_response, "bytes of an OCSP response"),
    "path_length": Case(evidence.long_path, "certificates of a path"),
    "path_signature_checks": Case(evidence.mesh, "issuers of one name"),
    "timestamps": Case(evidence.time_stamps, "time-stamps of a signature"),
    "text_characters": Case(drawn.letters, "characters of pages"),
    "compared_pages": Case(structure.compared_pages, "pages that fields are filled in on"),
    "compared_pixels": Case(
        structure.compared_pixels, "pixels of such pages", unit=2 * structure.PIXELS
    ),
    "attachments": Case(evidence.attachments, "signed files in the file"),
    "worker_seconds": Case(signed_by_many, "200 signatures", lowered=1, amount=200),
    "worker_megabytes": Case(
        structure.hole, "a hole of 33,554,432 digits", lowered=330, amount=33_554_432
    ),
    "drawing_seconds": Case(
        drawn.layers, "4,000,000,000 pixels of groups", lowered=1, amount=4_000_000_000
    ),
    "drawing_megabytes": Case(drawn.on_page, "400,000 saved states", lowered=32, amount=400_000),
}
