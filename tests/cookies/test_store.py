"""The cookie store."""

from dataclasses import replace

import pytest

from hardtack.cookies import (
    CHROMIUM,
    DRAFT,
    MAX_COOKIES,
    MAX_COOKIES_PER_SITE,
    Cookie,
    CookieStore,
    InvalidURL,
    Reject,
    Rejected,
    Request,
    Stored,
    load_suffixes,
)

SUFFIXES = load_suffixes()
HERE = Request("https://www.example.com/a/b")
PLAIN = Request("http://www.example.com/a/b")
SCRIPT = Request("https://www.example.com/a/b", via="script")


@pytest.fixture
def store() -> CookieStore:
    """An empty store by the draft's rules."""
    return CookieStore(SUFFIXES)


def test_lines_are_obeyed_in_order(store: CookieStore) -> None:
    """Each line has its outcome, in its place."""
    outcomes = store.receive(HERE, ["a=1", b"b=2", "\x00", "a=3"], 5)

    assert [type(outcome) for outcome in outcomes] == [Stored, Stored, Rejected, Stored]
    assert store.header_for(HERE, 5) == "a=3; b=2"


def test_longer_paths_go_first_then_older_cookies(store: CookieStore) -> None:
    """The order of the Cookie field."""
    store.receive(HERE, ["a=1; Path=/", "b=2; Path=/a/b", "c=3; Path=/"], 5)
    store.put(Cookie("d", "4", "www.example.com", created=1))

    assert store.header_for(HERE, 6) == "b=2; d=4; a=1; c=3"


def test_a_nameless_cookie_is_its_bare_value(store: CookieStore) -> None:
    """There is nothing before it, not even an equals sign."""
    store.receive(HERE, ["foo", "a="], 5)

    assert store.header_for(HERE, 5) == "foo; a="


def test_a_replaced_cookie_keeps_its_place(store: CookieStore) -> None:
    """It has the creation time of what it replaces, which is reported."""
    first, _, again = store.receive(HERE, ["a=1", "b=2", "a=3"], 5)
    (later,) = store.receive(HERE, ["a=4"], 9)

    assert isinstance(first, Stored)
    assert isinstance(again, Stored)
    assert isinstance(later, Stored)
    assert first.replaced is None
    assert not first.removal
    assert again.replaced == first.cookie
    assert later.cookie.created == 5
    assert store.header_for(HERE, 9) == "a=4; b=2"


def test_chromium_moves_a_new_value_to_the_end() -> None:
    """The same value stays where it is."""
    store = CookieStore(SUFFIXES, CHROMIUM)
    store.receive(HERE, ["a=1", "b=2", "a=1"], 5)
    assert store.header_for(HERE, 5) == "a=1; b=2"

    store.receive(HERE, ["a=3"], 5)
    assert store.header_for(HERE, 5) == "b=2; a=3"


def test_a_cookie_is_deleted_by_an_expired_one(store: CookieStore) -> None:
    """Same name, domain and path; the outcome tells what is gone."""
    store.receive(HERE, ["a=1", "b=2"], 5)
    elsewhere, here = store.receive(HERE, ["a=; Max-Age=0; Path=/", "a=; Max-Age=0"], 6)

    assert isinstance(elsewhere, Stored)
    assert isinstance(here, Stored)
    assert (elsewhere.removal, elsewhere.replaced) == (True, None)
    assert here.removal
    assert here.replaced is not None
    assert here.replaced.value == "1"
    assert store.header_for(HERE, 6) == "b=2"
    assert len(store) == 1


def test_the_last_cookie_of_a_site_can_be_deleted(store: CookieStore) -> None:
    """Nothing is left behind."""
    store.receive(HERE, ["a=1", "a=; Max-Age=0"], 6)

    assert len(store) == 0
    assert store == CookieStore(SUFFIXES)


def test_cookies_are_told_apart_by_more_than_the_name(store: CookieStore) -> None:
    """Domain, host-only, path and partition make them different."""
    store.receive(
        HERE,
        ["a=1", "a=2; Path=/", "a=3; Domain=example.com", "a=4; Domain=www.example.com", "a=5; Secure; Partitioned"],
        5,
    )

    assert store.header_for(HERE, 5) == "a=1; a=3; a=4; a=5; a=2"


