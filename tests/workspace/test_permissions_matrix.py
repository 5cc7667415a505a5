"""Every route × every role × own and foreign object, generated from the resolver: a route without permission fails.

A new route needs nothing here. One that takes an object gets a line in :mod:`object_registry`; one that needs no
permission, or no CSRF token, is named below and looked at twice.
"""

from __future__ import annotations

from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest
from brand_people import PASSWORD, World, sign_in_now
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from object_registry import FOREIGN, OBJECTS
from routes_of_the_site import Route, all_routes

from guanxi.accounts.contracts import Grant, Permission, Role
from guanxi.accounts.freshness import FRESH_MINUTES
from guanxi.accounts.models import AuditEntry
from guanxi.accounts.routes import RouteWithoutPermission, needs_of
from guanxi.accounts.rules import grant_of
from guanxi.console.menu import menu_for
from guanxi.console.pages import GROUPS
from guanxi.site.headers import HEADERS

MACHINES = frozenset({"api_events", "api_ping", "api_openapi", "api_unknown"})
PUBLIC = frozenset({"sign_in", "sign_out", "set_up", "password_link", "language", "health"}) | MACHINES
"""Routes that need no permission: each name was weighed. Anything else that declares none fails."""
FRESH = frozenset(
    {
        "contacts_export",
        "book_file",
        "source_add",
        "source_key",
        "import_undo",
        "import_quarantine",
        "problems_csv",
        "user_add",
        "user_approve",
        "user_close",
    }
    | {"user_details", "user_link", "user_reopen", "user_roles"}
)
"""Routes that take contacts out, show a secret, change who may do what or take events back: not by a stale session."""
EXEMPT_FROM_CSRF = MACHINES
"""Routes where the session is not the credential: they take a write key, and ignore cookies."""

ROUTES = all_routes()
GUARDED = [route for route in ROUTES if not route.is_public]
SESSION_ROUTES = [route for route in ROUTES if route.name not in EXEMPT_FROM_CSRF]
FRESH_ROUTES = [route for route in GUARDED if route.fresh]
each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
each_guarded_route = pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)


def quiet(world: World, role: Role | None) -> Client:
    """A browser whose 500 is an answer and not an exception; ``None`` for a stranger."""
    client = Client(raise_request_exception=False)
    if role is not None:
        sign_in_now(client, world.user(role))
    return client


def may(world: World, role: Role, route: Route) -> bool:
    needs, least = route.needs
    return not isinstance(needs, Permission) or grant_of(world.access(role), needs) >= least


def some_permitted(world: World, route: Route) -> Role:
    return next(role for role in Role if may(world, role, route))


def check_headers(response: HttpResponseBase) -> None:
    for name in HEADERS:
        assert response.headers.get(name), name
    policy = response.headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith(("script-src", "default-src 'none'")))
    assert "unsafe" not in scripts
    assert response.headers["Cache-Control"]


class TestDeclarations:
    def test_there_are_routes(self) -> None:
        assert len(ROUTES) > 20

    def test_names_are_unique(self) -> None:
        names = [route.name for route in ROUTES]

        assert sorted(names) == sorted(set(names))

    def test_public_routes_are_those_that_were_weighed(self) -> None:
        assert {route.name for route in ROUTES if route.is_public} <= PUBLIC

    def test_routes_without_csrf_are_those_that_were_weighed(self) -> None:
        exempt = {route.name for route in ROUTES if getattr(route.view, "csrf_exempt", False)}

        assert exempt <= EXEMPT_FROM_CSRF

    def test_a_route_that_declares_nothing_is_refused(self) -> None:
        with pytest.raises(RouteWithoutPermission):
            needs_of(lambda request: None)

    def test_some_role_may_use_each_route(self, world: World) -> None:
        for route in ROUTES:
            assert some_permitted(world, route), route.name

    def test_the_registry_names_routes_that_are_there(self) -> None:
        assert set(OBJECTS) | set(FOREIGN) <= {route.name for route in ROUTES}

    def test_a_guarded_route_with_an_argument_has_an_object_or_a_foreign_one(self) -> None:
        with_arguments = {route.name for route in GUARDED if route.arguments}

        assert with_arguments <= set(OBJECTS) | set(FOREIGN), "add a line to tests/workspace/object_registry.py"


