"""What holds for any line and any store."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies import (
    DRAFT,
    PROFILES,
    CookieStore,
    Profile,
    Rejected,
    Request,
    SetCookie,
    explain_set_cookie,
    load_suffixes,
    parse_cookie_date,
    parse_cookie_header,
    parse_set_cookie,
    serialize_set_cookie,
)

SUFFIXES = load_suffixes()
NOW = 1_000_000_000

ATTRIBUTES = st.sampled_from(
    (
        "Path=/", "Path=/a", "Path=x", "Domain=example.com", "Domain=.www.example.com", "Domain=", "Domain=.", "Secure",
        "HttpOnly", "Partitioned", "SameSite=Lax", "SameSite=None", "SameSite=Strict", "SameSite=?", "Max-Age=60",
        "Max-Age=0", "Max-Age=-", "Expires=Wed, 09 Jun 2027 10:18:14 GMT", "Expires=x", "Priority=High", "Domain=. x",
    )
)  # fmt: skip
NAMES = st.sampled_from(("a", "b", "__Host-a", "__secure-b", "__Http-c", "__HOST-HTTP-d", ""))
LIKELY = st.builds(
    lambda name, value, attributes: "; ".join((f"{name}={value}", *attributes)),
    NAMES,
    st.text(st.characters(max_codepoint=0xFF, exclude_characters=";"), max_size=5),
    st.lists(ATTRIBUTES, max_size=6),
).map(lambda line: line.encode("latin-1"))
LINES = st.one_of(st.binary(max_size=60), LIKELY)
RULES = st.sampled_from(PROFILES)
URLS = st.sampled_from(
    (
        "https://www.example.com/a", "http://www.example.com/a", "https://example.com/", "http://example.com/",
        "https://api.example.com/a/b", "http://192.168.0.1/", "https://www.example.org/",
    )
)  # fmt: skip
REQUESTS = st.builds(
    Request,
    url=URLS,
    initiator=st.one_of(st.none(), URLS, st.just("null")),
    kind=st.sampled_from(("top", "iframe", "subresource")),
    method=st.sampled_from(("GET", "POST")),
    via=st.sampled_from(("http", "script")),
)


def meaning(cookie: SetCookie) -> SetCookie:
    """The typed fields alone; an empty Domain means what none means."""
    return replace(cookie, attributes=(), domain=cookie.domain or None)


@given(st.binary(), RULES)
def test_any_bytes_parse(line: bytes, profile: Profile) -> None:
    """Whatever a server sends is data."""
    parse_set_cookie(line, profile=profile)
    parse_cookie_header(line.decode("latin-1"))
    parse_cookie_date(line.decode("latin-1"))


@given(st.text(), RULES)
def test_any_text_parses(line: str, profile: Profile) -> None:
    """Even text that is not latin-1."""
    parse_set_cookie(line, profile=profile)
    parse_cookie_header(line)
    parse_cookie_date(line)


@given(LINES, RULES, REQUESTS)
def test_any_line_is_received_and_explained(line: bytes, profile: Profile, request_: Request) -> None:
    """Stored or refused, never an exception, and both agree on an empty store."""
    (outcome,) = CookieStore(SUFFIXES, profile).receive(request_, [line], NOW)
    explanation = explain_set_cookie(line, request_.url, request_, profile=profile, now=NOW, suffixes=SUFFIXES)

    assert explanation.rejected is (outcome.reason if isinstance(outcome, Rejected) else None)


@given(LINES, RULES)
def test_what_is_parsed_is_written_and_reads_back(line: bytes, profile: Profile) -> None:
    """Same meaning, and from then on the same text."""
    parsed = parse_set_cookie(line, profile=profile)
    if isinstance(parsed, Rejected):
        return
    written = serialize_set_cookie(parsed, strict=False)
    again = parse_set_cookie(written, profile=profile)

    assert isinstance(again, SetCookie)
    assert meaning(again) == meaning(parsed)
    assert serialize_set_cookie(again, strict=False) == written


@given(
    st.lists(ATTRIBUTES, max_size=7, unique_by=lambda attribute: attribute.partition("=")[0]).flatmap(
        lambda attributes: st.tuples(st.just(attributes), st.permutations(attributes))
    ),
    RULES,
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_case_of_attributes_matters(
    orders: tuple[list[str], list[str]], profile: Profile, source: Random
) -> None:
    """As long as their names differ."""
    first, second = orders
    recased = [
        "".join(source.choice((char.lower(), char.upper())) for char in name) + equals + value
        for name, equals, value in (attribute.partition("=") for attribute in second)
    ]
    one, other = (parse_set_cookie("; ".join(("a=b", *order)), profile=profile) for order in (first, recased))

    assert isinstance(one, SetCookie)
    assert isinstance(other, SetCookie)
    assert meaning(one) == meaning(other)


@given(st.lists(st.tuples(REQUESTS, LIKELY), max_size=8), REQUESTS, RULES)
def test_a_cookie_goes_only_where_it_may(
    history: list[tuple[Request, bytes]], request_: Request, profile: Profile
) -> None:
    """A Secure one never over http, a host-only one to no other host, an HttpOnly one to no script."""
    store = CookieStore(SUFFIXES, profile)
    for at, (request, line) in enumerate(history):
        store.receive(request, [line], NOW + at)
    host = request_.url.split("/")[2]
    sent = store.cookies_for(request_, NOW + 10)

    assert not (request_.url.startswith("http:") and any(cookie.secure for cookie in sent))
    assert not (request_.via == "script" and any(cookie.http_only for cookie in sent))
    for cookie in sent:
        assert host == cookie.domain if cookie.host_only else host.endswith(cookie.domain)
        assert store.would_send(cookie, request_, NOW + 10).sent


@given(st.lists(st.tuples(REQUESTS, LIKELY), max_size=8), RULES)
def test_a_copy_stays_as_it_was(history: list[tuple[Request, bytes]], profile: Profile) -> None:
    """Whatever the original receives."""
    store = CookieStore(SUFFIXES, profile)
    frozen = store.copy()
    for at, (request, line) in enumerate(history):
        before = list(frozen)
        store.receive(request, [line], NOW + at)
        assert list(frozen) == before
        frozen = store.copy()
        assert frozen == store
        assert len(frozen) == len(list(frozen))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_profile_has_a_name_of_its_own(profile: Profile) -> None:
    """Output tells them apart."""
    assert [other for other in PROFILES if other.name == profile.name] == [profile]


def test_the_draft_is_the_default_of_every_flag() -> None:
    """A profile says only where a browser parts from the draft."""
    assert Profile(DRAFT.name) == DRAFT
