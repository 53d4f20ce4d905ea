"""A set-cookie line is made of `$upstream_http_set_cookie`, which is no list of lines.

What it finds:
    `add_header Set-Cookie` with `$upstream_http_set_cookie` or `$sent_http_set_cookie` in it, also by a map.

Why it matters:
    The variable holds the first line of the application's (from nginx 1.23 on all of them, joined by commas, which
    browsers read as one). With `proxy_hide_header Set-Cookie` beside it every other cookie is lost: logins fail, and
    not everywhere alike. Without it the application's lines leave as they came, and the first one twice.

Remedy:
    `proxy_cookie_flags` (nginx 1.19.3) changes every line where it stands.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_hide_header Set-Cookie;
            add_header Set-Cookie "$upstream_http_set_cookie; Secure";
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags ~ secure;
        }
    bad (nginx):
        map $upstream_http_set_cookie $with_samesite {
            "~(.*)" "$1; SameSite=Lax";
        }
        server {
            location / {
                proxy_pass http://127.0.0.1:8080;
                proxy_hide_header Set-Cookie;
                add_header Set-Cookie $with_samesite;
            }
        }

References:
    ngx_http_upstream_module, `$upstream_http_`; nginx 1.23.0, changes; RFC 9110 5.3
"""

import re
from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import attributes_of
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_HELD = re.compile(r"\$\{?(?:upstream|sent)_http_set_cookie\b")


def find(document: Document) -> Iterator[Found]:
    """Lines made of the variable."""
    maps = {
        one.args[1]: " ".join(word for inner in one.block for word in inner.args)
        for one in walk(document.directives)
        if one.name == "map" and len(one.args) > 1 and _HELD.search(one.args[0])
    }
    for op in set_cookie_ops(document, Operation.ADD):
        mapped = maps.get(op.value)
        if mapped is not None or _HELD.search(op.value):
            message = "The variable holds one line, or all joined by commas: the other cookies are lost, or doubled."
            yield Found(op.line, message, flags_in(attributes_of(op.value if mapped is None else mapped)))


RULE = Rule(
    code="HL212",
    name="set-cookie-rebuilt-from-one-line",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1; that newer ones join the lines is read in the changes of 1.23.0",
    page=__doc__ or "",
    find=find,
)