class TestMatrix:
    @pytest.mark.either_store
    @each_guarded_route
    def test_a_stranger_is_sent_to_the_sign_in_page(self, world: World, route: Route) -> None:
        arguments = OBJECTS[route.name](world) if route.name in OBJECTS else {}
        for response in (
            quiet(world, None).get(route.address(**arguments)),
            quiet(world, None).post(route.address(**arguments)),
        ):
            assert response.status_code == 302
            assert response.headers["Location"].startswith("/login/")

    @pytest.mark.either_store
    @each_guarded_route
    def test_a_part_of_a_page_sends_a_stranger_there_whole(self, world: World, route: Route) -> None:
        response = quiet(world, None).get(route.address(), headers={"HX-Request": "true"})

        assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/login/")

    @each_guarded_route
    def test_the_table_decides(self, world: World, route: Route) -> None:
        arguments = [{}, OBJECTS[route.name](world)] if route.name in OBJECTS else [{}]
        signed_in = {role: quiet(world, role).cookies for role in Role}
        permitted = {role for role in Role if may(world, role, route)}
        for role, given, method in product(Role, arguments, ("get", "post")):
            client = quiet(world, None)
            client.cookies.load(signed_in[role])
            # Each asks of the same store: what one of them did is rolled back before the next.
            with transaction.atomic():
                response = getattr(client, method)(route.address(**given))
                transaction.set_rollback(True)

            said = f"{method} {route.address(**given)} as {role}: {response.status_code}"
            if role in permitted:
                assert response.status_code < 500, said
                assert response.status_code not in {401, 403}, said
            else:
                assert response.status_code == 403, said

    @pytest.mark.either_store
    @each_guarded_route
    def test_a_placeholder_names_nothing(self, world: World, route: Route) -> None:
        if not route.arguments:
            pytest.skip("takes no object")
        client = quiet(world, some_permitted(world, route))

        statuses = {client.get(route.address()).status_code, client.post(route.address()).status_code}

        assert statuses <= {404, 405}
        assert 404 in statuses

    @pytest.mark.parametrize("name", sorted(FOREIGN))
    def test_an_object_of_somebody_else_is_not_there(self, world: World, name: str) -> None:
        role, make = FOREIGN[name]
        route = next(route for route in ROUTES if route.name == name)
        assert may(world, role, route), "the role may use the route, so only the object is foreign"
        address = route.address(**make(world))

        statuses = {getattr(quiet(world, role), method)(address).status_code for method in ("get", "post")}

        assert statuses <= {404, 405}
        assert 404 in statuses

    @pytest.mark.either_store
    @each_route
    def test_every_answer_carries_the_headers(self, world: World, route: Route) -> None:
        for client in (quiet(world, None), quiet(world, some_permitted(world, route))):
            response = client.get(route.address())

            assert response.status_code < 500
            check_headers(response)

    @pytest.mark.parametrize("path", ["/nowhere/", "/users", "/%00", "/users/%E2%80%AE/", "/login/x"])
    def test_an_address_that_is_none_is_404_with_the_headers(self, world: World, path: str) -> None:
        for role in (None, Role.OWNER):
            response = quiet(world, role).get(path)

            assert response.status_code in {404, 301, 302}
            check_headers(response)


def stale(world: World, role: Role) -> Client:
    """A browser whose password was typed a minute too long ago."""
    client = Client(raise_request_exception=False)
    sign_in_now(client, world.user(role), minutes_ago=FRESH_MINUTES + 1)
    return client


def asked_by(world: World, route: Route) -> Role:
    """A role that must type its password for the route."""
    holds = route.fresh.holders_of if route.fresh else None
    return next(
        role
        for role in Role
        if may(world, role, route) and (holds is None or grant_of(world.access(role), holds) >= Grant.YES)
    )


