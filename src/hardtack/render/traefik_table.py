"""A policy as the configuration of Traefik's plugin: a part of a YAML file, comments included."""

from collections.abc import Iterable
from typing import Final, assert_never

from hardtack.cookies import SameSite
from hardtack.policy import (
    Action,
    CookieMatch,
    CookieRole,
    CookieRule,
    DomainChange,
    Hsts,
    HttpOnlyRule,
    Keep,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    OnError,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
    Unknown,
    hsts_field,
    parse_pattern,
)
from hardtack.policy.pattern import ANY, Atom
from hardtack.render._farewells import farewell_lines
from hardtack.render._site import Front

__all__ = ["quote", "table"]

_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-./:;=,+*?()[]^")
_SESSION: Final = -1


def quote(text: str) -> str:
    r"""A YAML string that stands for a text; nothing in the text can end it, nor begin one of Traefik's templates.

    Grammar of what is returned: ``'"' (ALPHA | DIGIT | one of " _-./:;=,+*?()[]^" | "\x" 2HEX)* '"'``.

    Args:
        text: Latin-1 isomorphic: one character, one byte.

    Raises:
        UnicodeEncodeError: The text has a character above U+00FF, which is no byte.
    """
    text.encode("latin-1")
    return '"' + "".join(char if char in _PLAIN else f"\\x{ord(char):02x}" for char in text) + '"'


def table(policy: Policy, site: Front) -> tuple[str, ...]:
    """The lines of the plugin's configuration.

    Args:
        policy: A policy that `check_policy` has nothing against.
        site: Where the application is.
    """
    lines = [*_site(policy, site), *_whole(policy)]
    if policy.cookies:
        lines += ["# The first rule that matches a cookie's name counts.", "rules:"]
    for rule in policy.cookies:
        entries = [*_match(rule.match), *_treatment(policy.treatment(rule)), *_role(policy, rule)]
        lines += [f"  # {comment}" for comment in _comments(rule)]
        lines += [f"  {'- ' if not number else '  '}{entry}" for number, entry in enumerate(entries)]
    lines += ["# What becomes of cookies that no rule names.", "others:"]
    lines += [f"  {entry}" for entry in _treatment(policy.treatment(None))]
    return tuple(lines)


def _site(policy: Policy, site: Front) -> Iterable[str]:
    transport, speaks = policy.transport, policy.site.tls is not Tls.NONE
    yield "# Whether what speaks TLS stands before Traefik, and says so in X-Forwarded-Proto."
    yield f"fronted: {_boolean(site.tls is Tls.FRONT)}"
    yield "# What a Location that the application writes may begin with, and the path it lives below."
    yield f"upstream: {quote(f'http://{site.upstream}'.lower())}"
    yield f"base: {quote(site.base)}"
    if transport.redirect is not None and speaks:
        yield "# Where plain HTTP is redirected to, and the paths that stay on it; other methods than GET get 403."
        yield f"origin: {quote(site.origin)}"
        yield f"redirect: {int(transport.redirect)}"
        yield from _texts("exempt", transport.exempt)
    if transport.hsts is not None and speaks:
        yield from _hsts(transport.hsts)


def _hsts(hsts: Hsts) -> Iterable[str]:
    yield "# Stands on every answer of the TLS side, in place of the application's own."
    if hsts.ramp:
        steps = ", ".join(map(str, hsts.ramp))
        yield f"# Raise transport.hsts.max_age step by step once nothing broke: {steps}."
    yield f"hsts: {quote(hsts_field(hsts))}"


def _whole(policy: Policy) -> Iterable[str]:
    """The entries that are about no single cookie."""
    limits, refuse = policy.limits, policy.on_error is OnError.REFUSE
    sessions = any(rule.role is CookieRole.SESSION for rule in policy.cookies)
    for name, bound in (
        ("setCookieBytes", limits.set_cookie_bytes),
        ("headersBytes", limits.headers_bytes),
        ("setCookies", limits.set_cookies),
    ):
        if bound is not None:
            yield f"{name}: {bound}"
    yield "# A cookie that can't be enforced takes its response with it; without this only the session's does."
    yield f"refuse: {_boolean(refuse)}"
    yield "# Should the plugin's functions fail, the response is refused, because it may hold a session."
    yield f"refuseOnFailure: {_boolean(refuse or sessions)}"
    yield "# Cookies that no rule names are noted in the log."
    yield f"report: {_boolean(policy.unknown is Unknown.REPORT)}"
    yield "# A bare name from outside does not pass where the policy gives the cookie a prefix."
    yield f"stripBareRenamed: {_boolean(policy.inbound.strip_bare_renamed)}"
    if policy.inbound.drop:
        yield "# Cookies from browsers that never reach the application."
        yield from _texts("dropInbound", policy.inbound.drop)


