"""A location with an add_header of its own sends no HSTS: that of the level around it is out of force.

What it finds:
    `add_header` in a location or server without Strict-Transport-Security, while a level around it has it. Not where
    `add_header_inherit merge` (nginx 1.29.3) stands.

Why it matters:
    Fields are inherited only where the inner level adds none. A Cache-Control in a location is enough to lose HSTS
    there, and nothing says so.

Remedy:
    Repeat the line in the location, or include a file with the fields that all have; from nginx 1.29.3 on,
    `add_header_inherit merge;`.

Example:
    bad (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
            location /static/ {
                add_header Cache-Control "public, max-age=3600";
            }
        }
    good (nginx):
        server {
            add_header Strict-Transport-Security "max-age=31536000" always;
            location /static/ {
                add_header Cache-Control "public, max-age=3600";
                add_header Strict-Transport-Security "max-age=31536000" always;
            }
        }

References:
    ngx_http_headers_module, `add_header`, `add_header_inherit`; ASVS 5.0 3.4.1
"""

from collections.abc import Iterator

from hardtack.lint.fields import HSTS
from hardtack.lint.intended import hsts_of
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import levels
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Levels that add a field and not this one."""
    for level in levels(document.directives):
        mine = level.named("add_header")
        merged = any(one.named("add_header_inherit") for one in (level, *level.around))
        # A file that is taken in may hold the line.
        if not mine or merged or level.named("include"):
            continue
        lost = next((one for one in level.inherited("add_header") if one.arg(0).lower() == HSTS), None)
        if lost is not None and all(one.arg(0).lower() != HSTS for one in mine):
            yield Found(
                mine[0].line,
                f"This add_header puts the HSTS of line {lost.line} out of force here.",
                hsts_of(lost.arg(1)),
            )


RULE = Rule(
    code="HL207",
    name="add-header-drops-inherited-hsts",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1",
    page=__doc__ or "",
    find=find,
)
