"""The API keeps what its OpenAPI document promises, also to callers who do not: 300 generated calls an operation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings
from made_intake import made_source
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from guanxi.api.events import document
from guanxi.api.limits import BUCKETS
from guanxi.site.wsgi import application

# A call of which some events are taken and others refused is answered by 207, event by event.
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": [207, 400, 401, 411, 413, 415, 422]}}}
)
# Whether a moment lies in the past, or a refund is negative, no JSON schema can state: valid calls may be refused.
OPERATIONS = [("/api/v1/events", "POST"), ("/api/v1/ping", "GET"), ("/api/v1/openapi.json", "GET")]


@pytest.fixture
def key(db: None) -> Iterator[str]:
    BUCKETS.empty()
    # The calls run inside of the test's own transaction, which the end of a request must not close.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield made_source(events_per_minute=6_000_000).write_key
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    BUCKETS.empty()


def test_every_operation_is_tried() -> None:
    stated = {(path, method.upper()) for path, methods in document()["paths"].items() for method in methods}

    assert stated == set(OPERATIONS)


@pytest.mark.slow
@pytest.mark.either_store  # what each store does with events is asked in test_event_api
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_call_breaks_it_and_every_answer_is_as_stated(key: str, path: str, method: str) -> None:
    schema = schemathesis.openapi.from_dict(document(), config=CONFIG)
    schema.app = application
    tried: list[int] = []

    @seed(20_250_101)
    @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy())
    def call(case: schemathesis.Case) -> None:
        response = case.call_and_validate(
            headers={"Authorization": f"Bearer {key}"}, excluded_checks=[positive_data_acceptance]
        )
        tried.append(response.status_code)

    call()

    assert len(tried) >= 300 or method == "GET"
    assert max(tried) < 500
