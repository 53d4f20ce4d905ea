"""Addresses of an earlier recording as they are today."""

from dataclasses import replace

import pytest

from hardtack.errors import UsageError
from hardtack.recording.model import Recording
from hardtack.recording.moved import Move, is_masked, moved_to, own_origins, parse_move, site_of, unmasked
from tests.recording.recordings import TARGET, answered, recording

OLD = "http://127.0.0.1:8080"
NEW = "https://app.example.test"


def before(path: str, *urls: str) -> Recording:
    """A recording of an application at this path, with visits of these addresses."""
    seen = recording(*(answered(url=url) for url in urls))
    return replace(seen, target=replace(TARGET, url=OLD + path, https=None))


@pytest.mark.parametrize(
    ("path", "given", "told", "likely", "url", "moves"),
    (
        ("/login", None, (), (), f"{OLD}/login", ()),
        ("/login", f"{NEW}/login", (), (), f"{NEW}/login", ()),
        ("/portal/login", NEW, (), (), f"{NEW}/portal/login", ()),
        ("/portal/login?next=1", f"{NEW}/", (), (), f"{NEW}/portal/login?next=1", ()),
        ("/portal/login", f"{OLD}/elsewhere/start", (), (), f"{OLD}/elsewhere/start", ()),
        ("/portal/login", f"{NEW}/portal/account", (), (), f"{NEW}/portal/account", ()),
        ("/examples/jsp/", f"{NEW}/shop/jsp/", (), (), f"{NEW}/shop/jsp/", (Move("/examples", "/shop"),)),
        ("/login", f"{NEW}/app/login", (), (), f"{NEW}/app/login", (Move("", "/app"),)),
        ("/app/login", f"{NEW}/login", (), (), f"{NEW}/login", (Move("/app", ""),)),
        ("/a/b/c", NEW, (Move("/a", "/z"),), (), f"{NEW}/z/b/c", (Move("/a", "/z"),)),
        ("/a/b/c", None, (Move("/a", "/z"),), (), f"{OLD}/a/b/c", (Move("/a", "/z"),)),
        ("/a/b/c", NEW, (), (Move("/a", "/z"), Move("/q", "/r")), f"{NEW}/z/b/c", (Move("/a", "/z"),)),
        ("/a/b/c", f"{NEW}/z", (), (Move("/a", "/z"),), f"{NEW}/z", (Move("/a", "/z"),)),
        ("/a/b/c", f"{NEW}/x/b/c", (), (Move("/a", "/z"),), f"{NEW}/x/b/c", (Move("/a", "/x"),)),
        ("/p/login", f"{NEW}/p/login", (), (Move("", "/p"),), f"{NEW}/p/login", ()),
        ("/p/login", NEW, (), (Move("", "/p"),), f"{NEW}/p/login", ()),
        ("/p/login", NEW, (), (Move("/p", "/p/q"),), f"{NEW}/p/login", ()),
        ("/p/q/login", f"{NEW}/p/q/login", (), (Move("/p/q", "/p"),), f"{NEW}/p/q/login", ()),
        ("/p/q/login", f"{NEW}/p/q/me", (), (Move("/p/q", ""),), f"{NEW}/p/q/me", ()),
        ("/p/login", NEW, (), (Move("/p", ""),), f"{NEW}/login", (Move("/p", ""),)),
        ("/p/login", f"{NEW}/", (), (Move("/s", "/p"),), f"{NEW}/p/login", ()),
    ),
)
def test_where_the_application_is_and_what_was_renamed(  # noqa: PLR0917 -- one argument a column
    path: str, given: str | None, told: tuple[Move, ...], likely: tuple[Move, ...], url: str, moves: tuple[Move, ...]
) -> None:
    """The user's word, then the policy's, then the folders' difference in one segment; an origin keeps the path."""
    found, moved = moved_to(before(path), given, told, likely)

    assert (found, moved.moves) == (url, moves)
    assert moved.origin == (NEW if given and given.startswith(NEW) else OLD)


def test_two_pages_of_one_application_are_no_renamed_path() -> None:
    """The folder of the new address was there before, so nothing was renamed."""
    _, moved = moved_to(before("/", f"{OLD}/app/login"), f"{NEW}/app/login")

    assert moved.moves == ()


def test_a_path_that_explains_itself_in_more_than_one_way_is_asked_for() -> None:
    """Two segments that differ might be one renamed prefix of either length."""
    with pytest.raises(UsageError) as caught:
        moved_to(before("/examples/jsp/index"), f"{NEW}/shop/")

    assert "--path OLD=NEW" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "now"),
    (
        (f"{OLD}/examples", f"{NEW}/shop"),
        (f"{OLD}/examples/a?b=1", f"{NEW}/shop/a?b=1"),
        (f"{OLD}/examples/deep/x", f"{NEW}/other/x"),
        (f"{OLD}/examplesque/", f"{NEW}/examplesque/"),
        (OLD, f"{NEW}/"),
        (f"{OLD}//twice/", f"{NEW}//twice/"),
        ("http://127.0.0.1:9090/examples/", "http://127.0.0.1:9090/examples/"),
    ),
)
def test_addresses_move_by_whole_segments(url: str, now: str) -> None:
    """The longest prefix counts; another origin's address stays."""
    _, moved = moved_to(before("/x"), NEW, (Move("/examples", "/shop"), Move("/examples/deep", "/other")))

    assert moved.url(url) == now


def test_a_prefix_that_becomes_the_root_leaves_a_path() -> None:
    """`/app` below the root is `/`, and whatever was not renamed is not covered."""
    _, moved = moved_to(before("/app/"), NEW, (Move("/app", ""),))

    assert (moved.path("/app"), moved.path("/app/x")) == ("/", "/x")
    assert (moved.covers("/app/x"), moved.covers("/other")) == (True, False)


def test_the_side_that_was_walked_comes_first() -> None:
    """The https side, then the plain one; each origin once, as browsers write it."""
    seen = replace(before("/"), target=replace(TARGET, url="http://Shop.example:80/", http="http://shop.example/"))

    assert own_origins(seen) == ("https://shop.example", "http://shop.example")
    assert site_of("https://shop.example:443/x") == "https://shop.example"
    assert site_of("ftp://shop.example:21/") == "ftp://shop.example:21"


def test_masks_are_known_and_made_alike() -> None:
    """What is masked can't be asked for; a tilde alone is no mask."""
    assert is_masked("/x?token=~0123456789a~~~")
    assert not is_masked("/~user/")
    assert unmasked("/x?a=~0123456789a~~~&b=~abcdef01234") == "/x?a=~&b=~"


@pytest.mark.parametrize(
    ("text", "move"),
    (
        ("/examples=/shop", Move("/examples", "/shop")),
        ("/examples/=/", Move("/examples", "")),
        ("/=/", Move("", "")),
        ("examples=/shop", None),
        ("/examples=shop", None),
        ("/examples", None),
    ),
)
def test_a_renamed_path_as_it_is_written(text: str, move: Move | None) -> None:
    """Both sides begin with a slash, and the root is one."""
    assert parse_move(text) == move
