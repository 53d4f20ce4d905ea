"""Which kind of configuration a file is."""

import pytest

from hardtack.errors import LintError
from hardtack.lint import Kind, kind_of, may_configure


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    (
        ("/var/www/.htaccess", "", Kind.HTACCESS),
        ("httpd.conf", "", Kind.APACHE),
        ("C:\\Apache\\conf\\httpd.conf", "", Kind.APACHE),
        ("site.conf", "<VirtualHost *:80>\n</VirtualHost>", Kind.APACHE),
        ("security.conf", "# a\nHeader always set X-A b\n", Kind.APACHE),
        ("apache2/conf-available/charset.conf", "# AddDefaultCharset UTF-8\n", Kind.APACHE),
        ("sites-available/default", "server {\n  listen 80;\n}\n", Kind.NGINX),
        ("proxy.conf", "proxy_set_header Host $host;\n", Kind.NGINX),
        ("nginx/mime.conf", "types { a b; }", Kind.NGINX),
        ("proxy.cfg", "global\n  daemon\n", Kind.HAPROXY),
        ("Caddyfile", "", Kind.CADDY),
        ("Caddyfile.live", "", Kind.CADDY),
        ("shop.caddyfile", "", Kind.CADDY),
        ("site", "www.example.com {\n  reverse_proxy a\n}", Kind.CADDY),
        ("web.xml", "<web-app/>", Kind.WEB_XML),
        ("fragment", "<?xml version='1.0'?><web-fragment/>", Kind.WEB_XML),
        ("shop.xml", "<Context/>", Kind.TOMCAT),
        ("server.xml", "\ufeff<Server/>", Kind.TOMCAT),
        ("alarm.xml", "<!DOCTYPE Configure><Configure/>", Kind.JETTY),
        ("settings.py", "INSTALLED_APPS = []\nSECRET_KEY = a\n", Kind.DJANGO),
        ("config.py", "class Live:\n    SESSION_COOKIE_SECURE = True\n", Kind.FLASK),
        ("app.py", "app.config['A'] = 1", Kind.FLASK),
        ("php.ini-production", "[PHP]\n", Kind.PHP),
        ("99-session.ini", "session.cookie_secure = 1\n", Kind.PHP),
        ("www.conf", "[www]\nphp_admin_value[session.name] = a\n", Kind.PHP),
        ("/etc/php/8.2/cli/conf.d/a.ini", "extension=a\n", Kind.PHP),
    ),
)
def test_the_kind_is_told(name: str, text: str, kind: Kind) -> None:
    """By the name, by what stands in it, or by the folder."""
    assert kind_of(name, text) is kind


@pytest.mark.parametrize(
    ("name", "text", "said"),
    (
        ("notes.txt", "Dear all,\n", "it can't be told"),
        ("", "", "it can't be told"),
        ("users.xml", "<tomcat-users/>", "<tomcat-users> begins no file"),
        ("broken.xml", "<a", "unclosed token"),
        ("hello.py", "print(1)", "no settings of Django's or Flask's"),
    ),
)
def test_what_it_is_cannot_be_told(name: str, text: str, said: str) -> None:
    """An error with the remedy."""
    with pytest.raises(LintError) as error:
        kind_of(name, text)

    assert said in error.value.message


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_words_for_people_and_for_renderers(kind: Kind) -> None:
    """A title and at least one target."""
    assert kind.title
    assert kind.targets


@pytest.mark.parametrize(
    ("name", "may"),
    (
        ("/etc/apache2/sites-available/default", True),
        ("/etc/nginx/nginx.conf", True),
        ("web.xml", True),
        ("/var/www/.htaccess", True),
        ("php.ini-production", True),
        ("shop/settings/live.py", True),
        ("shop/settings_live.py", True),
        ("C:\\shop\\app.py", True),
        ("shop/views.py", False),
        ("README.md", False),
        ("index.html", False),
        ("nginx.conf.bak", False),
    ),
)
def test_what_is_worth_a_look_in_a_folder(name: str, may: bool) -> None:  # noqa: FBT001 -- a column of the table
    """Names that configuration has."""
    assert may_configure(name) is may
