"""Writing a set-cookie line."""

from dataclasses import replace

import pytest

from hardtack.cookies import Attribute, Ignored, SameSite, SetCookie, parse_set_cookie
from hardtack.cookies.serialize import CookieSyntaxError, serialize_set_cookie

PLAIN = SetCookie("a", "b")


def test_all_that_is_set_is_written_in_one_order() -> None:
    """The typed fields decide, and unknown attributes follow."""
    cookie = SetCookie(
        "__Secure-a",
        "b",
        (
            Attribute("Priority", "High", Ignored.UNKNOWN),
            Attribute("Path", "/not-this"),
            Attribute("New", "", Ignored.UNKNOWN),
        ),
        domain="example.com",
        path="/x",
        max_age=5,
        expires=1_623_233_894,
        secure=True,
        http_only=True,
        partitioned=True,
        same_site=SameSite.NONE,
    )

    assert serialize_set_cookie(cookie) == (
        "__Secure-a=b; Domain=example.com; Path=/x; Max-Age=5; Expires=Wed, 09 Jun 2021 10:18:14 GMT; Secure; "
        "HttpOnly; SameSite=None; Partitioned; Priority=High; New"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    (
        ("a=b", "a=b"),
        ("a=b; domain=", "a=b"),
        ("a=b; Path=x", "a=b"),
        ("foo", "foo"),
        ("=foo", "foo"),
        ("=a=b", "=a=b"),
        ("a=b; domain=..x", "a=b; Domain=..x"),
        ("a=b; domain=. x", "a=b; Domain=. x"),
        pytest.param("a=b; Path=/" + "x" * 1023, "a=b; Path=/" + "x" * 1023, id="longest path"),
        pytest.param("a=b; Domain=" + "x" * 1024, "a=b; Domain=" + "x" * 1024, id="longest domain"),
        pytest.param("a=" + "x" * 4095, "a=" + "x" * 4095, id="longest pair"),
        ("a=b; =x", "a=b; =x"),
        ("a=\xe9 \t,", "a=\xe9 \t,".rstrip()),
    ),
)
def test_what_was_parsed_is_written_leniently(line: str, expected: str) -> None:
    """Whatever a browser accepts can be written again."""
    cookie = parse_set_cookie(line)
    assert isinstance(cookie, SetCookie)

    assert serialize_set_cookie(cookie, strict=False) == expected


@pytest.mark.parametrize(
    ("cookie", "field"),
    (
        pytest.param(SetCookie("a;b", "c"), "name", id="semicolon in the name"),
        pytest.param(SetCookie("a", "b\n"), "value", id="control character"),
        pytest.param(SetCookie("a", "\u2764"), "value", id="no byte"),
        pytest.param(SetCookie("a", " b"), "value", id="white space at an end"),
        pytest.param(SetCookie("a=b", "c"), "name", id="equals sign in the name"),
        pytest.param(SetCookie("", ""), "name", id="both empty"),
        pytest.param(SetCookie("a", "x" * 4096), "value", id="too large"),
        pytest.param(replace(PLAIN, domain="a;b"), "domain", id="semicolon in the domain"),
        pytest.param(replace(PLAIN, domain="d" * 1025), "domain", id="domain too long"),
        pytest.param(replace(PLAIN, path="x"), "path", id="no path"),
        pytest.param(replace(PLAIN, path="/" + "x" * 1024), "path", id="path too long"),
        pytest.param(replace(PLAIN, path="/;"), "path", id="semicolon in the path"),
        pytest.param(replace(PLAIN, expires=10**30), "expires", id="no such date"),
        pytest.param(
            replace(PLAIN, attributes=(Attribute("x;", "", Ignored.UNKNOWN),)), "attributes", id="attribute's name"
        ),
        pytest.param(
            replace(PLAIN, attributes=(Attribute("x", "y;", Ignored.UNKNOWN),)), "attributes", id="attribute's value"
        ),
        pytest.param(
            replace(PLAIN, attributes=(Attribute("x=y", "", Ignored.UNKNOWN),)), "attributes", id="attribute's equals"
        ),
        pytest.param(
            replace(PLAIN, attributes=(Attribute("Secure", "", Ignored.UNKNOWN),)), "attributes", id="a known attribute"
        ),
    ),
)
def test_what_would_not_read_back_is_refused(cookie: SetCookie, field: str) -> None:
    """Strict or not, with the field, and without the value in the message."""
    for strict in (True, False):
        with pytest.raises(CookieSyntaxError) as caught:
            serialize_set_cookie(cookie, strict=strict)

        assert caught.value.field == field
        assert str(caught.value) == f"{field}: {caught.value.reason}"


@pytest.mark.parametrize(
    ("cookie", "field"),
    (
        pytest.param(SetCookie("", "x"), "name", id="nameless"),
        pytest.param(SetCookie("a b", "x"), "name", id="no token"),
        pytest.param(SetCookie("a", 'x"'), "value", id="one quote"),
        pytest.param(SetCookie("a", "x,y"), "value", id="comma"),
        pytest.param(SetCookie("a", "\xe9"), "value", id="not ASCII"),
        pytest.param(replace(PLAIN, domain="\xe9.com"), "domain", id="domain not ASCII"),
        pytest.param(replace(PLAIN, path="/\xe9"), "path", id="path not ASCII"),
        pytest.param(replace(PLAIN, same_site=SameSite.NONE), "same_site", id="None without Secure"),
        pytest.param(replace(PLAIN, partitioned=True), "partitioned", id="Partitioned without Secure"),
        pytest.param(SetCookie("__Secure-a", "b"), "prefix", id="__Secure-"),
        pytest.param(SetCookie("__Host-a", "b", secure=True), "prefix", id="__Host- without Path"),
        pytest.param(SetCookie("__Host-a", "b", secure=True, path="/", domain="x"), "prefix", id="__Host-, Domain"),
        pytest.param(SetCookie("__http-a", "b", secure=True), "prefix", id="__Http- without HttpOnly"),
        pytest.param(
            SetCookie("__Host-Http-a", "b", secure=True, http_only=True), "prefix", id="__Host-Http- without Path"
        ),
    ),
)
def test_what_a_server_must_not_send_is_refused_if_strict(cookie: SetCookie, field: str) -> None:
    """The server's grammar and what every browser drops; leniently it is written."""
    with pytest.raises(CookieSyntaxError) as caught:
        serialize_set_cookie(cookie)

    assert caught.value.field == field
    assert serialize_set_cookie(cookie, strict=False)


@pytest.mark.parametrize(
    "line",
    (
        'a="b"',
        "__Host-a=b; Path=/; Secure",
        "__Host-Http-a=b; Path=/; Secure; HttpOnly",
        "__Http-a=b; Domain=example.com; Secure; HttpOnly",
        "a=b; Secure; SameSite=Strict; Partitioned",
        "a=b; Max-Age=0",
        "a=",
    ),
)
def test_a_line_a_server_may_send_is_written_as_it_is(line: str) -> None:
    """Strictness changes no good line."""
    cookie = parse_set_cookie(line)
    assert isinstance(cookie, SetCookie)

    assert serialize_set_cookie(cookie) == line
