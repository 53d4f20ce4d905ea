"""Express (4.17 and newer, on Node 15 or newer) with express-session: its session, HTTPS and HSTS, as a module.

``app.use(session({secret, …, ...hardtack.session}))`` makes the session cookie what the policy says, and
``hardtack.transport(app)``, before anything else, answers plain HTTP as the policy says and sets HSTS. Other cookies
(`res.cookie`, csurf, cookie-session) stay as they are.

express-session sends no cookie that has Secure over a connection that it takes for plain: where TLS is spoken in front
of Node, `transport` makes Express believe X-Forwarded-Proto, and only what speaks TLS may reach it then.
"""

from hardtack.policy import CookieRole, Policy, Tls, hsts_field
from hardtack.render._literals import literal, utf16_escape
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_cookies import OwnCookie, Setting, Slot, Value, own_cookies, settings
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "express"

_SLOT = Slot(
    CookieRole.SESSION,
    "connect.sid",
    "Path=/; HttpOnly",
    {
        "prefix": "name",
        "secure": "secure",
        "httponly": "httpOnly",
        "samesite": "sameSite",
        "domain": "domain",
        "path": "path",
    },
    by_tls="auto",
)

_TRANSPORT = """\
// What plain HTTP is answered, and what the TLS side says of it. Call it before any other app.use.
exports.transport = function (app) {{
{trust}  app.use(function (req, res, next) {{
    if (req.secure) {{
{hsts}      return next();
    }}
{plain}  }});
}};
"""
_REDIRECT = """\
    const path = req.originalUrl.split("?", 1)[0];
    if (isExempt(path)) return next();
    // A target that is no path (a whole URL) is not repeated to the browser; other methods would be sent twice.
    if ((req.method === "GET" || req.method === "HEAD") && path.startsWith("/")) {{
      res.writeHead({status}, {{Location: {origin} + req.originalUrl}});
    }} else {{
      res.writeHead(403);
    }}
    res.end();
"""
_EXEMPT = """\
// Paths that stay on plain HTTP; none with "." or ".." segments, on which servers disagree.
const exempt = [{paths}];
function isExempt(path) {{
  const plain = path.toLowerCase().replaceAll("%2e", ".").replaceAll("%2f", "/").replaceAll("%5c", "/")
    .replaceAll("\\\\", "/");
  if (plain.split("/").some((segment) => segment === "." || segment === "..")) return false;
  return exempt.some((one) => path === one || (one.endsWith("/") && path.startsWith(one)));
}}

"""


def quote(value: Value) -> str:
    r"""A JavaScript literal.

    Grammar of what is returned: ``"true" | "false" | "undefined" | 1*DIGIT`` or a string of printable ASCII between
    double quotes, in which ``"``, ``\``, ``<``, ``$`` and every other character stand as ``\uhhhh``, one or two.

    Args:
        value: The value; a text may hold any character.
    """
    return literal(value, "undefined", '"\\<$', utf16_escape)


def _owns(policy: Policy) -> tuple[OwnCookie, ...]:
    return own_cookies(policy, (_SLOT,))


def _transport(policy: Policy) -> tuple[FieldAnswer, ...]:
    answers: list[FieldAnswer] = []
    if policy.transport.redirect is not None:
        sentence = "GET and HEAD are redirected, others get 403."
        answers.append(_unless_plain(policy, "transport.redirect", sentence))
    if policy.transport.hsts is not None:
        sentence = "One field on each answer of the application, unless it sets its own later."
        answers.append(_unless_plain(policy, "transport.hsts", sentence))
    return tuple(answers)


def _unless_plain(policy: Policy, field: str, sentence: str) -> FieldAnswer:
    if policy.site.tls is Tls.NONE:
        return answer_of(field, Exactness.UNSUPPORTED, "site.tls is none: there is no TLS side.")
    return answer_of(field, Exactness.EXACT, sentence)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return own_answers(policy, _owns(policy), ELSEWHERE, _transport(policy))


def _entry(one: Setting) -> list[str]:
    value = one.value
    if one.field == "samesite" and isinstance(value, str):
        value = value.lower()
    return [f"  // {one.why}", f"  {one.name}: {quote(value)},"]


def _session(policy: Policy) -> list[str]:
    whole = [one for own in _owns(policy) for one in settings(own)]
    top = [line for one in whole if one.field == "prefix" for line in _entry(one)]
    cookie = [f"  {line}" for one in whole if one.field != "prefix" for line in _entry(one)]
    lines = ["// app.use(session({secret: ..., ...hardtack.session}))", "exports.session = {", *top]
    return [*lines, "  cookie: {", *cookie, "  },", "};", ""]


def _transport_text(policy: Policy) -> str:
    transport, speaks = policy.transport, policy.site.tls is not Tls.NONE
    trust = hsts = exempt = ""
    plain = "    next();\n"
    if policy.site.tls is Tls.FRONT:
        trust = "  // Only what speaks TLS may reach this application: X-Forwarded-Proto is believed here.\n"
        trust += '  app.set("trust proxy", 1);\n'
    if transport.hsts is not None and speaks:
        hsts = f'      res.setHeader("Strict-Transport-Security", {quote(hsts_field(transport.hsts))});\n'
    if transport.redirect is not None and speaks:
        exempt = _EXEMPT.format(paths=", ".join(map(quote, transport.exempt)))
        plain = _REDIRECT.format(status=int(transport.redirect), origin=quote(policy.site.origin.rstrip("/")))
    return exempt + _TRANSPORT.format(trust=trust, hsts=hsts, plain=plain)


def _text(policy: Policy) -> str:
    lines = [*head(policy, _TARGET, "//"), '"use strict";', "", *_session(policy)]
    return "\n".join(lines) + "\n" + _transport_text(policy)


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/srv/application/hardtack.js", _text(policy)),),
        answers=_answers(policy),
        tested=True,
        install='Put the file beside the application. In it: const hardtack = require("./hardtack.js"), '
        "hardtack.transport(app) first, and ...hardtack.session last among express-session's options.",
        validate="node --check hardtack.js",
        reload="Restart the application.",
        undo="Take the added lines out of the application, delete the file, restart.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=("express-session",),
    title="Express",
    minimum=(4, 17),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
