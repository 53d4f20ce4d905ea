"""The redacted facts of a cookie value: complete enough for the checks, and free of the value."""

import base64
import hmac
import json
import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hardtack.cookies.contents import (
    MAX_FACTS,
    Alphabet,
    PersonalData,
    PersonaMatch,
    TimeKind,
    TokenTime,
    ValueFacts,
    alphabet_of,
    describe,
)
from hardtack.cookies.field_names import REPLACED, safe_name, safe_path
from hardtack.cookies.persona import MatchForm, Persona
from hardtack.cookies.personal_data import PersonalDataKind

NOW = 1_795_558_776
NOBODY = Persona()
BAKER = Persona(
    username="admin",
    password="hunter2",
    email="jo@example.org",
    others=(("phone", "+4915112345678"), ("name", "Jo Baker"), ("city", "Ulm")),
)


def b64url(data: bytes | str) -> str:
    """Encode as base64url without padding."""
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else data.encode()).decode().rstrip("=")


def jwt(payload: dict[str, object], key: bytes = b"secret") -> str:
    """Sign a token."""
    message = b64url('{"alg":"HS256"}') + "." + b64url(json.dumps(payload))
    return message + "." + b64url(hmac.digest(key, message.encode(), "sha256"))


def test_whole() -> None:
    """All facts of a token that holds the user's e-mail address and is signed with a notorious key."""
    token = jwt({"email": "jo@example.org", "exp": NOW})

    assert describe(token, BAKER) == ValueFacts(
        length=len(token),
        alphabet=Alphabet.PRINTABLE,
        alphabet_size=len(set(token)),
        layers=("jwt", "json"),
        fields=("jwt.header.alg", "jwt.payload.email", "jwt.payload.exp"),
        matches=(PersonaMatch("email", "jwt.payload.email", MatchForm.BASE64),),
        personal_data=(PersonalData(PersonalDataKind.EMAIL, "jwt.payload.email"),),
        token_times=(TokenTime(TimeKind.EXPIRES, NOW, "jwt.payload.exp"),),
        opaque=False,
        signed="jwt",
        known_key=True,
        infrastructure_address=None,
    )


@pytest.mark.parametrize(
    ("value", "alphabet"),
    (
        ("", Alphabet.EMPTY),
        ("0123", Alphabet.DIGITS),
        ("12aF", Alphabet.HEX),
        ("12xY", Alphabet.ALPHANUMERIC),
        ("a-_z", Alphabet.BASE64URL),
        ("ab==", Alphabet.BASE64URL),
        ("a+/=", Alphabet.BASE64),
        ("a+-b", Alphabet.PRINTABLE),
        ("Z\xfcrich", Alphabet.BINARY),
        ("a\tb", Alphabet.BINARY),
    ),
)
def test_alphabet(value: str, alphabet: Alphabet) -> None:
    """The smallest alphabet that holds every character is named."""
    assert alphabet_of(value) is alphabet


@pytest.mark.parametrize(
    ("payload", "times"),
    (
        pytest.param({"exp": NOW, "iat": NOW - 60, "nbf": NOW - 1}, {"exp": 0, "iat": -60, "nbf": -1}, id="claims"),
        pytest.param({"expires": NOW * 1000}, {"exp": 0}, id="milliseconds"),
        pytest.param({"exp": NOW + 0.5}, {"exp": 0}, id="fraction"),
        pytest.param({"Expires": datetime.fromtimestamp(NOW, UTC).isoformat()}, {"exp": 0}, id="calendar with zone"),
        pytest.param({"expires": "2026-11-24T10:00:00"}, {}, id="calendar without zone"),
        pytest.param({"expires": "soon"}, {}, id="words"),
        pytest.param({"exp": 3600}, {}, id="a span is no time"),
        pytest.param({"exp": 10**400}, {}, id="a number beyond every time"),
        pytest.param({"exp": "nan"}, {}, id="not a number"),
        pytest.param({"other": NOW}, {}, id="another field"),
    ),
)
def test_times(payload: dict[str, object], times: dict[str, int]) -> None:
    """A JSON field that claims an expiry or issue is read as a time, in seconds."""
    facts = describe(json.dumps(payload), NOBODY)

    assert {time.kind.value: time.seconds - NOW for time in facts.token_times} == times


