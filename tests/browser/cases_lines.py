"""Cases on one line: how it is split, which bytes it may hold, how long it may be, which attributes count."""

from tests.browser.case import Case, Step

__all__ = ["CASES", "PAGE", "both", "by_http", "by_script"]

PAGE = "https://www.SITE/dir/page"


def by_http(rule: str, name: str, reason: str, *lines: str, at: str = PAGE, then: tuple[str, ...] = ()) -> Case:
    """A case whose lines come in one answer, after which pages are visited, or else the page fetches itself."""
    asked = tuple(map(Step, then)) or (Step(at, kind="subresource", initiator=at),)
    return Case(rule, name, reason, (Step(at, lines=lines), *asked))


def by_script(rule: str, name: str, reason: str, *lines: str, at: str = PAGE, set_before: tuple[str, ...] = ()) -> Case:
    """A case whose lines a script sets, one by one, after the answer set some."""
    return Case(rule, name, reason, (Step(at, lines=set_before, scripts=lines), Step(at)))


def both(rule: str, rows: tuple[tuple[str, str, str], ...]) -> tuple[Case, ...]:
    """Rows of one line each: name, line, reason."""
    return tuple(by_http(rule, name, reason, line) for name, line, reason in rows)


_PARSING = both(
    "parsing",
    (
        ("pair", "a=1", "a name and a value"),
        ("no-equals", "foo", "a line without an equals sign: nameless, or a name without a value"),
        ("empty-name", "=foo", "an empty name before the equals sign"),
        ("empty-name-equals", "=a=b", "an empty name, and a value with an equals sign"),
        ("empty-name-space", " =foo", "a name of white space is an empty name"),
        ("value-equals", "a=b=c", "the first equals sign ends the name"),
        ("empty-value", "a=", "a value may be empty"),
        ("equals-only", "=", "name and value both empty: dropped"),
        ("nothing", "", "an empty line: dropped"),
        ("attributes-only", "; Secure", "no pair: dropped"),
        ("spaces", "  a  =  b  ", "white space around name and value is trimmed"),
        ("tabs-around", "\ta\t=\tb\t", "tabs around name and value are trimmed"),
        ("space-in-name", "a b=c", "white space inside the name stays"),
        ("space-in-value", "a=b c", "white space inside the value stays"),
        ("quotes", 'a="x y"', "quotes are part of the value"),
        ("quoted-semicolon", 'a="1;2"', "quotes do not keep a semicolon from ending the value"),
        ("comma", "a=1, b=2", "a comma does not begin another cookie"),
        ("comma-in-name", "a,b=c", "a comma is an ordinary character of a name"),
        ("percent", "a=%20%3B", "nothing is percent-decoded"),
        ("backslash", 'a="x\\073y"', "no escape is decoded"),
        ("specials", "a=()<>@:/[]?{}|'`", "separators of HTTP are ordinary characters"),
        ("name-specials", "a[b]<c>{d}=1", "separators of HTTP are ordinary characters of a name"),
        ("dollar", "$Version=1", "a name may begin with a dollar sign"),
        ("utf-8-value", "a=\xc3\xa9\xe2\x82\xac", "bytes of UTF-8 in the value"),
        ("utf-8-name", "\xc3\xa9=1", "bytes of UTF-8 in the name"),
        ("second-pair", "a=1; b=2", "a second pair is an unknown attribute"),
        ("empty-attributes", "a=1;;; ;HttpOnly", "empty attributes are passed over"),
        ("attribute-case", "a=1; sEcUrE; HTTPONLY; samesite=strict", "attribute names have no letter case"),
        ("attribute-space", "a=1 ; \tPath \t= \t/dir\t ; Secure", "white space around attributes is trimmed"),
        ("secure-false", "a=1; Secure=false; HttpOnly=0", "a flag counts whatever its value"),
        ("secure-misspelt", "a=1; Secured; Http-Only", "an unknown attribute is passed over"),
        ("first-equals", "a=1; Path=/dir=x", "the first equals sign ends the name of an attribute"),
    ),
)

