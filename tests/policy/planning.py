"""Small recordings for plans, and what became of them."""

from dataclasses import dataclass, replace

from hardtack.audit import audit
from hardtack.policy import CookieRule, Plan, PlanTerms, check_policy, from_toml, plan, plan_toml, rule_for
from hardtack.recording.model import CookieId, Exchange, RecordedRequest, Recording, ScriptMention, Step, Target
from tests.recording.recordings import TARGET, answered, cookie, inside, proof, recording

HTTPS = "https://shop.example"
HTTP = "http://shop.example"
SID = "sid=~1111111111111111"
"""A session cookie as the login sets it."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site of one session cookie, and what else is seen of it.

    Attributes:
        lines: set-cookie lines of the login.
        more: further exchanges.
        target: what of the target is other than an https site whose plain side gave no answer.
        session: names that carry the session together; empty = replay has proved nothing.
        path: the session cookies' path.
        host_only: whether they have no Domain.
        host: their host.
        scripts: names that scripts mention.
        quoted: whether those stand in literals.
        login: path of the login, and of the page inside.
    """

    lines: tuple[str, ...] = (f"{SID}; Path=/; Secure",)
    more: tuple[Exchange, ...] = ()
    target: Target = TARGET
    session: tuple[str, ...] = ("sid",)
    path: str = "/"
    host_only: bool = True
    host: str = "shop.example"
    scripts: tuple[str, ...] = ()
    quoted: bool = True
    login: str = "/login"

    def ids(self) -> tuple[CookieId, ...]:
        """The session's cookies."""
        return tuple(cookie(name, host=self.host, host_only=self.host_only, path=self.path) for name in self.session)

    def recording(self) -> Recording:
        """The recording: the login, the page inside with all its cookies, and what else was seen."""
        base = self.target.https or self.target.http or HTTPS
        root = base.rstrip("/")
        pairs = tuple(line.partition(";")[0].partition("=")[::2] for line in self.lines)
        seen = recording(
            answered(*(f"Set-Cookie: {line}" for line in self.lines), url=f"{root}{self.login}"),
            answered(url=f"{root}{self.login}/in", sent=tuple((name, value) for name, value in pairs)),
            *self.more,
            credentials=proof(self.ids()) if self.session else None,
            probes=(inside(1),) if self.session else (),
        )
        return replace(
            seen, target=self.target, scripts=tuple(ScriptMention(name, 0, self.quoted) for name in self.scripts)
        )


ASKED = replace(TARGET, asked=(f"{HTTP}/",))
"""An https site whose plain side was asked for and gave no answer."""

PLAIN = replace(TARGET, url=f"{HTTP}/", https=None, http=f"{HTTP}/", asked=(f"{HTTPS}/",))
"""A bare application."""

BOTH = replace(TARGET, http=f"{HTTP}/")
"""Both sides answer."""


def planned(seen: Recording, terms: PlanTerms | None = None) -> Plan:
    """The plan of a recording, held to what every plan must be: sound, and read back from its text as it is."""
    made = plan(audit(seen), terms or PlanTerms())
    check_policy(made.policy)
    assert from_toml(plan_toml(made, "Planned.")) == made.policy
    return made


def rule(made: Plan, name: str = "sid") -> CookieRule:
    """The rule that a cookie falls under."""
    found = rule_for(made.policy, name)
    assert found is not None
    return found


def why(made: Plan, subject: str, key: str) -> str:
    """The reason given for a key."""
    return next(one.text for one in made.reasons if one.subject == subject and one.place[-1] == key)


def answered_as(exchange: Exchange, status: int, *, step: Step = Step.VISIT, browser: str = "first") -> Exchange:
    """The exchange with another status, at another step."""
    assert exchange.response is not None
    return replace(exchange, step=step, browser=browser, response=replace(exchange.response, status=status))


def posted(url: str, *fields: tuple[str, str], sent: tuple[tuple[str, str], ...] = ()) -> Exchange:
    """A POST that was answered."""
    return replace(answered(url=url), request=RecordedRequest("POST", url, fields, (), sent))
