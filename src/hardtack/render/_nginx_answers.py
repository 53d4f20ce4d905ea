"""What nginx's own directives make of each field of a policy."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from hardtack.cookies import SameSite
from hardtack.policy import (
    Action,
    DomainChange,
    HttpOnlyRule,
    Keep,
    NamePrefix,
    PathChange,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
    Treatment,
    Unknown,
    When,
)
from hardtack.render._no_sessions import no_sessions
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["COPIES", "common_domain", "common_path", "nginx_answers"]

COPIES: Final = 8
"""How many cookies that are not to reach the application are taken out of one request."""

_T = TypeVar("_T")
_Answer = tuple[Exactness, str]

_SCRIPT: Final = "it needs njs or Lua (hardtack render nginx-njs, nginx-lua)."
_FLAGS: Final = (
    "A cookie without a name gets no flags, and a flag after a tab is not seen, so it may come to stand twice."
)
_ODD: Final = (
    "A cookie without a name is left as it came, and so are an attribute that stands after a tab and a second "
    "SameSite, which is the one that counts."
)
_FORCED: Final = "proxy_cookie_flags sets it on every cookie that has a name, whatever it had."
_OVERWRITTEN: Final = "proxy_cookie_flags will overwrite Strict and None too: to spare them, " + _SCRIPT
_EMPTY: Final = "An empty Domain= is left, which browsers take for none."
_ALIKE: Final = "nginx changes it for all cookies alike, and these are to differ, so it stays: " + _SCRIPT
_NO_LIFETIME: Final = "Max-Age and Expires stay as they are: " + _SCRIPT
_NO_NAMES: Final = (
    "Names stay as they are, in both directions (to emit cookies anew from variables would lose deletions): " + _SCRIPT
)
_NO_DROP: Final = "The cookie still leaves: " + _SCRIPT


def common_domain(policy: Policy) -> Keep | Remove | DomainChange | None:
    """What becomes of the Domain of all cookies alike; None if that differs.

    Args:
        policy: The policy. What a prefix would bring is left aside, since nginx can't give one.
    """
    return _common(treatment.domain for treatment in _stated(policy))


def common_path(policy: Policy) -> tuple[PathChange, ...] | None:
    """The changes of Path for all cookies alike; None if they differ.

    Args:
        policy: The policy. What a prefix would bring is left aside, since nginx can't give one.
    """
    return _common(treatment.path for treatment in _stated(policy))


def _stated(policy: Policy) -> Iterator[Treatment]:
    yield from (rule.treatment.over(policy.defaults) for rule in policy.cookies)
    yield policy.defaults


def _common(values: Iterable[_T]) -> _T | None:
    found = list(values)
    return found[0] if all(value == found[0] for value in found) else None


def nginx_answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    """What nginx's own directives make of each field that a policy uses.

    Args:
        policy: The policy.
    """
    return (
        FieldAnswer("cookies", None, Exactness.APPROXIMATE, _ODD),
        *_by_rule(policy, "secure", _secure),
        *_by_rule(policy, "httponly", _http_only),
        *_by_rule(policy, "samesite", _same_site),
        *_by_rule(policy, "domain", lambda treatment: _domain(treatment, common_domain(policy))),
        *_by_rule(policy, "path", lambda treatment: _path(treatment, common_path(policy))),
        *_by_rule(policy, "lifetime", _lifetime),
        *_by_rule(policy, "lifetime.expires", _lifetime),
        *_by_rule(policy, "prefix", _prefix),
        *_by_rule(policy, "action", _action),
        *_whole(policy),
    )


def _by_rule(policy: Policy, field: str, say: Callable[[Treatment], _Answer | None]) -> Iterator[FieldAnswer]:
    """The answer for the cookies that no rule names, and those for rules of which another holds."""
    default = say(policy.treatment(None))
    if default is not None:
        yield FieldAnswer(field, None, *default)
    for rule in policy.cookies:
        answer = say(policy.treatment(rule))
        if answer is not None and answer != default:
            yield FieldAnswer(field, rule.match.text, *answer)


def _secure(treatment: Treatment) -> _Answer | None:
    return None if treatment.secure is SecureRule.KEEP else (Exactness.APPROXIMATE, _FLAGS)


def _http_only(treatment: Treatment) -> _Answer | None:
    return None if treatment.http_only is HttpOnlyRule.KEEP else (Exactness.APPROXIMATE, _FLAGS)


def _same_site(treatment: Treatment) -> _Answer | None:
    rule = treatment.same_site
    if not isinstance(rule, SameSiteRule):
        return None
    # Nothing is stronger than Strict.
    forced = rule.when is When.ALWAYS or (rule.when is When.WEAKER and rule.value is SameSite.STRICT)
    return (Exactness.EXACT, _FORCED) if forced else (Exactness.APPROXIMATE, _OVERWRITTEN)


def _domain(treatment: Treatment, common: Keep | Remove | DomainChange | None) -> _Answer | None:
    if treatment.domain is Keep.KEEP:
        return None
    if treatment.domain != common:
        return Exactness.UNSUPPORTED, _ALIKE
    if treatment.domain is Remove.REMOVE:
        return Exactness.APPROXIMATE, _EMPTY
    return Exactness.EXACT, "proxy_cookie_domain does exactly this."


def _path(treatment: Treatment, common: tuple[PathChange, ...] | None) -> _Answer | None:
    if not treatment.path:
        return None
    if common is None:
        return Exactness.UNSUPPORTED, _ALIKE
    return Exactness.EXACT, "proxy_cookie_path does exactly this, by whole segments."


def _lifetime(treatment: Treatment) -> _Answer | None:
    return None if treatment.lifetime is Keep.KEEP else (Exactness.UNSUPPORTED, _NO_LIFETIME)


def _prefix(treatment: Treatment) -> _Answer | None:
    return None if treatment.prefix is NamePrefix.NONE else (Exactness.UNSUPPORTED, _NO_NAMES)


def _action(treatment: Treatment) -> _Answer | None:
    return None if treatment.action is Action.KEEP else (Exactness.UNSUPPORTED, _NO_DROP)


def _whole(policy: Policy) -> Iterator[FieldAnswer]:
    """The answers about no single cookie."""
    unsupported, transport = Exactness.UNSUPPORTED, policy.transport
    if policy.unknown is Unknown.REPORT:
        yield FieldAnswer("unknown", None, unsupported, "Nothing is written to the log: " + _SCRIPT)
    elif policy.unknown is Unknown.DROP:
        yield FieldAnswer("unknown", None, unsupported, _NO_DROP)
    if any(rule.was for rule in policy.cookies):
        yield FieldAnswer("was", None, unsupported, "Old identities stay in browsers until they end: " + _SCRIPT)
    yield _inbound(policy)
    controls = "nginx answers 502 to a set-cookie line with a NUL; other control characters pass: " + _SCRIPT
    yield FieldAnswer("on_error", None, unsupported, controls)
    limits = policy.limits
    bounds = (limits.set_cookie_bytes, limits.headers_bytes, limits.set_cookies)
    for name, most in zip(("set_cookie_bytes", "headers_bytes", "set_cookies"), bounds, strict=True):
        if most is not None:
            yield FieldAnswer(f"limits.{name}", None, unsupported, "Nothing is counted: " + _SCRIPT)
    if transport.redirect is not None:
        yield FieldAnswer("transport.redirect", None, Exactness.EXACT, "GET and HEAD are redirected, others get 403.")
    if transport.hsts is not None:
        yield FieldAnswer("transport.hsts", None, Exactness.EXACT, "One field, on nginx's own errors too.")
    yield from no_sessions(policy)


def _inbound(policy: Policy) -> FieldAnswer:
    if any(policy.treatment(rule).prefix is not NamePrefix.NONE for rule in (*policy.cookies, None)):
        return FieldAnswer("inbound", None, Exactness.UNSUPPORTED, _NO_NAMES)
    if policy.inbound.drop:
        sentence = f"Up to {COPIES} such cookies of a request are taken out; with more of them no cookie passes at all."
        return FieldAnswer("inbound", None, Exactness.APPROXIMATE, sentence)
    return FieldAnswer("inbound", None, Exactness.EXACT, "Cookies pass as they come.")
