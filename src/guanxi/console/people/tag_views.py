"""Tags: all of them with their rules, a new rule with how many it fits, putting one away and bringing it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.accounts.gatekeeper import access_in
from guanxi.console.people.tag_form import CHOSEN, TYPED, in_words, rule_of, unit_of
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.jobs.contracts import Priority
from guanxi.jobs.operations import enqueue
from guanxi.kit.phrase import Phrase
from guanxi.people import operations, queries
from guanxi.people.contracts import DIMENSION_NAMES, Dimension
from guanxi.people.errors import PeopleError
from guanxi.people.tags.rules import conditions_of
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words.attributes import attribute_name

# The name of the job that brings rule tags up to date; naming it does not pull its module in.
APPLY_RULES = "people.apply_rules"
SAID = {
    "made": Phrase(
        "标签已建立，正在后台打给符合条件的客户。",
        "The tag was made; it is being given to the contacts that fit, in the background.",
    ),
    "retired": Phrase(
        "标签已停用：不再提供选择，规则打上的标签会在后台收回。",
        "The tag was put away: no list offers it, and what its rule gave is being taken back in the background.",
    ),
    "revived": Phrase("标签已恢复。", "The tag was brought back."),
}


@require_GET
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag by dimension, its rule in words, how many contacts have it."""
    reader = reader_in(request)
    lines = queries.list_tags()
    groups = [
        {
            "name": reader.say(DIMENSION_NAMES[dimension]),
            "lines": [_line(line, reader) for line in lines if line.dimension == dimension and not line.is_retired],
        }
        for dimension in Dimension
    ]
    said = SAID.get(request.GET.get("said", ""))
    context: dict[str, Any] = {
        "groups": [group for group in groups if group["lines"]],
        "retired": [_line(line, reader) for line in lines if line.is_retired],
        "said": [reader.say(said)] if said else [],
    }
    return render(request, "console/people/tags.html", context)


def _line(line: queries.TagLine, reader: Reader) -> dict[str, Any]:
    return {
        "public_id": line.public_id,
        "name": inert(line.name, 60),
        "rule": in_words(line.conditions, reader),
        "n": reader.whole(line.n_given),
        "dimension": reader.say(DIMENSION_NAMES[Dimension(line.dimension)]),
    }


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new rule tag; refused, everything typed is still there."""
    reader, error, attributes = reader_in(request), "", queries.list_attributes()
    if request.method == "POST":
        given, at_ms, access = request.POST.dict(), now_ms(), access_in(request)
        try:
            operations.make_rule_tag(
                str(given.get("dimension", "")),
                str(given.get("name", "")),
                rule_of(_texts(given), attributes),
                now_ms=at_ms,
                actor_id=access.user_id,
            )
        except PeopleError as refused:
            error = refused.message(reader.lang)
        else:
            return _applied("made", at_ms, access.user_id)
    context = {
        "given": request.POST,
        "error": error,
        "dimensions": tuple((each.value, reader.say(DIMENSION_NAMES[each])) for each in Dimension),
        "chosen": tuple(
            (
                each.name,
                reader.say(each.label),
                tuple((value, reader.name_of(each.names, value)) for value in each.values),
            )
            for each in CHOSEN
        ),
        "typed": tuple((each.name, reader.say(each.label), unit_of(each, reader)) for each in TYPED),
        "attributes": tuple((reader.say(attribute_name(key)), inert(key, 80)) for key in attributes),
    }
    return render(request, "console/people/tag_add.html", context, status=409 if error else 200)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many contacts the rule as typed would fit, in one sentence."""
    reader, at_ms = reader_in(request), now_ms()
    context: dict[str, Any] = {"error": "", "fitting": None, "rule": ""}
    try:
        conditions = conditions_of(rule_of(_texts(request.GET.dict()), queries.list_attributes()))
    except PeopleError as refused:
        context["error"] = refused.message(reader.lang)
    else:
        found = queries.count_fitting(conditions, at_ms)
        context |= {"rule": in_words(conditions, reader), "no_book": found is None}
        if found is not None:
            context |= {
                "fitting": reader.whole(found.n),
                "of": reader.whole(found.of),
                "share": reader.share(found.n / found.of) if found.of else "",
            }
    return render(request, "console/people/tag_count.html", context)


@require_POST
def retire(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a tag away."""
    at_ms, access = now_ms(), access_in(request)
    operations.retire_tag(queries.get_tag(public_id), now_ms=at_ms, actor_id=access.user_id)
    return _applied("retired", at_ms, access.user_id)


@require_POST
def revive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring a tag back."""
    at_ms, access = now_ms(), access_in(request)
    operations.revive_tag(queries.get_tag(public_id), now_ms=at_ms, actor_id=access.user_id)
    return _applied("revived", at_ms, access.user_id)


def _applied(said: str, at_ms: int, actor_id: int | None) -> HttpResponse:
    enqueue(APPLY_RULES, {}, now_ms=at_ms, actor_id=actor_id, key=APPLY_RULES, priority=Priority.IDLE)
    return HttpResponseRedirect(f"{reverse('tags')}?said={said}")


def _texts(given: dict[str, Any]) -> dict[str, str]:  # Any: what a request holds may be text or lists
    return {name: value for name, value in given.items() if isinstance(value, str)}
