"""A policy written as TOML: the same policy always gives the same text, and each key can carry a comment."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from hardtack.policy.codec import SAME_SITES
from hardtack.policy.model import (
    VERSION,
    CookieRule,
    DomainChange,
    Hsts,
    Identity,
    Inbound,
    Keep,
    Limits,
    MaxLifetime,
    PartialTreatment,
    PathChange,
    Policy,
    Remove,
    SameSiteRule,
    Session,
    Site,
    Transport,
    Treatment,
    Vault,
)
from hardtack.toml_lines import Place

__all__ = ["digest", "setting", "to_toml"]

Comments = Mapping[Place, str]
_Pairs = Iterator[tuple[str, str | None]]

_SAME_SITE_WORDS: Final = {value: word for word, value in SAME_SITES.items()}
_SHORT: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def to_toml(policy: Policy, comments: Comments | None = None) -> str:
    """Write a policy; `codec.from_toml` reads it back as the same.

    Args:
        policy: Any. What is as a new `Policy` has it is left out, but for version, site and defaults.
        comments: What is said above a place, one or more lines: () at the head, ``("cookies", 2)`` above a rule,
            ``("defaults", "secure")`` above a key. A key that isn't written keeps the place of its comment, so that
            what was not chosen can be told too; a comment on a table that isn't written is said under the head.
    """
    said = dict(comments or {})
    sections = [text for name, pairs in _sections(policy) if (text := _section(name, tuple(pairs), said))]
    # Written first, but last known: what no section has said.
    left = [text for place, text in said.items() if place]
    head = "".join(_comment(text) for text in (said.get((), ""), *left) if text)
    return "\n".join([head, *sections]) if head else "\n".join(sections)


def digest(policy: Policy) -> str:
    """Sixteen hexadecimal digits that stand for a policy in what is generated from it; comments do not count.

    Args:
        policy: Any.
    """
    return hashlib.sha256(to_toml(policy).encode()).hexdigest()[:16]


def setting(treatment: Treatment | PartialTreatment, field: str) -> str | None:
    """One key of a treatment with its value, on one line: ``secure = "require"``; None if it isn't said.

    Args:
        treatment: Of the defaults or of a rule.
        field: The key, as the text of a policy names it.
    """
    value = dict(_treatment(treatment))[field]
    return None if value is None else f"{field} = {' '.join(value.split())}"


def _sections(policy: Policy) -> Iterator[tuple[Place, _Pairs]]:
    """Each table with its keys in order; a value of None = not written."""
    yield (), _top(policy)
    yield ("site",), _site(policy.site)
    yield ("transport",), _transport(policy.transport)
    if policy.transport.hsts is not None:
        yield ("transport", "hsts"), _hsts(policy.transport.hsts)
    yield ("defaults",), _treatment(policy.defaults)
    for number, rule in enumerate(policy.cookies):
        yield ("cookies", number), _rule(rule)
    yield ("inbound",), _inbound(policy.inbound)
    yield ("limits",), _limits(policy.limits)
    if policy.session is not None:
        yield ("session",), _session(policy.session)
    if policy.vault is not None:
        yield ("vault",), _vault(policy.vault)


def _section(place: Place, pairs: tuple[tuple[str, str | None], ...], said: dict[Place, str]) -> str:
    """A table's text, and out of `said` what it says; "" if it has nothing to say."""
    body = ""
    for key, value in pairs:
        body += _comment(said.pop((*place, key), ""))
        body += f"{key} = {value}\n" if value is not None else ""
    if not place:
        return body
    above = _comment(said.pop(place, ""))
    if not body and not above and place not in _ALWAYS:
        return ""
    header = "[[cookies]]" if place[0] == "cookies" else f"[{'.'.join(map(str, place))}]"
    return f"{above}{header}\n{body}"


_ALWAYS: Final = (("defaults",), ("session",), ("vault",))


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" if line else "#\n" for line in map(_printable, text.splitlines()))


