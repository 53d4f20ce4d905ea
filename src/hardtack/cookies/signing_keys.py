"""Notorious signing keys, tried offline against the signature that a cookie carries.

A session signed with a key from a tutorial can be forged by anybody (CWE-321, CWE-798). Nothing is sent: the
signature in the value is computed again with each key.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import cast
from urllib.parse import unquote

from hardtack.cookies.encodings import base64_bytes, base64_text
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
    "b3c631c314c0bbca50c1b2843150fe33", "development_secret_key_base_please_change_in_production",
    "AckfSECXIvnK5r28GVIWUAxmbBSjTsmF", "SomeRandomString", "SomeRandomStringOf32CharsExactly", "SomeRandomKey!!!",
    "SomeRandomKey!!!SomeRandomKey!!!", "SomeRandomString3232RandomString", "SomeRandomString32BytesLong",
    "YourSecretKey!!!",
)  # fmt: skip
"""Keys of tutorials, examples and defaults; public knowledge, not secrets."""

MAX_KEYS = 101_000
"""The most keys tried on one value."""
MAX_SIGNED = 16 * 1024
"""The longest value that keys are tried on, in characters."""

_JWT_DIGESTS = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
_DIGEST_BY_LENGTH = {27: "sha1", 43: "sha256", 86: "sha512"}
_DJANGO_SALT = b"django.contrib.sessions.backends.signed_cookies"
_FLASK_SALT = b"cookie-session"
_RAILS_DIGESTS = {40: "sha1", 64: "sha256", 128: "sha512"}
_RAILS_DERIVATIONS = ((b"signed cookie", "sha1"), (b"signed cookie", "sha256"), (b"signed encrypted cookie", "sha1"))
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
        if any(hmac.compare_digest(code.encode(), _octets(signature)) for code in compute(_octets(key))):
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


_Signed = tuple[Callable[[bytes], Iterable[str]], str]
"""What computes the codes that a key may have made, and the code that stands there."""


def _jwt(text: str) -> _Signed | None:
    message, _, signature = text.rpartition(".")
    digest = _JWT_DIGESTS.get(json_header(text.partition(".")[0]).get("alg", ""))
    if digest is None:
        return None
    return lambda key: (base64_text(_mac(key, _octets(message), digest)),), signature


def _itsdangerous(text: str) -> _Signed | None:
    message, _, signature = text.rpartition(".")
    digest = _DIGEST_BY_LENGTH[len(signature)]
    # Flask derives the key by an HMAC of the salt (key_derivation = "hmac"), with the signature's own digest.
    return lambda key: (base64_text(_mac(_mac(key, _FLASK_SALT, digest), _octets(message), digest)),), signature


def _django(text: str) -> _Signed | None:
    message, _, signature = text.rpartition(":")
    digest = _DIGEST_BY_LENGTH[len(signature)]

    def compute(key: bytes) -> Iterator[str]:
        # Django's salted_hmac: the key is the digest of salt + "signer" and the secret.
        derived = hashlib.new(digest, _DJANGO_SALT + b"signer" + key, usedforsecurity=False).digest()
        yield base64_text(_mac(derived, _octets(message), digest))

    return compute, signature


def _express(text: str) -> _Signed | None:
    message, _, signature = text.removeprefix("s:").rpartition(".")
    return lambda key: (base64.b64encode(_mac(key, _octets(message), "sha256")).decode().rstrip("="),), signature


def _rails(text: str) -> _Signed | None:
    data, _, signature = text.rpartition("--")
    digest = _RAILS_DIGESTS.get(len(signature))
    if digest is None:
        return None
    # On the wire the base64 is percent-encoded; the signature is over the base64 itself.
    message = _octets(unquote(data, "latin-1"))

    def compute(key: bytes) -> Iterator[str]:
        # Rack and Rails 3 sign with the secret itself; Rails from 4 on with a key derived from it: with SHA-1, with
        # SHA-256 from 7 on; "signed encrypted cookie" is that of the CBC cookies before 5.2.
        yield _mac(key, message, digest).hex()
        for salt, derivation in _RAILS_DERIVATIONS:
            yield _mac(_derived(key, salt, derivation), message, digest).hex()

    return compute, signature


@lru_cache(maxsize=1024)
def _derived(key: bytes, salt: bytes, digest: str) -> bytes:
    """Rails' key generator (PBKDF2, 1000 rounds, 64 octets); kept, for it takes a thousand times a code's time."""
    return hashlib.pbkdf2_hmac(digest, key, salt, 1000, 64)


def _laravel(text: str) -> _Signed | None:
    try:
        sealed = cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return None
    parts = cast("dict[str, object]", sealed) if isinstance(sealed, dict) else {}
    iv, value, code = parts.get("iv"), parts.get("value"), parts.get("mac")
    # The authenticated ciphers (GCM) leave the code empty: without decrypting nothing can be tried there.
    if not isinstance(iv, str) or not isinstance(value, str) or not isinstance(code, str) or not code:
        return None
    message = _octets(iv + value)

    def compute(key: bytes) -> Iterator[str]:
        yield _mac(_app_key(key), message, "sha256").hex()

    return compute, code


def _app_key(key: bytes) -> bytes:
    """Laravel's APP_KEY: base64 behind its prefix, else the text itself."""
    return (base64_bytes(key[7:].decode("latin-1")) or b"") if key.startswith(b"base64:") else key


def _mac(key: bytes, message: bytes, digest: str) -> bytes:
    return hmac.digest(key, message, digest)


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_SIGNERS: dict[Kind, Callable[[str], _Signed | None]] = {
    Kind.JWT: _jwt,
    Kind.ITSDANGEROUS: _itsdangerous,
    Kind.DJANGO_SIGNED: _django,
    Kind.EXPRESS_SIGNED: _express,
    Kind.RAILS_SIGNED: _rails,
    Kind.LARAVEL_ENCRYPTED: _laravel,
}
