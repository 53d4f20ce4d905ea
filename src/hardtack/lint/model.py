"""What lint reads and what it says: documents, rules, findings, effects."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, unique

from hardtack.policy import Policy
from hardtack.verdict import Severity

__all__ = [
    "Directive",
    "Document",
    "Effect",
    "Element",
    "Finding",
    "Found",
    "Kind",
    "Linted",
    "Opaque",
    "Rule",
    "Setting",
    "Value",
]


@unique
class Kind(Enum):
    """What a file configures; the values are the words of `--kind`."""

    APACHE = "apache"
    HTACCESS = "htaccess"
    NGINX = "nginx"
    HAPROXY = "haproxy"
    CADDY = "caddy"
    WEB_XML = "web.xml"
    TOMCAT = "tomcat"
    JETTY = "jetty"
    DJANGO = "django"
    FLASK = "flask"
    PHP = "php.ini"

    @property
    def title(self) -> str:
        """Its name in prose."""
        return _TITLES[self]

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the renderers that write such configuration, the simplest first."""
        return _TARGETS[self]


_TITLES = {
    Kind.APACHE: "Apache httpd",
    Kind.HTACCESS: ".htaccess of Apache httpd",
    Kind.NGINX: "nginx",
    Kind.HAPROXY: "HAProxy",
    Kind.CADDY: "Caddy",
    Kind.WEB_XML: "web.xml of a Java web application",
    Kind.TOMCAT: "Tomcat",
    Kind.JETTY: "Jetty",
    Kind.DJANGO: "settings of Django",
    Kind.FLASK: "settings of Flask",
    Kind.PHP: "php.ini",
}
_TARGETS = {
    Kind.APACHE: ("apache",),
    Kind.HTACCESS: ("apache",),
    Kind.NGINX: ("nginx", "nginx-njs", "nginx-lua"),
    Kind.HAPROXY: ("haproxy", "haproxy-lua"),
    Kind.CADDY: ("caddy",),
    Kind.WEB_XML: ("tomcat", "jetty"),
    Kind.TOMCAT: ("tomcat",),
    Kind.JETTY: ("jetty",),
    Kind.DJANGO: ("django",),
    Kind.FLASK: ("flask",),
    Kind.PHP: ("php",),
}


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive of a server's configuration, or a section with directives in it.

    Attributes:
        name: as its server compares it: Apache's in lower case, sections of Apache's with their ``<``.
        args: the words after it, quotes and escapes undone.
        line: where it begins, from 1.
        block: what stands in it; empty for a simple directive.
    """

    name: str
    args: tuple[str, ...]
    line: int
    block: tuple["Directive", ...] = ()

    def arg(self, index: int) -> str:
        """One word, empty where there is none."""
        return self.args[index] if index < len(self.args) else ""


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an XML file.

    Attributes:
        name: without its name-space prefix.
        attributes: names and values, names without prefix.
        text: the character data right in it, blanks at its ends taken off.
        line: where its start tag begins, from 1.
        children: the elements in it.
    """

    name: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    line: int
    children: tuple["Element", ...]

    def attribute(self, name: str) -> str | None:
        """The value of an attribute, None where it isn't there."""
        return dict(self.attributes).get(name)

    def child(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next((one for one in self.children if one.name == name), None)


@unique
class Opaque(Enum):
    """The one member stands for a value that only running the program would tell."""

    OPAQUE = "opaque"


Value = str | int | float | bool | None | Opaque
"""A setting's value. A span of time is its seconds."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an application or of PHP.

    Attributes:
        name: such as ``SESSION_COOKIE_SECURE`` or ``session.cookie_secure``.
        value: what it is set to.
        line: where, from 1.
        where: the class or section it stands in; empty at the top.
    """

    name: str
    value: Value
    line: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration file, read; of the last ones, its kind fills one or two.

    Attributes:
        kind: what it configures.
        lines: its text.
        directives: of Apache httpd, nginx, HAProxy and Caddy.
        root: of XML.
        settings: of Django, Flask and PHP, and those of PHP within Apache's files.
        names: what a Python file names beside its settings: modules that it takes all names from, and what else gives
            it settings.
        bases: of a Python file's classes, each with one that it takes settings from.
        includes: lines that take in other files, which are not read.
    """

    kind: Kind
    lines: tuple[str, ...]
    directives: tuple[Directive, ...] = ()
    root: Element | None = None
    settings: tuple[Setting, ...] = ()
    names: tuple[str, ...] = ()
    bases: tuple[tuple[str, str], ...] = ()
    includes: tuple[int, ...] = ()

    def setting(self, name: str) -> Setting | None:
        """The last setting of that name, which is the one that counts; None where there is none."""
        return next((one for one in reversed(self.settings) if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found.

    Attributes:
        line: where, from 1.
        message: what stands there and what it does, one or two sentences, no secrets.
        intended: what was meant, as a policy that a renderer can write; None where no policy says it.
        severity: less than the rule's worst; None = that.
    """

    line: int
    message: str
    intended: Policy | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a record that holds a pure function.

    Attributes:
        code: stable for ever, ``HL`` and a number whose hundreds are the server.
        name: kebab-case name of the pattern found.
        severity: the worst severity it gives.
        kinds: the files it is asked of.
        basis: how its claim is known: what it was measured on, or where it was read.
        page: the documentation, which is the docstring of the rule's module.
        find: the function from a document to what is found; it never raises.
        targets: the renderers whose output replaces what is found; empty = those of the file's kind.
    """

    code: str
    name: str
    severity: Severity
    kinds: tuple[Kind, ...]
    basis: str
    page: str
    find: Callable[[Document], Iterable[Found]]
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where.

    Attributes:
        rule: the rule that found it.
        severity: how bad it is.
        line: where, from 1.
        text: that line, cookie values and secrets masked.
        message: what it does.
        intended: what was meant, as a policy; None where no policy says it.
        targets: renderers that may write that policy for this file, the first that is there and exact is the best.
    """

    rule: Rule
    severity: Severity
    line: int
    text: str
    message: str
    intended: Policy | None
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one line does to cookies, or to what guards them; neither good nor bad.

    Attributes:
        line: where, from 1.
        text: one sentence.
    """

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Linted:
    """All that is said of one file.

    Attributes:
        kind: what it was read as.
        effects: in the order of their lines.
        findings: in the order of their lines, then of their codes.
        includes: lines that take in files which were not read.
    """

    kind: Kind
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    includes: tuple[int, ...]
