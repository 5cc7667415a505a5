"""Every page of the workspace: one folder each, one line here."""

from __future__ import annotations

from django.urls import URLPattern

from guanxi.console.accounts import routes as accounts
from guanxi.console.book import routes as book
from guanxi.console.brand import routes as brand
from guanxi.console.entries import Group
from guanxi.console.home import routes as home
from guanxi.console.imports import routes as imports
from guanxi.console.intake import routes as intake
from guanxi.console.jobs import routes as jobs
from guanxi.console.people import routes as people
from guanxi.kit.phrase import Phrase

ROUTES: tuple[URLPattern, ...] = (
    *home.ROUTES,
    *book.ROUTES,
    *people.ROUTES,
    *imports.ROUTES,
    *intake.ROUTES,
    *brand.ROUTES,
    *accounts.ROUTES,
    *jobs.ROUTES,
)
GROUPS: tuple[Group, ...] = (
    Group(Phrase("经营", "Today"), (*home.ENTRIES, *book.ENTRIES)),
    Group(Phrase("客户", "People"), people.ENTRIES),
    Group(Phrase("数据", "Data"), (*imports.ENTRIES, *intake.ENTRIES)),
    Group(Phrase("设置", "Settings"), (*brand.SETTINGS, *accounts.ENTRIES, *intake.SETTINGS, *jobs.ENTRIES)),
)
