"""What a policy is in Apache's configuration: the lines of mod_headers and mod_rewrite, and what they can't do."""

from collections.abc import Iterator
from typing import Final

from hardtack.policy import CookieRole, OnError, Policy, Tls, hsts_field
from hardtack.render._apache_dialects import APACHE_2_2, APACHE_2_4, Dialect
from hardtack.render._heading import ramp_note
from hardtack.render._line_edits import line_edits
from hardtack.render._marks import CONTROLS, LineEdit, by_reason
from hardtack.render._names import literal
from hardtack.render._regex_answers import answer, limit_answers, regex_answers, transport_answers
from hardtack.render._site import front
from hardtack.render.model import Exactness, FieldAnswer, Version

__all__ = ["apache_answers", "dialect_of", "transport", "way_out"]

_MINIMUM_2_4: Final = (2, 4)


def dialect_of(version: Version | None) -> Dialect:
    """The dialect of a version of Apache; None = of any that is kept up.

    Args:
        version: Apache's.
    """
    return APACHE_2_4 if version is None or version[:2] >= _MINIMUM_2_4[: len(version)] else APACHE_2_2


def _edit(policy: Policy, dialect: Dialect, edit: LineEdit) -> Iterator[str]:
    text = "".join(f"${part}" if isinstance(part, int) else dialect.quote(part) for part in edit.parts)
    condition = f" {dialect.if_https(policy)}" if edit.https_only else ""
    for table in ("onsuccess", "always"):
        yield f'Header {table} edit Set-Cookie "{edit.pattern}" "{text}"{condition}'


def way_out(policy: Policy, dialect: Dialect) -> Iterator[str]:
    """The lines that change set-cookie lines. Each edit stands twice: Apache keeps response fields in two tables.

    Args:
        policy: The policy.
        dialect: Apache's.

    Raises:
        PolicyError: A text of the policy has no spelling in Apache's configuration.
    """
    for why, alike in by_reason(line_edits(policy)):
        yield f"# {why}"
        for edit in alike:
            yield from _edit(policy, dialect, edit)
    if policy.on_error is not OnError.REFUSE:
        yield "# A line with a control character is a cookie to no browser, and Apache would answer 500: emptied."
        for table in ("onsuccess", "always"):
            yield f'Header {table} edit Set-Cookie "^.*{CONTROLS}.*$" ""'


def transport(policy: Policy, dialect: Dialect) -> Iterator[str]:
    """The lines for HSTS and for plain requests, which concern a whole virtual host.

    Args:
        policy: The policy.
        dialect: Apache's.

    Raises:
        PolicyError: The policy has no site that could be written.
    """
    rules = policy.transport
    if policy.site.tls is Tls.NONE:
        return
    if rules.hsts is not None:
        yield "# One field in place of the application's own, by TLS alone; `always` = on Apache's own errors too."
        yield "Header onsuccess unset Strict-Transport-Security"
        yield "Header always unset Strict-Transport-Security"
        field = hsts_field(rules.hsts)
        yield f'Header always set Strict-Transport-Security "{field}" {dialect.if_https(policy)}'
        yield from (f"# {note}" for note in ramp_note(rules.hsts))
    if rules.redirect is not None:
        yield from _redirect(policy, dialect, dialect.redirect(rules.redirect))


def _redirect(policy: Policy, dialect: Dialect, status: int) -> Iterator[str]:
    exempt = [f"{literal(path)}[^? ]*" if path.endswith("/") else literal(path) for path in policy.transport.exempt]
    yield "RewriteEngine On"
    yield "# By TLS, the next rules are skipped."
    yield f"RewriteCond {dialect.is_https(policy)}"
    yield f"RewriteRule ^ - [S={3 if exempt else 2}]"
    if exempt:
        yield "# Paths that stay on plain HTTP; one with dot segments never does: servers disagree on where it leads."
        separator = r"(?:/|\x5c|\x25(?:2f|5c))"
        dots = rf"(?i)^[^ ]+ [^? ]*{separator}(?:\.|\x252e){{1,2}}(?:{separator}|[? ]|$)"
        yield f'RewriteCond %{{THE_REQUEST}} "!{dots}"'
        yield f'RewriteCond %{{THE_REQUEST}} "^[^ ]+ (?:{"|".join(exempt)})[? ]"'
        yield "RewriteRule ^ - [S=2]"
    yield "# The address as it was asked for. Other methods were sent in clear already: whoever sends them has to know."
    yield 'RewriteCond %{THE_REQUEST} "^(?:GET|HEAD) (/[^? ]*)"'
    yield f"RewriteRule ^ {front(policy).origin}%1 [R={status},L,NE]"
    yield "RewriteRule ^ - [F]"


def apache_answers(policy: Policy, dialect: Dialect) -> tuple[FieldAnswer, ...]:
    """Every field that a policy uses.

    Args:
        policy: The policy.
        dialect: Apache's.
    """
    refusing = policy.on_error is OnError.REFUSE
    controls = (
        "Apache answers 500, not 502, to one with a control character, and others that can't be enforced are emptied."
        if refusing
        else "Others that can't be enforced are emptied and the response passes, that of a session cookie too."
    )
    answers = list(regex_answers(policy, controls))
    if any(rule.was for rule in policy.cookies):
        sentence = (
            "mod_headers can't add a line because another is there: old identities stay in browsers until they end."
        )
        answers.append(answer("was", sentence, Exactness.UNSUPPORTED))
    answers.append(
        answer("inbound", "The generated expressions do exactly this to the one Cookie field browsers send.")
    )
    session = any(rule.role is CookieRole.SESSION for rule in policy.cookies)
    passes = " and the response passes" if session or refusing else ""
    longer = f"Bytes are counted with the blanks that upstream sent; a longer line is emptied{passes}."
    answers += limit_answers(policy, longer, "mod_headers sees one line at a time and can't count them.")
    answers += transport_answers(policy, "Apache")
    own = {one.field: one for one in dialect.answers(policy)}
    return tuple(own.get(one.field, one) for one in answers)
