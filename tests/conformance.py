"""Runs a file of cookie conformance cases against every profile: ``python -m tests.conformance FILE``.

A case states what the draft expects and what browsers were observed to do. Every profile is asked every case that says
something about it: the draft by ``expect``, a browser by ``observed``. For each profile and category a line
``PROFILE CATEGORY passed/total`` is printed, then the total and the ids that failed; the exit code is 1 if any did.
The file with the vectors of the public suffix list (a list of ``host`` and ``registrable_domain``) is understood too.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hardtack.cookies import (
    CHROMIUM,
    CHROMIUM_BLOCKING,
    DRAFT,
    FIREFOX,
    Cookie,
    CookieStore,
    Profile,
    PublicSuffixes,
    Rejected,
    Request,
    SameSite,
    SetCookie,
    canonical_host,
    default_path,
    domain_match,
    load_suffixes,
    parse_cookie_date,
    parse_set_cookie,
    path_match,
)

Case = dict[str, Any]

# A case is a document with a clock of its own, or happens at a moment that is after every date of a case meant as past
# and before every date meant as future.
NOW = 1_795_305_600  # 2026-11-22T00:00:00Z, the day on which the browsers were observed

LEFT_OUT: dict[str, str] = {}
"""Case id -> why it cannot be asked; at most five."""

_SAME_SITE = {"default": SameSite.UNSET, "none": SameSite.NONE, "lax": SameSite.LAX, "strict": SameSite.STRICT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one profile made of one case.

    Attributes:
        profile: Name of the profile.
        category: Category of the case.
        case_id: Its id.
        expected: What the case says.
        actual: What the profile says.
    """

    profile: str
    category: str
    case_id: str
    expected: object
    actual: object

    @property
    def passed(self) -> bool:
        """Whether they agree."""
        return self.expected == self.actual


def run(document: object) -> Iterator[Outcome]:
    """Ask every profile every case of a parsed file that says something about it."""
    suffixes = load_suffixes()
    if isinstance(document, list):
        for vector in document:
            yield _suffix_vector(vector, suffixes)
        return
    if not isinstance(document, dict):
        message = "a file of cases is an object with 'cases', or a list of suffix vectors"
        raise TypeError(message)
    for case in document["cases"]:
        if case["id"] not in LEFT_OUT:
            yield from _ask(case, suffixes)


def _suffix_vector(vector: Case, suffixes: PublicSuffixes) -> Outcome:
    host, expected = vector["host"], vector["registrable_domain"]
    return Outcome(
        "public-suffix-list",
        "registrable-domain",
        str(host),
        None if expected is None else canonical_host(expected),
        None if host is None else suffixes.registrable_domain(host),
    )


def _ask(case: Case, suffixes: PublicSuffixes) -> Iterator[Outcome]:
    observed = case.get("observed") or {}
    asked: list[tuple[Profile, object]] = [(DRAFT, _draft_answer(case))]
    if "chromium-156" in observed:
        asked.append((CHROMIUM, observed["chromium-156"]))
        # Given only where it differs.
        asked.append((CHROMIUM_BLOCKING, observed.get("chromium-156-3pc-blocked", observed["chromium-156"])))
    if "firefox-153" in observed:
        asked.append((FIREFOX, observed["firefox-153"]))
    for profile, expected in asked:
        yield Outcome(profile.name, case["category"], case["id"], expected, _answer(case, profile, suffixes))
    if case.get("lax_allow_unsafe") is not None:
        # "The answer of a browser that applies Lax-allowing-unsafe": the draft, with what it allows.
        lenient = replace(DRAFT, name="rfc6265bis-22+lax-unsafe", lax_unsafe_seconds=120)
        actual = _answer(case, lenient, suffixes)
        yield Outcome(lenient.name, case["category"], case["id"], case["lax_allow_unsafe"], actual)


def _draft_answer(case: Case) -> object:
    expect: Case = case["expect"]
    match case["kind"]:
        case "store":
            return expect["cookie"]
        case "lifetime":
            return expect["lifetime_s"]
        case "date":
            return expect["epoch"]
        case "domain_match" | "path_match":
            return expect["match"]
        case "default_path":
            return expect["path"]
        case _:
            return {key: value or None if key in {"path", "domain"} else value for key, value in expect.items()}


