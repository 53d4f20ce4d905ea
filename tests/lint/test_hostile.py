"""Hostile files: whatever stands in one, it is read or refused with its line, soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.errors import LintError
from hardtack.lint import Kind, kind_of, lint
from hardtack.lint.syntax import LARGEST

PIECES = {
    Kind.APACHE: [
        "Header ",
        "always ",
        "edit ",
        "Set-Cookie ",
        "^(.*)$ ",
        "$1;",
        "<VirtualHost *:80>",
        "</VirtualHost>",
    ],
    Kind.HTACCESS: ["php_value ", "session.cookie_secure ", "off", "<IfModule a>", "</IfModule>", "\\", "'", '"'],
    Kind.NGINX: [
        "proxy_cookie_flags ",
        "~ ",
        "samesite=none",
        ";",
        "{",
        "}",
        "${",
        "\\",
        "content_by_lua_block ",
        "--",
    ],
    Kind.HAPROXY: ["frontend a", "http-response ", "replace-header ", "Set-Cookie ", "cookie a insert", "'", '"', "\\"],
    Kind.CADDY: ["a ", "{", "}", "header ", ">Set-Cookie ", "`", '"', "<<A", "A", "\\", "defer", "reverse_proxy "],
    Kind.WEB_XML: [
        "<web-app>",
        "</web-app>",
        "<session-config>",
        "</session-config>",
        "<secure>",
        "</secure>",
        "<!DOCTYPE",
    ],
    Kind.TOMCAT: ["<Context ", "/>", "</Context>", "sessionCookiePath=", '"/"', "<!ENTITY", "&a;", "<?xml", "?>"],
    Kind.JETTY: ["<Configure>", "</Configure>", "<Set ", "name=", '"httpOnly"', ">", "false", "</Set>", "<![CDATA["],
    Kind.DJANGO: [
        "SESSION_COOKIE_SECURE",
        " = ",
        "False",
        "if a:\n    ",
        "timedelta(",
        "days=",
        ")",
        "9" * 30,
        "-",
        "*",
    ],
    Kind.FLASK: ["app.config", "[", '"SECRET_KEY"', "]", "=", ".update(", "{", "}", "**", "1e999", "class A:\n  "],
    Kind.PHP: ["session.cookie_secure", "=", "Off", ";", "[PHP]", '"', "'", "php_value[", "]"],
}


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_any_text_is_read_or_refused(kind: Kind, data: st.DataObject) -> None:
    """Nothing but a LintError that names a line leaves the room."""
    piece = st.one_of(st.sampled_from([*PIECES[kind], "\n", " "]), st.text(max_size=5))
    text = "".join(data.draw(st.lists(piece, max_size=30)))

    try:
        lint(text, kind)
    except LintError as error:
        assert error.message.startswith("line ")  # noqa: PT017 -- most texts raise nothing
        assert error.hint  # noqa: PT017 -- as above


@given(name=st.text(max_size=12), text=st.text(max_size=200))
def test_the_kind_of_any_file_is_told_or_not(name: str, text: str) -> None:
    """A kind, or a LintError."""
    try:
        assert kind_of(name, text) in Kind
    except LintError as error:
        assert error.message.startswith("line ")  # noqa: PT017 -- some files have a kind


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><web-app>&c;</web-app>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><web-app>&b;</web-app>'


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    (
        (Kind.WEB_XML, BOMB, "line 1: it declares an entity"),
        (Kind.WEB_XML, OUTSIDE, "line 1: it declares an entity"),
        (Kind.WEB_XML, "<a>" * 100_000, "elements nest more than 60 deep"),
        (Kind.APACHE, "<IfModule a>\n" * 100, "line 61: sections nest more than 60 deep"),
        (Kind.NGINX, "a { " * 100_000, "sections nest more than 60 deep"),
        (Kind.CADDY, "a {\n" * 100, "line 61: sections nest more than 60 deep"),
        (Kind.PHP, "a" * (LARGEST + 1), "line 1: the file has 1000001 characters"),
        (Kind.DJANGO, "(" * 10_000, "line 1: it is no Python"),
        (Kind.DJANGO, "a = \0", "line 1: it is no Python"),
        (Kind.DJANGO, "a = " + "-" * 60_000 + "1", "line 1: it is no Python"),
    ),
)
def test_what_is_made_to_hurt_is_refused(kind: Kind, text: str, said: str) -> None:
    """Entities, depth and size; nothing outside the file is read."""
    with pytest.raises(LintError) as told:
        lint(text, kind)

    assert said in told.value.message


@pytest.mark.parametrize(
    ("kind", "text"),
    (
        (Kind.DJANGO, "SESSION_COOKIE_AGE = " + "1+" * 900 + "1"),
        (Kind.DJANGO, "if a:\n    b = 1\n" + "elif a:\n    SESSION_COOKIE_SECURE = False\n" * 900),
        (Kind.DJANGO, "SESSION_COOKIE_AGE = timedelta(days=1e400)\nSESSION_COOKIE_AGE = timedelta(days=10**9)"),
        (Kind.FLASK, "".join(f"class C{n}(C{n - 1}):\n  SESSION_COOKIE_SECURE = 0\n" for n in range(1_000))),
        (Kind.APACHE, 'Header edit Set-Cookie "' + "(" * 50_000 + '" $1;Secure'),
        (Kind.APACHE, 'Header edit Set-Cookie "' + "(a" * 100_000 + '" $1;Secure'),
        (Kind.HAPROXY, "frontend a\n  http-response replace-header Set-Cookie " + "[" * 200_000 + " \\1"),
        (Kind.APACHE, ("Header edit Set-Cookie " + "^(.*)$ " + "$1;Secure\n") * 2_000),
        (Kind.NGINX, "add_header Strict-Transport-Security max-age=" + "9" * 100_000 + ";"),
        (Kind.HAPROXY, "frontend a\n" + "  cookie a insert\n" * 5_000),
        (Kind.PHP, "session.cookie_lifetime = " + "9" * 100_000),
        (Kind.WEB_XML, "<web-app><session-timeout>" + "0" * 100_000 + "</session-timeout></web-app>"),
    ),
)
def test_what_is_long_is_read_in_time(kind: Kind, text: str) -> None:
    """A large file takes seconds at most, and no number is too long."""
    began = time.monotonic()
    lint(text, kind)

    assert time.monotonic() - began < 10
