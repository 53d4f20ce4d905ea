"""What servers that run the policy as a program answer for each field: the same, but for what a server can't."""

from hardtack.policy import OnError, Policy, Tls
from hardtack.render._no_sessions import no_sessions
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["script_answers"]


def script_answers(
    policy: Policy, control_characters: str | None, *, needs: str | None = None, by: str = "Lua module"
) -> tuple[FieldAnswer, ...]:
    """The answers of a server that runs the Lua module, or the same in another language.

    Args:
        policy: The policy.
        control_characters: What the server does by itself with set-cookie lines that hold control characters, in one
            sentence; None = it hands them to the module.
        needs: The module that the server lacks as it is delivered, in one sentence; None = it lacks nothing.
        by: What runs the policy there.
    """
    exact = f"The {by} does exactly this."
    exactness = Exactness.EXACT if needs is None else Exactness.NEEDS
    answers = [FieldAnswer("cookies", None, exactness, needs or exact)]
    answers += [FieldAnswer(field, None, Exactness.EXACT, exact) for field in _DEFAULT_FIELDS]
    # Where the policy refuses such a response anyway, it makes no difference who does.
    own = None if policy.on_error is OnError.REFUSE else control_characters
    answers.append(
        FieldAnswer("on_error", None, Exactness.EXACT, exact)
        if own is None
        else FieldAnswer("on_error", None, Exactness.APPROXIMATE, own)
    )
    answers += _transport(policy)
    return (*answers, *no_sessions(policy))


_DEFAULT_FIELDS = (
    "secure",
    "httponly",
    "samesite",
    "domain",
    "path",
    "lifetime",
    "lifetime.expires",
    "prefix",
    "action",
    "was",
    "unknown",
    "inbound",
    "limits.set_cookie_bytes",
    "limits.headers_bytes",
    "limits.set_cookies",
)


def _transport(policy: Policy) -> list[FieldAnswer]:
    transport, plain = policy.transport, policy.site.tls is Tls.NONE
    answers: list[FieldAnswer] = []
    if transport.redirect is not None:
        answers.append(
            FieldAnswer("transport.redirect", None, Exactness.UNSUPPORTED, "site.tls is none: there is no TLS side.")
            if plain
            else FieldAnswer(
                "transport.redirect", None, Exactness.EXACT, "GET and HEAD are redirected, others get 403."
            )
        )
    if transport.hsts is not None:
        answers.append(
            FieldAnswer("transport.hsts", None, Exactness.UNSUPPORTED, "Browsers ignore HSTS that comes without TLS.")
            if plain
            else FieldAnswer("transport.hsts", None, Exactness.EXACT, "One field, on the server's own errors too.")
        )
    return answers
