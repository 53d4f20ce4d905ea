"""What a walk is asked to do: the user's word, which overrules every guess."""

from dataclasses import dataclass, field
from enum import Enum, unique

from hardtack.cookies.persona import Persona
from hardtack.recording.measured import Measuring
from hardtack.recording.model import Profile
from hardtack.recording.own_session import OwnSession
from hardtack.recording.totp import Totp


@unique
class Source(Enum):
    """Where a recipe takes a value from in a response."""

    FORM_FIELD = "form_field"
    JSON_PATH = "json"
    REGEX = "regex"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class Extraction:
    """A value to be taken from a response and used in later requests as `{name}`.

    Attributes:
        name: the variable's name.
        source: where to look.
        pattern: form field's name, dotted JSON path, regular expression (first group), field line's name, cookie's name
            (`*` stands for what changes in it, such as a port).
    """

    name: str
    source: Source
    pattern: str


@dataclass(frozen=True, slots=True)
class RecipeStep:
    """One request of a recipe; `{username}`, `{password}`, `{totp}` and extracted names are filled in.

    Attributes:
        method: the method.
        url: absolute, or relative to the audit's URL.
        fields: further field lines.
        form: form fields for an url-encoded content, or empty.
        json: JSON text for the content, or empty; variables are filled in as JSON strings' insides.
        body: the content as it is, or empty.
        extract: values to take from the response.
        follow: whether redirects are followed.
    """

    method: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()
    json: str = ""
    body: str = ""
    extract: tuple[Extraction, ...] = ()
    follow: bool = True


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to log in and out of an application that a walk cannot find out by itself.

    Attributes:
        login: the requests that log in, or empty where the walk finds the form itself.
        logout: the requests that log out, or empty.
        inside_url: a page that tells inside from outside, or None.
        inside_markers: texts that stand on that page only inside.
        outside_markers: texts that stand there only outside.
        authorization: value of an Authorization field sent once logged in, with `{token}`-like variables, or None.
        persona: the test user's own data as (label, value).
        shared_domain: domains that several hosts share on purpose.
        embedded: whether the application lives in other sites' pages.
    """

    login: tuple[RecipeStep, ...] = ()
    logout: tuple[RecipeStep, ...] = ()
    inside_url: str | None = None
    inside_markers: tuple[str, ...] = ()
    outside_markers: tuple[str, ...] = ()
    authorization: str | None = None
    persona: tuple[tuple[str, str], ...] = ()
    shared_domain: tuple[str, ...] = ()
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class NamedLogout:
    """The way out as the user named it: `https://…/logout` or `POST https://…/logout`."""

    method: str
    url: str


@dataclass(frozen=True, slots=True)
class Revisit:
    """A page that an earlier recording holds, to be asked again.

    Attributes:
        url: its address.
        inside: whether the user was logged in.
    """

    url: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a walk needs to know beforehand.

    Attributes:
        url: where to begin; the application, or its login page.
        username: the test user's name, or None.
        password: his password, or None for an audit from outside.
        login_url: page with the login form, or None.
        inside_url: page for insiders only, or None.
        logout: the way out, or None.
        http_url: the plain twin, or None.
        https_url: the https twin, or None.
        also: other applications on the host.
        allowed_hosts: further hosts that may be asked.
        recipe: the recipe.
        persona: the test user's own data.
        profile: lifetime limits.
        lab: whether certificates are not held to public trust.
        settle: seconds between the replays after logout; 0 for none.
        max_requests: the most requests to send.
        failed_login: whether one wrong password may be tried.
        own: a session that the user brought along, in place of a login, or None.
        end_session: whether that session may be ended by a logout.
        totp: what makes the codes of a second factor, or None.
        measuring: what is to be measured after the walk.
        revisit: pages of an earlier recording to ask again, each once, where the walk does not come by anyway.
    """

    url: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    login_url: str | None = None
    inside_url: str | None = None
    logout: NamedLogout | None = None
    http_url: str | None = None
    https_url: str | None = None
    also: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    recipe: Recipe = Recipe()
    persona: Persona = field(default_factory=Persona)
    profile: Profile = Profile.STANDARD
    lab: bool = False
    settle: float = 2.0
    max_requests: int = 200
    failed_login: bool = True
    own: OwnSession | None = None
    end_session: bool = False
    totp: Totp | None = None
    measuring: Measuring = field(default_factory=Measuring)
    revisit: tuple[Revisit, ...] = ()

    @property
    def authenticated(self) -> bool:
        """Whether there is anything to be inside with."""
        return self.password is not None or bool(self.recipe.login) or self.own is not None
