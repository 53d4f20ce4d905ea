"""Site text made fit to print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies.persona import Persona
from hardtack.recording.redact import Redactor
from hardtack.report.phrases import counted, lifetime, printable, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        ("plain", "plain"),
        ("a~b", "a~b"),
        ("~abc", "~abc"),
        ("~0123456789a", "‹up to 12 characters›"),
        ("~0123456789a~~~~", "‹16 characters›"),
        ("x=~0123456789a~~~~; Path=/", "x=‹16 characters›; Path=/"),
        ("~0123456789a~~\t~", "‹16 characters, 1 of them control characters›"),
        ("caf\xe9\x1b[2J", "caf\xe9\\x1b[2J"),
        ("a\nb\rc", "a\\nb\\rc"),
        ("\u202e", "\\u202e"),
    ),
)
def test_shown(text: str, expected: str) -> None:
    """Masks become lengths; nothing that moves a cursor or turns the reading direction is printed."""
    assert shown(text) == expected


@given(st.text(st.characters(max_codepoint=255), min_size=12, max_size=200))
def test_no_mask_shows(value: str) -> None:
    """The mask of any value is shown as a length, never as its digits."""
    redactor = Redactor(b"0123456789abcdef", Persona())
    line = redactor.set_cookie_line(f"name={value.replace(';', ',')}")

    digits = redactor.mask(value.replace(";", ",").strip(" \t"))[1:7]
    assert not digits or digits not in shown(line)


@given(st.text())
def test_printable_is_printable(text: str) -> None:
    """Whatever goes in, what comes out can be printed on one line."""
    assert printable(text).isprintable()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    (
        (None, "until the browser is closed"),
        (0, "removed at once"),
        (-5, "removed at once"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (7199, "1 hour"),
        (172_800, "2 days"),
    ),
)
def test_lifetime(seconds: int | None, expected: str) -> None:
    """The largest unit that says it."""
    assert lifetime(seconds) == expected


def test_counted() -> None:
    """One of a thing, and several."""
    assert (counted(1, "request"), counted(0, "request")) == ("1 request", "0 requests")