def test_a_cookie_that_expired_is_not_sent_nor_replaced(store: CookieStore) -> None:
    """A new one in its place is new."""
    store.receive(HERE, ["a=1; Max-Age=5; HttpOnly"], 10)
    assert store.header_for(HERE, 15) == ""
    assert store.live(14) != ()
    assert store.live(15) == ()

    (outcome,) = store.receive(SCRIPT, ["a=2"], 15)
    assert isinstance(outcome, Stored)
    assert outcome.replaced is None
    assert outcome.cookie.created == 15


def test_a_script_cannot_replace_an_http_only_cookie(store: CookieStore) -> None:
    """Nor delete it, nor see it."""
    store.receive(HERE, ["a=1; HttpOnly", "b=2"], 5)

    assert store.receive(SCRIPT, ["a=2", "a=; Max-Age=0"], 6) == (
        Rejected(Reject.HTTP_ONLY_EXISTS, "a"),
        Rejected(Reject.HTTP_ONLY_EXISTS, "a"),
    )
    assert store.header_for(SCRIPT, 6) == "b=2"
    assert store.header_for(HERE, 6) == "a=1; b=2"


def test_an_http_only_cookie_is_replaced_by_http_and_others_by_scripts(store: CookieStore) -> None:
    """The protection is one way."""
    store.receive(HERE, ["a=1; HttpOnly", "b=1"], 5)
    store.receive(HERE, ["a=2; HttpOnly"], 6)
    store.receive(SCRIPT, ["b=2"], 6)

    assert store.header_for(HERE, 6) == "a=2; b=2"


@pytest.mark.parametrize(
    ("secure", "line", "overlays"),
    (
        pytest.param("a=1; Secure", "a=2", True, id="the same"),
        pytest.param("a=1; Secure; Path=/", "a=2", True, id="below its path"),
        pytest.param("a=1; Secure", "a=2; Path=/", False, id="above its path"),
        pytest.param("a=1; Secure", "b=2", False, id="another name"),
        pytest.param("a=1; Secure", "a=2; Domain=example.com", True, id="a domain above"),
        pytest.param("a=1; Secure; Domain=example.com", "a=2", True, id="a domain below"),
        pytest.param("a=1", "a=2", False, id="not Secure"),
        pytest.param("a=1; Secure; Max-Age=1", "a=2", False, id="expired"),
    ),
)
def test_plain_http_leaves_secure_cookies_alone(
    store: CookieStore,
    secure: str,
    line: str,
    overlays: bool,  # noqa: FBT001 -- a table's column
) -> None:
    """It may not overlay one of the same name."""
    store.receive(HERE, [secure], 5)
    (outcome,) = store.receive(PLAIN, [line], 6)

    assert (outcome == Rejected(Reject.OVERLAYS_SECURE, "a")) is overlays
    (over_https,) = store.receive(HERE, [line], 6)
    assert isinstance(over_https, Stored)


def test_a_copy_is_independent(store: CookieStore) -> None:
    """What happens to one does not touch the other."""
    store.receive(HERE, ["a=1", "b=2"], 5)
    frozen = store.copy()
    assert frozen == store
    store.receive(HERE, ["a=3", "b=; Max-Age=0", "c=4"], 6)

    assert frozen.header_for(HERE, 6) == "a=1; b=2"
    assert store.header_for(HERE, 6) == "a=3; c=4"
    assert frozen != store
    assert (len(frozen), len(store)) == (2, 2)


def test_a_part_of_a_store_is_a_store(store: CookieStore) -> None:
    """Kept are those that are wanted."""
    store.receive(HERE, ["a=1", "b=2", "c=3"], 5)
    part = store.keep(lambda cookie: cookie.name != "b")

    assert part.header_for(HERE, 5) == "a=1; c=3"
    assert len(store) == 3


def test_stores_are_equal_by_rules_and_cookies(store: CookieStore) -> None:
    """Order of arrival and access times do not count, rules do."""
    other = CookieStore(SUFFIXES)
    store.receive(HERE, ["a=1", "b=2"], 5)
    other.receive(HERE, ["b=2", "a=1"], 5)
    store.cookies_for(HERE, 9)

    assert store == other
    assert store != CookieStore(SUFFIXES, CHROMIUM, other)
    assert store != "a=1; b=2"


