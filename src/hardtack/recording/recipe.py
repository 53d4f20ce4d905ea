"""Login recipes: TOML text into `brief.Recipe`. The format is described in docs/recipes.md.

Reading is strict: a key that is not understood would be a login that silently goes another way than its author thinks.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import cast

from hardtack.errors import RecipeError
from hardtack.recording.brief import Extraction, Recipe, RecipeStep, Source
from hardtack.recording.recipe_lines import line_of

_TOP = ("login", "logout", "inside", "outside", "user", "authorization", "shared_domain", "embedded")
_STEP = ("method", "url", "headers", "form", "json", "body", "extract", "follow")
_CONTENTS = ("form", "json", "body")
_SOURCES = tuple(source.value for source in Source)
_GIVEN = frozenset({"username", "password", "totp"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NAME = re.compile(r"[A-Za-z_]\w*")
_VARIABLE = re.compile(r"\{([A-Za-z_]\w*)\}")
_HINT = "docs/recipes.md describes the format."


def parse_recipe(text: str) -> Recipe:
    """Read a recipe.

    Args:
        text: TOML.

    Raises:
        RecipeError: it is not TOML or not a recipe; the message names the line or the table.
    """
    try:
        document = _Table(text, "", 0, cast("Mapping[str, object]", tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"The recipe is not TOML: {error}.", _HINT) from None
    document.allow(_TOP)
    login = tuple(_step(table) for table in document.tables("login"))
    logout = tuple(_step(table) for table in document.tables("logout"))
    inside, outside, user = document.table("inside"), document.table("outside"), document.table("user")
    inside.allow(("url", "markers"))
    outside.allow(("markers",))
    authorization = document.text("authorization")
    recipe = Recipe(
        login=login,
        logout=logout,
        inside_url=inside.text("url"),
        inside_markers=inside.texts("markers"),
        outside_markers=outside.texts("markers"),
        authorization=authorization,
        persona=tuple((label, user.text(label) or "") for label in user.content),
        shared_domain=document.texts("shared_domain"),
        embedded=document.flag("embedded", default=False),
    )
    _check_variables(document, recipe)
    return recipe


class _Table:
    """A table of the recipe with its place, for messages."""

    def __init__(self, text: str, name: str, index: int, content: Mapping[str, object]) -> None:
        self.name = name
        self.content = content
        self._text = text
        self._index = index

    def error(self, key: str, wrong: str, hint: str = _HINT) -> RecipeError:
        """What is wrong with a key, with its line if it has one of its own."""
        line = line_of(self._text, self.name, self._index, key)
        where = f"line {line}" if line else "the recipe"
        return RecipeError(f"Recipe, {where}, {self._label}: {wrong}.", hint)

    @property
    def _label(self) -> str:
        if not self.name:
            return "top level"
        return f"[[{self.name}]] number {self._index + 1}" if self.name in {"login", "logout"} else f"[{self.name}]"

    def allow(self, keys: tuple[str, ...]) -> None:
        """Refuse a key that is not one of these."""
        for key in self.content:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"Did you mean {near[0]!r}?" if near else f"The keys here are {', '.join(keys)}."
                if self.name and key in _TOP:
                    hint = "It belongs at the top level, before the first table."
                raise self.error(key, f"{key!r} is not understood", hint)

    def text(self, key: str) -> str | None:
        """A string, or None if it isn't there."""
        value = self.content.get(key)
        if value is not None and not isinstance(value, str):
            raise self.error(key, f"{key!r} must be a string")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of strings, or one string."""
        value = self.content.get(key, [])
        items: list[object] = cast("list[object]", value) if isinstance(value, list) else [value]
        strings = tuple(one for one in items if isinstance(one, str))
        if len(strings) < len(items):
            raise self.error(key, f"{key!r} must be an array of strings")
        return strings

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"{key!r} must be true or false")
        return value

    def table(self, key: str) -> "_Table":
        """A table, empty if it isn't there."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"{key!r} must be a table")
        return _Table(self._text, key, 0, cast("dict[str, object]", value))

    def tables(self, key: str) -> Iterator["_Table"]:
        """An array of tables."""
        value = self.content.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            if not isinstance(item, dict) or not isinstance(value, list):
                raise self.error(key, f"{key!r} must be steps, each under [[{key}]]")
            yield _Table(self._text, key, index, cast("dict[str, object]", item))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of strings, or of arrays of strings where a name is repeated, as pairs in order."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"{key!r} must be a table of strings")
        found: list[tuple[str, str]] = []
        for name, given in cast("dict[str, object]", value).items():
            items = cast("list[object]", given) if isinstance(given, list) else [given]
            for one in items:
                if not isinstance(one, str):
                    raise self.error(key, f"{key}.{name} must be a string, or an array of strings")
                found.append((name, one))
        return tuple(found)


