"""Questions to a policy written in another language, and what `hardtack.policy` answers them."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from hardtack.policy import Policy, RequestFacts, enforce_line, enforce_response, inbound
from tests.equivalence import COOKIE_FIELDS
from tests.policy_corpus import mutated_lines, read_lines, read_policy

__all__ = ["NOW", "as_hex", "cookie_questions", "policy_below_a_path"]

NOW: Final = 1_795_000_000


def as_hex(text: str) -> str:
    """A text's bytes in hexadecimal digits."""
    return text.encode("latin-1").hex()


def policy_below_a_path(file: Path) -> Policy:
    """A policy from a file, with an application that lives below /alarmpoint/."""
    policy = read_policy(file)
    return replace(policy, site=replace(policy.site, upstream="http://127.0.0.1:8080/alarmpoint/"))


def cookie_questions(policy: Policy) -> tuple[list[str], list[str]]:
    """Lines (L), responses (R) and Cookie fields (C) of the corpus and around it: questions, and their answers.

    A question is its kind, 1 for TLS or 0, and texts in hexadecimal. The answers are the texts that go
    out; for R also ``|``, whether it is refused, ``|`` and how many notes there are.
    """
    lines = (*read_lines(), *mutated_lines(7, 300), "__Host- x=1", "__Secure-\tx=2; Path=/a")
    asked: list[str] = []
    wanted: list[str] = []
    for https in (True, False):
        facts = RequestFacts(https=https, now=NOW)
        for line in lines:
            out = enforce_line(policy, line, facts)
            asked.append(f"L {https:d} {as_hex(line)}")
            wanted.append("" if out is None else as_hex(out))
        for at in range(0, len(lines), 31):
            group = [line for line in lines[at : at + 31] if line]
            whole = enforce_response(policy, group, facts)
            asked.append(f"R {https:d} {' '.join(map(as_hex, group))}")
            notes = len(whole.faults) + len(whole.unknown)
            wanted.append(f"{' '.join(map(as_hex, whole.lines))}|{str(whole.refused).lower()}|{notes}")
    for field in (*COOKIE_FIELDS, "__Host- x=1; __Host-\tx=2; __Secure- y=3"):
        asked.append(f"C 0 {as_hex(field)}")
        wanted.append(as_hex(inbound(policy, field)))
    return asked, wanted
