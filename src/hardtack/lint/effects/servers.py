"""What Apache httpd, nginx, HAProxy and Caddy do to cookies and to HSTS."""

from collections.abc import Iterator
from typing import Final, assert_never

from hardtack.lint.fields import HSTS, SET_COOKIE, FieldOp, Operation, field_ops
from hardtack.lint.masking import masked, masked_value
from hardtack.lint.model import Document, Effect, Kind
from hardtack.lint.set_cookie_text import appended, is_blanket, own_line
from hardtack.lint.walking import walk

__all__ = ["directives", "fields"]

_NAMED: Final = {SET_COOKIE: "Set-Cookie", HSTS: "Strict-Transport-Security"}
_APACHE: Final = frozenset({Kind.APACHE, Kind.HTACCESS})
_DIRECTIVES: Final = {
    (Kind.APACHE, "proxypassreversecookiepath"): ("", "a Path that begins with {0} becomes {1}, whole."),
    (Kind.APACHE, "proxypassreversecookiedomain"): ("", "Domain={0} becomes Domain={1}."),
    (Kind.APACHE, "sessioncookiename"): ("", "the session is kept in the cookie {0} ({2})."),
    (Kind.APACHE, "sessioncookiename2"): ("", "the session is kept in the cookie {0} ({2})."),
    (Kind.NGINX, "proxy_cookie_flags"): ("", "proxied cookies that match {0} get {2}."),
    (Kind.NGINX, "proxy_cookie_path"): ("", "in the Path of proxied cookies, {0} becomes {1}."),
    (Kind.NGINX, "proxy_cookie_domain"): ("", "in proxied cookies, Domain={0} becomes Domain={1}."),
    (Kind.NGINX, "sticky"): ("cookie", "nginx sets a cookie that keeps a client on one server: {2}."),
    (Kind.HAPROXY, "cookie"): ("", "the cookie {0} keeps a client on one server ({2})."),
    (Kind.CADDY, "lb_policy"): ("cookie", "Caddy sets the cookie {1}, which keeps a client on one server."),
}
"""What the first word has to be (empty = anything); what is said with the first word, the second, all from it on."""


def fields(document: Document) -> Iterator[Effect]:
    """One effect for each thing that is done to the two fields."""
    for op in field_ops(document):
        if op.field == SET_COOKIE:
            yield Effect(op.line, f"{_cookies(op)}{_where(document.kind, op)}.")
        elif op.field == HSTS:
            yield Effect(op.line, f"{_hsts(op)}{_where(document.kind, op)}.")


def _cookies(op: FieldOp) -> str:
    match op.operation:
        case Operation.EDIT:
            which = (
                "every set-cookie line"
                if is_blanket(op.pattern)
                else f"a set-cookie line that matches {masked_value(op.pattern)}"
            )
            written = appended(op)
            if written:
                return f"{which} gets {'; '.join(name + ('=' if value else '') + value for name, value in written)}"
            return f"{which} is rewritten as {masked_value(op.value) or 'nothing'}"
        case Operation.REMOVE:
            return "all set-cookie lines are taken away"
        case Operation.SET | Operation.ADD:
            own = own_line(op)
            named = "a cookie" if own is None else f"the cookie {own[0]}"
            return f"{named} is {'set in place of all others' if op.operation is Operation.SET else 'added'}"
    assert_never(op.operation)


def _hsts(op: FieldOp) -> str:
    match op.operation:
        case Operation.REMOVE:
            return "the application's Strict-Transport-Security is taken away"
        case Operation.EDIT:
            return f"Strict-Transport-Security is rewritten as {op.value}"
        case Operation.SET | Operation.ADD:
            return f"Strict-Transport-Security: {op.value} is {'set' if op.operation is Operation.SET else 'added'}"
    assert_never(op.operation)


def _where(kind: Kind, op: FieldOp) -> str:
    """Where it holds, and on what it hangs."""
    place = ""
    if op.operation is not Operation.REMOVE:
        if kind in _APACHE and op.field == SET_COOKIE:
            place = ", in the table of CGI programs" if op.own_errors else ", in the table of proxied applications"
        elif op.field == HSTS or kind is not Kind.NGINX:
            place = ", on the server's own answers too" if op.own_errors else ", not on the server's own errors"
    return place + (f" (condition: {op.condition})" if op.condition else "")


def directives(document: Document) -> Iterator[Effect]:
    """One effect for each directive of the servers' own that is about cookies."""
    kind = Kind.APACHE if document.kind in _APACHE else document.kind
    for one in walk(document.directives):
        told = _DIRECTIVES.get((kind, one.name))
        if told is not None and len(one.args) > 1 and told[0] in {"", one.args[0]}:
            words = [masked(word) for word in one.args]
            yield Effect(one.line, told[1].format(words[0], words[1], " ".join(words[1:])))
