"""A policy as one Lua module: a table of what it says, and functions that are the same for every policy.

The module returns a table with `response`, `rewrite`, `request`, `plain` and `hsts`; the servers' own files call them.
"""

from typing import Final, assert_never

from hardtack.cookies import SameSite
from hardtack.policy import (
    Action,
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
    PathChange,
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
from hardtack.render._heading import heading
from hardtack.render._site import front
from hardtack.render.lua_functions import LUA_FUNCTIONS

__all__ = ["lua_policy", "quote"]

_PLAIN: Final = frozenset(map(chr, range(0x20, 0x7F))) - {'"', "\\"}


def quote(text: str) -> str:
    r"""A Lua string that stands for a text; nothing in the text can end it.

    Args:
        text: Latin-1 isomorphic: one character, one byte.

    Returns:
        Printable ASCII between double quotes; every other byte, quotes and backslashes as ``\ddd``.

    Raises:
        UnicodeEncodeError: The text has a character above U+00FF, which is no byte.
    """
    text.encode("latin-1")
    return '"' + "".join(char if char in _PLAIN else f"\\{ord(char):03}" for char in text) + '"'


def lua_policy(policy: Policy, target: str) -> str:
    """The module's text.

    Args:
        policy: A policy that `check_policy` has nothing against.
        target: The name of the renderer that it is made for.
    """
    lines = [f"-- {line}" for line in heading(policy, target)]
    lines += ["-- rewrite(line, secure, now) and the rest are below the table.", "local policy = {", *_whole(policy)]
    lines += ["  -- The first rule that matches a cookie's name counts.", "  rules = {"]
    for number, rule in enumerate(policy.cookies, start=1):
        lines += [f"    -- {number}: {comment}" for comment in _rule_comments(rule)]
        lines += _table(_match(rule) + _treatment(policy.treatment(rule)) + _role(policy, rule))
    lines += ["  },", "  -- What becomes of cookies that no rule names.", "  others ="]
    lines += _table(_treatment(policy.treatment(None)))
    lines += ["}"]
    return "\n".join(lines) + LUA_FUNCTIONS


def _table(entries: list[str]) -> list[str]:
    return ["    {", *(f"      {entry}," for entry in entries), "    },"]


def _whole(policy: Policy) -> list[str]:
    """The entries that are about no single cookie."""
    limits, transport = policy.limits, policy.transport
    refuse = policy.on_error is OnError.REFUSE
    sessions = any(rule.role is CookieRole.SESSION for rule in policy.cookies)
    lines: list[str] = []
    for name, bound in (
        ("set_cookie_bytes", limits.set_cookie_bytes),
        ("headers_bytes", limits.headers_bytes),
        ("set_cookies", limits.set_cookies),
    ):
        if bound is not None:
            lines.append(f"  {name} = {bound},")
    lines += [
        "  -- A cookie that can't be enforced takes its response with it; without this only the session's does.",
        f"  refuse = {_boolean(refuse)},",
        "  -- Should the functions themselves fail, the response is refused, because it may hold a session.",
        f"  refuse_on_failure = {_boolean(refuse or sessions)},",
        "  -- Cookies that no rule names are noted in the log.",
        f"  report = {_boolean(policy.unknown is Unknown.REPORT)},",
        "  -- A bare name from outside does not pass where the policy gives the cookie a prefix.",
        f"  strip_bare_renamed = {_boolean(policy.inbound.strip_bare_renamed)},",
        "  -- Cookies from browsers that never reach the application.",
        "  drop_inbound = {" + ", ".join(f"[{quote(name)}] = true" for name in policy.inbound.drop) + "},",
        "  -- Whether plain HTTP is redirected, and the paths that stay on it.",
        f"  redirect = {_boolean(transport.redirect is not None and policy.site.tls is not Tls.NONE)},",
        f"  exempt = {{{', '.join(map(quote, transport.exempt))}}},",
    ]
    site = front(policy)
    lines += [
        "  -- What a Location that the application writes may begin with, and the path it lives below.",
        f"  upstream = {{{quote(f'http://{site.upstream}'.lower())}}},",
        f"  base = {quote(site.base)},",
    ]
    if transport.hsts is not None and policy.site.tls is not Tls.NONE:
        lines += _hsts(transport.hsts)
    return lines


def _hsts(hsts: Hsts) -> list[str]:
    lines = ["  -- Stands on every answer of the TLS side, in place of the application's own."]
    if hsts.ramp:
        steps = ", ".join(map(str, hsts.ramp))
        lines.append(f"  -- Raise transport.hsts.max_age step by step once nothing broke: {steps}.")
    return [*lines, f"  hsts = {quote(hsts_field(hsts))},"]


def _boolean(value: bool) -> str:  # noqa: FBT001 -- one value, one word
    return "true" if value else "false"


def _rule_comments(rule: CookieRule) -> list[str]:
    role = "" if rule.role is None else f", role {rule.role.value}"
    comments = [f"{rule.match.kind.value} {quote(rule.match.text)}{role}"]
    if rule.answers:
        comments.append("answers " + ", ".join(map(quote, rule.answers)))
    return comments


def _match(rule: CookieRule) -> list[str]:
    match rule.match.kind:
        case MatchKind.NAME:
            return [f"name = {quote(rule.match.text)}"]
        case MatchKind.PREFIX:
            return [f"start = {quote(rule.match.text)}"]
        case MatchKind.PATTERN:
            return [f"pattern = {{{', '.join(map(_atom, parse_pattern(rule.match.text)))}}}"]
        case _:
            assert_never(rule.match.kind)


def _atom(atom: Atom) -> str:
    """{characters as a set of bytes, at least, at most}."""
    members = ", ".join(f"[{ord(char)}] = true" for char in sorted(atom.chars))
    chars = "true" if atom.chars == ANY else f"{{{members}}}"
    most = "" if atom.high is None else f", {atom.high}"
    return f"{{{chars}, {atom.low}{most}}}"


def _role(policy: Policy, rule: CookieRule) -> list[str]:
    entries = ["session = true"] if rule.role is CookieRole.SESSION else []
    if rule.was:
        entries.append(f"was = {{{', '.join(quote(line) for line in farewell_lines(policy, rule.was))}}}")
    return entries


def _treatment(treatment: Treatment) -> list[str]:
    """The entries of a settled treatment that change anything."""
    entries: list[str] = []
    if treatment.action is Action.DROP:
        entries.append("drop = true")
    if treatment.prefix is not NamePrefix.NONE:
        entries.append(f"prefix = {quote(treatment.prefix.value)}")
    if treatment.secure is not SecureRule.KEEP:
        entries.append(f"secure = {quote(treatment.secure.value)}")
    if treatment.http_only is not HttpOnlyRule.KEEP:
        entries.append(f"http_only = {quote(treatment.http_only.value)}")
    if isinstance(treatment.same_site, SameSiteRule):
        entries.append(_same_site(treatment.same_site))
    if treatment.domain is not Keep.KEEP:
        entries.append(f"domain = {_domain(treatment.domain)}")
    return [*entries, *_path(treatment.path), *_lifetime(treatment.lifetime)]


def _path(changes: tuple[PathChange, ...]) -> list[str]:
    pairs = (f"{{{quote(change.old.rstrip('/'))}, {quote(change.new.rstrip('/'))}}}" for change in changes)
    return [f"path = {{{', '.join(pairs)}}}"] if changes else []


def _lifetime(rule: Keep | Remove | MaxLifetime) -> list[str]:
    match rule:
        case Keep.KEEP:
            return []
        case Remove.REMOVE:
            return ['lifetime = "session"']
        case MaxLifetime(seconds):
            return [f"lifetime = {seconds}"]
        case _:
            assert_never(rule)


def _same_site(rule: SameSiteRule) -> str:
    value = _WRITTEN[rule.value]
    return f"same_site = {{value = {quote(value)}, when = {quote(rule.when.value)}}}"


_WRITTEN: Final = {SameSite.NONE: "None", SameSite.LAX: "Lax", SameSite.STRICT: "Strict"}


def _domain(rule: Remove | DomainChange) -> str:
    if isinstance(rule, DomainChange):
        return f"{{{quote(rule.old.removeprefix('.').lower())}, {quote(rule.new)}}}"
    return quote("remove")
