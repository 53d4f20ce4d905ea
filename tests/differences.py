"""How far what a server sent is from what the policy means, and which fields of the policy that difference is about.

Equal are two set-cookie lines with the same name and value, byte for byte, and the same attributes as a set, none more
often than the policy's meaning leaves it. A difference is declared if the renderer said of each field that it is about,
for that cookie's rule or for all, that the target does otherwise.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hardtack.policy import (
    Action,
    Enforced,
    Fault,
    NamePrefix,
    Policy,
    RequestFacts,
    enforce_response,
    farewells,
    rule_for,
)
from hardtack.policy.enforce import name_of, treat_line
from hardtack.render import Exactness, FieldAnswer
from hardtack.render._marks import COPIES
from tests.matching import matched

__all__ = ["Declared", "cookies_apart", "same"]

_WSP: Final = " \t"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_VALID_AGE: Final = re.compile(r";[ \t]*max-age[ \t]*=[ \t]*-?[0-9]+[ \t]*(?:;|$)", re.IGNORECASE)
_FIELDS: Final = {
    "secure": "secure",
    "httponly": "httponly",
    "samesite": "samesite",
    "domain": "domain",
    "path": "path",
    "max-age": "lifetime",
    "expires": "lifetime.expires",
}
_FAULTS: Final = {
    Fault.CONTROL_CHARACTER: ("on_error",),
    Fault.LINE_TOO_LONG: ("limits.set_cookie_bytes", "on_error"),
    Fault.TOO_MANY_LINES: ("limits.set_cookies", "on_error"),
    Fault.LINES_TOO_LONG: ("limits.headers_bytes", "on_error"),
}
Wrong = tuple[str, ...]
"""The fields any of which, declared, explains one thing that is wrong; empty = nothing can."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a renderer said it does otherwise than a policy.

    Attributes:
        policy: the policy.
        inexact: (field, text of a rule's match or None for all).
    """

    policy: Policy
    inexact: frozenset[tuple[str, str | None]]

    @classmethod
    def of(cls, policy: Policy, answers: Iterable[FieldAnswer]) -> "Declared":
        """From a renderer's answers; a module that is needed is there when a server is tried."""
        inexact = (one for one in answers if one.exactness in {Exactness.APPROXIMATE, Exactness.UNSUPPORTED})
        return cls(policy, frozenset((one.field, one.rule) for one in inexact))

    def field(self, wrong: Wrong, name: str | None = None) -> str | None:
        """The declared field that explains something wrong with the cookie of a name, None if there is none."""
        rule = None if name is None else rule_for(self.policy, name)
        text = None if rule is None else rule.match.text
        found = next((one for one in wrong if {(one, None), (one, text)} & self.inexact), None)
        # Names of other characters than ASCII may fall under another rule than the policy says.
        misnamed = name is not None and not name.isascii() and any(one == "match" for one, _ in self.inexact)
        return "match" if found is None and misnamed else found

    def faults(self, wanted: Enforced) -> list[str]:
        """The declared fields that what can't be enforced of a response is about; none if any of it is not declared."""
        fields = [self.field(_FAULTS[fault]) for _, fault in wanted.faults]
        return [one for one in fields if one] if all(fields) else []


@lru_cache(maxsize=4096)
def _parsed(line: str) -> tuple[str, str, Counter[tuple[str, str]]]:
    """Name, value and attributes; a nameless cookie has its whole text as value."""
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    parts = (text.strip(_WSP).partition("=") for text in attributes if text.strip(_WSP))
    counted = Counter((key.strip(_WSP).lower(), text.strip(_WSP)) for key, _, text in parts)
    return (name.strip(_WSP), f"={value.strip(_WSP)}", counted) if equals else ("", name.strip(_WSP), counted)


def same(wanted: str, got: str) -> bool:
    """Whether two lines are the same cookie: see the module."""
    return not _keys_apart(wanted, got)


def _keys_apart(wanted: str, got: str) -> set[str]:
    """The attributes (and "name", "value") in which two lines differ."""
    (name, value, one), (other, got_value, two) = _parsed(wanted), _parsed(got)
    apart = {key for key, _ in one.keys() ^ two.keys()} | {key for key, text in two if two[key, text] > one[key, text]}
    return apart | ({"name"} if name != other else set()) | ({"value"} if value != got_value else set())


@dataclass(frozen=True, slots=True)
class _Sent:
    """One line of upstream's: what leaves, or why nothing does, and the deletions that go before it."""

    line: str
    out: str | Fault | None
    farewells: tuple[str, ...] = ()


def _wrong_keys(policy: Policy, sent: str, keys: set[str]) -> Iterator[Wrong]:
    """What each attribute that differs is about."""
    host = policy.treatment(rule_for(policy, name_of(sent))).prefix is NamePrefix.HOST
    for key in keys:
        misread = ("cookies",) if _may_be_misread(sent, key) else ()
        if key == "max-age" and not _VALID_AGE.search(sent):
            yield ("lifetime.expires", *misread)
        elif key == "path" and host:
            yield ("path", "prefix", *misread)
        elif key == "name":
            yield ("prefix",)
        else:
            yield (_FIELDS[key], *misread) if key in _FIELDS else ()


def _may_be_misread(sent: str, key: str) -> bool:
    """Whether servers with a parser of their own may take an attribute otherwise than browsers do."""
    keys = [part.partition("=")[0].strip(_WSP).lower() for part in sent.split(";")[1:]]
    return not name_of(sent) or "\t" in sent or keys.count(key) > 1


def _why_missing(policy: Policy, sent: _Sent) -> Wrong:
    """Why a line that should have left may be missing."""
    line = sent.line
    keys = Counter(part.partition("=")[0].strip(_WSP).lower() for part in line.split(";")[1:])
    wrong: Wrong = ("on_error",) if any(count > COPIES for count in keys.values()) or _CONTROL.search(line) else ()
    length, most = len(sent.out) if isinstance(sent.out, str) else 0, policy.limits.set_cookie_bytes
    is_long = most is not None and length > most
    if (is_long or policy.treatment(rule_for(policy, name_of(line))).action is Action.DROP) and not _VALID_AGE.search(
        line
    ):
        # It leaves as a deletion, which only its date tells.
        wrong += ("lifetime.expires",)
    blanks = sum(char in _WSP for char in line)
    return wrong + (("limits.set_cookie_bytes",) if most is not None and length <= most < length + blanks else ())


def _why_there(policy: Policy, sent: _Sent) -> Wrong:
    """Why a line that should not have left may be there."""
    if isinstance(sent.out, Fault):
        return _FAULTS[sent.out]
    wrong = ("unknown", "action") if rule_for(policy, name_of(sent.line)) is None else ("action",)
    return wrong if _VALID_AGE.search(sent.line) else (*wrong, "lifetime.expires")


def cookies_apart(
    declared: Declared, lines: Sequence[str], request: RequestFacts, status: int, came: tuple[int, Sequence[str]]
) -> list[str] | str:
    """What is wrong with the cookies of an answer.

    Args:
        declared: what the renderer said.
        lines: the set-cookie lines that upstream sent.
        request: what a policy may know.
        status: the status that upstream sent.
        came: the status and the set-cookie lines that came.

    Returns:
        The declared fields that explain what is wrong, none if nothing is; or, as one sentence, what nothing explains.
    """
    policy = declared.policy
    wanted = enforce_response(policy, lines, request)
    got_status, got = came[0], list(came[1])
    if wanted.refused or got_status != status:
        refused = got_status >= 500 and not any(got)
        if wanted.refused and refused and got_status == 502:
            return []
        faults = [_FAULTS[fault] for _, fault in wanted.faults]
        alone = [_Sent(line, treat_line(policy, line, request)) for line in lines]
        lost = [_why_missing(policy, one) for one in alone] if refused else []
        fields = [one for wrong in (*faults, *lost) for one in wrong if declared.field((one,))]
        return fields or f"status {got_status} with {len(got)} cookies, refused={wanted.refused} {faults}"
    # A line without anything sets nothing, and some servers leave out a field without a value.
    left = [line for line in wanted.lines if not _taken(got, line) and line]
    if not left and not got:
        return []
    sent = list(_fates(policy, lines, request, wanted))
    found = _explained(declared, sent, left, got)
    if isinstance(found, str):
        # A line that is as one was wanted may have come of another.
        got, before = list(came[1]), {text for one in sent for text in one.farewells}
        left = [line for line in wanted.lines if line and not (line in before and _taken(got, line))]
        again = _explained(declared, sent, left, got)
        return found if isinstance(again, str) else again
    return found


def _taken(got: list[str], wanted: str) -> bool:
    """Take the line that is wanted out of those that came, if it is there with as many of each attribute."""
    found = next((one for one in got if _parsed(wanted) == _parsed(one)), None)
    if found is None:
        return False
    got.remove(found)
    return True


def _fates(policy: Policy, lines: Sequence[str], request: RequestFacts, wanted: Enforced) -> Iterator[_Sent]:
    """What becomes of each line in a response that is not refused."""
    faults, at = iter(wanted.faults), 0
    for line in lines:
        out = treat_line(policy, line, request)
        before = farewells(policy, f"{name_of(line)}=; Max-Age=0", request)
        end = at + len([text for text in before if text not in wanted.lines[:at]])
        if isinstance(out, str) and wanted.lines[end : end + 1] == (out,):
            at = end + 1
        elif out is not None:
            # There was no room for it, if it has no fault of its own.
            out = next(faults)[1]
        yield _Sent(line, out, before)


def _explained(declared: Declared, sent: list[_Sent], left: list[str], got: list[str]) -> list[str] | str:
    """The fields that explain what was wanted and didn't come, and what came and wasn't wanted."""
    fields = [*_farewells_there(declared, sent, got)]
    missing: list[tuple[_Sent, str | None]] = []
    passed = [(one, _missing(declared, one)) for one in sent if isinstance(one.out, str)]
    # Of lines that leave alike, those are missing that may be.
    passed.sort(key=lambda pair: pair[1] is None)
    for line in left:
        at = next((at for at, (one, _) in enumerate(passed) if one.out == line), None)
        field = None if at is not None else _farewell_missing(declared, sent, line)
        if at is not None:
            missing.append(passed.pop(at))
        elif field is None:
            return f"{line[:300]!r} was wanted before its cookie, {got[:3]} came"
        else:
            fields.append(field)
    missing.sort(key=lambda pair: pair[1] is not None)
    others = [one for one in sent if not isinstance(one.out, str)]
    ways = [_ways(declared, one, got) for one in (*(one for one, _ in missing), *others)]
    partners = matched([_best_first(way) for way in ways])
    without = [(one, field) for at, (one, field) in enumerate(missing) if at not in partners.values()]
    lost = next((one.out for one, field in without if field is None), None)
    if lost is not None:
        return f"{str(lost)[:300]!r} was wanted, {got[:3]} came"
    alien = next((line for at, line in enumerate(got) if at not in partners), None)
    if alien is not None:
        return f"{alien[:300]!r} came and was not wanted"
    fields += [field for _, field in without if field]
    return fields + [field for at, number in partners.items() for field in ways[number][at]]


def _best_first(ways: dict[int, list[str]]) -> list[int]:
    return [at for _, at in sorted((len(fields), at) for at, fields in ways.items())]


def _missing(declared: Declared, one: _Sent) -> str | None:
    """The field that explains why a line that should have left is missing."""
    return declared.field(_why_missing(declared.policy, one), name_of(one.line))


def _ways(declared: Declared, one: _Sent, got: list[str]) -> dict[int, list[str]]:
    """Which of the lines that came a line may have become, and the fields that explain it."""
    name = name_of(one.line)
    ways: dict[int, list[str]] = {}
    for at, line in enumerate(got):
        for wrong in _wrongs(declared.policy, one, line):
            found = [declared.field(fields, name) for fields in wrong]
            if all(found):
                ways.setdefault(at, [field for field in found if field])
    return ways


def _wrongs(policy: Policy, one: _Sent, line: str) -> Iterator[list[Wrong]]:
    """What is wrong if a line has become one that came, in each way that it may have."""
    if line and not _alike(one.line, line):
        return
    # A field without a value is what servers leave of a line that they take out, or it was one already.
    if isinstance(one.out, str) and (line or not one.out.partition(";")[0]):
        yield list(_wrong_keys(policy, one.line, _keys_apart(one.out, line)))
    if not isinstance(one.out, str):
        yield [_why_there(policy, one)]
    elif not line:
        yield [_why_missing(policy, one)]


def _farewells_there(declared: Declared, sent: list[_Sent], got: list[str]) -> Iterator[str]:
    """The fields that explain deletions of old identities whose cookies should not have left; takes those out."""
    for one in sent:
        field = (
            None if isinstance(one.out, str) else declared.field(_why_there(declared.policy, one), name_of(one.line))
        )
        for text in one.farewells:
            if field is not None and _taken(got, text):
                yield field


def _farewell_missing(declared: Declared, sent: list[_Sent], text: str) -> str | None:
    """The field that explains why the deletion of an old identity is missing."""
    setters = [one for one in sent if text in one.farewells and isinstance(one.out, str)]
    was = (declared.field(("was",), name_of(one.line)) for one in setters)
    field = next((field for field in was if field), None)
    lost = [_missing(declared, one) for one in setters]
    return field or (lost[0] if lost and all(lost) else None)


def _alike(line: str, other: str) -> bool:
    """Whether two lines have the same value, and the same name but for a prefix."""
    (name, value, _), (other_name, other_value, _) = _parsed(line), _parsed(other)
    return value == other_value and _bare(name) == _bare(other_name)


def _bare(name: str) -> str:
    return name.removeprefix("__Host-").removeprefix("__Secure-")
