"""One database of the bench of pages: filled, then measured; prints one line of JSON."""

from __future__ import annotations

import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import django

from guanxi.kit.clock import DAY_MS

Paths = Sequence[str]


def main(seed: int, n_requests: int) -> dict[str, Any]:
    """Fill the database of the environment if it is empty, measure every page, give the figures."""
    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    filled = _fill(seed)
    pages = _pages(n_requests)
    figures: dict[str, Any] = {"database": connection.vendor, "filled_seconds": filled, "pages": {}}
    for name, (client, paths) in pages.items():
        figures["pages"][name] = _timed(client, paths, n_requests)
        print(name, figures["pages"][name], file=sys.stderr, flush=True)
    return figures


def _fill(seed: int) -> dict[str, float]:
    from django.conf import settings

    from guanxi.bench.pages_world import NOW_MS, positions
    from guanxi.books.contracts import BookKind
    from guanxi.books.queries import latest_kept
    from guanxi.lake.engine import Lake
    from guanxi.people.models import PositionBook, Tag
    from guanxi.people.operations import apply_rules, find_or_make_tag, take_contacts, take_positions

    lake = Lake.open(settings.HOME.lake)
    seconds = {"contacts": _seconds(lambda: take_contacts(lake, now_ms=NOW_MS))}
    if latest_kept(BookKind.AUDIT) is None:
        seconds["audit"] = _seconds(_audit)
    if not PositionBook.objects.filter(state="current", as_of_ms=NOW_MS).exists():
        table = positions(lake, seed)
        seconds["positions"] = _seconds(lambda: take_positions(table, NOW_MS, now_ms=NOW_MS))
    if not Tag.objects.exists():
        for name, field, operator, value in (
            ("大客户", "clv_fen", "at_least", 20_000_000),
            ("沉睡", "stage", "is", "dormant"),
        ):
            rule: list[dict[str, object]] = [{"field": field, "operator": operator, "value": value}]
            find_or_make_tag("behaviour", name, now_ms=NOW_MS, actor_id=None, rule=rule)
        seconds["rule_tags"] = _seconds(lambda: apply_rules(now_ms=NOW_MS))
        from guanxi.people import bulk

        bulk.analyze("people_tagassignment")
    return seconds


def _audit() -> None:
    """Keep a trust audit with its roll-forward and mirror, by the jobs that the worker would run."""
    from guanxi.bench.pages_world import NOW_MS
    from guanxi.books.contracts import Asked, BookKind
    from guanxi.books.operations import ask_for
    from guanxi.jobs.draining import run_due

    at_ms = NOW_MS - DAY_MS
    ask_for(Asked(BookKind.AUDIT, at_ms, at_ms - 90 * DAY_MS, 365), now_ms=NOW_MS, actor_id=None)
    run_due(lambda: NOW_MS)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 1)


def _pages(n_requests: int) -> dict[str, tuple[Any, Paths]]:
    """Name → client and the addresses that it asks for in turn."""
    from guanxi.books.contracts import BookKind
    from guanxi.books.queries import latest_kept
    from guanxi.people.models import Contact, ContactPosition, Label, PositionBook, Staff, Tag

    owner, staff = _client("owner", ""), _client("staff", Staff.objects.order_by("key")[3].key)
    generation = PositionBook.objects.get(state="current").pk
    rows = ContactPosition.objects.filter(generation=generation)
    middle = rows.order_by("-clv_fen", "-contact_id")[rows.count() // 3]
    step = max(Contact.objects.count() // n_requests, 1)
    ids = list(Contact.objects.filter(pk__in=range(1, step * n_requests, step)).values_list("public_id", flat=True))
    tags = dict(Tag.objects.values_list("name", "public_id"))
    employee, channel = Staff.objects.order_by("key")[5].public_id, Label.objects.filter(kind="channel")[2].pk
    lists = {
        "list": "",
        "list, a third down": f"after={middle.clv_fen}.{middle.contact_id}",
        "list, tier by trust": "tier=core&sort=trust&order=up",
        "list, lost by latest order": "stage=lost&sort=latest_order",
        "list, five filters": f"tier=ordinary&stage=cooling&layer=high_value&band=upper&channel={channel}",
        "list, lowest band by value": "band=none&sort=value",
        "list, one employee": f"staff={employee}&sort=created",
        "list, a rare tag": f"tag={tags['大客户']}",
        "list, a common tag, one employee": f"tag={tags['沉睡']}&staff={employee}",
        "list, a common tag and a tier": f"tag={tags['沉睡']}&tier=core",
        "list, key of a few": "search=c000012",
        "list, key of very many": "search=c000",
    }
    kept = latest_kept(BookKind.AUDIT)
    assert kept is not None, "the audit of the bench's lake was not kept"
    book = f"/book/{kept.public_id}"
    pages: dict[str, tuple[Any, Paths]] = {
        "home": (owner, ["/"]),
        "home of an employee": (staff, ["/"]),
        "mirror": (owner, ["/mirror/"]),
        "statement": (owner, [f"{book}/statement/"]),
        "roll-forward": (owner, [f"{book}/change/"]),
        "network chapter": (owner, [f"{book}/network/"]),
    }
    pages |= {name: (owner, [f"/contacts/?{query}"]) for name, query in lists.items()}
    pages["list of an employee"] = (staff, ["/contacts/"])
    pages["contact"] = (owner, [f"/contacts/{public_id}/" for public_id in ids])
    pages["timeline"] = (owner, [f"/contacts/{public_id}/timeline/?role=order" for public_id in ids])
    return pages


def _client(login: str, staff_id: str) -> Any:
    from django.conf import settings
    from django.test import Client

    from guanxi.accounts.contracts import Role
    from guanxi.accounts.models import User, UserRole

    settings.ALLOWED_HOSTS = ["testserver"]
    values = {"name": login, "staff_id": staff_id, "created_at_ms": 1}
    user, _ = User.objects.update_or_create(login=login, defaults=values)
    UserRole.objects.get_or_create(user=user, role=Role(login))
    client = Client()
    client.force_login(user)
    return client


def _timed(client: Any, paths: Paths, n_requests: int) -> dict[str, Any]:
    counts = [_n_queries(client, path) for path in paths[:5]]
    wall, cpu = [], []
    for n in range(n_requests):
        started, used = time.perf_counter(), time.process_time()
        response = client.get(paths[n % len(paths)])
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - used))
        assert response.status_code == 200, response.status_code
    # Processor time of this process: all there is with SQLite, and steady on a machine that others use too.
    return {"most_queries": max(counts), **_percentiles(wall, ""), **_percentiles(cpu, "cpu_")}


def _n_queries(client: Any, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return len(found)


def _percentiles(milliseconds: list[float], name: str) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {
        f"p50_{name}ms": round(statistics.median(ordered), 1),
        f"p95_{name}ms": round(ordered[int(0.95 * len(ordered))], 1),
        f"worst_{name}ms": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2])), ensure_ascii=False))