def test_time_of_a_signing_format() -> None:
    """The time that itsdangerous frames is the time of issue; in a form no time is read."""
    stamp = b64url(NOW.to_bytes(4, "big"))
    token = f"{b64url('{}')}.{stamp}.{b64url(bytes(20))}"

    assert describe(token, NOBODY).token_times == (TokenTime(TimeKind.ISSUED, NOW, "itsdangerous.timestamp"),)
    assert describe(f"exp={NOW}&a=b", NOBODY).token_times == ()


@pytest.mark.parametrize(
    ("value", "opaque"),
    (
        pytest.param("x9K2mQ8sL4pZ7vT1wR5e", True, id="random"),
        pytest.param("12|x9K2mQ8sL4pZ7vT1wR5e", True, id="random beside a number"),
        pytest.param("hello", False, id="word"),
        pytest.param("1234567890", False, id="number"),
        pytest.param("", False, id="empty"),
        pytest.param('{"t":"x9K2mQ8sL4pZ7vT1wR5e"}', False, id="random inside a readable structure"),
        pytest.param("baker|x9K2mQ8sL4pZ7vT1wR5e", False, id="random beside a word"),
        pytest.param("|x9K2mQ8sL4pZ7vT1wR5e", True, id="random beside nothing"),
    ),
)
def test_opaque(value: str, *, opaque: bool) -> None:
    """A value is opaque if all that it holds is encrypted or random."""
    assert describe(value, NOBODY).opaque is opaque


def test_known_key() -> None:
    """The known-key test says yes, no, or not tried."""
    assert describe(jwt({}, b"strong"), NOBODY).known_key is False
    assert describe(jwt({}), NOBODY, keys=()).known_key is None
    assert describe("hello", NOBODY).known_key is None


def test_infrastructure_address() -> None:
    """Of a load balancer's value only the kind is kept, not the address."""
    facts = describe("1677787402.36895.0000", NOBODY)

    assert facts.infrastructure_address == "BIG-IP IPv4"
    assert "10.1.1.100" not in repr(facts)


@pytest.mark.parametrize(
    ("name", "kept"),
    (
        pytest.param("uid", "uid", id="short"),
        pytest.param("preferred_username", "preferred_username", id="words"),
        pytest.param("emailVerified2", "emailVerified2", id="words in camel case, numbered"),
        pytest.param("sessionURL", "sessionURL", id="capitals"),
        pytest.param("12", "12", id="place in a list"),
        pytest.param("correcthorsebattery", "*", id="letters that are no vocabulary"),
        pytest.param("x9K2mQ8sL4", "*", id="random"),
        pytest.param("token_x9K2mQ8sL4", "*", id="word and random"),
        pytest.param("token_12345678", "*", id="word and number"),
        pytest.param("1234567", "*", id="number that is no place"),
        pytest.param("a b", "*", id="blank"),
        pytest.param("", "*", id="nothing"),
        pytest.param("ulm", "*", id="the user's own data"),
    ),
)
def test_field_names(name: str, kept: str) -> None:
    """A field name is kept only if it cannot hold a secret."""
    assert safe_name(name, ["ulm"]) == kept


def test_paths_are_bounded() -> None:
    """A path keeps at most eight names, a value at most a fixed number of paths."""
    assert safe_path(["a"] * 20, ()) == ".".join("a" * 8)
    assert len(describe(json.dumps(dict.fromkeys((f"k{n}" for n in range(200)), "v")), NOBODY).fields) == MAX_FACTS


def test_field_of_a_match_is_sanitised() -> None:
    """The user's data as the name of a field appears nowhere in the facts."""
    facts = describe(json.dumps({"jo@example.org": {"Jo Baker": "hunter2"}}), BAKER)

    assert PersonaMatch("password", "*.*", MatchForm.PLAIN) in facts.matches
    assert not any(secret in repr(facts) for secret in ("example", "Baker", "hunter2"))


