"""Values made up for one probe, and the ground's scope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies.persona import Persona
from hardtack.recording.brief import Brief
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import Redactor
from hardtack.recording.walk.ground import Ground, host_of, origin_of
from hardtack.recording.walk.jar import Jar, garble, invent
from tests.recording.site import CHANCE, KEY, STARTED, SUFFIXES, URL

VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=80)


@given(value=VALUES)
def test_a_garbled_value_has_the_same_shape_and_no_letter_in_its_place(value: str) -> None:
    """Every letter and digit is another one of its kind; hexadecimal stays so."""
    other = garble(value)
    for before, after in zip(value, other, strict=True):
        assert (before == after) is not before.isalnum()
        assert before.isdigit() == after.isdigit()
        assert before.isupper() == after.isupper()


INVENTED = (
    ("0123abcd" * 4, "0123456789abcdef"),
    ("0123ABCD" * 4, "0123456789ABCDEF"),
    ("Zz9-_." * 3, "-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)


@pytest.mark.parametrize(("value", "alphabet"), INVENTED)
def test_an_invented_value_has_length_and_alphabet_of_a_real_one(value: str, alphabet: str) -> None:
    """A server that looks at the shape alone takes it for its own."""
    made = invent(value, CHANCE)
    assert len(made) == len(value)
    assert set(made) <= set(alphabet)
    assert made != value


def test_a_jar_finds_cookies_by_name() -> None:
    """The first of that name, or none."""
    jar = Jar(SUFFIXES)
    jar.receive(URL, ("a=1", "b=2"), STARTED)
    assert [jar.named("b"), jar.named("c")] == ["2", None]


def ground(url: str = URL, **more: tuple[str, ...]) -> Ground:
    """The ground of a walk that has not begun."""
    brief = Brief(url=url, allowed_hosts=more.get("allowed_hosts", ()))
    recorder = Recorder(brief, Redactor(KEY, Persona()), tool="test", started=STARTED)
    return Ground(brief, recorder, SUFFIXES, CHANCE, STARTED)


SCOPE = (
    ("https://shop.example/x", True),
    ("https://SHOP.example:8443/x", True),
    ("https://sso.example/", True),
    ("https://other.example/", False),
    ("https://user@shop.example/", False),
    ("https://shop.example:0/", False),
    ("https://shop.example:x/", False),
    ("ftp://shop.example/", False),
    ("mailto:a@b", False),
    ("", False),
)


@pytest.mark.parametrize(("url", "permitted"), SCOPE)
def test_scope(url: str, *, permitted: bool) -> None:
    """Named and allowed hosts over http and https, without a user in the address."""
    assert ground(allowed_hosts=("SSO.example",)).permits(url) is permitted


@pytest.mark.parametrize(("url", "host"), (("https://A.example:1/", "a.example"), ("http://[x", ""), ("/x", "")))
def test_hosts_of_addresses(url: str, host: str) -> None:
    """Lower case, and empty where there is none."""
    assert host_of(url) == host


def test_origins_have_no_user() -> None:
    """As browsers write them."""
    assert origin_of("https://a:b@shop.example:8443/x") == "https://shop.example:8443"
