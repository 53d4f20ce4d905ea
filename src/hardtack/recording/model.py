"""The recording: everything that was seen of a site, redacted, from which every verdict is a pure function.

Values of cookies, tokens, passwords and form fields do not stand here. In their place stand masks (`redact.py`): equal
values have equal masks within one recording, and `Recording.values` says of each mask what may be known of the value
behind it. A live walk, a HAR file and the fronting server all produce this one object.
"""

from dataclasses import dataclass

from hardtack.cookies.contents import ValueFacts
from hardtack.recording.measured import IdSample, Measured
from hardtack.recording.vocabulary import (
    Attacker,
    LoginMethod,
    OracleKind,
    Profile,
    Purpose,
    Side,
    Step,
    StepResult,
    Telling,
)

__all__ = [
    "SCHEMA_VERSION",
    "VISITOR",
    "Attacker",
    "BroughtCookie",
    "CookieId",
    "CredentialFacts",
    "Exchange",
    "LoginFacts",
    "LoginMethod",
    "OracleFacts",
    "OracleKind",
    "PageFacts",
    "Probe",
    "Profile",
    "Purpose",
    "RecordedRequest",
    "RecordedResponse",
    "Recording",
    "ScriptMention",
    "Side",
    "Step",
    "StepOutcome",
    "StepResult",
    "Target",
    "Telling",
    "Value",
]

SCHEMA_VERSION = 1

VISITOR = "visitor"
"""The copy of the logged-in browser that visits other applications of the host."""


