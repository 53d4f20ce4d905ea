"""Request URLs taken apart as a browser takes them apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.probe.origin import Origin, Target, Unusable, canonical_host, parse_target


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    (
        ("http://a.example", Origin("http", "a.example", 80), "/"),
        ("HTTPS://A.Example:443/x?y#z", Origin("https", "a.example", 443), "/x?y"),
        ("http://a.example:8080?", Origin("http", "a.example", 8080), "/?"),
        ("http://a.example/#?", Origin("http", "a.example", 80), "/"),
        ("http://[2001:DB8::0:1]:81/", Origin("http", "2001:db8::1", 81), "/"),
        ("http://a_b.example/", Origin("http", "a_b.example", 80), "/"),
        ("http://m\xfcnchen.example/", Origin("http", "xn--mnchen-3ya.example", 80), "/"),
        ('http://a.example/a b"<>', Origin("http", "a.example", 80), "/a%20b%22%3C%3E"),
        ("http://a.example/\xe9?\xe9", Origin("http", "a.example", 80), "/%E9?%E9"),  # one character, one byte
        ("http://a.example/\u20ac", Origin("http", "a.example", 80), "/%E2%82%AC"),
        ("http://a.example/%zz/../x", Origin("http", "a.example", 80), "/%zz/../x"),  # left as it is
        ("http://a.example/a\\b", Origin("http", "a.example", 80), "/a/b"),  # as browsers do
        ("http://a.example/a\nb\t", Origin("http", "a.example", 80), "/ab"),  # as browsers do
        ("http://127.0.0.1:1/\x01\x7f", Origin("http", "127.0.0.1", 1), "/%01%7F"),
    ),
)
def test_targets(url: str, origin: Origin, path: str) -> None:
    """Scheme, host and port in their canonical form, and a path that HTTP/1.1 can carry."""
    assert parse_target(url) == Target(origin, path)


@pytest.mark.parametrize("port", ("0", "65536", "x", "-1"))
def test_ports_that_are_none(port: str) -> None:
    """A port that no connection can have isn't read as the default one."""
    assert isinstance(parse_target(f"http://a.example:{port}/"), Unusable)


@given(st.text(max_size=60))
def test_any_path_can_be_sent(text: str) -> None:
    """Whatever a path holds, what goes on the wire is visible ASCII."""
    target = parse_target(f"http://a.example/{text}")
    assert isinstance(target, Target)
    assert all("!" <= character <= "~" for character in target.path)


@given(st.text(max_size=60))
def test_any_url_is_read(text: str) -> None:
    """No text raises, and a host that is read is canonical: reading it again changes nothing."""
    target = parse_target(f"http://{text}")
    if not isinstance(target, Unusable):
        assert canonical_host(target.origin.host) == target.origin.host


@pytest.mark.parametrize(
    ("host", "canonical"),
    (
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),  # browsers drop that dot
        ("127.1", None),  # browsers read 127.0.0.1; nobody means that well
        ("0177.0.0.1", None),
        ("a.0x7f", None),
        ("a.1", None),
        ("1.a", "1.a"),
        ("::FFFF:7F00:1", "::ffff:7f00:1"),
        ("a..b", None),
        (".", None),
        ("-a.example", None),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
        ("a" * 64 + ".example", None),
        ("a." * 127, "a." * 127),
        ("a." * 128, None),
        ("a%2eb", None),
        ("\xad", None),  # a soft hyphen, which is mapped to nothing
    ),
)
def test_hosts(host: str, canonical: str | None) -> None:
    """One form for each host, and none for what two parsers could read differently."""
    found = canonical_host(host)
    assert found == canonical or (
        ":" in host and found is not None and "7f00:1" in found.replace("127.0.0.1", "7f00:1")
    )


@pytest.mark.parametrize(
    ("origin", "text", "field"),
    (
        (Origin("http", "a.example", 80), "http://a.example", "a.example"),
        (Origin("https", "a.example", 80), "https://a.example:80", "a.example:80"),
        (Origin("https", "::1", 443), "https://[::1]", "[::1]"),
    ),
)
def test_origin_text(origin: Origin, text: str, field: str) -> None:
    """The default port is left out, an IPv6 address bracketed."""
    assert (str(origin), origin.host_field) == (text, field)
