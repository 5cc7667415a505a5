"""Jinja2 as the pages use it: autoescaped, strict about missing names, with the house's few functions."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from guanxi.report.typeset import amounts, clauses


def environment(**options: Any) -> Environment:  # Any: what Django hands to Jinja2
    """The environment; ``report/…`` names the report's own templates, so that a page can show its blocks."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    made = Environment(**options)
    assert made.loader is not None, "Django always hands a loader"
    report = PrefixLoader({"report": PackageLoader("guanxi.report", "page")})
    made.loader = ChoiceLoader([made.loader, report])
    made.globals.update({"say": say, "icon": icon, "static": static, "url": address})
    made.filters.update({"amounts": amounts, "clauses": clauses})
    return made


@pass_context
def say(context: Context, zh: str, en: str, **values: object) -> Markup:
    """The sentence in the reader's language; ``{name}`` stands for a value, which is escaped.

    Both languages stand side by side where the sentence is used, so that neither can be missing or out of date.
    """
    text = zh if context["reader"].lang == "zh" else en
    return Markup(escape(text)).format(**values) if values else Markup(escape(text))


def icon(name: str) -> Markup:
    """A decorative icon of the sprite; the words beside it carry the meaning."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        static("vendor/icons.svg"), name
    )


def address(name: str, *args: object, **kwargs: object) -> str:
    """The address of a route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
