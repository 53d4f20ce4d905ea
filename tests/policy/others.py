"""Behaviours that others hold their software to, as facts in our own words: agreed with, or argued against.

The suites: nginx-tests (proxy_cookie.t, proxy_cookie_flags.t), Apache's httpd-tests (t/modules/headers.t),
secure_headers (cookie_spec.rb), contour (cookie_rewrite_test.go). A row gives what the policy nearest to the suite's
configuration makes of a line; where that is not what the suite's subject makes of it, it says why. What those suites
say of other fields, of variables and conditions, and of routes has no row: a policy is about one site's cookies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hardtack.policy import CookieRule, Policy
from hardtack.policy.enforce import name_of
from tests.policy.making import policy_of

__all__ = ["FORCE_STRICT", "LAX", "ROWS", "Row", "Together", "rule", "together"]

AGREED = ""


@dataclass(frozen=True, slots=True)
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
    ours: str
    argued: str = AGREED


@dataclass(frozen=True, slots=True)
class Together:
    """Rows in one policy.

    Attributes:
        policy: The rules of all the rows, over the defaults that they share.
        rows: (which, the line, what is made of it), with the names that the policy has for them.
    """

    policy: Policy
    rows: tuple[tuple[str, str, str], ...]


def rule(name: str, fields: str) -> str:
    """A rule for one name."""
    return f'[[cookies]]\nmatch = {{ name = "{name}" }}\n{fields}\n'


def matching(pattern: str, fields: str) -> str:
    """A rule for the names that a pattern matches."""
    return f'[[cookies]]\nmatch = {{ re = "{pattern}" }}\n{fields}\n'


def defaults(fields: str) -> str:
    """A policy's defaults."""
    return f"[defaults]\n{fields}\n"


def same_site(value: str, when: str) -> str:
    """What is to become of SameSite."""
    return f'samesite = {{ value = "{value}", when = "{when}" }}'


SECURE = 'secure = "require"'
HTTP_ONLY = 'httponly = "require"'
BOTH = f"{SECURE}\n{HTTP_ONLY}"
LAX = same_site("Lax", "absent")
FORCE_STRICT = same_site("Strict", "always")


def paths(*moves: tuple[str, str]) -> str:
    """Where paths go."""
    return "path = [" + ", ".join(f'{{ from = "{old}", to = "{new}" }}' for old, new in moves) + "]"


_FLAGGED = ";Secure;HttpOnly;SameSite="
_MOVES = ("/p", "/q"), ("/here", "/new/here"), ("/re", "/"), ("/foo", "/bar"), ("/foo2", "/bar"), ("/foo3", "/bar22")
MOVED = defaults('domain = { from = "x.test", to = "y.test" }\n' + paths(*_MOVES))
# Few defaults for many rows: every one more is one more server to start, of each kind.
USUAL = defaults(f"{HTTP_ONLY}\n{LAX}")
SHARP = defaults(f'{FORCE_STRICT}\ndomain = "remove"')

