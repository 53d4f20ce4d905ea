"""Cookie dates, read as leniently as browsers do (rfc6265bis-22 5.1.1)."""

import re
from datetime import date, datetime

__all__ = ["format_cookie_date", "parse_cookie_date", "parse_usual_date"]

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MIN_YEAR = 1601

# delimiter = HTAB / SP to "/" / ";" to "@" / "[" to "`" / "{" to "~"; all else is token, ":" and bytes over 7F too.
_TOKEN = re.compile(r"[^\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
# Each production allows a tail that begins with a non-digit.
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])")
_DAY = re.compile(r"([0-9]{1,2})(?![0-9])")
_YEAR = re.compile(r"([0-9]{2,4})(?![0-9])")
# What servers send (IMF-fixdate, or with hyphens): the tokens stand where the algorithm would find them.
_USUAL = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2})[ -](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -]"
    r"([0-9]{4}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) GMT"
).fullmatch
_TWO_DIGITS = {name.capitalize(): f"{number:02}" for name, number in _MONTHS.items()}


def _epoch(year: str, month: int, day: str, time: tuple[str, str, str]) -> int | None:
    """Seconds since 1970 of a date whose parts were found, None if there is no such date or time."""
    full_year = int(year)
    if full_year < 100:
        full_year += 1900 if full_year >= 70 else 2000
    hours, minutes, seconds = map(int, time)
    if full_year < _MIN_YEAR or hours > 23 or minutes > 59 or seconds > 59:
        return None
    try:
        days = date(full_year, month, int(day)).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def parse_usual_date(text: str) -> int | None:
    """Read a date in the form that servers send, on which all browsers agree.

    Args:
        text: The Expires value, latin-1 isomorphic.

    Returns:
        Seconds since 1970-01-01T00:00:00Z, or None if it has another form or names no date that exists from 1601 on.
    """
    usual = _USUAL(text)
    if usual is None:
        return None
    day, month, year, time = usual.groups()
    # The same as _epoch for parts of fixed width, at half the price.
    try:
        moment = datetime.fromisoformat(f"{year}-{_TWO_DIGITS[month]}-{day}T{time}")
    except ValueError:
        return None
    if moment.year < _MIN_YEAR:
        return None
    return (moment.toordinal() - _EPOCH_DAY) * 86400 + moment.hour * 3600 + moment.minute * 60 + moment.second


def parse_cookie_date(text: str) -> int | None:
    """Read a cookie-date: the first time, day, month and year found, weekday and zone ignored.

    Args:
        text: The Expires value, latin-1 isomorphic.

    Returns:
        Seconds since 1970-01-01T00:00:00Z, or None if the text is no date or names one that does not exist.
    """
    usual = parse_usual_date(text)
    return _parse_tokens(text) if usual is None else usual


def _parse_tokens(text: str) -> int | None:
    time: tuple[str, str, str] | None = None
    day: str | None = None
    month: int | None = None
    year: str | None = None
    for token in _TOKEN.findall(text):
        if time is None and (found := _TIME.match(token)):
            time = (found[1], found[2], found[3])
        elif day is None and (found := _DAY.match(token)):
            day = found[1]
        elif month is None and (number := _MONTHS.get(token[:3].lower())):
            month = number
        elif year is None and (found := _YEAR.match(token)):
            year = found[1]
    if time is None or day is None or month is None or year is None:
        return None
    return _epoch(year, month, day, time)


def format_cookie_date(epoch: int) -> str:
    """Write an IMF-fixdate, the form a server should send in Expires (rfc6265bis-22 4.1.1; RFC 9110 5.6.7).

    Args:
        epoch: Seconds since 1970-01-01T00:00:00Z, within the years 1601 to 9999.

    Raises:
        ValueError: If the year is outside 1601 to 9999.
    """
    days, rest = divmod(epoch, 86400)
    try:
        day = date.fromordinal(_EPOCH_DAY + days)
    except (ValueError, OverflowError) as error:
        message = f"no cookie-date can say {epoch}"
        raise ValueError(message) from error
    if day.year < _MIN_YEAR:
        message = f"a cookie-date begins with the year {_MIN_YEAR}"
        raise ValueError(message)
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]
    month = tuple(_MONTHS)[day.month - 1].capitalize()
    hour, minute, second = rest // 3600, rest // 60 % 60, rest % 60
    return f"{weekday}, {day.day:02} {month} {day.year} {hour:02}:{minute:02}:{second:02} GMT"
