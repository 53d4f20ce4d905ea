r"""One cookie that has the attribute keeps all others from getting it.

What it finds:
    An edit of Set-Cookie with a condition that looks at Set-Cookie, in itself or in an acl.

Why it matters:
    A condition is asked once for the whole response. Is there one line with Secure, the rule is passed over for every
    line. Mostly it is the session cookie that comes beside such a line.

Remedy:
    Ask in the pattern, which is held against each line: `^(?!.*;\s*secure\s*(?:[;=]|$))(.*)$`.

Example:
    bad (haproxy):
        frontend web
            acl secured res.hdr(Set-Cookie) -m sub Secure
            http-after-response replace-header Set-Cookie (.*) "\1; Secure" unless secured
    good (haproxy):
        frontend web
            http-after-response replace-header Set-Cookie '(?i)^(?!.*;\s*secure\s*(?:[;=]|$))(.*)$' '\1; Secure'

References:
    HAProxy configuration manual, 7 (acls are evaluated for a response, not for a field line)
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Conditions on the field that is edited."""
    acls = {
        one.args[0]
        for one in walk(document.directives)
        if one.name == "acl" and len(one.args) > 1 and _looks(" ".join(one.args[1:]))
    }
    for op in set_cookie_ops(document, Operation.EDIT):
        words = {word.lstrip("!") for word in op.condition.split()}
        if _looks(op.condition) or words & acls:
            yield Found(
                op.line,
                "The condition is asked once for the response: one cookie with the attribute exempts all others.",
                flags_in(appended(op)),
            )


def _looks(text: str) -> bool:
    return "set-cookie" in text.lower() and "hdr" in text


RULE = Rule(
    code="HL305",
    name="condition-decides-for-all-cookies",
    severity=Severity.MEDIUM,
    kinds=(Kind.HAPROXY,),
    basis="measured on HAProxy 2.6.12",
    page=__doc__ or "",
    find=find,
)
