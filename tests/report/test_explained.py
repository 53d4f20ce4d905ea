"""Set-cookie lines in every browser, gathered."""

import pytest

from hardtack.cookies import CHROMIUM, CHROMIUM_BLOCKING, DRAFT, FIREFOX
from hardtack.report.explained import Fate, seconds_asked
from tests.report.explaining import ALL, NOW, explained, one_line, view


@pytest.mark.parametrize(
    ("line", "fates"),
    (
        ("a=b", [Fate.STORED] * 3),
        ("a=b; Max-Age=0", [Fate.DELETES] * 3),
        ("a=b; Max-Age=1", [Fate.STORED] * 3),
        ("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", [Fate.DELETES] * 3),
        ("a=b; SameSite=None", [Fate.REJECTED] * 3),
        ("__Host-a=b; Secure", [Fate.REJECTED, Fate.REJECTED, Fate.STORED]),
        ("=a=b", [Fate.STORED, Fate.REJECTED, Fate.REJECTED]),
        ("a=b; max-age=0; max-age=x", [Fate.DELETES, Fate.STORED, Fate.STORED]),
    ),
)
def test_the_fate_of_a_line(line: str, fates: list[Fate]) -> None:
    """In the draft, Chromium and Firefox."""
    given = explained(line)

    assert [view.fate for view in given.lines[0].views] == fates
    assert given.rejected is (Fate.REJECTED in fates)


def test_a_rejection_of_any_line_counts() -> None:
    """Not that of the first or the last alone."""
    assert explained("a=b", "a=b; Partitioned", "a=b").rejected
    assert not explained("a=b", "c=d").rejected


def test_browsers_have_names_that_people_know() -> None:
    """The draft is no browser and has no version here."""
    assert [view.name for view in one_line("a=b").views] == ["draft", "Chromium 156", "Firefox 153"]
    assert [view.profile for view in one_line("a=b").views] == list(ALL)


def test_chromium_is_asked_twice() -> None:
    """Its users may block third-party cookies; the others have no such switch here."""
    asked = view("a=b", CHROMIUM).blocking

    assert asked is not None
    assert asked.profile is CHROMIUM_BLOCKING
    assert view("a=b", DRAFT).blocking is None
    assert view("a=b", FIREFOX).blocking is None


@pytest.mark.parametrize(
    ("line", "asked"),
    (
        ("a=\x00", None),
        ("a=b", None),
        ("a=b; Max-Age=99999999999", 99_999_999_999),
        ("a=b; Expires=Fri, 15 Jan 2027 08:01:00 GMT", 60),
        ("a=b; Expires=Fri, 15 Jan 2027 08:01:00 GMT; Max-Age=5", 5),
    ),
)
def test_what_a_line_asks_for(line: str, asked: int | None) -> None:
    """Seconds, before any browser cuts them."""
    assert seconds_asked(view(line).explanation, NOW) == asked
