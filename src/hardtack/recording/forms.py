"""What an auditor's walk needs to know of an HTML page to log in and out by itself: the one door to these modules."""

from hardtack.recording.forgery import CsrfMeta, csrf_field, csrf_meta
from hardtack.recording.login import LoginForm, find_login_form, login_submission
from hardtack.recording.logout import ControlKind, LogoutControl, logout_controls
from hardtack.recording.meaning import is_destructive
from hardtack.recording.page import Clickable, DataScript, Field, Form, Link, Method, Option, Page, Subresource
from hardtack.recording.reader import read_page
from hardtack.recording.submission import Submission, default_button, submission
from hardtack.recording.visits import inside_candidates, login_links

__all__ = [
    "Clickable",
    "ControlKind",
    "CsrfMeta",
    "DataScript",
    "Field",
    "Form",
    "Link",
    "LoginForm",
    "LogoutControl",
    "Method",
    "Option",
    "Page",
    "Submission",
    "Subresource",
    "csrf_field",
    "csrf_meta",
    "default_button",
    "find_login_form",
    "inside_candidates",
    "is_destructive",
    "login_links",
    "login_submission",
    "logout_controls",
    "read_page",
    "submission",
]
