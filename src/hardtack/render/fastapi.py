"""FastAPI and Starlette (0.35 and newer): arguments of SessionMiddleware, and hardtack's middleware for the rest.

The version is Starlette's. The session cookie is that of Starlette's own `SessionMiddleware`, whose arguments come as
one dictionary: ``app.add_middleware(SessionMiddleware, secret_key=..., **SESSION)``. It always says HttpOnly. All other
cookies, HTTPS and HSTS are the middleware's, which is put around the whole application and is what the server is to
run: `add_middleware` would leave Starlette's own error pages outside of it.

Where the middleware renames the session cookie, Starlette keeps the name it has: the middleware translates.
"""

from hardtack.policy import CookieRole, Policy
from hardtack.render._own_cookies import Setting, Slot, own_cookies
from hardtack.render._python_app import Plan, literal, plan, written
from hardtack.render.model import FieldAnswer, Rendered, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "fastapi"

_SLOT = Slot(
    CookieRole.SESSION,
    "session",
    "path=/; Max-Age=1209600; HttpOnly; SameSite=Lax",
    {
        "prefix": "session_cookie",
        "secure": "https_only",
        "samesite": "same_site",
        # Without it there is no Domain, and that is all a policy may want: the application's own is none.
        "domain": "domain",
        "path": "path",
        "lifetime": "max_age",
    },
)


def _plan(policy: Policy) -> Plan:
    return plan(policy, own_cookies(policy, (_SLOT,)), ())


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return _plan(policy).answers


def _entry(one: Setting) -> tuple[str, str]:
    # It writes what it is given, and other applications write small letters here.
    value = one.value.lower() if one.field == "samesite" and isinstance(one.value, str) else one.value
    return f"# {one.why}", f"{literal(one.name)}: {literal(value)},"


def _lines(planned: Plan) -> list[str]:
    lines = ["# app.add_middleware(SessionMiddleware, secret_key=..., **SESSION)", "", "SESSION = {"]
    lines += [f"    {line}" for one in planned.settings if one.field != "domain" for line in _entry(one)]
    lines += ["}"]
    if planned.instead:
        lines += ["", "# hardtack_middleware.py does this. Without it, the next best is, in SESSION:"]
        lines += [f"#   {line}" for one in planned.instead for line in _entry(one)]
    return lines


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    planned = _plan(policy)
    install = "Put hardtack_settings.py beside the application, and give SESSION to SessionMiddleware as it says."
    if planned.middleware:
        install += (
            " Put the other two files there too, `pip install hardtack`, and below the application: `from "
            "hardtack_middleware import hardened` and `app = hardened(app)`, the one that the server runs."
        )
    return Rendered(
        files=written(policy, _TARGET, _lines(planned), "asgi" if planned.middleware else None),
        answers=planned.answers,
        tested=True,
        install=install,
        validate="python -c 'import hardtack_settings', where the application runs.",
        reload="Restart the application's server.",
        undo="Take the added lines out of the application, delete the files, restart.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=("starlette",),
    title="FastAPI and Starlette",
    minimum=(0, 35),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
