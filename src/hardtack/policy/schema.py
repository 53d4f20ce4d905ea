"""The published schema of a policy's TOML (JSON Schema, draft 2020-12), as `docs/schema/policy-1.json` says it.

Editors complete and check by it. It says which keys and words there are; what contradicts what is `validate`'s to say.
"""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Final

from hardtack.policy.codec import SAME_SITES
from hardtack.policy.model import (
    MOST,
    VERSION,
    Action,
    CookieRole,
    HttpOnlyRule,
    MatchKind,
    NamePrefix,
    OnDeath,
    OnError,
    Redirect,
    SecureRule,
    Tls,
    Unknown,
    When,
)

__all__ = ["schema", "schema_text"]

Schema = Mapping[str, object]

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": MOST}
_SECONDS: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": MOST}
_PATH: Final[Schema] = {"type": "string", "pattern": "^/[!-:<-~]*$"}
_NAME: Final[Schema] = {"type": "string", "pattern": "^[!-:<>-~]+$"}


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _words(words: type[Enum], *others: str) -> Schema:
    return {"enum": [*(word.value for word in words), *others]}


def _many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _table(*required: str, **keys: Schema) -> Schema:
    table: dict[str, object] = {"type": "object", "properties": keys, "additionalProperties": False}
    return {**table, "required": list(required)} if required else table


def _or(words: list[str], table: Schema) -> Schema:
    return {"anyOf": [{"enum": words}, table]}


def _change(of: Schema) -> Schema:
    return {**_table("from", "to"), "properties": {"from": of, "to": of}}


def _treatment() -> dict[str, Schema]:
    same_site = _table("value", value={"enum": list(SAME_SITES)}, when=_words(When))
    return {
        "secure": _said(_words(SecureRule), "whether Secure is added"),
        "httponly": _said(_words(HttpOnlyRule), "whether HttpOnly is added or taken out"),
        "samesite": _said(_or(["keep"], same_site), "the SameSite set; absent and weaker never loosen"),
        "domain": _said(_or(["keep", "remove"], _change(_TEXT)), "whether Domain is kept, taken out or changed"),
        "path": _said(_many(_change(_PATH)), "changes of Path by whole segments; the first that hits counts"),
        "lifetime": _said(
            _or(["keep", "session"], _table("max", max=_COUNT)),
            "kept, cut to the browser's session or capped (seconds)",
        ),
        "prefix": _said(_words(NamePrefix), "the prefix of the name; it brings what browsers ask of it"),
        "action": _said(_words(Action), "whether the cookie reaches the browser"),
    }


def _rule() -> Schema:
    match = {**_table(**{kind.value: _NAME for kind in MatchKind}), "minProperties": 1, "maxProperties": 1}
    return _table(
        "match",
        match=_said(match, "which cookies, by the name that upstream gives them"),
        role=_said(_words(CookieRole), "what they are for; what fails on a session cookie refuses the response"),
        **_treatment(),
        was=_said(_many(_table("name", name=_NAME, domain=_TEXT, path=_PATH)), "older identities, deleted in browsers"),
        answers=_said(_many({"type": "string", "pattern": "^HT[0-9]{3,4}$"}), "codes of the findings it answers"),
    )


def _transport() -> Schema:
    hsts = _table("max_age", max_age=_SECONDS, subdomains=_FLAG, preload=_FLAG, ramp=_many(_SECONDS))
    return _table(
        redirect=_said(_words(Redirect, "none"), "the status that sends GET and HEAD to https; other methods get 403"),
        exempt=_said(_many(_PATH), "paths that stay on plain HTTP; one that ends in / stands for all below it"),
        hsts=_said(_or(["none"], hsts), "Strict-Transport-Security, in place of upstream's, on errors too"),
    )


def schema() -> dict[str, object]:
    """The schema as JSON has it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hardtack policy, version 1",
        **_table(
            "version",
            "site",
            version={"const": VERSION},
            unknown=_said(_words(Unknown), "what becomes of cookies that no rule names"),
            on_error=_said(_words(OnError), "what becomes of lines that can't be enforced"),
            waivers=_said(_TEXT, "name of the file of accepted findings"),
            site=_table("origin", origin=_TEXT, upstream=_TEXT, tls=_words(Tls)),
            transport=_transport(),
            defaults=_said(_table(**_treatment()), "what is done to every cookie"),
            cookies=_said(_many(_rule()), "the first rule that matches counts, field by field over the defaults"),
            inbound=_table(strip_bare_renamed=_FLAG, drop=_many(_NAME)),
            limits=_table(set_cookie_bytes=_COUNT, headers_bytes=_COUNT, set_cookies=_COUNT),
            session=_table(idle=_COUNT, absolute=_COUNT, concurrent=_COUNT, idle_ignore=_many(_PATH)),
            audit=_said({"type": "object"}, "options of `hardtack audit`, which may stand in the same file"),
            vault=_table(callbacks=_many(_PATH), on_death=_words(OnDeath), max_stream=_COUNT, passed=_many(_NAME)),
        ),
    }


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2) + "\n"
