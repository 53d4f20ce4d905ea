"""The edit of Set-Cookie is made before the application answers, so it changes nothing.

What it finds:
    `header Set-Cookie FIND REPLACE` without `>` and without `defer`.

Why it matters:
    A plain `header` acts at once, when no set-cookie line is there yet. The lines of the application come later and
    stay as they are.

Remedy:
    `header_down` within reverse_proxy, or `header >Set-Cookie …`.

Example:
    bad (caddy):
        www.example.com {
            header Set-Cookie "^(sid=[^;]*)$" "$1; Secure"
            reverse_proxy 127.0.0.1:8080
        }
    good (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "^(sid=[^;]*)$" "$1; Secure"
            }
        }

References:
    Caddyfile directives, `header` (defer)
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Edits made at once."""
    for op in set_cookie_ops(document, Operation.EDIT):
        if op.own_errors:
            message = "This edit is made before the application answers: its set-cookie lines stay as they are."
            yield Found(op.line, message, flags_in(appended(op)))


RULE = Rule(
    code="HL401",
    name="set-cookie-edit-not-deferred",
    severity=Severity.MEDIUM,
    kinds=(Kind.CADDY,),
    basis="measured on Caddy 2.6.2 and 2.11.7",
    page=__doc__ or "",
    find=find,
)
