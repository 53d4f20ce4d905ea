"""A policy as one JavaScript module for njs: a table of what it says, and functions that are the same for every policy.

The module exports `out`, `body` and `cookies`, which nginx's configuration names, and functions beneath them for tests.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from hardtack.cookies import SameSite
from hardtack.policy import (
    Action,
    CookieMatch,
    CookieRole,
    CookieRule,
    DomainChange,
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
    Treatment,
    Unknown,
    parse_pattern,
)
from hardtack.policy.pattern import ANY, Atom
from hardtack.render._farewells import farewell_lines
from hardtack.render._heading import heading
from hardtack.render._site import BODY_502
from hardtack.render.js_functions import JS_FUNCTIONS

__all__ = ["can_refuse", "js_policy", "quote"]

_Entry = tuple[str, object]

_HANDLERS: Final = """
// js_header_filter: the way out.
function out(r) {
  const given = r.headersOut["Set-Cookie"];
  if (!given || given.length === 0) return;
  const now = Math.floor(Date.now() / 1000);
  const done = safeResponse(given, r.variables.hardtack_https === "1", now);
  done.notes.forEach(function (note) { r.warn("hardtack: " + note); });
  if (done.refused) {
    refuse(r);
  } else if (done.sent.length > 0) {
    r.headersOut["Set-Cookie"] = done.sent;
  } else {
    delete r.headersOut["Set-Cookie"];
  }
}

// 502 in place of a response that must not pass. njs before 0.8 leaves the status in HTTP/1.1; the rest goes anyway.
function refuse(r) {
  Object.keys(r.headersOut).forEach(function (name) { delete r.headersOut[name]; });
  r.status = 502;
  r.headersOut["Content-Type"] = "text/plain";
  r.headersOut["Cache-Control"] = "no-store";
  r.variables.hardtack_refused = "1";
}

// js_body_filter: the body of a refused response does not pass; others do, untouched after their first part.
function body(r, data, flags) {
  if (r.variables.hardtack_refused !== "1") {
    r.sendBuffer(data, flags);
    r.done();
  } else if (flags.last) {
    r.sendBuffer(refusal, flags);
  }
}

// js_set: the Cookie field that the application gets; "" = none.
function cookies(r) {
  return safeRequest(r.variables.http_cookie || "");
}

