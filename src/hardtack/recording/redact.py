"""Redaction on entry: from live messages to what a recording may keep.

Rules of this module (they serve one sentence: no value of a cookie, token or password stands in a recording):
- A value becomes a mask: `~`, a digest keyed for this recording, and padding up to the value's own length. Equal values
  have equal masks, so equality survives and the value does not; the length survives, so size rules of browsers give the
  same answer on the masked line.
- What a browser decides by the value's very octets survives too: control characters, tabs, a leading name prefix or an
  `=` in a nameless cookie, and the attribute names of a nameless cookie (`Set-Cookie: secure; httponly`).
- A field is kept in clear only if its name is on a list; a query value only if it is short and its name is harmless.
- Last, every secret met so far is looked for in all that is kept, and masked there as well.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from types import MappingProxyType
from typing import cast
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from hardtack.cookies.contents import describe
from hardtack.cookies.persona import Persona
from hardtack.cookies.signing_keys import KNOWN_KEYS
from hardtack.recording.masking import disguises, masked
from hardtack.recording.message import Request, Response
from hardtack.recording.model import RecordedRequest, RecordedResponse, Recording, Value
from hardtack.recording.page_facts import page_facts
from hardtack.recording.signed_pairs import SCHEME, signed_pairs

MASK_START = "~"
MASK_LENGTH = 12
"""Shortest mask: the start and eleven hexadecimal digits, 44 bits of the keyed digest."""

_SCRUBBED_FROM = 8
"""Shorter values are masked in their own place but not looked for elsewhere: they would hit ordinary words."""

_SECRET_FOR_SURE = 16
"""Values from this length on are looked for once more when the recording is complete."""

_SECRETS_AT_MOST = 4096
_KEPT_REQUEST_FIELDS = frozenset({
    "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "host", "origin",
    "pragma", "referer", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user", "user-agent",
    "x-requested-with",
})  # fmt: skip
_KEPT_RESPONSE_FIELDS = frozenset({
    "age", "allow", "cache-control", "clear-site-data", "connection", "content-encoding", "content-length",
    "content-type", "date", "expires", "keep-alive", "location", "pragma", "referrer-policy", "refresh", "retry-after",
    "server", "strict-transport-security", "transfer-encoding", "upgrade", "vary", "x-content-type-options",
    "x-frame-options",
})  # fmt: skip
_URL_FIELDS = frozenset({"location", "referer", "origin"})
_SENSITIVE_NAME = re.compile(
    r"auth|code|csrf|hash|key|nonce|pass|pwd|secret|sectok|sess|sid$|^sid|sig|ticket|token|xsrf|user|mail|login",
    re.IGNORECASE,
)
_ID_IN_PATH = re.compile(r"(;[^=/;?]+=)([^/;?#]+)")
_RANDOM_SEGMENT = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_\-.~%]{24,}")
_NAME_PREFIX = re.compile(r"__(?:Secure|Host|Http|Host-Http)-", re.IGNORECASE)
_ATTRIBUTE_WORDS = frozenset({"secure", "httponly", "samesite", "partitioned", "path", "domain", "expires", "max-age"})
_KEPT_ATTRIBUTES = _ATTRIBUTE_WORDS | {"priority", "version", "comment", "sameparty"}
_REFRESH = re.compile(r"^([^,;]*[,;]\s*(?:url\s*=\s*)?[\"']?)(.*)$", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _named(line: str) -> tuple[str, str]:
    """Name and value of a set-cookie line."""
    name, _, value = line.partition(";")[0].partition("=")
    return name, value


class Redactor:
    """Turns live messages into recorded ones and remembers which secrets it met."""

    def __init__(
        self, key: bytes, persona: Persona, secrets: tuple[str, ...] = (), *, keys: Iterable[str] = KNOWN_KEYS
    ) -> None:
        """Begin a recording.

        Args:
            key: 16 to 64 random octets, one key a recording.
            persona: the test user's own data, looked for in cookie values.
            secrets: passwords and tokens known beforehand, masked wherever they turn up.
            keys: signing keys to try on signed values; iterated once for each of these.
        """
        self._key = key
        self._keys = keys
        self._persona = persona
        self._values: dict[str, Value] = {}
        self._secrets: dict[str, str] = {}
        self._cookie_values: dict[str, str] = {}
        self._never = frozenset(secrets)
        for secret in secrets:
            for spelling in (secret, *disguises(secret)):
                self._learn(spelling, self.mask(secret))

    @property
    def values(self) -> tuple[Value, ...]:
        """What may be known of every cookie value met, in order of first sight."""
        return tuple(self._values.values())

    @property
    def cookie_values(self) -> Mapping[str, str]:
        """The cookie values behind the masks, for a user who wants to see them; no password is among them."""
        return MappingProxyType(self._cookie_values)

    def mask(self, value: str) -> str:
        """The mask of a value: empty for the empty value, else at least twelve characters."""
        if not value:
            return ""
        digest = blake2b(value.encode("utf-8", "surrogatepass"), key=self._key, digest_size=8).hexdigest()
        return (MASK_START + digest[: MASK_LENGTH - 1]).ljust(len(value), MASK_START)

    def secret(self, value: str) -> str:
        """Mask a value and look for it in everything that comes after."""
        mask = self.mask(value)
        self._learn(value, mask)
        return mask

    def cookie_value(self, value: str) -> str:
        """Mask a cookie's value, keep its facts, and look for it in everything that comes after."""
        mask = self.secret(value)
        if mask and mask not in self._values and len(self._values) < _SECRETS_AT_MOST:
            self._values[mask] = Value(mask, describe(value, self._persona, keys=self._keys))
            if value not in self._never:
                self._cookie_values[mask] = value
        return mask

    def request(self, request: Request) -> RecordedRequest:
        """What may be kept of a request."""
        cookies: list[tuple[str, str]] = []
        fields: list[tuple[str, str]] = []
        for name, value in request.fields:
            lower = name.lower()
            if lower == "cookie":
                pairs = [self._pair(pair) for pair in value.split("; ")] if value else []
                cookies.extend(pairs)
                fields.append((name, "; ".join("=".join(pair) if pair[0] else pair[1] for pair in pairs)))
            elif lower in {"authorization", "proxy-authorization"}:
                scheme, _, rest = value.partition(" ")
                fields.append((name, f"{scheme} {self.secret(rest)}" if rest else self.secret(scheme)))
            elif lower == "content-type":
                fields.append((name, value.split(";")[0]))
            else:
                fields.append((name, self._field(lower, value, _KEPT_REQUEST_FIELDS)))
        content_type = next((value for name, value in request.fields if name.lower() == "content-type"), "")
        return RecordedRequest(
            request.method,
            self.url(request.url),
            tuple(fields),
            self._parameters(request.body, content_type),
            tuple(cookies),
        )

    def response(self, url: str, response: Response) -> RecordedResponse:
        """What may be kept of a response to a request for `url`."""
        lines = [self.set_cookie_line(value) if name.lower() == "set-cookie" else "" for name, value in response.fields]
        fields = tuple(
            (
                self.scrub(name),
                line if name.lower() == "set-cookie" else self._field(name.lower(), value, _KEPT_RESPONSE_FIELDS),
            )
            for (name, value), line in zip(response.fields, lines, strict=True)
        )
        self._note_pairs(response.values("set-cookie"))
        return RecordedResponse(
            response.status,
            response.version,
            fields,
            len(response.body),
            response.truncated,
            page_facts(response, url, self.url),
        )

    def _note_pairs(self, lines: tuple[str, ...]) -> None:
        """Add to the facts of a value what the cookie beside it that signs it tells."""
        pairs = ((name.strip(" \t"), value.strip(" \t")) for name, value in map(_named, lines))
        for pair in signed_pairs(pairs, self._keys):
            mask = self.mask(pair.value)
            if (known := self._values.get(mask)) is not None and known.facts.known_key is not True:
                self._values[mask] = Value(mask, replace(known.facts, signed=SCHEME, known_key=pair.known_key))

    def set_cookie_line(self, line: str) -> str:
        """The set-cookie line with its value masked, such that browsers would treat it alike."""
        pair, semicolon, rest = line.partition(";")
        name, equals, value = pair.partition("=")
        if not equals:
            return self._nameless(pair) + semicolon + self._attributes(rest)
        if not name.strip(" \t"):
            return name + equals + self._nameless(value) + semicolon + self._attributes(rest)
        return self.scrub(name) + equals + self._kept_octets(value) + semicolon + self._attributes(rest)

    def url(self, url: str) -> str:
        """A URL with values masked: ids in its path, long, random or sensitive query values; no fragment."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return self.mask(url)
        path = _ID_IN_PATH.sub(lambda match: match[1] + self.secret(match[2]), parts.path)
        path = _RANDOM_SEGMENT.sub(lambda match: self.mask(match[0]), path)
        query = "&".join(self._query_pair(pair) for pair in parts.query.split("&")) if parts.query else ""
        host = parts.netloc.rpartition("@")[2]
        prefix = f"{parts.scheme}://{host}" if parts.scheme and host else host
        return self.scrub(prefix + path + (f"?{query}" if query else ""))

    def scrub(self, text: str) -> str:
        """The text with every secret met so far masked."""
        for secret, mask in self._secrets.items():
            if secret in text:
                text = text.replace(secret, mask)
        return text

    def sealed(self, recording: Recording) -> Recording:
        """The recording with what was learned to be secret only after it had been kept masked as well.

        Short values stay: they would hit ordinary words.
        """
        late = [(secret, mask) for secret, mask in self._secrets.items() if len(secret) >= _SECRET_FOR_SURE]
        return cast("Recording", masked(recording, late))

    def _learn(self, value: str, mask: str) -> None:
        if len(value) < _SCRUBBED_FROM or len(self._secrets) >= _SECRETS_AT_MOST:
            return
        for spelling in (value, quote(value, safe=""), unquote(value, "latin-1")):
            if len(spelling) >= _SCRUBBED_FROM:
                self._secrets.setdefault(spelling, mask)

    def _learn_tokens(self, pairs: list[tuple[str, str]]) -> None:
        """Look from now on for what a content held under a name that says secret; addresses are none."""
        for name, value in pairs:
            is_address = value.startswith(("/", "http://", "https://"))
            if len(value) >= _SECRET_FOR_SURE and _SENSITIVE_NAME.search(name) and not is_address:
                self.secret(value)

    def _pair(self, pair: str) -> tuple[str, str]:
        name, equals, value = pair.partition("=")
        return (self.scrub(name), self.cookie_value(value)) if equals else ("", self.cookie_value(name))

    def _kept_octets(self, value: str) -> str:
        """The mask of a value in a line, with the white space around and the control characters in it kept."""
        stripped = value.strip(" \t")
        lead, _, trail = value.partition(stripped) if stripped else (value, "", "")
        controls = "".join(dict.fromkeys(_CONTROL.findall(stripped)))
        mask = self.cookie_value(stripped)
        kept = mask[: len(mask) - len(controls) - 1] + controls + MASK_START if controls else mask
        return lead + kept + trail

    def _nameless(self, value: str) -> str:
        stripped = value.strip(" \t")
        if stripped.lower() in _ATTRIBUTE_WORDS:
            return value
        prefix = _NAME_PREFIX.match(stripped)
        kept = prefix[0] if prefix else ""
        equals = "=" if "=" in stripped else ""
        return kept + self._kept_octets(stripped[len(kept) :]) + equals

    def _attributes(self, text: str) -> str:
        return ";".join(self._attribute(part) for part in text.split(";"))

    def _attribute(self, part: str) -> str:
        name, equals, value = part.partition("=")
        if not equals:
            word = part.strip(" \t")
            return part if word.lower() in _KEPT_ATTRIBUTES or len(word) < _SCRUBBED_FROM else self._kept_octets(part)
        if name.strip(" \t").lower() not in _KEPT_ATTRIBUTES:
            return f"{self.scrub(name)}={self._kept_octets(value)}"
        # A second cookie folded into the line: browsers take it for a part of this attribute, a reader for a cookie.
        kept, folded, pair = value.partition(",")
        inner, sets, secret = pair.partition("=")
        if not sets:
            return f"{self.scrub(name)}={self.scrub(value)}"
        return f"{self.scrub(name)}={self.scrub(kept)}{folded}{self.scrub(inner)}={self._kept_octets(secret)}"

    def _field(self, lower: str, value: str, kept: frozenset[str]) -> str:
        if lower in _URL_FIELDS:
            return self.url(value)
        if lower == "refresh":
            return _REFRESH.sub(lambda match: match[1] + self.url(match[2]), value)
        if lower == "www-authenticate":
            return value.partition(" ")[0]
        if lower not in kept:
            return self.mask(value)
        return self.scrub(value)

    def _query_pair(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        if not equals:
            return name if len(name) < MASK_LENGTH else self.mask(name)
        plain = unquote(value, "latin-1")
        if _SENSITIVE_NAME.search(name) and value:
            return f"{name}={self.secret(value)}"
        if plain.startswith(("/", "http://", "https://")):
            return f"{name}={self.url(plain)}"
        return f"{name}={value if len(value) < MASK_LENGTH else self.mask(value)}"

    def _parameters(self, body: bytes, content_type: str) -> tuple[str, ...]:
        text = body[:65536].decode("latin-1")
        if "json" in content_type:
            names = re.findall(r'"([^"\\]{1,64})"\s*:', text)
            self._learn_tokens(re.findall(r'"([^"\\]{1,64})"\s*:\s*"([^"\\]*)"', text))
        elif "multipart" in content_type:
            names = re.findall(r'form-data; name="([^"]{1,64})"', text)
        else:
            pairs = parse_qsl(text, keep_blank_values=True, encoding="latin-1")
            names = [name for name, _ in pairs]
            self._learn_tokens(pairs)
        return tuple(dict.fromkeys(self.scrub(name)[:64] for name in names))[:100]
