"""How fast set-cookie lines are parsed, beside other Python libraries: ``python benchmarks/cookies.py [ROUNDS]``.

The corpus is that of the shared documents (environment variable HARDTACK_SHARED, ``../shared`` if unset). Each pass
parses values that no pass before it has seen, so that no cache across lines can help. Rounds are interleaved, the clock
is the process's own CPU time, figures are medians; a ratio is the median of the ratios of each round. Parsers that are
not installed are left out.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.cookiejar import parse_ns_headers  # type: ignore[attr-defined,unused-ignore]  # noqa: TID251 -- what is compared
from http.cookies import CookieError, SimpleCookie  # noqa: TID251 -- what is compared
from importlib import import_module
from pathlib import Path

from hardtack.cookies import DRAFT, Rejected, parse_set_cookie, split_set_cookie

BASE = "http.cookies.SimpleCookie"
RAW = "hardtack, name, value and raw attributes"
TYPED = "hardtack, every attribute understood"
FLOORS = {RAW: 4.5, TYPED: 1.8}
PASSES = 5


def raw(line: str) -> object:
    """Name, value and attributes as they stand."""
    return split_set_cookie(line, DRAFT)


def typed(line: str) -> object:
    """The whole line understood, dates included."""
    return parse_set_cookie(line)


def simple_cookie(line: str) -> object:
    """The standard library's reader of cookies."""
    try:
        return SimpleCookie(line)
    except CookieError:
        return None


def cookiejar(line: str) -> object:
    """The standard library's reader of set-cookie lines, the one in requests and httpx."""
    return parse_ns_headers([line])


def werkzeug(cookie_class: type) -> Callable[[str], object]:
    """The reader of werkzeug's test client, which is private and raises on some lines."""
    read: Callable[[str, str, str], object] = cookie_class._from_response_header  # type: ignore[attr-defined]  # noqa: SLF001

    def parse(line: str) -> object:
        try:
            return read("h.example", "/", line)
        except (StopIteration, ValueError):
            return None

    return parse


def parsers() -> dict[str, Callable[[str], object]]:
    """The parsers that can be imported here."""
    found: dict[str, Callable[[str], object]] = {
        BASE: simple_cookie,
        "http.cookiejar.parse_ns_headers": cookiejar,
        RAW: raw,
        TYPED: typed,
    }
    with suppress(ImportError):
        aiohttp_parse = import_module("aiohttp._cookie_helpers").parse_set_cookie_headers
        found["aiohttp.parse_set_cookie_headers"] = lambda line: aiohttp_parse([line])
    with suppress(ImportError):
        found["werkzeug.test.Cookie"] = werkzeug(import_module("werkzeug.test").Cookie)
    return found


def fresh(lines: list[str], serial: int) -> list[str]:
    """The corpus with values that no other serial number gives."""
    return [f"{pair}.{serial:x}{semicolon}{rest}" for pair, semicolon, rest in (line.partition(";") for line in lines)]


def measure(parse: Callable[[str], object], batches: list[list[str]]) -> float:
    """Lines a second of CPU time."""
    begin = time.process_time()
    for batch in batches:
        for line in batch:
            parse(line)
    return sum(map(len, batches)) / (time.process_time() - begin)


def main(arguments: list[str]) -> int:
    """Measure and print the table; 1 if hardtack misses a ratio it promises."""
    rounds = int(arguments[0]) if arguments else 15
    shared = Path(os.environ.get("HARDTACK_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    lines: list[str] = json.loads((shared / "conformance/corpus_set_cookie.json").read_text(encoding="utf-8"))
    assert not any(isinstance(parse_set_cookie(line), Rejected) for line in lines)
    rates: dict[str, list[float]] = {name: [] for name in parsers()}
    serial = 0
    for _ in range(rounds):
        for name, parse in parsers().items():
            batches = [fresh(lines, serial + number) for number in range(PASSES)]
            serial += PASSES
            rates[name].append(measure(parse, batches))
    sys.stdout.write(f"{len(lines)} lines, {rounds} rounds of {PASSES} passes, CPU time, medians\n")
    missed = False
    for name, of_name in sorted(rates.items(), key=lambda item: -statistics.median(item[1])):
        ratios = [rate / base for rate, base in zip(of_name, rates[BASE], strict=True)]
        low, ratio, high = statistics.quantiles(ratios, n=4)
        floor = FLOORS.get(name)
        missed |= floor is not None and ratio < floor
        promised = f", promised {floor}" if floor else ""
        sys.stdout.write(
            f"{name:42} {statistics.median(of_name):9,.0f} lines/s  {ratio:5.2f} times {BASE} "
            f"({low:.2f} to {high:.2f}{promised})\n"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
