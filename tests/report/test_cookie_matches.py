"""Which cookie of an earlier audit is which of a later one."""

from dataclasses import replace

import pytest

from hardtack.policy import (
    Action,
    CookieMatch,
    CookieRule,
    MatchKind,
    NamePrefix,
    PartialTreatment,
    Policy,
    Site,
)
from hardtack.recording.model import CookieId, Recording
from hardtack.recording.moved import Move, Moved
from hardtack.report.cookie_matches import CookieMatches, Subject
from tests.recording.recordings import TARGET, answered, proof, recording

MOVED = Moved(frozenset({"http://old.example"}), "https://new.example", (Move("/old", "/new"),))
BEFORE = replace(recording(), target=replace(TARGET, url="http://127.0.0.1:8888/", https=None))
AFTER = replace(recording(), target=replace(TARGET, url="https://app.new.example/", https=None))
PLAIN = CookieMatches(BEFORE, AFTER, MOVED)
KEPT = PartialTreatment()


def cookie(name: str, path: str = "/", host: str = "old.example") -> CookieId:
    """A cookie."""
    return CookieId(name, host, host_only=True, path=path)


def policy(kind: MatchKind, text: str, treatment: PartialTreatment = KEPT) -> Policy:
    """A policy with one rule."""
    return Policy(Site("https://new.example"), cookies=(CookieRule(CookieMatch(kind, text), treatment=treatment),))


def cookie_of(one: CookieId | None, /, *, was: bool) -> Subject:
    """About a cookie, and nothing is said of it."""
    del was
    return Subject(one)


def words_of(one: tuple[CookieId | None, str], /, *, was: bool) -> Subject:
    """About a cookie, and what is said of it."""
    del was
    return Subject(one[0], (one[1],))


@pytest.mark.parametrize(
    ("old", "new"),
    (
        ("sid", "sid"),
        ("sid", "__Host-sid"),
        ("__Secure-sid", "sid"),
        ("session_P18105", "session_P443"),
        ("app_0123456789abcdef0123456789abcdef", "app_fedcba9876543210fedcba9876543210"),
        ("user-127-0-0-1-8888", "user-app-new-example"),
    ),
)
def test_a_cookie_is_known_under_another_name(old: str, new: str) -> None:
    """Prefixes, ports and hashes are not what tells cookies apart."""
    assert PLAIN.knows(cookie(old), (cookie("other"), cookie(new, host="new.example")))


@pytest.mark.parametrize(("old", "new"), (("sid", "csrf"), ("sid1", "sid2"), ("SID", "sid")))
def test_other_names_are_other_cookies(old: str, new: str) -> None:
    """Digits that are no port are a name's own, and case counts."""
    assert not PLAIN.knows(cookie(old), (cookie(new),))


def opened_by(*names: str, beside: str = "") -> Recording:
    """A recording of a session that each of these cookies opens alone, and of another cookie."""
    lines = (f"Set-Cookie: {name}=~{number}234567890a; Path=/" for number, name in enumerate((*names, beside)) if name)
    ids = (CookieId(name, "shop.example", host_only=True, path="/") for name in names)
    return recording(answered(*lines), credentials=proof(*((one,) for one in ids)))


@pytest.mark.parametrize(
    ("before", "after", "renamed"),
    (
        (opened_by("sid"), opened_by("id"), ("sid", "id")),
        (opened_by("sid"), opened_by("id", beside="sid"), None),
        (opened_by("sid", beside="id"), opened_by("id"), None),
        (opened_by("sid"), opened_by("__Host-sid"), None),
        (opened_by("sid", "rem"), opened_by("id"), None),
        (opened_by("sid"), opened_by(), None),
    ),
)
def test_the_session_cookie_may_have_a_new_name(
    before: Recording, after: Recording, renamed: tuple[str, str] | None
) -> None:
    """Where one alone carries the session before and after, and neither audit met the other's."""
    matches = CookieMatches(before, after, MOVED)

    assert (matches.renamed and tuple(one.name for one in matches.renamed)) == renamed
    assert matches.knows(cookie("sid"), (cookie("id"),)) is (renamed is not None)


def test_a_policy_says_which_names_are_one() -> None:
    """By its renaming and by its patterns; a rule for one name says no more than the name."""
    by_pattern = CookieMatches(BEFORE, AFTER, MOVED, policy(MatchKind.PATTERN, "wp_[a-z]*_?[0-9a-f]*"))
    prefixed = policy(MatchKind.NAME, "sid", PartialTreatment(prefix=NamePrefix.HOST))
    by_name = CookieMatches(BEFORE, AFTER, MOVED, prefixed)

    assert by_pattern.knows(cookie("wp_01ab"), (cookie("wp_sec_99ff"),))
    assert not PLAIN.knows(cookie("wp_01ab"), (cookie("wp_sec_99ff"),))
    assert by_name.bare("__Host-sid") == "sid"
    assert not by_name.knows(cookie("sid"), (cookie("other"),))


def test_a_policy_may_keep_a_cookie_from_browsers() -> None:
    """Then it is gone on purpose."""
    rules = policy(MatchKind.NAME, "old", PartialTreatment(action=Action.DROP))
    drops = CookieMatches(BEFORE, AFTER, MOVED, rules)

    assert [drops.dropped(name) for name in ("old", "sid")] == [True, False]
    assert not PLAIN.dropped("old")


def test_the_nearest_belong_together() -> None:
    """Name and path as they are today first, then the name, then its general form; what is left stays alone."""
    before = (cookie("a", "/"), cookie("a", "/old/x"), cookie("b_P12345"), None, cookie("gone"))
    after = (cookie("a", "/new/x"), cookie("a", "/elsewhere"), None, cookie("b_P443"), cookie("new"), None)
    pairs = PLAIN.paired(before, after, cookie_of)

    assert pairs == (
        (before[0], after[1]),
        (before[1], after[0]),
        (before[2], after[3]),
        (None, None),
        (before[4], None),
        (None, after[4]),
        (None, None),
    )


def test_of_several_things_about_one_cookie_those_that_say_the_same_belong_together() -> None:
    """Or, about no cookie, those that say the same; else any two."""
    before = ((cookie("a"), "goes there"), (cookie("a"), "comes from there"), (None, "x"), (None, "y"))
    after = ((cookie("a"), "comes from there"), (cookie("a"), "does so too"), (None, "y"), (None, "z"))

    assert PLAIN.paired(before, after, words_of) == (
        (before[0], after[1]),
        (before[1], after[0]),
        (before[2], after[3]),
        (before[3], after[2]),
    )