NGINX_FLAGS = (
    Row(rule("a", BOTH), "a=path=domain=; domain=www.x.test", "a=path=domain=; domain=www.x.test; Secure; HttpOnly"),
    *(
        Row(
            rule("a", f"{BOTH}\n{same_site(mode, 'always')}"),
            f"a=path=domain=; Domain=x.test{sent}",
            f"a=path=domain=; Domain=x.test; Secure; HttpOnly; SameSite={mode}",
        )
        for mode in ("None", "Lax", "Strict")
        for sent in ("", f"{_FLAGGED}{'Lax' if mode == 'None' else 'None'}")
    ),
    Row(
        rule("a", 'httponly = "forbid"'),
        "a=path=domain=; Domain=x.test;secure;httponly;samesite=lax",
        "a=path=domain=; Domain=x.test; secure; samesite=lax",
        "nosecure and nosamesite take these out as well; a policy never loosens that way",
    ),
    Row(rule("a", SECURE), "nx=path=domain=;samesite=none", "nx=path=domain=; samesite=none"),
    Row(rule("a", SECURE), "a=1; Secure", "a=1; Secure"),
    Row(rule("a", HTTP_ONLY), "a=1; HTTPONLY", "a=1; HTTPONLY"),
    Row(rule("a", 'httponly = "forbid"'), "a=1; HttpOnly; Path=/", "a=1; Path=/"),
    Row(rule("a", BOTH), "A=1", "A=1", "nginx holds names equal whatever their case; to browsers a and A are two"),
    Row(
        rule("a", same_site("Lax", "weaker")),
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
    Row(matching("[a-z]*bar[a-z]*", HTTP_ONLY), "foobarbaz=1", "foobarbaz=1; HttpOnly"),
    Row(
        matching("[A-Z]*BAR[A-Z]*", HTTP_ONLY),
        "foobarbaz=1",
        "foobarbaz=1",
        "nginx's ~BAR finds bar as well; to browsers names that differ in case are two",
    ),
    Row(matching("a[0-9]", SECURE), "a5=1", "a5=1; Secure"),
    Row(matching("a[0-9]", SECURE), "xa5=1", "xa5=1", "nginx searches, we match whole names"),
    Row("", "a=path=domain=; Domain=x.test", "a=path=domain=; Domain=x.test"),
    Row(defaults(SECURE), "a=1;\tSecure", "a=1; Secure", "nginx takes a tab for a part of the name: a second Secure"),
    Row(defaults(SECURE), "nameless", "nameless; Secure", "nginx leaves a line without = alone; browsers store it"),
    Row(rule("a", SECURE) + rule("b", HTTP_ONLY), "a=1", "a=1; Secure"),
    Row(
        USUAL + rule("a", SECURE),
        "a=1",
        "a=1; Secure; HttpOnly; SameSite=Lax",
        "of nginx's lines the first that matches counts alone; ours stands over the defaults",
    ),
)

NGINX_PLACES = (
    Row(MOVED, "v=path=domain=; Domain=X.Test", "v=path=domain=; Domain=y.test"),
    Row(
        MOVED,
        "v=path=domain=; Domain=.X.TEST",
        "v=path=domain=; Domain=y.test",
        "nginx keeps the dot before the new domain; browsers take no notice of one, and ours leaves it out",
    ),
    Row(MOVED, "a=1; domain=w.x.test", "a=1; domain=w.x.test"),
    Row(
        MOVED,
        "v=path=domain=; Domain=www.x.COM",
        "v=path=domain=; Domain=www.x.COM",
        "nginx can change every .com to .org by an expression; a policy names the domain that it changes",
    ),
    Row(MOVED, "v=path=domain=; Path=/p/test.html", "v=path=domain=; Path=/q/test.html"),
    Row(MOVED, "v=path=domain=; Path=/here/test.html", "v=path=domain=; Path=/new/here/test.html"),
    Row(MOVED, "v=path=domain=; Path=/re/test.html", "v=path=domain=; Path=/test.html"),
    Row(
        MOVED,
        "v=path=domain=; Path=/RE/test.html",
        "v=path=domain=; Path=/RE/test.html",
        "nginx's ~* finds /RE/ too; to browsers and applications it is another path",
    ),
    Row(
        MOVED,
        "v=path=domain=; Domain=x.test; Path=/p/test.html",
        "v=path=domain=; Domain=y.test; Path=/q/test.html",
    ),
    Row(MOVED, "a=1; PATH=/p/x", "a=1; Path=/q/x"),
    Row("", "v=path=domain=; Domain=x.test; Path=/p/test.html", "v=path=domain=; Domain=x.test; Path=/p/test.html"),
    Row(SHARP, "a=1; Domain=x.test", "a=1; SameSite=Strict", "nginx leaves an empty Domain= behind"),
    Row(
        MOVED,
        "a=1; path=/px",
        "a=1; path=/px",
        "nginx changes any path that begins so; we change whole segments, or another application's cookie moves",
    ),
    Row(MOVED, "a=path=/p; x", "a=path=/p; x"),
)

HTTPD = (
    Row(MOVED, "a=1; Path=/foo/foo", "a=1; Path=/bar/foo"),
    Row(MOVED, "a=1; Path=/foo2/foo2", "a=1; Path=/bar/foo2"),
    Row(
        MOVED,
        "a=1; Path=/foo3/foo3",
        "a=1; Path=/bar22/foo3",
        "`edit*` changes every occurrence, and `edit` the first, wherever it is; of a path we change the beginning",
    ),
    Row(rule("bar", f'prefix = "__Secure-"\n{SECURE}'), "bar=1", "__Secure-bar=1; Secure"),
    Row(defaults(BOTH), "a=1", "a=1; Secure; HttpOnly"),
    Row(
        defaults(BOTH),
        "",
        "; Secure; HttpOnly",
        "the table has ;httpOnly;secure for the founding article's edit of an empty field: only the order differs",
    ),
    Row(
        defaults(BOTH),
        "a=1; secure; HttpOnly",
        "a=1; secure; HttpOnly",
        "`edit ^(.*)$ $1;httpOnly;secure` doubles both: what audits then complain of",
    ),
    Row(
        SHARP,
        "a=1; Domain=x; Domain=y",
        "a=1; SameSite=Strict",
        "`edit` takes the first match, `edit*` every one: ours is every one",
    ),
    Row(defaults(SECURE), "a=securesecure", "a=securesecure; Secure", "an edit looks into values too; we never do"),
    # `merge` adds what isn't there; what stands in quotes is something else.
    Row(defaults(SECURE), 'a=1; "Secure"', 'a=1; "Secure"; Secure'),
)

SECURE_HEADERS = (
    Row("", "_session=1", "_session=1"),
    Row(defaults(BOTH), "_session=1", "_session=1; Secure; HttpOnly"),
    Row(defaults(SECURE), "_session=1; secure", "_session=1; secure"),
    Row(defaults(SECURE), "_session=1", "_session=1; Secure"),
    Row(rule("_session", SECURE), "_session=1", "_session=1; Secure"),
    Row(defaults(SECURE) + rule("_session", 'secure = "keep"'), "_session=1", "_session=1"),
    # Flags for all, and one cookie spared of one of them.
    Row(USUAL, "_session=1", "_session=1; HttpOnly; SameSite=Lax"),
    Row(rule("_session", HTTP_ONLY), "_session=1", "_session=1; HttpOnly"),
    Row(USUAL + rule("_session", 'httponly = "keep"'), "_session=1", "_session=1; SameSite=Lax"),
    Row(rule("_session", LAX), "_session=1", "_session=1; SameSite=Lax"),
    Row(USUAL + rule("_session", 'samesite = "keep"'), "_session=1", "_session=1; HttpOnly"),
    Row(rule("_session", FORCE_STRICT), "_session=1", "_session=1; SameSite=Strict"),
    Row(SHARP, "_session=1", "_session=1; SameSite=Strict"),
    Row(SHARP + rule("_session", 'samesite = "keep"'), "_session=1", "_session=1"),
    Row(rule("_session", FORCE_STRICT) + rule("_more", LAX), "_session=1", "_session=1; SameSite=Strict"),
    Row(rule("_session", FORCE_STRICT) + rule("_more", LAX), "_more=1", "_more=1; SameSite=Lax"),
    Row(USUAL, "_session=1; SameSite=Strict; HttpOnly", "_session=1; SameSite=Strict; HttpOnly"),
    Row(
        USUAL + rule("_session", FORCE_STRICT),
        "_session=1",
        "_session=1; HttpOnly; SameSite=Strict",
        "it refuses one mode for all and another for one cookie; here a rule stands over the defaults",
    ),
    Row(
        defaults(SECURE),
        "_session=1; Secure=true",
        "_session=1; Secure=true",
        "its search for a bare Secure misses one with a value, and adds a second",
    ),
)

RS = 'domain = { from = "bar.test", to = "rs.test" }'
_AS_IT_IS = "tls=bar; Domain=x.test; Path=/; SameSite=Strict; Secure"
CONTOUR = (
    Row("", "rs=1; Path=/n; SameSite=Strict; Secure", "rs=1; Path=/n; SameSite=Strict; Secure"),
    Row(rule("rs", RS), "other=1; Path=/n; Domain=bar.test; Secure", "other=1; Path=/n; Domain=bar.test; Secure"),
    Row(
        rule("rs", f"{RS}\n{SECURE}\n{FORCE_STRICT}"),
        "rs=1",
        "rs=1; Secure; SameSite=Strict",
        "contour adds Domain and Path where there were none; a policy never widens a host-only cookie",
    ),
    Row(
        rule("rs", f"{RS}\n{paths(('/bar', '/ra'))}\n{same_site('Lax', 'always')}"),
        "rs=1; Path=/bar; Domain=bar.test; SameSite=None; Secure",
        "rs=1; Path=/ra; Domain=rs.test; SameSite=Lax; Secure",
        "contour can take Secure out (secure: false); a policy can't",
    ),
    Row(rule("rs", RS), "rs=1; Domain=bar.test; Max-Age=10; HttpOnly", "rs=1; Domain=rs.test; Max-Age=10; HttpOnly"),
    Row(
        rule("rs", RS),
        "rs=1; Path=/bar; Domain=bar.test; SameSite=Lax; Secure",
        "rs=1; Path=/bar; Domain=rs.test; SameSite=Lax; Secure",
    ),
    Row(rule("rs", RS), "rs=1; Path=/b; SameSite=Lax; Secure", "rs=1; Path=/b; SameSite=Lax; Secure"),
    Row(rule("m1", SECURE) + rule("m2", HTTP_ONLY), "m1=1", "m1=1; Secure"),
    Row(rule("m1", SECURE) + rule("m2", HTTP_ONLY), "m2=1", "m2=1; HttpOnly"),
    Row(rule("rs", paths(("/svc", "/new"))), "rs=1; Path=/svc", "rs=1; Path=/new"),
    # What a service says of a cookie stands over what its route says, field by field, as a rule does over the defaults.
    Row(
        rule("rs", f"{same_site('Lax', 'always')}\n{HTTP_ONLY}") + defaults(SECURE),
        "rs=1",
        "rs=1; Secure; HttpOnly; SameSite=Lax",
    ),
    Row(rule("rs", 'secure = "keep"') + defaults(SECURE), "route=1", "route=1; Secure"),
    # What contour itself sets to find a server again.
    Row(
        rule("X-Contour-Session-Affinity", f"{SECURE}\n{FORCE_STRICT}"),
        'X-Contour-Session-Affinity="0a1b"; Path=/; HttpOnly',
        'X-Contour-Session-Affinity="0a1b"; Path=/; HttpOnly; Secure; SameSite=Strict',
    ),
    Row(rule("tls", f"{SECURE}\n{FORCE_STRICT}"), _AS_IT_IS, _AS_IT_IS),
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

ROWS: Final = tuple(
    (f"{suite} {number}", row)
    for suite, rows in (
        ("nginx flags", NGINX_FLAGS),
        ("nginx places", NGINX_PLACES),
        ("httpd", HTTPD),
        ("secure_headers", SECURE_HEADERS),
        ("contour", CONTOUR),
    )
    for number, row in enumerate(rows)
)
"""Every row by its suite and number."""


def together() -> Iterator[Together]:
    """The rows in as few policies as their defaults allow, so that few servers have to be started.

    Each row's names, in its rules and in its line, get an ending of their own: no rule meets another row's cookie.
    """
    groups: dict[Policy, list[tuple[str, str, Row, Policy]]] = {}
    for number, (name, row) in enumerate(ROWS):
        policy = policy_of(row.body)
        groups.setdefault(replace(policy, cookies=()), []).append((name, f"_{number}", row, policy))
    for shared, members in groups.items():
        yield Together(
            replace(shared, cookies=tuple(one for _, ending, _, policy in members for one in _rules(policy, ending))),
            tuple((name, _line(row.line, ending), _line(row.ours, ending)) for name, ending, row, _ in members),
        )


def _rules(policy: Policy, ending: str) -> Iterator[CookieRule]:
    for one in policy.cookies:
        yield replace(one, match=replace(one.match, text=one.match.text + ending))


def _line(line: str, ending: str) -> str:
    name = name_of(line)
    return f"{name}{ending}{line.removeprefix(name)}" if name else line
