"""The recorder: collects what a walk sees, redacted on entry, and makes the recording of it at any moment."""

from dataclasses import replace

from hardtack.recording.actions import Send
from hardtack.recording.brief import Brief
from hardtack.recording.measured import IdSample, Measured, TimeLimit
from hardtack.recording.mentions import ScriptTexts
from hardtack.recording.message import Answer, Response
from hardtack.recording.model import (
    SCHEMA_VERSION,
    BroughtCookie,
    CookieId,
    CredentialFacts,
    Exchange,
    LoginFacts,
    LoginMethod,
    OracleFacts,
    Probe,
    Purpose,
    Recording,
    Side,
    Step,
    StepOutcome,
    StepResult,
    Target,
)
from hardtack.recording.own_session import OwnSession
from hardtack.recording.recorded_jar import recorded
from hardtack.recording.redact import Redactor

NO_CREDENTIALS = "no credentials were given, so nobody logged in"
SUPPLY_CREDENTIALS = "Give --username and a password (--password-file, HARDTACK_PASSWORD or the prompt), or --recipe."

SUPPLY_MORE = "Run the audit again, with more requests or time if those ran out."
"""What to supply where the walk ended before its end."""

CUT_SHORT = "cut short: "
"""How the detail of the part begins in which the walk ended before its end."""

_REFUSALS_AT_MOST = 20


class Recorder:
    """What is known so far; `finish` may be called at any moment, also after an interruption."""

    def __init__(self, brief: Brief, redactor: Redactor, *, tool: str, started: float) -> None:
        """Begin.

        Args:
            brief: what the walk is asked.
            redactor: masks every value on entry.
            tool: name and version of this program.
            started: epoch seconds.
        """
        self.redactor = redactor
        self.target = Target(
            redactor.url(brief.url), None, None, (), tuple(redactor.url(url) for url in brief.also), brief.profile,
            brief.recipe.shared_domain, brief.recipe.embedded, brief.lab, brief.authenticated, brief.settle,
            password_known=brief.own is None or brief.password is not None,
        )  # fmt: skip
        self.login = LoginFacts(
            LoginMethod.NONE, proved=False, reason=NO_CREDENTIALS, supply=SUPPLY_CREDENTIALS, action=None,
            remember_me=False, logout=None, logout_named=False, logout_supply=SUPPLY_CREDENTIALS, exchange=None,
        )  # fmt: skip
        self.oracle: OracleFacts | None = None
        self.credentials: CredentialFacts | None = None
        self.scripts = ScriptTexts()
        self.measured: dict[TimeLimit, Measured] = {}
        self.sampled: list[IdSample] = []
        self._tool = tool
        self._started = started
        self._url = brief.url
        self._brought: tuple[BroughtCookie, ...] = ()
        if brief.own is not None:
            self.bring(brief.own)
        self._exchanges: list[Exchange] = []
        self._probes: list[Probe] = []
        self._steps: dict[Step, StepOutcome] = {}
        self._refused: dict[str, StepOutcome] = {}

    def bring(self, own: OwnSession) -> None:
        """Note the session that the user brought along; the last word on it counts."""
        self._brought = recorded(own, self._url, self.redactor, int(self._started))

    @property
    def sent(self) -> int:
        """How many exchanges there were."""
        return len(self._exchanges)

    def sent_by(self, browser: str, since: int) -> int:
        """How many exchanges one browser had from exchange `since` on."""
        return sum(one.browser == browser for one in self._exchanges[since:])

    def exchange(self, sent: Send, answer: Answer, now: float) -> int:
        """Keep one exchange.

        Returns:
            Its index.
        """
        index = len(self._exchanges)
        url = sent.request.url
        request = self.redactor.request(sent.request)
        response = self.redactor.response(url, answer) if isinstance(answer, Response) else None
        if isinstance(answer, Response):
            self.scripts.add(index, answer)
        failure = None if isinstance(answer, Response) else self.redactor.scrub(f"{answer.kind.value}: {answer.detail}")
        at = round(now - self._started, 3)
        self._exchanges.append(Exchange(index, sent.step, sent.browser, at, request, response, failure))
        return index

    def step(self, step: Step, result: StepResult, detail: str) -> None:
        """Note what became of one part of the walk; the last word on a part counts."""
        self._steps[step] = StepOutcome(step, result, self.redactor.scrub(detail))

    def refused(self, step: Step, detail: str) -> None:
        """Note what a site asked for and was not given; once, however often it asks."""
        told = self.redactor.scrub(detail)
        if len(self._refused) < _REFUSALS_AT_MOST:
            self._refused.setdefault(told, StepOutcome(step, StepResult.SKIPPED, told))

    def probe(self, purpose: Purpose, exchange: int, seen: Side, cookies: tuple[CookieId, ...], note: str = "") -> int:
        """Note one answer of the oracle; an `outside` stays unknown until `witnessed`.

        Returns:
            Its index among the probes.
        """
        side = Side.UNKNOWN if seen is Side.OUTSIDE else seen
        self._probes.append(Probe(purpose, exchange, seen, side, None, tuple(sorted(cookies)), note))
        return len(self._probes) - 1

    def probe_again(self, purpose: Purpose, probe: int, note: str) -> None:
        """Note that an answer serves another purpose as well, and counts there as it does here."""
        self._probes.append(replace(self._probes[probe], purpose=purpose, note=note))

    def witnessed(self, probes: tuple[int, ...], control: int) -> None:
        """Let these probes count as seen: the live control of exchange `control` was inside right after them."""
        for index in probes:
            probe = self._probes[index]
            self._probes[index] = replace(probe, side=probe.seen, control=control)

    def counted(self, probe: int) -> Side:
        """What a probe counts as by now."""
        return self._probes[probe].side

    def unsound(self, flaw: str) -> None:
        """Declare that nothing may rest on the oracle: a control did not hold."""
        if self.oracle is not None:
            self.oracle = replace(self.oracle, sound=False, flaw=flaw)

    def cut_short(self, reason: str) -> None:
        """Note that the walk ended before its end; what was not asked by then stays unasked."""
        step = self._exchanges[-1].step if self._exchanges else Step.VISIT
        self.step(step, StepResult.FAILED, f"{CUT_SHORT}{reason}")
        if self.target.authenticated and not self.login.proved:
            self.login = replace(self.login, reason=reason, supply=SUPPLY_MORE)

    def finish(self) -> Recording:
        """The recording of what is known so far."""
        return Recording(
            SCHEMA_VERSION,
            self._tool,
            int(self._started),
            self.target,
            tuple(self._exchanges),
            self.redactor.values,
            (*self._refused.values(), *self._steps.values()),
            self.login,
            self.oracle,
            self.credentials,
            tuple(self._probes),
            self.scripts.mentions(self._exchanges),
            self._brought,
            tuple(self.measured.values()),
            tuple(self.sampled),
        )
