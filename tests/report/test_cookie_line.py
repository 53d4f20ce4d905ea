"""What of a set-cookie line is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.report.cookie_line import (
    LONGEST_VALUE,
    ShownLine,
    legible,
    shown_attribute,
    shown_line,
    shown_url,
    shown_value,
)

SECRET = "Canary0123456789abcdef0123456789"
CUT = "Canary…‹32 characters›"
PRINTED = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=";="), min_size=13)


def test_a_line_in_its_parts() -> None:
    """Name, value and length, attributes as spelt; what stands between two semicolons alone is nothing."""
    assert shown_line(f" sid = {SECRET} ;; Path=/ ; HttpOnly") == ShownLine("sid", CUT, 32, ("Path=/", "HttpOnly"))
    assert shown_line(f"sid={SECRET}; Path=/").text == f"sid={CUT}; Path=/"


@pytest.mark.parametrize(
    ("line", "text"),
    (
        ("a=b", "a=b"),
        ("a=", "a="),
        ("a=123456789012", "a=123456789012"),
        ("a=1234567890123", "a=123456…‹13 characters›"),
        (SECRET, CUT),
        (f"={SECRET}", "=Canar…‹33 characters›"),
        ("", ""),
        ("x" * 41 + "=1", "x" * 39 + "…=1"),
    ),
)
def test_only_short_values_are_whole(line: str, text: str) -> None:
    """Up to twelve bytes; where there is no name, what stands there is a value."""
    assert shown_line(line).text == text


def test_a_revealed_line_is_whole() -> None:
    """Asked for, everything is shown."""
    line = f"{'x' * 50}={SECRET}; {'y' * 50}={SECRET}; Path=/{'z' * 50}"

    assert shown_line(line, reveal=True).text == line


@pytest.mark.parametrize(
    ("name", "value", "text"),
    (
        ("Secure", "", "Secure"),
        ("Path", "/a/long/path/that/people/read", "Path=/a/long/path/that/people/read"),
        ("path", "/" + "x" * 40, "path=/" + "x" * 38 + "…"),
        ("Expires", "Fri, 31 Dec 2038 23:59:59 GMT", "Expires=Fri, 31 Dec 2038 23:59:59 GMT"),
        ("Path", f"/, token={SECRET}", "Path=/, tok…‹41 characters›"),
        ("Path", f"/, {SECRET}", "Path=/, Can…‹35 characters›"),
        ("Expires", f"Fri, 31 Dec 2038, {SECRET}", "Expires=Fri, 3…‹50 characters›"),
        ("Comment", SECRET, f"Comment={CUT}"),
        ("HttpOnly", SECRET, f"HttpOnly={CUT}"),
        (SECRET + SECRET, "", (SECRET + SECRET)[:39] + "…"),
    ),
)
def test_attributes_stay_readable_unless_another_cookie_may_be_in_them(name: str, value: str, text: str) -> None:
    """Hosts, paths and dates are shown; what may be the value of a folded cookie isn't."""
    assert shown_attribute(name, value) == text


def test_text_is_what_its_author_wrote() -> None:
    """UTF-8 is decoded, other bytes are latin-1, and nothing moves the cursor."""
    assert legible("élève".encode().decode("latin-1")) == "élève"
    assert legible("\xe9l\xe8ve") == "élève"
    assert legible("a\x1b[2Jb") == "a\\x1b[2Jb"
    assert legible("\u2603") == "\u2603"


@pytest.mark.parametrize(
    ("url", "text"),
    (
        ("https://www.example.com", "https://www.example.com/"),
        ("https://name:secret@www.example.com:8443/a?sid=secret#secret", "https://www.example.com:8443/a"),
        ("https://www.example.com/a;jsessionid=secret", "https://www.example.com/a"),
    ),
)
def test_a_url_tells_no_secret(url: str, text: str) -> None:
    """Query, user and path parameters are left out."""
    assert shown_url(url) == text


@given(PRINTED)
def test_no_long_value_is_shown_beyond_twelve_bytes(value: str) -> None:
    """Whatever is in it, and wherever it stands."""
    too_much = value[: LONGEST_VALUE + 1]

    assert not shown_value(value).startswith(too_much)
    assert not shown_line(value).text.startswith(too_much)
    assert f"a={too_much}" not in shown_line(f"a={value}").text
    assert f"x={too_much}" not in shown_attribute("x", value)
