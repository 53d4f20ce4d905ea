"""Hosts, paths and sites: who is who to a cookie (rfc6265bis-22 5.1.2 to 5.1.4, 5.2)."""

import ipaddress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import idna

__all__ = [
    "InvalidURL",
    "PublicSuffixes",
    "Target",
    "canonical_host",
    "default_path",
    "domain_match",
    "is_ip",
    "is_trustworthy",
    "parse_target",
    "path_match",
    "registrable_host",
    "schemeful_site",
]

_FORBIDDEN = frozenset("\x00\t\n\r #/<>?@[\\]^|%")
# The URL itself may hold a session id: the message does not repeat it.
_INVALID = "not an http, https, ws or wss URL with a host"
_HTTP_SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


class InvalidURL(ValueError):  # noqa: N818 -- the name that URL libraries give it
    """A request URL that is no http, https, ws or wss URL with a host: the caller's error."""


class PublicSuffixes(Protocol):
    """What this package asks of a public suffix list; hosts are canonical (`canonical_host`)."""

    def is_public_suffix(self, host: str) -> bool:
        """Whether anyone may register names under this host."""
        ...

    def registrable_domain(self, host: str) -> str | None:
        """The public suffix and one label more, or None for a host that is itself a public suffix."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a request URL that matter to cookies: the port does not (rfc6265bis-22 8.5).

    Attributes:
        scheme: "http" or "https"; ws and wss count as these.
        host: Canonical host, IPv6 without brackets.
        path: As in the URL, at least "/".
    """

    scheme: str
    host: str
    path: str


def _map_idna(host: str) -> str | None:
    """A Unicode host as A-labels, by UTS 46 as browsers apply it: non-transitional, no STD3 rules.

    The mapping alone is used: IDNA 2008's own check of each label would refuse emoji, which browsers accept.
    """
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        return ".".join(
            label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
            for label in mapped.split(".")
        )
    except UnicodeError:
        return None


def is_ip(host: str) -> bool:
    """Whether a canonical host is an IPv4 or IPv6 address."""
    if not (":" in host or host[-1:].isdigit()):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def canonical_host(host: str) -> str | None:
    """Canonicalise a host name (rfc6265bis-22 5.1.2): A-labels in lower case, one spelling for an IP address.

    Args:
        host: Decoded host, with or without the brackets of an IPv6 address. A trailing dot is kept: it is another host.

    Returns:
        The canonical host, or None if it cannot be one.
    """
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    canonical = host.lower() if host.isascii() else _map_idna(host)
    if not canonical or not _FORBIDDEN.isdisjoint(canonical):
        return None
    if ":" in canonical:
        return _canonical_ipv6(canonical)
    return canonical


def _canonical_ipv6(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        return host
    # Python releases differ in how they print an IPv4-mapped address; URLs print it in hexadecimal.
    mapped = address.ipv4_mapped
    return str(address) if mapped is None else f"::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}"


def domain_match(host: str, domain: str) -> bool:
    """Whether a canonical host domain-matches a canonical domain (rfc6265bis-22 5.1.3).

    Equal, or the host ends in "." and the domain and is no IP address.
    """
    return host == domain or (
        host.endswith(domain) and host[-len(domain) - 1 : -len(domain)] == "." and not is_ip(host)
    )


def path_match(request_path: str, cookie_path: str) -> bool:
    """Whether a request path is the cookie path or below it (rfc6265bis-22 5.1.4); raw, nothing is decoded."""
    return request_path == cookie_path or (
        request_path.startswith(cookie_path)
        and (cookie_path.endswith("/") or request_path[len(cookie_path) : len(cookie_path) + 1] == "/")
    )


def default_path(uri_path: str | None) -> str:
    """The path of a cookie that names none (rfc6265bis-22 5.1.4): the URL's, up to and without its last "/"."""
    if not uri_path or uri_path[0] != "/":
        return "/"
    return uri_path[: uri_path.rfind("/")] or "/"


def parse_target(url: str) -> Target:
    """Take from a URL what matters to cookies.

    Raises:
        InvalidURL: If it is no http, https, ws or wss URL with a host.
    """
    try:
        parts = urlsplit(url)
        host = canonical_host(parts.hostname or "")
    except ValueError as error:
        raise InvalidURL(_INVALID) from error
    scheme = _HTTP_SCHEMES.get(parts.scheme)
    if scheme is None or host is None:
        raise InvalidURL(_INVALID)
    return Target(scheme, host, parts.path or "/")


def schemeful_site(url: str, suffixes: PublicSuffixes) -> str | None:
    """The site of a URL or origin (rfc6265bis-22 5.2; HTML "obtain a site"), as "https://example.com".

    Returns:
        Scheme and registrable domain (or the host where there is none), or None for an opaque origin such as "null",
        "data:…" or any URL that is not http or https: an opaque site is same-site with nothing.
    """
    try:
        target = parse_target(url)
    except InvalidURL:
        return None
    return f"{target.scheme}://{registrable_host(target.host, suffixes)}"


def registrable_host(host: str, suffixes: PublicSuffixes) -> str:
    """The registrable domain of a canonical host; the host itself if it is an IP address or a public suffix."""
    return host if is_ip(host) else suffixes.registrable_domain(host) or host


def is_trustworthy(target: Target) -> bool:
    """Whether Secure cookies may come from there and go there (W3C Secure Contexts 3.1; rfc6265bis-22 5.7 step 13).

    True for https and wss, and for loopback: localhost, names under it, 127.0.0.0/8 and ::1 (as both browsers do).
    """
    if target.scheme == "https":
        return True
    host = target.host.removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return is_ip(host) and ipaddress.ip_address(host).is_loopback
