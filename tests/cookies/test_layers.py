"""Peeling a cookie value: every format is recognised, bounded, and never taken for what it is not."""

import base64
import gzip
import hashlib
import hmac
import json
import pickle
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies.encodings import inflate, peel_bytes
from hardtack.cookies.layers import MAX_DEPTH, MAX_LAYERS, MAX_OCTETS, decode, looks_random
from hardtack.cookies.value_kinds import Kind

RANDOM = "x9K2mQ8sL4pZ7vT1wR5e"
RANDOM_43 = "q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1C"
NETSCALER = "ffffffff" + f"{0x0A010203 ^ 0x03081E11:08x}" + "45525d5f4f58455e445a4a42" + "3660"


def b64(data: bytes | str) -> str:
    """Encode as padded base64."""
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def b64url(data: bytes | str) -> str:
    """Encode as base64url without padding."""
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else data.encode()).decode().rstrip("=")


def raw_deflate(data: bytes) -> bytes:
    """Compress without any header."""
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


def jwt(header: str, payload: str) -> str:
    """Make a token with a signature of the right shape."""
    return f"{b64url(header)}.{b64url(payload)}.{RANDOM_43}"


def base62(number: int) -> str:
    """Write a number as Django does."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = digits[digit] + text
    return text


NOW = 1_795_558_776
STAMP = b64url(NOW.to_bytes(4, "big"))
FERNET = b64url(b"\x80" + NOW.to_bytes(8, "big") + bytes(range(16)) + bytes(range(100, 132)) + bytes(range(32)))
HELLO = '{"mail":"jo@example.org"}'
SHA1 = hmac.digest(b"k", b"m", "sha1")
SHA256 = hmac.digest(b"k", b"m", "sha256")
JO = ("mail", "jo@example.org")

READ = [
    pytest.param("hello there", (), "", "hello there", id="plain text"),
    pytest.param('"hello there"', (Kind.QUOTED,), "", "hello there", id="quotes"),
    pytest.param('"hi\\072 \\"b"', (Kind.QUOTED,), "", 'hi: "b', id="octal and other escapes in quotes"),
    pytest.param("jo%40example.org", (Kind.PERCENT,), "", "jo@example.org", id="percent"),
    pytest.param("jo%2540example.org", (Kind.PERCENT,) * 2, "", "jo@example.org", id="percent, twice"),
    pytest.param(b64(HELLO), (Kind.BASE64, Kind.JSON), *JO, id="base64 of JSON"),
    pytest.param(b64("jo@example.org??>"), (Kind.BASE64,), "", "jo@example.org??>", id="base64 with / and padding"),
    pytest.param(b64url("jo@example.org??>"), (Kind.BASE64,), "", "jo@example.org??>", id="base64url, no padding"),
    pytest.param(b"jo@example.org".hex(), (Kind.HEX,), "", "jo@example.org", id="hexadecimal"),
    pytest.param(b64(gzip.compress(HELLO.encode())), (Kind.BASE64, Kind.GZIP, Kind.JSON), *JO, id="gzip"),
    pytest.param(b64(zlib.compress(HELLO.encode())), (Kind.BASE64, Kind.ZLIB, Kind.JSON), *JO, id="zlib"),
    pytest.param(
        f"itsdangerous={raw_deflate(HELLO.encode()).hex()}",
        (Kind.FORM,),
        "itsdangerous",
        raw_deflate(HELLO.encode()).hex(),
        id="deflate has no mark, so a field is not taken for it",
    ),
    pytest.param(HELLO, (Kind.JSON,), *JO, id="JSON"),
    pytest.param('{"a":[1,{"b":null,"c":true}]}', (Kind.JSON,), "a.1.c", "true", id="nested JSON"),
    pytest.param('{"n":12345678901234567890.10}', (Kind.JSON,), "n", "12345678901234567890.10", id="number as written"),
    pytest.param('{"a":"first","a":""}', (Kind.JSON,), "a", "first", id="a member that stands twice"),
    pytest.param("j:" + HELLO, (Kind.EXPRESS_JSON,), *JO, id="Express JSON"),
    pytest.param(f"s:jo.{b64(SHA256)[:43]}", (Kind.EXPRESS_SIGNED,), "", "jo", id="Express signature"),
    pytest.param(jwt('{"alg":"HS256"}', HELLO), (Kind.JWT, Kind.JSON), "jwt.payload.mail", JO[1], id="JWT"),
    pytest.param(jwt('{"alg":"RS256"}', "x"), (Kind.JWT, Kind.JSON), "jwt.payload", "x", id="JWT, payload is no JSON"),
    pytest.param(
        b64url('{"alg":"HS256"}') + ".abcde.x",
        (Kind.JWT, Kind.JSON),
        "jwt.payload",
        "abcde",
        id="JWT, payload is no base64",
    ),
    pytest.param(
        b64url('{"alg":"none"}') + "." + b64url(HELLO) + ".",
        (Kind.JWT_UNSIGNED, Kind.JSON),
        "jwt.payload.mail",
        JO[1],
        id="unsigned JWT",
    ),
    pytest.param(
        f"{b64url(HELLO)}.{STAMP}.{b64url(SHA1)}",
        (Kind.ITSDANGEROUS, Kind.JSON),
        "itsdangerous.payload.mail",
        JO[1],
        id="Flask session",
    ),
    pytest.param(
        f".{b64url(zlib.compress(HELLO.encode()))}.{STAMP}.{b64url(SHA1)}",
        (Kind.ITSDANGEROUS, Kind.ZLIB, Kind.JSON),
        "itsdangerous.payload.mail",
        JO[1],
        id="compressed Flask session",
    ),
    pytest.param(
        f"jo.{STAMP}.{b64url(SHA1)}",
        (Kind.ITSDANGEROUS,),
        "itsdangerous.payload",
        "jo",
        id="itsdangerous, plain payload",
    ),
    pytest.param(
        f"{b64url(HELLO)}.{b64url(SHA1)}",
        (Kind.ITSDANGEROUS, Kind.JSON),
        "itsdangerous.payload.mail",
        JO[1],
        id="itsdangerous without time",
    ),
    pytest.param(
        f"{b64url(HELLO)}:{base62(NOW)}:{b64url(SHA256)}",
        (Kind.DJANGO_SIGNED, Kind.JSON),
        "django.payload.mail",
        JO[1],
        id="Django signed session",
    ),
    pytest.param(
        f".{b64url(zlib.compress(HELLO.encode()))}:{b64url(SHA256)}",
        (Kind.DJANGO_SIGNED, Kind.ZLIB, Kind.JSON),
        "django.payload.mail",
        JO[1],
        id="Django messages",
    ),
    pytest.param(
        f"{b64(HELLO)}--{SHA1.hex()}",
        (Kind.RAILS_SIGNED, Kind.BASE64, Kind.JSON),
        "rails.payload.mail",
        JO[1],
        id="Rails signed",
    ),
    pytest.param(
        f'"2|1:0|10:{NOW}|4:user|4:{b64("jo")}|{SHA256.hex()}"',
        (Kind.QUOTED, Kind.TORNADO_SIGNED),
        "tornado.payload",
        "jo",
        id="Tornado signed",
    ),
    pytest.param(
        f"2|1:0|10:{NOW}|4:user|1:x|{SHA256.hex()}", (Kind.TORNADO_SIGNED,), "tornado.payload", "x", id="Tornado, odd"
    ),
    pytest.param("a=1&mail=jo%40example.org", (Kind.FORM, Kind.PERCENT), *JO, id="form"),
    pytest.param("a|jo", (Kind.FIELDS,), "1", "jo", id="fields with bars"),
    pytest.param(b64(f"jo:{NOW}:abc"), (Kind.BASE64, Kind.FIELDS), "0", "jo", id="fields with colons"),
    pytest.param('a:1:{s:1:"m";s:2:"jo";}', (Kind.PHP_SERIALISED,), "", 'a:1:{s:1:"m";s:2:"jo";}', id="PHP"),
    pytest.param('u|s:2:"jo";', (Kind.PHP_SERIALISED,), "", 'u|s:2:"jo";', id="PHP session format"),
    pytest.param(
        b64(pickle.dumps({"m": "jo@example.org"})), (Kind.BASE64, Kind.PICKLE), "", "jo@example.org", id="pickle"
    ),
    pytest.param(b64(b"\xac\xed\x00\x05t\x00\x05baker"), (Kind.BASE64, Kind.JAVA_SERIALISED), "", "baker", id="Java"),
    pytest.param(b64(b'\x04\x08I"\x0abaker\x06'), (Kind.BASE64, Kind.RUBY_MARSHAL), "", "baker", id="Ruby Marshal"),
    pytest.param(b64(b"\xff\x01\x0f\x05\x05baker"), (Kind.BASE64, Kind.VIEW_STATE), "", "baker", id="ViewState"),
    pytest.param(
        b64(b"\x00\x01\x00\x00\x00\xff\xff\xff\xff\x01baker"),
        (Kind.BASE64, Kind.DOTNET_SERIALISED),
        "",
        "baker",
        id="BinaryFormatter",
    ),
    pytest.param("1677787402.36895.0000", (Kind.BIG_IP_IPV4,), "", "10.1.1.100", id="BIG-IP IPv4"),
    pytest.param("vi20010112000000000000000000000030.20480", (Kind.BIG_IP_IPV6,), "", "2001:112::30", id="BIG-IP IPv6"),
    pytest.param(
        "rd5o00000000000000000000ffffc0000201o80", (Kind.BIG_IP_IPV4,), "", "192.0.2.1", id="BIG-IP route domain, IPv4"
    ),
    pytest.param(
        "rd3o20010112000000000000000000000030o80",
        (Kind.BIG_IP_IPV6,),
        "",
        "2001:112::30",
        id="BIG-IP route domain, IPv6",
    ),
    pytest.param(NETSCALER, (Kind.NETSCALER_IPV4,), "", "10.1.2.3", id="NetScaler"),
    pytest.param("Z\xc3\xbcrich", (), "", "Zürich", id="UTF-8 on the wire"),
    pytest.param("Z\xfcrich", (), "", "Z\xfcrich", id="latin-1 on the wire"),
]


@pytest.mark.parametrize(("value", "chain", "path", "text"), READ)
def test_read(value: str, chain: tuple[Kind, ...], path: str, text: str) -> None:
    """A readable value comes apart into its fields, through all its layers."""
    leaves = [(".".join(leaf.path), leaf.text) for leaf in decode(value).leaves]

    assert any(at == path and text in found for at, found in leaves)
    reached = {layer.kind for layer in decode(value).layers} - {Kind.TEXT, Kind.NUMBER, Kind.OPAQUE}
    assert reached == set(chain)


@pytest.mark.parametrize(
    ("value", "kind"),
    (
        pytest.param(b64url('{"alg":"dir","enc":"A"}') + f"..{RANDOM}.{RANDOM}.{RANDOM}", Kind.JWE, id="JWE"),
        pytest.param(FERNET, Kind.FERNET, id="Fernet"),
        pytest.param(b64('{"iv":"a","value":"b","mac":"c"}'), Kind.LARAVEL_ENCRYPTED, id="Laravel"),
        pytest.param(f"{b64(RANDOM)}--{b64(b'x' * 12)}--{b64(b'y' * 16)}", Kind.RAILS_ENCRYPTED, id="Rails"),
        pytest.param("!" + "aB3" * 10, Kind.BIG_IP_ENCRYPTED, id="BIG-IP"),
        pytest.param(RANDOM, Kind.OPAQUE, id="random identifier"),
        pytest.param("123e4567-e89b-12d3-a456-426614174000", Kind.OPAQUE, id="UUID"),
        pytest.param(b64(zlib.compress(b"\x00\x01")), Kind.OPAQUE, id="compressed bytes that are no text"),
    ),
)
def test_sealed(value: str, kind: Kind) -> None:
    """An encrypted or random value ends in one sealed leaf."""
    assert [leaf.kind for leaf in decode(value).leaves] == [kind]


@pytest.mark.parametrize(
    "value",
    (
        pytest.param("4294967296.20480.0000", id="BIG-IP address over 32 bits"),
        pytest.param('"', id="one quote is not a pair"),
        pytest.param("{broken", id="JSON that does not end"),
        pytest.param("[" * 100_000, id="JSON deeper than any parser"),
        pytest.param("https://example.org/a:b", id="a URL is no list of fields"),
        pytest.param("12:30:59", id="a time of day is no list of fields"),
        pytest.param("dark-mode", id="a word that base64 could read"),
        pytest.param("abcdefghi", id="a length base64 cannot have"),
        pytest.param("deadbeefdead", id="hexadecimal that is no text"),
        pytest.param("3132333435363738", id="a number is not read as hexadecimal"),
        pytest.param("gAAAAB", id="too short for Fernet"),
        pytest.param("a.b.c", id="dots make no token"),
        pytest.param("W10.W10.W10", id="a token's header is an object"),
        pytest.param(f"jo.AAAAAA.{b64url(SHA1)}", id="a time of 1970 is none"),
        pytest.param(f"a.b:AAAAAA:{b64url(SHA1)} ", id="blank after a signature"),
        pytest.param("", id="empty"),
    ),
)
def test_left_alone(value: str) -> None:
    """What only resembles a format stays one leaf with its text."""
    (leaf,) = decode(value).layers

    assert leaf.text == value


def test_a_plausible_shape_with_an_impossible_time_is_no_signed_value() -> None:
    """Django's base-62 time must be a time; otherwise the value is colon-separated fields."""
    kinds = {layer.kind for layer in decode(f"jo:000001:{b64url(SHA1)}").layers}

    assert Kind.DJANGO_SIGNED not in kinds
    assert Kind.FIELDS in kinds


