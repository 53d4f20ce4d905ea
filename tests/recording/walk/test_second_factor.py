"""Logins with a one-time code after the password: by the form that asks for it, and by a recipe."""

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

import pytest

from hardtack.audit import audit
from hardtack.recording.brief import Brief, Recipe, RecipeStep
from hardtack.recording.message import Answer, Request, Response
from hardtack.recording.model import Purpose, Recording, Side
from hardtack.recording.totp import Totp
from hardtack.verdict import Failed, Inconclusive, Passed, Question
from tests.recording.site import BRIEF, PASSWORD, STARTED, Gives, Site, html, played, sent_value, sides, to

TOTP = Totp(b"12345678901234567890")
FORM = '<form action="/code" method="post"><input name="otp" autocomplete="one-time-code"><input type="checkbox" \
name="trust_device" value="1" checked><button>Go on</button></form>'
CODED = replace(BRIEF, totp=TOTP)
GOOD = frozenset(TOTP.code(STARTED + second) for second in range(0, 600, TOTP.period))


@dataclass(slots=True)
class Guarded:
    """What stands before the site's own login: password, then code, then the session.

    Attributes:
        keeps_id: whether the cookie from between password and code becomes the session's.
        codes: the codes that were taken.
        refused: how many were not.
        trusted: whether somebody asked to be spared the code from now on.
        half: ids that have the password behind them.
        inside: ids that are inside.
    """

    keeps_id: bool = False
    codes: list[str] = field(default_factory=list[str])
    refused: int = 0
    trusted: bool = False
    half: set[str] = field(default_factory=set[str])
    inside: set[str] = field(default_factory=set[str])

    def answer(self, number: int, request: Request) -> Answer | None:
        """The site's answer."""
        path = urlsplit(request.url).path
        sid = sent_value(request, "cookie").partition("sid=")[2].partition(";")[0]
        given = parse_qs(request.body.decode("ascii"))
        if path == "/login" and request.method == "POST":
            if given.get("password") != [PASSWORD]:
                return None
            fresh = f"half{number:028d}"
            self.half.add(fresh)
            return replace(html(FORM), fields=(*html("").fields, ("Set-Cookie", f"sid={fresh}; Secure; HttpOnly")))
        if path == "/code":
            return self._code(number, sid, given)
        if path == "/logout":
            self.inside.discard(sid)
            return to("/")
        if sid in self.inside and path in {"/", "/account"}:
            return html('<p>baker-of-ships</p><a href="/account">Account</a><a href="/logout">Log out</a>')
        return to("/login") if path == "/account" else None

    def _code(self, number: int, sid: str, given: dict[str, list[str]]) -> Answer:
        self.trusted = self.trusted or "trust_device" in given
        (code,) = given.get("otp", [""])
        if sid not in self.half or code in self.codes or code not in GOOD:
            self.refused += "otp" in given
            return html(FORM)
        self.codes.append(code)
        session = sid if self.keeps_id else f"full{number:028d}"
        self.inside.add(session)
        new = () if self.keeps_id else (("Set-Cookie", f"sid={session}; Secure; HttpOnly"),)
        return replace(to("/account"), fields=(*to("/account").fields, *new))


def walked(guard: Guarded, brief: Brief = CODED) -> tuple[Recording, tuple[float, ...]]:
    """A walk of a guarded site; what was seen, and the pauses that were made."""
    done = played(Site((Gives("sid"),), instead=guard.answer), brief)
    return done.recording, done.waited


def verdict(recording: Recording, question: Question) -> object:
    """What the audit says to a question."""
    return next(one.outcome for one in audit(recording).questions if one.question is question)


def test_each_login_gets_a_code_of_its_own() -> None:
    """No code is sent twice: a login waits for the next period, and all logins of the walk succeed."""
    guard = Guarded()
    recording, waited = walked(guard)
    assert recording.login.proved, recording.login
    assert (len(guard.codes), guard.refused) == (len(set(guard.codes)), 0)
    assert len(guard.codes) >= 3
    assert [pause for pause in waited if pause > 2]
    assert all(pause <= TOTP.period for pause in waited)


def test_the_browser_is_not_made_trusted() -> None:
    """A box that would spare this browser the code stays unchecked, also where it comes checked."""
    guard = Guarded()
    walked(guard)
    assert not guard.trusted


def test_the_jar_from_between_password_and_code() -> None:
    """It is replayed after the login; a site that gives a new id with the code passes."""
    recording, _ = walked(Guarded())
    assert sides(recording, Purpose.BEFORE_SECOND_FACTOR) == [Side.OUTSIDE]
    assert isinstance(verdict(recording, Question.Q1), Passed)


def test_an_id_that_is_kept_over_the_code() -> None:
    """The id rotates at the password but not at the code: whoever had it in between is inside."""
    recording, _ = walked(Guarded(keeps_id=True))
    outcome = verdict(recording, Question.Q1)
    assert isinstance(outcome, Failed)
    assert outcome.summary == "The cookies from before the code (sid) open the account after it."


def test_a_code_is_asked_for_and_there_is_none() -> None:
    """The report says what to supply."""
    outcome = verdict(walked(Guarded(), BRIEF)[0], Question.Q1)
    assert isinstance(outcome, Inconclusive)
    assert outcome.reason == "the login asks for a one-time code"
    assert "--totp-file" in outcome.supply


def test_a_wrong_secret() -> None:
    """The form comes again: secret and clock are what to look at; no second code is tried."""
    guard = Guarded()
    outcome = verdict(walked(guard, replace(BRIEF, totp=Totp(b"another-secret-entirely")))[0], Question.Q1)
    assert isinstance(outcome, Inconclusive)
    assert outcome.reason == "the login goes on asking for a one-time code"
    assert guard.refused == 1


@pytest.mark.parametrize("action", ("https://evil.example/code", "http://shop.example/code"))
def test_a_code_form_that_leads_astray(action: str) -> None:
    """The code goes nowhere that the password may not go: to no other host, and not over http."""
    guard = Guarded()

    def instead(number: int, request: Request) -> Answer | None:
        answer = guard.answer(number, request)
        if isinstance(answer, Response) and b'action="/code"' in answer.body:
            return replace(answer, body=answer.body.replace(b"/code", action.encode()))
        return answer

    done = played(Site((Gives("sid"),), instead=instead), CODED)
    assert not [one for one in done.requests if one.url == action]
    assert not done.recording.login.proved


RECIPE = Recipe(
    login=(
        RecipeStep("GET", "/login"),
        RecipeStep("POST", "/login", form=(("username", "{username}"), ("password", "{password}"))),
        RecipeStep("POST", "/code", form=(("otp", "{totp}"),)),
    ),
    inside_url="/account",
)


def test_a_recipe_with_a_code() -> None:
    """`{totp}` is the code of the moment, another one in each login, and its boundary is asked for."""
    guard = Guarded(keeps_id=True)
    recording, _ = walked(guard, replace(CODED, recipe=RECIPE))
    assert recording.login.proved, recording.login
    assert (len(guard.codes), guard.refused) == (len(set(guard.codes)), 0)
    assert sides(recording, Purpose.BEFORE_SECOND_FACTOR) == [Side.INSIDE]


def test_a_recipe_without_secret() -> None:
    """An empty code is sent, and the login is not proved."""
    assert not walked(Guarded(), replace(BRIEF, recipe=RECIPE))[0].login.proved
