"""An empty replacement sets the field to the pattern itself.

What it finds:
    An edit of Set-Cookie, or of Cookie on the way in, whose replacement is empty.

Why it matters:
    Caddy 2.6.2, which Debian 12 has, takes it for no replacement at all and sets the field to the text of the pattern:
    all cookies are gone. Newer ones replace.

Remedy:
    An empty group at the end of the pattern, and `$1` or its number as the replacement: right in both.

Example:
    bad (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "; Domain=[^;]*" ""
            }
        }
    good (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "; Domain=[^;]*()" "$1"
            }
        }

References:
    Caddyfile directives, `reverse_proxy` (header_down)
"""

from collections.abc import Iterator

from hardtack.lint.intended import NO_DOMAIN
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_DIRECTIVES = frozenset({"header", "header_down", "header_up", "request_header"})


def find(document: Document) -> Iterator[Found]:
    """Empty replacements."""
    for one in walk(document.directives):
        words = (one.name, *one.args)
        if one.name in _DIRECTIVES:
            words = one.args[one.arg(0).startswith(("/", "@", "*")) :]
        if len(words) == 3 and words[0].lstrip(">").lower() in {"set-cookie", "cookie"} and not words[2]:
            meant = NO_DOMAIN if "domain" in words[1].lower() else None
            message = (
                "The replacement is empty: Caddy 2.6.2 sets the field to the pattern's text, all cookies are gone."
            )
            yield Found(one.line, message, meant)


RULE = Rule(
    code="HL402",
    name="empty-replacement-overwrites",
    severity=Severity.MEDIUM,
    kinds=(Kind.CADDY,),
    basis="measured on Caddy 2.6.2 (2.11.7 is not affected)",
    page=__doc__ or "",
    find=find,
)
