r"""replace-value splits set-cookie lines at commas, in the middle of their dates.

What it finds:
    `replace-value Set-Cookie`.

Why it matters:
    `Expires=Wed, 09 Jun 2099 …` becomes `Expires=Wed; Secure,09 Jun 2099 …; Secure`: the date is gone, so a cookie that
    was to be deleted stays, and one that was to last ends with the browser.

Remedy:
    `replace-header` takes the line whole.

Example:
    bad (haproxy):
        frontend web
            http-after-response replace-value Set-Cookie '^(?!.*;\s*secure)(.*)$' '\1; Secure'
    good (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie '^(?!.*;\s*secure)(.*)$' '\1; Secure'

References:
    HAProxy configuration manual, `http-response replace-value`; RFC 9110 5.3
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Values split at commas."""
    for op in set_cookie_ops(document, Operation.EDIT):
        if op.how.endswith("replace-value"):
            yield Found(
                op.line,
                "The line is split at commas, that of the date in Expires too, and each piece is edited by itself.",
                flags_in(appended(op)),
            )


RULE = Rule(
    code="HL304",
    name="set-cookie-split-at-commas",
    severity=Severity.MEDIUM,
    kinds=(Kind.HAPROXY,),
    basis="measured on HAProxy 2.6.12",
    page=__doc__ or "",
    find=find,
)
