"""What settings of Django, Flask and PHP say of cookies."""

import re
from collections.abc import Iterator
from typing import Final

from hardtack.lint.model import Document, Effect, Opaque, Setting

__all__ = ["settings"]

_ABOUT_COOKIES: Final = re.compile(
    r"SESSION_(?:COOKIE_\w+|ENGINE|TYPE|PERMANENT|EXPIRE_AT_BROWSER_CLOSE|SAVE_EVERY_REQUEST|REFRESH_EACH_REQUEST)"
    r"|(?:CSRF|LANGUAGE|REMEMBER)_COOKIE_\w+|PERMANENT_SESSION_LIFETIME|SECURE_(?:HSTS_\w+|SSL_REDIRECT"
    r"|PROXY_SSL_HEADER)|session\.(?:cookie_\w+|name|use_\w+|gc_maxlifetime)"
)


def settings(document: Document) -> Iterator[Effect]:
    """One effect for each setting that is about cookies."""
    for one in document.settings:
        if _ABOUT_COOKIES.fullmatch(one.name):
            where = f" in {one.where}" if one.where and not one.name.startswith("session.") else ""
            yield Effect(one.line, f"{one.name} is {_value(one)}{where}.")


def _value(one: Setting) -> str:
    if one.value is Opaque.OPAQUE:
        return "what the program finds when it runs"
    return "empty" if one.value == "" else str(one.value)
