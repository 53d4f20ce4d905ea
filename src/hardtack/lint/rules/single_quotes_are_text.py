r"""Caddyfiles have no single quotes: they are written into the field, or looked for in it.

What it finds:
    A word in single quotes in what is done to Set-Cookie or Strict-Transport-Security.

Why it matters:
    To the Caddyfile an apostrophe is a letter. `''` as a replacement is no empty text: it is written into the cookie,
    after its value. A pattern between apostrophes matches nothing, and an HSTS between them is ignored by browsers.
    A blank between them ends the word, so that a value becomes a pattern and its replacement.

Remedy:
    Double quotes, or backticks where there are double quotes inside. For an empty replacement, an empty group in the
    pattern and `$1`.

Example:
    bad (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie (?i);\s*domain=[^;]* ''
            }
        }
    good (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "(?i);\s*domain=[^;]*()" "$1"
            }
        }
    bad (caddy):
        www.example.com {
            header Strict-Transport-Security 'max-age=31536000; includeSubDomains'
        }
    good (caddy):
        www.example.com {
            header Strict-Transport-Security "max-age=31536000; includeSubDomains"
        }

References:
    Caddyfile concepts, tokens and quotes
"""

from collections.abc import Iterator

from hardtack.lint.fields import HSTS, SET_COOKIE, FieldOp, field_ops
from hardtack.lint.intended import NO_DOMAIN, YEAR_OF_HSTS, flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import attributes_of
from hardtack.policy import Policy
from hardtack.verdict import Severity

_QUOTE = "'"


def find(document: Document) -> Iterator[Found]:
    """Words between apostrophes, or with one where the word was cut."""
    for op in field_ops(document):
        quoted = any(word.startswith(_QUOTE) or word.endswith(_QUOTE) for word in (op.value, op.pattern))
        if quoted and op.field in {SET_COOKIE, HSTS}:
            message = "Single quotes are letters like others in a Caddyfile: they are a part of what is written here."
            yield Found(op.line, message, _meant(op))


def _meant(op: FieldOp) -> Policy | None:
    if op.field == HSTS:
        return YEAR_OF_HSTS
    return flags_in(attributes_of(op.value.strip(_QUOTE))) or (NO_DOMAIN if "domain" in op.pattern.lower() else None)


RULE = Rule(
    code="HL404",
    name="single-quotes-are-text",
    severity=Severity.MEDIUM,
    kinds=(Kind.CADDY,),
    basis="measured on Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
