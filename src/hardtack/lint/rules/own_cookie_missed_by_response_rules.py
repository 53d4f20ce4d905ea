r"""The rules that harden cookies do not see the cookie that HAProxy inserts.

What it finds:
    `http-response` rules for Set-Cookie in a file with `cookie NAME insert`, whose flags are not complete.

Why it matters:
    `http-response` looks at what came from the server. HAProxy's own cookie and its own error pages are made after
    that.

Remedy:
    `http-after-response` (HAProxy 2.2) with the same words; it sees everything that leaves.

Example:
    bad (haproxy):
        frontend web
            http-response replace-header Set-Cookie '^(?!.*;\s*secure)(.*)$' '\1; Secure'
        backend application
            cookie SRV insert indirect nocache
    good (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie '^(?!.*;\s*secure)(.*)$' '\1; Secure'
        backend application
            cookie SRV insert indirect nocache secure httponly

References:
    HAProxy configuration manual, `http-after-response`; haproxy/haproxy#361
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Rules made before the cookie is."""
    own = [
        one
        for one in walk(document.directives)
        if one.name == "cookie" and "insert" in one.args and not {"secure", "httponly"} <= set(one.args)
    ]
    for op in set_cookie_ops(document, Operation.EDIT):
        if own and not op.own_errors:
            yield Found(
                op.line,
                f"{op.how} does not see HAProxy's own cookie {own[0].args[0]} (line {own[0].line}).",
                flags_in(appended(op)),
            )


RULE = Rule(
    code="HL303",
    name="own-cookie-missed-by-response-rules",
    severity=Severity.MEDIUM,
    kinds=(Kind.HAPROXY,),
    basis="measured on HAProxy 2.6.12",
    page=__doc__ or "",
    find=find,
)
