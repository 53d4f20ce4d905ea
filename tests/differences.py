"""How far what a server sent is from what the policy means, and which fields of the policy that difference is about.

Equal are two set-cookie lines with the same name and value, byte for byte, and the same attributes as a set, none more
often than the policy's meaning leaves it. A difference is declared if the renderer said of each field that it is about,
for that cookie's rule or for all, that the target does otherwise.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hardtack.policy import Action, Fault, NamePrefix, Policy, RequestFacts, enforce_response, rule_for
from hardtack.policy.enforce import name_of, treat_line
from hardtack.render import Exactness, FieldAnswer
from hardtack.render._marks import COPIES

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
        return next((one for one in wrong if {(one, None), (one, text)} & self.inexact), None)


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
    """One line of upstream's, and what the policy makes of it alone."""

    line: str
    out: str | Fault | None


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


def _why_missing(policy: Policy, sent: str) -> Wrong:
    """Why a line that should have left may be missing."""
    rule = rule_for(policy, name_of(sent))
    keys = Counter(part.partition("=")[0].strip(_WSP).lower() for part in sent.split(";")[1:])
    most = policy.limits.set_cookie_bytes
    wrong: Wrong = ("lifetime.expires",) if policy.treatment(rule).action is Action.DROP else ()
    wrong += ("on_error",) if any(count > COPIES for count in keys.values()) or _CONTROL.search(sent) else ()
    return wrong + (("limits.set_cookie_bytes",) if most is not None and len(sent) > most else ())


def _why_there(policy: Policy, sent: _Sent) -> Wrong:
    """Why a line that should not have left may be there."""
    if isinstance(sent.out, Fault):
        return _FAULTS[sent.out]
    return ("unknown", "action") if rule_for(policy, name_of(sent.line)) is None else ("action",)


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
    faults = [_FAULTS[fault] for _, fault in wanted.faults]
    if wanted.refused or got_status != status:
        refused = got_status >= 500 and not any(got)
        if wanted.refused and refused and got_status == 502:
            return []
        lost = [_why_missing(policy, line) for line in lines] if refused else []
        fields = [one for wrong in (*faults, *lost) for one in wrong if declared.field((one,))]
        return fields or f"status {got_status} with {len(got)} cookies, refused={wanted.refused} {faults}"
    left = [line for line in wanted.lines if not _taken(got, line)]
    room = [fault for _, fault in wanted.faults if fault in {Fault.TOO_MANY_LINES, Fault.LINES_TOO_LONG}]
    sent = [_Sent(line, treat_line(policy, line, request)) for line in lines]
    sent = [replace(one, out=room[0]) if room and one.out not in wanted.lines and one.out else one for one in sent]
    return _explained(declared, sent, left, got)


def _taken(got: list[str], wanted: str) -> bool:
    """Take the line that is wanted out of those that came."""
    found = next((one for one in got if same(wanted, one)), None)
    if found is None:
        return False
    got.remove(found)
    return True


def _explained(declared: Declared, sent: list[_Sent], left: list[str], got: list[str]) -> list[str] | str:
    """The fields that explain what was wanted and didn't come, and what came and wasn't wanted."""
    fields: list[str] = []
    passed = [one for one in sent if isinstance(one.out, str)]
    for line in left:
        origin = next((one.line for one in passed if one.out == line), None)
        if origin is None:
            found = [declared.field(("was",))]
        else:
            near = _nearest(line, got)
            wrong = [_why_missing(declared.policy, origin)]
            if near is not None:
                got.remove(near)
                wrong = list(_wrong_keys(declared.policy, origin, _keys_apart(line, near)))
            found = [declared.field(one, name_of(origin)) for one in wrong]
        if not all(found):
            return f"{line[:300]!r} was wanted, {got[:3]} came"
        fields += [one for one in found if one]
    stopped = [one for one in sent if not isinstance(one.out, str)]
    for line in got:
        known = next((one for one in stopped if _parsed(one.line)[1] == _parsed(line)[1]), None)
        candidates = [known] if known is not None and line else stopped if not line else []
        empty = [wrong for one in passed for wrong in _why_missing(declared.policy, one.line)] if not line else []
        why = tuple(wrong for one in candidates for wrong in _why_there(declared.policy, one))
        field = declared.field((*why, *empty), None if known is None else name_of(known.line))
        if field is None:
            return f"{line[:300]!r} came and was not wanted"
        fields.append(field)
    return fields


def _nearest(wanted: str, got: list[str]) -> str | None:
    """The line that came which is meant to be the one that was wanted: its value, its name, the fewest differences."""
    name, value, _ = _parsed(wanted)
    alike = [line for line in got if line and _parsed(line)[1] == value]
    return min(
        alike, key=lambda line: (_bare(_parsed(line)[0]) != _bare(name), len(_keys_apart(wanted, line))), default=None
    )


def _bare(name: str) -> str:
    return name.removeprefix("__Host-").removeprefix("__Secure-")
