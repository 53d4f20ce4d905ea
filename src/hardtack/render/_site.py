"""Where a server in front listens and what it asks, taken from the policy's site and held to what may be written."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from hardtack.errors import PolicyError
from hardtack.policy import Policy, Tls

__all__ = ["BODY_502", "CERTIFICATE", "KEY", "PLAIN_PORT", "Front", "front"]

PLAIN_PORT: Final = 80
CERTIFICATE: Final = "/etc/hardtack/tls/fullchain.pem"
KEY: Final = "/etc/hardtack/tls/privkey.pem"
BODY_502: Final = "The application's answer could not be made safe, so it was not passed on."
"""The body of the answer that stands in the place of one that `on_error` refuses."""

_FRONTED_PORT: Final = 8080
# Host names and addresses as they may stand, unquoted, in any server's configuration.
_host = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]").fullmatch
_base = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*").fullmatch


@dataclass(frozen=True, slots=True)
class Front:
    """What a server in front needs to know of the site.

    Attributes:
        origin: what browsers see, without a path and without a default port.
        host: the origin's host.
        port: where the server listens for what is not to be redirected.
        plain_port: where it listens for plain HTTP besides; None = nowhere (something in front of it does).
        upstream_host: the application's host.
        upstream_port: the application's port.
        base: the path below which the application lives upstream, without "/" at its end; mostly "".
        tls: who speaks TLS with the browser.
    """

    origin: str
    host: str
    port: int
    plain_port: int | None
    upstream_host: str
    upstream_port: int
    base: str
    tls: Tls

    @property
    def upstream(self) -> str:
        """The application's host and port."""
        return f"{self.upstream_host}:{self.upstream_port}"


def front(policy: Policy) -> Front:
    """The site of a policy as a server in front sees it.

    Args:
        policy: The policy.

    Raises:
        PolicyError: The policy names no upstream, or one that these servers can't be told of.
    """
    site = policy.site
    if site.upstream is None:
        raise PolicyError(
            "site.upstream is missing: a server in front has to be told what to ask.",
            'Add upstream = "http://127.0.0.1:8080", the place of the application.',
        )
    scheme, host, port, path = _parts(site.origin, "site.origin")
    upstream_scheme, upstream_host, upstream_port, base = _parts(site.upstream, "site.upstream")
    if path:
        raise PolicyError(f"site.origin is {site.origin!r}: an origin has no path.", "Leave out what follows the host.")
    if upstream_scheme != "http":
        raise PolicyError(
            f"site.upstream is {site.upstream}: these configurations ask the application by plain HTTP.",
            "Give an http:// address on the same machine or a network of its own.",
        )
    default = 443 if scheme == "https" else 80
    return Front(
        origin=f"{scheme}://{host}" + ("" if port in {None, default} else f":{port}"),
        host=host,
        port=_FRONTED_PORT if site.tls is Tls.FRONT else port or default,
        plain_port=PLAIN_PORT if site.tls is Tls.HERE else None,
        upstream_host=upstream_host,
        upstream_port=upstream_port or 80,
        base=base,
        tls=site.tls,
    )


def _parts(url: str, field: str) -> tuple[str, str, int | None, str]:
    """Scheme, host, port and path (without "/" at its end) of a URL that has nothing else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _no_place(url, field) from None
    host, base = parts.netloc.removesuffix(f":{port}"), parts.path.rstrip("/")
    whole = f"{parts.scheme}://{parts.netloc}{parts.path}"
    if parts.scheme not in {"http", "https"} or not _host(host) or not _base(base) or url != whole:
        raise _no_place(url, field)
    return parts.scheme, host, port, base


def _no_place(url: str, field: str) -> PolicyError:
    return PolicyError(
        f"{field} is {url!r}, which can't be written into a server's configuration.",
        "Give scheme, host and port: https://app.example.test:8443 (an upstream may have a plain path besides).",
    )
