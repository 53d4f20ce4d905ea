"""Expires values as browsers read them: what was seen in Chromium 156 and Firefox 153."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies import parse_cookie_date
from hardtack.cookies.browser_dates import LONG_PAST, parse_expires
from hardtack.cookies.profiles import DateRules

NOON = 1_807_790_400  # 2027-04-15T12:00:00Z
MIDNIGHT = NOON - 43_200
DAY = 86_400
END = 253_402_214_400  # the last day of the year 9999

BOTH = (
    ("15 Apr 2027 12:00:00", NOON, NOON, "the plain form"),
    ("15 Apr 2027 12:00 GMT", None, NOON - 16, "no seconds: the space after them, counted from 0, is -16"),
    ("15 Apr 2027 12:00", None, NOON - 48, "nothing after them is -48"),
    ("15 Apr 2027 12:00/", None, NOON, "a slash is -1, the mark of no seconds"),
    ("15 Apr 2027", None, MIDNIGHT, "no time"),
    ("15 Apr 2027 24:00:00", None, MIDNIGHT + DAY, "hours roll over"),
    ("15 Apr 2027 12:60:00", None, NOON + 3600, "minutes roll over"),
    ("15 Apr 2027 12:00:60", None, NOON + 60, "seconds roll over"),
    ("31 Apr 2027 12:00:00", None, NOON + 16 * DAY, "days roll over"),
    ("00 Apr 2027 12:00:00", None, NOON - 15 * DAY, "day 0 is the day before"),
    ("32 Apr 2027 12:00:00", None, None, "32 is a year: the day is missing"),
    ("15 Apr 2027 12:00:00 +0500", NOON, NOON - 5 * 3600, "a zone in hours and minutes"),
    ("15 Apr 2027 12:00:00 GMT-05", NOON, NOON + 5 * 3600, "a zone after GMT"),
    ("15 Apr 2027 12:00:00 +1", NOON, NOON - 3600, "a zone of one digit"),
    ("15 Apr 2027 12:00:00 +123", NOON, NOON, "a zone has not three digits"),
    ("15 Apr 2027 12:00:00 +0100 +0500", NOON, NOON - 3600, "the first zone counts"),
    ("15 Apr 2027 12:00:00 EST", NOON, NOON + 5 * 3600, "a zone by name"),
    ("15 Apr 2027 12:00:00 EST+0100", NOON, NOON + 5 * 3600, "only GMT takes an offset"),
    ("15 Apr 2027 12:00:00 UT EST", NOON, NOON, "UT is a zone"),
    ("15 Apr 2027 12:00:00 UTC EST", NOON, NOON + 5 * 3600, "UTC is none"),
    ("15 Apr 2027 01:00:00 PM", NOON - 11 * 3600, NOON + 3600, "the afternoon"),
    ("15 Apr 2027 12:00:00 am", NOON, MIDNIGHT, "twelve in the night"),
    ("15 Apr 2027 13:00:00 PM", NOON + 3600, NOON + 3600, "no afternoon past twelve"),
    ("4/15/27 12:00:00", None, NOON, "month, day, year"),
    ("15-4-2027 12:00:00", None, NOON, "day, month, year where it cannot be otherwise"),
    ("99/4/15 12:00:00", None, 924_177_600, "year, month, day where it cannot be otherwise"),
    ("0/4/15 12:00:00", None, 955_800_000, "a year 0 is 2000"),
    ("15/0/27 12:00:00", None, 1_797_336_000, "month 0 is the month before"),
    ("13/13/27 12:00:00", None, None, "no month"),
    ("99/13/15 12:00:00", None, None, "no month after the year"),
    ("4/15/127 12:00:00", None, None, "no year has three digits"),
    ("Apr 4/15/27 12:00:00", 1_428_148_800, None, "a month by name rules numbers out"),
    ("15.Apr.2027 12:00:00", NOON, None, "a dot is no delimiter"),
    ("15th Apr 2027 12:00:00", None, None, "a number has no tail"),
    ("15 Apr 2027 12:00:00x", None, NOON, "what follows a time"),
    ("15 Apr 2027 12:00:000", NOON, MIDNIGHT, "a time of three digits"),
    ("15 Apr 2027 12:0x:00", None, NOON + ord("x") - 48, "letters in a time"),
    ("15 Apr 2027 12:00:00:00", None, NOON, "four parts of a time"),
    ("15 Apr 2027 1:2:3 12:00:00", MIDNIGHT + 3723, MIDNIGHT + 3723, "the first time counts"),
    ("15-Apr-2027 12:00:00", NOON, NOON, "hyphens"),
    ("15 16 Apr 2027 12:00:00", 1_460_721_600, 1_460_721_600, "the second number of two digits is a year"),
    ("15 27 99 Apr 12:00:00", NOON, NOON, "a third number of two digits has no place"),
    ("15 Apr 99 12:00:00", 924_177_600, 924_177_600, "two digits from 70 on"),
    ("1 2 Apr 2027 12:00:00", 1_017_662_400, NOON - 14 * DAY, "two numbers of one digit"),
    ("15 Apr May 2027 12:00:00", NOON, NOON, "the first month counts"),
    ("15 Apr 02027 12:00:00", NOON, NOON, "five digits of a year"),
    ("15 Apr 1600 12:00:00", LONG_PAST, -11_666_980_800, "a year before 1601"),
    ("15 Apr 0000 12:00:00", 955_800_000, -62_135_553_600, "a year 0"),
    ("15 Apr 12345 12:00:00", END - 260 * DAY + 43_200, END + 43_200, "a year of five digits"),
    ("15 Apr 32768 12:00:00", END - 260 * DAY + 43_200, None, "a year beyond 15 bits"),
    ("15 Apr 100000 12:00:00", None, None, "a year of six digits"),
    ("29 Feb 1900 12:00:00", None, -2_203_848_000, "a day that is not in the calendar"),
    ("15 Apr 2027 -x 12:00:00", NOON, NOON, "a hyphen before a letter"),
    ("(15) [Apr] 2027 12:00:00 +", NOON, NOON, "brackets, and a sign without digits"),
    ("", None, None, "nothing"),
)


@pytest.mark.parametrize(("text", "chromium", "firefox"), [row[:3] for row in BOTH], ids=[row[3] for row in BOTH])
def test_each_browser_reads_a_date_by_its_rules(text: str, chromium: int | None, firefox: int | None) -> None:
    """The same text can be two times, or a time and none."""
    assert (parse_expires(text, DateRules.CHROMIUM), parse_expires(text, DateRules.FIREFOX)) == (chromium, firefox)


@given(st.text(st.characters(max_codepoint=255)))
def test_nothing_raises_and_the_draft_stays_as_it_is(text: str) -> None:
    """Whatever stands there, it is a time or none; the rules of the draft are those of `parse_cookie_date`."""
    assert parse_expires(text, DateRules.DRAFT) == parse_cookie_date(text)
    for rules in DateRules:
        assert isinstance(parse_expires(text, rules), int | None)


@given(
    st.lists(
        st.sampled_from(
            (
                "15",
                "32",
                "0",
                "1",
                "99",
                "Apr",
                "may",
                "2027",
                "12:30",
                "PM",
                "am",
                "+05",
                "-",
                "/",
                ".",
                ":",
                "x",
                "EST",
                "GMT",
                "ut",
                "4/15/27",
                "1600",
                "99999",
            )
        )
    )
)
def test_no_mixture_of_parts_raises(parts: list[str]) -> None:
    """Parts of dates in any mixture are a time or none."""
    for glue in ("", " ", "-"):
        for rules in DateRules:
            assert isinstance(parse_expires(glue.join(parts), rules), int | None)
