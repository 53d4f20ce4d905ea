"""Expires values as Firefox reads them: by the far more lenient rules of its runtime's general date parser (measured).

A text is read from left to right in tokens; each may give month, day, year, time or zone, and the first to give a part
wins. A time may lack its seconds, a date its time; values past the end of a month or day roll over.
"""

import re
from dataclasses import dataclass
from datetime import date

__all__ = ["parse_netscape_date"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MAX_YEAR = 32_767
_LAST_DAY = date(9999, 12, 31).toordinal() - _EPOCH_DAY
# Hours east of Greenwich; a text is looked at for these beginnings.
_ZONES = {
    "pst": -8, "pdt": -7, "mst": -7, "mdt": -6, "cst": -6, "cdt": -5, "est": -5, "edt": -4, "ast": -4, "nst": -3.5,
    "gmt": 0, "wet": 0, "bst": 1, "met": 1, "eet": 2, "jst": 9,
}  # fmt: skip

_token_end = re.compile(r"[^ \t,;\-+/()\[\]]*")
_gap = re.compile(r"[ \t,;/()\[\]]*")
_clock = re.compile(r"([0-9]{1,2}):([0-9]{1,2})(?![0-9])(?::(?![0-9]{3})([0-9]{0,2})|(?!:))")
_numeric = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{1,2}|[0-9]{4,5})(?![0-9A-Za-z])")
_universal = re.compile(r"ut(?![a-z])", re.IGNORECASE).match
_half_day = re.compile(r"[ \t]*([ap]m)", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    time: tuple[int, int, int] | None = None
    zone: str | None = None
    offset: int | None = None


def parse_netscape_date(text: str) -> int | None:
    """Read an Expires value as Firefox does.

    Args:
        text: The value, latin-1 isomorphic.

    Returns:
        Epoch seconds, or None if day, month or year is missing. Years out of the calendar of 1 to 9999 give its ends.
    """
    reading = _Reading()
    place = 0
    while place < len(text):
        place = _read(reading, text, place)
        place = _skip(reading, text, place)
    if reading.day is None or reading.month is None or reading.year is None or reading.year > _MAX_YEAR:
        return None
    hour, minute, second = reading.time or (0, 0, 0)
    offset = reading.offset
    if offset is None:
        offset = int(_ZONES[reading.zone or "gmt"] * 60)
    days = _days(reading.year, reading.month, reading.day)
    return days * 86400 + hour * 3600 + minute * 60 + second - offset * 60


def _days(year: int, month: int, day: int) -> int:
    if month == 0:
        year, month = year - 1, 12
    if year < 1:
        return 1 - _EPOCH_DAY
    if year > 9999:
        return _LAST_DAY
    return date(year, month, 1).toordinal() + day - 1 - _EPOCH_DAY


def _read(reading: _Reading, text: str, place: int) -> int:
    """Read what begins here, and return where it ends, or an earlier place in the same token."""
    first = text[place]
    if first in "+-":
        return _read_offset(reading, text, place)
    if first.isascii() and first.isdecimal():
        return _read_number(reading, text, place)
    word = text[place : place + 3].lower()
    if word in _MONTHS:
        if reading.month is None:
            reading.month = _MONTHS.index(word) + 1
    elif reading.zone is None:
        reading.zone = word if word in _ZONES else "gmt" if _universal(text, place) else None
    return place


def _digits(text: str, place: int) -> str:
    end = place
    while end < len(text) and "0" <= text[end] <= "9":
        end += 1
    return text[place:end]


def _read_offset(reading: _Reading, text: str, place: int) -> int:
    after = place + 1
    if reading.offset is not None or reading.zone not in {None, "gmt"}:
        return after
    digits = _digits(text, after)
    if len(digits) in {1, 2, 4}:
        hours, minutes = (digits[:2], digits[2:]) if len(digits) == 4 else (digits, "0")
        offset = int(hours) * 60 + int(minutes)
        reading.offset = -offset if text[place] == "-" else offset
        reading.zone = "gmt"
    return after


def _read_number(reading: _Reading, text: str, place: int) -> int:
    digits = _digits(text, place)
    end = place + len(digits)
    follower = text[end : end + 1]
    if follower == ":":
        return _read_time(reading, text, place)
    if follower in {"/", "-"} and text[end + 1 : end + 2].isdecimal() and text[end + 1].isascii():
        return _read_numeric(reading, text, place)
    if not (follower.isascii() and follower.isalpha()):
        _read_bare(reading, digits)
    return place


def _read_bare(reading: _Reading, digits: str) -> None:
    number = int(digits) if len(digits) <= 5 else 0
    match len(digits):
        case 1:
            reading.day = number if reading.day is None else reading.day
        case 2 if reading.day is None and number < 32:
            reading.day = number
        case 2 if reading.year is None:
            reading.year = _full(number)
        case 4 | 5:
            reading.year = number if reading.year is None else reading.year
        case _:
            pass


def _full(year: int) -> int:
    if year < 70:
        return year + 2000
    return year + 1900 if year < 100 else year


def _read_time(reading: _Reading, text: str, place: int) -> int:
    found = _clock.match(text, place)
    if reading.time is not None or found is None:
        return place
    hour, minute, digits = int(found[1]), int(found[2]), found[3]
    # Without digits the seconds are the character that stands there, counted from "0".
    second = int(digits) if digits else ord(text[found.end() : found.end() + 1] or "\0") - ord("0")
    if hour <= 12 and (half := _half_day.match(text, found.end())):
        hour = hour % 12 + (12 if half[1].lower() == "pm" else 0)
    # -1 is the mark of what was not read.
    reading.time = (hour, minute, 0 if second == -1 else second)
    return found.end()


def _read_numeric(reading: _Reading, text: str, place: int) -> int:
    """Three numbers between slashes or hyphens: month first where that can be."""
    found = _numeric.match(text, place)
    if reading.month is not None or found is None:
        return place
    one, two, three = int(found[1]), int(found[2]), int(found[3])
    if one > 31 or one == 0:
        if two > 12 or three > 31:
            return place
        reading.year, reading.month, reading.day = _full(one), two, three
    elif one > 12 and two > 12:
        pass
    elif one > 12:
        reading.day, reading.month, reading.year = one, two, _full(three)
    else:
        reading.month, reading.day, reading.year = one, two, _full(three)
    return found.end()


def _skip(reading: _Reading, text: str, place: int) -> int:
    """Where the next token begins."""
    found = _token_end.match(text, place)
    place = place if found is None else found.end()
    while True:
        found = _gap.match(text, place)
        place = place if found is None else found.end()
        if text[place : place + 1] != "-":
            return place
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        hyphenated = before.isascii() and before.isalpha() and reading.year is None
        if not hyphenated and after.isascii() and after.isdecimal():
            return place
        place += 1