HARMLESS: list[tuple[str, Callable[[random.Random], str]]] = [
    ("32 hexadecimal digits", lambda rng: rng.randbytes(16).hex()),
    ("UUID", lambda rng: str(uuid.UUID(int=rng.getrandbits(128), version=4))),
    ("base64url of 32 octets", lambda rng: b64url(rng.randbytes(32))),
    ("_ga", lambda rng: f"GA1.1.{rng.randint(10**8, 2 * 10**9)}.{rng.randint(10**9, 2 * 10**9)}"),
    ("epoch in milliseconds", lambda rng: str(rng.randint(1_600_000_000_000, 1_900_000_000_000))),
    ("10 digits", lambda rng: str(rng.randint(10**9, 10**10 - 1))),
    ("16 digits", lambda rng: str(rng.randint(10**15, 10**16 - 1))),
    ("BIG-IP", lambda rng: f"{rng.randint(16_777_216, 2**32 - 1)}.{rng.randint(256, 65535)}.0000"),
]


@pytest.mark.parametrize(("label", "make"), HARMLESS)
@pytest.mark.parametrize("name", ("", "phone", "card", "iban"))
def test_no_false_alarm(label: str, make: Callable[[random.Random], str], name: str) -> None:
    """Of 1,000 random harmless values of each sort, none is taken for personal data or a token's time."""
    rng = random.Random(f"{label} of 2026")
    # A random number in a cookie that is called "card" may well be a card: there the context is given.
    values = [make(rng) for _ in range(250 if name else 1000)] if (label, name) != ("16 digits", "card") else []

    facts = [describe(value, BAKER, keys=(), name=name) for value in values]

    assert [fact for fact in facts if fact.matches or fact.personal_data or fact.token_times or fact.signed] == []


@given(st.text())
def test_any_text_is_described(value: str) -> None:
    """Whatever the value, the facts come and their length is the value's."""
    facts = describe(value, BAKER)

    assert facts.length == len(value)
    assert facts.alphabet_size <= facts.length


def wrapped(secret: str) -> list[str]:
    """Put a secret wherever a server could: as value and as name, plain and encoded."""
    return [
        secret,
        f'"{secret}"',
        f"{secret}={secret}",
        f"{secret}|{secret}",
        json.dumps({secret: {secret: [secret]}}),
        b64url(json.dumps({secret: secret, f"user_{secret}": 1})),
        jwt({secret: secret, "exp": secret}),
        f"s:{secret}.{'A' * 43}",
        f'a:1:{{s:1:"x";s:9:"{secret}";}}',
    ]


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@/+ ", min_size=16, max_size=40))
def test_no_part_of_a_value_in_the_facts(secret: str) -> None:
    """No eight characters of a value's secret stand in its facts, wherever the server put it."""
    # A name made of the fixed vocabulary is public ("csrf_cookie_name"), whatever a server means by it.
    assume(safe_name(secret, ()) == REPLACED)
    # So are the words of the facts themselves: those of another value put in the same places.
    public = [json.dumps({"exp": NOW}), *wrapped("QX" * 8), *wrapped("@/" * 8)]
    fixed = repr([describe(value, NOBODY, keys=()) for value in public])
    pieces = {secret[at : at + 8] for at in range(len(secret) - 7)}
    pieces = {piece for piece in pieces if piece not in fixed}

    for value in wrapped(secret):
        shown = repr(describe(value, BAKER, keys=()))
        assert not [piece for piece in pieces if piece in shown]


def test_no_part_of_random_values_in_the_facts() -> None:
    """No eight characters of 500 random values, whatever their encoding, stand in their facts."""
    rng = random.Random(2026)
    for _ in range(500):
        secret = rng.choice([rng.randbytes(20).hex(), b64url(rng.randbytes(24)), str(rng.randrange(10**30))])
        for value in wrapped(secret):
            shown = repr(describe(value, BAKER, keys=()))
            assert not [
                at for at in range(len(value) - 7) if value[at : at + 8] in shown and value[at : at + 8] in secret
            ]


def test_padding_before_a_bar_is_no_form_and_its_text_no_field_name() -> None:
    """`base64=|1|token` is separated fields: the login name in it is found, and does not become a field's name."""
    facts = describe("YmFrZXI=|1|Yx3kQ9vLm2Rt8uWz", Persona("baker"))
    assert [match.label for match in facts.matches] == ["username"]
    assert not any("YmFr" in name for name in facts.fields)
