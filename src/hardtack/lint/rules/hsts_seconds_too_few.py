"""Django sends no HSTS, or for less than a year.

What it finds:
    `SECURE_HSTS_SECONDS` of 0 or of less than a year, written out. It is a note where it is on its way up (an hour or
    more).

Why it matters:
    Whoever visits less often than that is open to the network again at each visit.

Remedy:
    `SECURE_HSTS_SECONDS = 31536000`, reached in steps; or leave it to the server in front, and take the line out.

Example:
    bad (django):
        SECURE_HSTS_SECONDS = 60
    good (django):
        SECURE_HSTS_SECONDS = 31536000

References:
    Django, Settings, SECURE_HSTS_SECONDS; RFC 6797 11.2; ASVS 5.0 3.4.1
"""

from collections.abc import Iterator

from hardtack.lint.application import counting
from hardtack.lint.hsts_text import YEAR
from hardtack.lint.intended import YEAR_OF_HSTS
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity

_HOUR = 3_600


def find(document: Document) -> Iterator[Found]:
    """Less than a year."""
    for one in counting(document, "SECURE_HSTS_SECONDS"):
        if not isinstance(one.value, int):
            continue
        if one.value < 1:
            yield Found(one.line, "Django sends no HSTS.", YEAR_OF_HSTS)
        elif one.value < YEAR:
            lesser = Severity.INFO if one.value >= _HOUR else None
            yield Found(one.line, f"HSTS is kept for {one.value} seconds, less than a year.", YEAR_OF_HSTS, lesser)


RULE = Rule(
    code="HL611",
    name="hsts-seconds-too-few",
    severity=Severity.LOW,
    kinds=(Kind.DJANGO,),
    basis="read in the documentation of Django",
    page=__doc__ or "",
    find=find,
)
