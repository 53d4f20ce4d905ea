"""A bare browser for the demo's tests: it keeps cookies by name, path and domain, and nothing else."""

import http.client
import re
import ssl
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from hardtack.demo import RunningDemo

INVENTED = "ab" * 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    field_lines: tuple[tuple[str, str], ...]
    text: str

    def values(self, name: str) -> tuple[str, ...]:
        """The values of the field lines of that name."""
        return tuple(value for each, value in self.field_lines if each.lower() == name.lower())

    def set_cookie(self, name: str) -> str:
        """The one set-cookie line of that cookie, empty if there is none."""
        lines = [line for line in self.values("Set-Cookie") if line.startswith(f"{name}=")]
        assert len(lines) < 2
        return lines[0] if lines else ""

    @property
    def token(self) -> str:
        """The form token of the page."""
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', self.text)
        assert found, self.text
        return found[1]


def attributes(line: str) -> set[str]:
    """The attributes of a set-cookie line."""
    return set(line.split("; ")[1:])


@dataclass(slots=True)
class Client:
    """One browser; `side` is the root URL of the side it asks."""

    demo: RunningDemo
    side: str
    host: str = ""
    cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Send one request on a new connection, with the cookies whose path fits, and keep what comes back."""
        connection = connect(self.demo, self.side)
        fitting = {name: value for (name, scope), value in self.cookies.items() if path.startswith(scope)}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in fitting.items())} if fitting else {}
        if self.host:
            headers["Host"] = self.host
        body = None
        if form is not None:
            body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
        try:
            connection.request("GET" if form is None else "POST", path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, tuple(response.getheaders()), response.read().decode())
        finally:
            connection.close()
        for line in answer.values("Set-Cookie"):
            self._keep(line)
        return answer

    def _keep(self, line: str) -> None:
        name, _, value = line.partition(";")[0].partition("=")
        (path,) = (each.removeprefix("Path=") for each in attributes(line) if each.startswith("Path="))
        self.cookies[name, path] = value
        if "Max-Age=0" in attributes(line):
            del self.cookies[name, path]

    def log_in(self, password: str | None = None) -> Answer:
        """Fetch the form and send it."""
        form = {"csrf_token": self.ask("/portal/login").token, "username": self.demo.username}
        return self.ask("/portal/login", form | {"password": password or self.demo.password})

    def log_out(self) -> Answer:
        """Send the logout form of the account page."""
        return self.ask("/portal/logout", {"csrf_token": self.ask("/portal/account").token})

    def inside(self) -> bool:
        """Whether the account page opens."""
        answer = self.ask("/portal/account")
        assert (answer.status, answer.values("Location")) in {(200, ()), (303, ("/portal/login",))}
        return answer.status == 200

    def replay(self, cookies: dict[tuple[str, str], str]) -> bool:
        """Whether another browser with these cookies is inside."""
        return Client(self.demo, self.side, self.host, dict(cookies)).inside()


def connect(demo: RunningDemo, side: str) -> http.client.HTTPConnection:
    """A connection to that side, its certificate held against the demo's authority."""
    address = urlsplit(side).netloc
    if side.startswith("http://"):
        return http.client.HTTPConnection(address, timeout=10)
    context = ssl.create_default_context(cafile=str(demo.ca_file))
    return http.client.HTTPSConnection(address, timeout=10, context=context)
