"""A scripted site with its surroundings: other hosts, field lines besides, and pages that remember."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from hardtack.recording.message import Answer, Request, Response
from tests.recording.site import Gives, Instead, Server, Site

GOOD = "Path=/; Secure; HttpOnly; SameSite=Lax"
"""Attributes at which nothing is to be found."""

RIGHT = Site(cookies=(Gives("sid", at="both", attributes=GOOD),))
"""An application that does everything right."""

Respond = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Scene:
    """A site, and what a row needs around it.

    Attributes:
        site: the application.
        fields: (scheme, name, value) of field lines that each of its answers over that scheme has besides.
        hosts: other hosts that answer, each with a site of its own.
        acted: makes what answers in the site's place, anew for each walk, so that it may remember.
        plain: what answers over http in the site's place, by path; None where http is the site's as https is.
        changed: what becomes of each of the site's answers on its way out.
        also_inside: whether the value from before a login is inside after it, beside the new one.
        below: the folder that the application lies in, empty for the root.
        forgets_at: a path after whose answer the server has forgotten every session.
    """

    site: Site = RIGHT
    fields: tuple[tuple[str, str, str], ...] = ()
    hosts: Mapping[str, Site] = field(default_factory=dict[str, Site])
    acted: Callable[[], Instead] | None = None
    plain: Callable[[str], Answer | None] | None = None
    changed: Callable[[Request, Response], Response] | None = None
    also_inside: bool = False
    below: str = ""
    forgets_at: str | None = None

    def stage(self) -> Respond:
        """What answers the requests of one walk, with sessions of its own."""
        site = self.site if self.acted is None else replace(self.site, instead=self.acted())
        servers = {host: Server(one) for host, one in self.hosts.items()}
        own = Server(site)
        upgraded: dict[str, str] = {}

        def respond(request: Request) -> Answer:
            nonlocal own
            parts = urlsplit(request.url)
            other = servers.get(parts.hostname or "")
            if other is not None:
                return other.respond(request, 0.0)
            if self.below and parts.path.startswith(self.below):
                request = Request(
                    request.method,
                    parts._replace(path=parts.path.removeprefix(self.below) or "/").geturl(),
                    request.fields,
                    request.body,
                )
            request = self._translated(request, upgraded)
            plain = self.plain(parts.path) if self.plain is not None and parts.scheme == "http" else None
            answer = plain or own.respond(request, 0.0)
            if parts.path == self.forgets_at:
                own = Server(site)
            if isinstance(answer, Response):
                self._upgrade(request, answer, upgraded)
                if self.changed is not None:
                    answer = self.changed(request, answer)
                besides = tuple((name, value) for scheme, name, value in self.fields if scheme == parts.scheme)
                answer = replace(answer, fields=answer.fields + besides)
            return answer

        return respond

    def _translated(self, request: Request, upgraded: Mapping[str, str]) -> Request:
        """The request as if it brought the new value of a session for the old one."""
        fields = tuple(
            (name, upgraded.get(value, value) if name == "Cookie" else value) for name, value in request.fields
        )
        return Request(request.method, request.url, fields, request.body)

    def _upgrade(self, request: Request, answer: Response, upgraded: dict[str, str]) -> None:
        """Note whose session a login has upgraded beside giving a new one."""
        new = [text.partition(";")[0] for text in answer.values("set-cookie")]
        if not self.also_inside or request.method != "POST" or not new:
            return
        upgraded.update((value, new[0]) for name, value in request.fields if name == "Cookie" and value != new[0])


PLAYED = Scene()
"""The application that does everything right, with nothing around it."""


def staged(scene: Scene) -> Site:
    """The scene as a site that the scripted walk can be given."""
    respond = scene.stage()
    return Site(instead=lambda _, request: respond(request), schemes=("http", "https"))


def cookies(*given: Gives) -> Site:
    """A site whose first cookie is the session."""
    return Site(cookies=given, opens=((given[0].name,),))


def session(attributes: str, name: str = "sid") -> Site:
    """A site that gives one session cookie with these attributes."""
    return cookies(Gives(name, at="both", attributes=attributes))


def beside(*given: Gives) -> Site:
    """An application that does everything right, and gives these cookies besides."""
    return Site(cookies=(*RIGHT.cookies, *given))


def line(*text: str, path: str | None = None) -> Callable[[Request, Response], Response]:
    """Adds set-cookie lines to the site's answers: to each, or to those of one path."""

    def changed(request: Request, response: Response) -> Response:
        if path is not None and urlsplit(request.url).path != path:
            return response
        return replace(response, fields=(*response.fields, *(("Set-Cookie", one) for one in text)))

    return changed


def only_at_login(request: Request, response: Response) -> Response:
    """Lets cookies come with the answer to a form alone: visitors get none."""
    kept = tuple(pair for pair in response.fields if pair[0] != "Set-Cookie" or request.method == "POST")
    return replace(response, fields=kept)
