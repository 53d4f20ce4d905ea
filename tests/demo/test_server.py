"""Starting and stopping the demo."""

import socket
import threading

import pytest

from hardtack.demo import RunningDemo, Switches, serve_demo, start_demo
from hardtack.errors import HostError, UsageError
from tests.demo.client import Client, connect

ALL = Switches.parse(right="all")


def test_stop_closes_everything() -> None:
    """After stop neither side answers, open connections have ended and the certificate's files are gone."""
    demo = start_demo(ALL)
    open_connection = connect(demo, demo.https_url or "")
    open_connection.request("GET", "/health")
    assert open_connection.getresponse().read() == b"200 OK\n"
    assert demo.ca_file is not None
    # The key is in memory alone once the server has it.
    assert {file.name for file in demo.ca_file.parent.iterdir()} == {"ca.pem", "server.pem"}
    open_connection.sock.settimeout(2)  # far below the server's own patience with an idle connection
    demo.stop()
    demo.stop()
    assert not demo.ca_file.parent.exists()
    assert open_connection.sock.recv(1) == b""
    open_connection.close()
    for side in (demo.http_url, demo.https_url or ""):
        port = int(side.rstrip("/").rpartition(":")[2])
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_serve_demo_tells_its_addresses_and_blocks_until_stopped(capfd: pytest.CaptureFixture[str]) -> None:
    """The command's function hands the running demo to its caller, prints nothing and returns once stopped."""
    told: list[RunningDemo] = []
    ready = threading.Event()

    def started(demo: RunningDemo) -> None:
        told.append(demo)
        ready.set()

    thread = threading.Thread(target=serve_demo, args=(Switches(), started))
    thread.start()
    assert ready.wait(10)
    assert Client(told[0], told[0].http_url).log_in().status == 303
    assert thread.is_alive()
    told[0].stop()
    thread.join(10)
    assert not thread.is_alive()
    assert capfd.readouterr() == ("", "")


def test_serve_demo_ends_quietly_when_interrupted() -> None:
    """Ctrl-C is how a user ends the demo, so it is no error, and both sides are closed."""
    told: list[RunningDemo] = []

    def interrupted(demo: RunningDemo) -> None:
        told.append(demo)
        raise KeyboardInterrupt

    serve_demo(ALL, interrupted)
    assert told[0].ca_file is not None
    assert not told[0].ca_file.exists()


def test_ports_and_hosts_that_cannot_be_had() -> None:
    """A taken port and a host that isn't loopback are refused with what to do, and nothing stays open."""
    with start_demo(Switches()) as demo:
        port = int(demo.http_url.rstrip("/").rpartition(":")[2])
        with pytest.raises(HostError, match=f"port {port}") as taken:
            start_demo(ALL, http_port=port)
        assert taken.value.hint == "give another port, or 0"
    with pytest.raises(HostError, match="port 70000"):
        start_demo(Switches(), http_port=70_000)
    for host in ("0.0.0.0", "192.0.2.1", "example.com", ""):  # noqa: S104 - refused here
        with pytest.raises(UsageError, match="weak on purpose"):
            start_demo(Switches(), host=host)


@pytest.mark.parametrize(("host", "name"), (("localhost", "localhost"), ("127.0.0.2", "127.0.0.2"), ("::1", "[::1]")))
def test_other_loopback_hosts(host: str, name: str) -> None:
    """Any loopback address will do, and the certificate is good for it."""
    try:
        demo = start_demo(ALL, host=host)
    except HostError:
        pytest.skip(f"this machine has no {host}")
    with demo:
        assert demo.login_url.startswith(f"https://{name}:")
        assert Client(demo, demo.https_url or "").log_in().status == 303


def test_addresses_lead_where_they_say() -> None:
    """The account page sends outsiders to the login form, and the shop is on the same side."""
    for switches in (ALL, Switches()):
        with start_demo(switches) as demo:
            side = demo.https_url or demo.http_url
            client = Client(demo, side)
            assert client.ask("/" + demo.account_url.removeprefix(side)).status == 303
            assert client.ask("/" + demo.login_url.removeprefix(side)).status == 200
            assert "basket: 1." in client.ask("/" + demo.shop_url.removeprefix(side)).text
