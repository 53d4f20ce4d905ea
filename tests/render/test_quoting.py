"""Texts of a policy in what is written for applications: they stay texts, in every language."""

import ast
import json
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.errors import PolicyError
from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    DomainChange,
    Hsts,
    MatchKind,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    Redirect,
    SecureRule,
    Transport,
    Treatment,
)
from hardtack.render import (
    Renderer,
    aspnet_core,
    django,
    envoy_gateway,
    express,
    fastapi,
    flask,
    iis,
    ingress_nginx,
    laravel,
    php,
    rails,
    spring_boot,
    wordpress,
)
from hardtack.render._own_cookies import Value
from hardtack.render._python_app import literal
from tests.render.answers import HOST, SITE

RENDERERS = (
    *(aspnet_core.RENDERER, django.RENDERER, envoy_gateway.RENDERER, express.RENDERER, fastapi.RENDERER),
    *(flask.RENDERER, iis.RENDERER, ingress_nginx.RENDERER, laravel.RENDERER, php.RENDERER),
    *(rails.RENDERER, spring_boot.RENDERER, wordpress.RENDERER),
)
# (A name with a control character is none, so a policy can't hold one; what quotes make of them is below.)
HOSTILE = (
    '"',
    "\\",
    "'",
    "#{x}",
    "${x}",
    "{{ x }}",
    "<!--",
    "]]>",
    "%>",
    "*/",
    "`",
    "\xff",
    "{R:0}",
    "--",
)


def _with(text: str) -> Policy:
    """A policy that holds a text wherever one may come to what is written."""
    match = CookieMatch(MatchKind.NAME, text)
    changes = PartialTreatment(path=(PathChange(f"/{text}", f"/{text}"), PathChange("/", f"/{text}")))
    session = CookieRule(match, CookieRole.SESSION, replace(HOST, prefix=NamePrefix.SECURE, path=changes.path))
    transport = Transport(Redirect.PERMANENT, (f"/{text}",), Hsts(300))
    others = Treatment(SecureRule.REQUIRE, domain=DomainChange(text, f"x{text}"))
    return Policy(SITE, transport, others, (session, CookieRule(CookieMatch(MatchKind.PREFIX, text))))


def _skeleton(renderer: Renderer, policy: Policy) -> str:
    """What is written without the strings in it."""
    files = [file for file in renderer.render(policy, None).files if not file.path.endswith(".toml")]
    text = "".join(re.sub(r"digest [0-9a-f]{16}", "", file.text) for file in files)
    if renderer is spring_boot.RENDERER:
        return re.sub("=.*", "=", text)
    quotes = r"'(?:[^'\\]|\\.)*'" if renderer in {laravel.RENDERER, wordpress.RENDERER} else r'"(?:[^"\\]|\\.)*"'
    return re.sub(quotes, "", text)


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda renderer: renderer.target)
@pytest.mark.parametrize("text", [f"a{bad}b" for bad in HOSTILE], ids=ascii)
def test_nothing_breaks_out(renderer: Renderer, text: str) -> None:
    """Whatever a policy's texts are, all but the strings is what it is for harmless ones, or nothing is written."""
    try:
        hostile = _skeleton(renderer, _with(text))
    except PolicyError:
        assert renderer in {php.RENDERER, laravel.RENDERER, spring_boot.RENDERER, iis.RENDERER, ingress_nginx.RENDERER}
    else:
        assert hostile == _skeleton(renderer, _with("x"))


def _unescaped(pattern: str) -> Callable[[str], str]:
    def read(quoted: str) -> str:
        units = re.sub(pattern, lambda found: chr(int(found[1], 16)), quoted)
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    return read


def _xml(quoted: str) -> str:
    found = ET.fromstring(f"<a b={quoted}/>").get("b")  # noqa: S314 -- what was just quoted
    assert found is not None
    return found


def _php_string(quoted: str) -> str:
    assert re.fullmatch(r"'(?:[^'\\]|\\['\\])*'", quoted, re.DOTALL)
    return re.sub(r"\\(.)", r"\1", quoted[1:-1])


def _properties(written: str) -> str:
    assert "\n" not in written
    return _unescaped(r"\\u([0-9a-f]{4})")(written.replace("\\\\", "\\u005c"))


# Characters that stand for themselves on any wire: no halves of pairs.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
@pytest.mark.parametrize(
    ("quote", "read"),
    (
        (literal, ast.literal_eval),
        (express.quote, json.loads),
        (aspnet_core.quote, json.loads),
        (rails.quote, lambda quoted: re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), quoted[1:-1])),
        (ingress_nginx.quote, ast.literal_eval),
        (wordpress.quote, _php_string),
    ),
    ids=("python", "javascript", "c#", "ruby", "yaml", "php"),
)
def test_quoted_text_reads_back(quote: Callable[[str], str], read: Callable[[str], str], text: str) -> None:
    """What stands between the quotes is the text and nothing else."""
    assert read(quote(text)) == text


@given(TEXTS)
@pytest.mark.parametrize(
    ("quote", "read"),
    (
        (spring_boot.quote, _properties),
        (php.quote, lambda quoted: quoted[1:-1]),
        (laravel.quote, lambda quoted: quoted[1:-1]),
        (iis.quote, _xml),
    ),
    ids=("properties", "ini", "env", "xml"),
)
def test_text_reads_back_or_is_refused(quote: Callable[[str], str], read: Callable[[str], str], text: str) -> None:
    """Where a language has no escape for everything, a text is written as itself or not at all."""
    try:
        quoted = quote(text)
    except PolicyError:
        return
    assert read(quoted) == text
    # A value of a .properties file has no quotes, and may be empty.
    assert quote is spring_boot.quote or not set(quoted[1:-1]) & {quoted[0], "\n"}


@pytest.mark.parametrize(
    ("quote", "words"),
    (
        (literal, ("True", "False", "None", "5")),
        (express.quote, ("true", "false", "undefined", "5")),
        (aspnet_core.quote, ("true", "false", "null", "5")),
        (rails.quote, ("true", "false", "nil", "5")),
        (spring_boot.quote, ("true", "false", "", "5")),
        (laravel.quote, ("true", "false", "null", "5")),
        (php.quote, ("1", "0", '""', "5")),
    ),
)
def test_values_that_are_no_texts(quote: Callable[[Value], str], words: tuple[str, ...]) -> None:
    """True, false, nothing and a number are the language's own words."""
    assert tuple(quote(value) for value in (True, False, None, 5)) == words
