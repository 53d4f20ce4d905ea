"""What web.xml and the files of Tomcat and Jetty say of session cookies."""

from collections.abc import Iterator
from typing import Final

from hardtack.lint.model import Document, Effect, Element
from hardtack.lint.walking import elements

__all__ = ["elements_of"]

_WEB_XML: Final = frozenset(
    {"http-only", "secure", "max-age", "domain", "path", "name", "comment", "session-timeout", "tracking-mode"}
)
_JETTY: Final = frozenset(
    {"httpOnly", "secure", "domain", "path", "maxAge", "comment", "maxInactiveInterval", "sessionIdPathParameterName"}
)
_ATTRIBUTES: Final = (
    *("useHttpOnly", "sessionCookieName", "sessionCookiePath", "sessionCookieDomain", "sameSiteCookies"),
)


def elements_of(document: Document) -> Iterator[Effect]:
    """One effect for each setting of the session's cookie."""
    for config in elements(document.root, "session-config"):
        yield from (_said(one, one.name) for one in _below(config) if one.name in _WEB_XML and one.text)
    for one in elements(document.root, "Context", "CookieProcessor"):
        for name in _ATTRIBUTES:
            value = one.attribute(name)
            if value is not None:
                yield Effect(one.line, f"{name} is {value}.")
    for one in elements(document.root, "Set"):
        name = one.attribute("name") or ""
        if name in _JETTY and one.text:
            yield _said(one, name)


def _below(config: Element) -> Iterator[Element]:
    for one in config.children:
        yield one
        yield from one.children


def _said(one: Element, name: str) -> Effect:
    return Effect(one.line, f"{name} is {one.text}.")