@dataclass(frozen=True, slots=True, order=True)
class CookieId:
    """What tells two cookies of one store apart.

    Attributes:
        name: cookie name.
        host: the host it belongs to, without a leading dot.
        host_only: whether only that very host gets it.
        path: cookie path.
    """

    name: str
    host: str
    host_only: bool
    path: str


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as it may be kept.

    Attributes:
        method: the method.
        url: the URL with values masked.
        fields: field lines in order, values masked where they may be secret.
        parameters: names of the form or JSON fields in the content.
        cookies: (name, mask) pairs of the Cookie field, in order.
    """

    method: str
    url: str
    fields: tuple[tuple[str, str], ...]
    parameters: tuple[str, ...]
    cookies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What an HTML page contributes to the verdicts.

    Attributes:
        password_field: whether a password can be typed there.
        login_action: where the login form posts to, or None.
        insecure_parts: (tag, URL) of parts loaded over http.
        insecure_links: URLs of links and forms leading to http on the audited hosts.
        session_ids_in_urls: masked URLs in the page that carry a session id.
    """

    password_field: bool
    login_action: str | None
    insecure_parts: tuple[tuple[str, str], ...]
    insecure_links: tuple[str, ...]
    session_ids_in_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """A response as it may be kept.

    Attributes:
        status: status code.
        version: HTTP version.
        fields: field lines in order; each set-cookie line on its own, its value masked.
        length: octets of content.
        truncated: whether the content was cut or broken.
        page: facts of an HTML page, else None.
    """

    status: int
    version: str
    fields: tuple[tuple[str, str], ...]
    length: int
    truncated: bool
    page: PageFacts | None

    def values(self, name: str) -> tuple[str, ...]:
        """All values of the field lines called `name` (case-insensitive), in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.fields if key.lower() == wanted)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back.

    Attributes:
        index: its place in the recording.
        step: the part of the walk it belongs to.
        browser: which cookie store it used: `anonymous`, `first`, `second`, `third`, `frozen`, `none` ...
        at: seconds since the recording began.
        request: the request.
        response: the response, or None if there was none.
        failure: why there was none, else None.
    """

    index: int
    step: Step
    browser: str
    at: float
    request: RecordedRequest
    response: RecordedResponse | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class Probe:
    """One question to the oracle.

    Attributes:
        purpose: why it was asked.
        exchange: index of the exchange that answered it.
        seen: what the oracle read off that response.
        side: what it counts as: an `outside` counts only if a live control was inside right after it.
        control: index of the exchange of that control, or None.
        cookies: the cookies that were sent.
        note: a few words for a reader.
    """

    purpose: Purpose
    exchange: int
    seen: Side
    side: Side
    control: int | None
    cookies: tuple[CookieId, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of one part of the walk."""

    step: Step
    result: StepResult
    detail: str


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """What became of the login.

    Attributes:
        method: how it was done.
        proved: whether the oracle saw the difference between inside and outside.
        reason: if not proved, why; one sentence.
        supply: if not proved, the one thing to supply.
        action: masked URL the credentials went to, or None.
        remember_me: whether the form offered to be remembered (left off).
        logout: what the way out was, in words, or None where none was found.
        logout_named: whether the user or the recipe named it.
        logout_supply: where no way out was found, what to supply.
        exchange: index of the exchange that submitted the credentials, or None.
        user_name: whether the login form asked for a user name; False where an older recording does not tell.
    """

    method: LoginMethod
    proved: bool
    reason: str
    supply: str
    action: str | None
    remember_me: bool
    logout: str | None
    logout_named: bool
    logout_supply: str
    exchange: int | None
    user_name: bool = False


@dataclass(frozen=True, slots=True)
class OracleFacts:
    """How inside is told from outside.

    Attributes:
        url: the probe's masked URL.
        kind: what it rests on.
        inside: what inside looks like, in words.
        outside: what outside looks like, in words.
        sound: whether every control held; if not, nothing may rest on it.
        flaw: the control that did not hold, else empty.
    """

    url: str
    kind: OracleKind
    inside: str
    outside: str
    sound: bool
    flaw: str


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """Which cookies carry the session, by replay.

    Attributes:
        sets: all minimal authenticating sets found, each sorted.
        required: members of those sets that are needed but are no credential (substitution showed it).
        header: whether an Authorization field alone is enough (HTTP Basic, bearer token).
        complete: whether all sets were found within the budget.
        destructive: cookies whose absence or replay ended the session.
    """

    sets: tuple[tuple[CookieId, ...], ...]
    required: tuple[CookieId, ...]
    header: bool
    complete: bool
    destructive: tuple[CookieId, ...]

    @property
    def cookies(self) -> frozenset[CookieId]:
        """The session's cookies: members of any minimal set that are credentials."""
        return frozenset(cookie for one in self.sets for cookie in one) - frozenset(self.required)


@dataclass(frozen=True, slots=True)
class ScriptMention:
    """A fetched script names a cookie.

    Attributes:
        name: the cookie's name.
        exchange: index of the exchange whose script does.
        quoted: whether the name stands in a literal or a pattern, and scripts use document.cookie; else it merely
            stands there, or may be put together.
    """

    name: str
    exchange: int
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """What may be known of the value behind a mask."""

    mask: str
    facts: ValueFacts


@dataclass(frozen=True, slots=True)
class BroughtCookie:
    """A cookie of a session that the user brought along: no response was seen to set it.

    Attributes:
        cookie: which.
        line: the set-cookie line that would make it, as far as the user's file tells its attributes, its value masked.
            A lifetime in it is what was left when the audit began.
        telling: how much of its attributes the file tells.
    """

    cookie: CookieId
    line: str
    telling: Telling


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked about, and under which terms.

    Attributes:
        url: the URL given, masked.
        https: base URL of the https side, or None where there is none.
        http: base URL of the plain side, or None where there is none.
        asked: the addresses that were asked for the other scheme, in words.
        also: other applications on the host.
        profile: which lifetime limits apply.
        shared_domain: domains the user declared shared between hosts.
        embedded: whether the user declared the application embedded in other sites' pages.
        lab: whether certificates were not held to public trust (`--insecure`, `--ca`).
        authenticated: whether credentials or a recipe were given.
        settle: seconds between the replays after logout, 0 for one replay.
        password_known: whether the user's password was known, so that cookies could be held against it.
    """

    url: str
    https: str | None
    http: str | None
    asked: tuple[str, ...]
    also: tuple[str, ...]
    profile: Profile
    shared_domain: tuple[str, ...]
    embedded: bool
    lab: bool
    authenticated: bool
    settle: float
    password_known: bool = True


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that was seen.

    Attributes:
        schema_version: meaning of this format.
        tool: name and version of the program that made it.
        started: epoch seconds at the beginning.
        target: what was asked about.
        exchanges: all exchanges in order.
        values: what may be known of each masked cookie value.
        steps: the parts of the walk with their outcome.
        login: what became of the login.
        oracle: how inside is told from outside, or None.
        credentials: which cookies carry the session, or None where that was not found out.
        probes: the oracle's answers, in order.
        scripts: cookies named by fetched scripts.
        brought: the cookies of a session that the user brought along.
        measured: how long the server keeps sessions, as far as that was asked.
        sampled: what the ids look like that strangers are given, as far as that was asked.
    """

    schema_version: int
    tool: str
    started: int
    target: Target
    exchanges: tuple[Exchange, ...]
    values: tuple[Value, ...]
    steps: tuple[StepOutcome, ...]
    login: LoginFacts
    oracle: OracleFacts | None
    credentials: CredentialFacts | None
    probes: tuple[Probe, ...]
    scripts: tuple[ScriptMention, ...]
    brought: tuple[BroughtCookie, ...] = ()
    measured: tuple[Measured, ...] = ()
    sampled: tuple[IdSample, ...] = ()

    def facts(self, mask: str) -> ValueFacts | None:
        """What may be known of the value behind a mask."""
        return next((value.facts for value in self.values if value.mask == mask), None)

    def probed(self, purpose: Purpose) -> tuple[Probe, ...]:
        """All probes of one purpose, in order."""
        return tuple(probe for probe in self.probes if probe.purpose is purpose)
