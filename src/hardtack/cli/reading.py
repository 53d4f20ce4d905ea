"""What was seen before: a recording, a report as JSON, which holds one, or a HAR file."""

import secrets
from dataclasses import replace
from typing import cast

from hardtack.cli.asking import persona_of
from hardtack.cli.options import Options
from hardtack.cli.password import find_password
from hardtack.cli.reading_policy import is_policy
from hardtack.cli.reading_text import read_text
from hardtack.cli.version import TOOL
from hardtack.errors import RecordingError, UsageError
from hardtack.recording.brief import Recipe
from hardtack.recording.codec import from_object, parse_json
from hardtack.recording.har import HarTerms, from_har, is_har
from hardtack.recording.model import Profile, Recording
from hardtack.recording.redact import Redactor


def read_recording(options: Options, option: str = "--from") -> Recording:
    """Read the file that the options name; nothing is sent.

    Args:
        options: its place, and what a HAR file does not say itself.
        option: what the user calls that place, for messages.

    Raises:
        HostError: it can't be read.
        RecordingError: it is none of these, or a report without a recording.
        UsageError: the options say what a recording says itself.
    """
    source = "-" if options.source is None else options.source
    text = read_text(source, option)
    try:
        document = parse_json(text)
        if is_har(document):
            return _from_har(text, options)
        recording = from_object(_recorded(document))
    except RecordingError as error:
        if is_policy(text):
            raise RecordingError(
                f"{option}: {source} is a policy, and no recording.",
                "A policy is for `hardtack render TARGET POLICY`, or beside a recording: "
                "`hardtack verify RECORDING --policy POLICY`.",
            ) from None
        raise RecordingError(f"{option}: {source}: {error.message}", error.hint) from None
    if options.url is not None:
        raise UsageError("A recording says itself which site it is of.", "Leave the URL out.")
    if options.profile is not None:
        return replace(recording, target=replace(recording.target, profile=Profile(options.profile)))
    return recording


def _from_har(text: str, options: Options) -> Recording:
    password = find_password(options.password_file, wanted=None, no_input=True)
    redactor = Redactor(
        secrets.token_bytes(32), persona_of(options, Recipe(), password), (password,) if password else ()
    )
    return from_har(text, redactor, HarTerms(TOOL, options.url, Profile(options.profile or "standard")))


def _recorded(document: object) -> object:
    """The recording in a report, or the document itself where it is none."""
    if not isinstance(document, dict):
        return document
    report = cast("dict[str, object]", document)
    if "questions" not in report:
        return report
    if "recording" not in report:
        raise RecordingError(
            "The report holds no recording: an older hardtack wrote it.",
            "Audit again: hardtack audit URL --record FILE, and give that file.",
        )
    return report["recording"]
