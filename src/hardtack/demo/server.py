"""Starts and stops the demo: two listeners on loopback, one application behind them."""

import ipaddress
import secrets
import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from hardtack.demo.app import EMAIL, PASSWORD, USERNAME, State
from hardtack.demo.listener import Listener, Site
from hardtack.demo.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, Sessions
from hardtack.demo.set_cookie import PORTAL, SHOP
from hardtack.demo.switches import Switches
from hardtack.errors import HostError, UsageError


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demo that is being served; as a context manager it stops at the end of the block.

    Attributes:
        switches: The answers it gives: those asked for, as far as they can take effect together.
        http_url: The plain side's root, `http://127.0.0.1:PORT/`.
        https_url: The https side's root; `None` when Q8 is weak.
        username: The user to log in as.
        password: The user's password, a published one.
        email: The user's e-mail address.
        ca_file: The authority's certificate in PEM, for whoever verifies the https side; gone once stopped.
    """

    switches: Switches
    http_url: str
    https_url: str | None
    ca_file: Path | None
    username: str = USERNAME
    password: str = field(default=PASSWORD, repr=False)
    email: str = EMAIL
    _cleanup: ExitStack = field(default_factory=ExitStack, repr=False)
    _stopped: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def login_url(self) -> str:
        """The login form: on the https side if there is one."""
        return f"{self._root}{PORTAL}/login"

    @property
    def account_url(self) -> str:
        """A page that only a logged-in user sees, on the same side."""
        return f"{self._root}{PORTAL}/account"

    @property
    def shop_url(self) -> str:
        """The second application on the same host and side, for Q6."""
        return f"{self._root}{SHOP}/"

    @property
    def _root(self) -> str:
        return (self.https_url or self.http_url).rstrip("/")

    def stop(self) -> None:
        """Close both sides and every connection, remove the certificate's files; a second call does nothing."""
        self._cleanup.close()
        self._stopped.set()

    def wait(self) -> None:
        """Block until some thread calls `stop`."""
        self._stopped.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_demo(
    switches: Switches,
    *,
    host: str = "127.0.0.1",
    http_port: int = 0,
    https_port: int = 0,
    limits: tuple[float, float] = (IDLE_LIMIT, ABSOLUTE_LIMIT),
) -> RunningDemo:
    """Start the demo and return once it answers.

    Args:
        switches: The answers to give.
        host: Where to listen: a loopback address or `localhost`, because the demo is weak on purpose.
        http_port: Port of the plain side; 0 takes a free one.
        https_port: Port of the https side, not used when Q8 is weak; 0 takes a free one.
        limits: Seconds after which a session ends when Q5 is right: left idle, and after its login.

    Returns:
        The running demo; stop it with `stop()` or use it as a context manager.

    Raises:
        UsageError: The host isn't loopback.
        HostError: A port can't be had.
    """
    address, switches = _loopback(host), switches.effective
    with ExitStack() as cleanup:
        plain = _bind(cleanup, address, http_port)
        secure = _bind(cleanup, address, https_port) if switches.q8 else None
        idle, absolute = limits
        sessions = Sessions(
            switches, clock=time.monotonic, randomness=secrets.token_bytes, idle=idle, absolute=absolute
        )
        site = Site(State(switches, sessions, plain.port, secure.port if secure else None))
        ca_file = None
        if secure is not None:
            directory = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="hardtack-demo-")))
            ca_file, context = _tls(directory, address)
            secure.start(site, context)
            cleanup.callback(secure.close)
        plain.start(site, None)
        cleanup.callback(plain.close)
        name = f"[{host}]" if ":" in host else host
        return RunningDemo(
            switches=switches,
            http_url=f"http://{name}:{plain.port}/",
            https_url=f"https://{name}:{secure.port}/" if secure else None,
            ca_file=ca_file,
            _cleanup=cleanup.pop_all(),
        )


def serve_demo(
    switches: Switches,
    started: Callable[[RunningDemo], None],
    *,
    host: str = "127.0.0.1",
    http_port: int = 0,
    https_port: int = 0,
) -> None:
    """Serve the demo until it is stopped or interrupted (Ctrl-C); prints nothing.

    Args:
        switches: The answers to give.
        started: Called once the demo answers, to tell the user its addresses; may keep the demo to stop it.
        host: As for `start_demo`.
        http_port: As for `start_demo`.
        https_port: As for `start_demo`.

    Raises:
        UsageError: The host isn't loopback.
        HostError: A port can't be had.
    """
    with start_demo(switches, host=host, http_port=http_port, https_port=https_port) as demo:
        try:
            started(demo)
            demo.wait()
        except KeyboardInterrupt:
            return


def _loopback(host: str) -> str:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UsageError(f"the demo can't listen on {host!r}: it is weak on purpose", "give 127.0.0.1 or ::1")
    return address


def _bind(cleanup: ExitStack, address: str, port: int) -> Listener:
    try:
        listener = Listener((address, port))
    except (OSError, OverflowError) as error:
        raise HostError(
            f"the demo can't listen on {address}, port {port}: {error}", "give another port, or 0"
        ) from error
    cleanup.callback(listener.server_close)
    return listener


def _tls(directory: Path, address: str) -> tuple[Path, ssl.SSLContext]:
    from hardtack.demo.certificate import make_certificate  # noqa: PLC0415 - cryptography is slow to load

    now = datetime.now(UTC)  # noqa: TID251 - a certificate on the wire is held against the real clock
    certificate = make_certificate(address, now)
    ca_file, chain_file, key_file = (directory / name for name in ("ca.pem", "server.pem", "server.key"))
    ca_file.write_bytes(certificate.authority)
    chain_file.write_bytes(certificate.chain)
    key_file.touch(mode=0o600)
    key_file.write_bytes(certificate.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(chain_file, key_file)
    key_file.unlink()
    return ca_file, context
