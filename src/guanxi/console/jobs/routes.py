"""Addresses of background jobs."""

from __future__ import annotations

from guanxi.accounts.contracts import Permission
from guanxi.accounts.routes import route
from guanxi.console.entries import Entry
from guanxi.console.jobs import views
from guanxi.kit.phrase import Phrase

# Everybody sees and stops what they started themselves; the queries give more to those who run the machine.
OWN = Permission.OWN_ACCOUNT
ROUTES = (
    route("jobs/", views.jobs, name="jobs", needs=OWN),
    route("jobs/<str:public_id>/", views.job, name="job", needs=OWN),
    route("jobs/<str:public_id>/progress/", views.progress, name="job_progress", needs=OWN),
    route("jobs/<str:public_id>/cancel/", views.cancel, name="job_cancel", needs=OWN),
    route("jobs/<str:public_id>/retry/", views.retry, name="job_retry", needs=OWN),
)
ENTRIES = (Entry("jobs", icon="progress-check", name=Phrase("后台任务", "Background jobs"), needs=OWN),)
