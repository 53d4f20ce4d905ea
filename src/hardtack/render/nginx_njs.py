"""nginx with njs, its JavaScript module (libnginx-mod-http-js): every field of a policy, by one module.

Debian and Ubuntu: `apt-get install libnginx-mod-http-js`. The policy's cookies are one JavaScript module that nginx
calls for each response and each Cookie field; the plain side and HSTS are nginx's own directives.

`hardtack.conf` defines what the others use; `transport.conf` is included in each `server`, `cookies.conf` in each
`location` that has a `proxy_pass`; `hardtack-site.conf` is a site that does so. Have you got servers of your own, then
leave the site out.

Run with njs 0.7.9 (Debian 12). njs before 0.8 can't change the status of a response that upstream gave: where
`on_error` refuses one, its cookies and its body are taken away, but over HTTP/1.1 its status stays. njs from 0.8.5 on
reads header fields as UTF-8 (from its source; not run): bytes that are none would become U+FFFD in a cookie's
value. Should the module fail, no cookie passes in either direction; should it be missing, nginx does not start. Cookies
that nginx itself adds (`add_header Set-Cookie`) are not seen.
"""

from typing import Final

from hardtack.policy import Policy
from hardtack.render._nginx_site import FOLDER, nginx_files
from hardtack.render._script_answers import script_answers
from hardtack.render.js_policy import can_refuse, js_policy
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET: Final = "nginx-njs"
_MODULE: Final = f"{FOLDER}/hardtack_policy.js"
_NUL: Final = (
    "nginx itself answers 502 to a set-cookie line with a NUL; other control characters are as the policy says."
)
_STATUS: Final = (
    "njs before 0.8 (Debian 12) can't change a status: what is refused loses its cookies and its body, but keeps "
    "upstream's status over HTTP/1.1; and nginx itself answers 502 to a line with a NUL."
)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    needs = (
        "nginx's JavaScript is a package of its own: libnginx-mod-http-js, or nginx-module-njs; with njs 0.8.5 and "
        "later (from its source) the bytes of a value that are no UTF-8 are lost."
    )
    answers = script_answers(policy, None, needs=needs, by="JavaScript module")
    own = _STATUS if can_refuse(policy) else _NUL
    on_error = FieldAnswer("on_error", None, Exactness.APPROXIMATE, own)
    return tuple(on_error if answer.field == "on_error" else answer for answer in answers)


def _cookies(policy: Policy) -> tuple[str, ...]:
    lines = [
        "# The way in: the Cookie field as the policy gives it to the application; an empty one is not sent.",
        "proxy_set_header Cookie $hardtack_cookie;",
        "# The way out.",
        "js_header_filter hardtack.out;",
    ]
    if can_refuse(policy):
        lines += [
            "# Takes the body of a refused response away. njs before 0.9.5 loses bodies that are not in memory.",
            "js_body_filter hardtack.body buffer_type=buffer;",
            "sendfile off;",
        ]
    return tuple(lines)


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    definitions = (
        "# The policy.",
        f"js_import hardtack from {_MODULE};",
        "js_set $hardtack_cookie hardtack.cookies;",
        *(("js_var $hardtack_refused;",) if can_refuse(policy) else ()),
    )
    return Rendered(
        files=(
            RenderedFile(_MODULE, js_policy(policy, _TARGET)),
            *nginx_files(policy, _TARGET, definitions=definitions, cookies=_cookies(policy)),
        ),
        answers=_answers(policy),
        tested=True,
        install="Put the files in place and set the certificate's paths; nginx needs its JavaScript module "
        "(apt-get install libnginx-mod-http-js). With servers of your own, leave hardtack-site.conf out and include "
        "transport.conf in each server and cookies.conf in each location that has a proxy_pass.",
        validate="nginx -t",
        reload="nginx -s reload",
        undo="Delete /etc/nginx/conf.d/hardtack*.conf and the folder /etc/nginx/hardtack, then reload.",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=("njs",),
    title="nginx with njs",
    minimum=(1, 22),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
