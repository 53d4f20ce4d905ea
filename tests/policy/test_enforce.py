"""What a policy makes of a set-cookie line."""

import pytest

from hardtack.cookies import SameSite
from hardtack.policy import Policy, RequestFacts, enforce, enforce_line
from tests.policy.making import HTTP, HTTPS, NOW, defaults_of, policy_of

FLAGS = defaults_of('secure = "require"\nhttponly = "require"\nsamesite = { value = "Lax" }')

FLAGGED = (
    ("a=1", "a=1; Secure; HttpOnly; SameSite=Lax", "all is missing"),
    ("a=1; Path=/; Secure; HttpOnly; SameSite=Strict", None, "nothing is missing"),
    ("a=1;secure;HTTPONLY;samesite=none", "a=1; secure; HTTPONLY; samesite=none", "case of names does not count"),
    ("a=1;\tSecure;\tHttpOnly\t;\tSameSite\t=\tLax", "a=1; Secure; HttpOnly; SameSite\t=\tLax", "tabs are blanks"),
    ("a=1; Secure=true; HttpOnly=", "a=1; Secure=true; HttpOnly=; SameSite=Lax", "a flag's value does not count"),
    ("a=1; Secure; ", "a=1; Secure; HttpOnly; SameSite=Lax", "nothing follows the last semicolon"),
    ("a=1;;; Secure", "a=1; Secure; HttpOnly; SameSite=Lax", "empty attributes go"),
    ('a="b; Secure"', 'a="b; Secure"; Secure; HttpOnly; SameSite=Lax', 'an attribute Secure" is not Secure'),
    ("secure=1; XSecure", "secure=1; XSecure; Secure; HttpOnly; SameSite=Lax", "names of cookies are no attributes"),
    ("noname", "noname; Secure; HttpOnly; SameSite=Lax", "a nameless cookie gets flags"),
    ("=noname; x", "=noname; x; Secure; HttpOnly; SameSite=Lax", "so does one with the equals sign"),
    (" a = b==c ; Path = /x", "a = b==c; Path = /x; Secure; HttpOnly; SameSite=Lax", "values stay byte for byte"),
    ("a=1; SameSite=soon", "a=1; SameSite=Lax; Secure; HttpOnly", "an invalid SameSite is none"),
    ("a=1; SameSite", "a=1; SameSite=Lax; Secure; HttpOnly", "so is an empty one"),
    ("a=1; SameSite=Lax; SameSite=x", "a=1; SameSite=Lax; SameSite=Lax; Secure; HttpOnly", "the last one counts"),
    ("a=1; SameSite=x; SameSite=Lax", "a=1; SameSite=x; SameSite=Lax; Secure; HttpOnly", "and is left if it is valid"),
    ("a=\xe9\xff\xa0; Path=/\xe9", "a=\xe9\xff\xa0; Path=/\xe9; Secure; HttpOnly; SameSite=Lax", "bytes are bytes"),
    ("a=1; =odd; Priority=High", "a=1; =odd; Priority=High; Secure; HttpOnly; SameSite=Lax", "unknown ones stay"),
    ("", "; Secure; HttpOnly; SameSite=Lax", "no browser takes an empty line, treated or not"),
)


@pytest.mark.parametrize(("line", "expected"), [row[:2] for row in FLAGGED], ids=[row[2] for row in FLAGGED])
def test_flags_are_added_once(line: str, expected: str | None) -> None:
    """What is missing is added, what is there stays as it stands."""
    actual = enforce_line(FLAGS, line, HTTPS)

    assert (line if expected is None else expected) == actual


