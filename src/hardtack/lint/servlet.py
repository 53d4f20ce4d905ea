"""What web.xml and the files of Tomcat and Jetty say of the session's cookie."""

from collections.abc import Iterator
from typing import Final

from hardtack.lint.model import Document, Element, Kind
from hardtack.lint.walking import elements

__all__ = ["cookie_config", "jetty_sets", "session_configs", "touches_sessions"]

_JETTY_SESSIONS: Final = frozenset({"sessionhandler", "sessioncookieconfig"})


def session_configs(document: Document) -> tuple[Element, ...]:
    """The session-config elements of an application's web.xml.

    None of the container's own default descriptor, which has the default servlet in it: there nobody has decided
    anything, unless it has a cookie-config.
    """
    if document.kind is not Kind.WEB_XML:
        return ()
    classes = (one.text for one in elements(document.root, "servlet-class"))
    default = any(text.endswith(".DefaultServlet") for text in classes)
    found = tuple(elements(document.root, "session-config"))
    return tuple(one for one in found if not default or one.child("cookie-config") is not None)


def cookie_config(config: Element, name: str) -> Element | None:
    """A setting in the cookie-config of a session-config."""
    cookie = config.child("cookie-config")
    return None if cookie is None else cookie.child(name)


def touches_sessions(document: Document) -> Element | None:
    """The first element in a file of Jetty's that has to do with how sessions are handled, None where there is none."""
    for one in elements(document.root, "Get", "Set", "New", "Configure"):
        named = (one.attribute("name") or one.attribute("class") or "").rpartition(".")[2]
        if named.lower() in _JETTY_SESSIONS:
            return one
    return None


def jetty_sets(document: Document, name: str) -> Iterator[Element]:
    """Where a file of Jetty's sets a property: by `Set`, whose name may begin with either case, or by the setter."""
    if document.kind is not Kind.JETTY:
        return
    setter = f"set{name[:1].upper()}{name[1:]}"
    for one in elements(document.root, "Set", "Call"):
        said = one.attribute("name") or ""
        if one.name == "Set" and f"set{said[:1].upper()}{said[1:]}" == setter:
            yield one
        elif one.name == "Call" and said == setter:
            yield from one.children[:1]