@pytest.mark.either_store
class TestStaleSessions:
    def test_routes_with_a_recent_password_are_those_that_were_weighed(self) -> None:
        assert {route.name for route in FRESH_ROUTES} == FRESH

    @pytest.mark.parametrize("route", FRESH_ROUTES, ids=lambda route: route.name)
    def test_a_stale_session_is_asked_for_its_password_and_does_nothing(self, world: World, route: Route) -> None:
        address = route.address(**(OBJECTS[route.name](world) if route.name in OBJECTS else {}))
        client, n_entries = stale(world, asked_by(world, route)), AuditEntry.objects.count()

        for method in ("get", "post"):
            response = getattr(client, method)(address)

            assert response.status_code == 302
            assert response.headers["Location"].startswith("/account/confirm/?next=%2F"), method
        assert AuditEntry.objects.count() == n_entries

    @pytest.mark.parametrize("route", FRESH_ROUTES, ids=lambda route: route.name)
    def test_a_part_of_a_page_goes_there_whole(self, world: World, route: Route) -> None:
        response = stale(world, asked_by(world, route)).post(route.address(), headers={"HX-Request": "true"})

        assert response.status_code == 401
        assert response.headers["HX-Redirect"].startswith("/account/confirm/?next=%2F")

    @pytest.mark.parametrize("route", FRESH_ROUTES, ids=lambda route: route.name)
    def test_a_session_that_never_said_when_is_stale(self, world: World, route: Route) -> None:
        client = Client()
        client.force_login(world.user(asked_by(world, route)))

        assert client.post(route.address()).headers["Location"].startswith("/account/confirm/")

    @pytest.mark.parametrize("route", FRESH_ROUTES, ids=lambda route: route.name)
    def test_who_may_not_is_told_so_and_not_asked(self, world: World, route: Route) -> None:
        for role in Role:
            if not may(world, role, route):
                assert stale(world, role).post(route.address()).status_code == 403, role

    @pytest.mark.parametrize("route", FRESH_ROUTES, ids=lambda route: route.name)
    def test_one_comes_back_to_a_page(self, world: World, route: Route) -> None:
        address = route.address(**(OBJECTS[route.name](world) if route.name in OBJECTS else {}))
        client = stale(world, asked_by(world, route))
        asking = client.post(address).headers["Location"]
        going = dict(parse_qsl(urlsplit(asking).query))

        back = client.post("/account/confirm/", going | {"password": PASSWORD})

        assert back.status_code == 302
        # An import that was never published has nothing to undo: its page of undoing is not there either.
        assert client.get(back.headers["Location"]).status_code in ({404} if route.name == "import_undo" else {200})


@pytest.mark.either_store
class TestForgedForms:
    @pytest.mark.parametrize("route", SESSION_ROUTES, ids=lambda route: route.name)
    def test_a_post_without_its_token_is_refused(self, world: World, route: Route) -> None:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        sign_in_now(client, world.user(some_permitted(world, route)))

        response = client.post(route.address(), {"lang": "en"})

        assert response.status_code == 403

    @pytest.mark.parametrize("route", SESSION_ROUTES, ids=lambda route: route.name)
    def test_a_post_with_a_token_of_elsewhere_is_refused(self, world: World, route: Route) -> None:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        sign_in_now(client, world.user(some_permitted(world, route)))
        client.get("/account/")

        response = client.post(route.address(), headers={"X-CSRFToken": "a" * 64})

        assert response.status_code == 403

    def test_a_post_with_its_token_is_taken(self, world: World) -> None:
        client = Client(enforce_csrf_checks=True)
        sign_in_now(client, world.user(Role.STAFF))
        client.get("/account/")

        response = client.post(
            "/account/name/", {"name": "吴桐", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
        )

        assert response.status_code == 302


class TestMenu:
    def test_each_entry_asks_what_its_route_asks(self) -> None:
        needs = {route.name: route.needs for route in ROUTES}

        for group in GROUPS:
            for entry in group.entries:
                assert (entry.needs, entry.least) == needs[entry.route], entry.route

    @pytest.mark.parametrize("role", Role)
    def test_each_role_is_shown_what_it_may_open(self, world: World, role: Role) -> None:
        client = quiet(world, role)
        shown = {entry.route for group in menu_for(world.access(role)) for entry in group.entries}

        for group in GROUPS:
            for entry in group.entries:
                route = next(route for route in ROUTES if route.name == entry.route)
                assert (client.get(route.address()).status_code != 403) == (entry.route in shown), entry.route
