"""Spring Boot (2.6 and newer): its session cookie, as application.properties.

The properties reach the session cookie of the servlet container (JSESSIONID) and of Spring Session (SESSION; name it in
the policy, with the role session). Cookies that the application adds by itself stay as they are, but for a SameSite by
a `CookieSameSiteSupplier` bean; HTTPS and HSTS are Spring Security's, in code.
"""

from hardtack.policy import CookieRole, Policy, Tls
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_cookies import OwnCookie, Setting, Slot, Value, own_cookies, settings
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render._unwritable import unwritable
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "spring-boot"
_COOKIE = "server.servlet.session.cookie"

_SLOT = Slot(
    CookieRole.SESSION,
    "JSESSIONID",
    "Path=/; HttpOnly",
    {
        "prefix": f"{_COOKIE}.name",
        "secure": f"{_COOKIE}.secure",
        "httponly": f"{_COOKIE}.http-only",
        "samesite": f"{_COOKIE}.same-site",
        "path": f"{_COOKIE}.path",
    },
)


def quote(value: Value) -> str:
    r"""A value of a .properties file.

    Grammar of what is returned: ``"true" | "false" | 1*DIGIT`` or printable ASCII in which ``\`` is doubled and every
    other character, a blank at the begin too, stands as ``\uhhhh``, one or two. Spring reads ``${`` and ``#{`` in a
    value, and no version-proof escape keeps it from that: such a text is refused.

    Args:
        value: What is to be written.

    Raises:
        PolicyError: The text can't be written.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    if "${" in text or "#{" in text:
        raise unwritable(text, "Spring's properties")
    return "".join(_escaped(char, first=at == 0) for at, char in enumerate(text))


def _escaped(char: str, *, first: bool) -> str:
    if char == "\\":
        return "\\\\"
    if char.isascii() and char.isprintable() and not (first and char == " "):
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _owns(policy: Policy) -> tuple[OwnCookie, ...]:
    return own_cookies(policy, (_SLOT,))


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    sessions: tuple[FieldAnswer, ...] = ()
    if policy.session is not None and policy.session.idle is not None:
        sentence = "server.servlet.session.timeout ends idle sessions, by whole minutes; the rest is the application's."
        sessions = (answer_of("session", Exactness.APPROXIMATE, sentence),)
    return own_answers(policy, _owns(policy), ELSEWHERE, sessions)


def _line(one: Setting) -> list[str]:
    value = one.value
    if one.field == "samesite" and isinstance(value, str):
        value = value.lower()
    return [f"# {one.why}", f"{one.name}={quote(value)}"]


def _text(policy: Policy) -> str:
    lines = head(policy, _TARGET, "#", tested=False)
    lines += [line for own in _owns(policy) for one in settings(own) for line in _line(one)]
    lines += ["# Ids come in cookies alone, never in addresses.", "server.servlet.session.tracking-modes=cookie"]
    if policy.session is not None and policy.session.idle is not None:
        lines += [
            "# Without a request for so long, a session ends.",
            f"server.servlet.session.timeout={policy.session.idle}s",
        ]
    if policy.site.tls is Tls.FRONT:
        lines += [
            "# What stands before the application speaks TLS, and its X-Forwarded fields are believed.",
            "server.forward-headers-strategy=native",
        ]
    return "\n".join(lines) + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/srv/application/config/hardtack.properties", _text(policy)),),
        answers=_answers(policy),
        tested=False,
        install="Put the file beside the application's jar, below config, and name it in application.properties: "
        "spring.config.import=optional:file:./config/hardtack.properties",
        validate="Start the application: Spring refuses values that it can't convert.",
        reload="Restart the application.",
        undo="Take the line out of application.properties, delete the file, restart.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=("spring",),
    title="Spring Boot",
    minimum=(2, 6),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