export default {out, body, cookies, safeRequest, safeResponse, treatLine};
"""


def quote(text: str) -> str:
    r"""A JavaScript string that stands for a text; nothing in the text can end it.

    Grammar of what is returned: JSON's (RFC 8259 7) in ASCII, which is JavaScript's too: between double quotes stand
    ``%x20-21 | %x23-5B | %x5D-7F``, and all else as ``\"``, ``\\``, ``\n`` and its kind or ``\uhhhh``.

    Args:
        text: Any.
    """
    return json.dumps(text)


def can_refuse(policy: Policy) -> bool:
    """Whether a response may be refused for a cookie of its.

    Args:
        policy: The policy.
    """
    return policy.on_error is OnError.REFUSE or any(rule.role is CookieRole.SESSION for rule in policy.cookies)


def js_policy(policy: Policy, target: str) -> str:
    """The module's text.

    Args:
        policy: A policy that `check_policy` has nothing against.
        target: The name of the renderer that it is made for.
    """
    lines = [f"// {line}" for line in heading(policy, target)]
    lines += ["// What the functions do with the table stands below it.", "const policy = {", *_whole(policy)]
    lines += ["  // The first rule that matches a cookie's name counts.", "  rules: ["]
    for number, rule in enumerate(policy.cookies, start=1):
        lines += [f"    // {number}: {comment}" for comment in _comments(rule)]
        lines += _table((*_match(rule.match), *_treatment(policy.treatment(rule)), *_role(policy, rule)))
    lines += ["  ],", "  // What becomes of cookies that no rule names.", "  others:"]
    lines += _table(_treatment(policy.treatment(None)))
    lines += ["};", f"const refusal = {quote(BODY_502)};"]
    return "\n".join(lines) + JS_FUNCTIONS + _HANDLERS


def _table(entries: Iterable[_Entry]) -> list[str]:
    return ["    {", *(f"      {key}: {json.dumps(value)}," for key, value in entries), "    },"]


def _whole(policy: Policy) -> Iterator[str]:
    """The entries that are about no single cookie."""
    limits = policy.limits
    bounds = {
        "set_cookie_bytes": limits.set_cookie_bytes,
        "headers_bytes": limits.headers_bytes,
        "set_cookies": limits.set_cookies,
    }
    yield from (f"  {name}: {bound}," for name, bound in bounds.items() if bound is not None)
    yield "  // A cookie that can't be enforced takes its response with it; without this only the session's does."
    yield f"  refuse: {json.dumps(policy.on_error is OnError.REFUSE)},"
    yield "  // Should the functions themselves fail, the response is refused, because it may hold a session."
    yield f"  refuse_on_failure: {json.dumps(can_refuse(policy))},"
    yield "  // Cookies that no rule names are noted in the log."
    yield f"  report: {json.dumps(policy.unknown is Unknown.REPORT)},"
    yield "  // A bare name from outside does not pass where the policy gives the cookie a prefix."
    yield f"  strip_bare_renamed: {json.dumps(policy.inbound.strip_bare_renamed)},"
    yield "  // Cookies from browsers that never reach the application."
    yield f"  drop_inbound: {json.dumps(policy.inbound.drop)},"


def _comments(rule: CookieRule) -> Iterator[str]:
    role = "" if rule.role is None else f", role {rule.role.value}"
    yield f"{rule.match.kind.value} {quote(rule.match.text)}{role}"
    if rule.answers:
        yield "answers " + ", ".join(map(quote, rule.answers))


def _match(match: CookieMatch) -> Iterator[_Entry]:
    match match.kind:
        case MatchKind.NAME:
            yield "name", match.text
        case MatchKind.PREFIX:
            yield "start", match.text
        case MatchKind.PATTERN:
            yield "pattern", [_atom(atom) for atom in parse_pattern(match.text)]
        case _:
            assert_never(match.kind)


def _atom(atom: Atom) -> list[object]:
    """[ranges of characters or null for any, at least, at most]; no third = without end."""
    ranges = None if atom.chars == ANY else _ranges(sorted(map(ord, atom.chars)))
    return [ranges, atom.low] if atom.high is None else [ranges, atom.low, atom.high]


def _ranges(codes: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def _role(policy: Policy, rule: CookieRule) -> Iterator[_Entry]:
    if rule.role is CookieRole.SESSION:
        yield "session", True
    if rule.was:
        yield "was", farewell_lines(policy, rule.was)


def _treatment(treatment: Treatment) -> Iterator[_Entry]:
    """The entries of a settled treatment that change anything."""
    if treatment.action is Action.DROP:
        yield "drop", True
    if treatment.prefix is not NamePrefix.NONE:
        yield "prefix", treatment.prefix.value
    if treatment.secure is not SecureRule.KEEP:
        yield "secure", treatment.secure.value
    if treatment.http_only is not HttpOnlyRule.KEEP:
        yield "http_only", treatment.http_only.value
    if isinstance(treatment.same_site, SameSiteRule):
        yield "same_site", {"value": _WRITTEN[treatment.same_site.value], "when": treatment.same_site.when.value}
    if isinstance(treatment.domain, DomainChange):
        yield "domain", [treatment.domain.old.removeprefix(".").lower(), treatment.domain.new]
    elif treatment.domain is Remove.REMOVE:
        yield "domain", "remove"
    if treatment.path:
        yield "path", [[change.old.rstrip("/"), change.new.rstrip("/")] for change in treatment.path]
    yield from _lifetime(treatment.lifetime)


def _lifetime(rule: Keep | Remove | MaxLifetime) -> Iterator[_Entry]:
    match rule:
        case Keep.KEEP:
            pass
        case Remove.REMOVE:
            yield "lifetime", "session"
        case MaxLifetime(seconds):
            yield "lifetime", seconds
        case _:
            assert_never(rule)


_WRITTEN: Final = {SameSite.NONE: "None", SameSite.LAX: "Lax", SameSite.STRICT: "Strict"}
