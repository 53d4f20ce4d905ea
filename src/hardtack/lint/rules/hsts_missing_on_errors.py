"""HSTS is not on the server's own errors.

What it finds:
    `Header set Strict-Transport-Security` without `always` (Apache), `add_header` without `always` (nginx),
    `http-response` instead of `http-after-response` (HAProxy), `header >…` or `header_down` (Caddy).

Why it matters:
    A browser that gets only errors learns nothing: a first visit to a page that is missing, or to an application that
    is down, leaves it open to the network. An attacker chooses the address that the victim visits. (Caddy 2.6.2 does
    nothing at all for `header >NAME VALUE`.)

Remedy:
    Add `always`; in HAProxy use http-after-response; in Caddy a plain `header`, in a block where nothing is taken away
    (`-NAME` makes the whole block wait).

Example:
    bad (apache):
        Header set Strict-Transport-Security "max-age=31536000"
    good (apache):
        Header always set Strict-Transport-Security "max-age=31536000"
    bad (nginx):
        server {
            listen 443 ssl;
            add_header Strict-Transport-Security "max-age=31536000";
        }
    good (nginx):
        server {
            listen 443 ssl;
            add_header Strict-Transport-Security "max-age=31536000" always;
        }
    bad (haproxy):
        frontend web
            http-response set-header Strict-Transport-Security "max-age=31536000"
    good (haproxy):
        frontend web
            http-after-response set-header Strict-Transport-Security "max-age=31536000"
    bad (caddy):
        www.example.com {
            header >Strict-Transport-Security max-age=31536000
        }
    good (caddy):
        www.example.com {
            header Strict-Transport-Security max-age=31536000
        }

References:
    RFC 6797 7.1; mod_headers, `Header`; ngx_http_headers_module, `add_header`; ASVS 5.0 3.4.1
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, hsts_ops
from hardtack.lint.intended import hsts_of
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """HSTS that errors lack."""
    ops = hsts_ops(document, Operation.SET, Operation.ADD)
    reaching = {op.scope for op in ops if op.own_errors}
    for op in ops:
        if not op.own_errors and op.scope not in reaching:
            message = f"{op.how} puts HSTS on good answers only: the server's own errors go out without it."
            yield Found(op.line, message, hsts_of(op.value))


RULE = Rule(
    code="HL110",
    name="hsts-missing-on-errors",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71, nginx 1.22.1, HAProxy 2.6.12 and Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
