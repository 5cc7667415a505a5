"""Every address. Only this module and the pages' own routes name one."""

from __future__ import annotations

from guanxi.api.routes import ROUTES as API
from guanxi.console.pages import ROUTES

urlpatterns = [*ROUTES, *API]
handler404 = "guanxi.console.refusals.not_found"
handler500 = "guanxi.console.refusals.broken"
handler400 = "guanxi.console.refusals.bad_request"
