"""Which URLs and addresses an audit may touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.probe.client import Client
from hardtack.probe.options import ClientOptions, parse_resolve
from hardtack.probe.origin import Origin
from hardtack.probe.scope import Scope
from hardtack.recording.message import Failure, FailureKind, Request, Response
from tests.probe.loopback import always, ok, serving

SCOPE = Scope(
    (Origin("https", "app.example", 8443), Origin("http", "plain.example", 80)), ("SSO.example", "b\xfccher.de")
)


@pytest.mark.parametrize(
    ("url", "reason"),
    (
        ("https://app.example:8443/x", "the named origin"),
        ("HTTPS://APP.example:8443", "the same, as a browser reads it"),
        ("http://app.example/", "its twin on the other scheme's default port"),
        ("http://app.example:8443/", "its twin on its own port: plain HTTP sent to the TLS port"),
        ("https://plain.example/", "the other origin's twin"),
        ("https://sso.example/login", "an allowed host"),
        ("http://sso.example:8080/login", "an allowed host on any port and either scheme"),
        ("https://b\xfccher.de/", "an allowed host in U-labels"),
        ("https://xn--bcher-kva.de/", "the same in A-labels"),
    ),
)
def test_permitted(url: str, reason: str) -> None:
    """Named origins, their twins and allowed hosts are permitted."""
    assert SCOPE.permits(url) is None, reason


@pytest.mark.parametrize(
    ("url", "reason"),
    (
        ("https://app.example/", "another origin of the same host: another application, perhaps"),
        ("https://app.example:8444/", "another port"),
        ("https://sub.app.example:8443/", "a host below"),
        ("https://app.example.:8443/", "a host with a dot at its end is another host"),
        ("https://evil.example/", "a foreign host"),
        ("https://app.example:8443@evil.example/", "the host stands behind the @"),
        ("https://user@app.example:8443/", "user info"),
        ("https://@app.example:8443/", "empty user info"),
        ("https://evil.example\\@app.example:8443/", "browsers end the host at the backslash, urlsplit at the @"),
        ("https://evil.example\\.app.example:8443/", "a backslash in the host"),
        ("ftp://app.example/", "not http"),
        ("//app.example:8443/", "no scheme"),
        ("file:///etc/passwd", "a file"),
        ("http://127.0.0.1/", "loopback, not named"),
        ("http://2130706433/", "loopback as a number"),
        ("http://0x7f.1/", "loopback in hexadecimal"),
        ("http://169.254.169.254/", "a cloud's metadata"),
        ("https://app.example:99999/", "no port"),
        ("https://app.example:0/", "no port, and not the default one"),
        ("https://[app.example]:8443/", "no IPv6 address"),
        ("", "nothing"),
    ),
)
def test_refused(url: str, reason: str) -> None:
    """Everything else is refused, in a sentence."""
    refusal = SCOPE.permits(url)
    assert refusal is not None, reason
    assert refusal.reason.endswith(".")


@given(st.text(max_size=40))
def test_any_text_is_decided(text: str) -> None:
    """No URL raises, whatever it holds."""
    SCOPE.permits(text)
    SCOPE.permits(f"https://{text}")


PUBLIC = ("93.184.216.34",)
PRIVATE = ("192.168.1.9",)
SSO = Origin("https", "sso.example", 443)


@pytest.mark.parametrize(
    ("address", "site", "admitted", "reason"),
    (
        ("93.184.216.35", PUBLIC, True, "public to public"),
        ("127.0.0.1", PUBLIC, False, "loopback"),
        ("::1", PUBLIC, False, "loopback"),
        ("169.254.3.4", PUBLIC, False, "link-local"),
        ("fe80::1", PUBLIC, False, "link-local"),
        ("10.1.2.3", PUBLIC, False, "private"),
        ("172.31.255.255", PUBLIC, False, "private"),
        ("fd12::1", PUBLIC, False, "unique local"),
        ("100.64.0.1", PUBLIC, False, "shared with the provider"),
        ("0.0.0.0", PUBLIC, False, "this host"),  # noqa: S104  # no socket is bound to it
        ("224.0.0.1", PUBLIC, False, "multicast"),
        ("::ffff:127.0.0.1", PUBLIC, False, "loopback in IPv6"),
        ("64:ff9b::a00:1", PUBLIC, False, "10.0.0.1 behind NAT64"),
        ("64:ff9b::808:808", PUBLIC, True, "8.8.8.8 behind NAT64"),
        ("2002:a00:1::", PUBLIC, False, "10.0.0.1 behind 6to4"),
        ("10.1.2.3", PRIVATE, True, "the site is internal itself"),
        ("93.184.216.35", PRIVATE, True, "an internal site may use a public sign-on"),
        ("10.1.2.3", (*PRIVATE, *PUBLIC), False, "a site with a public address is public"),
        ("10.1.2.3", (), False, "a site whose addresses aren't known may be public"),
        ("169.254.169.254", PRIVATE, False, "a cloud's metadata, whoever asks"),
        ("::ffff:169.254.169.254", PRIVATE, False, "the same in IPv6"),
        ("fd00:ec2::254", PRIVATE, False, "a cloud's metadata over IPv6"),
        ("100.100.100.200", PRIVATE, False, "another cloud's metadata"),
    ),
)
def test_addresses_of_allowed_hosts(address: str, site: tuple[str, ...], *, admitted: bool, reason: str) -> None:
    """An allowed host of a public site must be public; metadata addresses are refused for all."""
    assert (SCOPE.admits(SSO, address, site) is None) == admitted, reason


def test_named_origin_is_the_users_choice() -> None:
    """A named origin, or its twin, may be anywhere."""
    for origin in (Origin("https", "app.example", 8443), Origin("http", "app.example", 80)):
        assert SCOPE.admits(origin, "169.254.169.254", ("127.0.0.1",)) is None


def test_client_refuses_an_allowed_host_that_leads_inside() -> None:
    """The site is public and an allowed host resolves to loopback: nothing is connected to."""
    given_names = (parse_resolve("app.example:93.184.216.34"), parse_resolve("sso.example:127.0.0.1"))
    scope = Scope((Origin("https", "app.example", 443),), ("sso.example", "127.0.0.1"))
    with serving(always(ok())) as server, Client(ClientOptions(resolve=given_names), scope=scope) as client:
        for host in ("sso.example", "127.0.0.1"):
            got = client.send(Request("GET", server.url(host=host)))
            assert isinstance(got, Failure)
            assert got.kind is FailureKind.REFUSED_SCOPE
            assert "internal" in got.detail
    assert server.accepted == 0


@pytest.mark.parametrize("site", ("app.example:10.0.0.1", "else.example:10.0.0.1"))
def test_client_knows_the_sites_addresses(site: str) -> None:
    """An internal site may send the audit to an internal sign-on; a site without an address may not."""
    options = ClientOptions(
        resolve=(parse_resolve(site), parse_resolve("sso.example:127.0.0.1")), headers=(("Authorization", "hush"),)
    )
    scope = Scope((Origin("https", "app.example", 443), Origin("https", "app.invalid", 443)), ("sso.example",))
    with serving(always(ok())) as server, Client(options, scope=scope) as client:
        got = client.send(Request("GET", server.url(host="sso.example")))
    assert isinstance(got, Response) == site.startswith("app")
    assert not any(b"hush" in request for request in server.requests)


def test_client_refuses_what_the_scope_refuses() -> None:
    """A foreign origin isn't connected to, and costs nothing of the budget; the user's headers go to the site."""
    options = ClientOptions(headers=(("Authorization", "hush"),))
    with serving(always(ok())) as server, serving(always(ok())) as foreign:
        scope = Scope((Origin("http", "127.0.0.1", server.port),))
        with Client(options, scope=scope) as client:
            got = client.send(Request("GET", foreign.url()))
            assert isinstance(got, Failure)
            assert got.kind is FailureKind.REFUSED_SCOPE
            assert client.sent == 0
            assert isinstance(client.send(Request("GET", server.url())), Response)
    assert foreign.accepted == 0
    assert b"\r\nAuthorization: hush\r\n" in server.requests[0]
