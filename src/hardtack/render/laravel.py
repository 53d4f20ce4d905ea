"""Laravel (11 and newer): its session and XSRF-TOKEN cookies, as lines of .env.

They reach what `config/session.php` of a new application reads from the environment; one that an older Laravel made
reads less of it, so compare. What an application calls its session cookie comes from its name and has changed between
versions (`laravel_session`, `laravel-session`): name it in the policy, with the role session. XSRF-TOKEN shares the
session's Secure, SameSite, Path, Domain and lifetime (which it has even where the session ends with the browser), and
scripts are to read it; where the policy wants the two apart, the session has its way. Cookies that the application
queues take Path, Domain, Secure and SameSite from the same lines; remember-me keeps its own lifetime. HTTPS and HSTS
are for a server in front.
"""

from dataclasses import replace

from hardtack.policy import CookieRole, Policy
from hardtack.render._own_answers import answer_of, own_answers, reached
from hardtack.render._own_cookies import OwnCookie, Setting, Slot, Value, own_cookies, settings
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render._unwritable import unwritable
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "laravel"
_BY_TLS = "null"
"""Neither always nor never: what Laravel answers is made Secure where the request came by TLS."""
_LINE = "Max-Age=7200; path=/; SameSite=Lax"
_SHARED = {
    "secure": "SESSION_SECURE_COOKIE",
    "samesite": "SESSION_SAME_SITE",
    "domain": "SESSION_DOMAIN",
    "path": "SESSION_PATH",
    "lifetime": "SESSION_LIFETIME",
}
_SLOTS = (
    Slot(
        CookieRole.SESSION,
        "laravel_session",
        f"{_LINE}; HttpOnly",
        {"prefix": "SESSION_COOKIE", "httponly": "SESSION_HTTP_ONLY", **_SHARED},
        by_tls=_BY_TLS,
    ),
    Slot(None, "XSRF-TOKEN", _LINE, _SHARED, by_tls=_BY_TLS),
)


def quote(value: Value) -> str:
    """A value of .env.

    Grammar of what is returned: ``"true" | "false" | "null" | 1*DIGIT`` or printable ASCII without ``'`` between single
    quotes, in which nothing is escaped or replaced; a text that has others is refused.

    Args:
        value: What is to be written.

    Raises:
        PolicyError: The text can't be written.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not value.isascii() or not value.isprintable() or set(value) & {"'", "\\"}:
        raise unwritable(value, ".env")
    return f"'{value}'"


def _owns(policy: Policy) -> tuple[OwnCookie, ...]:
    return own_cookies(policy, _SLOTS)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    sessions: tuple[FieldAnswer, ...] = ()
    if policy.session is not None and policy.session.idle is not None:
        sentence = (
            "SESSION_LIFETIME is both the idle time and what browsers are told; set it to the shorter of the two."
        )
        sessions = (answer_of("session", Exactness.APPROXIMATE, sentence),)
    answers = own_answers(policy, _owns(policy), ELSEWHERE, sessions)
    lasting = {own.rule.match.text for own in _owns(policy) if own.rule is not None and _outlasts(own)}
    answers = tuple(
        replace(answer, exactness=Exactness.UNSUPPORTED, sentence="XSRF-TOKEN lasts as long as a session may.")
        if answer.field == "lifetime" and answer.rule in lasting
        else answer
        for answer in answers
    )
    uneven = {own.rule.match.text for own in _owns(policy) if own.rule is not None and _is_uneven(own)}
    sentence = "SESSION_LIFETIME says whole minutes, one at least."
    return tuple(
        FieldAnswer("lifetime", answer.rule, Exactness.APPROXIMATE, sentence)
        if answer.field == "lifetime" and answer.exactness is Exactness.EXACT and answer.rule in uneven
        else answer
        for answer in answers
    )


def _outlasts(own: OwnCookie) -> bool:
    """Whether it is to end with the browser, which SESSION_EXPIRE_ON_CLOSE says for the session alone."""
    return own.slot.role is None and own.after["lifetime"] is None


def _is_uneven(own: OwnCookie) -> bool:
    age = own.after["lifetime"]
    return isinstance(age, int) and age % 60 != 0


def _line(one: Setting) -> list[str]:
    value = one.value
    if one.field == "lifetime":
        if value is None:
            return ["# Kept until the browser is closed.", "SESSION_EXPIRE_ON_CLOSE=true"]
        # Whole minutes, and never more than the policy says.
        return ["# Minutes; an idle session lives as long, too.", f"SESSION_LIFETIME={max(1, int(value) // 60)}"]
    if one.field == "samesite" and isinstance(value, str):
        value = value.lower()
    if one.field == "secure" and value == _BY_TLS:
        return [f"# {one.why}", f"{one.name}={_BY_TLS}"]
    return [f"# {one.why}", f"{one.name}={quote(value)}"]


def _text(policy: Policy) -> str:
    lines = head(policy, _TARGET, "#", tested=False)
    written: set[str] = set()
    owns = _owns(policy)
    for own in owns:
        for one in settings(own):
            # The session cookie has its way where both are decided by one line.
            apart = (one.field == "lifetime" and _outlasts(own)) or not reached(own, one.field, owns)
            if one.name not in written and not apart:
                lines += _line(one)
            written.add(one.name)
    return "\n".join(lines) + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/srv/application/hardtack.env", _text(policy)),),
        answers=_answers(policy),
        tested=False,
        install="Put these lines into the application's .env, in place of those of the same names; behind a server "
        "that speaks TLS, trust it (trustProxies in bootstrap/app.php).",
        validate="php artisan config:show session",
        reload="php artisan config:cache, and reload PHP-FPM.",
        undo="Put the former lines back, php artisan config:cache.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="Laravel",
    minimum=(11,),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