def test_fernet_holds_whole_blocks() -> None:
    """A value that begins like Fernet but has half a block is not said to be Fernet."""
    assert Kind.FERNET not in {
        layer.kind for layer in decode(b64url(base64.urlsafe_b64decode(FERNET + "=") + b"x")).layers
    }


def test_headerless_deflate() -> None:
    """A header-less stream is found where a compressed payload is announced; bytes that give no text stay opaque."""
    token = f".{b64url(raw_deflate(HELLO.encode()))}.{STAMP}.{b64url(SHA1)}"

    assert [leaf.text for leaf in decode(token).leaves] == [str(NOW), "jo@example.org"]


def test_bytes_that_deflate_could_read_by_chance() -> None:
    """A header-less stream that gives no text proves nothing, so its bytes stay opaque."""
    value = "".join(f"%{octet:02x}" for octet in raw_deflate(b"\x00\xff\x00\xfe" * 9))

    assert [layer.kind for layer in decode(value).layers] == [Kind.PERCENT, Kind.OPAQUE]


def test_decompression_bomb() -> None:
    """A stream that would grow over the limit is not followed."""
    bomb = b64(zlib.compress(b"a" * (MAX_OCTETS * 4), 9))

    layers = decode(bomb).layers

    assert [layer.kind for layer in layers] == [Kind.BASE64, Kind.OPAQUE]
    assert sum(len(layer.text) for layer in layers) < MAX_OCTETS


