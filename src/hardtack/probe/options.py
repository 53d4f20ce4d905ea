"""How the user wants requests sent: the client's settings, and the readers of the command line's forms of them."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from hardtack.errors import UsageError
from hardtack.probe.limits import Limits
from hardtack.probe.origin import canonical_host
from hardtack.recording.message import FieldLines

# Fields that say where a message goes and where it ends: the client's own, since a wrong one breaks the connection.
FRAMING_FIELDS = frozenset({"host", "content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True, slots=True)
class Resolve:
    """A name that is not asked of the resolver.

    Attributes:
        host: the host, canonical.
        port: the port it holds for; None = every port.
        address: the IP address to connect to.
    """

    host: str
    port: int | None
    address: str


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """What the client shows to servers that ask for a certificate.

    Attributes:
        certificate: PEM file with the certificate and its chain.
        key: PEM file with the key; None if it is in the same file.
        password: password of the key, None if it is not encrypted.
    """

    certificate: Path
    key: Path | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy.

    Attributes:
        host: its host, canonical.
        port: its port.
        credentials: `user:password` as bytes, or None.
    """

    host: str
    port: int
    credentials: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """How requests are sent.

    Attributes:
        ca_file: PEM file of the certificate authorities to trust, instead of the system's.
        insecure: whether to accept any certificate.
        resolve: names with their addresses given; without effect on what a proxy connects to.
        proxy: proxy for every request, or None; the environment is never asked.
        headers: field lines to add to each request to the site under audit; a request's own of the same name win.
        user_agent: the User-Agent; None = hardtack's own.
        limits: bounds of each exchange.
        rate: requests a second, at most; None = no bound.
        client_certificate: what to show to a server that asks.
    """

    ca_file: Path | None = None
    insecure: bool = False
    resolve: tuple[Resolve, ...] = ()
    proxy: Proxy | None = None
    headers: FieldLines = field(default=(), repr=False)
    user_agent: str | None = None
    limits: Limits = field(default_factory=Limits)
    rate: float | None = None
    client_certificate: ClientCertificate | None = None

    def __post_init__(self) -> None:
        """Refuses what can't be sent.

        Raises:
            UsageError: a rate of 0 or less, or a field line that is the client's own.
        """
        if self.rate is not None and self.rate <= 0:
            raise UsageError(f"The rate is {self.rate:g}.", "Give requests a second, more than 0.")
        for name, _ in self.headers:
            if name.lower() in FRAMING_FIELDS:
                raise UsageError(
                    f"The header {name} can't be set: it is the connection's own.",
                    "Leave it out. To reach another address under the site's name, use --resolve HOST:ADDRESS.",
                )


def parse_resolve(text: str) -> Resolve:
    """Reads `HOST:ADDRESS` or `HOST:PORT:ADDRESS`, an IPv6 address with or without brackets.

    Raises:
        UsageError: the text is neither.
    """
    match = re.fullmatch(r"(\[[^]]+]|[^:]+):(?:([0-9]{1,5}):(?=.))?(.+)", text)
    if match is not None:
        name, port, given = match.groups()
        host, address = canonical_host(name.strip("[]")), _address(given)
        if address is None and port is not None:  # HOST:ADDRESS with an IPv6 address whose first group is digits
            port, address = None, _address(f"{port}:{given}")
        if host is not None and address is not None and (port is None or 0 < int(port) < 65536):
            return Resolve(host, None if port is None else int(port), address)
    raise UsageError(f"--resolve {text!r} is not understood.", "Write HOST:ADDRESS or HOST:PORT:ADDRESS.")


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        return None


def parse_proxy(text: str) -> Proxy:
    """Reads `http://[USER:PASSWORD@]HOST[:PORT]`; the port is 80 if none is given.

    Raises:
        UsageError: it is no such URL. The message doesn't quote it: it may hold a password.
    """
    hint = "Write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT."
    try:
        parts = urlsplit(text)
        port = parts.port or 80
    except ValueError:
        raise UsageError("The proxy's host or port can't be read.", hint) from None
    if parts.scheme != "http":
        raise UsageError("The proxy is not given as an http URL.", hint)
    host = canonical_host(parts.hostname or "")
    if host is None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise UsageError("The proxy's URL holds more, or less, than a host and a port.", hint)
    credentials = None
    if parts.username is not None:
        credentials = unquote_to_bytes(parts.username) + b":" + unquote_to_bytes(parts.password or "")
    return Proxy(host, port, credentials)
