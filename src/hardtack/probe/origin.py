"""Request URLs taken apart as a browser takes them apart: origin, and the request target that goes on the wire.

URLs come from the user, but also from the site (Location, forms), so nothing here raises on what a URL holds. A URL
that two parsers could read differently (a backslash, user info, an odd host) is refused instead of guessed at: the
scope of an audit hangs on the host that is read here.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import idna

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
# What the URL standard's path and special-query percent-encode sets have in common with what HTTP/1.1 can't carry.
_UNSENDABLE = re.compile(r"[^\x21-\x7e]|[\"<>]")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port.

    Attributes:
        scheme: `http` or `https`.
        host: lower case, A-labels; an IPv6 address without its brackets.
        port: the port number, the default written out.
    """

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """`host:port` as a person and a CONNECT request write it, an IPv6 address in brackets."""
        return f"{self._bracketed}:{self.port}"

    @property
    def host_field(self) -> str:
        """The value of the Host field: as `authority`, without the scheme's default port."""
        return self._bracketed if self.port == _DEFAULT_PORTS[self.scheme] else self.authority

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        """`scheme://host[:port]`."""
        return f"{self.scheme}://{self.host_field}"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes, and what it asks for there.

    Attributes:
        origin: whom to connect to.
        path: the request target in origin form: path and query, percent-encoded where HTTP/1.1 demands it.
    """

    origin: Origin
    path: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a URL is no target.

    Attributes:
        reason: a clause for a person; it quotes nothing of the URL, which may hold a secret.
    """

    reason: str


def parse_target(url: str) -> Target | Unusable:
    """Takes a request URL apart.

    Args:
        url: an absolute URL; characters up to U+00FF stand for bytes, those above are encoded as UTF-8.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Unusable("the URL's host or port can't be read")
    origin = _origin(parts, port)
    if isinstance(origin, Unusable):
        return origin
    path = (parts.path or "/").replace("\\", "/")
    return Target(origin, _sendable(f"{path}?{parts.query}" if "?" in url.partition("#")[0] else path))


def _origin(parts: SplitResult, port: int | None) -> Origin | Unusable:
    if parts.scheme not in _DEFAULT_PORTS:
        return Unusable("only http and https URLs are requested")
    if "@" in parts.netloc:
        return Unusable("the URL holds a user name or password before its host")
    if port == 0:
        return Unusable("the URL's host or port can't be read")
    host = canonical_host(parts.hostname or "")
    if host is None:
        return Unusable("the URL's host is not a host name or an address")
    return Origin(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme])


def canonical_host(host: str) -> str | None:
    """A host name in lower-case A-labels, or an IP address in its one canonical form; None if it is neither.

    Args:
        host: a name or an address; an IPv6 address without brackets.
    """
    if ":" in host:
        return _canonical_address(host)
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    host = host.lower()
    # No name with a longer label, or longer itself, is in the DNS (RFC 1035, section 2.3.4).
    if _HOST_NAME.fullmatch(host) is None or len(host) > 254 or max(map(len, host.split("."))) > 63:
        return None
    # A browser reads a host whose last label is a number as an IPv4 address or not at all; so `0177.1` and `2130706433`
    # are 127.0.0.1 to it. Only the dotted form is taken here.
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rstrip(".").rpartition(".")[2]):
        return _canonical_address(host.rstrip("."))
    return host


def is_address(host: str) -> bool:
    """Whether a canonical host is an IP address."""
    return _canonical_address(host) is not None


def _canonical_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _sendable(target: str) -> str:
    def encoded(match: re.Match[str]) -> str:
        character = match.group()
        octets = character.encode("latin-1" if character <= "\xff" else "utf-8", "surrogatepass")
        return "".join(f"%{octet:02X}" for octet in octets)

    return _UNSENDABLE.sub(encoded, target)
