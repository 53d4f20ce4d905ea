r"""The cookies are edited by a directive that HAProxy has no more.

What it finds:
    `rsprep`, `rspirep`, `rspadd`, `rspdel` and their kin with Set-Cookie or Strict-Transport-Security.

Why it matters:
    HAProxy 2.1 took them out: a newer one refuses to start with this file. Who deletes the lines to get it started
    deletes the hardening.

Remedy:
    `http-after-response replace-header` and `set-header`.

Example:
    bad (haproxy):
        frontend web
            rspirep ^Set-Cookie:\ (.*) Set-Cookie:\ \1;\ Secure
    good (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie '^(?!.*;\s*secure)(.*)$' '\1; Secure'

References:
    HAProxy 2.1, release notes
"""

import re
from collections.abc import Iterator

from hardtack.lint.intended import SECURE, YEAR_OF_HSTS
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_GONE = re.compile(r"rsp(?:i?(?:rep|del|deny)|add)")


def find(document: Document) -> Iterator[Found]:
    """The old directives."""
    for one in walk(document.directives):
        text = " ".join(one.args).lower()
        if _GONE.fullmatch(one.name) and ("set-cookie" in text or "strict-transport" in text):
            meant = SECURE if "set-cookie" in text else YEAR_OF_HSTS
            yield Found(one.line, f"{one.name} is gone since HAProxy 2.1, which refuses the file.", meant)


RULE = Rule(
    code="HL306",
    name="directive-gone-since-2-1",
    severity=Severity.MEDIUM,
    kinds=(Kind.HAPROXY,),
    basis="measured on HAProxy 2.6.12, which refuses the file",
    page=__doc__ or "",
    find=find,
)
