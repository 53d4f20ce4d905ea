"""What an auditor needs to know of an HTML page: its forms, links, loaded parts, scripts and text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Method = Literal["GET", "POST"]


def _no_metas() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a select field. All text is decoded."""

    value: str
    label: str
    selected: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A form control. All text is decoded.

    Attributes:
        name: The name it is submitted under; empty where it never is.
        kind: The type attribute in lower case (`text` where absent or unknown), `select`, `textarea`, and for a
            button element what it does: `submit`, `reset` or `button`.
        value: Its value as the page came; a select's is in `options`. May be a token, so no repr shows it.
        checked: Whether a check box or radio button is on.
        label: Its label's text, else its aria-label, placeholder or title; a button's is what stands on it.
        options: A select's options.
        disabled: Whether it, or a fieldset around it, is disabled.
        autocomplete: The autocomplete attribute in lower case.
        id: Its id attribute.
        visible: False for `hidden` ones and those that the element itself hides from sight.
        multiple: Whether a select takes several options.
        form_action: A submit button's own address, absolute, or None.
        form_method: A submit button's own method, or None.
        form_enctype: A submit button's own encoding, or None.
    """

    name: str
    kind: str
    value: str = field(default="", repr=False)
    checked: bool = False
    label: str = ""
    options: tuple[Option, ...] = ()
    disabled: bool = False
    autocomplete: str = ""
    id: str = ""
    visible: bool = True
    multiple: bool = False
    form_action: str | None = None
    form_method: Method | None = None
    form_enctype: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form element with the fields it owns, in the page's order.

    Attributes:
        action: Absolute address it is sent to, without fragment; the page's own where none is given.
        method: `GET` or `POST`; `dialog` forms, which send nothing, are not kept.
        enctype: One of the three encodings of HTML.
        fields: Its controls, also those bound by a form attribute.
        text: What its buttons and legends say.
        id: Its id attribute.
        marks: Names, ids and classes of the elements in it, for what they betray (a captcha, say); bounded.
        charset: The codec its text is sent in.
    """

    action: str
    method: Method
    enctype: str
    fields: tuple[Field, ...]
    text: str = ""
    id: str = ""
    marks: str = ""
    charset: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Link:
    """An `a` or `area` element that leads to an http or https address.

    Attributes:
        url: Absolute address, with its fragment.
        text: Its text, pictures' alternative texts included, folded and bounded.
        title: Its title and aria-label.
        marks: Its id and classes.
        method: The method that its data-method attribute asks of a script; `GET` without one.
        onclick: Its onclick attribute.
        guarded: Whether it asks for confirmation, or is a download.
    """

    url: str
    text: str = ""
    title: str = ""
    marks: str = ""
    method: str = "GET"
    onclick: str = ""
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Clickable:
    """A button outside any form, or a link without http address: what it does is in its script or data attributes.

    Attributes:
        text: What stands on it.
        title: Its title and aria-label.
        marks: Its id and classes.
        script: Its onclick attribute or javascript: address.
        reference: What its data-url, data-href or formaction attribute says, unresolved.
        method: The method that its data-method attribute asks for, or `GET`.
    """

    text: str
    title: str
    marks: str
    script: str
    reference: str
    method: str


@dataclass(frozen=True, slots=True)
class Subresource:
    """Something that a browser loads with the page: the element's name (`link` for style sheets) and the address."""

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class DataScript:
    """A script element that holds data (JSON), not a program: id, type and text."""

    id: str
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of one page. All text is decoded; all tuples are bounded and in the page's order.

    Attributes:
        url: The address it was read from.
        title: Its title.
        forms: Its forms.
        links: Its links to http and https addresses.
        subresources: What a browser would load with it.
        inline_scripts: The programs in it.
        text: Its text without scripts, styles and templates, white space folded.
        base_url: What relative references are resolved against.
        meta_refresh: Absolute address it forwards to by itself, or None.
        metas: Meta elements' names (lower case) and contents; the first of a name counts.
        truncated: Whether a bound cut something off.
        data_scripts: The data script elements in it.
        clickables: Buttons and links that act by script only.
        loose_fields: Controls that belong to no form.
    """

    url: str
    title: str = ""
    forms: tuple[Form, ...] = ()
    links: tuple[Link, ...] = ()
    subresources: tuple[Subresource, ...] = ()
    inline_scripts: tuple[str, ...] = ()
    text: str = ""
    base_url: str = ""
    meta_refresh: str | None = None
    metas: Mapping[str, str] = field(default_factory=_no_metas)
    truncated: bool = False
    data_scripts: tuple[DataScript, ...] = ()
    clickables: tuple[Clickable, ...] = ()
    loose_fields: tuple[Field, ...] = ()
