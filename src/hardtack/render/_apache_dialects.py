"""Apache's two dialects: 2.4's, and 2.2's, which has neither conditions in expressions nor edits of every match.

What 2.2 has was read in its documentation and its source: `Header edit` and `RequestHeader edit` since 2.2.4, each of
the first match alone; conditions on environment variables; no status 308; no `responsefieldsize`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hardtack.errors import PolicyError
from hardtack.policy import Policy, Redirect, Tls
from hardtack.render._cookie_edits import CookieEdit, cookie_edits
from hardtack.render._regex_answers import answer
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["APACHE_2_2", "APACHE_2_4", "Dialect", "quote"]

_SAFE: Final = frozenset(map(chr, range(0x20, 0x7F))) - frozenset('"\\$&')
_SPELT: Final = {"%": "%%", "\\": "\\" * 8, '"': '\\"', "$": "\\$", "&": "\\&", "{": "\\{"}
_COPIES: Final = 8
_BY_TLS: Final = "hardtack_https"
_TOO_MANY: Final = "hardtack_too_many"
_NO_COOKIE: Final = "hardtack_no_cookie"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs in a configuration between versions of Apache.

    Attributes:
        command: what `hardtack render` was called with.
        note: lines of comment at the head of a file.
        quote: a text as a part of a replacement of `Header edit`, to stand between double quotes. Raises PolicyError if
            it can't be written.
        begin: lines that what follows relies on.
        if_https: what makes a line of mod_headers one for requests that came by TLS.
        is_https: the operands of a RewriteCond that holds for such.
        way_in: the lines that change the Cookie field.
        redirect: the status of redirects, given the policy's.
        tls_host: a line for the virtual host that speaks TLS.
        protocols: the operands of SSLProtocol.
        limits: lines of a virtual host that make room for long fields.
        parameters: what follows in a ProxyPass line.
        answers: what the version changes in the answers.
        tested: whether the output was run on such a version.
    """

    command: str
    note: tuple[str, ...]
    quote: Callable[[str], str]
    begin: Callable[[Policy], Iterator[str]]
    if_https: Callable[[Policy], str]
    is_https: Callable[[Policy], str]
    way_in: Callable[[Policy], Iterator[str]]
    redirect: Callable[[Redirect], int]
    tls_host: str
    protocols: str
    limits: str
    parameters: str
    answers: Callable[[Policy], Iterator[FieldAnswer]]
    tested: bool


def quote(text: str) -> str:
    r"""A text as a part of a replacement of `Header edit`, to stand between double quotes, for Apache 2.4.

    Grammar of what is returned: ``(plain | "%%" | "\" ("$" | "&" | "{" | DQUOTE) | 8"\")*``, plain being printable
    ASCII without these and without the percent sign. Three readers go over it: that of words takes the backslash before
    a double quote and one of two, and would put a variable for ``${``; that of formats takes one of two again, and of
    two percent signs; that of replacements takes one before anything, which then stands for itself.

    Args:
        text: The text as it is to be written.

    Raises:
        PolicyError: The text holds what has no spelling here.
    """
    bad = [char for char in text if not " " <= char <= "~"]
    if bad:
        raise PolicyError(
            f"{text!r} can't be written into a replacement of Apache's: it holds {bad[0]!r}.", "Use printable ASCII."
        )
    return "".join(_SPELT.get(char, char) for char in text)


def _quote_2_2(text: str) -> str:
    """As `quote`, for Apache 2.2: no format is read there, so a percent sign stands for itself."""
    bad = [char for char in text if char not in _SAFE]
    if bad:
        raise PolicyError(
            f"{text!r} can't be written into a replacement of Apache's: it holds {bad[0]!r}.",
            "Choose a path without double quotes, backslashes, dollar signs and ampersands, or another target.",
        )
    return text


def _secure_expression(policy: Policy) -> str:
    """Apache's expression for a browser's request that came by TLS."""
    return "%{HTTP:X-Forwarded-Proto} == 'https'" if policy.site.tls is Tls.FRONT else "%{HTTPS} == 'on'"


def _nothing(_policy: Policy) -> Iterator[str]:
    return iter(())


def _way_in_2_4(policy: Policy) -> Iterator[str]:
    edits = cookie_edits(policy)
    for edit in edits:
        yield f"# {edit.why}"
        yield f'RequestHeader edit* Cookie "{edit.pattern}" "{_groups(edit)}"'
    if edits:
        yield "# What taking out has left of separators, and of the field."
        yield r'RequestHeader edit* Cookie ";[ \t]*(?=;)" ""'
        yield r'RequestHeader edit Cookie "^[; \t]+" ""'
        yield r'RequestHeader edit Cookie "[; \t]+$" ""'
        yield "RequestHeader unset Cookie \"expr=req('Cookie') == ''\""


