r"""nginx with its own directives alone: flags, a forced SameSite, Domain and Path for all cookies, and the transport.

`proxy_cookie_flags` (nginx 1.19.3) can't say "only if absent": a SameSite that is there, Strict or None, will be
overwritten. Nothing can cap a lifetime, rename or drop a cookie. What is not possible is declared and left out whole: a
name that gets no `__Host-` on the way out is not waited for on the way in. For these choose nginx-njs or nginx-lua.

Of the `proxy_cookie_flags` lines the first that matches a cookie's name counts, alone: they do not add up, so each here
is complete. They and the other `proxy_*` and `add_header` lines are not inherited by a block with such lines of its
own: it must include the files too. `proxy_cookie_path / "/; Secure"`, an older way, breaks every other path.

`hardtack.conf` defines what the others use; `transport.conf` is included in each `server`, `cookies.conf` in each
`location` that has a `proxy_pass`; `hardtack-site.conf` is a site that does so. Have you got servers of your own, then
leave the site out. Cookies that nginx itself adds (`add_header Set-Cookie`) and those of fastcgi or uwsgi are not seen.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from hardtack.errors import PolicyError
from hardtack.policy import (
    CookieRule,
    DomainChange,
    HttpOnlyRule,
    NamePrefix,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
    Treatment,
)
from hardtack.render._cookie_edits import dropped_names
from hardtack.render._names import BLANKS, literal, matches_nameless, name_of, names_where, prefixes_of
from hardtack.render._nginx_answers import COPIES, common_domain, common_path, nginx_answers
from hardtack.render._nginx_site import nginx_files
from hardtack.render._path_patterns import path_patterns
from hardtack.render.model import Rendered, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET: Final = "nginx"
_MINIMUM: Final = (1, 19, 3)
_DOLLAR: Final = "${hardtack_dollar}"
_NO_FLAG: Final = "$hardtack_no_flag"
_W: Final = BLANKS
_ENDS: Final = rf"{_W}$"


def quote(text: str) -> str:
    r"""A text as a part of a value of nginx's, to stand between double quotes.

    Grammar of what is returned: ``(%x20-21 | %x23 | %x25-5B | %x5D-7E | "\" (DQUOTE | "\") | "${hardtack_dollar}")*``:
    printable ASCII, the double quote and the backslash escaped. A dollar sign can't be, since it begins a variable; so
    a variable of our own stands for it.

    Args:
        text: The text as it is to be written.

    Raises:
        PolicyError: The text holds what has no spelling here.
    """
    bad = [char for char in text if not " " <= char <= "~"]
    if bad:
        raise PolicyError(
            f"{text!r} can't be written into nginx's configuration: it holds {bad[0]!r}.", "Use printable ASCII."
        )
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", _DOLLAR)


def _flags(treatment: Treatment) -> tuple[str, ...]:
    flags: list[str] = []
    if treatment.secure is not SecureRule.KEEP:
        flags.append("secure" if treatment.secure is SecureRule.REQUIRE else "$hardtack_secure")
    if treatment.http_only is not HttpOnlyRule.KEEP:
        flags.append("httponly" if treatment.http_only is HttpOnlyRule.REQUIRE else "nohttponly")
    if isinstance(treatment.same_site, SameSiteRule):
        flags.append(f"samesite={treatment.same_site.value.value.lower()}")
    return tuple(flags)


def _flags_by_rule(policy: Policy) -> dict[CookieRule | None, tuple[str, ...]]:
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    return {rule: _flags(policy.treatment(rule)) for rule in rules}


def _flag_lines(policy: Policy) -> Iterator[str]:
    flags = _flags_by_rule(policy)
    if not any(flags.values()):
        return
    yield "# Flags. The first line that matches the name counts, and no other: each says all."
    for prefix in prefixes_of(policy):
        for own in dict.fromkeys(own for rule, own in flags.items() if policy.treatment(rule).prefix is prefix):
            names = names_where(policy, partial(_is_treated, prefix, own), "$")
            yield f"# Cookies that have the {prefix.value} already."
            yield _flag_line(f"{literal(prefix.value)}{names}", own)
    for rule in policy.cookies:
        nameless = "|(?=$)" if matches_nameless(rule.match) else ""
        yield _flag_line(f"(?:{name_of(rule.match)}{nameless}){_ENDS}", flags[rule])
    yield _flag_line("", flags[None])


def _is_treated(prefix: NamePrefix, flags: tuple[str, ...], treatment: Treatment) -> bool:
    return treatment.prefix is prefix and _flags(treatment) == flags


def _flag_line(names: str, flags: tuple[str, ...]) -> str:
    # nginx compares without regard to case unless told, and wants a flag, which may be empty.
    return " ".join((f'proxy_cookie_flags "~(?-i)^{_W}{names}"', *(flags or (_NO_FLAG,)))) + ";"


def _attribute_lines(policy: Policy) -> Iterator[str]:
    domain = common_domain(policy)
    if domain is Remove.REMOVE:
        yield "# No Domain: only this host gets the cookies back. An empty one is left, which means none."
        yield 'proxy_cookie_domain "~^" "";'
    elif isinstance(domain, DomainChange):
        yield "# One Domain stands for another."
        old = literal(domain.old.removeprefix("."))
        yield f'proxy_cookie_domain "~(?i)^{_W}[.]?{old}{_ENDS}" "{quote(domain.new)}";'
    changes = common_path(policy)
    if changes:
        yield "# The Path as browsers see it, by whole segments."
        for pattern, parts in path_patterns(changes):
            text = "".join(f"${part}" if isinstance(part, int) else quote(part) for part in parts)
            # Groups are numbered from the second on.
            yield f'proxy_cookie_path "~^(){pattern}" "{text}";'


def _definitions(policy: Policy) -> Iterator[str]:
    flags = _flags_by_rule(policy).values()
    if any(flags) and not all(flags):
        yield "# A flag that is none."
        yield f'geo {_NO_FLAG} {{ default ""; }}'
    if any(policy.treatment(rule).secure is SecureRule.IF_TLS for rule in (*policy.cookies, None)):
        yield "# A flag, or none."
        yield 'map $hardtack_https $hardtack_secure { default ""; 1 secure; }'
    if any("$" in change.new for change in common_path(policy) or ()):
        yield "# A dollar sign."
        yield 'geo $hardtack_dollar { default "$"; }'
    names = dropped_names(policy)
    if names is not None:
        yield "# inbound.drop: these do not reach the application. Should there be more of them than the first line has"
        yield "# places for, no cookie does."
        yield 'map "$http_cookie;" $hardtack_kept {'
        yield "  default $http_cookie;"
        yield f'  "~^{_without(names)}$" "{"".join(f"$hardtack_{place}" for place in range(COPIES + 1))}";'
        yield f'  "~(?:^|;){_W}{names}{_W}=" "";'
        yield "}"
        yield "# What taking out has left of separators."
        yield "map $hardtack_kept $hardtack_cookie {"
        yield '  default "";'
        yield '  "~^[; \\t]*(?<hardtack_all>.*[^; \\t])" $hardtack_all;'
        yield "}"


def _without(names: str) -> str:
    """A pattern for a Cookie field with ";" after each pair; what is to stay of it are groups."""
    dropped = f"(?(DEFINE)(?<hardtack_drop>{_W}{names}{_W}=[^;]*;))"
    kept = [rf"(?<hardtack_{place}>(?:(?!(?&hardtack_drop))[^;]*;)*)" for place in range(COPIES + 1)]
    more = "".join(f"(?:(?&hardtack_drop){group})?" for group in kept[2:])
    return f"{dropped}{kept[0]}(?&hardtack_drop){kept[1]}{more}"


def _cookies(policy: Policy) -> tuple[str, ...]:
    lines = [*_flag_lines(policy), *_attribute_lines(policy)]
    if dropped_names(policy) is not None:
        lines += ["# The way in; an empty field is not sent.", "proxy_set_header Cookie $hardtack_cookie;"]
    return tuple(lines)


def _render(policy: Policy, version: Version | None) -> Rendered:
    if version is not None and version < _MINIMUM[: len(version)]:
        raise PolicyError(
            "nginx before 1.19.3 has no proxy_cookie_flags, which this configuration needs.",
            "Upgrade, or render nginx-lua, which needs a module in its place.",
        )
    return Rendered(
        files=nginx_files(policy, _TARGET, definitions=tuple(_definitions(policy)), cookies=_cookies(policy)),
        answers=nginx_answers(policy),
        tested=True,
        install="Put the files in place and set the certificate's paths. With servers of your own, leave "
        "hardtack-site.conf out and include transport.conf in each server and cookies.conf in each location that has "
        "a proxy_pass; every location with its own proxy_cookie_* or add_header must repeat these lines.",
        validate="nginx -t",
        reload="nginx -s reload",
        undo="Delete /etc/nginx/conf.d/hardtack*.conf and the folder /etc/nginx/hardtack, then reload.",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=("nginx-native",),
    title="nginx",
    minimum=_MINIMUM,
    page=__doc__ or "",
    answers=nginx_answers,
    render=_render,
)
