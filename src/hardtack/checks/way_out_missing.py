"""No way to log out stands on the pages for insiders.

What it asks:
    Do the pages seen after the login offer a link, a form or a button to log out?

Why it matters:
    Who can't leave stays logged in, on shared computers too.

Remedy:
    Show a visible way out on each page for insiders. If there is one that scripts make, name it with --logout-url or in
    a recipe, so that the audit can take it.

Example:
    bad: the account page has no way out
    good: `<form method="post" action="/logout"><button>Log out</button></form>`

References:
    ASVS 5.0 7.4.4; CWE-613; WSTG-SESS-06
"""

from hardtack.checks._base import header_alone, shown, step_of, unproved
from hardtack.recording.model import LoginMethod, Purpose, Recording, Step, StepResult
from hardtack.verdict import Check, Confidence, Finding, NotApplicable, Passed, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from whether the walk found a way out."""
    if (open_question := unproved(recording)) is not None:
        return open_question
    if recording.login.logout is not None:
        return Passed(f"There is a way out: {recording.login.logout}.")
    if recording.login.method is LoginMethod.BASIC and header_alone(recording):
        return NotApplicable("HTTP Basic has no logout")
    inside = recording.probed(Purpose.FULL_JAR)
    tried = step_of(recording, Step.LOGOUT)
    if not inside or tried is None or tried.result is not StepResult.FAILED:
        return NotApplicable("no way out was looked for")
    # A way out that scripts draw is not seen, so that its absence is never proved.
    note = Finding(
        "No way out was found on the pages for insiders; there may be one that scripts make.",
        Severity.INFO,
        Confidence.LOW,
        (shown(inside[-1]),),
        gain="If there is none, whoever uses the browser next is still that user.",
    )
    return NotApplicable("whether there is a way out can't be told from the pages alone", (note,))


CHECK = Check(
    code="HT1141",
    name="way-out-missing",
    question=None,
    severity=Severity.INFO,
    cwe=(613,),
    asvs=("7.4.4",),
    wstg=("WSTG-SESS-06",),
    page=__doc__ or "",
    ask=ask,
)
