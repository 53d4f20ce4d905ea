"""`preload` is asked for, and what the list wants for it is missing.

What it finds:
    `preload` with a max-age below a year or without includeSubDomains.

Why it matters:
    The word is a consent to be built into browsers, for years and with all names below. With what stands beside it the
    list refuses the host; and should the rest be added one day, anybody can submit it.

Remedy:
    Take `preload` out, until every name below speaks https; then add a year and includeSubDomains.

Example:
    bad (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000; preload" always;
        }
    good (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
        }
    bad (apache):
        Header always set Strict-Transport-Security "max-age=3600; includeSubDomains; preload"

References:
    RFC 6797 12.3; hstspreload.org
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, hsts_ops
from hardtack.lint.hsts_text import YEAR, hsts_value
from hardtack.lint.intended import hsts_of
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """A consent without its terms."""
    for op in hsts_ops(document, Operation.SET, Operation.ADD):
        value = hsts_value(op.value)
        if value is not None and value.preload and not (value.subdomains and (value.max_age or 0) >= YEAR):
            missing = "includeSubDomains" if not value.subdomains else "a max-age of a year"
            yield Found(op.line, f"preload without {missing}: the preload list refuses it.", hsts_of(op.value))


RULE = Rule(
    code="HL904",
    name="hsts-preload-not-fulfilled",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="read in the requirements of the preload list",
    page=__doc__ or "",
    find=find,
)
