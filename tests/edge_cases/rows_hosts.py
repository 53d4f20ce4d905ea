"""Hosts and domains: rows 38 to 47, over real connections."""

from dataclasses import replace

from hardtack.recording.brief import Brief, Recipe
from hardtack.recording.message import Answer
from tests.edge_cases.row import Row, Says
from tests.edge_cases.scene import GOOD, RIGHT, Scene, line, session
from tests.recording.site import BRIEF, to


def _at(host: str, **more: object) -> Brief:
    return replace(BRIEF, url=f"https://{host}/", **more)  # type: ignore[arg-type]


def _domain(domain: str) -> Scene:
    return Scene(session(f"{GOOD}; Domain={domain}"))


def _redirect(path: str) -> Answer:
    """A plain side that redirects, and sets a cookie for the other side."""
    answer = to(f"https://a.example.org{path}", 301)
    return replace(answer, fields=(*answer.fields, ("Set-Cookie", "__Host-plain=1; Secure; HttpOnly; Path=/")))


ROWS = (
    Row(
        "38",
        "a.example.org answers `Domain=a.example.org`",
        "Q4 passed, info: its sub-domains get it",
        "without Domain they would not",
        (Says("Q4", "passed", "info", "every name under it"),),
        _domain("a.example.org"),
        _at("a.example.org"),
        real=True,
    ),
    Row(
        "39",
        "a.example.org answers `Domain=.example.org` for the session",
        "Q4 failed, medium",
        "the sibling hosts get it; the leading dot changes nothing",
        (Says("Q4", "failed", "medium", "example.org"),),
        _domain(".example.org"),
        _at("a.example.org"),
        real=True,
    ),
    Row(
        "40",
        "example.org answers `Domain=example.org`, declared shared",
        "Q4 passed, info",
        "its hosts share it on purpose",
        (Says("Q4", "passed", "info", "every name under it"),),
        _domain("example.org"),
        _at("example.org", recipe=Recipe(shared_domain=("example.org",))),
        real=True,
        more=(
            Row(
                "40",
                "a.example.org answers `Domain=example.org`, declared shared",
                "Q4 passed, info",
                "the same, seen from one of its hosts",
                (Says("Q4", "passed", "info", "shared"),),
                _domain("example.org"),
                _at("a.example.org", recipe=Recipe(shared_domain=("example.org",))),
                real=True,
            ),
        ),
    ),
    Row(
        "41",
        "`Domain=github.io` from shop.github.io",
        "Q4 failed: browsers drop it",
        "public suffixes belong to nobody",
        (Says("Q4", "failed", words="github.io"), Says("Q1", "inconclusive")),
        _domain("github.io"),
        _at("shop.github.io"),
        real=True,
        beside=("HT1104",),
        more=tuple(
            Row(
                "41",
                f"`Domain={suffix}` from {host}",
                "Q4 failed: browsers drop it",
                "public suffixes belong to nobody",
                (Says("Q4", "failed", words=suffix), Says("Q1", "inconclusive")),
                _domain(suffix),
                _at(host),
                beside=("HT1104",),
                real=True,
            )
            for suffix, host in (("org", "a.example.org"), ("co.uk", "shop.co.uk"))
        ),
        correction="The login can't be proved there, as no browser has a session: Q1 and Q2 stay open.",
    ),
    Row(
        "42",
        "`Domain=other.net` from a host elsewhere",
        "Q4 failed: browsers drop it",
        "nobody sets cookies for strangers",
        (Says("Q4", "failed", words="other.net"),),
        _domain("other.net"),
        _at("a.example.org"),
        real=True,
        beside=("HT1104",),
    ),
    Row(
        "42b",
        "the host is a public suffix itself, and Domain is that host",
        "Q4 passed, info: host-only",
        "browsers take it as if no Domain stood there",
        (Says("Q4", "passed", "info", "github.io"),),
        _domain("github.io"),
        _at("github.io"),
        real=True,
    ),
    Row(
        "43",
        "`Domain=127.0.0.1` from that address",
        "Q4 passed, info: host-only in effect",
        "an address has no sub-domains",
        (Says("Q4", "passed", "info", "127.0.0.1"),),
        _domain("127.0.0.1"),
        _at("127.0.0.1"),
        real=True,
    ),
    Row(
        "44",
        "`Domain=` without a value",
        "Q4 passed, info: host-only",
        "an empty Domain is none",
        (Says("Q4", "passed", "info", "empty"),),
        _domain(""),
        _at("a.example.org"),
        real=True,
    ),
    Row(
        "45",
        "`__Host-` with a Path, without Secure, with a Domain",
        "an extra (HT1103): browsers drop it",
        "the prefix's conditions are not met",
        (
            Says("HT1103", "failed", "low", "__Host-path"),
            Says("HT1103", "failed", "low", "__Host-secure"),
            Says("HT1103", "failed", "low", "__Host-domain"),
        ),
        Scene(
            RIGHT,
            changed=line(
                "__Host-path=1; Secure; HttpOnly; Path=/account",
                "__Host-secure=1; HttpOnly; Path=/",
                "__Host-domain=1; Secure; HttpOnly; Path=/; Domain=a.example.org",
            ),
        ),
        _at("a.example.org"),
        real=True,
        more=(
            Row(
                "45",
                "`__Host-` with all it asks for, over http",
                "an extra (HT1103 or HT1104): browsers drop it",
                "Secure is for trustworthy origins alone",
                (Says("HT1104", "failed", "low", "__Host-plain"),),
                Scene(plain=_redirect),
                _at("a.example.org"),
                real=True,
                beside=("HT1103",),
            ),
        ),
    ),
    Row(
        "46",
        "`__host-x` without Secure",
        "an extra (HT1103): browsers drop it",
        "prefixes have no case in the browsers measured",
        (Says("HT1103", "failed", "low", "__host-x"),),
        Scene(RIGHT, changed=line("__host-x=1; HttpOnly; Path=/")),
        _at("a.example.org"),
        real=True,
    ),
    Row(
        "47",
        "`=__Host-sid=evil`, a cookie without a name",
        "an extra, low (HT1104): browsers drop it",
        "servers that split the field at its last `=` would take it for `__Host-sid`",
        (Says("HT1104", "failed", "low", "no name"),),
        Scene(RIGHT, changed=line(f"=__Host-sid=evil; {GOOD}")),
        _at("a.example.org"),
        real=True,
        correction="Both browsers measured drop the line for what it is (tests/browser), so no server gets it "
        "from them: low, as for every line that browsers drop.",
    ),
)
