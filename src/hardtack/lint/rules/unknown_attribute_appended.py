"""An attribute is appended that no browser knows: a slip of the pen.

What it finds:
    An attribute in an edit of Set-Cookie that is none: `HttpOnly.`, `Http-Only`, `Secured`, a SameSite other than None,
    Lax and Strict.

Why it matters:
    Browsers pass over it, and the cookie is as open as before, while the file looks hardened.

Remedy:
    The attributes are Secure, HttpOnly, SameSite, Path, Domain, Max-Age, Expires and Partitioned.

Example:
    bad (apache):
        Header onsuccess edit Set-Cookie "^(?!.*httponly)(sid=.*)$" "$1; HttpOnly."
        Header always edit Set-Cookie "^(?!.*httponly)(sid=.*)$" "$1; HttpOnly."
    good (apache):
        Header onsuccess edit Set-Cookie "^(?!.*httponly)(sid=.*)$" "$1; HttpOnly"
        Header always edit Set-Cookie "^(?!.*httponly)(sid=.*)$" "$1; HttpOnly"

References:
    rfc6265bis-22 5.6 (unknown attributes are ignored)
"""

import re
from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import appending
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import ATTRIBUTES, FLAGS, appended
from hardtack.policy import Policy
from hardtack.verdict import Severity

_VARIABLE = re.compile(r"[$%{\\]")
_SAME_SITES = frozenset({"none", "lax", "strict"})


def find(document: Document) -> Iterator[Found]:
    """Names that are none."""
    for op in set_cookie_ops(document, Operation.EDIT):
        for name, value in appended(op):
            if _VARIABLE.search(name + value):
                continue
            if name.lower() not in ATTRIBUTES:
                yield Found(op.line, f"{name} is no attribute: browsers ignore it.", _meant(name, value))
            elif name.lower() == "samesite" and value.lower() not in _SAME_SITES:
                message = f"SameSite={value} is none of None, Lax and Strict: browsers ignore it."
                yield Found(op.line, message, appending((("samesite", "lax"),)))


def _meant(name: str, value: str) -> Policy | None:
    """The flag that a misspelt name begins with, whatever stands between its letters."""
    letters = "".join(filter(str.isalpha, name.lower()))
    return next((appending(((flag, value),)) for flag in sorted(FLAGS) if letters.startswith(flag)), None)


RULE = Rule(
    code="HL907",
    name="unknown-attribute-appended",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71 (it is written as it stands); browsers ignore what they don't know",
    page=__doc__ or "",
    find=find,
)
