"""Known keys against the formats of Rails, Rack and Laravel; vectors by the frameworks' published rules."""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote

import pytest

from hardtack.cookies.contents import describe
from hardtack.cookies.persona import Persona
from hardtack.cookies.signing_keys import known_key
from hardtack.cookies.value_kinds import Kind

KEY = "b3c631c314c0bbca50c1b2843150fe33"
RAILS_OWN = "BAh7BjoIZm9vIghiYXI%3D--fef868465920f415f2c0652d6910d3af288a0367"
"""A value of Rails' own tests, signed with that key of its tests: the verifier's, without derivation."""


def rails(key: str, salt: str | None, derivation: str, digest: str) -> str:
    """A signed value as Rails makes it."""
    data = base64.b64encode(json.dumps({"user_id": 1}).encode()).decode()
    secret = key.encode() if salt is None else hashlib.pbkdf2_hmac(derivation, key.encode(), salt.encode(), 1000, 64)
    return quote(f"{data}--{hmac.new(secret, data.encode(), digest).hexdigest()}", safe="")


def laravel(key: bytes) -> str:
    """An encrypted value as Laravel makes it: only its code matters here."""
    iv, value = (base64.b64encode(bytes([octet]) * 32).decode() for octet in (1, 2))
    code = hmac.new(key, (iv + value).encode(), "sha256").hexdigest()
    sealed = json.dumps({"iv": iv, "value": value, "mac": code, "tag": ""})
    return quote(base64.b64encode(sealed.encode()).decode(), safe="")


RAILS = (
    pytest.param(rails("changeme", None, "", "sha1"), id="Rack: the secret itself"),
    pytest.param(rails("changeme", "signed cookie", "sha1", "sha1"), id="Rails 4 to 6"),
    pytest.param(rails("changeme", "signed cookie", "sha256", "sha1"), id="Rails 7"),
    pytest.param(rails("changeme", "signed cookie", "sha256", "sha256"), id="Rails 7 with SHA-256 codes"),
    pytest.param(rails("changeme", "signed encrypted cookie", "sha1", "sha1"), id="the code of CBC cookies before 5.2"),
)


@pytest.mark.parametrize("value", RAILS)
def test_a_known_secret_of_rails_is_found(value: str) -> None:
    """Whether the secret signs by itself or a key derived from it does."""
    assert describe(value, Persona()).known_key is True
    assert describe(value, Persona()).signed == "rails-signed"
    assert describe(value, Persona(), keys=("another", "one")).known_key is False


def test_a_value_of_rails_own_tests_is_found() -> None:
    """A vector that others made."""
    assert describe(RAILS_OWN, Persona()).known_key is True


@pytest.mark.parametrize(
    ("key", "raw"),
    (
        ("SomeRandomString", b"SomeRandomString"),
        ("base64:" + base64.b64encode(b"k" * 32).decode(), b"k" * 32),
    ),
)
def test_a_known_app_key_of_laravel_is_found(key: str, raw: bytes) -> None:
    """The code over vector and value is enough: nothing is decrypted."""
    facts = describe(laravel(raw), Persona(), keys=("wrong", key))
    assert (facts.known_key, facts.signed) == (True, "laravel-encrypted")
    assert describe(laravel(raw), Persona(), keys=("wrong",)).known_key is False


def test_a_broken_app_key_is_no_key() -> None:
    """What stands behind the prefix and is no base64 is tried as nothing."""
    assert describe(laravel(b"k" * 32), Persona(), keys=("base64:!!",)).known_key is False


@pytest.mark.parametrize(
    "text",
    ("{", "[]", '{"iv": "a", "value": "b", "mac": ""}', '{"iv": 1, "value": "b", "mac": "c"}', "[" * 100_000),
)
def test_what_has_no_code_is_not_tried(text: str) -> None:
    """Authenticated ciphers leave the code empty; whatever else is no such value is none."""
    assert known_key(Kind.LARAVEL_ENCRYPTED, text) is None


def test_a_code_of_another_length_is_not_tried() -> None:
    """No digest of Rails' is that long."""
    assert known_key(Kind.RAILS_SIGNED, "data--abc") is None
