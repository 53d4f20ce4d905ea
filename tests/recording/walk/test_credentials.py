"""Which cookies carry the session, found in walks of scripted sites."""

from dataclasses import replace

import pytest

from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Purpose, Side, Step, StepResult
from tests.recording.site import (
    BRIEF,
    Gives,
    Site,
    busy,
    detail,
    html,
    play,
    played,
    result,
    sent_value,
    sets,
    sides,
    to,
)

IDLE = (Gives("theme", at="visit", value="dark"), Gives("lang", at="visit"))
SID = Gives("sid", at="both")


def names(*groups: str) -> set[frozenset[str]]:
    """Sets of cookies by name."""
    return {frozenset(group.split()) for group in groups}


SITES = (
    pytest.param(Site(), ("sid",), id="the default: one cookie"),
    pytest.param(Site((SID, *IDLE)), ("sid",), id="a visitor's cookies are not the session's"),
    pytest.param(Site((SID, Gives("sig"), *IDLE), (("sid", "sig"),)), ("sid sig",), id="id and signature together"),
    pytest.param(Site((SID, Gives("rem"), *IDLE), (("sid",), ("rem",))), ("sid", "rem"), id="either of two"),
    pytest.param(
        Site((Gives("a"), Gives("b"), Gives("r"), *IDLE), (("a", "b"), ("r",))), ("a b", "r"), id="two, or another"
    ),
    pytest.param(Site((Gives("auth", value="1"), SID), (("auth",),), ends=False), ("auth",), id="a trusted constant"),
    pytest.param(Site((SID, *IDLE), rotates=("sid",)), ("sid",), id="an id that changes with each answer"),
    pytest.param(
        Site((SID, Gives("rem"), *IDLE), (("sid",), ("rem",)), rotates=("rem", "sid")),
        ("sid", "rem"),
        id="two that change with each answer",
    ),
    pytest.param(Site((SID, *IDLE), single=True), ("sid",), id="one session a user"),
    pytest.param(Site((SID, *IDLE), text_only=True), ("sid",), id="pages that differ in text alone"),
    pytest.param(Site((SID, *IDLE), cached=True), ("sid",), id="pages stored by a cache that knows no cookies"),
)


@pytest.mark.parametrize(("site", "expected"), SITES)
def test_sets_found(site: Site, expected: tuple[str, ...]) -> None:
    """The sets are exactly those that open the site, and the search says that it ended."""
    recording = play(site)
    assert recording.credentials is not None
    assert (sets(recording), recording.credentials.complete) == (names(*expected), True)
    assert result(recording, Step.CREDENTIALS) is StepResult.DONE


def jars() -> list[object]:
    """Jars of 1 to 8 and of 20 cookies, each with several models of what opens the account."""
    rows: list[object] = []
    for count in (1, 2, 3, 4, 5, 6, 7, 8, 20):
        held = [f"c{number:02d}" for number in range(count)]
        first, last, both = held[0], held[-1], tuple(dict.fromkeys((held[0], held[-1])))
        models = {
            "the first": ((first,),),
            "the last": ((last,),),
            "two together": (both,),
            "all together": (tuple(held),),
            "either of two": tuple((one,) for one in both),
        }
        if count > 2:
            models["two together, or the last"] = ((held[0], held[1]), (last,))
        if count in {4, 5, 6, 7, 8}:
            models["any one"] = tuple((one,) for one in held)
            models["two pairs"] = ((held[0], held[1]), (held[-2], last))
        rows += [
            pytest.param(tuple(held), model, 80 if count <= 8 else 200, id=f"{count} cookies, {name}")
            for name, model in models.items()
        ]
    return rows


@pytest.mark.parametrize(("held", "opens", "most"), jars())
def test_every_jar_is_found_out_within_the_requests_allowed(
    held: tuple[str, ...], opens: tuple[tuple[str, ...], ...], most: int
) -> None:
    """80 requests do for the whole walk of up to 8 cookies, 200 for more, with 4 logins and one that fails."""
    walk = played(Site(tuple(Gives(name) for name in held), opens))
    assert sets(walk.recording) == {frozenset(one) for one in opens}
    assert walk.server.asked <= most
    assert (walk.server.logins <= 4, walk.server.failed) == (True, 1)


