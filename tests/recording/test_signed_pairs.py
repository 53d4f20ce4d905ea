"""Cookies signed by a cookie beside them, met in a response."""

import base64
import hashlib
import hmac

import pytest

from hardtack.cookies.persona import Persona
from hardtack.recording.message import Response
from hardtack.recording.redact import Redactor

VALUE = "eyJ1c2VyIjoxfQ=="


def sig(key: str, name: str = "session", value: str = VALUE) -> str:
    """The signature that Keygrip makes."""
    code = hmac.new(key.encode(), f"{name}={value}".encode(), hashlib.sha1).digest()
    return base64.urlsafe_b64encode(code).decode().rstrip("=")


@pytest.mark.parametrize(
    ("lines", "known", "scheme"),
    (
        ((f"session={VALUE}; Path=/", f"session.sig={sig('keyboard cat')}; Path=/"), True, "keygrip"),
        ((f"session.sig={sig('keyboard cat')}", f"session={VALUE}"), True, "keygrip"),
        ((f"session={VALUE}", f"session.sig={sig('nobody knows it')}"), False, "keygrip"),
        ((f"session={VALUE}", "session.sig=short"), None, None),
        ((f"session={VALUE}", f"other.sig={sig('keyboard cat')}"), None, None),
    ),
)
def test_the_signature_beside_a_value_is_tried(lines: tuple[str, ...], known: object, scheme: str | None) -> None:
    """The facts of the signed value say whether a known key made it, and by which scheme; no key stands in them."""
    redactor = Redactor(bytes(32), Persona())
    fields = tuple(("Set-Cookie", line) for line in lines)
    redactor.response("https://a.test/", Response(200, "", "1.1", fields, b""))
    (facts,) = (one.facts for one in redactor.values if one.mask == redactor.mask(VALUE))
    assert (facts.known_key, facts.signed) == (known, scheme)
    assert "keyboard" not in repr(redactor.values)


def test_keys_of_the_user_are_tried_as_well() -> None:
    """A redactor tries the keys it was given, here on a pair and on a second look at it."""
    redactor = Redactor(bytes(32), Persona(), keys=("mine",))
    fields = (("Set-Cookie", f"session={VALUE}"), ("Set-Cookie", f"session.sig={sig('mine')}"))
    for _ in range(2):
        redactor.response("https://a.test/", Response(200, "", "1.1", fields, b""))
    assert [one.facts.known_key for one in redactor.values if one.facts.signed == "keygrip"] == [True]
