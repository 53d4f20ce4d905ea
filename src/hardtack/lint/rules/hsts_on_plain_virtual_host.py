"""HSTS is sent by plain HTTP, where browsers ignore it, and not by TLS.

What it finds:
    Strict-Transport-Security in a virtual host without TLS. It is a note where a TLS host of the file sends it as well.

Why it matters:
    Browsers take HSTS from a TLS connection alone: on the plain side anybody on the network could write it. Where only
    the plain host sends it, the site has no HSTS.

Remedy:
    Send it from the TLS host; let the plain one redirect.

Example:
    bad (apache):
        <VirtualHost *:80>
          Header always set Strict-Transport-Security "max-age=31536000"
        </VirtualHost>
        <VirtualHost *:443>
          SSLEngine on
        </VirtualHost>
    good (apache):
        <VirtualHost *:80>
          Redirect permanent / https://www.example.com/
        </VirtualHost>
        <VirtualHost *:443>
          SSLEngine on
          Header always set Strict-Transport-Security "max-age=31536000"
        </VirtualHost>

References:
    RFC 6797 7.2, 8.1
"""

from collections.abc import Iterator

from hardtack.lint.fields import FieldOp, Operation, hsts_ops
from hardtack.lint.intended import YEAR_OF_HSTS
from hardtack.lint.model import Directive, Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_HOST = "<virtualhost"


def find(document: Document) -> Iterator[Found]:
    """HSTS in hosts that speak no TLS."""
    ops = hsts_ops(document, Operation.SET, Operation.ADD)
    secure = {one.line for one in walk(document.directives) if one.name == _HOST and _speaks_tls(one)}
    sent = any(host.line in secure for op in ops if (host := _host(op)) is not None)
    for op in ops:
        host = _host(op)
        if host is None or op.condition or host.line in secure or not _is_plain(host):
            continue
        if secure and not sent:
            message = "Browsers ignore HSTS that comes by plain HTTP, and no TLS host of this file sends it."
            yield Found(op.line, message, YEAR_OF_HSTS)
        else:
            message = "Browsers ignore HSTS that comes by plain HTTP: here it does nothing."
            yield Found(op.line, message, YEAR_OF_HSTS, Severity.INFO)


def _host(op: FieldOp) -> Directive | None:
    return next((one for one in reversed(op.around) if one.name == _HOST), None)


def _speaks_tls(host: Directive) -> bool:
    return any(one.name == "sslengine" and one.arg(0).lower() == "on" for one in walk(host.block))


def _is_plain(host: Directive) -> bool:
    """Whether it is on port 80; another port may have TLS in front of it."""
    return bool(host.args) and all(one.endswith(":80") for one in host.args)


RULE = Rule(
    code="HL108",
    name="hsts-on-plain-virtual-host",
    severity=Severity.LOW,
    kinds=(Kind.APACHE,),
    basis="read in RFC 6797 7.2 and 8.1",
    page=__doc__ or "",
    find=find,
)
