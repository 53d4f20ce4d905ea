"""Cookie dates."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies.dates import format_cookie_date, parse_cookie_date


def epoch(*parts: int) -> int:
    """Seconds since 1970 of a date and time in UTC."""
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        pytest.param("Wed, 09 Jun 2021 10:18:14 GMT", epoch(2021, 6, 9, 10, 18, 14), id="IMF-fixdate"),
        pytest.param("Wed, 09-Jun-2021 10:18:14 GMT", epoch(2021, 6, 9, 10, 18, 14), id="hyphens"),
        pytest.param("Wed, 09-Jun-21 10:18:14 GMT", epoch(2021, 6, 9, 10, 18, 14), id="two digits: this century"),
        pytest.param("Thu, 01-Jan-70 00:00:01 GMT", 1, id="70 is 1970"),
        pytest.param("Thu, 01-Jan-69 00:00:00 GMT", epoch(2069, 1, 1), id="69 is 2069"),
        pytest.param("Jun 9 2021 1:2:3", epoch(2021, 6, 9, 1, 2, 3), id="any order, one digit"),
        pytest.param("9 june 2021 10:18:14 +0500", epoch(2021, 6, 9, 10, 18, 14), id="long month, zone ignored"),
        pytest.param("09x Junxx 2021x 10:18:14x", epoch(2021, 6, 9, 10, 18, 14), id="tails"),
        pytest.param("Wed, 29 Feb 2024 00:00:00 GMT", epoch(2024, 2, 29), id="leap day"),
        pytest.param("Mon, 01 Jan 1601 00:00:00 GMT", epoch(1601, 1, 1), id="earliest year"),
        pytest.param("1 Jan 1601 0:0:0", epoch(1601, 1, 1), id="earliest year, unusual form"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 GMT", epoch(9999, 12, 31, 23, 59, 59), id="latest year"),
        pytest.param("9 Jun 99 1:1:1", epoch(1999, 6, 9, 1, 1, 1), id="99 is 1999"),
        pytest.param("9 Jun 100 1:1:1", None, id="100 is the year 100"),
        pytest.param("Mon, 01 Jan 1600 00:00:00 GMT", None, id="before 1601"),
        pytest.param("1 Jan 1600 0:0:0", None, id="before 1601, unusual form"),
        pytest.param("Wed, 30 Feb 2021 00:00:00 GMT", None, id="no such day"),
        pytest.param("30 Feb 2021 0:0:0", None, id="no such day, unusual form"),
        pytest.param("Wed, 09 Jun 2021 24:00:00 GMT", None, id="hour 24"),
        pytest.param("9 Jun 2021 24:0:0", None, id="hour 24, unusual form"),
        pytest.param("9 Jun 2021 0:60:0", None, id="minute 60"),
        pytest.param("9 Jun 2021 0:0:60", None, id="second 60"),
        pytest.param("0 Jun 2021 0:0:0", None, id="day 0"),
        pytest.param("Jun 2021 10:18:14", None, id="20 of 2021 is no day"),
        pytest.param("9 2021 10:18:14", None, id="no month"),
        pytest.param("9 Jun 10:18:14", None, id="no year"),
        pytest.param("9 Jun 2021", None, id="no time"),
        pytest.param("9 Jun 20211 10:18:14", None, id="five digits are no year"),
        pytest.param("9 Jun 2021 10:18:145", None, id="three digits are no second"),
        pytest.param("", None, id="nothing"),
    ),
)
def test_a_date_is_read_as_browsers_read_it(text: str, expected: int | None) -> None:
    """The first time, day, month and year count; what does not exist is no date."""
    assert parse_cookie_date(text) == expected


@given(st.integers(epoch(1601, 1, 1), epoch(9999, 12, 31, 23, 59, 59)))
def test_a_written_date_reads_back(moment: int) -> None:
    """What is written is read as the same second, whichever way it is spelt."""
    written = format_cookie_date(moment)

    assert parse_cookie_date(written) == moment
    assert parse_cookie_date(written.removesuffix(" GMT")) == moment


def test_a_date_is_written_as_an_imf_fixdate() -> None:
    """Servers should send this form."""
    assert format_cookie_date(1_623_233_894) == "Wed, 09 Jun 2021 10:18:14 GMT"


@pytest.mark.parametrize("moment", (epoch(1601, 1, 1) - 1, epoch(9999, 12, 31, 23, 59, 59) + 1, 10**30))
def test_a_year_that_no_date_can_say_is_refused(moment: int) -> None:
    """The caller gave what cannot be written."""
    with pytest.raises(ValueError, match="cookie-date"):
        format_cookie_date(moment)
