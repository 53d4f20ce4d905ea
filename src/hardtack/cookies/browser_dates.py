"""Expires values as browsers read them where they depart from the cookie-date of the draft (measured)."""

import re
from datetime import date
from typing import assert_never

from hardtack.cookies.dates import parse_cookie_date, parse_usual_date
from hardtack.cookies.netscape_dates import parse_netscape_date
from hardtack.cookies.profiles import DateRules

__all__ = ["LONG_PAST", "parse_expires"]

LONG_PAST = -62_135_596_800
"""What a year before 1601 comes to: the earliest time."""

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_LAST_YEAR = 9999
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_token = re.compile(r"[^\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+").findall


def parse_expires(text: str, rules: DateRules) -> int | None:
    """Read an Expires value.

    Args:
        text: The value, latin-1 isomorphic.
        rules: Whose rules.

    Returns:
        Epoch seconds, or None if it is no date. A year before 1601 is `LONG_PAST`, one past 9999 the end of 9999: no
        browser tells such times apart.
    """
    usual = parse_usual_date(text)
    if usual is not None:
        return usual
    match rules:
        case DateRules.DRAFT:
            return parse_cookie_date(text)
        case DateRules.CHROMIUM:
            return _parse_chromium(text)
        case DateRules.FIREFOX:
            return parse_netscape_date(text)
    assert_never(rules)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _parse_chromium(text: str) -> int | None:
    """As the draft, but numbers have no tail, those of a time any length, a year one to five digits."""
    time: tuple[int, int, int] | None = None
    day = month = year = None
    for token in _token(text):
        if not ("0" <= token[0] <= "9"):
            start = token[:3].lower()
            if month is None and start in _MONTHS:
                month = _MONTHS.index(start) + 1
        elif ":" in token:
            time = time or _clock(token)
        elif (number := _number(token)) is not None:
            if day is None and len(token) <= 2:
                day = number
            elif year is None and len(token) <= 5:
                year = number
    if time is None or day is None or month is None or year is None:
        return None
    return _moment(year, month, day, time)


def _clock(token: str) -> tuple[int, int, int] | None:
    parts = [_number(part) for part in token.split(":")]
    if len(parts) != 3:
        return None
    hour, minute, second = parts
    return None if hour is None or minute is None or second is None else (hour, minute, second)


def _moment(year: int, month: int, day: int, time: tuple[int, int, int]) -> int | None:
    hour, minute, second = time
    if year < 100:
        year += 1900 if year >= 70 else 2000
    if hour > 23 or minute > 59 or second > 59:
        return None
    try:
        # Years repeat their calendar after 400.
        days = date(min(year, _LAST_YEAR) if year > 0 else 400, month, day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    if year < 1601:
        return LONG_PAST
    return days * 86400 + hour * 3600 + minute * 60 + second
