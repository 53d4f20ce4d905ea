"""An application that does everything right: what a hostile site is when it is not hostile.

A front page, a login form with a token, a page for insiders, a way out. Its session cookie is new at each login and
dead after logout; the policies that sites differ in, without fault, are its fields.
"""

import secrets
from dataclasses import dataclass, field

from tests.hostile.server import Answer, Asked, redirect, reply

USERNAME = "baker"
PASSWORD = "canary-password-of-the-baker"


@dataclass(slots=True)
class Bakery:
    """The application.

    Attributes:
        attributes: what stands behind the session cookie's value.
        front: further content of the front page.
        inside: further content of the insiders' page.
        form: further content of the login form.
        action: where the login form posts to.
        method: how it posts.
        most: sessions a user may have, or None.
        refuses: whether the newest login is refused when there are that many; else the oldest session ends.
        bound: whether a session belongs to the User-Agent that it began with.
        sessions: the live sessions, oldest first, with their User-Agent.
        failures: wrong passwords so far.
        looks: how often a site in front of it has counted something.
        values: every cookie value and token ever given out.
    """

    attributes: str = "Path=/; HttpOnly; SameSite=Lax"
    front: str = ""
    inside: str = ""
    form: str = ""
    action: str = "/login"
    method: str = "post"
    most: int | None = None
    refuses: bool = False
    bound: bool = False
    sessions: dict[str, str] = field(default_factory=dict[str, str])
    failures: int = 0
    looks: int = 0
    values: list[str] = field(default_factory=list[str])

    def __call__(self, asked: Asked) -> Answer:
        """Its answer to a request."""
        match asked.path:
            case "/":
                return reply(200, f"<title>Bakery</title><a href=/login>Log in</a>{self.front}")
            case "/login" if asked.method == "POST":
                return self.log_in(asked, asked.form)
            case "/login":
                return self.login_page()
            case "/account":
                return self.account(asked)
            case "/logout" if asked.method == "POST":
                self.sessions.pop(asked.cookies.get("sid", ""), None)
                return redirect("/", "Set-Cookie: sid=; Path=/; Max-Age=0")
            case _:
                return reply(404, "<title>Not found</title>")

    def login_page(self, said: str = "") -> bytes:
        """The page with the login form."""
        return reply(
            200,
            f"<title>Log in</title><p>{said}<form method={self.method} action='{self.action}'>"
            f"<input type=hidden name=csrf value='{self.issue()}'><input name=username>"
            f"<input type=password name=password>{self.form}<button>Log in</button></form>",
        )

    def log_in(self, asked: Asked, given: dict[str, str]) -> bytes:
        """A login, right or wrong."""
        if (given.get("username"), given.get("password")) != (USERNAME, PASSWORD):
            self.failures += 1
            return self.login_page("User name or password is wrong.")
        return self.let_in(asked)

    def let_in(self, asked: Asked) -> bytes:
        """Begin a session."""
        if self.most is not None and len(self.sessions) >= self.most:
            if self.refuses:
                return self.login_page("You are logged in elsewhere. Log out there first.")
            self.sessions.pop(next(iter(self.sessions)))
        value = self.issue()
        self.sessions[value] = asked.fields.get("user-agent", "")
        return redirect("/account", f"Set-Cookie: sid={value}; {self.attributes}")

    def is_inside(self, asked: Asked) -> bool:
        """Whether a request comes from a live session."""
        agent = self.sessions.get(asked.cookies.get("sid", ""))
        return agent is not None and (not self.bound or agent == asked.fields.get("user-agent", ""))

    def account(self, asked: Asked) -> bytes:
        """The page for insiders."""
        if not self.is_inside(asked):
            return redirect("/login")
        return reply(
            200,
            f"<title>Account</title><p>Hello {USERNAME}, your orders: none. <a href=/account>My account</a>"
            f"<form method=post action=/logout><button>Log out</button></form>{self.inside}",
        )

    def issue(self) -> str:
        """A value that nobody can guess, remembered."""
        self.values.append(secrets.token_hex(16))
        return self.values[-1]
