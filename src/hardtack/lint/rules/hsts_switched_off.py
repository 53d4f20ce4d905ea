"""Browsers are told to forget HSTS.

What it finds:
    Strict-Transport-Security with `max-age=0`.

Why it matters:
    It takes away what earlier visits and other servers of the host have built. It is right for one purpose alone, to
    leave https, and is often left over from a rehearsal.

Remedy:
    `max-age=31536000`, reached in steps.

Example:
    bad (nginx):
        server {
            add_header Strict-Transport-Security "max-age=0" always;
        }
    good (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
        }
    bad (apache):
        Header always set Strict-Transport-Security "max-age=0"

References:
    RFC 6797 6.1.1; ASVS 5.0 3.4.1
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, hsts_ops
from hardtack.lint.hsts_text import hsts_value
from hardtack.lint.intended import YEAR_OF_HSTS
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """max-age=0."""
    for op in hsts_ops(document, Operation.SET, Operation.ADD):
        value = hsts_value(op.value)
        if value is not None and value.max_age == 0:
            yield Found(op.line, "max-age=0 makes browsers forget the HSTS they have.", YEAR_OF_HSTS)


RULE = Rule(
    code="HL902",
    name="hsts-switched-off",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="read in RFC 6797 6.1.1",
    page=__doc__ or "",
    find=find,
)