_CONTROL = (
    *both(
        "control characters",
        (
            *(
                (f"value-{code:02x}", f"a=b{chr(code)}c", f"byte {code:02X} in the value")
                for code in (0x01, 0x08, 0x0B, 0x0C, 0x1F, 0x7F)
            ),
            ("name-01", "a\x01b=c", "byte 01 in the name"),
            ("name-7f", "a\x7fb=c", "byte 7F in the name"),
            ("attribute-01", "a=1; Path=/\x01", "byte 01 in an attribute"),
            ("unknown-attribute-7f", "a=1; x\x7f=y", "byte 7F in an unknown attribute"),
            ("value-tab", "a=b\tc", "a tab inside the value"),
            ("name-tab", "a\tb=c", "a tab inside the name"),
            ("path-tab", "a=1; Path=/dir\tx", "a tab inside Path"),
            ("domain-tab", "a=1; Domain=www.\tSITE", "a tab inside Domain"),
            ("max-age-tab", "a=1; Max-Age=36\t00", "a tab inside Max-Age"),
            ("expires-tab", "a=1; Expires=Thu,\t01 Jan 2099 00:00:00 GMT", "a tab inside Expires"),
            ("same-site-tab", "a=1; SameSite=La\tx", "a tab inside SameSite"),
            ("unknown-value-tab", "a=1; x=y\tz", "a tab inside an unknown attribute's value"),
            ("unknown-attribute-tab", "a=1; x\ty=z", "a tab inside an unknown attribute's name"),
        ),
    ),
    *(
        by_script("control characters", f"script-{where}-{code:02x}", f"byte {code:02X} in {text} a script sets", line)
        for code in (0x00, 0x0A, 0x0D, 0x01, 0x7F, 0x09)
        for where, text, line in (
            ("value", "the value", f"a=b{chr(code)}c"),
            ("attribute", "an attribute", f"a=1; Path=/di{chr(code)}r"),
        )
    ),
)

_LONG = "https://www.SITE/" + "d" * 1023

_SIZES = (
    *both(
        "sizes",
        (
            ("pair-4096", "a=" + "x" * 4095, "4096 bytes of name and value"),
            ("pair-4097", "a=" + "x" * 4096, "4097 bytes of name and value: dropped"),
            ("name-4096", "n" * 4096 + "=", "a name of 4096 bytes"),
            ("name-4097", "n" * 4097 + "=", "a name of 4097 bytes: dropped"),
            ("utf-8-4096", "a=" + "\xc3\xa9" * 2047 + "x", "4096 bytes that are 2049 characters"),
            ("utf-8-4097", "a=" + "\xc3\xa9" * 2048, "4097 bytes that are 2049 characters: bytes count"),
            ("trimmed-4096", "a=" + " " * 100 + "x" * 4095 + " " * 100, "what is trimmed does not count"),
            ("attributes-4096", "a=" + "x" * 4095 + "; Secure; HttpOnly; Path=/", "attributes do not count"),
            ("path-1025", "a=1; Path=/" + "p" * 1024, "an attribute of 1025 bytes is ignored"),
            ("path-kept", "a=1; Path=/dir; Path=/" + "p" * 1024, "an ignored attribute leaves the earlier one"),
            ("domain-1025", "a=1; Domain=" + "d" * 1025, "a Domain of 1025 bytes is ignored"),
            ("max-age-1025", "a=1; Max-Age=" + "0" * 1025, "a Max-Age of 1025 bytes is ignored"),
            ("max-age-1024", "a=1; Max-Age=" + "0" * 1024, "a Max-Age of 1024 zeros is 0"),
            ("same-site-1025", "a=1; SameSite=" + "x" * 1025, "a SameSite of 1025 bytes is ignored"),
            ("unknown-1025", "a=1; x=" + "y" * 1025, "a long unknown attribute is passed over"),
            ("max-age-1024-zeros", "a=1; Max-Age=" + "0" * 1023 + "9", "leading zeros are no number's size"),
            ("http-only-1025", "a=1; HttpOnly=" + "y" * 1025, "a flag with a value of 1025 bytes"),
            ("partitioned-1025", "a=1; Secure; Partitioned=" + "y" * 1025, "a flag with a value of 1025 bytes"),
            ("secure-1025", "a=1; Secure=" + "y" * 1025, "a flag with a value of 1025 bytes"),
        ),
    ),
    by_http("sizes", "path-1024", "a Path of 1024 bytes counts", "a=1; Path=/" + "d" * 1023, then=(f"{_LONG}/x",)),
    by_http("sizes", "default-path-1024", "a default-path of 1024 bytes", "a=1", at=f"{_LONG}/x", then=(f"{_LONG}/y",)),
    by_http(
        "sizes",
        "default-path-1025",
        "a default-path of 1025 bytes",
        "a=1",
        at=_LONG.replace("SITE/", "SITE/d") + "/x",
        then=(_LONG.replace("SITE/", "SITE/d") + "/y", "https://www.SITE/", PAGE),
    ),
    by_http(
        "sizes",
        "default-path-1025-path",
        "a Path given saves a cookie from its long default-path",
        "a=1; Path=/",
        at=_LONG.replace("SITE/", "SITE/d") + "/x",
    ),
)

