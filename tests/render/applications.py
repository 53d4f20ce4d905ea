"""Small applications of the frameworks that settings are written for, run with what the renderers wrote."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from hardtack.policy import Policy
from hardtack.render import Renderer

__all__ = ["APPLICATIONS", "attributes", "run", "write"]

_COMMON: Final = """
import io, json, sys
from pathlib import Path

HARDENED = sys.argv[1] == "hardened"
PROTO = sys.argv[2]


def middleware(application):
    if HARDENED and Path("hardtack_middleware.py").exists():
        from hardtack_middleware import hardened
        return hardened(application)
    return application


def ask(application, cookies):
    lines = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SCRIPT_NAME": "", "SERVER_NAME": "localhost", "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": PROTO, "wsgi.input": io.BytesIO(),
        "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        "wsgi.errors": sys.stderr, "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_PROTO": PROTO,
    }
    if cookies:
        environ["HTTP_COOKIE"] = cookies

    def start(status, headers, exc_info=None):
        lines.extend(headers)

    body = b"".join(application(environ, start)).decode()
    return [value for name, value in lines if name.lower() == "set-cookie"], body


def tell(asked):
    lines, first = asked("")
    _, second = asked("; ".join(line.partition(";")[0] for line in lines))
    print(json.dumps({"lines": lines, "bodies": [first, second]}))
"""

_DJANGO: Final = """
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path


def view(request):
    request.session["n"] = request.session.get("n", 0) + 1
    get_token(request)
    return HttpResponse(request.session["n"])


urlpatterns = [path("", view)]
given = dict(
    SECRET_KEY="for tests alone", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], USE_TZ=True,
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)
if HARDENED:
    import hardtack_settings
    given |= {name: value for name, value in vars(hardtack_settings).items() if name.isupper()}
settings.configure(**given)
django.setup()
application = middleware(get_wsgi_application())
tell(lambda cookies: ask(application, cookies))
"""

_FLASK: Final = """
from flask import Flask, session

app = Flask(__name__)
app.secret_key = "for tests alone"
if HARDENED:
    app.config.from_object("hardtack_settings")


@app.get("/")
def view():
    session["n"] = session.get("n", 0) + 1
    return str(session["n"])


app.wsgi_app = middleware(app.wsgi_app)
tell(lambda cookies: ask(app.wsgi_app, cookies))
"""

_STARLETTE: Final = """
from starlette.applications import Starlette
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient


async def view(request):
    request.session["n"] = request.session.get("n", 0) + 1
    return PlainTextResponse(str(request.session["n"]))


arguments = {}
if HARDENED:
    from hardtack_settings import SESSION as arguments
app = Starlette(routes=[Route("/", view)])
app.add_middleware(SessionMiddleware, secret_key="for tests alone", **arguments)
app = middleware(app)


def asked(cookies):
    client = TestClient(app, base_url=f"{PROTO}://localhost")
    headers = {"X-Forwarded-Proto": PROTO} | ({"Cookie": cookies} if cookies else {})
    answer = client.get("/", headers=headers)
    return answer.headers.get_list("set-cookie"), answer.text


tell(asked)
"""

APPLICATIONS: Final = {"django": _DJANGO, "flask": _FLASK, "fastapi": _STARLETTE}
"""By the renderer's target."""


def write(renderer: Renderer, policy: Policy, folder: Path) -> None:
    """The rendered files, all in one folder."""
    for file in renderer.render(policy, None).files:
        (folder / Path(file.path).name).write_text(file.text, encoding="ascii")


def run(target: str, folder: Path, *, hardened: bool, proto: str = "https") -> tuple[list[str], list[str]]:
    """The set-cookie lines of a first request, and the bodies of it and of a second one that brings them back."""
    (folder / "application.py").write_text(_COMMON + APPLICATIONS[target], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "application.py", "hardened" if hardened else "bare", proto],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return told["lines"], told["bodies"]


def attributes(line: str) -> tuple[str, frozenset[str]]:
    """The name that a line sets, and its attributes, in lower case and without a date, which says what Max-Age does."""
    pair, *rest = (part.strip() for part in line.split(";"))
    kept = (re.sub(r"\s*=\s*", "=", part).lower() for part in rest)
    return pair.partition("=")[0], frozenset(part for part in kept if not part.startswith("expires="))
