"""What to run after a plan: commands that work as they are printed; what can't be known stands in capitals."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from hardtack.cli.program import program
from hardtack.errors import HardtackError
from hardtack.policy import PlanTerms, Policy, Tls
from hardtack.policy.plan_site import base_of
from hardtack.recording.model import Target
from hardtack.render.model import Exactness
from hardtack.render.nginx_lua import RENDERER

__all__ = ["Planning", "what_next"]

_FOLDER: Final = "nginx"
_SOMEWHERE: Final = "http://HOST:PORT"


@dataclass(frozen=True, slots=True)
class Planning:
    """How `hardtack plan` was called.

    Attributes:
        seen: the recording's file.
        output: the policy's file; None and `-` are stdout.
        profile: `--profile`.
        terms: what the recording does not say.
    """

    seen: str
    output: str | None
    profile: str | None
    terms: PlanTerms


def what_next(policy: Policy, target: Target, planning: Planning) -> Iterator[str]:
    """The commands that come next, a line each with what is to be known of them.

    Args:
        policy: what was planned.
        target: the site that was audited.
        planning: how the command was called.
    """
    if policy.site.upstream is None:
        yield f"next, for a server in front: {_again(policy, target, planning)}"
        yield "--upstream is where the application listens behind that server; other targets: " + _listing()
        return
    place = "POLICY" if planning.output in {None, "-"} else shlex.quote(str(planning.output))
    try:
        answers = RENDERER.render(policy, None).answers
    except HardtackError as error:
        yield f"next: {_listing()} ({RENDERER.target} can't be told of this site: {error.message})"
        return
    fields = dict.fromkeys(one.field for one in answers if one.exactness is not Exactness.EXACT)
    accepted = "".join(f" --accept {field}" for field in fields)
    yield f"next: {program()} render {RENDERER.target} {place}{accepted} --write {_FOLDER}"
    yield f"what is accepted there is told by the same command without --accept; other targets: {_listing()}"


def _listing() -> str:
    return f"{program()} render --list"


def _again(policy: Policy, target: Target, planning: Planning) -> str:
    """The same command with a server in front; the policy that was just written is written over."""
    terms = planning.terms
    origin, upstream = _front(policy, target, terms)
    words = ["plan", "RECORDING" if planning.seen == "-" else planning.seen]
    words += [] if origin is None else ["--origin", origin]
    words += ["--upstream", upstream]
    words += [] if terms.tls is None else ["--tls", terms.tls.value]
    words += ["--plain-closed"] if terms.plain_closed else []
    for one in terms.paths:
        words += ["--path", f"{one.old}={one.new}"]
    words += [] if planning.profile is None else ["--profile", planning.profile]
    words += [] if planning.output in {None, "-"} else ["-o", str(planning.output), "--force"]
    return f"{program()} {shlex.join(words)}"


def _front(policy: Policy, target: Target, terms: PlanTerms) -> tuple[str | None, str]:
    """What browsers are to see (None = as it is), and where the application will listen, as far as that is known.

    A bare application on a port of its own may stay there, and https comes on the same host. On port 80 it can't stay:
    the server in front answers there.
    """
    if policy.site.tls is not Tls.NONE or terms.tls is not None or terms.origin is not None:
        return terms.origin, _SOMEWHERE
    plain = base_of(target.url)
    port = urlsplit(plain).port
    host = plain.removeprefix("http://").removesuffix(f":{port}")
    return f"https://{host}", _SOMEWHERE if port is None else plain