_FUTURE = "Thu, 01 Jan 2099 00:00:00 GMT"
_PAST = "Sat, 01 Jan 2000 00:00:00 GMT"

_LIFETIME = (
    *both(
        "lifetime",
        (
            ("max-age", "a=1; Max-Age=3600", "seconds to live"),
            ("max-age-0", "a=1; Max-Age=0", "0 seconds: not kept"),
            ("max-age-minus-1", "a=1; Max-Age=-1", "a negative number: not kept"),
            ("max-age-minus", "a=1; Max-Age=-", "a minus sign alone"),
            ("max-age-minus-minus", "a=1; Max-Age=--1", "two minus signs"),
            ("max-age-minus-text", "a=1; Max-Age=-x", "a minus sign and no digits"),
            ("max-age-plus", "a=1; Max-Age=+3600", "a plus sign is no syntax of a number"),
            ("max-age-plus-0", "a=1; Max-Age=+0", "a plus sign and 0"),
            ("max-age-plus-minus", "a=1; Max-Age=+-1", "two signs"),
            ("max-age-plus-only", "a=1; Max-Age=+", "a plus sign alone"),
            ("max-age-huge-text", "a=1; Max-Age=99999999999999999999x", "letters after a number beyond 64 bits"),
            ("max-age-plus-huge", "a=1; Max-Age=+99999999999999999999", "a plus sign and a number beyond 64 bits"),
            ("max-age-minus-text-after", "a=1; Max-Age=-5x", "letters after a negative number"),
            ("max-age-point", "a=1; Max-Age=3600.5", "a decimal point is no syntax of a number"),
            ("max-age-text", "a=1; Max-Age=3600x", "letters after the digits"),
            ("max-age-empty", "a=1; Max-Age=", "an empty Max-Age is ignored"),
            ("max-age-quoted", 'a=1; Max-Age="3600"', "quotes are not part of a number"),
            ("max-age-leading-zeros", "a=1; Max-Age=0003600", "leading zeros"),
            ("max-age-huge", "a=1; Max-Age=99999999999999999999", "a number beyond 64 bits is capped at 400 days"),
            ("max-age-minus-huge", "a=1; Max-Age=-99999999999999999999", "a negative number beyond 64 bits"),
            ("max-age-400-days", "a=1; Max-Age=34560000", "400 days"),
            ("max-age-over-400-days", "a=1; Max-Age=34560100", "more than 400 days are capped"),
            ("expires", "a=1; Expires=SOON", "a date"),
            ("expires-far", f"a=1; Expires={_FUTURE}", "a date beyond 400 days is capped"),
            ("expires-past", f"a=1; Expires={_PAST}", "a date in the past: not kept"),
            ("expires-epoch", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "the epoch: not kept"),
            ("expires-invalid", "a=1; Expires=tomorrow", "what is no date is ignored"),
            ("expires-empty", "a=1; Expires=", "an empty date is ignored"),
            ("expires-0", "a=1; Expires=0", "a number is no date"),
            ("expires-minus-1", "a=1; Expires=-1", "a negative number is no date"),
            ("max-age-beats-expires", f"a=1; Max-Age=3600; Expires={_PAST}", "Max-Age wins over a past date"),
            ("expires-before-max-age", f"a=1; Expires={_FUTURE}; Max-Age=0", "Max-Age wins whatever the order"),
            ("bad-max-age-expires", f"a=1; Max-Age=x; Expires={_PAST}", "an invalid Max-Age leaves Expires to count"),
            ("max-age-twice", "a=1; Max-Age=0; Max-Age=3600", "the last of two counts"),
            ("max-age-twice-0", "a=1; Max-Age=3600; Max-Age=0", "the last of two counts, a deletion too"),
            ("max-age-then-invalid", "a=1; Max-Age=0; Max-Age=x", "an invalid last Max-Age"),
            ("max-age-then-empty", "a=1; Max-Age=3600; Max-Age=", "an empty last Max-Age"),
            ("expires-then-invalid", f"a=1; Expires={_PAST}; Expires=x", "an invalid last Expires"),
            ("expires-then-empty", "a=1; Expires=SOON; Expires=", "an empty last Expires"),
            ("expires-twice", f"a=1; Expires={_PAST}; Expires=SOON", "the last of two dates counts"),
        ),
    ),
    Case(
        "lifetime",
        "runs-out",
        "a cookie is gone when its time is over",
        (Step(PAGE, lines=("a=1; Max-Age=2", "b=2")), Step(PAGE), Step(PAGE, wait=3.2)),
    ),
)