def _texts(name: str, texts: Iterable[str]) -> Iterable[str]:
    quoted = [f"  - {quote(text)}" for text in texts]
    return [f"{name}:", *quoted] if quoted else []


def _boolean(value: bool) -> str:  # noqa: FBT001 -- one value, one word
    return "true" if value else "false"


def _comments(rule: CookieRule) -> Iterable[str]:
    role = "" if rule.role is None else f", role {rule.role.value}"
    yield f"{rule.match.kind.value} {quote(rule.match.text)}{role}"
    if rule.answers:
        yield "answers " + ", ".join(map(quote, rule.answers))


def _match(match: CookieMatch) -> list[str]:
    match match.kind:
        case MatchKind.NAME:
            return [f"name: {quote(match.text)}"]
        case MatchKind.PREFIX:
            return [f"start: {quote(match.text)}"]
        case MatchKind.PATTERN:
            atoms = "".join(map(_atom, parse_pattern(match.text)))
            return [f"pattern: {quote(rf'^(?s:{atoms})$')}"]
        case _:
            assert_never(match.kind)


def _atom(atom: Atom) -> str:
    """One part of a pattern, in Go's expressions: a class of characters, each by its number."""
    members = "".join(rf"\x{ord(char):02x}" for char in sorted(atom.chars))
    chars = "." if atom.chars == ANY else f"[{members}]"
    return f"{chars}{{{atom.low},{'' if atom.high is None else atom.high}}}"


def _role(policy: Policy, rule: CookieRule) -> Iterable[str]:
    if rule.role is CookieRole.SESSION:
        yield "session: true"
    if rule.was:
        yield "# Set before the cookie itself: they delete what it was."
        yield from _texts("was", farewell_lines(policy, rule.was))


def _treatment(treatment: Treatment) -> Iterable[str]:
    """The entries of a settled treatment."""
    yield f"drop: {_boolean(treatment.action is Action.DROP)}"
    if treatment.prefix is not NamePrefix.NONE:
        yield f"prefix: {quote(treatment.prefix.value)}"
    if treatment.secure is not SecureRule.KEEP:
        yield f"secure: {quote(treatment.secure.value)}"
    if treatment.http_only is not HttpOnlyRule.KEEP:
        yield f"httpOnly: {quote(treatment.http_only.value)}"
    if isinstance(treatment.same_site, SameSiteRule):
        yield f"sameSite: {quote(_WRITTEN[treatment.same_site.value])}"
        yield f"sameSiteWhen: {quote(treatment.same_site.when.value)}"
    if isinstance(treatment.domain, Remove):
        yield "removeDomain: true"
    if isinstance(treatment.domain, DomainChange):
        yield f"domainFrom: {quote(treatment.domain.old.removeprefix('.').lower())}"
        yield f"domainTo: {quote(treatment.domain.new)}"
    if treatment.path:
        yield "path:"
        for change in treatment.path:
            yield f"  - from: {quote(change.old.rstrip('/'))}"
            yield f"    to: {quote(change.new.rstrip('/'))}"
    yield from _lifetime(treatment.lifetime)


def _lifetime(rule: Keep | Remove | MaxLifetime) -> Iterable[str]:
    match rule:
        case Keep.KEEP:
            return ()
        case Remove.REMOVE:
            return ("# Cut to the browser's session.", f"lifetime: {_SESSION}")
        case MaxLifetime(seconds):
            return (f"lifetime: {seconds}",)
        case _:
            assert_never(rule)


_WRITTEN: Final = {SameSite.NONE: "None", SameSite.LAX: "Lax", SameSite.STRICT: "Strict"}
