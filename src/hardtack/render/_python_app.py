"""What the Python frameworks share: literals, a module of settings, and the middleware that does all the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hardtack.policy import Policy, Tls, to_toml
from hardtack.render._heading import heading
from hardtack.render._own_answers import own_answers
from hardtack.render._own_cookies import OwnCookie, Setting, Value, settings
from hardtack.render.model import Exactness, FieldAnswer, RenderedFile

__all__ = ["Plan", "assignments", "literal", "plan", "written"]

_FOLDER = "/srv/application"
"""Where the files are said to belong; no application's folder is known."""

_ELSEWHERE = "These settings reach the framework's own cookies alone; hardtack's middleware does the rest."


def literal(value: Value) -> str:
    r"""A Python literal.

    Grammar of what is returned: ``"True" | "False" | "None" | 1*DIGIT`` or a string of printable ASCII between double
    quotes, in which ``"``, ``\``, ``{``, ``%`` and every other character stand as ``\xhh`` or ``\uhhhh``.

    Args:
        value: The value; a text may hold any character.
    """
    if not isinstance(value, str):
        return repr(value)
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(char: str) -> str:
    if char.isascii() and char.isprintable() and char not in '"\\{%':
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\U{code:08x}"


def assignments(settings: Iterable[Setting]) -> list[str]:
    """Lines that assign settings, each with its reason above it.

    Args:
        settings: The settings.
    """
    return [line for one in settings for line in (f"# {one.why}", f"{one.name} = {literal(one.value)}")]


def _module(policy: Policy, target: str, lines: Sequence[str]) -> str:
    """A Python module.

    Args:
        policy: What it is made of.
        target: The renderer.
        lines: What stands in it.
    """
    head = [f"# {line}" for line in heading(policy, target)]
    return "\n".join([*head, *lines]) + "\n"


def written(policy: Policy, target: str, lines: Sequence[str], middleware: str | None) -> tuple[RenderedFile, ...]:
    """The files: the module of settings, and those of the middleware if it is needed.

    Args:
        policy: What they are made of.
        target: The renderer.
        lines: What stands in the module of settings.
        middleware: ``asgi`` or ``wsgi``; None = settings are enough.
    """
    files = (RenderedFile(f"{_FOLDER}/hardtack_settings.py", _module(policy, target, lines)),)
    return files if middleware is None else (*files, *_middleware_files(policy, target, middleware))


def _middleware_files(policy: Policy, target: str, kind: str) -> tuple[RenderedFile, ...]:
    """The policy and the module that puts the middleware around an application.

    Args:
        policy: The policy.
        target: The renderer.
        kind: ``asgi`` or ``wsgi``.
    """
    accepts = [name for name, part in (("session", policy.session), ("vault", policy.vault)) if part is not None]
    accept = f", accept={accepts!r}".replace("'", '"') if accepts else ""
    trust = (
        ["# X-Forwarded-Proto is believed: only what speaks TLS may reach the application.", ""]
        if policy.site.tls is Tls.FRONT
        else [""]
    )
    text = _module(
        policy,
        target,
        [
            "# The whole policy, around the whole application: it has to be the outermost layer.",
            *trust,
            "from pathlib import Path",
            "",
            f"from hardtack.{kind} import CookiePolicyMiddleware",
            "",
            'POLICY = Path(__file__).with_name("hardtack_policy.toml")',
            "",
            "",
            "def hardened(application):",
            '    """The application, with its cookies as the policy says."""',
            f"    return CookiePolicyMiddleware(application, POLICY{accept})",
        ],
    )
    head = "".join(f"# {line}\n" for line in heading(policy, target))
    return (
        RenderedFile(f"{_FOLDER}/hardtack_middleware.py", text),
        RenderedFile(f"{_FOLDER}/hardtack_policy.toml", head + _ascii(to_toml(policy))),
    )


def _ascii(text: str) -> str:
    r"""A TOML text in ASCII; beyond it characters stand in strings and comments alone, where ``\uhhhh`` may stand."""
    return "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in text)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a policy is had in a Python application.

    Attributes:
        middleware: whether settings are not enough for it.
        settings: the settings that are set; where the middleware renames, the application's names stay.
        instead: what would be set besides if there were no middleware.
        answers: the policy's fields.
    """

    middleware: bool
    settings: tuple[Setting, ...]
    instead: tuple[Setting, ...]
    answers: tuple[FieldAnswer, ...]


def plan(policy: Policy, owns: tuple[OwnCookie, ...], transport: tuple[FieldAnswer, ...]) -> Plan:
    """Settings alone, if they are all that a policy needs; else the middleware beside them.

    Args:
        policy: The policy.
        owns: The framework's own cookies.
        transport: The answers of the framework's settings for redirect, HSTS and sessions.
    """
    answers = own_answers(policy, owns, _ELSEWHERE, transport)
    whole = tuple(one for own in owns for one in settings(own))
    if all(answer.exactness is Exactness.EXACT or answer.field in _NOBODYS for answer in answers):
        return Plan(middleware=False, settings=whole, instead=(), answers=answers)
    kept = tuple(one for own in owns for one in settings(own, renames=False))
    instead = tuple(one for one in whole if one not in kept)
    return Plan(middleware=True, settings=kept, instead=instead, answers=_with_middleware(answers))


_NOBODYS = frozenset({"session", "vault"})


def _with_middleware(answers: Iterable[FieldAnswer]) -> tuple[FieldAnswer, ...]:
    needs = "The middleware is in hardtack itself: `pip install hardtack` where the application runs."
    others = [
        answer
        if answer.field in _NOBODYS
        else FieldAnswer(answer.field, answer.rule, Exactness.EXACT, "The middleware does exactly this.")
        for answer in answers
    ]
    return (FieldAnswer("cookies", None, Exactness.NEEDS, needs), *others)