def _printable(line: str) -> str:
    """A comment may hold no control character (TOML 1.0, Comment)."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line).rstrip()


def _top(policy: Policy) -> _Pairs:
    new = Policy(policy.site)
    yield "version", str(VERSION)
    yield "unknown", _text(policy.unknown.value) if policy.unknown is not new.unknown else None
    yield "on_error", _text(policy.on_error.value) if policy.on_error is not new.on_error else None
    yield "waivers", _optional(policy.waivers)


def _site(site: Site) -> _Pairs:
    yield "origin", _text(site.origin)
    yield "upstream", _optional(site.upstream)
    yield "tls", _text(site.tls.value)


def _transport(transport: Transport) -> _Pairs:
    yield "redirect", None if transport.redirect is None else str(transport.redirect.value)
    yield "exempt", _texts(transport.exempt) if transport.exempt != Transport().exempt else None


def _hsts(hsts: Hsts) -> _Pairs:
    yield "max_age", str(hsts.max_age)
    yield "subdomains", "true" if hsts.subdomains else None
    yield "preload", "true" if hsts.preload else None
    yield "ramp", f"[{', '.join(map(str, hsts.ramp))}]" if hsts.ramp else None


def _treatment(treatment: Treatment | PartialTreatment) -> _Pairs:
    """The keys of a treatment; of a whole one, those that leave things as they are go without saying."""
    new = Treatment() if isinstance(treatment, Treatment) else PartialTreatment()
    secure, http_only, prefix, action = treatment.secure, treatment.http_only, treatment.prefix, treatment.action
    yield "secure", None if secure is None or secure is new.secure else _text(secure.value)
    yield "httponly", None if http_only is None or http_only is new.http_only else _text(http_only.value)
    yield "samesite", None if treatment.same_site is new.same_site else _same_site(treatment.same_site)
    yield "domain", None if treatment.domain is new.domain else _domain(treatment.domain)
    yield "path", None if treatment.path is None or treatment.path == new.path else _path(treatment.path)
    yield "lifetime", None if treatment.lifetime is new.lifetime else _lifetime(treatment.lifetime)
    yield "prefix", None if prefix is None or prefix is new.prefix else _text(prefix.value)
    yield "action", None if action is None or action is new.action else _text(action.value)


def _same_site(rule: SameSiteRule | Keep | None) -> str | None:
    if not isinstance(rule, SameSiteRule):
        return None if rule is None else '"keep"'
    return f"{{ value = {_text(_SAME_SITE_WORDS[rule.value])}, when = {_text(rule.when.value)} }}"


def _domain(rule: Keep | Remove | DomainChange | None) -> str | None:
    if isinstance(rule, DomainChange):
        return f"{{ from = {_text(rule.old)}, to = {_text(rule.new)} }}"
    return None if rule is None else '"keep"' if isinstance(rule, Keep) else '"remove"'


def _path(changes: tuple[PathChange, ...]) -> str:
    return _many(f"{{ from = {_text(change.old)}, to = {_text(change.new)} }}" for change in changes)


def _lifetime(rule: Keep | Remove | MaxLifetime | None) -> str | None:
    if isinstance(rule, MaxLifetime):
        return f"{{ max = {rule.seconds} }}"
    return None if rule is None else '"keep"' if isinstance(rule, Keep) else '"session"'


def _rule(rule: CookieRule) -> _Pairs:
    yield "match", f"{{ {rule.match.kind.value} = {_text(rule.match.text)} }}"
    yield "role", None if rule.role is None else _text(rule.role.value)
    yield from _treatment(rule.treatment)
    yield "was", _many(map(_identity, rule.was)) if rule.was else None
    yield "answers", _texts(rule.answers) if rule.answers else None


def _identity(identity: Identity) -> str:
    domain = "" if identity.domain is None else f", domain = {_text(identity.domain)}"
    return f"{{ name = {_text(identity.name)}{domain}, path = {_text(identity.path)} }}"


def _inbound(inbound: Inbound) -> _Pairs:
    yield "strip_bare_renamed", None if inbound.strip_bare_renamed else "false"
    yield "drop", _texts(inbound.drop) if inbound.drop else None


def _limits(limits: Limits) -> _Pairs:
    yield "set_cookie_bytes", _count(limits.set_cookie_bytes)
    yield "headers_bytes", _count(limits.headers_bytes)
    yield "set_cookies", _count(limits.set_cookies)


def _session(session: Session) -> _Pairs:
    yield "idle", _count(session.idle)
    yield "absolute", _count(session.absolute)
    yield "concurrent", _count(session.concurrent)
    yield "idle_ignore", _texts(session.idle_ignore) if session.idle_ignore else None


def _vault(vault: Vault) -> _Pairs:
    yield "callbacks", _texts(vault.callbacks) if vault.callbacks else None
    yield "on_death", _text(vault.on_death.value)
    yield "max_stream", str(vault.max_stream)
    yield "passed", _texts(vault.passed) if vault.passed else None


def _count(count: int | None) -> str | None:
    return None if count is None else str(count)


def _optional(text: str | None) -> str | None:
    return None if text is None else _text(text)


def _texts(texts: tuple[str, ...]) -> str:
    return _many(map(_text, texts))


def _many(items: Iterator[str]) -> str:
    """An array, on lines of its own where it has more than two items."""
    listed = list(items)
    if len(listed) <= 2:
        return f"[{', '.join(listed)}]"
    return "[\n" + "".join(f"  {item},\n" for item in listed) + "]"


def _text(text: str) -> str:
    """A basic string (TOML 1.0, String): all that is no printable character is escaped."""
    return f'"{"".join(_SHORT.get(char) or (char if char.isprintable() else _escaped(char)) for char in text)}"'


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
