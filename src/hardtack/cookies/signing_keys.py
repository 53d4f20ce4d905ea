"""Notorious signing keys, tried offline against the signature that a cookie carries.

A session signed with a key from a tutorial can be forged by anybody (CWE-321, CWE-798). Nothing is sent: the
signature in the value is computed again with each key.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from itertools import islice

from hardtack.cookies.encodings import base64_text
from hardtack.cookies.token_formats import json_header
from hardtack.cookies.value_kinds import Kind

KNOWN_KEYS: tuple[str, ...] = (
    "secret", "Secret", "SECRET", "secretkey", "secret_key", "secret-key", "SECRET_KEY", "SECRET-KEY", "secret123",
    "my secret", "mysecret", "my_secret", "my-secret", "mysecretkey", "my_secret_key", "my-secret-key", "my secret key",
    "supersecret", "super secret", "super_secret", "super-secret", "super secret key", "super-secret-key", "topsecret",
    "top secret", "s3cr3t", "s3cret", "shhhh", "shhhhh", "keyboard cat", "keyboardcat", "your-256-bit-secret",
    "your-384-bit-secret", "your-512-bit-secret", "a-string-secret-at-least-256-bits-long", "your-secret-key",
    "your_secret_key", "your secret key", "yoursecret", "your-secret", "yoursecretkey", "changeme", "change-me",
    "change_me", "change me", "changethis", "change this", "CHANGEME", "default", "dev", "devkey", "dev-secret",
    "development", "development key", "insecure", "not secure", "test", "testing", "test-secret", "testkey", "example",
    "password", "123456", "12345678", "key", "jwt", "jwtsecret", "jwt_secret", "jwt-secret", "JWT_SECRET", "session",
    "session secret", "session_secret", "session-secret", "cookie", "cookie secret", "cookie_secret", "cookiesecret",
    "key1", "key2", "foo", "foobar", "abc123", "hello", "hard to guess string", "you-will-never-guess",
    "thisisasecret", "this is a secret", "thisissecret", "verysecret", "very secret", "very-secret", "notasecret",
    "not-so-secret", "not a secret", "A0Zr98j/3yX R~XHH!jmN]LWX/,?RT",
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
)  # fmt: skip
"""Keys of tutorials, examples and defaults; public knowledge, not secrets."""

MAX_KEYS = 4096
"""The most keys tried on one value."""
MAX_SIGNED = 16 * 1024
"""The longest value that keys are tried on, in characters."""

_JWT_DIGESTS = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
_DIGEST_BY_LENGTH = {27: "sha1", 43: "sha256", 86: "sha512"}
_DJANGO_SALT = b"django.contrib.sessions.backends.signed_cookies"
_FLASK_SALT = b"cookie-session"
_PAIR_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{27}")


def known_key(kind: Kind, text: str, keys: Iterable[str] = KNOWN_KEYS) -> bool | None:
    """Try known keys on a signed value.

    Args:
        kind: The signed container's kind.
        text: The container itself, without quotes or percent-encoding.
        keys: The keys to try; at most `MAX_KEYS` are.

    Returns:
        Whether one of the keys made the signature; `None` if none could be tried: another format, an asymmetric
        algorithm, a value over `MAX_SIGNED`, or no keys.
    """
    signer = _SIGNERS.get(kind)
    signed = signer(text) if signer and len(text) <= MAX_SIGNED else None
    if signed is None:
        return None
    compute, signature = signed
    verdict: bool | None = None
    for key in islice(keys, MAX_KEYS):
        if hmac.compare_digest(compute(_octets(key)).encode(), signature.encode()):
            return True
        verdict = False
    return verdict


def signed_pair_key(name: str, value: str, sig: str, keys: Iterable[str] = KNOWN_KEYS) -> bool | None:
    """Try known keys on a cookie and its `.sig` companion (cookie-session, Koa: Keygrip, HMAC-SHA1 over `name=value`).

    Args:
        name: The signed cookie's name.
        value: Its value, as it stood on the wire.
        sig: The value of the companion `<name>.sig`.
        keys: The keys to try; at most `MAX_KEYS` are.

    Returns:
        Whether one of the keys made the signature; `None` if `sig` is no such signature, the value is over
        `MAX_SIGNED`, or there are no keys.
    """
    if not _PAIR_SIGNATURE.fullmatch(sig) or len(value) > MAX_SIGNED:
        return None
    message = _octets(f"{name}={value}")
    verdict: bool | None = None
    for key in islice(keys, MAX_KEYS):
        if hmac.compare_digest(base64_text(_mac(_octets(key), message, "sha1")), sig):
            return True
        verdict = False
    return verdict


_Signed = tuple[Callable[[bytes], str], str]


def _jwt(text: str) -> _Signed | None:
    message, _, signature = text.rpartition(".")
    digest = _JWT_DIGESTS.get(json_header(text.partition(".")[0]).get("alg", ""))
    if digest is None:
        return None
    return lambda key: base64_text(_mac(key, _octets(message), digest)), signature


def _itsdangerous(text: str) -> _Signed | None:
    message, _, signature = text.rpartition(".")
    digest = _DIGEST_BY_LENGTH[len(signature)]
    # Flask derives the key by an HMAC of the salt (key_derivation = "hmac"), with the signature's own digest.
    return lambda key: base64_text(_mac(_mac(key, _FLASK_SALT, digest), _octets(message), digest)), signature


def _django(text: str) -> _Signed | None:
    message, _, signature = text.rpartition(":")
    digest = _DIGEST_BY_LENGTH[len(signature)]

    def compute(key: bytes) -> str:
        # Django's salted_hmac: the key is the digest of salt + "signer" and the secret.
        derived = hashlib.new(digest, _DJANGO_SALT + b"signer" + key, usedforsecurity=False).digest()
        return base64_text(_mac(derived, _octets(message), digest))

    return compute, signature


def _express(text: str) -> _Signed | None:
    message, _, signature = text.removeprefix("s:").rpartition(".")
    return lambda key: base64.b64encode(_mac(key, _octets(message), "sha256")).decode().rstrip("="), signature


def _mac(key: bytes, message: bytes, digest: str) -> bytes:
    return hmac.digest(key, message, digest)


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_SIGNERS: dict[Kind, Callable[[str], _Signed | None]] = {
    Kind.JWT: _jwt,
    Kind.ITSDANGEROUS: _itsdangerous,
    Kind.DJANGO_SIGNED: _django,
    Kind.EXPRESS_SIGNED: _express,
}