def _step(table: _Table) -> RecipeStep:
    table.allow(_STEP)
    url = table.text("url")
    if not url:
        raise table.error("url", "a step needs a url")
    contents = [key for key in _CONTENTS if key in table.content]
    if len(contents) > 1:
        raise table.error(contents[1], f"{contents[0]!r} and {contents[1]!r} can't both be the content")
    method = table.text("method") or ("POST" if contents else "GET")
    if not _TOKEN.fullmatch(method):
        raise table.error("method", "'method' is not a method")
    fields = table.pairs("headers")
    for name, value in fields:
        if not _TOKEN.fullmatch(name) or not value.isprintable():
            raise table.error("headers", f"{name!r} is not a header that can be sent")
    return RecipeStep(
        method=method.upper(),
        url=url,
        fields=fields,
        form=table.pairs("form"),
        json=_json(table),
        body=table.text("body") or "",
        extract=tuple(_extractions(table)),
        follow=table.flag("follow", default=True),
    )


def _json(table: _Table) -> str:
    value = table.content.get("json", "")
    if not isinstance(value, str):
        try:
            return json.dumps(value, ensure_ascii=False)
        except TypeError:
            raise table.error("json", "'json' holds a date or a time, which JSON has not") from None
    if value:
        try:
            json.loads(value)
        except (ValueError, RecursionError):
            raise table.error("json", "'json' is not JSON") from None
    return value


def _extractions(table: _Table) -> Iterator[Extraction]:
    value = table.content.get("extract", {})
    if not isinstance(value, dict):
        raise table.error("extract", "'extract' must be a table: name = { form_field = \"…\" }")
    for name, given in cast("dict[str, object]", value).items():
        if not _NAME.fullmatch(name) or name in _GIVEN:
            raise table.error("extract", f"{name!r} can't be the name of a value: it must be a word of its own")
        found = list(cast("dict[str, object]", given).items()) if isinstance(given, dict) else []
        if len(found) != 1 or found[0][0] not in _SOURCES or not isinstance(found[0][1], str):
            hint = f'Write {name} = {{ form_field = "…" }}; the sources are {", ".join(_SOURCES)}.'
            raise table.error("extract", f"extract.{name} must name one source", hint)
        source, pattern = Source(found[0][0]), str(found[0][1])
        if source is Source.REGEX:
            try:
                re.compile(pattern)
            except re.error as error:
                raise table.error("extract", f"extract.{name} is not a regular expression: {error}") from None
        yield Extraction(name, source, pattern)


def _check_variables(document: _Table, recipe: Recipe) -> None:
    """Refuse a variable that nothing has set by then.

    Contents given as `json` or `body` are left alone: braces may mean something there (a GraphQL query).
    """
    known = set(_GIVEN)
    for key, steps in (("login", recipe.login), ("logout", recipe.logout)):
        for table, step in zip(document.tables(key), steps, strict=True):
            for where, text in (("url", step.url), *(("headers", v) for _, v in step.fields), *_form_texts(step)):
                _known_variables(table, where, text, known)
            known |= {extraction.name for extraction in step.extract}
        if key == "login":
            _known_variables(document, "authorization", recipe.authorization or "", known)


def _form_texts(step: RecipeStep) -> Iterator[tuple[str, str]]:
    for name, value in step.form:
        yield "form", name
        yield "form", value


def _known_variables(table: _Table, key: str, text: str, known: set[str]) -> None:
    for name in cast("list[str]", _VARIABLE.findall(text)):
        if name not in known:
            near = get_close_matches(name, sorted(known), n=1)
            hint = f"Did you mean {{{near[0]}}}?" if near else "A step before must extract it."
            raise table.error(key, f"{key!r} uses {{{name}}}, which nothing has set", hint)