def _groups(edit: CookieEdit) -> str:
    return "".join(f"${group}" for group in edit.groups)


APACHE_2_4: Final = Dialect(
    command="apache",
    note=(),
    quote=quote,
    begin=_nothing,
    if_https=lambda policy: f'"expr={_secure_expression(policy)}"',
    is_https=lambda policy: '%{HTTP:X-Forwarded-Proto} "=https"' if policy.site.tls is Tls.FRONT else '%{HTTPS} "=on"',
    way_in=_way_in_2_4,
    redirect=int,
    tls_host="",
    protocols="-all +TLSv1.2 +TLSv1.3",
    limits="  # Room for long cookies: Apache answers 400 or 502 to a field of more than 8190 bytes otherwise.\n"
    "  LimitRequestFieldSize 32768\n",
    parameters=" responsefieldsize=32768",
    answers=lambda _policy: iter(()),
    tested=True,
)


def _begin_2_2(policy: Policy) -> Iterator[str]:
    if policy.site.tls is Tls.FRONT:
        yield "# What came by TLS, as what stands in front says."
        yield f'SetEnvIf X-Forwarded-Proto "^https$" {_BY_TLS}'


def _way_in_2_2(policy: Policy) -> Iterator[str]:
    edits = cookie_edits(policy)
    if not edits:
        return
    yield f"# An edit is of the first match alone, so each stands {_COPIES} times; with more matches no cookie passes."
    for edit in edits:
        pair = _pair(edit)
        yield f'SetEnvIf Cookie "(?:^|;){pair}(?:.*;{pair}){{{_COPIES}}}" {_TOO_MANY}'
    gone = "|".join(_pair(edit) for edit in edits if len(edit.groups) == 1)
    if gone:
        yield "# Nor is an empty field sent where all of it is taken out."
        yield f'SetEnvIf Cookie "^[; \\t]*(?:(?:{gone})(?:;[; \\t]*|$))*$" {_NO_COOKIE}'
        yield f"RequestHeader unset Cookie env={_NO_COOKIE}"
    yield f"RequestHeader unset Cookie env={_TOO_MANY}"
    for edit in edits:
        yield f"# {edit.why}"
        yield from [f'RequestHeader edit Cookie "{edit.pattern}" "{_groups(edit)}"'] * _COPIES
    yield "# What taking out has left of separators."
    yield r'RequestHeader edit Cookie "^[; \t]+" ""'
    yield r'RequestHeader edit Cookie "[; \t]+$" ""'


def _pair(edit: CookieEdit) -> str:
    """A pattern for what an edit matches, without the separator before it."""
    return edit.pattern.removeprefix("(^|;)")


def _redirect_2_2(status: Redirect) -> int:
    # 2.2 knows no 308 and does not start with it. GET and HEAD alone are redirected, so 301 says the same.
    return 301 if status is Redirect.PERMANENT else int(status)


def _answers_2_2(policy: Policy) -> Iterator[FieldAnswer]:
    if cookie_edits(policy):
        sentence = f"Up to {_COPIES} cookies of a request are taken out or renamed by each rule; with more none passes."
        yield answer("inbound", sentence, Exactness.APPROXIMATE)
    if policy.transport.redirect is Redirect.PERMANENT:
        yield answer("transport.redirect", "Apache 2.2 knows no 308: it is 301.", Exactness.APPROXIMATE)


APACHE_2_2: Final = Dialect(
    command="apache --version 2.2",
    note=(
        "From documentation: Apache 2.2 itself was never run with this. It needs 2.2.4; the last was 2.2.34, of 2017,",
        "and what was found since is open in it. It answers 502 to a field of the application of 8190 bytes or more.",
    ),
    quote=_quote_2_2,
    begin=_begin_2_2,
    if_https=lambda _policy: f"env={_BY_TLS}",
    is_https=lambda _policy: f'%{{ENV:{_BY_TLS}}} "=1"',
    way_in=_way_in_2_2,
    redirect=_redirect_2_2,
    tls_host=f'  # What comes here comes by TLS.\n  SetEnvIf Request_URI "^" {_BY_TLS}\n',
    protocols="all -SSLv2 -SSLv3",
    limits="",
    parameters="",
    answers=_answers_2_2,
    tested=False,
)
