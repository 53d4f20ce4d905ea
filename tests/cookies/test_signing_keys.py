"""Notorious signing keys: a signature made with one is told, any other is not, and some can't be tried."""

import base64
import hashlib
import hmac

import pytest

from hardtack.cookies.signing_keys import KNOWN_KEYS, MAX_SIGNED, known_key, signed_pair_key
from hardtack.cookies.value_kinds import Kind


def b64url(data: bytes) -> str:
    """Encode as base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def jwt(key: bytes, algorithm: str = "HS256", digest: str = "sha256") -> str:
    """Sign a token (RFC 7515, appendix A.1)."""
    message = b64url(b'{"alg":"' + algorithm.encode() + b'"}') + "." + b64url(b"{}")
    return f"{message}.{b64url(hmac.digest(key, message.encode(), digest))}"


def flask(key: bytes, digest: str = "sha1") -> str:
    """Sign a session as Flask does."""
    message = "eyJ1IjoxfQ.aweqdA"
    derived = hmac.new(key, b"cookie-session", digest).digest()
    return f"{message}.{b64url(hmac.new(derived, message.encode(), digest).digest())}"


def django(key: bytes, digest: str = "sha256") -> str:
    """Sign a session as Django's signed_cookies backend does."""
    message = "eyJ1IjoxfQ:1vVpxM"
    salted = b"django.contrib.sessions.backends.signed_cookies" + b"signer" + key
    derived = hashlib.new(digest, salted).digest()
    return f"{message}:{b64url(hmac.new(derived, message.encode(), digest).digest())}"


def express(key: bytes) -> str:
    """Sign a value as Express' cookie-signature does."""
    return "s:sid1." + base64.b64encode(hmac.digest(key, b"sid1", "sha256")).decode().rstrip("=")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    (
        pytest.param(Kind.JWT, jwt(b"your-256-bit-secret"), jwt(b"\x00strong"), id="JWT HS256"),
        pytest.param(Kind.JWT, jwt(b"secret", "HS384", "sha384"), jwt(b"no", "HS384", "sha384"), id="JWT HS384"),
        pytest.param(Kind.JWT, jwt(b"secret", "HS512", "sha512"), jwt(b"no", "HS512", "sha512"), id="JWT HS512"),
        pytest.param(Kind.ITSDANGEROUS, flask(b"dev"), flask(b"\x00strong"), id="Flask"),
        pytest.param(Kind.ITSDANGEROUS, flask(b"dev", "sha256"), flask(b"no", "sha256"), id="Flask with SHA-256"),
        pytest.param(Kind.DJANGO_SIGNED, django(b"changeme"), django(b"\x00strong"), id="Django"),
        pytest.param(Kind.DJANGO_SIGNED, django(b"changeme", "sha1"), django(b"no", "sha1"), id="Django before 3.1"),
        pytest.param(Kind.EXPRESS_SIGNED, express(b"keyboard cat"), express(b"\x00strong"), id="Express"),
    ),
)
def test_known_key(kind: Kind, good: str, bad: str) -> None:
    """A signature by a notorious key is told from one by another key."""
    assert known_key(kind, good) is True
    assert known_key(kind, bad) is False


def test_key_of_the_caller() -> None:
    """The caller's own keys are tried in place of the shipped ones."""
    assert known_key(Kind.JWT, jwt(b"house"), ["x", "house"]) is True
    assert known_key(Kind.JWT, jwt(b"secret"), ["x", "house"]) is False


def test_published_example() -> None:
    """The example token printed on many pages is signed with the key printed beside it."""
    token = (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."
        "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
    )

    assert known_key(Kind.JWT, token) is True


@pytest.mark.parametrize(
    ("kind", "text", "keys"),
    (
        pytest.param(Kind.JWT, jwt(b"x", "RS256"), KNOWN_KEYS, id="asymmetric algorithm"),
        pytest.param(Kind.RAILS_SIGNED, "x--y", KNOWN_KEYS, id="format without a test"),
        pytest.param(Kind.JWT, jwt(b"secret"), (), id="no keys"),
        pytest.param(Kind.EXPRESS_SIGNED, "s:" + "a" * MAX_SIGNED + ".b", KNOWN_KEYS, id="too long"),
    ),
)
def test_not_tried(kind: Kind, text: str, keys: tuple[str, ...]) -> None:
    """Where no key could be tried, the answer is neither yes nor no."""
    assert known_key(kind, text, keys) is None


def test_signed_pair() -> None:
    """A cookie and its `.sig` companion are tried together, name and value as sent."""
    sig = b64url(hmac.digest(b"keyboard cat", b"session=eyJ1IjoxfQ==", "sha1"))

    assert signed_pair_key("session", "eyJ1IjoxfQ==", sig) is True
    assert signed_pair_key("other", "eyJ1IjoxfQ==", sig) is False
    assert signed_pair_key("session", "eyJ1IjoxfQ==", sig, ()) is None
    assert signed_pair_key("session", "eyJ1IjoxfQ==", "short") is None
    assert signed_pair_key("session", "a" * (MAX_SIGNED + 1), sig) is None


def test_known_keys_are_distinct() -> None:
    """The shipped list is small, and each key stands once."""
    assert 60 <= len(KNOWN_KEYS) == len(set(KNOWN_KEYS)) <= 200
