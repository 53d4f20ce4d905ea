r"""Case files: recordings and the verdicts they call for, written in Markdown.

A case file lies in `tests/checks/cases/<name of the check>/`. It holds prose and fenced blocks:

    ```http step=LOGIN browser=first probe=FULL_JAR side=inside
    POST https://shop.example/login
    Cookie: sid=4f5a8c0e1b2d3a4f

    user=baker

    HTTP/1.1 302 Found
    Set-Cookie: sid=77aa8c0e1b2d3a4f; Path=/
    ```

One request and its response, in the order of the recording. The response begins at the line `HTTP/1.x status`, or is
`failure: REFUSED`. All words after `http` may be left out: `step` (default VISIT), `browser` (default `first`), `at`
(seconds, default the exchange's place), and, where the exchange answers the oracle, `probe` (a `Purpose`), `side`
(default the answer it counts as), `seen` (default `side`) and `control` (index of the control's exchange). In all of it
`{a*4096}` is the character repeated and `\x09` one octet.

    ```toml
    sets = [["sid"]]

    [target]
    http = "http://shop.example/"
    ```

What the walk would have added; anything left out has the default of `_facts`. Tables: `target`, `login`, `oracle`,
`credentials`, `steps` (`LOGOUT = "failed: no way out was found"`), `cookies` (what tells a cookie apart: `sid = {path =
"/shop", host = "example.org", host_only = false}`; `name` where the label is not its name), `persona`, `measured`
(`idle = {alive_s = 900.0, dead_s = 930.0}`), `sampled` (`sid = {bits = 40.0, pattern = "COUNTER"}`) and `scripts`
(`scripts = ["csrftoken"]`; `words` for names that merely stand there). A cookie that `cookies` does not tell of
belongs to the target's host alone, with Path=/.

    ```verdict
    outcome = "failed"
    severity = "high"
    cookies = ["sid"]
    says = ["before login"]
    ```

What the check must say. `outcome`: passed, failed, not-applicable or inconclusive. `severity`: of the worst finding.
`confidence`: of the worst finding. `cookies`: exactly the cookies that findings above info name. `says`: texts that
must stand in the verdict's own sentences or its findings above info. `notes`: texts that must stand in findings of
severity info; `notes = []` says there are none. `silent`: texts that must stand nowhere.

A file whose `## ` headings divide it holds one case a heading: what stands above the first of them is the beginning of
each, tables of a case are laid over it key by key, and its exchanges follow.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from hardtack.cookies.persona import Persona
from hardtack.recording.measured import IdSample, Measured, Pattern, TimeLimit
from hardtack.recording.message import FailureKind, FieldLines, Request, Response
from hardtack.recording.model import (
    SCHEMA_VERSION,
    CookieId,
    CredentialFacts,
    Exchange,
    LoginFacts,
    LoginMethod,
    OracleFacts,
    OracleKind,
    Probe,
    Profile,
    Purpose,
    Recording,
    ScriptMention,
    Side,
    Step,
    StepOutcome,
    StepResult,
    Target,
)
from hardtack.recording.redact import Redactor
from hardtack.verdict import Failed, Finding, Inconclusive, NotApplicable, Passed, Severity, Verdict

CASES = Path(__file__).parent / "cases"

Table = dict[str, object]

_FENCE = re.compile(r"^```(?P<kind>http|toml|verdict)(?P<words>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
_RESPONSE = re.compile(
    r"^(?:HTTP/(?P<version>1\.[01]) (?P<status>\d{3})(?P<reason>[^\n]*)|failure: (?P<failure>\w+))$", re.MULTILINE
)
_REPEAT = re.compile(r"\{(.)\*(\d+)\}")
_OCTET = re.compile(r"\\x([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case demands of the verdict; None where it demands nothing."""

    outcome: str
    severity: str | None
    confidence: str | None
    cookies: tuple[str, ...] | None
    says: tuple[str, ...]
    notes: tuple[str, ...] | None
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One recording and the verdict it calls for.

    Attributes:
        check: kebab-case name of the check it is put to, which is its folder's.
        title: its file and heading, for the test's name.
        recording: the recording, made by the real redactor.
        expected: what the check must say of it.
    """

    check: str
    title: str
    recording: Recording
    expected: Expected


@dataclass(frozen=True, slots=True)
class _Block:
    kind: str
    words: dict[str, str]
    text: str


@cache
def load_cases(folder: Path = CASES) -> tuple[Case, ...]:
    """Read every case below a folder.

    Args:
        folder: holds one folder a check.

    Returns:
        The cases, by file name and in the order of each file.

    Raises:
        ValueError: if a file does not follow the format; the text names the file.
    """
    return tuple(case for path in sorted(folder.glob("*/*.md")) for case in read_cases(path))


def read_cases(path: Path) -> Iterator[Case]:
    """Read the cases of one file, whose folder is named as the check is."""
    pieces = _SECTION.split(path.read_text(encoding="utf-8"))
    common, sections = pieces[0], list(zip(pieces[1::2], pieces[2::2], strict=True))
    for heading, text in sections or [("", "")]:
        title = f"{path.stem}: {heading}" if heading else path.stem
        try:
            blocks = [*_blocks(common), *_blocks(text)]
            yield Case(path.parent.name, title, _recording(blocks), _expected(blocks))
        except (KeyError, TypeError, ValueError) as error:
            message = f"{path.parent.name}/{title}: {error!r}"
            raise ValueError(message) from error


def disagreements(verdict: Verdict, expected: Expected) -> list[str]:
    """Hold a verdict against what a case demands.

    Returns:
        One line a disagreement; empty if the verdict is right.
    """
    notes, findings, sentences = _said(verdict)
    sentences += [text for one in findings for text in (one.message, one.gain, one.remedy)]
    spoken = "\n".join(sentences)
    noted = "\n".join(f"{one.message} {one.gain} {one.remedy}" for one in notes)
    worst = max(findings, key=lambda one: (one.severity, one.confidence), default=None)
    wrong = [f"does not say {text!r}" for text in expected.says if text.lower() not in spoken.lower()]
    wrong += [f"does not note {text!r}" for text in expected.notes or () if text.lower() not in noted.lower()]
    wrong += [f"says {text!r}" for text in expected.silent if text.lower() in f"{spoken}\n{noted}".lower()]
    seen = _outcome(verdict)
    if seen != expected.outcome:
        wrong.append(f"is {seen}, not {expected.outcome}")
    if expected.severity not in {None, worst.severity.word if worst else "none"}:
        wrong.append(f"is not of severity {expected.severity}")
    if expected.confidence not in {None, worst.confidence.word if worst else "none"}:
        wrong.append(f"is not of confidence {expected.confidence}")
    named = sorted({one.cookie.name for one in findings if one.cookie is not None})
    if expected.cookies is not None and named != sorted(expected.cookies):
        wrong.append(f"names the cookies {named}, not {sorted(expected.cookies)}")
    if expected.notes == () and notes:
        wrong.append("has notes")
    return [*wrong, f"full text:\n{spoken}\nnotes:\n{noted}"] if wrong else []


def _said(verdict: Verdict) -> tuple[list[Finding], list[Finding], list[str]]:
    match verdict:
        case Passed(summary, notes):
            return list(notes), [], [summary]
        case NotApplicable(reason, notes):
            return list(notes), [], [reason]
        case Inconclusive(reason, supply):
            return [], [], [reason, supply]
        case Failed(summary, findings):
            notes = tuple(one for one in findings if one.severity is Severity.INFO)
            return list(notes), [one for one in findings if one.severity is not Severity.INFO], [summary]


def _outcome(verdict: Verdict) -> str:
    match verdict:
        case Passed():
            return "passed"
        case Failed():
            return "failed"
        case NotApplicable():
            return "not-applicable"
        case Inconclusive():
            return "inconclusive"


def _blocks(text: str) -> Iterator[_Block]:
    for match in _FENCE.finditer(text):
        words = dict(word.split("=", 1) for word in match["words"].split())
        yield _Block(match["kind"], words, match["text"])


def _octets(text: str) -> str:
    """The text as it goes over the wire, one character an octet, with the two escapes of this format resolved."""
    wire = text.encode("utf-8").decode("latin-1")
    wire = _REPEAT.sub(lambda match: match[1] * int(match[2]), wire)
    return _OCTET.sub(lambda match: chr(int(match[1], 16)), wire)


def _expected(blocks: list[_Block]) -> Expected:
    (text,) = [block.text for block in blocks if block.kind == "verdict"]
    table = tomllib.loads(text)
    known = {"outcome", "severity", "confidence", "cookies", "says", "notes", "silent"}
    if unknown := set(table) - known:
        message = f"a verdict does not have {sorted(unknown)}"
        raise ValueError(message)
    if table["outcome"] not in {"passed", "failed", "not-applicable", "inconclusive"}:
        message = f"there is no outcome {table['outcome']}"
        raise ValueError(message)
    return Expected(
        table["outcome"],
        table.get("severity"),
        table.get("confidence"),
        tuple(table["cookies"]) if "cookies" in table else None,
        tuple(table.get("says", ())),
        tuple(table["notes"]) if "notes" in table else None,
        tuple(table.get("silent", ())),
    )


def _merged(blocks: list[_Block]) -> dict[str, Table]:
    """All tables of a case, later ones laid over earlier ones; keys outside any table stand under the empty name."""
    merged: dict[str, Table] = {"": {}}
    for block in blocks:
        if block.kind == "toml":
            for key, value in tomllib.loads(block.text).items():
                if isinstance(value, dict):
                    merged.setdefault(key, {}).update(value)
                else:
                    merged[""][key] = value
    known = {"", "target", "login", "oracle", "credentials", "steps", "cookies", "persona", "measured", "sampled"}
    if unknown := (set(merged) - known) | (set(merged[""]) - {"sets", "scripts", "words"}):
        message = f"the walk adds no {sorted(unknown)}"
        raise ValueError(message)
    return merged


def _recording(blocks: list[_Block]) -> Recording:
    tables = _merged(blocks)
    redactor = Redactor(b"case files' key ", _persona(tables.get("persona", {})))
    fences = [block for block in blocks if block.kind == "http"]
    exchanges = tuple(_exchange(index, block, redactor) for index, block in enumerate(fences))
    target = _target(tables.get("target", {}), exchanges, authenticated="login" in tables)
    cookies = _Cookies(tables.get("cookies", {}), urlsplit(target.url).hostname or "")
    return Recording(
        SCHEMA_VERSION,
        "hardtack case file",
        1_790_000_000,
        target,
        exchanges,
        redactor.values,
        _steps(tables.get("steps", {}), exchanges),
        _login(tables.get("login")),
        _oracle(tables.get("oracle", {})) if "login" in tables else None,
        _credentials(tables, cookies) if "sets" in tables[""] or "credentials" in tables else None,
        tuple(_probe(index, block, exchanges, cookies) for index, block in enumerate(fences) if "probe" in block.words),
        (
            *(ScriptMention(str(name), 0) for name in _list(tables[""].get("scripts", []))),
            *(ScriptMention(str(name), 0, quoted=False) for name in _list(tables[""].get("words", []))),
        ),
        measured=tuple(_measured(name, table) for name, table in tables.get("measured", {}).items()),
        sampled=tuple(_sampled(name, table) for name, table in tables.get("sampled", {}).items()),
    )


def _measured(name: str, table: object) -> Measured:
    facts = {"asked_s": 7200.0, "alive": 0, "dead": 0, "control": 0, "complete": True, **_table(name, table)}
    return Measured(TimeLimit[name.upper()], **facts)  # type: ignore[arg-type]


def _sampled(name: str, table: object) -> IdSample:
    facts: Table = {"bits": 128.0, "pattern": "NONE", "unjudged": "", "twins": None, **_table(name, table)}
    facts["pattern"] = Pattern[str(facts["pattern"])]
    facts = {"count": 200, "different": 200, "shortest": 32, "longest": 32, "fields": (), **facts}
    return IdSample(name, first=0, last=0, **{key: _tuples(value) for key, value in facts.items()})  # type: ignore[arg-type]


def _table(name: str, value: object) -> Table:
    if not isinstance(value, dict):
        message = f"{name} is no table"
        raise TypeError(message)
    return dict(value)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        message = f"{value!r} is no list"
        raise TypeError(message)
    return list(value)


@dataclass(frozen=True, slots=True)
class _Cookies:
    """What tells the cookies of a case apart, by the label the case gives them."""

    table: Table
    host: str

    def __call__(self, label: str) -> CookieId:
        known = self.table.get(label, {})
        if not isinstance(known, dict):
            message = f"cookies.{label} is no table"
            raise TypeError(message)
        return CookieId(
            str(known.get("name", label)),
            str(known.get("host", self.host)),
            bool(known.get("host_only", True)),
            str(known.get("path", "/")),
        )


def _persona(table: Table) -> Persona:
    facts: Table = {"username": "baker", "password": "Biscuit-77-oat", **table}
    return Persona(**{key: _tuples(value) for key, value in facts.items()})  # type: ignore[arg-type]


def _tuples(value: object) -> object:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def _message(text: str) -> tuple[FieldLines, bytes]:
    head, _, body = text.partition("\n\n")
    lines = [line.partition(":") for line in head.split("\n") if line]
    return tuple((name, value.strip(" ")) for name, _, value in lines), body.removesuffix("\n").encode("latin-1")


def _exchange(index: int, block: _Block, redactor: Redactor) -> Exchange:
    if unknown := set(block.words) - {"step", "browser", "at", "probe", "side", "seen", "control"}:
        message = f"an exchange does not have {sorted(unknown)}"
        raise ValueError(message)
    wire = _octets(block.text)
    status = _RESPONSE.search(wire)
    if status is None:
        message = f"no response in the block that begins {block.text[:60]!r}"
        raise ValueError(message)
    line, _, rest = wire[: status.start()].partition("\n")
    method, _, url = line.partition(" ")
    fields, body = _message(rest.rstrip("\n") + "\n" if rest.strip("\n") else "")
    recorded = redactor.request(Request(method, url, fields, body))
    response = None
    if status["failure"] is None:
        lines, content = _message(wire[status.end() :].removeprefix("\n") if wire[status.end() :].strip() else "")
        live = Response(int(status["status"]), status["reason"].strip(), status["version"], lines, content)
        response = redactor.response(url, live)
    return Exchange(
        index,
        Step[block.words.get("step", "VISIT")],
        block.words.get("browser", "first"),
        float(block.words.get("at", index)),
        recorded,
        response,
        None if status["failure"] is None else FailureKind[status["failure"]].value,
    )


def _probe(index: int, block: _Block, exchanges: tuple[Exchange, ...], cookies: _Cookies) -> Probe:
    side = block.words["side"]
    control = block.words.get("control")
    return Probe(
        Purpose[block.words["probe"]],
        index,
        Side(block.words.get("seen", side)),
        Side(side),
        None if control is None else int(control),
        tuple(cookies(name) for name, _ in exchanges[index].request.cookies),
    )


def _target(table: Table, exchanges: tuple[Exchange, ...], *, authenticated: bool) -> Target:
    first = exchanges[0].request.url if exchanges else "https://shop.example/"
    parts = urlsplit(first)
    base = f"{parts.scheme}://{parts.netloc}/"
    facts: Table = {
        "url": base,
        "https": base if parts.scheme == "https" else None,
        "http": base if parts.scheme == "http" else None,
        "asked": [],
        "also": [],
        "profile": Profile.STANDARD.value,
        "shared_domain": [],
        "embedded": False,
        "lab": False,
        "authenticated": authenticated,
        "settle": 0.0,
        **table,
    }
    facts["profile"] = Profile(facts["profile"])
    facts["https"] = facts["https"] or None
    facts["http"] = facts["http"] or None
    return Target(**{key: _tuples(value) for key, value in facts.items()})  # type: ignore[arg-type]


def _login(table: Table | None) -> LoginFacts:
    facts: Table = {
        "method": "NONE" if table is None else "FORM",
        "proved": table is not None,
        "reason": "no credentials were given" if table is None else "",
        "supply": "Give a user name and a password." if table is None else "",
        "action": None,
        "remember_me": False,
        "logout": None if table is None else "the link Log out",
        "logout_named": False,
        "logout_supply": "Name the way out.",
        "exchange": None,
        **(table or {}),
    }
    facts["method"] = LoginMethod[str(facts["method"])]
    facts["logout"] = facts["logout"] or None
    return LoginFacts(**facts)  # type: ignore[arg-type]


def _oracle(table: Table) -> OracleFacts:
    facts: Table = {
        "url": "https://shop.example/account",
        "kind": "REFUSAL",
        "inside": "200",
        "outside": "302 to /login",
        "sound": True,
        "flaw": "",
        **table,
    }
    facts["kind"] = OracleKind[str(facts["kind"])]
    return OracleFacts(**facts)  # type: ignore[arg-type]


def _credentials(tables: dict[str, Table], cookies: _Cookies) -> CredentialFacts:
    facts: Table = {
        "required": [],
        "header": False,
        "complete": True,
        "destructive": [],
        **tables.get("credentials", {}),
    }
    sets = tuple(tuple(sorted(cookies(str(name)) for name in _list(one))) for one in _list(tables[""].get("sets", [])))
    facts["required"] = tuple(cookies(str(name)) for name in _list(facts["required"]))
    facts["destructive"] = tuple(cookies(str(name)) for name in _list(facts["destructive"]))
    return CredentialFacts(sets=sets, **facts)  # type: ignore[arg-type]


def _steps(table: Table, exchanges: tuple[Exchange, ...]) -> tuple[StepOutcome, ...]:
    named = {Step[name]: str(text).partition(": ") for name, text in table.items()}
    seen = dict.fromkeys([*(exchange.step for exchange in exchanges), *named])
    outcomes = {step: (named[step][0], named[step][2]) if step in named else ("done", "") for step in seen}
    return tuple(StepOutcome(step, StepResult(result), detail) for step, (result, detail) in outcomes.items())
