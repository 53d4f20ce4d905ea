r"""An edit takes Secure, HttpOnly or SameSite out of the application's cookies.

What it finds:
    An edit of Set-Cookie whose pattern matches one of the three and whose replacement does not bring it back. Nothing
    where a later edit of the file writes it again; a note where it hangs on a condition.

Why it matters:
    The application asked for the protection, and the server in front removes it. It is usually left over from a test
    over plain HTTP, where browsers refuse cookies with Secure.

Remedy:
    Take the line out. For tests without TLS use another file, or let the application decide.

Example:
    bad (apache):
        Header edit* Set-Cookie "(JSESSIONID=.*)(; Secure)" "$1"
        ProxyPass / http://127.0.0.1:8080/
    good (apache):
        Header edit Set-Cookie "(?i)^(?!.*;\s*secure\s*(?:[;=]|$))(JSESSIONID=.*)$" "$1; Secure"
        ProxyPass / http://127.0.0.1:8080/
    bad (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie "(.*)(; SameSite=[^;]*)(.*)" "\1\3"
    good (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie "(.*)(; SameSite=None)(.*)" "\1; SameSite=Lax\3"
    bad (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "; Secure()" "$1"
            }
        }

References:
    mod_headers, `Header edit`; CWE-614, CWE-1004, CWE-1275; ASVS 5.0 3.3.1
"""

from collections.abc import Iterator

from hardtack.lint.edited_flags import taken_out
from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import appending
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended, is_marked
from hardtack.verdict import Severity

_NAMES = {"secure": "Secure", "httponly": "HttpOnly", "samesite": "SameSite"}
_LAX = {"samesite": "lax"}


def find(document: Document) -> Iterator[Found]:
    """Edits that remove."""
    found: list[Found] = []
    again: set[str] = set()
    for op in reversed(set_cookie_ops(document, Operation.EDIT)):
        gone = frozenset[str]() if is_marked(op.pattern) else taken_out(op) - again
        taken = tuple(word for word in _NAMES if word in gone)
        again |= {name.lower() for name, _ in appended(op)}
        if taken:
            meant = appending(tuple((word, _LAX.get(word, "")) for word in taken))
            found.append(Found(op.line, _message(taken), meant, Severity.INFO if op.condition else None))
    return reversed(found)


def _message(taken: tuple[str, ...]) -> str:
    names = " and ".join(_NAMES[word] for word in taken)
    return f"{names} of the application's {'is' if len(taken) == 1 else 'are'} taken out of every line that matches."


RULE = Rule(
    code="HL909",
    name="flags-edited-away",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71, HAProxy 2.6.12 and Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
