"""Which authorities are tests: by whole words of their names."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.trust.test_authorities import (
    WORDS,
    is_test_authority,
    is_test_name,
    test_authority_in,
)
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.pki import BO, Authority
from tests.pki.identity import Identity

# pytest would collect the function for its name.
authority_in = test_authority_in
del test_authority_in


def read(identity: Identity) -> Certificate:
    return read_certificate(identity.certificate.public_bytes(Encoding.DER))


@pytest.mark.parametrize(
    "name", ["Sign service TEST root CA 01", "Sandbox CA", "Nod-QA", "PKI-TEST", "demo_ca", "Test1"]
)
def test_a_name_with_a_test_word_is_a_test(name: str) -> None:
    assert is_test_name([name])


@pytest.mark.parametrize("name", ["Testsson", "Qatar Post", "Demokratirådet", "Attestation CA"])
def test_a_word_that_only_contains_a_test_word_is_no_test(name: str) -> None:
    assert not is_test_name([name])


@given(st.sampled_from(sorted(WORDS)), st.text("abcåäö", min_size=1), st.booleans())
def test_letters_before_or_after_make_another_word(word: str, more: str, before: bool) -> None:
    name = more + word if before else word + more

    assert not is_test_name([name])


def test_a_person_called_like_a_test_does_not_make_the_issuer_one() -> None:
    authority = Authority.root()
    person = read(authority.issue_person(BO))

    assert authority_in((person, read(authority.identity))) is None


def test_a_path_below_a_test_authority_names_it() -> None:
    root = Authority.root("Exempelmyndighetens Test-CA")
    person = read(root.issue_person(BO))

    assert authority_in((person, read(root.identity))) == person
    assert is_test_authority(read(root.identity))