def test_inflate_is_exact() -> None:
    """A stream is read whole, alone and within its room, or not at all."""
    data = zlib.compress(b"abcdef")

    assert inflate(data, 15, 6) == b"abcdef"
    assert inflate(data, 15, 5) is None
    assert inflate(data + b"x", 15, 100) is None
    assert inflate(data[:-1], 15, 100) is None
    assert inflate(b"nonsense", 15, 100) is None


def test_no_room_means_no_decompression() -> None:
    """With no octets left nothing is decompressed (to zlib itself a limit of nought means no limit)."""
    packed = zlib.compress(b"hello world")

    assert peel_bytes(packed, 1000).kind is Kind.ZLIB
    assert peel_bytes(packed, 0).kind is Kind.OPAQUE


def test_depth_is_bounded() -> None:
    """Layers are peeled to a fixed depth."""
    value = "@"
    for _ in range(MAX_DEPTH + 5):
        value = value.replace("%", "%25").replace("@", "%40")

    layers = decode(value).layers

    assert len(layers) == MAX_DEPTH + 1
    assert layers[-1].text.startswith("%25")


def test_number_of_layers_is_bounded() -> None:
    """A value of very many fields gives a bounded number of layers."""
    wide = json.dumps([f"a{n}|b|c|d|e|f|g" for n in range(2000)])

    assert len(decode(wide).layers) == MAX_LAYERS


