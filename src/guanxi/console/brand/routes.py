"""Addresses of the brand's settings."""

from __future__ import annotations

from guanxi.accounts.contracts import Grant, Permission
from guanxi.accounts.routes import route
from guanxi.console.brand import views
from guanxi.console.entries import Entry
from guanxi.kit.phrase import Phrase

NEEDS, LOOK = Permission.MANAGE_SETTINGS, Grant.PROPOSE
"""An owner changes them, an operator sees them."""

ROUTES = (
    route("settings/brand/", views.brand, name="brand", needs=NEEDS, least=LOOK),
    route("settings/brand/change/", views.change, name="brand_change", needs=NEEDS, least=Grant.YES),
    route("settings/brand/costs.csv", views.costs_template, name="costs_template", needs=NEEDS, least=LOOK),
)
SETTINGS = (Entry("brand", icon="building-store", name=Phrase("品牌", "Brand"), needs=NEEDS, least=LOOK),)
