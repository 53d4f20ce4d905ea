r"""Attributes are written after every set-cookie line, also where they stand already.

What it finds:
    An edit of Set-Cookie whose replacement is what matched and an attribute after it, while its pattern does not look
    whether the attribute is there: `^(.*)$` and its like, as hardening guides (the STIGs among them) print it.

Why it matters:
    A cookie that has the attribute gets it twice. Browsers take the last SameSite of two, so that a Strict of the
    application's becomes what is appended; scanners and proxies take either. What the line is after is right, only not
    how it asks.

Remedy:
    Look first: a pattern with a negative look-ahead (`(?!…)`) where the engine has it; where it has not (Caddy), append
    and then take the double out.

Example:
    bad (apache):
        Header onsuccess edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure
        Header always edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure
    good (apache):
        Header onsuccess edit Set-Cookie "(?i)^(?!.*;\s*secure\s*(?:[;=]|$))(.*)$" "$1; Secure"
        Header always edit Set-Cookie "(?i)^(?!.*;\s*secure\s*(?:[;=]|$))(.*)$" "$1; Secure"
    bad (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie (.*) "\1; Secure"
    good (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie '(?i)^(?!.*;\s*secure\s*(?:[;=]|$))(.*)$' '\1; Secure'
    bad (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie (.*) "$1; Secure"
            }
        }
    good (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "[; ]*$" "; Secure"
                header_down Set-Cookie "(?i)^([^;]*(?:;[^;]*)*?; *secure *(?:;.*)?); Secure$" "$1"
            }
        }

References:
    rfc6265bis-22 4.1.1 (an attribute stands once), 5.6 (the last one counts); mod_headers, `Header edit`
"""

from collections.abc import Iterator

from hardtack.lint.edited_flags import matched_away
from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import appending
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import FLAGS, appended, is_guarded, last_looks
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Edits that append without looking."""
    ops = set_cookie_ops(document, Operation.EDIT)
    looks = last_looks(ops)
    out: set[tuple[bool, str]] = set()
    for op in ops:
        # What this edit or one before it takes out is not there twice.
        out |= {(op.own_errors, flag) for flag in matched_away(op)}
        names = [name for name, _ in appended(op) if name.lower() in FLAGS and (op.own_errors, name.lower()) not in out]
        doubled = [name for name in names if looks.get(name.lower(), 0) <= op.line]
        # Whether a condition of HAProxy's looks at the cookies is another rule's question.
        looking = document.kind is Kind.HAPROXY and bool(op.condition)
        if doubled and not looking and "set-cookie" not in op.condition.lower() and not is_guarded(op.pattern):
            yield Found(
                op.line,
                f"Every set-cookie line that matches gets {' and '.join(doubled)}, also one that has it already: it"
                " then stands there twice.",
                appending(appended(op)),
            )


RULE = Rule(
    code="HL101",
    name="flags-appended-to-every-set-cookie",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71, HAProxy 2.6.12 and Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
