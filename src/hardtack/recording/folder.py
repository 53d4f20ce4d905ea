"""Below which folder of its host an application lives, as far as the recording shows."""

from urllib.parse import urlsplit

from hardtack.recording.model import Recording, Step
from hardtack.recording.sides import origin

_ASIDE = frozenset({Step.NEIGHBOUR, Step.TWIN, Step.PLAIN})


def application_folder(recording: Recording) -> str:
    """The first folder that all pages met on the application's origin lie below, with slashes around, or `/`.

    Servers in front divide a host at the first folder; where one divides it deeper, its own pages stand there.

    Args:
        recording: all that was seen.
    """
    base = recording.target.https or recording.target.url
    met = [
        urlsplit(one.request.url).path
        for one in recording.exchanges
        if one.step not in _ASIDE and origin(one.request.url) == origin(base)
        if one.response is not None and one.response.status < 400
    ]
    folders = {_first_folder(path) for path in (urlsplit(base).path, *met)}
    return f"/{folders.pop()}/" if len(folders) == 1 and "" not in folders else "/"


def _first_folder(path: str) -> str:
    first, slash, _ = path.partition(";")[0].removeprefix("/").partition("/")
    return first if slash else ""
