"""Behaviours that others hold their software to, as facts in our own words: agreed with, or argued against.

The suites: nginx-tests (proxy_cookie_flags.t, proxy_cookie.t), Apache's httpd-tests (t/modules/headers.t),
secure_headers (cookie_spec.rb), contour (cookie_rewrite_test.go). A row gives what the suite's subject makes of a line,
and what the policy nearest to its configuration makes of it; where they differ, it says why we do.
"""

from dataclasses import dataclass

import pytest

from hardtack.errors import PolicyError
from hardtack.policy import enforce_line, from_toml
from tests.policy.making import HTTPS, policy_of, text_of

AGREED = ""


@dataclass(frozen=True)
class Row:
    """One behaviour.

    Attributes:
        body: The policy nearest to the suite's configuration.
        line: What upstream sends.
        ours: What we make of it.
        argued: Why we differ from the suite's subject; empty where we agree.
    """

    body: str
    line: str
    ours: str | None
    argued: str = AGREED


def rule(name: str, fields: str) -> str:
    """A rule for one name."""
    return f'[[cookies]]\nmatch = {{ name = "{name}" }}\n{fields}\n'


def defaults(fields: str) -> str:
    """A policy's defaults."""
    return f"[defaults]\n{fields}\n"


SECURE = 'secure = "require"'
HTTP_ONLY = 'httponly = "require"'
BOTH = f"{SECURE}\n{HTTP_ONLY}"
LAX = 'samesite = { value = "Lax", when = "absent" }'
FORCE_STRICT = 'samesite = { value = "Strict", when = "always" }'

NGINX = (
    Row(rule("a", BOTH), "a=path=domain=; domain=www.x.test", "a=path=domain=; domain=www.x.test; Secure; HttpOnly"),
    Row(rule("a", SECURE), "a=1; Secure", "a=1; Secure"),
    Row(rule("a", HTTP_ONLY), "a=1; HTTPONLY", "a=1; HTTPONLY"),
    Row(rule("a", 'httponly = "forbid"'), "a=1; HttpOnly; Path=/", "a=1; Path=/"),
    Row(rule("a", BOTH), "b=1", "b=1"),
    Row(rule("a", BOTH), "A=1", "A=1", "nginx holds names equal whatever their case; to browsers a and A are two"),
    Row(rule("a", FORCE_STRICT), "a=1; samesite=lax", "a=1; SameSite=Strict"),
    Row(
        rule("a", 'samesite = { value = "Lax", when = "weaker" }'),
        "a=1; SameSite=Strict",
        "a=1; SameSite=Strict",
        "nginx overwrites SameSite; only `always` does that here, since it weakens",
    ),
    Row(
        rule("a", 'samesite = "keep"\nsecure = "keep"'),
        "a=1; Secure; SameSite=None",
        "a=1; Secure; SameSite=None",
        "nginx can take Secure and SameSite out (nosecure, nosamesite); a policy never loosens that way",
    ),
    Row('[[cookies]]\nmatch = { re = "a[0-9]" }\n' + SECURE, "a5=1", "a5=1; Secure"),
    Row('[[cookies]]\nmatch = { re = "a[0-9]" }\n' + SECURE, "xa5=1", "xa5=1", "nginx searches, we match whole names"),
    Row(defaults(SECURE), "a=1;\tSecure", "a=1; Secure", "nginx takes a tab for a part of the name: a second Secure"),
    Row(defaults(SECURE), "nameless", "nameless; Secure", "nginx leaves a line without = alone; browsers store it"),
    Row(rule("a", SECURE) + rule("b", HTTP_ONLY), "a=1", "a=1; Secure"),
    Row(
        defaults(HTTP_ONLY) + rule("a", SECURE),
        "a=1",
        "a=1; Secure; HttpOnly",
        "of nginx's lines the first that matches counts alone; ours stands over the defaults",
    ),
    Row(
        defaults('domain = { from = "x.test", to = "y.test" }'),
        "a=1; domain=x.test; path=/p",
        "a=1; Domain=y.test; path=/p",
    ),
    Row(defaults('domain = { from = "x.test", to = "y.test" }'), "a=1; Domain=.X.TEST", "a=1; Domain=y.test"),
    Row(defaults('domain = { from = "x.test", to = "y.test" }'), "a=1; domain=w.x.test", "a=1; domain=w.x.test"),
    Row(defaults('domain = "remove"'), "a=1; Domain=x.test", "a=1", "nginx leaves an empty Domain= behind"),
    Row(defaults('domain = "keep"\npath = []'), "a=1; domain=x.test; path=/p", "a=1; domain=x.test; path=/p"),
    Row(defaults('path = [{ from = "/p", to = "/q" }]'), "a=1; PATH=/p/x", "a=1; Path=/q/x"),
    Row(
        defaults('path = [{ from = "/p", to = "/q" }]'),
        "a=1; path=/px",
        "a=1; path=/px",
        "nginx changes any path that begins so; we change whole segments, or another application's cookie moves",
    ),
    Row(defaults('path = [{ from = "/p", to = "/q" }]'), "a=path=/p; x", "a=path=/p; x"),
)

