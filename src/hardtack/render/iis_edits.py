"""The edits of a set-cookie field as IIS's outbound rules: patterns of ECMAScript, and what they write."""

from collections.abc import Iterator
from typing import Final, assert_never

from hardtack.cookies import SameSite
from hardtack.policy import (
    CookieRule,
    DomainChange,
    HttpOnlyRule,
    NamePrefix,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
    When,
)
from hardtack.render._names import literal, name_of
from hardtack.render._unwritable import unwritable

__all__ = ["SECURE_BY_TLS", "Edit", "edits"]

_W: Final = r"\s*"


def _word(text: str) -> str:
    """A pattern for an attribute's name in any case; names of cookies are matched with regard to it."""
    return "".join(f"[{char.upper()}{char.lower()}]" if char.isalpha() else char for char in text)


def _without(attribute: str) -> str:
    return rf"(?!.*;{_W}{_word(attribute)}{_W}(?:[;=]|$))"


def _names(policy: Policy, wanted: tuple[Treatment, ...]) -> str:
    """A pattern that looks whether a cookie is treated in one of some ways; "" if all are.

    IIS's expressions are ECMAScript's: they know no look behind and no flags within.
    """
    ways: list[str] = []
    earlier: list[str] = []
    for rule in policy.cookies:
        name = name_of(rule.match).removesuffix(r"(?<![ \t])")
        if policy.treatment(rule) in wanted:
            ways.append(f"{_but(earlier)}{name}")
        else:
            earlier.append(name)
    if policy.treatment(None) in wanted:
        if not earlier:
            return ""
        ways.append(f"{_but(earlier)}[^=;]+")
    return f"(?={_W}(?:{'|'.join(ways)}){_W}=)"


def _but(names: list[str]) -> str:
    return f"(?!(?:{'|'.join(names)}){_W}=)" if names else ""


def _treatments(policy: Policy) -> tuple[Treatment, ...]:
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    return tuple(dict.fromkeys(policy.treatment(rule) for rule in rules))


Edit = tuple[str, str, str]
"""What an outbound rule is called, its pattern and what it writes."""

SECURE_BY_TLS: Final = "Secure by TLS"
"""What the one rule is called that is for answers by TLS alone."""


def edits(policy: Policy) -> Iterator[Edit]:
    """The rules of a policy, in order.

    No pattern matches an empty text: a response without the field has that, and what a rule writes would be a field.

    Args:
        policy: A policy that `check_policy` has nothing against.

    Raises:
        PolicyError: A Path or Domain can't be written.
    """
    treatments = _treatments(policy)
    speaks = policy.site.tls is not Tls.NONE
    removes = tuple(one for one in treatments if isinstance(one.domain, Remove) and one.prefix is NamePrefix.NONE)
    if removes:
        yield "no Domain", f"^{_names(policy, removes)}(.*?);{_W}{_word('domain')}{_W}(?:=[^;]*)?(;.*)?$", "{R:1}{R:2}"
    yield from _domains(policy, treatments)
    yield from _paths(policy, treatments)
    forbids = tuple(one for one in treatments if one.http_only is HttpOnlyRule.FORBID)
    if forbids:
        pattern = f"^{_names(policy, forbids)}(.*?);{_W}{_word('httponly')}{_W}(?:=[^;]*)?(;.*)?$"
        yield "no HttpOnly", pattern, "{R:1}{R:2}"
    yield from _same_sites(policy, treatments)
    for title, rule in (("Secure", SecureRule.REQUIRE), (SECURE_BY_TLS, SecureRule.IF_TLS)):
        secure = tuple(one for one in treatments if one.secure is rule and one.prefix is NamePrefix.NONE)
        if secure and speaks:
            yield title, f"^{_names(policy, secure)}{_without('secure')}.+$", "{R:0}; Secure"
    http_only = tuple(one for one in treatments if one.http_only is HttpOnlyRule.REQUIRE)
    if http_only:
        yield "HttpOnly", f"^{_names(policy, http_only)}{_without('httponly')}.+$", "{R:0}; HttpOnly"


def _domains(policy: Policy, treatments: tuple[Treatment, ...]) -> Iterator[Edit]:
    for domain in dict.fromkeys(one.domain for one in treatments):
        if isinstance(domain, DomainChange):
            old = literal(domain.old.removeprefix("."))
            names = _names(policy, tuple(one for one in treatments if one.domain == domain))
            pattern = f"^{names}(.*;{_W}{_word('domain')}{_W}={_W})\\.?{old}({_W}(?:;.*)?)$"
            yield f"Domain {domain.new}", pattern, f"{{R:1}}{_plain(domain.new)}{{R:2}}"


def _paths(policy: Policy, treatments: tuple[Treatment, ...]) -> Iterator[Edit]:
    for changes in dict.fromkeys(one.path for one in treatments):
        names = _names(policy, tuple(one for one in treatments if one.path == changes))
        start = rf"(.*;{_W}{_word('path')}{_W}={_W})"
        # One change only: a second rule would change what the first has written.
        for change in changes[:1]:
            old, new = change.old.rstrip("/"), _plain(change.new.rstrip("/"))
            yield (
                f"Path {change.new} for {change.old}",
                f"^{names}{start}{literal(old)}(/[^;]*(?:;.*)?)$",
                (f"{{R:1}}{new}{{R:2}}"),
            )
            yield (
                f"Path {change.new} for {change.old} itself",
                f"^{names}{start}{literal(old)}({_W}(?:;.*)?)$",
                (f"{{R:1}}{new or '/'}{{R:2}}"),
            )


def _plain(text: str) -> str:
    """A text as what a rule writes; in it braces stand for what was matched, and no escape is known."""
    if "{" in text or "}" in text:
        raise unwritable(text, "what a rule of URL Rewrite writes")
    return text


def _same_sites(policy: Policy, treatments: tuple[Treatment, ...]) -> Iterator[Edit]:
    for rule in dict.fromkeys(one.same_site for one in treatments):
        if not isinstance(rule, SameSiteRule):
            continue
        names = _names(policy, tuple(one for one in treatments if one.same_site == rule))
        word = _word("samesite")
        value = rule.value.value.capitalize()
        values = "|".join(_word(one.value) for one in _kept(rule))
        # What is no value at all counts as none, whatever the rule; an attribute without a value, too.
        kept = f"(?!{_W}(?:{values}){_W}(?:;|$))"
        pattern = f"^{names}(.*?);{_W}{word}{_W}(?:={kept}[^;]*)?(;.*)?$"
        yield f"no SameSite that {value} replaces", pattern, "{R:1}{R:2}"
        yield f"SameSite {value}", f"^{names}{_without('samesite')}.+$", f"{{R:0}}; SameSite={value}"


def _kept(rule: SameSiteRule) -> list[SameSite]:
    """The values of SameSite that a rule leaves as they are."""
    order = [SameSite.NONE, SameSite.LAX, SameSite.STRICT]
    match rule.when:
        case When.ABSENT:
            return order
        case When.WEAKER:
            return order[order.index(rule.value) :]
        case When.ALWAYS:
            return [rule.value]
        case _:
            assert_never(rule.when)
