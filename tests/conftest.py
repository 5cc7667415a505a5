"""Settings that every test shares."""

from __future__ import annotations

import os

from hypothesis import settings

# `make test` must say the same of the same commit twice, so its examples are derived from the tests themselves;
# `make fuzz` looks for new ones, and what it finds becomes an example of its own.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
