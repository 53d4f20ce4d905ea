"""HSTS as a browser would keep it (RFC 6797): what a host said, and whether anything follows from it.

A Strict-Transport-Security field counts only when it came over https (RFC 6797 8.1), from a host with a name (8.1.1),
if it is the first of its response (8.1), and if it is well formed (6.1): a directive given twice, or a max-age that is
missing or no number, makes the whole field void.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from hardtack.cookies.matching import canonical_host, domain_match, is_ip
from hardtack.recording.model import Exchange, Recording

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_DIRECTIVE = re.compile(rf'[ \t]*(?:({_WORD})[ \t]*(?:=[ \t]*({_WORD}|"(?:[^"\\]|\\.)*"))?[ \t]*)?(?:;|$)')
# Longer numbers mean nothing more; Python refuses to read numbers of more than 4300 digits.
_LONGEST_NUMBER = 18

NEVER_SENT = "no Strict-Transport-Security field was sent"
PLAIN_ONLY = "it was sent over plain HTTP only, where browsers ignore it (RFC 6797 8.1)"
ADDRESS = "the host is an IP address, for which browsers keep no HSTS (RFC 6797 8.1.1)"
UNTRUSTED = "no https host of this audit sent it"


@dataclass(frozen=True, slots=True)
class HstsField:
    """A well-formed Strict-Transport-Security field.

    Attributes:
        max_age: seconds for which browsers refuse plain HTTP; 0 makes them forget.
        include_subdomains: whether it holds for names under the host as well.
        preload: whether the site asks to be in browsers' shipped lists.
    """

    max_age: int
    include_subdomains: bool
    preload: bool


@dataclass(frozen=True, slots=True)
class Hsts:
    """What a browser knows of the audited https host after the recording.

    Attributes:
        sent_over_https: whether the field came over https at all.
        max_age: seconds it is kept for, or None if nothing is kept.
        include_subdomains: whether it covers names under `host`.
        preload: whether the field asks for preloading.
        ignored_reason: why nothing is kept, as a clause; empty if something is.
        host: the host that is known, or None.
        exchange: index of the exchange that is the evidence, or None if there is none to show.
        line: the field line in that exchange, or None.
        repeated: whether a response carried several such fields (the first counts).
        lab: whether it counts only because certificates were not held to public trust and addresses taken for names.
    """

    sent_over_https: bool
    max_age: int | None
    include_subdomains: bool
    preload: bool
    ignored_reason: str
    host: str | None = None
    exchange: int | None = None
    line: str | None = None
    repeated: bool = False
    lab: bool = False

    @property
    def effective(self) -> bool:
        """Whether browsers refuse plain HTTP to the host because of it."""
        return bool(self.max_age)

    def covers(self, domain: str, *, host_only: bool) -> bool:
        """Whether a cookie of this scope can't be drawn out by plain HTTP to any host that gets it.

        Args:
            domain: the cookie's domain, canonical.
            host_only: whether names under it don't get it.
        """
        if not self.effective or self.host is None:
            return False
        if host_only and domain == self.host:
            return True
        return self.include_subdomains and domain_match(domain, self.host)


def parse_hsts(value: str) -> HstsField | str:
    """Read the value of a Strict-Transport-Security field (RFC 6797 6.1).

    Args:
        value: the field value, latin-1 isomorphic.

    Returns:
        What it says, or why it is void, as a clause.
    """
    directives: dict[str, str | None] = {}
    position = 0
    while position < len(value):
        found = _DIRECTIVE.match(value, position)
        if found is None:
            return "it is malformed (RFC 6797 6.1)"
        position = found.end()
        name = (found[1] or "").lower()
        if name and name in directives:
            return f"the directive {name} stands in it twice (RFC 6797 6.1)"
        if name:
            directives[name] = _unquoted(found[2])
    return _field(directives)


def _unquoted(value: str | None) -> str | None:
    if value is None or not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:-1])


def _field(directives: dict[str, str | None]) -> HstsField | str:
    max_age = directives.get("max-age")
    if max_age is None:
        return "it has no max-age (RFC 6797 6.1.1)"
    if not (max_age.isascii() and max_age.isdigit()):
        return "its max-age is no number of seconds (RFC 6797 6.1.1)"
    if directives.get("includesubdomains") is not None:
        return "its includeSubDomains has a value (RFC 6797 6.1.2)"
    seconds = int(max_age[-_LONGEST_NUMBER:]) if not max_age[:-_LONGEST_NUMBER].strip("0") else 10**_LONGEST_NUMBER
    return HstsField(seconds, "includesubdomains" in directives, "preload" in directives)


def hsts_policy(recording: Recording) -> Hsts:
    """What a browser would keep of the HSTS fields of the audited https host, or of a host above it.

    Args:
        recording: all that was seen.

    Returns:
        The state after the last response: each valid field replaces what the same host said before (RFC 6797 8.1).
    """
    wanted = _host(recording.target.https)
    state: Hsts | None = None
    for exchange in recording.exchanges:
        if exchange.response is None or not (lines := exchange.response.values("strict-transport-security")):
            continue
        seen = _judged(exchange, lines, wanted, lab=recording.target.lab)
        # A void or ignored field leaves what was known as it is.
        if state is None or not seen.ignored_reason or (state.ignored_reason and seen.sent_over_https):
            state = seen
    return state or Hsts(
        sent_over_https=False, max_age=None, include_subdomains=False, preload=False, ignored_reason=NEVER_SENT
    )


def _host(url: str | None) -> str | None:
    if url is None:
        return None
    return canonical_host(urlsplit(url).hostname or "")


def _judged(exchange: Exchange, lines: tuple[str, ...], wanted: str | None, *, lab: bool) -> Hsts:
    """One response's first field, as a browser takes it."""
    host = _host(exchange.request.url)
    https = exchange.request.url.lower().startswith("https:")
    field = parse_hsts(lines[0])
    reason = _ignored(host, wanted, https=https, lab=lab)
    if not reason and isinstance(field, str):
        reason = field
    kept = field if isinstance(field, HstsField) and not reason else None
    # A host above the audited one protects it only by includeSubDomains (RFC 6797 8.2).
    if kept is not None and host != wanted and not kept.include_subdomains:
        reason, kept = UNTRUSTED, None
    return Hsts(
        sent_over_https=https,
        max_age=None if kept is None else kept.max_age,
        include_subdomains=kept is not None and kept.include_subdomains,
        preload=kept is not None and kept.preload,
        ignored_reason=reason,
        host=host,
        exchange=exchange.index,
        line=lines[0],
        repeated=len(lines) > 1,
        lab=lab and kept is not None,
    )


def _ignored(host: str | None, wanted: str | None, *, https: bool, lab: bool) -> str:
    """Why a browser does not look at the field at all, or an empty text."""
    if not https:
        return PLAIN_ONLY
    if host is None or wanted is None or not domain_match(wanted, host):
        return UNTRUSTED
    if is_ip(host) and not lab:
        return ADDRESS
    return ""
