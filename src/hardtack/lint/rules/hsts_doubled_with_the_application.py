"""If the application sends HSTS as well, it goes out twice, and browsers take the first.

What it finds:
    HSTS added in front of a proxied application, whose own is not taken away.

Why it matters:
    Two fields are no list: browsers take the first one and forget the other (RFC 6797 8.1). Which is first depends on
    the server: nginx and HAProxy leave the application's first, Apache and Caddy put their own first. So a short
    max-age of the application's may win. It is a note: the file doesn't say whether the application sends one.

Remedy:
    Take the application's away: `Header onsuccess unset`, `proxy_hide_header`, `http-after-response del-header`,
    `header_down -Strict-Transport-Security`.

Example:
    bad (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
            location / {
                proxy_pass http://127.0.0.1:8080;
            }
        }
    good (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
            location / {
                proxy_pass http://127.0.0.1:8080;
                proxy_hide_header Strict-Transport-Security;
            }
        }
    bad (apache):
        ProxyPass / http://127.0.0.1:8080/
        Header always set Strict-Transport-Security "max-age=31536000"
    good (apache):
        ProxyPass / http://127.0.0.1:8080/
        Header onsuccess unset Strict-Transport-Security
        Header always set Strict-Transport-Security "max-age=31536000"
    bad (haproxy):
        frontend web
            http-after-response add-header Strict-Transport-Security "max-age=31536000"
    good (haproxy):
        frontend web
            http-after-response set-header Strict-Transport-Security "max-age=31536000"

References:
    RFC 6797 8.1
"""

from collections.abc import Iterator

from hardtack.lint.fields import FieldOp, Operation, hsts_ops
from hardtack.lint.intended import hsts_of
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_PROXYING = {
    Kind.APACHE: frozenset({"proxypass", "proxypassmatch"}),
    Kind.NGINX: frozenset({"proxy_pass"}),
    Kind.HAPROXY: frozenset({"http-response", "http-after-response"}),
    Kind.CADDY: frozenset({"reverse_proxy"}),
}
"""What lets the answers of an application pass; HAProxy has no others."""


def find(document: Document) -> Iterator[Found]:
    """HSTS beside the application's."""
    if hsts_ops(document, Operation.REMOVE):
        return
    for op in hsts_ops(document, Operation.SET, Operation.ADD):
        if _beside(document.kind, op) and _proxies(document, op):
            message = "Does the application send HSTS as well, it goes out twice, and browsers take the first alone."
            yield Found(op.line, message, hsts_of(op.value))


def _proxies(document: Document, op: FieldOp) -> bool:
    """Whether answers of an application pass where the field is added."""
    inside = op.around[-1].block if op.around else document.directives
    return any(one.name in _PROXYING[document.kind] for one in walk(inside))


def _beside(kind: Kind, op: FieldOp) -> bool:
    """Whether the operation leaves an application's field where it is."""
    if kind in {Kind.HAPROXY, Kind.NGINX}:
        return op.operation is Operation.ADD
    return op.own_errors


RULE = Rule(
    code="HL111",
    name="hsts-doubled-with-the-application",
    severity=Severity.INFO,
    kinds=(Kind.APACHE, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71, nginx 1.22.1, HAProxy 2.6.12 and Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
