r"""The cookies are edited by a directive that HAProxy has no more.

What it finds:
    `rsprep`, `rspirep`, `rspadd`, `rspdel` and their kin with Set-Cookie or Strict-Transport-Security.

Why it matters:
    HAProxy 2.1 took them out: a newer one refuses to start with this file. Who deletes the lines to get it started
    deletes the hardening.

Remedy:
    `http-after-response replace-header` and `set-header`. (No lines are proposed for one that rewrites a Path or a
    Domain, since its expression says them.)

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

from hardtack.lint.intended import YEAR_OF_HSTS, flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import attributes_of
from hardtack.lint.walking import walk
from hardtack.policy import Policy
from hardtack.verdict import Severity

_GONE = re.compile(r"rsp(?:i?(?:rep|del|deny)|add)")


def find(document: Document) -> Iterator[Found]:
    """The old directives."""
    for one in walk(document.directives):
        text = " ".join(one.args).lower()
        if _GONE.fullmatch(one.name) and ("set-cookie" in text or "strict-transport" in text):
            meant = _meant(one.args) if "set-cookie" in text else YEAR_OF_HSTS
            yield Found(one.line, f"{one.name} is gone since HAProxy 2.1, which refuses the file.", meant)


def _meant(args: tuple[str, ...]) -> Policy | None:
    """The flags that the line writes; a Path or a Domain that it rewrites is no flag."""
    end = next((index for index, word in enumerate(args) if word in {"if", "unless"}), len(args))
    written = attributes_of(" ".join(args[1:end]))
    return flags_in(written)


RULE = Rule(
    code="HL306",
    name="directive-gone-since-2-1",
    severity=Severity.MEDIUM,
    kinds=(Kind.HAPROXY,),
    basis="measured on HAProxy 2.6.12, which refuses the file",
    page=__doc__ or "",
    find=find,
)
