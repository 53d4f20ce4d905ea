"""A login form that a script draws, read from the settings that the page hands to that script.

Such a page has no password field, but an object in one of its scripts that names the address to log in at, and often
the token that goes with it. The names of the fields are not there, so the usual ones are sent together; a server takes
the ones it knows.
"""

import re

from hardtack.recording.address import resolve
from hardtack.recording.login import LoginForm
from hardtack.recording.page import Field, Form, Page

_ADDRESS = re.compile(
    r"""["'](?:login|signin|sign_in|auth|authenticate)_?(?:url|uri|action|endpoint)["']\s*:\s*["']([^"'\\\s]{1,300})["']""",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"""["']_?(?:csrf|xsrf|csrf_?middleware|authenticity)_?(?:token)?["']\s*:\s*["']([^"'\\\s]{8,500})["']""",
    re.IGNORECASE,
)
_TOKEN_NAMES = ("csrf_token", "_csrf")
_USER_NAMES = ("username", "email")


def drawn_login(page: Page) -> LoginForm | None:
    """The login that a page's scripts describe, or None.

    Args:
        page: a page without a login form of its own.
    """
    scripts = "\n".join(page.inline_scripts)
    address = _ADDRESS.search(scripts)
    action = resolve(page.base_url, address[1]) if address else None
    if action is None:
        return None
    token = _TOKEN.search(scripts)
    tokens = tuple(Field(name, "hidden", token[1]) for name in _TOKEN_NAMES) if token else ()
    password = Field("password", "password")
    form = Form(
        action,
        "POST",
        "application/x-www-form-urlencoded",
        (*tokens, *(Field(name, "text") for name in _USER_NAMES), password),
    )
    return LoginForm(
        form, form.fields[len(tokens)], password, None, captcha=False, attempts_left_hint=False, button=None
    )