HTTPD = (
    Row(defaults(BOTH), "a=1", "a=1; Secure; HttpOnly"),
    Row(
        defaults(BOTH),
        "",
        "; Secure; HttpOnly",
        "the table has ;httpOnly;secure for the seed's own edit of an empty field: the same flags in another order",
    ),
    Row(
        defaults(BOTH),
        "a=1; secure; HttpOnly",
        "a=1; secure; HttpOnly",
        "`edit ^(.*)$ $1;httpOnly;secure` doubles both: what audits then complain of",
    ),
    Row(
        defaults('domain = "remove"'),
        "a=1; Domain=x; Domain=y",
        "a=1",
        "`edit` takes the first match, `edit*` every one: ours is every one",
    ),
    Row(defaults(SECURE), "a=securesecure", "a=securesecure; Secure", "an edit looks into values too; we never do"),
)

SECURE_HEADERS = (
    Row("", "_session=1", "_session=1"),
    Row(defaults(BOTH), "_session=1", "_session=1; Secure; HttpOnly"),
    Row(defaults(SECURE), "_session=1; secure", "_session=1; secure"),
    Row(rule("_session", SECURE), "_session=1", "_session=1; Secure"),
    Row(rule("_session", 'secure = "keep"') + defaults(SECURE), "_session=1", "_session=1"),
    Row(rule("_session", HTTP_ONLY), "_session=1", "_session=1; HttpOnly"),
    Row(rule("_session", 'httponly = "keep"') + defaults(HTTP_ONLY), "_session=1", "_session=1"),
    Row(rule("_session", LAX), "_session=1", "_session=1; SameSite=Lax"),
    Row(defaults(LAX), "_session=1", "_session=1; SameSite=Lax"),
    Row(rule("_session", 'samesite = "keep"') + defaults(LAX), "_session=1", "_session=1"),
    Row(rule("_session", FORCE_STRICT), "_session=1", "_session=1; SameSite=Strict"),
    Row(rule("_session", 'samesite = "keep"') + defaults(FORCE_STRICT), "_session=1", "_session=1"),
    Row(rule("_session", FORCE_STRICT) + rule("_more", LAX), "_session=1", "_session=1; SameSite=Strict"),
    Row(rule("_session", FORCE_STRICT) + rule("_more", LAX), "_more=1", "_more=1; SameSite=Lax"),
    Row(defaults(LAX), "_session=1; SameSite=Strict", "_session=1; SameSite=Strict"),
    Row(
        defaults(SECURE),
        "_session=1; Secure=true",
        "_session=1; Secure=true",
        "its search for a bare Secure misses one with a value, and adds a second",
    ),
)

