"""The demo application's pages, style sheet, script and picture: text in, HTML out."""

from html import escape

from hardtack.demo.set_cookie import CSRF_COOKIE, PORTAL, SHOP

STYLE = b"body{font:1.1rem/1.5 sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem}label{display:block}"

# A form that the browser restores from its history holds an older session's token; the cookie holds the present one.
SCRIPT = f"""\
document.addEventListener("submit", (event) => {{
  const field = event.target.querySelector("input[name={CSRF_COOKIE}]");
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("{CSRF_COOKIE}="));
  if (field && cookie) field.value = cookie.slice("{CSRF_COOKIE}=".length);
}});
""".encode()

PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48">'
    b'<rect x="4" y="4" width="40" height="40" rx="6" fill="#c89b5b"/></svg>'
)


def page(title: str, body: str, *, picture: str) -> bytes:
    """A whole page.

    Args:
        title: Plain text.
        body: HTML.
        picture: URL of the picture at the top: relative, or on the plain side when Q9 is weak.

    Returns:
        The page in UTF-8.
    """
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{escape(title)}</title>
<link rel="stylesheet" href="{PORTAL}/style.css"><script src="{PORTAL}/app.js" defer></script></head>
<body><p><img src="{escape(picture)}" alt="" width="48" height="48"></p>
<h1>{escape(title)}</h1>
{body}
</body>
</html>
""".encode()


def home(user: str | None) -> str:
    """The public page's body; it greets `user` if there is one."""
    greeting = f"<p>Signed in as {escape(user)}.</p>" if user else ""
    return f"""{greeting}<p>A small application that is weak on purpose.</p>
<ul><li><a href="{PORTAL}/login">Log in</a></li><li><a href="{PORTAL}/account">Account</a></li>
<li><a href="{PORTAL}/settings">Settings</a></li><li><a href="{SHOP}/">Shop</a></li></ul>"""


def login(csrf_token: str, problem: str = "") -> str:
    """The login form's body, under the `problem` with the last attempt if there was one."""
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return f"""{alert}<form method="post" action="{PORTAL}/login">
{_token(csrf_token)}
<label>User name <input name="username" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<label><input name="remember" type="checkbox" value="1"> Remember me</label>
<button type="submit">Log in</button>
</form>"""


def account(user: str, csrf_token: str) -> str:
    """The account page's body, with the logout form."""
    return f"""<p>Welcome back, {escape(user)}.</p>
<p><a href="{PORTAL}/settings">Settings</a></p>
{_logout(csrf_token)}"""


def settings(user: str, email: str, csrf_token: str) -> str:
    """The settings page's body, with the logout form."""
    return f"""<dl><dt>User name</dt><dd>{escape(user)}</dd><dt>E-mail</dt><dd>{escape(email)}</dd></dl>
<p><a href="{PORTAL}/account">Account</a></p>
{_logout(csrf_token)}"""


def shop(visits: int) -> str:
    """The second application's only page; `visits` counts the present basket's requests."""
    return f'<p>Your basket is empty. Visits with this basket: {visits}.</p><p><a href="{PORTAL}/">Portal</a></p>'


def _token(csrf_token: str) -> str:
    return f'<input type="hidden" name="{CSRF_COOKIE}" value="{escape(csrf_token)}">'


def _logout(csrf_token: str) -> str:
    return f"""<form method="post" action="{PORTAL}/logout">
{_token(csrf_token)}
<button type="submit">Log out</button>
</form>"""
