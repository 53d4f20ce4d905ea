"""Login forms that a script draws, read from the settings handed to it."""

import pytest

from hardtack.recording.drawn_form import drawn_login
from hardtack.recording.forms import read_page


def page(script: str) -> bytes:
    """A page with one script."""
    return f"<html><script>{script}</script></html>".encode()


DRAWN = (
    ('{"loginUrl": "/in"}', "https://shop.example/in", ()),
    ("{'auth_action': 'https://shop.example/session'}", "https://shop.example/session", ()),
    (
        '{"signin_url": "/in", "csrfToken": "12345678"}',
        "https://shop.example/in",
        (("csrf_token", "12345678"), ("_csrf", "12345678")),
    ),
)


@pytest.mark.parametrize(("script", "action", "tokens"), DRAWN)
def test_the_settings_of_a_script_make_a_form(script: str, action: str, tokens: tuple[tuple[str, str], ...]) -> None:
    """Its address, its token under the usual names, and the usual fields for name and password."""
    login = drawn_login(read_page(page(script), "text/html", "https://shop.example/"))
    assert login is not None
    assert (login.form.action, login.form.method) == (action, "POST")
    hidden = tuple((field.name, field.value) for field in login.form.fields if field.kind == "hidden")
    assert hidden == tokens
    assert login.username is not None
    assert (login.username.name, login.password.name) == ("username", "password")


@pytest.mark.parametrize(
    "script", ("", '{"homeUrl": "/in"}', '{"loginUrl": "javascript:void"}', '{"csrfToken": "12345678"}')
)
def test_other_settings_make_none(script: str) -> None:
    """Without an address to log in at there is no form."""
    assert drawn_login(read_page(page(script), "text/html", "https://shop.example/")) is None