def test_a_cookie_that_is_needed_but_anybody_gets_is_no_credential() -> None:
    """A balancer's route must be sent too; a fresh visitor's route does as well, so it is required and no more."""
    recording = play(Site((SID, Gives("route", at="visit", accepts="issued")), (("sid", "route"),)))
    facts = recording.credentials
    assert facts is not None
    assert sets(recording) == names("sid route")
    assert [one.name for one in facts.required] == ["route"]
    assert {one.name for one in facts.cookies} == {"sid"}


def test_a_constant_that_is_needed_too_is_required_without_a_question() -> None:
    """A cookie that a visitor has with the same value can't be told apart by substitution, and needs none."""
    recording = play(Site((SID, Gives("test", at="visit", value="1")), (("sid", "test"),)))
    assert recording.credentials is not None
    assert [one.name for one in recording.credentials.required] == ["test"]
    assert [one.note for one in recording.probed(Purpose.SUBSTITUTED)] == ["sid"]


def test_an_id_of_another_visitor_is_no_substitute() -> None:
    """Two ids that must belong together are both credentials: a stranger's one is refused."""
    recording = play(Site((Gives("a", at="both"), Gives("b")), (("a", "b"),)))
    assert sides(recording, Purpose.SUBSTITUTED) == [Side.OUTSIDE]
    assert recording.credentials is not None
    assert recording.credentials.required == ()


def test_a_set_that_anybody_could_gather_is_taken_for_no_proof() -> None:
    """If fresh values served for every member of a set, visitors would be inside, which the controls exclude."""
    site = Site(
        (Gives("a", at="visit", value="1"), Gives("b", at="visit", value="2"), SID), (("a", "b"), ("sid",)), ends=False
    )

    def only_after_login(_: int, request: Request) -> Answer | None:
        cookies = sent_value(request, "cookie")
        return to("/login") if "/account" in request.url and "sid=" not in cookies and "a=1" not in cookies else None

    recording = play(replace(site, instead=only_after_login))
    assert recording.credentials is None or recording.credentials.required == ()


DEATHS = tuple(range(1, 34))


@pytest.mark.parametrize("uses", DEATHS)
def test_a_session_that_dies_by_itself_makes_no_cookie_a_credential(uses: int) -> None:
    """Whenever it dies, idle cookies are in no set: an outside counts only if the session outlived the question."""
    recording = play(Site((SID, *IDLE, Gives("tour")), lives_for=uses))
    assert sets(recording) <= names("sid")


def test_a_session_that_a_refusal_ends_marks_the_missing_cookies() -> None:
    """A question that ends its session is a refusal, once another session has outlived the uses of the ended one."""
    recording = play(Site((Gives("sid"), Gives("sig")), (("sid", "sig"),), suspicious=True))
    facts = recording.credentials
    assert facts is not None
    assert [one.name for one in facts.destructive] == ["sid", "sig"]
    assert facts.complete
    assert sets(recording) == names("sid sig")
    assert result(recording, Step.CREDENTIALS) is StepResult.DONE


def test_a_search_that_runs_out_of_logins_is_not_complete() -> None:
    """Each refusal costs a login; where none is left the search says so and names what it missed."""
    recording = play(Site((Gives("sid"), Gives("sig"), *IDLE), (("sid", "sig"),), suspicious=True))
    facts = recording.credentials
    assert facts is not None
    assert [one.name for one in facts.destructive] == ["sid", "sig"]
    assert not facts.complete
    assert sets(recording) <= names("sid sig")
    assert result(recording, Step.CREDENTIALS) is StepResult.FAILED


