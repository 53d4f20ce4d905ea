"""Secrets that were known too late, and secrets in disguise, are masked all the same."""

import base64
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies.persona import Persona
from hardtack.recording.masking import disguises
from hardtack.recording.message import Request, Response
from hardtack.recording.redact import Redactor
from tests.report.sample import recording

SECRET = "a-secret-of-some-length"
URL = "https://shop.example/"


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=8),
    st.binary(max_size=5),
    st.binary(max_size=5),
)
def test_base64_hides_nothing(secret: str, before: bytes, behind: bytes) -> None:
    """Wherever a secret begins in a text, one of its guises stands in the text's base64."""
    text = base64.b64encode(before + secret.encode() + behind).decode()
    assert any(guise in text for guise in disguises(secret)[1:])
    assert disguises(secret)[0] == secret[::-1]


def test_what_was_learned_late_is_masked_early() -> None:
    """A recording is masked once more at its end, in every text, without a change of anything else."""
    redactor = Redactor(b"0123456789abcdef", Persona())
    before = recording()
    told = replace(before, tool=SECRET, steps=(replace(before.steps[0], detail=f"seen: {SECRET}"), *before.steps[1:]))
    assert redactor.sealed(told) == told
    mask = redactor.secret(SECRET)
    sealed = redactor.sealed(told)
    assert (sealed.tool, sealed.steps[0].detail) == (mask, f"seen: {mask}")
    assert replace(sealed, tool=told.tool, steps=told.steps) == told


def test_contents_tell_which_of_their_values_are_secret() -> None:
    """Long values of a form's or JSON's secret-sounding names are looked for; addresses and other names are not."""
    redactor = Redactor(b"0123456789abcdef", Persona())
    form = (
        f"csrf_token={SECRET}&login_url=https%3A%2F%2Fshop.example%2Flogin&comment=some-words-without-spaces".encode()
    )
    redactor.request(Request("POST", URL, (("Content-Type", "application/x-www-form-urlencoded"),), form))
    redactor.request(
        Request("POST", URL, (("Content-Type", "application/json"),), b'{"token": "another-secret-in-json"}')
    )
    shown = redactor.scrub(f"{SECRET} https://shop.example/login some-words-without-spaces another-secret-in-json")
    assert SECRET not in shown
    assert "another-secret-in-json" not in shown
    assert "https://shop.example/login some-words-without-spaces" in shown


def test_names_of_field_lines_are_masked_as_well() -> None:
    """A site may put what it was sent into a name."""
    redactor = Redactor(b"0123456789abcdef", Persona(), (SECRET,))
    kept = redactor.response(URL, Response(200, "OK", "1.1", ((f"X-{SECRET}", "1"),), b""))
    assert SECRET not in repr(kept)


def test_cookie_values_behind_masks_can_be_asked_for() -> None:
    """For --reveal: values of cookies, and not those that are a password too."""
    redactor = Redactor(b"0123456789abcdef", Persona(), (SECRET,))
    mask = redactor.cookie_value("the-value-of-a-cookie")
    redactor.cookie_value(SECRET)
    assert dict(redactor.cookie_values) == {mask: "the-value-of-a-cookie"}
