"""Load-balancer persistence values that give away the address of a server behind the balancer (CWE-200)."""

import re
from ipaddress import IPv4Address, IPv6Address

from hardtack.cookies.value_kinds import Kind, Peeled

# F5's documented forms: address in reversed octets, port in reversed octets, ".0000"; IPv6 after "vi"; a route
# domain as "rd<n>o<32 digits>o<port>", where an IPv4 address stands behind ffff; "!" marks an encrypted value.
_IPV4 = re.compile(r"(\d{1,10})\.\d{1,5}\.0000")
_IPV6 = re.compile(r"vi([0-9a-f]{32})\.\d{1,5}")
_ROUTE_DOMAIN = re.compile(r"rd\d{1,5}o([0-9a-f]{32})o\d{1,5}")
_SEALED = re.compile(r"![A-Za-z0-9+/]{24,}={0,2}")
_MAPPED = "0" * 20 + "ffff"
# NetScaler combines address and port with fixed keys by exclusive or, around a constant middle.
_NETSCALER = re.compile(r"ffffffff([0-9a-f]{8})45525d5f4f58455e445a4a42[0-9a-f]{4}")
_NETSCALER_KEY = 0x03081E11
_IPV4_MAX = 2**32 - 1


def peel_address(text: str) -> Peeled | None:
    """Decode a persistence value of BIG-IP or NetScaler.

    Args:
        text: The value, whatever the cookie's name: administrators rename these cookies.

    Returns:
        A leaf whose text is the server's address (or nothing, for an encrypted value); `None` for any other value.
    """
    if _SEALED.fullmatch(text):
        return Peeled(Kind.BIG_IP_ENCRYPTED)
    if match := _IPV4.fullmatch(text):
        number = int(match[1])
        octets = number.to_bytes(4, "little") if number <= _IPV4_MAX else None
        return Peeled(Kind.BIG_IP_IPV4, (), str(IPv4Address(octets))) if octets else None
    if match := _IPV6.fullmatch(text) or _ROUTE_DOMAIN.fullmatch(text):
        return _mapped_or_ipv6(match[1])
    if match := _NETSCALER.fullmatch(text):
        return Peeled(Kind.NETSCALER_IPV4, (), str(IPv4Address(int(match[1], 16) ^ _NETSCALER_KEY)))
    return None


def _mapped_or_ipv6(digits: str) -> Peeled:
    if digits.startswith(_MAPPED):
        return Peeled(Kind.BIG_IP_IPV4, (), str(IPv4Address(int(digits[24:], 16))))
    return Peeled(Kind.BIG_IP_IPV6, (), str(IPv6Address(int(digits, 16))))
