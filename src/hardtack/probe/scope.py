"""Which URLs and addresses an audit may touch: decisions alone, no I/O.

An audit sends credentials and follows the site's redirects. A site that redirects it elsewhere must not turn it into a
tool against the machine or the network it runs on (CWE-918, server-side request forgery, and its cousin here).
"""

import ipaddress
from dataclasses import dataclass

from hardtack.probe.origin import Origin, Unusable, canonical_host, parse_target

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Where clouds answer an instance's questions about itself, credentials included; the last two are not link-local.
_METADATA = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a URL or an address is not touched.

    Attributes:
        reason: one sentence for a person, free of secrets.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the web that one audit may touch.

    Attributes:
        origins: the origins the user named.
        allowed_hosts: further hosts the user allowed (a single sign-on, say), on any port and either scheme.
    """

    origins: tuple[Origin, ...]
    allowed_hosts: tuple[str, ...] = ()

    def permits(self, url: str) -> Refusal | None:
        """None if a request to `url` may be sent, as far as the URL tells; else why not.

        Permitted are the named origins, their twins (the same host over the other scheme, on that scheme's default port
        or on the same port), and the allowed hosts; only http and https, and no user info.
        """
        target = parse_target(url)
        if isinstance(target, Unusable):
            return Refusal(f"{target.reason}.")
        origin = target.origin
        if self.names(origin) or origin.host in map(canonical_host, self.allowed_hosts):
            return None
        return Refusal(f"{origin} is neither the site under audit nor a host allowed beside it.")

    def names(self, origin: Origin) -> bool:
        """Whether it is one of the named origins or a twin of one."""
        return any(origin == named or origin in _twins(named) for named in self.origins)

    def admits(self, origin: Origin, address: str, site: tuple[str, ...]) -> Refusal | None:
        """None if the client may connect to this address for this origin; else why not.

        A named origin's address is the user's own choice. An allowed host is allowed by name, and its owner decides
        what the name resolves to: when the site itself is public, such a host must be, too.

        Args:
            origin: a permitted origin.
            address: the IP address that its host resolved to, or that stands in the URL.
            site: the addresses of the named origins; with none known, the site counts as public.
        """
        if self.names(origin):
            return None
        found = _effective(address)
        if found in _METADATA:
            return Refusal(f"{origin.host} leads to {address}, where clouds keep an instance's credentials.")
        site_is_internal = bool(site) and all(_is_internal(_effective(own)) for own in site)
        if site_is_internal or not _is_internal(found):
            return None
        return Refusal(f"{origin.host} leads to {address}, an internal address, while the site under audit is public.")


def _twins(origin: Origin) -> tuple[Origin, Origin]:
    scheme, port = ("http", 80) if origin.scheme == "https" else ("https", 443)
    return Origin(scheme, origin.host, port), Origin(scheme, origin.host, origin.port)


def _effective(address: str) -> IpAddress:
    """The address that packets end up at, with IPv4 unwrapped from the IPv6 forms that carry it."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


def _is_internal(address: IpAddress) -> bool:
    # Everything not routed on the public internet: loopback, link-local, private, shared (100.64/10), reserved.
    return not address.is_global or address.is_multicast