RS = 'domain = { from = "bar.test", to = "rs.test" }'
CONTOUR = (
    Row(rule("rs", RS), "other=1; Path=/n; Domain=bar.test; Secure", "other=1; Path=/n; Domain=bar.test; Secure"),
    Row(
        rule("rs", RS + "\n" + SECURE + "\n" + FORCE_STRICT),
        "rs=1",
        "rs=1; Secure; SameSite=Strict",
        "contour adds Domain and Path where there were none; a policy never widens a host-only cookie",
    ),
    Row(
        rule("rs", RS + '\npath = [{ from = "/bar", to = "/ra" }]\nsamesite = { value = "Lax", when = "always" }'),
        "rs=1; Path=/bar; Domain=bar.test; SameSite=None; Secure",
        "rs=1; Path=/ra; Domain=rs.test; SameSite=Lax; Secure",
        "contour can take Secure out (secure: false); a policy can't",
    ),
    Row(
        rule("rs", RS),
        "rs=1; Domain=bar.test; Max-Age=10; HttpOnly",
        "rs=1; Domain=rs.test; Max-Age=10; HttpOnly",
    ),
    Row(rule("rs", RS), "rs=1; Path=/b; SameSite=Lax; Secure", "rs=1; Path=/b; SameSite=Lax; Secure"),
    Row(rule("m1", SECURE) + rule("m2", HTTP_ONLY), "m1=1", "m1=1; Secure"),
    Row(rule("m1", SECURE) + rule("m2", HTTP_ONLY), "m2=1", "m2=1; HttpOnly"),
    Row(rule("rs", SECURE), "rs", "rs"),
    Row(
        defaults(SECURE),
        "rs",
        "rs; Secure",
        "contour leaves what has no = alone; browsers store it, as a nameless cookie, so defaults hold for it",
    ),
    Row(rule("rs", SECURE), "rs=foo; Path=/;", "rs=foo; Path=/; Secure"),
    Row(rule("rs", SECURE), "rs=foo;   ", "rs=foo; Secure"),
    Row(rule("rs", SECURE), "rs=foo; ;", "rs=foo; Secure"),
)

ROWS = [
    (f"{suite} {number}", row)
    for suite, rows in (("nginx", NGINX), ("httpd", HTTPD), ("secure_headers", SECURE_HEADERS), ("contour", CONTOUR))
    for number, row in enumerate(rows)
]


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[name for name, _ in ROWS])
def test_others_are_agreed_with_or_argued_against(row: Row) -> None:
    """Each behaviour of another suite, under the policy nearest to its configuration."""
    assert row.ours == enforce_line(policy_of(row.body), row.line, HTTPS), row.argued


def _name(text: str) -> str:
    return f'[[cookies]]\nmatch = {{ name = "a{text}b" }}\n'


# What contour and secure_headers refuse to be configured with, and we as well.
REFUSED = (
    *(
        (_name(f"\\u{code:04x}"), "contour: control characters, blanks and separators in names")
        for code in (*range(33), 0x7F, ord(";"), ord("="))
    ),
    *(
        (f'[defaults]\npath = [{{ from = "/x", to = "/a\\u{code:04x}b" }}]', "contour: ; and controls in paths")
        for code in (*range(33), 0x7F, ord(";"))
    ),
    *(
        (f'[defaults]\ndomain = {{ from = "x.test", to = "{domain}" }}', "contour: what is no domain")
        for domain in ("*", "*.foo.test", "invalid.char&.test", "")
    ),
    ('[defaults]\nsamesite = { value = "Invalid" }', "contour: an unknown SameSite"),
    ('defaults = "configuration"', "secure_headers: no table"),
    ('[defaults]\nsecure = "true"', "secure_headers: a text for a flag"),
    ("[defaults]\nsecure = false", "secure_headers: false, which would loosen"),
    ("[defaults]\nsamesite = true", "secure_headers: SameSite without a mode"),
    ("[defaults]\nsamesite = { lax = true, strict = true }", "secure_headers: two modes"),
    (rule("a", LAX) + rule("a", FORCE_STRICT), "secure_headers: two modes for one name"),
    ('[[cookies]]\nmatch = { name = "a", prefix = "b" }', "secure_headers: only and except together"),
)


@pytest.mark.parametrize("body", [row[0] for row in REFUSED], ids=[f"{i} {row[1]}" for i, row in enumerate(REFUSED)])
def test_what_others_refuse_to_be_told_is_refused(body: str) -> None:
    """At reading, not at the first cookie."""
    text = text_of(body)
    if body.startswith("defaults"):
        text = f'version = 1\n{body}\n[site]\norigin = "https://a.test"\n'

    with pytest.raises(PolicyError):
        from_toml(text)


@pytest.mark.parametrize("char", "()<>@,:/[]?{}")
def test_separators_are_names_for_us(char: str) -> None:
    """Contour refuses them as no token (RFC 9110); PHP and others set such names, and they must be hardened as well."""
    policy = policy_of(f'[[cookies]]\nmatch = {{ name = "a{char}b" }}\nsecure = "require"')

    assert enforce_line(policy, f"a{char}b=1", HTTPS) == f"a{char}b=1; Secure"
