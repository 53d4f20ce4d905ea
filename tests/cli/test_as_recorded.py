"""The options of an audit as far as its recording tells them."""

from dataclasses import replace

import pytest

from hardtack.cli.as_recorded import as_recorded, wants_a_name
from hardtack.cli.options import Options
from hardtack.errors import UsageError
from hardtack.recording.model import Exchange, LoginMethod, Profile, Recording, Step
from hardtack.recording.moved import moved_to
from tests.recording.recordings import LOGIN, ORACLE, answered, recording

HERE = "https://shop.example"
THERE = "https://new.example"
MASKED = "~0123456789a"


def visit(path: str, step: Step = Step.VISIT, browser: str = "first") -> Exchange:
    """A visit of a page, or of an address."""
    return replace(answered(url=path if "//" in path else HERE + path, browser=browser), step=step)


def filled(before: Recording, *given: str, url: str = THERE, **options: object) -> Options:
    """What is asked at another origin, or at the URL."""
    address, moved = moved_to(before, url)
    return as_recorded(Options(url=address, **options), frozenset(given), before, moved)  # type: ignore[arg-type]


def walked(*exchanges: Exchange, oracle: str | None = None, **target: object) -> Recording:
    """A recording with a login."""
    seen = recording(*exchanges)
    told = None if oracle is None else replace(ORACLE, url=HERE + oracle)
    return replace(seen, target=replace(seen.target, **target), oracle=told, login=LOGIN)  # type: ignore[arg-type]


def test_what_was_asked_is_asked_again() -> None:
    """Neighbours at their new addresses, profile, pause; what can't be asked for is left out."""
    told = filled(walked(profile=Profile.STRICT, settle=1.5, also=(f"{HERE}/b", f"{HERE}/{MASKED}")))

    assert (told.url, told.also, told.profile, told.settle) == (f"{THERE}/", (f"{THERE}/b",), "strict", 1.5)


@pytest.mark.parametrize(
    ("method", "asked", "wanted"),
    (
        (LoginMethod.FORM, True, True),
        (LoginMethod.FORM, False, False),
        (LoginMethod.BASIC, False, True),
        (LoginMethod.RECIPE, False, False),
        (LoginMethod.BROUGHT, False, False),
    ),
)
def test_a_user_name_is_wanted_where_one_was_sent(
    method: LoginMethod,
    asked: bool,  # noqa: FBT001 -- a column
    wanted: bool,  # noqa: FBT001 -- a column
) -> None:
    """By HTTP Basic, or by a form with a field for it, whatever its fields are called; a recipe sends what it says."""
    login = replace(LOGIN, method=method, user_name=asked)

    assert wants_a_name(replace(recording(visit("/login", Step.LOGIN)), login=login)) is wanted


def test_what_is_said_counts() -> None:
    """Each option overrides what was recorded."""
    said = {"also": ("x",), "profile": "relaxed", "settle": 2.0, "login_url": "/l", "inside_url": "/i", "logout": "/o"}
    told = filled(walked(settle=1.5), "settle", allow_host=("h",), **said)  # type: ignore[arg-type]

    assert {name: getattr(told, name) for name in said} == said
    assert told.allow_host == ("h",)


def test_a_login_page_that_was_named_is_found_again() -> None:
    """Then the walk began there; not where it began at the URL, or where nothing is known of its beginning."""
    assert filled(walked(visit("/login"))).login_url == f"{THERE}/login"
    assert filled(walked(visit(f"/login?id={MASKED}"))).login_url is None
    assert filled(walked(visit("/"))).login_url is None
    assert filled(walked(visit("/login", Step.IMPORTED))).login_url is None
    assert filled(walked()).login_url is None


@pytest.mark.parametrize(
    ("tried", "oracle", "method", "named"),
    (
        (("/me",), "/me", LoginMethod.FORM, f"{THERE}/me"),
        (("/landing", "/me"), "/me", LoginMethod.FORM, None),
        (("/landing",), "/landing", LoginMethod.FORM, None),
        (("/landing",), "/landing", LoginMethod.BROUGHT, f"{THERE}/landing"),
        (("/me",), None, LoginMethod.FORM, None),
    ),
)
def test_a_page_for_insiders_that_was_named_is_found_again(
    tried: tuple[str, ...], oracle: str | None, method: LoginMethod, named: str | None
) -> None:
    """Then it was the only one tried, though the login led elsewhere; with a session brought along, it was visited."""
    seen = walked(visit("/landing", Step.LOGIN), *(visit(path, Step.ORACLE) for path in tried), oracle=oracle)
    seen = replace(seen, login=replace(LOGIN, method=method))

    assert filled(seen, cookie_file="x").inside_url == named


@pytest.mark.parametrize(
    ("words", "named", "logout"),
    (
        (f"POST {HERE}/out", True, f"POST {THERE}/out"),
        (f"POST {HERE}/out", False, None),
        (f"GET {HERE}/out?t={MASKED}", True, None),
        ("the recipe's logout", True, None),
        (None, True, None),
    ),
)
def test_a_way_out_that_was_named_is_taken_again(words: str | None, named: bool, logout: str | None) -> None:  # noqa: FBT001 -- a column
    """As it was named; one that was found is found again."""
    seen = replace(walked(), login=replace(LOGIN, logout=words, logout_named=named))

    assert filled(seen).logout == logout
    assert filled(seen, logout_url="/leave").logout is None


def test_hosts_that_the_login_led_over_are_allowed_again() -> None:
    """Those that answered and are not the application's own."""
    seen = walked(visit("https://sso.example/in", Step.LOGIN), visit("/"), also=("https://sso2.example/",))

    assert filled(replace(seen, exchanges=(*seen.exchanges, visit("https://sso2.example/x")))).allow_host == (
        "sso.example",
    )


def test_the_other_side_is_where_it_was_unless_the_application_moved() -> None:
    """By its own port; from whichever side the audit begins."""
    both = walked(http="http://shop.example:8080/")

    assert filled(both, url=f"{HERE}/").http_url == "http://shop.example:8080/"
    assert filled(both, url="http://shop.example:8080/").https_url == f"{HERE}/"
    assert filled(both).http_url is None
    assert filled(walked(), url=f"{HERE}/").http_url is None
    assert filled(walked(http=f"http://shop.example/{MASKED}"), url=f"{HERE}/").http_url is None


@pytest.mark.parametrize(
    ("method", "options", "wrong"),
    (
        (LoginMethod.RECIPE, {"username": "baker"}, "The audit before logged in by a recipe."),
        (LoginMethod.RECIPE, {"recipe": "r"}, ""),
        (LoginMethod.BROUGHT, {}, "The audit before went on with a session that was brought along."),
        (LoginMethod.BROUGHT, {"username": "baker"}, ""),
        (LoginMethod.BROUGHT, {"curl": "c"}, ""),
        (LoginMethod.FORM, {}, ""),
    ),
)
def test_what_no_recording_holds_is_asked_for(method: LoginMethod, options: dict[str, str], wrong: str) -> None:
    """A recipe, a session; with what to give."""
    seen = replace(walked(), login=replace(LOGIN, method=method))
    if not wrong:
        assert filled(seen, **options).revisit == ()
        return
    with pytest.raises(UsageError) as caught:
        filled(seen, **options)

    assert caught.value.message == wrong


def test_an_audit_that_was_not_logged_in_needs_nothing() -> None:
    """Its way is no matter."""
    seen = replace(walked(), login=replace(LOGIN, proved=False, method=LoginMethod.RECIPE))

    assert filled(seen).recipe is None
