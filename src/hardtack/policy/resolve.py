"""Which rule a cookie's name falls under, in both directions, and what that rule comes to: computed once a name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, assert_never

from hardtack.cookies import prefix_of
from hardtack.policy.edits import Edits
from hardtack.policy.model import CookieMatch, CookieRule, MatchKind, NamePrefix, Policy, Treatment
from hardtack.policy.pattern import matcher, matches_all, parse_pattern

__all__ = ["Resolved", "Resolver", "renamed", "resolver", "rule_for"]

_PREFIXES: Final = (NamePrefix.HOST, NamePrefix.SECURE)
_WSP: Final = " \t"
_SHORT: Final = 64
"""Of a name so long an expression that tries all ways is still done at once; browsers may send longer ones."""
_MOST_NAMES: Final = 4096
_MOST_POLICIES: Final = 64


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a policy makes of one name.

    Attributes:
        upstream: the name as upstream knows it: without the prefix that the policy gives it.
        browser: the name as browsers know it.
        rule: the rule that names it, or None.
        treatment: what is done to the cookie, settled.
        added_prefix: what is put before the name that was asked for to make it the browser's; mostly nothing.
        edits: the treatment's edits of attributes.
    """

    upstream: str
    browser: str
    rule: CookieRule | None
    treatment: Treatment
    added_prefix: str
    edits: Edits


# A rule, what is done to its cookies, and that made ready: once for all their names.
_Made = tuple[CookieRule | None, Treatment, Edits]


def _made(policy: Policy, rule: CookieRule | None) -> _Made:
    treatment = policy.treatment(rule)
    return rule, treatment, Edits(treatment)


def _resolved(asked: str, upstream: str, made: _Made) -> Resolved:
    rule, treatment, edits = made
    browser = renamed(upstream, treatment.prefix)
    return Resolved(
        upstream=upstream,
        browser=browser,
        rule=rule,
        treatment=treatment,
        added_prefix=browser.removesuffix(asked),
        edits=edits,
    )


def renamed(name: str, prefix: NamePrefix) -> str:
    """A name with the prefix it is given; a nameless cookie and a name that has any prefix stay as they are."""
    if prefix is NamePrefix.NONE or not name or prefix_of(name) is not None:
        return name
    return f"{prefix.value}{name}"


def _test(match: CookieMatch) -> Callable[[str], object]:
    match match.kind:
        case MatchKind.NAME:
            return match.text.__eq__
        case MatchKind.PREFIX:
            return lambda name: name.startswith(match.text)
        case MatchKind.PATTERN:
            return _pattern_test(match.text)
    assert_never(match.kind)


def _pattern_test(text: str) -> Callable[[str], object]:
    short, atoms = matcher(text).fullmatch, parse_pattern(text)
    return lambda name: short(name) if len(name) <= _SHORT else matches_all(atoms, name)


class Resolver:
    """A policy's rules, ready to be asked for a name; answers are remembered, since a site has few names."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._rules = tuple((_test(rule.match), _made(policy, rule)) for rule in policy.cookies)
        self._others = _made(policy, None)
        self._known: dict[str, Resolved] = {}

    def __call__(self, name: str) -> Resolved:
        """What the policy makes of a name, whichever side gave it: upstream's, or the browser's with its prefix.

        A name that the policy itself would make of another one falls under that one's rule. So a line enforced twice
        is the same as a line enforced once, and the way in finds what the way out did.
        """
        known = self._known.get(name)
        if known is None:
            known = self._resolve(name)
            if len(self._known) < _MOST_NAMES:
                self._known[name] = known
        return known

    def _resolve(self, name: str) -> Resolved:
        for prefix in _PREFIXES:
            if name.startswith(prefix.value):
                bare = name.removeprefix(prefix.value)
                made = self._first(bare)
                # No name begins with a blank, so the policy made this one of none that does.
                if made[1].prefix is prefix and renamed(bare, prefix) == name and bare[0] not in _WSP:
                    return _resolved(name, bare, made)
        return _resolved(name, name, self._first(name))

    def _first(self, name: str) -> _Made:
        return next((made for matches, made in self._rules if matches(name)), self._others)


_resolvers: dict[int, Resolver] = {}


def resolver(policy: Policy) -> Resolver:
    """The resolver of a policy, made once: a policy never changes, and its resolver keeps it alive, so ids are safe."""
    found = _resolvers.get(id(policy))
    if found is None or found.policy is not policy:
        if len(_resolvers) >= _MOST_POLICIES:
            _resolvers.clear()
        found = _resolvers[id(policy)] = Resolver(policy)
    return found


def rule_for(policy: Policy, name: str) -> CookieRule | None:
    """The rule that a name falls under, as upstream or as the browser knows it; None if no rule names it."""
    return resolver(policy)(name).rule
