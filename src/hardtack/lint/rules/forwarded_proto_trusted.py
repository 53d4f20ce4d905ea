"""The application believes a field of the request when it asks whether the connection is secure.

What it finds:
    `SECURE_PROXY_SSL_HEADER`.

Why it matters:
    It is right behind a server that sets the field itself and takes away what the client sent. Behind one that doesn't,
    every client can say https, and checks of the Referer, redirects and Secure cookies go by it. It is a note: the
    answer is in the other server's configuration.

Remedy:
    See that the server in front overwrites the field on every request, plain ones too. Nothing is written instead: what
    has to be set stands in the other server's configuration.

Example:
    bad (django):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    good (django):
        SECURE_PROXY_SSL_HEADER = None

References:
    Django, Settings, SECURE_PROXY_SSL_HEADER; CWE-348
"""

from collections.abc import Iterator

from hardtack.lint.application import counting
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """The setting."""
    for one in counting(document, "SECURE_PROXY_SSL_HEADER"):
        if one.value is not None:
            yield Found(one.line, "A client can say https, unless the server in front overwrites the field.")


RULE = Rule(
    code="HL607",
    name="forwarded-proto-trusted",
    severity=Severity.INFO,
    kinds=(Kind.DJANGO,),
    basis="read in the documentation of Django",
    page=__doc__ or "",
    find=find,
)
