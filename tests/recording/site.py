"""A scripted application to walk against without sockets: a table says what it does, `play` walks it.

    play(Site(cookies=(Gives("sid"), Gives("theme", at="visit", value="dark"))))

The site has a front page, a login form, two pages for insiders and a way out. What it gives, what it takes for a
session and what it does wrong are fields of `Site`; whatever else a case needs is a `page` of its own, or `instead`,
which may answer any request in the site's place.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from hardtack.cookies import load_suffixes
from hardtack.recording.actions import Action, Ahead, Reply, Send, Wait
from hardtack.recording.brief import Brief
from hardtack.recording.message import Answer, Failure, FailureKind, FieldLines, Request, Response
from hardtack.recording.model import Probe, Purpose, Recording, Side, Step, StepResult
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import Redactor
from hardtack.recording.walk import Ground, walk

STARTED = 1_795_000_000.0
KEY = bytes(range(32))
CHANCE = bytes(range(64))
HOST = "shop.example"
URL = f"https://{HOST}/"
USERNAME = "baker-of-ships"
PASSWORD = "a-password-of-some-length"
SUFFIXES = load_suffixes()
BRIEF = Brief(url=URL, username=USERNAME, password=PASSWORD)
REFUSED = Failure(FailureKind.REFUSED, "nothing listens there")

Accepts = Literal["own", "issued", "any"]
Instead = Callable[[int, Request], Answer | None]


@dataclass(frozen=True, slots=True)
class Gives:
    """A cookie that the site gives.

    Attributes:
        name: its name.
        at: when: to each new visitor, at the login, or at both (with another value at the login).
        value: the value everybody gets, `second` for the clock's, or None for one that nobody can guess.
        attributes: what stands behind the value in the set-cookie line.
        accepts: what counts as having it: the session's own value, a value that anybody was ever given, any value.
    """

    name: str
    at: Literal["visit", "login", "both"] = "login"
    value: str | None = None
    attributes: str = "Path=/; Secure; HttpOnly"
    accepts: Accepts = "own"


@dataclass(frozen=True, slots=True)
class Site:
    """What an application does; the default is one that does everything right.

    Attributes:
        cookies: what it gives.
        opens: the sets of cookies, by name, each of which is enough to be inside.
        keeps_id: whether a session goes on over the login with the same values.
        adopts: whether it takes up values that it never issued.
        ends: whether the logout ends the session in the server.
        clears: whether the logout deletes the cookies in the browser.
        returns: whether a login in a browser brings the values of its ended session back to life.
        single: whether a login ends the user's other sessions.
        suspicious: whether a refused request with some of a session's values ends that session.
        rotates: names of cookies that get a new value with each answer inside; the old one is dead.
        lives_for: requests inside after which a session ends by itself, or None.
        idle: seconds without a request after which a session inside ends, or None.
        absolute: seconds after the login at which a session ends, or None.
        at_most: sessions of the user at once; a login ends the oldest beyond that.
        text_only: whether the pages answer 200 to all and differ in their text alone.
        forgiving: whether any password is right.
        second_login: whether a user who is inside may log in once more.
        planting_breaks: whether a login fails for who sends a value that was never issued.
        logout: a link, a form with a token, a link to a page that asks once more, an address that no
            page shows, or nothing.
        basic: HTTP Basic in place of the form: the field once and cookies afterwards, or the field each time.
        cached: whether a cache stores the pages of insiders by their URL and gives them to everybody, with an Age.
        guarded: what else stands in the login form.
        inside: what else stands on the pages for insiders.
        pages: answers by path and query, in place of the site's own.
        instead: asked first, with the number of the request (from 0); what it gives is the answer.
        schemes: the schemes that are spoken.
    """

    cookies: tuple[Gives, ...] = (Gives("sid", at="both"),)
    opens: tuple[tuple[str, ...], ...] = (("sid",),)
    keeps_id: bool = False
    adopts: bool = False
    ends: bool = True
    clears: bool = True
    returns: bool = False
    single: bool = False
    suspicious: bool = False
    rotates: tuple[str, ...] = ()
    lives_for: int | None = None
    idle: float | None = None
    absolute: float | None = None
    at_most: int | None = None
    text_only: bool = False
    forgiving: bool = False
    second_login: bool = True
    planting_breaks: bool = False
    logout: Literal["link", "form", "confirm", "hidden", "none"] = "link"
    basic: Literal["once", "each"] | None = None
    cached: bool = False
    guarded: str = ""
    inside: str = ""
    pages: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    instead: Instead | None = None
    schemes: tuple[str, ...] = ("https",)


@dataclass(slots=True)
class _Session:
    values: dict[str, str]
    inside: bool = False
    alive: bool = True
    uses: int = 0
    began: float = 0.0
    seen: float = 0.0


@dataclass(slots=True)
class Server:
    """A site at work: its sessions, and the count of what it was asked.

    Attributes:
        site: what it does.
        asked: requests so far.
        logins: logins that it let succeed.
        failed: logins that it refused.
        now: the moment of the last request, epoch seconds.
    """

    site: Site
    asked: int = 0
    logins: int = 0
    failed: int = 0
    _sessions: list[_Session] = field(default_factory=list[_Session])
    now: float = STARTED
    _issued: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _stored: dict[str, Response] = field(default_factory=dict[str, Response])

    def given(self) -> dict[str, list[str]]:
        """The values that it gave and nobody could guess, by the cookie's name."""
        secret = {one.name for one in self.site.cookies if one.value is None}
        return {name: [value for key, value in self._issued if key == name] for name in secret}

    def respond(self, request: Request, now: float) -> Answer:
        """Answer one request at a moment (epoch seconds)."""
        self.now = now
        number, self.asked = self.asked, self.asked + 1
        parts = urlsplit(request.url)
        if parts.scheme not in self.site.schemes:
            return REFUSED
        place = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.site.instead(number, request) if self.site.instead else None
        answer = answer or self.site.pages.get(place)
        if answer is not None:
            return answer
        stored = self._stored.get(place) if self.site.cached and request.method == "GET" else None
        return stored or self._own(request, parts.path, place)

    def _own(self, request: Request, path: str, place: str) -> Response:
        sent = _cookies(request)
        session = self._inside(sent)
        lines: list[str] = []
        if session is None and self.site.basic and _authorized(request):
            self.logins += 1
            session = self._begin(sent, lines)
        if session is None:
            self._visit(sent, lines)
        if session is None and self.site.suspicious:
            self._punish(sent)
        if path == "/login" and request.method == "POST":
            answer = self._log_in(request, sent, lines)
        elif path == "/logout":
            answer = self._log_out(request, session, lines)
        else:
            answer = self._page(path, session)
        if session is not None and session.alive:
            self._used(session, lines)
        answer = replace(answer, fields=answer.fields + tuple(("Set-Cookie", line) for line in lines))
        if self.site.cached and session is not None and answer.status == 200:
            kept = tuple(pair for pair in answer.fields if pair[0] != "Set-Cookie")
            self._stored[place] = replace(answer, fields=(*kept, ("Age", "60")))
        return answer

    def _inside(self, sent: Mapping[str, str]) -> _Session | None:
        if self.site.basic == "each":
            return None
        for session in reversed(self._sessions):
            if session.inside and session.alive and not self._is_over(session):
                for names in self.site.opens:
                    if all(self._holds(session, name, sent) for name in names):
                        return session
        return None

    def _is_over(self, session: _Session) -> bool:
        idle, absolute = self.site.idle, self.site.absolute
        is_idle = idle is not None and self.now - session.seen > idle
        return is_idle or (absolute is not None and self.now - session.began > absolute)

    def _holds(self, session: _Session, name: str, sent: Mapping[str, str]) -> bool:
        value = sent.get(name)
        accepts = next(one.accepts for one in self.site.cookies if one.name == name)
        if value is None or accepts == "any":
            return value is not None
        return (name, value) in self._issued if accepts == "issued" else session.values.get(name) == value

    def _visit(self, sent: Mapping[str, str], lines: list[str]) -> None:
        """Give a visitor what he lacks, and take up what he brings if the site does such a thing."""
        for one in self.site.cookies:
            value = sent.get(one.name)
            known = value is not None and (one.name, value) in self._issued
            if one.at == "login" or known:
                continue
            if value is not None and (self.site.adopts or one.value is not None):
                self._sessions.append(_Session({one.name: value}))
                self._issued.add((one.name, value))
            else:
                self._sessions.append(_Session({one.name: self._give(one, lines)}))

    def _give(self, one: Gives, lines: list[str]) -> str:
        value = str(int(self.now)) * 2 if one.value == "second" else one.value
        value = value if value is not None else f"{len(self._issued) + 0x51ED270B:08x}" * 4
        self._issued.add((one.name, value))
        lines.append(f"{one.name}={value}; {one.attributes}")
        return value

    def _begin(self, sent: Mapping[str, str], lines: list[str]) -> _Session:
        """Begin a session inside: with what the visitor has where the site keeps it, else with new values."""
        if self.site.single:
            for other in self._sessions:
                other.alive = other.alive and not other.inside
        values: dict[str, str] = {}
        for one in self.site.cookies:
            value = sent.get(one.name)
            kept = self.site.keeps_id and value is not None and (one.name, value) in self._issued
            if value is not None and (kept or one.at == "visit"):
                values[one.name] = value
            else:
                values[one.name] = self._give(one, lines)
        session = _Session(values, inside=True, began=self.now, seen=self.now)
        self._sessions.append(session)
        if self.site.at_most is not None:
            for old in [one for one in self._sessions if one.inside and one.alive][: -self.site.at_most]:
                old.alive = False
        return session

    def _log_in(self, request: Request, sent: Mapping[str, str], lines: list[str]) -> Response:
        given = parse_qs(request.body.decode("ascii"))
        right = self.site.forgiving or given.get("password") == [PASSWORD]
        strange = any((name, value) not in self._issued for name, value in sent.items())
        strange = strange and any(one.name in sent for one in self.site.cookies)
        if not right or (self.site.planting_breaks and strange) or (self.logins and not self.site.second_login):
            self.failed += 1
            return html(f"<title>Login</title><p>Wrong name or password.</p>{self._form()}")
        self.logins += 1
        if self.site.returns:
            for ended in self._sessions:
                ended.alive = True
        del lines[:]
        self._begin(sent, lines)
        return to("/account")

    def _form(self) -> str:
        return (
            '<form action="/login" method="post"><input name="username"><input name="password" type="password">'
            f"{self.site.guarded}<button>Log in</button></form>"
        )

    def _log_out(self, request: Request, session: _Session | None, lines: list[str]) -> Response:
        wanted = {"link": "GET", "hidden": "GET"}.get(self.site.logout, "POST")
        if self.site.logout == "none":
            return html("<title>Nothing</title>", 404)
        if request.method != wanted:
            asks = self.site.logout == "confirm"
            form = '<form action="/logout" method="post"><input type="hidden" name="csrf_token" value="t0ken-t0ken">'
            return html(f"<title>Leave?</title>{form}<button>Log out</button></form>" if asks else "no", 200)
        if wanted == "POST" and parse_qs(request.body.decode("ascii")).get("csrf_token") != ["t0ken-t0ken"]:
            return html("<title>Forbidden</title>", 403)
        if session is not None:
            session.alive = not self.site.ends
        if self.site.clears:
            lines.extend(f"{one.name}=; {one.attributes}; Max-Age=0" for one in self.site.cookies if one.at != "visit")
        return to("/")

    def _page(self, path: str, session: _Session | None) -> Response:
        if path == "/login" and not self.site.basic:
            return html(f"<title>Login</title>{self._form()}")
        if session is None and self.site.basic:
            return Response(401, "Unauthorized", "1.1", (("WWW-Authenticate", 'Basic realm="shop"'),), b"")
        if path == "/" and session is None:
            return html('<title>Shop</title><a href="/login">Log in</a>')
        if path not in {"/", "/account", "/orders"}:
            return html("<title>Nothing</title>", 404)
        if session is None:
            return html(f"<title>{path}</title><p>Please log in.</p>") if self.site.text_only else to("/login")
        links = '<a href="/account">Account</a><a href="/orders">Orders</a>'
        return html(f"<title>{path}</title><p>{USERNAME}</p>{links}{self._way_out()}{self.site.inside}")

    def _way_out(self) -> str:
        token = '<input type="hidden" name="csrf_token" value="t0ken-t0ken">'
        match self.site.logout:
            case "link" | "confirm":
                return '<a href="/logout">Log out</a>'
            case "form":
                return f'<form action="/logout" method="post">{token}<button>Log out</button></form>'
            case "hidden" | "none":
                return ""

    def _used(self, session: _Session, lines: list[str]) -> None:
        session.uses += 1
        session.seen = self.now
        if self.site.lives_for is not None and session.uses >= self.site.lives_for:
            session.alive = False
        for one in self.site.cookies:
            if one.name in self.site.rotates:
                session.values[one.name] = self._give(one, lines)

    def _punish(self, sent: Mapping[str, str]) -> None:
        carrying = {name for names in self.site.opens for name in names}
        for session in self._sessions:
            if session.inside and any(sent.get(name) == session.values.get(name) for name in carrying & set(sent)):
                session.alive = False