def test_bytes_behind_the_limit_are_not_decompressed() -> None:
    """Once the octets are spent, what is left stays as it is."""
    packed = b64(zlib.compress(b"hello world"))

    leaves = decode("a" * MAX_OCTETS + "|" + packed).leaves

    assert [leaf.kind for leaf in leaves] == [Kind.TEXT]


def test_layers_print_no_value() -> None:
    """Neither text nor path of a layer appears in its representation."""
    assert "example" not in repr(decode(HELLO))
    assert "mail" not in repr(decode(HELLO))


@pytest.mark.parametrize(
    "words", ("customer-preferences-dark-mode", "GA1.1.1234567890.1795558776", "AbcdefghijKlmnopqrst")
)
def test_words_do_not_look_random(words: str) -> None:
    """Words, slugs and groups of digits turn too rarely for a random identifier."""
    assert not looks_random(words)


@pytest.mark.parametrize("make", (lambda rng: rng.randbytes(16).hex(), lambda rng: b64url(rng.randbytes(32))))
def test_random_identifiers_look_random(make: object) -> None:
    """Random identifiers in hexadecimal and base64url are told from words nearly always."""
    rng = random.Random(7)
    assert callable(make)

    assert sum(looks_random(str(make(rng))) for _ in range(1000)) >= 980


@given(st.text())
def test_any_text_decodes(value: str) -> None:
    """Whatever the value, decoding answers with at least one layer and within its limits."""
    layers = decode(value).layers

    assert 1 <= len(layers) <= MAX_LAYERS


@given(st.binary(max_size=200))
def test_any_bytes_decode(data: bytes) -> None:
    """Whatever hides in base64 or percent-encoding, decoding answers."""
    assert decode(b64(data)).layers
    assert decode("".join(f"%{octet:02x}" for octet in data)).layers
    assert decode(hashlib.sha256(data).hexdigest()).layers
