"""A stored cookie."""

import pytest

from hardtack.cookies import SameSite
from hardtack.cookies.cookie import Cookie


def test_a_cookie_has_no_protection_unless_given() -> None:
    """What is not said is what a bare set-cookie line at the root would give."""
    cookie = Cookie("a", "b", "example.com")

    assert (cookie.host_only, cookie.path, cookie.partition, cookie.expires) == (True, "/", None, None)
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (False, False, SameSite.UNSET)
    assert (cookie.created, cookie.last_access) == (0, 0)


@pytest.mark.parametrize(("cookie", "pair"), ((Cookie("a", '"b"', "x"), 'a="b"'), (Cookie("", "b", "x"), "b")))
def test_a_pair_is_name_and_value_as_stored(cookie: Cookie, pair: str) -> None:
    """A nameless cookie is its bare value."""
    assert cookie.pair == pair


@pytest.mark.parametrize(("expires", "expired"), ((None, False), (6, False), (5, True), (4, True)))
def test_a_cookie_expires_at_its_second(expires: int | None, expired: bool) -> None:  # noqa: FBT001 -- a table's column
    """From then on it is expired; without an expiry it is not."""
    assert Cookie("a", "b", "x", expires=expires).expired(5) is expired


def test_the_key_is_what_tells_cookies_apart() -> None:
    """Name, domain, host-only, path and partition."""
    assert Cookie("a", "b", "x", path="/p", partition="https://y").key == ("a", "x", True, "/p", "https://y")
