"""HSTS is kept for less than a year.

What it finds:
    A max-age above 0 and below 31536000. It is a note from a day on, where it may be on its way up.

Why it matters:
    Whoever visits less often than that is open to the network again at each visit.

Remedy:
    Go up in steps, five minutes, a day, a month, and stay at a year or more.

Example:
    bad (nginx):
        server {
            add_header Strict-Transport-Security "max-age=300" always;
        }
    good (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
        }
    bad (apache):
        Header always set Strict-Transport-Security "max-age=86400; includeSubDomains"

References:
    RFC 6797 11.2; CWE-523; ASVS 5.0 3.4.1
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, hsts_ops
from hardtack.lint.hsts_text import YEAR, hsts_value
from hardtack.lint.intended import hsts
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity

_DAY = 86_400


def find(document: Document) -> Iterator[Found]:
    """Less than a year."""
    for op in hsts_ops(document, Operation.SET, Operation.ADD):
        value = hsts_value(op.value)
        if value is not None and value.max_age is not None and 0 < value.max_age < YEAR:
            lesser = Severity.INFO if value.max_age >= _DAY else None
            message = f"Browsers keep HSTS for {value.max_age} seconds, less than a year."
            yield Found(op.line, message, hsts(YEAR, subdomains=value.subdomains), lesser)


RULE = Rule(
    code="HL903",
    name="hsts-kept-too-short",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="read in RFC 6797 11.2",
    page=__doc__ or "",
    find=find,
)