def test_a_search_without_a_session_says_that_it_did_not_end() -> None:
    """A session that dies in the first question and can't be begun again leaves the sets open."""
    recording = play(Site((SID, *IDLE), lives_for=6, second_login=False))
    facts = recording.credentials
    assert facts is not None
    assert (facts.sets, facts.complete, facts.destructive) == ((), False, ())
    assert "the search did not end" in detail(recording, Step.CREDENTIALS)


@pytest.mark.parametrize("first", range(18, 32))
def test_a_rate_limit_in_the_search_makes_no_cookie_a_credential(first: int) -> None:
    """A 429 is neither inside nor outside, wherever it falls: what rests on it stays open."""
    site = Site((SID, *IDLE, Gives("tour")), instead=busy(429, range(first, first + 2)))
    assert sets(play(site)) <= names("sid")


def test_the_search_leaves_requests_for_the_rest_of_the_walk() -> None:
    """With few requests allowed the search ends first, and says so."""
    recording = play(Site((SID, *IDLE)), replace(BRIEF, max_requests=56))
    assert recording.credentials is not None
    assert not recording.credentials.complete
    assert result(recording, Step.LOGOUT) is StepResult.DONE


def test_exposed_cookies_are_replayed_alone() -> None:
    """What a network attacker, a script, a sibling and a neighbour get is asked for each, the same jar once."""
    loose = Gives("sid", attributes="Path=/; Domain=shop.example")
    walk = played(Site((loose, Gives("sig", attributes="Path=/; Secure; HttpOnly")), (("sid",),)))
    recording = walk.recording
    for purpose in (Purpose.EXPOSED_TO_NETWORK, Purpose.EXPOSED_TO_SCRIPT, Purpose.EXPOSED_TO_SIBLING):
        assert sides(recording, purpose) == [Side.INSIDE], purpose
    network, script = (recording.probed(one)[0] for one in (Purpose.EXPOSED_TO_NETWORK, Purpose.EXPOSED_TO_SCRIPT))
    assert (network.exchange, script.note) == (script.exchange, "the same cookies")
    assert result(recording, Step.EXPOSURE) is StepResult.DONE


def test_exposed_cookies_that_do_not_open_the_account_are_outside() -> None:
    """A theme that scripts read opens nothing, and the live session has witnessed that."""
    open_to_scripts = Gives("theme", at="visit", attributes="Path=/; Secure")
    recording = play(Site((SID, open_to_scripts)))
    (probe,) = recording.probed(Purpose.EXPOSED_TO_SCRIPT)
    assert (probe.side, probe.control is not None) == (Side.OUTSIDE, True)


def test_an_unwitnessed_exposure_is_unknown_for_every_attacker() -> None:
    """Where the session dies right then, the same jar is unknown for the next attacker too."""
    both = Gives("theme", at="visit", attributes="Path=/")

    def site(uses: int) -> Site:
        return Site((SID, both), lives_for=uses)

    for uses in range(10, 18):
        recording = play(site(uses))
        first = recording.probed(Purpose.EXPOSED_TO_NETWORK)
        again = recording.probed(Purpose.EXPOSED_TO_SCRIPT)
        assert [one.side for one in first] == [one.side for one in again]


def test_a_header_that_is_enough_needs_no_search() -> None:
    """With HTTP Basic each time, the field is the credential, and no cookie is asked about."""
    recording = play(Site(cookies=(Gives("theme", at="visit"),), opens=(), basic="each"))
    assert recording.credentials is not None
    assert (recording.credentials.header, recording.credentials.sets) == (True, ())
    assert detail(recording, Step.CREDENTIALS) == "the Authorization field, no cookie"


def test_an_account_that_no_cookie_opens_is_told() -> None:
    """A site that goes by something else than cookies and fields has no set: the address, for one."""
    known = {"in": False}

    def by_address(_: int, request: Request) -> Answer | None:
        if request.method == "POST":
            known["in"] = True
        return html("<title>x</title>") if known["in"] and request.url.endswith("/login") else None

    recording = play(Site(cookies=(), opens=(), instead=by_address))
    assert recording.credentials is None
