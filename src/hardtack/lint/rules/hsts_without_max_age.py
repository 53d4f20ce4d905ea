"""The HSTS field has no max-age that browsers can read, so they ignore it.

What it finds:
    Strict-Transport-Security whose max-age is missing, misspelt or no number (`max-age: 31536000`, `max_age=…`, a comma
    between the directives).

Why it matters:
    The site has no HSTS, while a glance at the file says that it has.

Remedy:
    `max-age=31536000`, and `; ` before each further directive.

Example:
    bad (nginx):
        server {
            add_header Strict-Transport-Security "max-age: 31536000" always;
        }
    good (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
        }
    bad (haproxy):
        frontend web
            http-after-response set-header Strict-Transport-Security "max-age=31536000, includeSubDomains"

References:
    RFC 6797 6.1, 8.1
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, hsts_ops
from hardtack.lint.hsts_text import hsts_value
from hardtack.lint.intended import YEAR_OF_HSTS
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """No number."""
    for op in hsts_ops(document, Operation.SET, Operation.ADD):
        value = hsts_value(op.value)
        if value is not None and value.max_age is None and op.value:
            yield Found(op.line, "There is no max-age that a browser can read: the field is ignored.", YEAR_OF_HSTS)


RULE = Rule(
    code="HL905",
    name="hsts-without-max-age",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="read in RFC 6797 6.1",
    page=__doc__ or "",
    find=find,
)