TREATED = (
    ('secure = "if_tls"', "a=1", "a=1; Secure", "a=1"),
    ('secure = "keep"', "a=1; SECURE", "a=1; SECURE", "a=1; SECURE"),
    ('httponly = "forbid"', "a=1; HttpOnly; httponly=x; Path=/", "a=1; Path=/", "a=1; Path=/"),
    ('samesite = "keep"', "a=1; SameSite=None", "a=1; SameSite=None", "a=1; SameSite=None"),
    ('domain = "remove"', "a=1; Domain=.x.test; domain; Path=/", "a=1; Path=/", "a=1; Path=/"),
    ('prefix = "__Secure-"', "a = 1", "__Secure-a = 1; Secure", "__Secure-a = 1; Secure"),
    ('prefix = "__Host-"', "a=1", "__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure"),
    ('prefix = "__Host-"', "a=1; path=/x; Domain=x.test", "__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure"),
    ('prefix = "__Host-"', "__Host-a=1", "__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure"),
    ('prefix = "__Host-"', "__secure-a=1", "__secure-a=1; Path=/; Secure", "__secure-a=1; Path=/; Secure"),
    ('prefix = "__Host-"', "__HOST-a=1", "__HOST-a=1; Path=/; Secure", "__HOST-a=1; Path=/; Secure"),
    ('prefix = "__Host-"', "noname", "noname; Path=/; Secure", "noname; Path=/; Secure"),
    ('prefix = "__Host-"', "=noname", "=noname; Path=/; Secure", "=noname; Path=/; Secure"),
    (
        'prefix = "__Host-"',
        "a=; Max-Age=0",
        "__Host-a=; Max-Age=0; Path=/; Secure",
        "__Host-a=; Max-Age=0; Path=/; Secure",
    ),
)


@pytest.mark.parametrize(("body", "line", "by_tls", "in_clear"), TREATED)
def test_each_field_does_what_it_says(body: str, line: str, by_tls: str, in_clear: str) -> None:
    """One field of the defaults, by TLS and on plain HTTP."""
    policy = defaults_of(body)

    assert (by_tls, in_clear) == (enforce_line(policy, line, HTTPS), enforce_line(policy, line, HTTP))


SAME_SITES = (
    # value, when, given, result; None = as given
    ("Lax", "weaker", "SameSite=Strict", None),
    ("Lax", "weaker", "SameSite=lax", None),
    ("Lax", "weaker", "SameSite=None", "SameSite=Lax"),
    ("Lax", "weaker", "SameSite=?", "SameSite=Lax"),
    ("Strict", "weaker", "SameSite=Lax; SameSite=None", "SameSite=Strict; SameSite=Strict"),
    ("Strict", "absent", "SameSite=None", None),
    ("Lax", "always", "SameSite=Strict", "SameSite=Lax"),
    ("Lax", "always", "SameSite=LAX", None),
    ("None", "always", "SameSite=Strict", "SameSite=None"),
    ("None", "weaker", "SameSite=Strict", None),
    ("None", "weaker", "SameSite=x", "SameSite=None"),
)


@pytest.mark.parametrize(("value", "when", "given", "expected"), SAME_SITES)
def test_samesite_is_an_order(value: str, when: str, given: str, expected: str | None) -> None:
    """Absent or invalid < None < Lax < Strict; only `always` loosens."""
    policy = defaults_of(f'secure = "require"\nsamesite = {{ value = "{value}", when = "{when}" }}')
    actual = enforce_line(policy, f"a=1; {given}", HTTPS)

    assert f"a=1; {expected or given}; Secure" == actual


CAPPED = (
    ("Max-Age=86401", "Max-Age=86400", "over the cap"),
    ("Max-Age=86400", None, "at the cap"),
    ("max-age = 86400", None, "at the cap, and spelt otherwise"),
    ("max-age = 60", None, "under the cap"),
    ("Max-Age=" + "9" * 5000, "Max-Age=86400", "more digits than Python reads"),
    ("Max-Age=00000000000000000000000060", None, "zeros before the number"),
    ("Max-Age=0", None, "a deletion"),
    ("Max-Age=-99999", None, "a deletion"),
    ("Max-Age=-" + "9" * 30, None, "a deletion"),
    ("Max-Age=0; Expires=Fri, 31 Dec 2099 23:59:59 GMT", None, "Max-Age wins over Expires"),
    ("Max-Age=+99999999", None, "no number to the draft"),
    ("Max-Age=soon", None, "no number at all"),
    ("Max-Age", None, "nothing"),
    ("Max-Age=0; Max-Age=99999", "Max-Age=0; Max-Age=86400", "the last one counts: no deletion"),
    ("Max-Age=99999; Max-Age=0", None, "the last one counts: a deletion"),
    ("Max-Age=99999; Max-Age=x", "Max-Age=86400; Max-Age=x", "the last valid one counts"),
    ("Expires=Fri, 31 Dec 2099 23:59:59 GMT", "Expires=Mon, 23 Nov 2026 00:00:00 GMT", "beyond the cap"),
    ("Expires=Sun, 22 Nov 2026 00:00:01 GMT", None, "not beyond it"),
    ("Expires=Sun, 22 Nov 2026 00:00:00 GMT", None, "now is past"),
    ("Expires=Thu, 01-Jan-1970 00:00:01 GMT", None, "past"),
    ("Expires=0", None, "no date"),
    ("Max-Age=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT", None, "no valid Max-Age, and past"),
    (
        "Max-Age=99999; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Max-Age=86400; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "both",
    ),
)


