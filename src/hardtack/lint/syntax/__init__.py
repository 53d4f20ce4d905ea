"""Readers: the text of a configuration as a document, one module a syntax. Tolerant: what servers differ in passes."""

import re
from typing import Final, assert_never

from hardtack.errors import LintError
from hardtack.lint.model import Document, Kind
from hardtack.lint.syntax import apache, caddy, haproxy, ini, markup, nginx, python

__all__ = ["LARGEST", "read"]

LARGEST: Final = 1_000_000
"""Characters of the largest text that is read; real ones are a hundredth of it."""
_TEMPLATE: Final = re.compile(r"\{\{-?[ \t]*[\w.$]|\{%|<%")
"""What Jinja, Go's templates and ERB begin their own words with."""


def read(text: str, kind: Kind) -> Document:
    """Read a configuration.

    Args:
        text: all of it.
        kind: what it is.

    Raises:
        LintError: it can't be read as that.
    """
    if len(text) > LARGEST:
        raise LintError(f"line 1: the file has {len(text)} characters.", f"lint reads up to {LARGEST:,}; split it.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        return _read(text, kind)
    except LintError as error:
        if _TEMPLATE.search(text) is None:
            raise
        raise LintError(error.message, "It looks like a template: fill it in, and lint what comes out.") from None


def _read(text: str, kind: Kind) -> Document:
    match kind:
        case Kind.APACHE | Kind.HTACCESS:
            return apache.document(text, kind)
        case Kind.NGINX:
            return nginx.document(text)
        case Kind.HAPROXY:
            return haproxy.document(text)
        case Kind.CADDY:
            return caddy.document(text)
        case Kind.WEB_XML | Kind.TOMCAT | Kind.JETTY:
            return markup.document(text, kind)
        case Kind.DJANGO | Kind.FLASK:
            return python.document(text, kind)
        case Kind.PHP:
            return ini.document(text)
    assert_never(kind)
