"""Personal data by pattern: only with its context, never in opaque values."""

import json

import pytest

from hardtack.cookies.layers import decode
from hardtack.cookies.personal_data import PersonalDataKind, find_personal_data

CARD = "4111111111111111"
IBAN = "DE89370400440532013000"


def kinds(value: str, name: str = "") -> list[tuple[str, str]]:
    """Find personal data; sightings as kind and path."""
    return [(at.kind.value, ".".join(at.path)) for at in find_personal_data(decode(value), name)]


@pytest.mark.parametrize(
    ("fields", "kind"),
    (
        pytest.param({"x": "jo@example.org"}, "email", id="e-mail needs no key"),
        pytest.param({"phone": "+49 151 12345678"}, "phone", id="phone"),
        pytest.param({"mobilePhone": "+4915112345678"}, "phone", id="phone, key in camel case"),
        pytest.param({"card": CARD}, "card", id="card with its key"),
        pytest.param({"x": "4111 1111 1111 1111"}, "card", id="card in groups"),
        pytest.param({"x": "3782-822463-10005"}, "card", id="American Express in groups"),
        pytest.param({"iban": IBAN}, "iban", id="IBAN with its key"),
        pytest.param({"x": "DE89 3704 0044 0532 0130 00"}, "iban", id="IBAN in groups"),
        pytest.param({"iban": "MU17BOMM0101101030300200000MUR"}, "iban", id="IBAN of a country without a row"),
        pytest.param({"family_name": "Bäcker-Schmidt"}, "name", id="family name"),
        pytest.param({"fullName": "Jo Q. Baker"}, "name", id="full name"),
    ),
)
def test_found(fields: dict[str, str], kind: str) -> None:
    """A pattern with its context is told, with its field."""
    assert kinds(json.dumps(fields)) == [(kind, next(iter(fields)))]


@pytest.mark.parametrize(
    "fields",
    (
        pytest.param({"x": "icon@2x.png"}, id="a file name is no address"),
        pytest.param({"x": "+4915112345678"}, id="phone without key"),
        pytest.param({"phone": "015112345678"}, id="phone without country"),
        pytest.param({"x": CARD}, id="card without context"),
        pytest.param({"card": "4111111111111112"}, id="card with a wrong check digit"),
        pytest.param({"card": "9111111111111110"}, id="card of no issuer"),
        pytest.param({"x": IBAN}, id="IBAN without context"),
        pytest.param({"iban": "DE88370400440532013000"}, id="IBAN with wrong check digits"),
        pytest.param({"iban": "DE8937040044053201300"}, id="IBAN of the wrong length"),
        pytest.param({"x": "MU17 BOMM 0101 1010 3030 0200 000M UR"}, id="grouped, of a country without a row"),
        pytest.param({"name": "dark"}, id="a name names anything"),
        pytest.param({"first_name": "x9K2mQ8sL4pZ7vT1"}, id="a random value is no name"),
    ),
)
def test_not_found(fields: dict[str, str]) -> None:
    """A pattern without its context says nothing."""
    assert kinds(json.dumps(fields)) == []


def test_cookie_name_is_context() -> None:
    """The cookie's own name is the key of a value without fields."""
    assert kinds("+49%20151%2012345678", "phone") == [("phone", "")]
    assert kinds("+49%20151%2012345678") == []


def test_serialised_objects_give_only_addresses() -> None:
    """In a serialised object only an e-mail address is told, for fields are not taken apart."""
    assert kinds('a:1:{s:1:"m";s:14:"jo@example.org";}', "phone") == [("email", "")]


def test_opaque_bytes_are_not_read_as_digits() -> None:
    """Bytes that are no text are never looked into, though their hexadecimal digits may spell a card number."""
    assert kinds("card=%41%11%11%11%11%11%11%11") == []


def test_claim_of_the_full_name() -> None:
    """In a token's payload `name` is the claim of the full name."""
    header, payload = "eyJhbGciOiJIUzI1NiJ9", "eyJuYW1lIjoiSm8gQmFrZXIifQ"

    assert kinds(f"{header}.{payload}.x") == [("name", "jwt.payload.name")]


def test_every_kind_is_tested() -> None:
    """The kinds are those the rows above tell."""
    assert {kind.value for kind in PersonalDataKind} == {"email", "phone", "card", "iban", "name"}
