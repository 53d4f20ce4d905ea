"""What a policy changes in one set-cookie line, piece by piece, and which of its words ask for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from hardtack.policy.attributes import Attributes, is_deletion, split_attributes, value_of
from hardtack.policy.enforce import Fault, RequestFacts, name_of, treat_line
from hardtack.policy.model import NamePrefix, Policy, Remove, SecureRule, Treatment
from hardtack.policy.resolve import Resolved, resolver
from hardtack.policy.response import farewells, refuses
from hardtack.policy.writing import setting

__all__ = ["Asking", "Change", "LineChanges", "changes_in"]


@dataclass(frozen=True, slots=True)
class Asking:
    """The words of a policy that ask for something.

    Attributes:
        field: the key, as its text names it: ``samesite``, ``unknown``.
        text: the key and its value as TOML.
        rule: which of `Policy.cookies` says so, counted from 0; None = the defaults, or the policy's head.
    """

    field: str
    text: str
    rule: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of a line that leaves otherwise than it came; a change of spelling alone is none.

    Attributes:
        part: ``name``, or an attribute's name in lower case.
        before: an attribute as spelt, or the cookie's name; None = it wasn't there.
        after: the same as it goes out; None = it is taken out.
        asking: why.
    """

    part: str
    before: str | None
    after: str | None
    asking: Asking


@dataclass(frozen=True, slots=True)
class LineChanges:
    """What a policy makes of one line.

    Attributes:
        line: as it goes out; None = it doesn't.
        changes: all that is different; empty also if it doesn't go out.
        rule: which of `Policy.cookies` the cookie falls under, counted from 0; None = none names it.
        deletion: the line takes a cookie away, and is spared by lifetime, drop and limits.
        farewells: the lines that go before it, deleting what the cookie was.
        dropped: the words that drop it; None = none do.
        fault: why it can't be enforced; None = it can.
        refuses: whether the fault costs the whole response.
    """

    line: str | None
    changes: tuple[Change, ...]
    rule: int | None
    deletion: bool
    farewells: tuple[str, ...] = ()
    dropped: Asking | None = None
    fault: Fault | None = None
    refuses: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether it goes out as the same cookie: name and value byte for byte, and the same attributes."""
        return self.line is not None and not self.changes


def changes_in(policy: Policy, line: str, request: RequestFacts) -> LineChanges:
    """What a policy makes of one set-cookie line, and why; limits of the whole response are not looked at.

    Args:
        policy: A policy that `check_policy` has nothing against.
        line: The field value as upstream sent it, latin-1 isomorphic.
        request: What may be known of the request.
    """
    found = resolver(policy)(name_of(line))
    rule = next((number for number, one in enumerate(policy.cookies) if one is found.rule), None)
    given = split_attributes(line.partition(";")[2])
    deletion = is_deletion(given, request.now)
    out = treat_line(policy, line, request)
    if isinstance(out, Fault):
        return LineChanges(None, (), rule, deletion, fault=out, refuses=refuses(policy, found.rule))
    if out is None:
        return LineChanges(None, (), rule, deletion, dropped=_dropping(policy, rule))
    sent = split_attributes(out.partition(";")[2])
    changes = tuple(_changes(policy, found, rule, (given, sent), request))
    return LineChanges(out, changes, rule, deletion, farewells(policy, line, request))


def _dropping(policy: Policy, rule: int | None) -> Asking:
    if rule is None and setting(policy.defaults, "action") is None:
        return Asking("unknown", 'unknown = "drop"', None)
    return _asking(policy, rule, "action")


def _asking(policy: Policy, rule: int | None, field: str) -> Asking:
    """Who says what there is to say of a field: the rule, or else the defaults."""
    if rule is not None and (own := setting(policy.cookies[rule].treatment, field)) is not None:
        return Asking(field, own, rule)
    return Asking(field, setting(policy.defaults, field) or "", None)


def _changes(
    policy: Policy, found: Resolved, rule: int | None, lines: tuple[Attributes, Attributes], request: RequestFacts
) -> Iterator[Change]:
    given, sent = lines
    unsettled = policy.defaults if found.rule is None else found.rule.treatment.over(policy.defaults)
    if found.added_prefix:
        yield Change("name", found.upstream, found.browser, _asking(policy, rule, "prefix"))
    for key in dict.fromkeys(key for key, _ in (*given, *sent)):
        before = [text for name, text in given if name == key]
        after = [text for name, text in sent if name == key]
        field = _field_of(key, unsettled, request)
        # All of a kind are taken out, or each stays in its place.
        for old, new in zip_longest(before, after):
            if old is None or new is None or value_of(old) != value_of(new):
                yield Change(key, old, new, _asking(policy, rule, field))


def _field_of(key: str, treatment: Treatment, request: RequestFacts) -> str:
    """The field that changed an attribute: its own, or the prefix where that brings it."""
    host = treatment.prefix is NamePrefix.HOST
    match key:
        case "secure":
            own = treatment.secure is SecureRule.REQUIRE or (treatment.secure is SecureRule.IF_TLS and request.https)
            return "secure" if own else "prefix"
        case "domain":
            return "prefix" if host and not isinstance(treatment.domain, Remove) else "domain"
        case "path":
            return "prefix" if host else "path"
        case "max-age" | "expires":
            return "lifetime"
        case _:
            return key
