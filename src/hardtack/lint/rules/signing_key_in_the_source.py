"""The key that signs cookies stands in the source.

What it finds:
    `SECRET_KEY` with a text written out. Nothing where DEBUG is True beside it. The text itself is never shown.

Why it matters:
    Whoever reads the source, or a copy of it, signs cookies of their own: with Flask's sessions, and with Django's
    signed cookies, that is to log in as anybody.

Remedy:
    Take it from the environment or from a file that is not in the repository, and make a new one: the old one is known.
    Nothing is written instead: a key that somebody else has written is no key.

Example:
    bad (flask):
        SECRET_KEY = "change-me-in-production"
    good (flask):
        SECRET_KEY = os.environ["SECRET_KEY"]
    bad (django):
        INSTALLED_APPS = []
        SECRET_KEY = "change-me-in-production"
    good (django):
        INSTALLED_APPS = []
        SECRET_KEY = os.environ["SECRET_KEY"]

References:
    Django, Settings, SECRET_KEY; Flask, Configuration Handling, SECRET_KEY; CWE-321, CWE-798
"""

from collections.abc import Iterator

from hardtack.lint.application import counting
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Keys written out."""
    for one in counting(document, "SECRET_KEY"):
        if isinstance(one.value, str) and one.value:
            yield Found(one.line, "Whoever reads the source can sign cookies.")


RULE = Rule(
    code="HL610",
    name="signing-key-in-the-source",
    severity=Severity.HIGH,
    kinds=(Kind.DJANGO, Kind.FLASK),
    basis="read in the documentation of Django and Flask",
    page=__doc__ or "",
    find=find,
)
