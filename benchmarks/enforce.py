"""How fast a policy is enforced, beside the raw parser in the same run: ``python benchmarks/enforce.py [ROUNDS]``.

The corpus is that of the shared documents (environment variable HARDTACK_SHARED, ``../shared`` if unset). Each pass has
values that no pass before it had, and dates of its own, as a site's lines have; what else follows the value repeats, as
on a site, but in the rows "all new", where no line has attributes that any line before it had. Rounds are interleaved,
the clock is the process's own CPU time, figures are medians; a ratio is the median of the ratios of each round. Exit 1
if a row from line to line has less than its promised share of the raw parser's speed; the last row parses once more.
"""

import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from hardtack.cookies import SameSite, split_set_cookie
from hardtack.policy import (
    CookieMatch,
    CookieRule,
    HttpOnlyRule,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    Remove,
    RequestFacts,
    SameSiteRule,
    SecureRule,
    Site,
    Treatment,
    enforce,
    enforce_line,
)

RAW = "raw parser: split_set_cookie"
FLAGS = "enforce_line: Secure, HttpOnly, SameSite"
FULL = "enforce_line: those, and Domain, Path, lifetime, __Host-"
NEW = ", all new"
FLOOR = 0.35
PASSES = 5
REQUEST = RequestFacts(https=True, now=1_795_305_600)

_flags = Treatment(secure=SecureRule.REQUIRE, http_only=HttpOnlyRule.REQUIRE, same_site=SameSiteRule(SameSite.LAX))
FLAGS_POLICY = Policy(Site("https://app.example.test"), defaults=_flags)
FULL_POLICY = Policy(
    Site("https://app.example.test"),
    defaults=Treatment(
        secure=SecureRule.REQUIRE,
        http_only=HttpOnlyRule.REQUIRE,
        same_site=SameSiteRule(SameSite.LAX),
        domain=Remove.REMOVE,
        path=(PathChange("/app", "/"),),
        lifetime=MaxLifetime(86_400),
    ),
    cookies=tuple(
        CookieRule(CookieMatch(MatchKind.NAME, name), treatment=PartialTreatment(prefix=NamePrefix.HOST))
        for name in ("JSESSIONID", "PHPSESSID", "ASP.NET_SessionId")
    ),
)


def measure(ask: Callable[[str], object], batches: list[list[str]]) -> float:
    """Lines a second of CPU time."""
    begin = time.process_time()
    for batch in batches:
        for line in batch:
            ask(line)
    return sum(map(len, batches)) / (time.process_time() - begin)


def fresh(lines: list[str], serial: int, *, new: bool) -> list[str]:
    """The corpus with values and dates that no other serial number gives; if new, with such an attribute too."""
    minute, second = divmod(serial, 60)
    tail = f"; x={serial:x}" if new else ""
    # A minute's place in a corpus date: 12:34:56 GMT.
    dated = [re.sub(r":[0-9]{2}:[0-9]{2} GMT", f":{minute % 60:02}:{second:02} GMT", line) for line in lines]
    return [
        f"{pair}.{serial:x}{semicolon}{rest}{tail}{f'.{number}' if new else ''}"
        for number, (pair, semicolon, rest) in enumerate(line.partition(";") for line in dated)
    ]


def main(arguments: list[str]) -> int:
    """Measure and print the table; 1 if a policy is slower than promised."""
    rounds = int(arguments[0]) if arguments else 15
    shared = Path(os.environ.get("HARDTACK_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    lines: list[str] = json.loads((shared / "conformance/corpus_set_cookie.json").read_text(encoding="utf-8"))
    asks: dict[str, Callable[[str], object]] = {
        RAW: split_set_cookie,
        RAW + NEW: split_set_cookie,
        FLAGS: partial(_line, FLAGS_POLICY),
        FLAGS + NEW: partial(_line, FLAGS_POLICY),
        FULL: partial(_line, FULL_POLICY),
        FULL + NEW: partial(_line, FULL_POLICY),
        "enforce: as the full policy, and parsed": partial(_cookie, FULL_POLICY),
    }
    rates: dict[str, list[float]] = {name: [] for name in asks}
    serial = 0
    for _ in range(rounds):
        for name, ask in asks.items():
            batches = [fresh(lines, serial + number, new=name.endswith(NEW)) for number in range(PASSES)]
            serial += PASSES
            rates[name].append(measure(ask, batches))
    sys.stdout.write(f"{len(lines)} lines, {rounds} rounds of {PASSES} passes, CPU time, medians\n")
    missed = False
    for name, of_name in rates.items():
        bases = rates[RAW + NEW if name.endswith(NEW) else RAW]
        ratio = statistics.median(rate / base for rate, base in zip(of_name, bases, strict=True))
        promised = f" (promised {FLOOR})" if name.startswith((FLAGS, FULL)) else ""
        missed |= bool(promised) and ratio < FLOOR
        sys.stdout.write(
            f"{name:66} {statistics.median(of_name):9,.0f} lines/s  {ratio:5.2f} of the raw parser{promised}\n"
        )
    return int(missed)


def _line(policy: Policy, line: str) -> object:
    return enforce_line(policy, line, REQUEST)


def _cookie(policy: Policy, line: str) -> object:
    return enforce(policy, line, REQUEST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