def test_a_store_cannot_be_a_key(store: CookieStore) -> None:
    """It changes."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(store)


def test_values_stay_out_of_the_repr(store: CookieStore) -> None:
    """Names only."""
    store.receive(HERE, ["sid=hunter2", "hunter3"], 5)

    assert repr(store) == "CookieStore(rfc6265bis-22: sid, (nameless))"
    assert "hunter" not in repr(list(store))


def test_sending_notes_the_access_and_asking_does_not(store: CookieStore) -> None:
    """The last access decides what is evicted first."""
    store.receive(HERE, ["a=1"], 5)
    (cookie,) = store
    store.would_send(cookie, HERE, 7)
    assert [cookie.last_access for cookie in store] == [5]

    store.header_for(HERE, 9)
    assert [cookie.last_access for cookie in store] == [9]


def test_a_planted_cookie_takes_the_place_of_its_like(store: CookieStore) -> None:
    """Whatever it is, it counts once."""
    planted = Cookie("a", "1", "www.example.com")
    store.put(planted)
    store.put(replace(planted, value="2"))

    assert (len(store), store.header_for(HERE, 5)) == (1, "a=2")


def test_a_full_site_loses_expired_then_plain_then_old_cookies(store: CookieStore) -> None:
    """Each time thirty more than needed, so that the next ones are cheap."""
    kinds = ("; Secure; Max-Age=100", "", "; Secure")
    for number in range(MAX_COOKIES_PER_SITE):
        kind = kinds[0] if number < 10 else kinds[1] if number < 20 else kinds[2]
        store.receive(HERE, [f"n{number}=v{kind}"], number)
    assert len(store) == MAX_COOKIES_PER_SITE

    other = Request("https://api.example.com/")
    store.receive(other, ["last=v; Secure"], 1000)

    names = [cookie.name for cookie in store]
    assert len(names) == 150
    assert names[0] == "n31"
    assert names[-1] == "last"


def test_the_limits_are_at_least_the_drafts() -> None:
    """Fifty a domain and 3000 in all are asked for."""
    assert MAX_COOKIES_PER_SITE == 180
    assert MAX_COOKIES == 3000


def test_a_store_may_be_full(store: CookieStore) -> None:
    """Nothing is evicted until a limit is passed."""
    for number in range(MAX_COOKIES - 1):
        store.put(Cookie("a", "v", f"host{number}.example"))
    store.receive(HERE, ["b=1"], 5)

    assert len(store) == MAX_COOKIES


def test_a_full_store_loses_the_cookies_least_used(store: CookieStore) -> None:
    """Expired ones first, then by last access, whatever the site."""
    for number in range(MAX_COOKIES):
        expires = 1 if number == MAX_COOKIES - 1 else None
        store.put(Cookie("a", "v", f"host{number}.example", created=0, last_access=number, expires=expires))

    store.receive(HERE, ["b=1"], MAX_COOKIES)

    domains = {cookie.domain for cookie in store}
    assert len(store) == len(domains) == MAX_COOKIES - 300
    assert "www.example.com" in domains
    assert f"host{MAX_COOKIES - 1}.example" not in domains
    assert "host299.example" not in domains
    assert "host300.example" in domains


def test_a_request_that_carries_no_cookies_is_the_callers_error(store: CookieStore) -> None:
    """Each way in says so."""
    nowhere = Request("about:blank")
    with pytest.raises(InvalidURL):
        store.receive(nowhere, ["a=1"], 5)
    with pytest.raises(InvalidURL):
        store.cookies_for(nowhere, 5)
    with pytest.raises(InvalidURL):
        store.would_send(Cookie("a", "1", "x.example"), nowhere, 5)


def test_the_draft_is_the_rule_if_none_is_given(store: CookieStore) -> None:
    """No browser is assumed."""
    assert store.profile is DRAFT


def test_each_reason_has_code_section_and_sentence() -> None:
    """A reason can be looked up by its code."""
    assert all(Reject(reason.value) is reason and reason.section and reason.text for reason in Reject)
