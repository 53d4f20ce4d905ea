"""The command line's forms of the client's settings."""

import pytest

from hardtack.errors import UsageError
from hardtack.probe.options import Proxy, Resolve, parse_proxy, parse_resolve


@pytest.mark.parametrize(
    ("text", "read"),
    (
        ("site.example:127.0.0.1", Resolve("site.example", None, "127.0.0.1")),
        ("Site.Example:443:127.0.0.1", Resolve("site.example", 443, "127.0.0.1")),
        ("site.example:::1", Resolve("site.example", None, "::1")),
        ("site.example:[::1]", Resolve("site.example", None, "::1")),
        ("site.example:443:::1", Resolve("site.example", 443, "::1")),
        ("site.example:443:[2001:DB8::1]", Resolve("site.example", 443, "2001:db8::1")),
        ("site.example:2001:db8::1", Resolve("site.example", 2001, "db8::1")),  # curl reads a port there, too
        ("site.example:2001:db8:0:0:0:0:0:1", Resolve("site.example", None, "2001:db8::1")),  # no port would fit
        ("[::1]:80:127.0.0.1", Resolve("::1", 80, "127.0.0.1")),
        ("b\xfccher.de:127.0.0.1", Resolve("xn--bcher-kva.de", None, "127.0.0.1")),
    ),
)
def test_resolve(text: str, read: Resolve) -> None:
    """Host, perhaps a port, and an address, all in their canonical form."""
    assert parse_resolve(text) == read


@pytest.mark.parametrize(
    "text",
    (
        "",
        "site.example",
        "site.example:",
        ":127.0.0.1",
        "site.example:443",
        "a b:127.0.0.1",
        "site.example:other.example",
        "site.example:0:127.0.0.1",
        "site.example:99999:127.0.0.1",
        "site.example:443:",
        "site.example:127.0.0.1:443",
    ),
)
def test_no_resolve(text: str) -> None:
    """Anything else is told with the forms there are."""
    with pytest.raises(UsageError, match="is not understood") as caught:
        parse_resolve(text)
    assert "HOST:PORT:ADDRESS" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "read"),
    (
        ("http://proxy.example:3128", Proxy("proxy.example", 3128)),
        ("http://proxy.example/", Proxy("proxy.example", 80)),
        ("http://[::1]:3128", Proxy("::1", 3128)),
        ("http://user:p%40ss@proxy.example", Proxy("proxy.example", 80, b"user:p@ss")),
        ("http://user@proxy.example", Proxy("proxy.example", 80, b"user:")),
    ),
)
def test_proxy(text: str, read: Proxy) -> None:
    """Host, port and credentials, percent-encoding undone."""
    assert parse_proxy(text) == read


@pytest.mark.parametrize(
    "text",
    (
        "proxy.example:3128",
        "https://u:hush@proxy.example",
        "socks5://u:hush@proxy.example",
        "http://u:hush@",
        "http://[::1",
        "http://u:hush@proxy.example:port",
        "http://u:hush@proxy.example/path",
        "http://u:hush@proxy.example?a",
        "http://",
    ),
)
def test_no_proxy(text: str) -> None:
    """Anything else is told without quoting it: it may hold a password."""
    with pytest.raises(UsageError) as caught:
        parse_proxy(text)
    assert "hush" not in caught.value.message + caught.value.hint


def test_secrets_are_not_shown() -> None:
    """A proxy's credentials don't show when it is printed."""
    assert "hush" not in repr(parse_proxy("http://u:hush@proxy.example"))