def _answer(case: Case, profile: Profile, suffixes: PublicSuffixes) -> object:
    match case["kind"]:
        case "store":
            return _stored(case, profile, suffixes)
        case "lifetime":
            return _lifetime(case, profile, suffixes)
        case "date":
            return parse_cookie_date(case["date"])
        case "domain_match":
            host, domain = (canonical_host(case[key].removeprefix(".")) or "" for key in ("host", "domain"))
            return domain_match(host, domain)
        case "path_match":
            return path_match(case["request_path"], case["cookie_path"])
        case "default_path":
            return default_path(case["uri_path"])
        case "parse":
            return _parsed(case, profile)
        case kind:
            message = f"{case['id']}: unknown kind {kind}"
            raise ValueError(message)


def _request(url: str, via: str, context: Case | None) -> Request:
    request = Request(url, via="script" if via == "dom" else "http")
    if not context:
        return request
    return replace(request, initiator=context["initiator"], kind=context["type"], method=context["method"])


def _filled(case: Case, profile: Profile, suffixes: PublicSuffixes) -> CookieStore:
    store = CookieStore(suffixes, profile)
    now = case.get("now") or NOW
    for step in [*(case.get("setup") or ()), case]:
        store.receive(_request(step["url"], step["via"], step.get("context")), step["set_cookie"], now)
    return store


def _stored(case: Case, profile: Profile, suffixes: PublicSuffixes) -> str:
    expect: Case = case["expect"]
    request = _request(expect["get_url"], expect["get_via"], expect.get("context"))
    return _filled(case, profile, suffixes).header_for(request, case.get("now") or NOW)


def _lifetime(case: Case, profile: Profile, suffixes: PublicSuffixes) -> int | None:
    now = case.get("now") or NOW
    cookies: list[Cookie] = list(_filled(case, profile, suffixes))
    return None if len(cookies) != 1 or cookies[0].expires is None else cookies[0].expires - now


def _parsed(case: Case, profile: Profile) -> Case:
    """The parsed line, cut to what the case says something about."""
    (line,) = case["set_cookie"]
    expect: Case = case["expect"]
    parsed = parse_set_cookie(line, profile=profile)
    if isinstance(parsed, Rejected):
        return {"rejected": True}
    return {key: _field(parsed, key, value) for key, value in expect.items()}


def _field(parsed: SetCookie, key: str, expected: object) -> object:
    match key:
        case "rejected":
            return False
        case "samesite":
            return expected if _SAME_SITE[str(expected)] is parsed.same_site else parsed.same_site
        case "httponly":
            return parsed.http_only
        case "path" | "domain":
            return getattr(parsed, key) or None
        case _:
            return getattr(parsed, key)


def main(arguments: list[str]) -> int:
    """Run the file named, print what agrees and what does not."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tests.conformance FILE\n")
        return 2
    outcomes = list(run(json.loads(Path(arguments[0]).read_text(encoding="utf-8"))))
    total = Counter((outcome.profile, outcome.category) for outcome in outcomes)
    passed = Counter((outcome.profile, outcome.category) for outcome in outcomes if outcome.passed)
    for profile, category in sorted(total):
        key = (profile, category)
        sys.stdout.write(f"{profile} {category} {passed[key]}/{total[key]}\n")
    for profile in sorted({profile for profile, _ in total}):
        of_profile = [outcome for outcome in outcomes if outcome.profile == profile]
        sys.stdout.write(f"{profile} all {sum(outcome.passed for outcome in of_profile)}/{len(of_profile)}\n")
    failed = [outcome for outcome in outcomes if not outcome.passed]
    sys.stdout.write(f"total {len(outcomes) - len(failed)}/{len(outcomes)}, left out {len(LEFT_OUT)}\n")
    for case_id, reason in LEFT_OUT.items():
        sys.stdout.write(f"left out {case_id}: {reason}\n")
    for outcome in failed:
        sys.stdout.write(
            f"FAILED {outcome.profile} {outcome.case_id}: expected {outcome.expected!r}, got {outcome.actual!r}\n"
        )
    return 1 if failed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
