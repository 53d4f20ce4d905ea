"""Cookies exactly as browsers treat them: parsing, storing, sending, by the draft or as measured in a browser.

Pure: the clock (``now``, epoch seconds) and the public suffix list are arguments. All text is latin-1 isomorphic.
"""

from hardtack.cookies.attribute import Attribute, Ignored
from hardtack.cookies.cookie import Cookie, CookieKey
from hardtack.cookies.cookie_header import parse_cookie_header
from hardtack.cookies.dates import format_cookie_date, parse_cookie_date
from hardtack.cookies.explain import (
    AttributeEffect,
    CrossSite,
    Explanation,
    Lifetime,
    Scope,
    explain_set_cookie,
)
from hardtack.cookies.matching import (
    InvalidURL,
    PublicSuffixes,
    canonical_host,
    default_path,
    domain_match,
    is_ip,
    is_trustworthy,
    parse_target,
    path_match,
    schemeful_site,
)
from hardtack.cookies.prefixes import Prefix, prefix_of
from hardtack.cookies.profiles import (
    CHROMIUM,
    CHROMIUM_BLOCKING,
    DRAFT,
    FIREFOX,
    PROFILES,
    Profile,
    SameSite,
    ThirdParty,
)
from hardtack.cookies.reject import Reject, Rejected
from hardtack.cookies.request import Request
from hardtack.cookies.retrieve import Decision, SendRule
from hardtack.cookies.serialize import CookieSyntaxError, serialize_set_cookie
from hardtack.cookies.set_cookie import SetCookie, parse_set_cookie, split_set_cookie
from hardtack.cookies.store import MAX_COOKIES, MAX_COOKIES_PER_SITE, CookieStore, Stored
from hardtack.cookies.suffixes import SuffixList, load_suffixes, suffix_list_date

__all__ = [
    "CHROMIUM",
    "CHROMIUM_BLOCKING",
    "DRAFT",
    "FIREFOX",
    "MAX_COOKIES",
    "MAX_COOKIES_PER_SITE",
    "PROFILES",
    "Attribute",
    "AttributeEffect",
    "Cookie",
    "CookieKey",
    "CookieStore",
    "CookieSyntaxError",
    "CrossSite",
    "Decision",
    "Explanation",
    "Ignored",
    "InvalidURL",
    "Lifetime",
    "Prefix",
    "Profile",
    "PublicSuffixes",
    "Reject",
    "Rejected",
    "Request",
    "SameSite",
    "Scope",
    "SendRule",
    "SetCookie",
    "Stored",
    "SuffixList",
    "ThirdParty",
    "canonical_host",
    "default_path",
    "domain_match",
    "explain_set_cookie",
    "format_cookie_date",
    "is_ip",
    "is_trustworthy",
    "load_suffixes",
    "parse_cookie_date",
    "parse_cookie_header",
    "parse_set_cookie",
    "parse_target",
    "path_match",
    "prefix_of",
    "schemeful_site",
    "serialize_set_cookie",
    "split_set_cookie",
    "suffix_list_date",
]
