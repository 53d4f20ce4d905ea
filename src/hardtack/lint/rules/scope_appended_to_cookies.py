r"""A Path or a Domain is written after lines that may have one, and browsers take the last.

What it finds:
    An edit of Set-Cookie that appends `Path=` or `Domain=` to what matched, where neither its pattern nor that of an
    edit before it looks whether there is one.

Why it matters:
    Cookies of different paths come to one Path: two of one name become one in the browser, and a cookie with the prefix
    __Host-, whose Path has to be `/`, is refused. With a Domain, every host below it gets the cookies, and __Host- is
    refused whatever the name.

Remedy:
    Rewrite the Path that is there, by whole segments; leave Domain out, so that cookies belong to the host that set
    them. Are several hosts to share one cookie, name it in the pattern and let no line with a Domain match.

Example:
    bad (apache):
        ProxyPass /api/ http://127.0.0.1:8000/
        Header edit Set-Cookie "(.*)" "$1; Path=/api"
    good (apache):
        ProxyPass /api/ http://127.0.0.1:8000/
        Header edit Set-Cookie "(?i)(;\s*path\s*=\s*)/(?=\s*(?:;|$))" "$1/api"
    bad (caddy):
        photos.example.com {
            reverse_proxy 127.0.0.1:2283 {
                header_down Set-Cookie "(token=[^;]+)(.*)" "$1$2; Domain=.example.com"
            }
        }

References:
    rfc6265bis-22 5.6.3, 5.6.4, 5.7 (the last attribute of a name counts), 4.1.3.2; CWE-668; ASVS 5.0 3.3.3
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import NO_DOMAIN, paths
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended, is_marked, without_cases
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Edits that append a scope."""
    looked: set[str] = set()
    for op in set_cookie_ops(document, Operation.EDIT):
        # An edit before it may have taken the attribute out, or have put a mark on the lines without it.
        looked |= {name for name in ("path", "domain") if name in without_cases(op.pattern)}
        for name, value in () if is_marked(op.pattern) else appended(op):
            if name.lower() in looked:
                continue
            if name.lower() == "path":
                # What was meant by one Path for all can't be said where it is the whole host's.
                meant = paths("/", value) if len(value) > 1 else None
                message = f"Browsers take the last Path: what matches comes to {value}, whatever Path it had."
                yield Found(op.line, message, meant)
            elif name.lower() == "domain":
                message = f"Every host below {value.lstrip('.')} gets the cookies that match; __Host- is refused."
                yield Found(op.line, message, NO_DOMAIN)


RULE = Rule(
    code="HL911",
    name="scope-appended-to-cookies",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71 and HAProxy 2.6.12; that the last counts is read in rfc6265bis-22",
    page=__doc__ or "",
    find=find,
)
