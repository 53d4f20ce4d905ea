"""The cookies that open the account hold too few characters to be unguessable.

What it asks:
    For each minimal set of cookies that opens the account: how many bits can its values hold at most, by their length
    and alphabet? ASVS asks for 128 bits of entropy. What is measured is an upper bound, so a long id may still be
    predictable; a short one can't be random enough.

Why it matters:
    Session ids are guessed by asking: at 32 bits a few machines find somebody's session in hours.

Remedy:
    Make ids of 128 bits or more with the system's random generator: 32 hexadecimal digits, or 22 characters of base64.

Example:
    bad: Set-Cookie: sid=483920
    good: Set-Cookie: sid=7f1c0d9b2a6e4f58b3c1d0e9a8f76b5c

References:
    CWE-331, CWE-334, CWE-6; ASVS 5.0 7.2.3; WSTG-SESS-01
"""

from math import log2

from hardtack.checks._base import unproved
from hardtack.checks._lines import finding, listed
from hardtack.cookies.contents import Alphabet, ValueFacts
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.roles import proof_of
from hardtack.verdict import Check, Finding, NotApplicable, Severity, Verdict, judged

_WANTED = 128
_GUESSABLE = 64
_SIZES = {
    Alphabet.EMPTY: 1,
    Alphabet.DIGITS: 10,
    Alphabet.HEX: 16,
    Alphabet.ALPHANUMERIC: 62,
    Alphabet.BASE64URL: 64,
    Alphabet.BASE64: 64,
    Alphabet.PRINTABLE: 95,
    Alphabet.BINARY: 256,
}


def ask(recording: Recording) -> Verdict:
    """Measure what each set of cookies that opens the account can hold."""
    if (doubt := unproved(recording)) is not None:
        return doubt
    proof = proof_of(recording)
    by_id = {one.id: one for one in inventory(recording).cookies}
    sets = (
        []
        if proof is None
        else [tuple(by_id[one] for one in members if one in proof.cookies) for members in proof.sets]
    )
    measured = [(members, _bits(recording, members)) for members in sets if members]
    known = [(members, bits) for members, bits in measured if bits is not None]
    if not known:
        return NotApplicable("no cookie whose value was seen opens the account")
    findings = tuple(_finding(members, bits) for members, bits in known if bits < _WANTED)
    return judged("The cookies that open the account are long enough to be unguessable.", findings)


def _bits(recording: Recording, members: tuple[SeenCookie, ...]) -> int | None:
    """The most bits that the values of a set can hold; the weakest value counts, in the widest alphabet seen."""
    total = 0.0
    for cookie in members:
        known = [facts for mask in cookie.masks if (facts := recording.facts(mask)) is not None]
        if not known:
            return None
        total += min(facts.length for facts in known) * max(log2(_size(facts)) for facts in known)
    return int(total)


def _size(facts: ValueFacts) -> int:
    return _SIZES[facts.alphabet]


def _finding(members: tuple[SeenCookie, ...], bits: int) -> Finding:
    severity = Severity.MEDIUM if bits < _GUESSABLE else Severity.LOW
    message = f"What opens the account ({listed(members)}) holds {bits} bits at most; {_WANTED} are asked for."
    return finding(members[0], severity, message, "Whoever tries enough values is inside as somebody.")


CHECK = Check(
    code="HT1111",
    name="session-id-too-short",
    question=None,
    severity=Severity.MEDIUM,
    cwe=(331, 334, 6),
    asvs=("7.2.3",),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
