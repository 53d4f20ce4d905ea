"""What the settings of an application answer for each field of a policy: they reach the framework's own cookies."""

from collections.abc import Iterable, Iterator

from hardtack.policy import CookieRule, NamePrefix, OnError, Policy, SecureRule, Unknown
from hardtack.render._own_cookies import OwnCookie, asked
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["answer_of", "own_answers", "reached"]


def answer_of(field: str, exactness: Exactness, sentence: str, rule: CookieRule | None = None) -> FieldAnswer:
    """An answer.

    Args:
        field: Of the policy.
        exactness: How well it is done.
        sentence: What happens.
        rule: The rule it holds for; None = all.
    """
    return FieldAnswer(field, None if rule is None else rule.match.text, exactness, sentence)


_BY_TLS = "The setting is always or never, and always ends sessions by plain HTTP; a server in front can."


def own_answers(
    policy: Policy, owns: tuple[OwnCookie, ...], elsewhere: str, transport: Iterable[FieldAnswer]
) -> tuple[FieldAnswer, ...]:
    """All answers of an application's settings.

    Args:
        policy: The policy.
        owns: The framework's own cookies; of several that one setting decides on, the first has its way.
        elsewhere: What does that which the settings can't, one sentence.
        transport: The answers for redirect, HSTS and sessions, as far as the framework has settings for them.
    """
    answers: list[FieldAnswer] = []
    for rule in policy.cookies:
        mine = [own for own in owns if own.alone and own.rule is rule]
        for field in asked(policy.treatment(rule)):
            if not mine or not all(reached(own, field, owns) for own in mine):
                by_tls = field == "secure" and bool(mine) and policy.treatment(rule).secure is SecureRule.IF_TLS
                answers.append(answer_of(field, Exactness.UNSUPPORTED, _BY_TLS if by_tls else elsewhere, rule))
            elif left := mine[0].left(field):
                answers.append(answer_of(field, Exactness.APPROXIMATE, left, rule))
            else:
                answers.append(answer_of(field, Exactness.EXACT, _by(mine[0], field), rule))
        if rule.was:
            answers.append(answer_of("was", Exactness.UNSUPPORTED, elsewhere, rule))
    # Other cookies than the framework's own fall under the defaults too.
    answers += [answer_of(field, Exactness.UNSUPPORTED, elsewhere) for field in asked(policy.treatment(None))]
    known = {*(answer.field for answer in answers), *(given := {one.field: one for one in transport})}
    answers += given.values()
    answers += [answer_of(field, Exactness.UNSUPPORTED, elsewhere) for field in _others(policy) if field not in known]
    if any(own.treatment.prefix is not NamePrefix.NONE for own in owns) and not policy.inbound.drop:
        answers.append(answer_of("inbound", Exactness.EXACT, "The application looks for the new name alone."))
    return tuple(answers)


def reached(own: OwnCookie, field: str, owns: tuple[OwnCookie, ...]) -> bool:
    """Whether a setting makes a cookie what the policy wants, and that isn't another than the first has who shares it.

    Args:
        own: The cookie.
        field: Of the policy.
        owns: All of the framework's.
    """
    if not own.reaches(field):
        return False
    name = own.slot.settings.get(field)
    first = next((one for one in owns if one.slot.settings.get(field) == name), own)
    if name is None:
        return True
    # By TLS, what is for TLS alone is as Secure as what always is.
    alike = field != "secure" or first.treatment.secure is own.treatment.secure
    return alike and first.after[field] == own.after[field]


def _by(own: OwnCookie, field: str) -> str:
    name = own.slot.settings.get(field)
    return "The framework does so by itself." if name is None else f"{name} does this."


def _others(policy: Policy) -> Iterator[str]:
    """The fields in use that settings have nothing for."""
    limits = policy.limits
    for field, used in (
        ("unknown", policy.unknown is not Unknown.KEEP),
        ("inbound", bool(policy.inbound.drop)),
        ("limits.set_cookie_bytes", limits.set_cookie_bytes is not None),
        ("limits.headers_bytes", limits.headers_bytes is not None),
        ("limits.set_cookies", limits.set_cookies is not None),
        ("on_error", policy.on_error is OnError.REFUSE),
        ("transport.redirect", policy.transport.redirect is not None),
        ("transport.hsts", policy.transport.hsts is not None),
        ("session", policy.session is not None),
        ("vault", policy.vault is not None),
    ):
        if used:
            yield field
