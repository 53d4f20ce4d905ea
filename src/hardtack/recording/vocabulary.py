"""The words of a recording: parts of the walk, purposes of probes, sides, attackers."""

from enum import Enum, unique


@unique
class Step(Enum):
    """The parts of the walk, in their usual order."""

    VISIT = "anonymous visit"
    TWIN = "other scheme"
    LOGIN = "login"
    ORACLE = "inside or outside"
    CREDENTIALS = "which cookies carry the session"
    EXPOSURE = "exposed cookies alone"
    REVISIT = "pages of the earlier recording"
    FIXATION = "session before login replayed"
    SECOND_LOGIN = "second session"
    LOGOUT = "logout"
    REPLAY = "session after logout replayed"
    THIRD_LOGIN = "login again"
    PLAIN = "plain side"
    NEIGHBOUR = "other application on the host"
    SCRIPTS = "scripts of pages inside"
    FAILED_LOGIN = "failed login"
    SAMPLE = "ids sampled"
    MEASURE_IDLE = "idle time measured"
    MEASURE_ABSOLUTE = "life of a busy session measured"
    IMPORTED = "imported"


@unique
class StepResult(Enum):
    """How a part of the walk ended."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@unique
class Side(Enum):
    """The oracle's three answers."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@unique
class Purpose(Enum):
    """Why a probe was sent."""

    FULL_JAR = "control: full jar"
    EMPTY_JAR = "control: empty jar"
    ANONYMOUS_JAR = "control: fresh anonymous jar"
    GARBLED_JAR = "control: full jar with garbled values"
    FAILED_LOGIN_JAR = "control: jar of a failed login"
    SUBSET = "subset of the cookies"
    SUBSTITUTED = "one cookie replaced by a fresh anonymous one"
    EXPOSED_TO_NETWORK = "cookies a network attacker reads"
    EXPOSED_TO_SCRIPT = "cookies a script reads"
    EXPOSED_TO_SIBLING = "cookies a sibling sub-domain gets"
    EXPOSED_TO_NEIGHBOUR = "cookies another application on the host gets"
    BEFORE_LOGIN = "jar frozen before login"
    BEFORE_SECOND_FACTOR = "jar frozen between password and code"
    BEFORE_LOGIN_AND_CONSTANTS = "jar frozen before login with the values every login gives"
    PLANTED = "invented id planted before login"
    PLANTED_WITHOUT_LOGIN = "invented id without login"
    SECOND_SESSION = "control: second session"
    BEFORE_LOGOUT = "live jar just before logout"
    LIVE_AFTER_LOGOUT = "live jar after logout"
    FROZEN_AFTER_LOGOUT = "frozen jar after logout"
    SET_AFTER_LOGOUT = "one authenticating set after logout"
    SETTLED_AFTER_LOGOUT = "frozen jar some seconds after logout"
    OTHER_USER_AGENT = "full jar under another User-Agent"
    LET_IN_AGAIN = "visit of the login page after logout"
    AFTER_NEXT_LOGIN = "frozen jar after the next login of the same browser"
    FIRST_SESSION_AFTER_SECOND_LOGIN = "first session after a second login"
    EARLIER_SESSION_AFTER_RELOGIN = "earlier session after the same browser logged in again"
    AFTER_NEIGHBOUR = "full jar after a visit to another application on the host"
    BEFORE_IDLE = "session about to be left idle"
    AFTER_IDLE = "session left idle"
    KEPT_BUSY = "session kept busy"
    HTTPS_JAR_OVER_PLAIN = "jar of the https session over http"
    LOGIN_OVER_PLAIN = "session begun over http"


@unique
class LoginMethod(Enum):
    """How the login was done."""

    NONE = "none"
    FORM = "form"
    BASIC = "HTTP Basic"
    RECIPE = "recipe"
    BROUGHT = "session brought along"


@unique
class Telling(Enum):
    """How much of its cookies' attributes a session that was brought along tells."""

    VALUES = "names and values alone"
    SCOPE = "all attributes but SameSite"
    ALL = "all attributes"


@unique
class OracleKind(Enum):
    """What tells inside from outside."""

    REFUSAL = "the page refuses outsiders"
    TEXT = "the page's text alone"


@unique
class Attacker(Enum):
    """Who might get at cookies without being invited."""

    NETWORK = "network"
    SCRIPT = "script"
    SIBLING = "sibling sub-domain"
    NEIGHBOUR = "other application on the host"


@unique
class Profile(Enum):
    """Which limits a lifetime is held against (verdict limits of Q5)."""

    RELAXED = "relaxed"
    STANDARD = "standard"
    STRICT = "strict"
