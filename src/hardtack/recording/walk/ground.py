"""What all parts of one walk share: the brief, the recorder, the clock, chance, and the limits."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hardtack.cookies.matching import PublicSuffixes
from hardtack.recording.actions import Reply, Seen, Send, Wait, Walking
from hardtack.recording.brief import Brief
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response
from hardtack.recording.model import Step
from hardtack.recording.recorder import Recorder
from hardtack.recording.walk.jar import Jar

_BUSY = frozenset({429, 503})
_PATIENCE = 30.0
"""Seconds that a walk waits in all because the server asks it to."""


class BudgetSpentError(Exception):
    """The next request would be one too many."""


@dataclass(slots=True)
class Ground:
    """Shared state of one walk.

    Attributes:
        brief: what was asked.
        recorder: where everything seen goes.
        suffixes: the public suffix list.
        chance: random octets for invented values, made beforehand by the caller.
        now: epoch seconds of the last reply.
        logins: logins with the right password so far; at most four are made.
        patience: seconds that may still be waited where the server asks for a pause (Retry-After).
        allowance: requests that a measurement may send beyond `Brief.max_requests`.
        requests_at_most: the requests after which no optional part is begun; only `Brief.max_requests` ends the walk.
        hosts: hosts that may be asked: the named ones, their twins, those allowed by flag.
        https_answers: whether the https side was seen, so that nothing secret may go over http.
        refusal: why the credentials were not sent, or empty.
        busy: a page that might have told inside from outside, had the server not refused it, or None.
        stumble: where the recipe's login first went wrong, as a clause, or empty.
        code_step: the period of the last one-time code that was sent, -1 for none.
        before_code: the jar frozen just before the last one-time code was sent, or None.
    """

    brief: Brief
    recorder: Recorder
    suffixes: PublicSuffixes
    chance: bytes
    now: float
    logins: int = 0
    patience: float = _PATIENCE
    allowance: int = 0
    requests_at_most: int = field(init=False)
    hosts: frozenset[str] = field(init=False)
    https_answers: bool = False
    refusal: str = ""
    busy: Seen | None = None
    stumble: str = ""
    code_step: int = -1
    before_code: Jar | None = None

    def __post_init__(self) -> None:
        """Gather the hosts that the user named."""
        brief = self.brief
        self.requests_at_most = brief.max_requests
        recipe = brief.recipe
        steps = [step.url for step in (*recipe.login, *recipe.logout)]
        named = [
            brief.url,
            brief.login_url,
            brief.inside_url,
            brief.http_url,
            brief.https_url,
            recipe.inside_url,
            *brief.also,
            *steps,
        ]
        found = {host_of(url) for url in named if url}
        self.hosts = frozenset(found | {host.lower() for host in brief.allowed_hosts}) - {""}

    def permits(self, url: str) -> bool:
        """Whether a URL is within the scope of this audit."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        return (
            parts.scheme in {"http", "https"}
            and parts.username is None
            and (parts.hostname or "") in self.hosts
            and port != 0
        )

    def withholds(self, page_url: str, url: str) -> str:
        """Why credentials typed on a page are not sent to an address, as a clause; empty where they may go.

        They go to the hosts that the user named for the login or allowed, and never over http where https answers.

        Args:
            page_url: the page that asks for them.
            url: where it would have them sent.
        """
        brief = self.brief
        named = (brief.url, brief.login_url, brief.http_url, brief.https_url, *(one.url for one in brief.recipe.login))
        hosts = {host_of(one) for one in named if one} | {host.lower() for host in brief.allowed_hosts}
        masked = self.recorder.redactor.url(url)
        if not self.permits(url) or host_of(url) not in hosts:
            return f"the login would send the password to {masked}, which is not part of this audit: it was not sent"
        is_secured = self.https_answers or page_url.startswith("https:")
        if is_secured and urlsplit(url).scheme == "http":
            return f"the login would send the password to {masked}, over http although https answers: it was not sent"
        return ""

    def trusts(self, url: str) -> bool:
        """Whether an Authorization field may go there: the application's own hosts, not over http if https answers."""
        brief, recipe = self.brief, self.brief.recipe
        steps = (one.url for one in (*recipe.login, *recipe.logout))
        named = (
            brief.url, brief.login_url, brief.inside_url, brief.http_url, brief.https_url, recipe.inside_url, *steps,
            brief.logout.url if brief.logout else None,
        )  # fmt: skip
        is_own = host_of(url) in {host_of(one) for one in named if one}
        return is_own and not (self.https_answers and urlsplit(url).scheme == "http")

    def send(
        self, request: Request, step: Step, browser: str, *, fresh: bool = False, patience: float | None = None
    ) -> Walking[Seen]:
        """Send one request within scope and budget.

        Where the server asks for a pause, it is made, and a GET is sent once more after it.

        Raises:
            BudgetSpentError: if the budget is spent.
        """
        if not self.permits(request.url):
            failure = Failure(
                FailureKind.REFUSED_SCOPE, f"{host_of(request.url) or 'that address'} is not part of this audit"
            )
            index = self.recorder.exchange(Send(request, step, browser, fresh), failure, self.now)
            return Seen(request.url, failure, index, self.now)
        action = Send(request, step, browser, fresh, patience)
        seen = yield from self._sent(action)
        pause = _asked_pause(seen.answer)
        if 0 < pause <= self.patience:
            self.patience -= pause
            self.now = (yield Wait(pause, "that the site asks for (Retry-After)")).now
            if request.method == "GET":
                seen = yield from self._sent(action)
        return seen

    def _sent(self, action: Send) -> Walking[Seen]:
        if self.recorder.sent >= self.brief.max_requests + self.allowance:
            raise BudgetSpentError
        reply: Reply = yield action
        self.now = reply.now
        answer = reply.answer or Failure(FailureKind.CLOSED, "no answer")
        return Seen(action.request.url, answer, reply.exchange, reply.now)


def _asked_pause(answer: Answer) -> float:
    """Seconds after which a busy server wants to be asked again (RFC 9110, 10.2.3), 0 for none."""
    if not isinstance(answer, Response) or answer.status not in _BUSY:
        return 0.0
    wanted = (answer.value("retry-after") or "").strip()
    return float(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0.0


def host_of(url: str) -> str:
    """The host of a URL, lower case; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL as browsers write an origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