_DATES = both(
    "dates",
    (
        ("rfc-850", "a=1; Expires=Thursday, 01-Jan-99 00:00:00 GMT", "two digits: 1999, past"),
        ("year-69", "a=1; Expires=Tue, 01 Jan 69 00:00:00 GMT", "69 is 2069"),
        ("year-70", "a=1; Expires=Thu, 01 Jan 70 00:00:00 GMT", "70 is 1970"),
        ("asctime", "a=1; Expires=Thu Jan  1 00:00:00 2099", "the format of asctime"),
        ("no-weekday", "a=1; Expires=1 Jan 2099 00:00:00", "neither weekday nor zone"),
        ("zone", "a=1; Expires=Thu, 01 Jan 2099 00:00:00 +0500", "a zone is not looked at"),
        ("month-long", "a=1; Expires=Thu, 01 January 2099 00:00:00 GMT", "three letters of the month count"),
        ("any-order", "a=1; Expires=2099 00:00:00 Jan 01", "the parts stand in any order"),
        ("short-time", "a=1; Expires=Thu, 01 Jan 2099 0:0:0 GMT", "one digit each of the time"),
        ("time-no-seconds", "a=1; Expires=Thu, 01 Jan 2099 00:00 GMT", "a time without seconds is none"),
        ("hour-24", "a=1; Expires=Thu, 01 Jan 2099 24:00:00 GMT", "hour 24 is none"),
        ("second-60", "a=1; Expires=Thu, 01 Jan 2099 23:59:60 GMT", "second 60 is none"),
        ("february-30", "a=1; Expires=Mon, 30 Feb 2099 00:00:00 GMT", "a day that is not in the calendar"),
        ("day-0", "a=1; Expires=Mon, 00 Jan 2099 00:00:00 GMT", "day 0 is none"),
        ("year-1600", "a=1; Expires=Sat, 01 Jan 1600 00:00:00 GMT", "no year before 1601"),
        ("year-1601", "a=1; Expires=Mon, 01 Jan 1601 00:00:00 GMT", "the year 1601 is past"),
        ("year-9999", "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", "the last year is capped"),
        ("year-5-digits", "a=1; Expires=Fri, 31 Dec 12345 23:59:59 GMT", "a year of five digits"),
        ("month-bad", "a=1; Expires=Thu, 01 Foo 2099 00:00:00 GMT", "an unknown month"),
        ("month-number", "a=1; Expires=2099-01-01T00:00:00Z", "the format of ISO 8601 is none"),
        ("quoted", 'a=1; Expires="Thu, 01 Jan 2099 00:00:00 GMT"', "quotes are delimiters"),
        ("slashes", "a=1; Expires=01/Jan/2099 00:00:00", "slashes are delimiters"),
        ("day-tail", "a=1; Expires=Thu, 1st Jan 2099 00:00:00 GMT", "what follows the digits of a day"),
    ),
)

CASES = (*_PARSING, *_CONTROL, *_SIZES, *_LIFETIME, *_DATES)
"""The cases, group by group."""
