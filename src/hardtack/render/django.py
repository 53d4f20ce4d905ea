"""Django (4.2 and newer): settings for its session and CSRF cookies, and hardtack's middleware for the rest.

The settings go to the end of the project's `settings.py`: ``from hardtack_settings import *``. They reach the session
cookie (whose flags the messages cookie shares) and the CSRF cookie; cookies of views and of packages, what cookies were
before, limits and what browsers send are the middleware's. It is written where a policy asks for any of that, and has
to be around the whole application: in `wsgi.py`, last, ``application = hardened(application)``.

Where the middleware renames a cookie, Django keeps the name it has: the middleware translates. Without the middleware
Django itself uses the new name; then everyone logs in once more.
"""

import re
from urllib.parse import urlsplit

from hardtack.policy import CookieRole, Policy, Tls
from hardtack.render._own_answers import answer_of
from hardtack.render._own_cookies import Slot, own_cookies
from hardtack.render._python_app import Plan, assignments, literal, plan, written
from hardtack.render.model import Exactness, FieldAnswer, Rendered, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "django"


def _slot(kind: str, role: CookieRole, name: str, line: str, outlives: str | None = None) -> Slot:
    words = ("name", "secure", "httponly", "samesite", "domain", "path", "age")
    fields = ("prefix", "secure", "httponly", "samesite", "domain", "path", "lifetime")
    names = {field: f"{kind}_COOKIE_{word.upper()}" for field, word in zip(fields, words, strict=True)}
    return Slot(role, name, line, names, outlives=outlives)


_SLOTS = (
    _slot(
        *("SESSION", CookieRole.SESSION, "sessionid", "HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax"),
        "A view that calls set_expiry, as those that remember users do, has its own way.",
    ),
    _slot("CSRF", CookieRole.CSRF, "csrftoken", "Max-Age=31449600; Path=/; SameSite=Lax"),
)


def _transport(policy: Policy) -> tuple[FieldAnswer, ...]:
    answers: list[FieldAnswer] = []
    if policy.transport.redirect is not None:
        sentence = "SECURE_SSL_REDIRECT answers every method, and by 301; the exempt paths are kept."
        answers.append(answer_of("transport.redirect", Exactness.APPROXIMATE, sentence))
    if (hsts := policy.transport.hsts) is not None:
        sentence = "SECURE_HSTS_SECONDS does this for all that passes SecurityMiddleware, where no view sets its own."
        exactness = Exactness.EXACT if hsts.max_age else Exactness.UNSUPPORTED
        answers.append(answer_of("transport.hsts", exactness, sentence if hsts.max_age else "Django never sends 0."))
    return tuple(answers)


def _plan(policy: Policy) -> Plan:
    return plan(policy, own_cookies(policy, _SLOTS), _transport(policy))


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return _plan(policy).answers


def _lines(policy: Policy, planned: Plan) -> list[str]:
    lines = ["# At the end of settings.py: from hardtack_settings import *", ""]
    for one in planned.settings:
        if one.field == "lifetime" and one.value is None and one.cookie == "sessionid":
            # An age of None is no age to the session; the CSRF cookie's may be None.
            lines += [f"# {one.why}", "SESSION_EXPIRE_AT_BROWSER_CLOSE = True"]
        else:
            lines += assignments([one])
    if policy.site.tls is Tls.FRONT:
        lines += [
            "# What stands before Django speaks TLS and says so; it must take this field out of what browsers send.",
            'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")',
        ]
    transport = _transport_lines(policy)
    if not planned.middleware:
        return [*lines, *transport]
    instead = [*assignments(planned.instead), *transport]
    if instead:
        lines += ["", "# hardtack_middleware.py does these. Without it, the next best is:"]
        lines += [f"#   {line}" for line in instead]
    return lines


def _transport_lines(policy: Policy) -> list[str]:
    transport = policy.transport
    lines: list[str] = []
    if transport.redirect is not None:
        exempt = [
            "^" + re.escape(path.removeprefix("/")) + ("" if path.endswith("/") else "$") for path in transport.exempt
        ]
        lines += [
            "# Plain HTTP is redirected, but for these paths; needs SecurityMiddleware, first in MIDDLEWARE.",
            "SECURE_SSL_REDIRECT = True",
            f"SECURE_SSL_HOST = {literal(urlsplit(policy.site.origin).netloc)}",
            f"SECURE_REDIRECT_EXEMPT = [{', '.join(map(literal, exempt))}]",
        ]
    if (hsts := transport.hsts) is not None and hsts.max_age:
        lines += [
            "# On every answer by TLS; needs SecurityMiddleware, first in MIDDLEWARE.",
            f"SECURE_HSTS_SECONDS = {hsts.max_age}",
            f"SECURE_HSTS_INCLUDE_SUBDOMAINS = {hsts.subdomains}",
            f"SECURE_HSTS_PRELOAD = {hsts.preload}",
        ]
    return lines


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    planned = _plan(policy)
    install = "Put hardtack_settings.py beside settings.py, whose last line becomes `from hardtack_settings import *`."
    if planned.middleware:
        install += (
            " Put the other two files there too, `pip install hardtack`, and end wsgi.py with `from "
            "hardtack_middleware import hardened` and `application = hardened(application)`; under ASGI the file has "
            "to import from hardtack.asgi."
        )
    return Rendered(
        files=written(policy, _TARGET, _lines(policy, planned), "wsgi" if planned.middleware else None),
        answers=planned.answers,
        tested=True,
        install=install,
        validate="python manage.py check --deploy",
        reload="Restart the application's server.",
        undo="Take the added lines out of settings.py and wsgi.py, delete the files, restart.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="Django",
    minimum=(4, 2),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