def html(body: str, status: int = 200, *fields: tuple[str, str]) -> Response:
    """An HTML answer."""
    return Response(status, "", "1.1", (("Content-Type", "text/html; charset=utf-8"), *fields), body.encode())


def to(place: str, status: int = 303) -> Response:
    """A redirect."""
    return Response(status, "", "1.1", (("Location", place), ("Content-Type", "text/html")), b"")


def data(content: object, status: int = 200, *fields: tuple[str, str]) -> Response:
    """A JSON answer."""
    return Response(status, "", "1.1", (("Content-Type", "application/json"), *fields), json.dumps(content).encode())


def busy(status: int, *numbers: range, fields: FieldLines = ()) -> Instead:
    """An answer with this status to the requests of these numbers, for `Site.instead`."""
    return lambda number, _: html("busy", status, *fields) if any(number in some for some in numbers) else None


def sent_value(request: Request, name: str) -> str:
    """The value of a request's field, empty where it has none."""
    return next((value for key, value in request.fields if key.lower() == name.lower()), "")


def _cookies(request: Request) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in sent_value(request, "cookie").split("; ") if pair)
    return {name: value for name, _, value in pairs}


def _authorized(request: Request) -> bool:
    scheme, _, token = sent_value(request, "authorization").partition(" ")
    if scheme != "Basic" or re.fullmatch(r"[A-Za-z0-9+/]*=*", token) is None or len(token) % 4:
        return False
    return b64decode(token) == f"{USERNAME}:{PASSWORD}".encode()


