"""A recipe's requests: variables filled in, values taken from responses."""

import json
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from itertools import islice
from typing import assert_never, cast
from urllib.parse import urlencode, urljoin

from hardtack.recording.brief import Extraction, RecipeStep, Source
from hardtack.recording.forms import read_page
from hardtack.recording.message import Request, Response

_VARIABLE = re.compile(r"\{([A-Za-z_]\w*)\}")
_JSON_SCRIPT = re.compile(
    r"<script[^>]*type=[\"']?application/json[\"']?[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)


def variables_of(step: RecipeStep) -> frozenset[str]:
    """The names a step's request uses."""
    texts = [step.url, step.json, step.body, *(text for pair in (*step.fields, *step.form) for text in pair)]
    return frozenset(name for text in texts for name in _VARIABLE.findall(text))


def request_of(step: RecipeStep, base: str, variables: Mapping[str, str]) -> Request:
    """The request of a step; a variable without a value stays empty.

    Args:
        step: the step.
        base: the URL that relative ones are resolved against.
        variables: user name, password and what was extracted so far.
    """
    fields = [(name, fill(value, variables)) for name, value in step.fields]
    body = b""
    given = {name.lower() for name, _ in fields}
    if step.form:
        pairs = [(fill(name, variables), fill(value, variables)) for name, value in step.form]
        body = urlencode(pairs).encode("ascii")
        fields += [] if "content-type" in given else [("Content-Type", "application/x-www-form-urlencoded")]
    elif step.json:
        inside = {name: json.dumps(value)[1:-1] for name, value in variables.items()}
        body = fill(step.json, inside).encode("utf-8")
        fields += [] if "content-type" in given else [("Content-Type", "application/json")]
    elif step.body:
        body = fill(step.body, variables).encode("utf-8")
    return Request(step.method, urljoin(base, fill(step.url, variables)), tuple(fields), body)


def fill(text: str, variables: Mapping[str, str]) -> str:
    """Put variables in: `{name}` where the name is known or empty where it is an identifier without value."""
    return _VARIABLE.sub(lambda match: variables.get(match[1], "" if match[1] in variables else match[0]), text)


def taken(extraction: Extraction, url: str, response: Response, cookies: Mapping[str, str]) -> str | None:
    """The value an extraction finds in a response, or None.

    Args:
        extraction: what to look for.
        url: the response's URL.
        response: the live response.
        cookies: names and values of the browser's cookies.
    """
    pattern = extraction.pattern
    match extraction.source:
        case Source.HEADER:
            return response.value(pattern)
        case Source.COOKIE:
            return next((value for name, value in cookies.items() if fnmatchcase(name, pattern)), None)
        case Source.REGEX:
            found = re.search(pattern, response.body.decode("utf-8", "replace"))
            return found[found.re.groups and 1] if found else None
        case Source.FORM_FIELD:
            page = read_page(response.body, response.value("content-type") or "text/html", url)
            return next((field.value for form in page.forms for field in form.fields if field.name == pattern), None)
        case Source.JSON_PATH:
            text = response.body.decode("utf-8", "replace")
            documents = [text, *_JSON_SCRIPT.findall(text)]
            return next((value for one in documents if (value := _at_path(one, pattern)) is not None), None)
    assert_never(extraction.source)


def _at_path(text: str, path: str) -> str | None:
    """The text or number at a dotted path of a JSON document; the empty path is the document itself."""
    try:
        node: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    for key in path.split(".") if path else ():
        if isinstance(node, dict):
            node = cast("dict[str, object]", node).get(key)
        elif isinstance(node, list) and key.isdigit():
            node = next(islice(cast("list[object]", node), int(key), None), None)
        else:
            return None
    return str(node) if isinstance(node, str | int | float) else None
