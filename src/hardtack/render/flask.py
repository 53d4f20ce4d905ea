"""Flask (2.2 and newer): settings for its session cookie, and hardtack's middleware for the rest.

The settings are for the application's own configuration: ``app.config.from_object("hardtack_settings")``, after what
else sets them. They reach the session cookie; cookies of views and of extensions (Flask-Login's remember-me), HTTPS and
HSTS are the middleware's: ``app.wsgi_app = hardened(app.wsgi_app)``, after every other that is put around it.

Where the middleware renames the session cookie, Flask keeps the name it has: the middleware translates.
"""

from dataclasses import replace

from hardtack.policy import CookieRole, MaxLifetime, Policy
from hardtack.render._own_cookies import OwnCookie, Setting, Slot, own_cookies
from hardtack.render._python_app import Plan, assignments, plan, written
from hardtack.render.model import FieldAnswer, Rendered, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "flask"
_PERMANENT = 31 * 86400
"""How long a session that the application made permanent is kept if nothing is set."""

_SLOT = Slot(
    CookieRole.SESSION,
    "session",
    "HttpOnly; Path=/",
    {
        "prefix": "SESSION_COOKIE_NAME",
        "secure": "SESSION_COOKIE_SECURE",
        "httponly": "SESSION_COOKIE_HTTPONLY",
        "samesite": "SESSION_COOKIE_SAMESITE",
        "domain": "SESSION_COOKIE_DOMAIN",
        "path": "SESSION_COOKIE_PATH",
        "lifetime": "PERMANENT_SESSION_LIFETIME",
    },
    persistent=True,
)


def _owns(policy: Policy) -> tuple[OwnCookie, ...]:
    return own_cookies(policy, (_SLOT,))


def _plan(policy: Policy) -> Plan:
    return plan(policy, _owns(policy), ())


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return _plan(policy).answers


def _lines(policy: Policy, planned: Plan) -> list[str]:
    lines = ['# app.config.from_object("hardtack_settings")', "", *assignments(map(_for_flask, planned.settings))]
    (own,) = _owns(policy)
    rule = own.treatment.lifetime
    if isinstance(rule, MaxLifetime) and rule.seconds < _PERMANENT:
        lifetime = Setting("session", "lifetime", "PERMANENT_SESSION_LIFETIME", rule.seconds, _LIFETIME)
        lines += assignments([lifetime])
    if planned.instead:
        lines += ["", "# hardtack_middleware.py does this. Without it, the next best is:"]
        lines += [f"#   {line}" for line in assignments(map(_for_flask, planned.instead))]
    return lines


def _for_flask(one: Setting) -> Setting:
    """Before 2.3 None is no word on the Domain, which is then made of SERVER_NAME if that is set; False is none."""
    return replace(one, value=False) if one.field == "domain" and one.value is None else one


_LIFETIME = "Seconds, for sessions that the application makes permanent; others end with the browser."


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    planned = _plan(policy)
    install = 'Put hardtack_settings.py beside the application; after its other settings: `app.config.from_object("'
    install += 'hardtack_settings")`.'
    if planned.middleware:
        install += (
            " Put the other two files there too, `pip install hardtack`, and last, `from hardtack_middleware import "
            "hardened` and `app.wsgi_app = hardened(app.wsgi_app)`."
        )
    return Rendered(
        files=written(policy, _TARGET, _lines(policy, planned), "wsgi" if planned.middleware else None),
        answers=planned.answers,
        tested=True,
        install=install,
        validate="python -c 'import hardtack_settings', where the application runs.",
        reload="Restart the application's server.",
        undo="Take the added lines out of the application, delete the files, restart.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="Flask",
    minimum=(2, 2),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