@dataclass(frozen=True, slots=True)
class Played:
    """A walk that has ended.

    Attributes:
        recording: what it saw.
        server: the site's side of it.
        waited: how many seconds it let pass, each time.
        requests: what it sent, unredacted.
        ahead: how far its measurements had come, at each pause of theirs.
    """

    recording: Recording
    server: Server
    waited: tuple[float, ...]
    requests: tuple[Request, ...]
    ahead: tuple[Ahead, ...] = ()


def played(site: Site, brief: Brief = BRIEF, server: Server | None = None) -> Played:
    """Walk a site with a clock and a chance that are the same each time; each request takes 10 ms.

    Args:
        site: the site.
        brief: what is asked.
        server: the site at work, if something has happened there already.
    """
    recorder = Recorder(
        brief, Redactor(KEY, brief.persona, (brief.password,) if brief.password else ()), tool="test", started=STARTED
    )
    server = server or Server(site)
    walking = walk(Ground(brief, recorder, SUFFIXES, CHANCE, STARTED))
    now = STARTED
    waited: list[float] = []
    requests: list[Request] = []
    ahead: list[Ahead] = []

    def reply(action: Action) -> Reply:
        nonlocal now
        match action:
            case Send():
                now += 0.01
                requests.append(action.request)
                answer = server.respond(action.request, now)
                return Reply(answer, recorder.exchange(action, answer, now), now)
            case Wait():
                now += action.seconds
                waited.append(action.seconds)
                ahead.extend([action.ahead] if action.ahead else [])
                return Reply(None, -1, now)

    try:
        action = next(walking)
        while True:
            action = walking.send(reply(action))
    except StopIteration:
        return Played(recorder.finish(), server, tuple(waited), tuple(requests), tuple(ahead))


def play(site: Site, brief: Brief = BRIEF) -> Recording:
    """What a walk of this site records."""
    return played(site, brief).recording


def sets(recording: Recording) -> set[frozenset[str]]:
    """The minimal sets that were found, by name."""
    facts = recording.credentials
    return {frozenset(one.name for one in each) for each in facts.sets} if facts else set()


def sides(recording: Recording, purpose: Purpose) -> list[Side]:
    """What the probes of a purpose count as, in order."""
    return [probe.side for probe in recording.probed(purpose)]


def result(recording: Recording, step: Step) -> StepResult | None:
    """How a part of the walk ended, or None where it was not begun."""
    return next((one.result for one in recording.steps if one.step is step), None)


def detail(recording: Recording, step: Step) -> str:
    """What is told of a part of the walk."""
    return next((one.detail for one in recording.steps if one.step is step), "")


def unwitnessed(recording: Recording) -> list[Probe]:
    """Probes that count as outside though no control says that the account could be opened then."""
    return [one for one in recording.probes if one.side is Side.OUTSIDE and one.control is None]
