r"""An edit of Path compares letters, not segments.

What it finds:
    An edit of Set-Cookie whose pattern ends with a path (`Path=/`, `Path=/app`), while what follows that path in the
    line may go on with it.

Why it matters:
    `Path=/` to `Path=/app` makes `Path=/appsub` of `Path=/sub`, which no request matches: the browser never sends that
    cookie. `Path=/app` to `Path=/` makes `Path=/2` of `Path=/app2`.

Remedy:
    Two edits that look for the segment's end: `(?=\s*(?:;|$))` for the path itself, `(/[^;]*)` for what is below it.

Example:
    bad (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "Path=/" "Path=/shop"
            }
        }
    good (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "Path=/(;|$)" "Path=/shop$1"
            }
        }
    bad (apache):
        ProxyPass / http://127.0.0.1:8080/app/
        Header edit Set-Cookie "Path=/app" "Path=/"
    good (apache):
        ProxyPass / http://127.0.0.1:8080/app/
        Header edit Set-Cookie "(?i)(;\s*path\s*=\s*)/app(?=\s*(?:;|$))" "$1/"
        Header edit Set-Cookie "(?i)(;\s*path\s*=\s*)/app(/[^;]*)" "$1$2"
    bad (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie "(.*)Path=/(.*)" "\1Path=/shop\2"

References:
    rfc6265bis-22 5.1.4; mod_headers, `Header edit`
"""

import re
from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import paths
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import without_cases
from hardtack.verdict import Severity

_REST = r"(?:\(?\.\*\)?\$?|\)*)"
_OLD = re.compile(rf"path=(?P<path>/[\w/.-]*){_REST}")
_NEW = re.compile(r"path=(?P<path>/[\w/.-]*)(?:[$\\]\{?[0-9]\}?)?", re.IGNORECASE)


def find(document: Document) -> Iterator[Found]:
    """Edits with a plain path at the end of what they compare."""
    for op in set_cookie_ops(document, Operation.EDIT):
        old, new = _last(_OLD, without_cases(op.pattern)), _last(_NEW, op.value)
        # From one path that ends in a slash to another one nothing is cut.
        if old is None or new is None or old == new.lower() or (old.endswith("/") and new.endswith("/")):
            continue
        yield Found(
            op.line,
            f"Path={old}sub becomes Path={new}sub: letters are replaced, not segments.",
            paths(old.rstrip("/") or "/", new.rstrip("/") or "/"),
        )


def _last(pattern: re.Pattern[str], text: str) -> str | None:
    """The path that the text ends with, None where it ends with something else."""
    found = next((one for one in pattern.finditer(text) if one.end() == len(text)), None)
    return None if found is None else found["path"]


RULE = Rule(
    code="HL912",
    name="path-edit-cut-within-a-segment",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71, HAProxy 2.6.12 and Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
