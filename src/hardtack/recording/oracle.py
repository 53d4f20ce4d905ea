"""Inside or outside? A differential oracle with controls and a third answer.

Rules of this module:
- A page is taken as the oracle only if what an insider gets is stable, what outsiders get is stable, and they differ.
- A response counts as inside only if it has everything all insiders' samples have in common and nothing that only
  outsiders' samples have; as outside only if it matches one outsider's sample in all that tells it from the inside (its
  whole shape, not its status: a firewall's 403 is not a login page). Anything else is unknown.
- Pages that refuse outsiders (401, 403, 404, a redirect, a login form) are preferred; text alone gives less confidence.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from hardtack.recording.forms import find_login_form, logout_controls, read_page
from hardtack.recording.message import Answer, Response
from hardtack.recording.model import OracleKind, Side

_DIGITS = re.compile(r"\d+")
_PATH_PARAMETER = re.compile(r";[^/]*")
_LOGOUT_SCORE = 50
_REFUSALS = ("status:3", "status:4", "location:", "challenge:", "password-field", "no-answer")


@dataclass(frozen=True, slots=True)
class Shape:
    """What is remembered of a response to compare it with others: a set of features, none of them a value."""

    features: frozenset[str]

    @property
    def words(self) -> str:
        """The features as a person would name them."""
        status = next(
            (feature.partition(":")[2] for feature in self.features if feature.startswith("status:")), "no answer"
        )
        rest = [_WORDS.get(feature.partition(":")[0], "") for feature in sorted(self.features)]
        location = next((feature.partition(":")[2] for feature in self.features if feature.startswith("location:")), "")
        to = f" to {location}" if location else ""
        named = ", ".join(dict.fromkeys(word for word in rest if word))
        return f"{status}{to}" + (f", {named}" if named else "")


_WORDS = {
    "challenge": "asks for credentials",
    "password-field": "a login form",
    "logout": "a way to log out",
    "user": "the user's name",
    "marker": "the recipe's marker",
}


def shape_of(answer: Answer, url: str, username: str | None, markers: tuple[str, ...] = ()) -> Shape:
    """The shape of an answer.

    Args:
        answer: a live response or failure.
        url: the URL it answers for.
        username: the test user's name, looked for in visible text, or None.
        markers: texts a recipe names; each is a feature where it stands in the content.
    """
    if not isinstance(answer, Response):
        return Shape(frozenset({f"no-answer:{answer.kind.name.lower()}"}))
    content_type = (answer.value("content-type") or "").split(";")[0].strip().lower()
    features = {f"status:{answer.status}", f"type:{content_type}"}
    location = answer.value("location")
    if location and 300 <= answer.status < 400:
        features.add("location:" + _place(urljoin(url, location), url))
    challenge = answer.value("www-authenticate")
    if challenge:
        features.add("challenge:" + challenge.partition(" ")[0].lower())
    text = answer.body.decode("latin-1")
    features |= {f"marker:{index}" for index, marker in enumerate(markers) if _latin(marker) in text}
    if "html" in content_type:
        features |= _html_features(answer, content_type, url, username)
    elif "json" in content_type:
        features |= _json_features(answer.body, username)
    return Shape(frozenset(features))


def _latin(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def _place(target: str, base: str) -> str:
    """Where a redirect leads, without what changes from one answer to the next."""
    parts = urlsplit(target)
    path = _DIGITS.sub("#", _PATH_PARAMETER.sub("", parts.path)) or "/"
    same = parts.netloc == urlsplit(base).netloc
    return path if same else f"{parts.hostname}{path}"


def _html_features(response: Response, content_type: str, url: str, username: str | None) -> set[str]:
    page = read_page(response.body, response.value("content-type") or content_type, url)
    features: set[str] = set()
    if find_login_form(page) is not None:
        features.add("password-field")
    if any(control.score >= _LOGOUT_SCORE for control in logout_controls(page)):
        features.add("logout")
    if username and _names(page.text, username):
        features.add("user")
    if page.title:
        features.add("title:" + _DIGITS.sub("#", page.title).strip()[:80])
    if page.meta_refresh:
        features.add("location:" + _place(urljoin(url, page.meta_refresh), url))
    return features


def _json_features(body: bytes, username: str | None) -> set[str]:
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        return {"json:broken"}
    features = {f"json:{type(parsed).__name__}"}
    if isinstance(parsed, dict):
        features |= {f"json-key:{str(key)[:40]}" for key in list(parsed)[:40]}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if username and _names(body.decode("utf-8", "replace"), username):
        features.add("user")
    return features


def _names(text: str, username: str) -> bool:
    return re.search(rf"(?<![\w@.]){re.escape(username)}(?![\w@])", text, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Oracle:
    """A page that tells inside from outside, and how.

    Attributes:
        url: the page.
        inside: features every insider's sample had.
        outside: for each kind of outsider's sample, the features that no insider's sample had.
        insiders: all features seen in any insider's sample.
        kind: what the difference rests on.
        inside_words: the inside in words.
        outside_words: the outside in words.
    """

    url: str
    inside: frozenset[str]
    outside: tuple[frozenset[str], ...]
    insiders: frozenset[str]
    kind: OracleKind
    inside_words: str
    outside_words: str

    def side(self, shape: Shape) -> Side:
        """Which side a response's shape is on; `UNKNOWN` where it is neither's."""
        telling = _all(self.outside)
        if self.inside <= shape.features and not shape.features & telling:
            return Side.INSIDE
        if any(self._matches(kind, shape.features) for kind in self.outside):
            return Side.OUTSIDE
        return Side.UNKNOWN

    def _matches(self, kind: frozenset[str], features: frozenset[str]) -> bool:
        if kind:
            return kind <= features
        # An outsider's sample that only lacks something (a log-out link, the user's name) is matched by that lack.
        return not self.inside <= features and features <= self.insiders


def make_oracle(url: str, inside: tuple[Shape, ...], outside: tuple[Shape, ...]) -> Oracle | None:
    """An oracle from samples, or None where they do not tell inside from outside.

    Args:
        url: the page the samples are of.
        inside: shapes seen with the full jar of a logged-in user.
        outside: shapes seen without one: empty jar, anonymous jar, garbled jar.
    """
    seen_inside = _all(shape.features for shape in inside)
    common = frozenset(feature for feature in seen_inside if all(feature in shape.features for shape in inside))
    kinds = tuple(dict.fromkeys(shape.features - seen_inside for shape in outside))
    only_inside = common - _all(shape.features for shape in outside)
    lacking = [shape for shape in outside if not shape.features - seen_inside]
    if any(common <= shape.features for shape in lacking) or not any(
        feature.startswith("status:2") for feature in common
    ):
        return None
    telling = _all(kinds)
    if not _strong(telling) and not _strong(only_inside):
        return None
    refusing = all(any(feature.startswith(_REFUSALS) for feature in kind) for kind in kinds)
    kind = OracleKind.REFUSAL if refusing else OracleKind.TEXT
    outside_words = " or ".join(dict.fromkeys(shape.words for shape in outside))
    return Oracle(
        url, _stable(common), tuple(_stable(kind) for kind in kinds), seen_inside, kind, inside[0].words, outside_words
    )


def _all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(feature for one in sets for feature in one)


def _strong(features: frozenset[str]) -> bool:
    """Whether a difference is more than another title."""
    return any(not feature.startswith(("title:", "type:")) for feature in features)


def _stable(features: frozenset[str]) -> frozenset[str]:
    """Features that do not depend on what a page happens to be called."""
    strong = frozenset(feature for feature in features if not feature.startswith("title:"))
    return strong or features
