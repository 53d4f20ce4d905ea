"""Random set-cookie lines and a hostile site: ``python benchmarks/fuzz_cookies.py [N]`` (a million if not given).

First half: N random lines, pieces of real ones mixed with any bytes. Parsing must not raise, the parsed cookie must
read back from what it is serialised to, and a store must take or refuse it and keep Secure and host-only cookies where
they belong. Second half: N cookies from one hostile site, under many hosts. The store must stay within its limits, and
a cookie of another site must survive. Ends with 1 and the input at the first thing found; the seed is fixed.
"""

import random
import sys
import time

from hardtack.cookies import (
    MAX_COOKIES,
    MAX_COOKIES_PER_SITE,
    PROFILES,
    Cookie,
    CookieStore,
    Profile,
    Rejected,
    Request,
    SetCookie,
    SuffixList,
    load_suffixes,
    parse_cookie_header,
    parse_set_cookie,
    serialize_set_cookie,
)

NOW = 1_795_305_600
PIECES = (
    "a=b",
    "sid=1",
    "=",
    ";",
    "; ",
    "=x",
    "x",
    " ",
    "\t",
    "\x00",
    "\x7f",
    "\xe9",
    ",",
    '"',
    "__Host-",
    "__secure-",
    "__Http-a=1",
    "__HOST-HTTP-b=2",
    "Path",
    "path=/",
    "Path=/a/b",
    "Path=x",
    "Domain",
    "Domain=example.com",
    "domain=.",
    "Domain=.www.example.com",
    "Domain=com",
    "Domain=\xc3\xa9.com",
    "Secure",
    "HTTPONLY",
    "SameSite",
    "SameSite=None",
    "samesite=LAX",
    "SameSite=Strict",
    "SameSite=?",
    "Partitioned",
    "Max-Age=0",
    "Max-Age=-",
    "Max-Age=60",
    "max-age=--1",
    "Max-Age=" + "9" * 1000,
    "Expires=Wed, 09 Jun 2027 10:18:14 GMT",
    "Expires=Thu, 01-Jan-70 00:00:01 GMT",
    "expires=31 Feb 2027 1:1:1",
    "Expires=x",
    "Priority=High",
    "x" * 1025,
    "y" * 4097,
)
URLS = ("https://www.example.com/a/b", "http://www.example.com/", "https://example.com/", "http://192.168.0.1/a")


def random_line(source: random.Random) -> bytes:
    """A line that is likely to be looked into: one in four is any bytes."""
    if source.random() < 0.25:
        return source.randbytes(source.randrange(40))
    pieces = source.choices(PIECES, k=source.randrange(1, 9))
    return source.choice((";", "; ", "")).join(pieces).encode("latin-1")


def check_line(line: bytes, profile: Profile) -> None:
    """Hold the promises about one line by itself."""
    parse_cookie_header(line.decode("latin-1"))
    parsed = parse_set_cookie(line, profile=profile)
    if isinstance(parsed, Rejected):
        return
    written = serialize_set_cookie(parsed, strict=False)
    again = parse_set_cookie(written, profile=profile)
    assert isinstance(again, SetCookie), written
    assert meaning(again) == meaning(parsed), written
    assert serialize_set_cookie(again, strict=False) == written, written


def meaning(cookie: SetCookie) -> tuple[object, ...]:
    """The typed fields, without the raw attributes; an empty Domain means what none means."""
    lifetime = (cookie.max_age, cookie.expires)
    flags = (cookie.secure, cookie.http_only, cookie.partitioned, cookie.same_site)
    return (cookie.name, cookie.value, cookie.domain or None, cookie.path, lifetime, flags)


def check_store(store: CookieStore, line: bytes, url: str) -> None:
    """Hold the promises about what a store sends."""
    store.receive(Request(url), [line], NOW)
    assert not any(cookie.secure for cookie in store.cookies_for(Request("http://www.example.com/a/b"), NOW))
    for cookie in store.cookies_for(Request("https://www.example.com/a/b"), NOW):
        assert cookie.domain == "www.example.com" or not cookie.host_only


def fuzz(count: int, suffixes: SuffixList, source: random.Random) -> None:
    """The first half."""
    stores = [CookieStore(suffixes, profile) for profile in PROFILES]
    for number in range(count):
        line = random_line(source)
        store = stores[number % len(stores)]
        try:
            check_line(line, store.profile)
            check_store(store, line, source.choice(URLS))
        except Exception as error:
            error.add_note(f"line {line!r}, profile {store.profile.name}")
            raise


def flood(count: int, suffixes: SuffixList) -> None:
    """The second half."""
    store = CookieStore(suffixes)
    victim = Request("https://bank.example/")
    store.receive(victim, ["sid=1; Secure; Path=/"], NOW)
    for number in range(count):
        request = Request(f"https://h{number % 1000}.evil.example.org/")
        store.receive(request, [f"n{number}=v; Secure"], NOW + number // 1000)
        assert len(store) <= MAX_COOKIES_PER_SITE + 1
    assert store.header_for(victim, NOW + count) == "sid=1"
    for number in range(min(count, 20 * MAX_COOKIES)):
        store.put(Cookie(f"n{number}", "v", f"site{number}.example", created=NOW, last_access=NOW + number))
        store.receive(Request(f"https://site{number}.example/"), ["m=v"], NOW + number)
        assert len(store) <= MAX_COOKIES


def main(arguments: list[str]) -> int:
    """Run both halves, print what they took."""
    count = int(arguments[0]) if arguments else 1_000_000
    suffixes = load_suffixes()
    begin = time.process_time()
    fuzz(count, suffixes, random.Random(20261122))
    sys.stdout.write(f"{count} random lines: nothing found, {time.process_time() - begin:.0f} s\n")
    begin = time.process_time()
    flood(count, suffixes)
    sys.stdout.write(f"{count} cookies from one site: within the limits, {time.process_time() - begin:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
