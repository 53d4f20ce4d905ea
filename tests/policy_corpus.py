"""The policies that every server is tried with, and the nasty set-cookie lines that go through them."""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from hardtack.policy import Policy, from_toml

FOLDER = Path(__file__).resolve().parent / "policies"
CORPUS = FOLDER / "corpus.txt"


def read_lines(file: Path = CORPUS) -> tuple[str, ...]:
    """The set-cookie lines of a file, one a line, bytes as latin-1 isomorphic text; blank lines are left out."""
    text = file.read_bytes().decode("latin-1")
    return tuple(line for line in re.split("[\r\n]", text) if line.strip(" \t"))


def mutated_lines(seed: int, count: int) -> tuple[str, ...]:
    """Lines of the corpus with characters put in and taken out."""
    rng = random.Random(seed)
    short = [line for line in read_lines() if len(line) < 300]
    lines: list[str] = []
    for _ in range(count):
        chars = list(rng.choice(short))
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(chars) + 1)
            if rng.random() < 0.5:
                chars.insert(at, rng.choice("; =\t:,-.01234569aZ\x01\xff"))
            elif chars:
                del chars[min(at, len(chars) - 1)]
        lines.append("".join(chars))
    return tuple(lines)


def portions(texts: Sequence[str], most: int, size: int) -> Iterator[list[str]]:
    """Texts in order, so many at once as have no more characters together than a size, unless one alone has more."""
    part: list[str] = []
    for text in texts:
        if part and (len(part) == most or sum(map(len, part)) + len(text) > size):
            yield part
            part = []
        part.append(text)
    yield part


def read_policy(file: Path) -> Policy:
    """The policy of a file."""
    return from_toml(file.read_text(encoding="utf-8"))


def policy_files() -> tuple[Path, ...]:
    """The files of the policies, in order."""
    return tuple(sorted(FOLDER.glob("*.toml")))
