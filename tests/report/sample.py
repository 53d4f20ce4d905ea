"""A small audit as it would have been seen live, made by the real redactor and recorder."""

from dataclasses import replace

from hardtack.cookies.persona import Persona
from hardtack.recording.actions import Send
from hardtack.recording.brief import Brief
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response
from hardtack.recording.model import (
    CookieId,
    CredentialFacts,
    LoginMethod,
    OracleFacts,
    OracleKind,
    Purpose,
    Recording,
    Side,
    Step,
    StepResult,
)
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import Redactor
from hardtack.verdict import (
    Answer as CheckAnswer,
)
from hardtack.verdict import (
    Check,
    Confidence,
    Errored,
    Evidence,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Outcome,
    Passed,
    Question,
    QuestionReport,
    Report,
    Severity,
)

BASE = "https://shop.example"
PASSWORD = "Canary-password-4711-oat"
BEFORE = "canarybefore0123456789abcdef0123"
SESSION = "canarysession0123456789abcdef012"
SID = CookieId("sid", "shop.example", host_only=True, path="/")
LANG = CookieId("lang", "shop.example", host_only=True, path="/")
LINE = f"sid={SESSION}; Path=/"

PAGE = """Name of the pattern.

What it asks
    Something.

Remedy
    Set the flag
    in the framework.

    A second paragraph.

References
    None.
"""


def recording(*, proved: bool = True, key: bytes = b"0123456789abcdef") -> Recording:
    """A login form, a session cookie without attributes, a page that refuses outsiders."""
    brief = Brief(f"{BASE}/login", username="baker", password=PASSWORD, also=(f"{BASE}/other",))
    recorder = Recorder(
        brief, Redactor(key, Persona("baker", PASSWORD), (PASSWORD,)), tool="hardtack 0.1.0", started=1_790_000_000.0
    )
    recorder.target = replace(recorder.target, https=f"{BASE}/login")
    _exchanges(recorder)
    recorder.step(Step.VISIT, StepResult.DONE, "200")
    if proved:
        _proofs(recorder)
    else:
        recorder.step(Step.LOGIN, StepResult.FAILED, "no login form was found")
        recorder.login = replace(recorder.login, reason="no login form was found", supply="Give --login-url.")
    return recorder.finish()


def _exchanges(recorder: Recorder) -> None:
    cookie = (("Cookie", f"sid={BEFORE}"),)
    form = f"username=baker&password={PASSWORD}".encode()
    fields = (*cookie, ("Content-Type", "application/x-www-form-urlencoded"))
    inside = (("Cookie", f"sid={SESSION}; lang=en"),)
    seen: tuple[tuple[Step, Request, Answer], ...] = (
        (Step.VISIT, Request("GET", f"{BASE}/login"), _ok(f"sid={BEFORE}; Path=/", "lang=en; Max-Age=86400")),
        (Step.LOGIN, Request("POST", f"{BASE}/login?token={BEFORE}", fields, form), _ok(LINE)),
        (Step.ORACLE, Request("GET", f"{BASE}/account", inside), _ok()),
        (Step.ORACLE, Request("GET", f"{BASE}/account"), Response(302, "Found", "1.1", (("Location", "/login"),), b"")),
        (Step.PLAIN, Request("GET", "http://shop.example/"), Failure(FailureKind.REFUSED, "nobody listens")),
        (Step.REPLAY, Request("DELETE", f"{BASE}/x", (("Authorization", f"Bearer {SESSION}"),)), _ok()),
    )
    for number, (step, request, answer) in enumerate(seen):
        recorder.exchange(Send(request, step, "first"), answer, 1_790_000_000.0 + number / 4)


def _ok(*lines: str) -> Response:
    fields = (("Content-Type", "text/html"), *(("Set-Cookie", line) for line in lines))
    return Response(200, "OK", "1.1", fields, b"<title>Shop</title><script>document.cookie.match('lang=')</script>")


def _proofs(recorder: Recorder) -> None:
    recorder.login = replace(
        recorder.login, method=LoginMethod.FORM, proved=True, reason="", supply="", exchange=1, logout="GET /logout"
    )
    recorder.oracle = OracleFacts(
        f"{BASE}/account", OracleKind.REFUSAL, inside="200", outside="302 to /login", sound=True, flaw=""
    )
    recorder.credentials = CredentialFacts(((SID,),), (), header=False, complete=True, destructive=())
    recorder.probe(Purpose.FULL_JAR, 2, Side.INSIDE, (SID, LANG))
    outside = recorder.probe(Purpose.BEFORE_LOGIN, 3, Side.OUTSIDE, (SID,), "after the login")
    recorder.witnessed((outside,), 2)
    recorder.step(Step.LOGIN, StepResult.DONE, "form")
    recorder.step(Step.LOGOUT, StepResult.SKIPPED, "no way out was found")


def check(code: str, question: Question | None, outcome: Outcome, severity: Severity = Severity.HIGH) -> CheckAnswer:
    """What a check of that code said."""

    def ask(_recording: Recording) -> Inconclusive:
        return Inconclusive("never asked", "nothing")

    record = Check(
        code, f"pattern-{code.lower()}", question, severity, (614,), ("3.3.1",), ("WSTG-SESS-02",), PAGE, ask
    )
    return CheckAnswer(record, outcome)


def finding(
    severity: Severity = Severity.HIGH, line: str | None = None, *, exchange: int = 1, remedy: str = ""
) -> Finding:
    """A finding about the session cookie."""
    evidence = (Evidence(exchange, line, "the session's value"),)
    return Finding(
        "The cookie sid lacks something.", severity, Confidence.HIGH, evidence, SID, "A script reads it.", remedy
    )


def report(
    outcomes: dict[str, Outcome] | None = None, extras: tuple[Outcome, ...] = (), *, proved: bool = True
) -> Report:
    """A report in which every question passed but those told; each question has one check."""
    told = outcomes or {}
    questions = tuple(
        QuestionReport(
            question,
            told.get(question.id, Passed("Fine.")),
            (check(f"HT{number}01", question, told.get(question.id, Passed("Fine."))),),
        )
        for number, question in enumerate(Question, 1)
    )
    beside = tuple(check(f"HT11{number:02}", None, outcome) for number, outcome in enumerate(extras, 1))
    return Report(recording(proved=proved), questions, beside)


def mixed() -> Report:
    """A report with every kind of verdict."""
    kept = recording()
    login = kept.exchanges[1].response
    assert login is not None
    (line,) = login.values("set-cookie")
    note = finding(Severity.INFO)
    return report(
        {
            "Q1": Failed("The session stays.", (finding(Severity.HIGH, line, remedy="Do this."), note)),
            "Q2": Inconclusive("no way out was found", "Name the way out."),
            "Q3": NotApplicable("no cookie", (note,)),
            "Q4": Errored("ZeroDivisionError in ask"),
            "Q5": Passed("Fine.", (note,)),
            "Q10": Inconclusive("no way out was found", "Name the way out."),
        },
        (Failed("Bad.", (finding(Severity.LOW, exchange=5),)), Passed("Fine."), Inconclusive("unknown", "Say it.")),
    )