@pytest.mark.parametrize(("given", "expected"), [row[:2] for row in CAPPED], ids=[row[2] for row in CAPPED])
def test_lifetimes_are_capped(given: str, expected: str | None) -> None:
    """What lives longer than the cap lives as long as the cap; deletions are left alone."""
    actual = enforce_line(defaults_of("lifetime = { max = 86400 }"), f"a=1; {given}", HTTPS)

    assert f"a=1; {expected or given}" == actual


def test_no_date_goes_beyond_the_last() -> None:
    """A cap that ends after the year 9999 is cut to its end."""
    policy = defaults_of("lifetime = { max = 300000000000 }")
    line = "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT"

    assert line == enforce_line(policy, line, HTTPS)


@pytest.mark.parametrize(
    ("line", "expected"),
    (
        ("a=1; Max-Age=9; Expires=Fri, 31 Dec 2099 23:59:59 GMT; max-age=x; Path=/", "a=1; Path=/"),
        ("a=1; Path=/; Max-Age=0", "a=1; Path=/; Max-Age=0"),
        ("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
    ),
)
def test_a_session_lifetime_takes_out_every_end(line: str, expected: str) -> None:
    """All of Max-Age and Expires go, but of deletions."""
    assert expected == enforce_line(defaults_of('lifetime = "session"'), line, HTTPS)


PATHS = (
    ("/alarmpoint", "/"),
    ("/alarmpoint/", "/"),
    ("/alarmpoint/sub", "/sub"),
    ("/alarmpointx", "/alarmpointx"),
    ("/Alarmpoint", "/Alarmpoint"),
    ("/x/alarmpoint", "/x/alarmpoint"),
    ("alarmpoint", "alarmpoint"),
    ("/alarmpoint/alarmpoint/x", "/alarmpoint/alarmpoint/x"),
    ("/alarmpoint/old", "/alarmpoint/old"),
    ("/old/x", "/new/x"),
    ("/old", "/new"),
    ("/deep", "/deep/er"),
    ("/deep/er/x", "/deep/er/x"),
    ("/deep/x", "/deep/er/x"),
    ("/", "/"),
)
MOVES = """path = [
  { from = "/alarmpoint", to = "/" },
  { from = "/old/", to = "/new/" },
  { from = "/deep", to = "/deep/er" },
]"""


@pytest.mark.parametrize(("path", "expected"), PATHS)
def test_paths_change_by_whole_segments(path: str, expected: str) -> None:
    """The first change that hits counts; what may have been changed before is left."""
    assert f"a=1; Path={expected}" == enforce_line(defaults_of(MOVES), f"a=1; Path={path}", HTTPS)


def test_a_mount_below_the_root_is_reached_once() -> None:
    """Every path gets the new beginning, but for those that have it."""
    policy = defaults_of('path = [{ from = "/", to = "/app" }]')
    lines = ("a=1; Path=/", "a=1; path = /x", "a=1; Path=/app/x", "a=1; Path=", "a=1")
    expected = ["a=1; Path=/app/", "a=1; Path=/app/x", "a=1; Path=/app/x", "a=1; Path=", "a=1"]

    assert expected == [enforce_line(policy, line, HTTPS) for line in lines]


@pytest.mark.parametrize(
    ("domain", "expected"),
    (("x.test", "y.test"), (".X.test", "y.test"), ("a.x.test", "a.x.test"), ("xx.test", "xx.test"), ("", "")),
)
def test_a_domain_is_changed_as_a_whole(domain: str, expected: str) -> None:
    """The same domain, a leading dot and case aside; not its sub-domains."""
    policy = defaults_of('domain = { from = "x.test", to = "y.test" }')

    assert f"a=1; Domain={expected}" == enforce_line(policy, f"a=1; Domain={domain}", HTTPS)


def test_the_first_rule_that_matches_counts() -> None:
    """Its fields stand over the defaults, field by field; later rules are not asked."""
    policy = policy_of(
        """
        [defaults]
        secure = "require"
        httponly = "require"
        [[cookies]]
        match = { prefix = "XSRF" }
        httponly = "keep"
        [[cookies]]
        match = { re = "X[A-Z-]+" }
        secure = "keep"
        [[cookies]]
        match = { name = "x" }
        action = "drop"
        """
    )
    lines = ("XSRF-TOKEN=1", "XY=1", "Xy=1", "x=1", " x =1", "X=1")
    expected = ["XSRF-TOKEN=1; Secure", "XY=1; HttpOnly", "Xy=1; Secure; HttpOnly", None, None, "X=1; Secure; HttpOnly"]

    assert expected == [enforce_line(policy, line, HTTPS) for line in lines]


def test_a_deletion_is_not_dropped() -> None:
    """Or a browser would keep what the application wants gone."""
    policy = policy_of('unknown = "drop"\n[[cookies]]\nmatch = { name = "a" }\naction = "drop"')
    lines = ("a=1", "a=; Max-Age=0", "b=1; Max-Age=9", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT")

    assert [None, lines[1], None, lines[3]] == [enforce_line(policy, line, HTTPS) for line in lines]


def test_whether_a_date_is_past_depends_on_now() -> None:
    """The same line is a deletion later, and what was known of it before does not count."""
    policy = defaults_of('lifetime = "session"')
    line = "a=1; Expires=Sun, 22 Nov 2026 00:00:30 GMT"

    assert ["a=1", line] == [enforce_line(policy, line, RequestFacts(https=True, now=NOW + more)) for more in (29, 30)]


@pytest.mark.parametrize("control", ("\x00", "\n", "\r", "\x1b", "\x7f"))
def test_a_control_character_never_passes(control: str) -> None:
    """Not in values, attributes or deletions; a tab and bytes over 7F are none."""
    for line in (f"a={control}", f"a=1; Path=/{control}", f"a=; Max-Age=0; {control}"):
        assert enforce_line(FLAGS, line, HTTPS) is None
        assert enforce(FLAGS, line, HTTPS) is None


def test_a_long_line_is_a_fault_and_a_long_deletion_is_none() -> None:
    """What counts is the line as it goes out."""
    policy = policy_of('[defaults]\nsecure = "require"\n[limits]\nset_cookie_bytes = 12')
    lines = ("a=1", "a=12", "a=123", "a=123; Max-Age=0")
    expected = ["a=1; Secure", "a=12; Secure", None, "a=123; Max-Age=0; Secure"]

    assert expected == [enforce_line(policy, line, HTTPS) for line in lines]


def test_enforce_gives_the_cookie() -> None:
    """Parsed, with what the line means."""
    cookie = enforce(FLAGS, "a=b; Path=/x; Foo", HTTPS)

    assert cookie is not None
    assert (
        cookie.name,
        cookie.value,
        cookie.path,
        cookie.secure,
        cookie.http_only,
        cookie.same_site,
    ) == ("a", "b", "/x", True, True, SameSite.LAX)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    (("big=" + "x" * 5000, "big", "x" * 5000), ("y" * 5000, "", "y" * 5000), ("=; Path=/", "", ""), ("", "", "")),
)
def test_enforce_gives_what_no_browser_takes_too(line: str, name: str, value: str) -> None:
    """What browsers drop is not dropped for that: name and value as they are, attributes understood."""
    cookie = enforce(FLAGS, line, HTTPS)

    assert cookie is not None
    assert (name, value, True) == (cookie.name, cookie.value, cookie.secure)


def test_many_attribute_lists_are_not_all_remembered() -> None:
    """A site that never repeats itself is treated alike."""
    policy: Policy = defaults_of('secure = "require"')
    lines = [f"a=1; x={number}" for number in range(1100)]

    assert [f"{line}; Secure" for line in lines] == [enforce_line(policy, line, HTTPS) for line in lines]
    assert enforce_line(policy, "a=1; x=0", HTTPS) == "a=1; x=0; Secure"


def test_a_long_attribute_list_is_treated_and_not_remembered() -> None:
    """Its length changes nothing."""
    line = f"a=1; x={'y' * 3000}"

    assert f"{line}; Secure; HttpOnly; SameSite=Lax" == enforce_line(FLAGS, line, HTTPS)
