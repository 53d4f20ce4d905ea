"""The user's own data: found in every form it hides in, and not where it only seems to stand."""

import base64
import hashlib
import json

import pytest

from hardtack.cookies.layers import decode
from hardtack.cookies.persona import MatchForm, Persona, search

EMAIL = "Jo.Baker@example.org"
BAKER = Persona(
    username="baker",
    password="Correct-Horse=Battery|7",
    email=EMAIL,
    others=(("phone", "+49 151 12345678"), ("initials", "JB"), ("name", "Jo Baker"), ("number", "a8Kp2Lq9Zr4T")),
)


def md5(text: str) -> str:
    """Digest in hexadecimal."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def b64(text: str) -> str:
    """Encode as base64."""
    return base64.b64encode(text.encode()).decode()


def found(value: str, persona: Persona = BAKER) -> set[tuple[str, str, str]]:
    """Search a value; sightings as label, path and form."""
    return {(at.label, ".".join(at.path), at.form.value) for at in search(decode(value), persona)}


@pytest.mark.parametrize(
    ("value", "sighting"),
    (
        pytest.param(EMAIL.upper(), ("email", "", "plain"), id="whatever the letter case"),
        pytest.param("Jo.Baker%40example.org", ("email", "", "percent"), id="percent-encoded"),
        pytest.param(b64('{"m":"' + EMAIL + '"}'), ("email", "m", "base64"), id="base64 of JSON"),
        pytest.param(EMAIL.encode().hex(), ("email", "", "hex"), id="hexadecimal"),
        pytest.param("x" + EMAIL.encode().hex(), ("email", "", "hex"), id="hexadecimal inside something"),
        pytest.param("v1!" + b64(EMAIL)[:-2], ("email", "", "base64"), id="base64 inside something"),
        pytest.param(EMAIL[::-1], ("email", "", "reversed"), id="reversed"),
        pytest.param(
            md5(EMAIL.lower()),
            ("email", "", "md5"),
            id="MD5 of small letters",
        ),
        pytest.param(
            md5(EMAIL).upper(),
            ("email", "", "md5"),
            id="MD5 in capitals",
        ),
        pytest.param(hashlib.sha1(b"baker", usedforsecurity=False).hexdigest(), ("username", "", "sha1"), id="SHA-1"),
        pytest.param("u=" + hashlib.sha256(b"baker").hexdigest(), ("username", "u", "sha256"), id="SHA-256 in a field"),
        pytest.param(
            f"2|1:0|10:1795558776|1:u|8:{b64('baker')}|{'0f' * 32}",
            ("username", "tornado.payload", "base64"),
            id="Tornado signed value",
        ),
        pytest.param("p|" + b64(BAKER.password), ("password", "1", "base64"), id="password in a field"),
        pytest.param(BAKER.password, ("password", "", "plain"), id="password that holds separators"),
        pytest.param("user:baker", ("username", "1", "plain"), id="login name in a field"),
        pytest.param("hello baker!", ("username", "", "plain"), id="login name as a word"),
        pytest.param("user_baker", ("username", "", "plain"), id="login name beside an underscore"),
        pytest.param(json.dumps({EMAIL: 1}), ("email", "", "plain"), id="e-mail as the name of a member"),
        pytest.param("phone=+49 151 12345678", ("phone", "phone", "plain"), id="another piece of data"),
        pytest.param("xxa8Kp2Lq9Zr4Tyy", ("number", "", "plain"), id="long data inside a longer word"),
        pytest.param("xQ1a8Kp2Lq9Zr4TyW3e5", ("number", "", "plain"), id="long data inside a random value"),
        pytest.param('a:1:{s:1:"u";s:5:"baker";}', ("username", "", "plain"), id="in serialised PHP"),
    ),
)
def test_found(value: str, sighting: tuple[str, str, str]) -> None:
    """The user's data is found, with the field and the form it stands in."""
    assert sighting in found(value)


@pytest.mark.parametrize(
    ("value", "persona"),
    (
        pytest.param("bakery", BAKER, id="login name inside a word"),
        pytest.param("x9K2baker8sL4pZ7vT1", BAKER, id="login name inside a random value"),
        pytest.param("x9K2mQ8-baker-sL4pZ7vT1wR5e", BAKER, id="login name as a token of a random value"),
        pytest.param('{"admin":true}', Persona(username="admin"), id="login name as the name of a member"),
        pytest.param("role=admin", Persona(username="admin"), id="login name that is a role"),
        pytest.param('{"roles":["the admin"]}', Persona(username="admin"), id="login name in a list of roles"),
        pytest.param("role=demo", Persona(password="demo"), id="password that is a role"),
        pytest.param("a demo of it", Persona(password="demo"), id="weak password as a word of a text"),
        pytest.param('{"password":""}', Persona(password="password"), id="password as the name of a member"),
        pytest.param("x" + EMAIL.lower(), BAKER, id="another's e-mail that ends alike"),
        pytest.param("JB", BAKER, id="data too short to mean anything"),
        pytest.param("", Persona(), id="nothing in nothing"),
    ),
)
def test_not_found(value: str, persona: Persona) -> None:
    """What only looks like the user's data gives no sighting."""
    assert found(value, persona) == set()


def test_local_part_is_not_the_login_name() -> None:
    """A login name inside the user's own e-mail address is not reported a second time."""
    persona = Persona(username="baker", email="baker@example.org")

    assert found("m|baker@example.org", persona) == {("email", "1", "plain")}


def test_login_name_that_is_the_email() -> None:
    """A login by e-mail address is seen under both labels."""
    persona = Persona(username="jo@example.org", email="jo@example.org")

    assert {label for label, _, _ in found("hi jo@example.org", persona)} == {"email", "username"}


def test_password_that_is_the_login_name() -> None:
    """A password that equals the login name can't be proved, so only the login name is reported."""
    assert found("u|admin", Persona(username="admin", password="Admin")) == {("username", "1", "plain")}


def test_weak_password_as_a_whole_field() -> None:
    """A password that is a plain word counts where it fills a field."""
    assert found("pw=demo", Persona(password="demo")) == {("password", "pw", "plain")}


def test_short_data_is_dropped() -> None:
    """Data under three characters is no longer part of the persona."""
    persona = Persona(username="jo", password="pw", email="a@", others=(("initials", "JB"), ("city", "Ulm")))

    assert persona.items == (("city", "Ulm"),)


def test_persona_prints_nothing() -> None:
    """The representation of a persona holds none of its data."""
    assert repr(BAKER) == "Persona()"


def test_forms_are_all_reachable() -> None:
    """Each form is one that a sighting can have."""
    assert {form.value for form in MatchForm} == {
        "plain",
        "percent",
        "base64",
        "hex",
        "reversed",
        "md5",
        "sha1",
        "sha256",
    }


def test_the_local_part_of_an_address_is_not_the_login_name() -> None:
    """`baker@example.com` is an e-mail address, a finding of its own; the name beside it still counts."""
    persona = Persona("baker")
    assert search(decode('{"email":"baker@example.com"}'), persona) == ()
    assert [one.path for one in search(decode('{"email":"baker@example.com","user":"baker"}'), persona)] == [("user",)]
