"""docs/event-api.md tells the truth: each of its calls is made, and answers as printed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from made_intake import made_source

from guanxi.api.limits import BUCKETS

PAGE = Path(__file__).parents[2] / "docs" / "event-api.md"
EXAMPLE = re.compile(r"```sh\n(curl .*?)```\n```json\n(.*?)```", re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.django_db(transaction=True)
def test_every_example_runs_and_answers_as_printed(live_server: Any) -> None:
    BUCKETS.empty()
    key = made_source().write_key
    examples = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))

    said = [(_run(command, live_server.url, key), json.loads(printed)) for command, printed in examples]

    assert len(examples) == PAGE.read_text(encoding="utf-8").count("\ncurl ")
    for answer, printed in said:
        assert _only(answer, printed) == printed


def _run(command: str, url: str, key: str) -> Any:
    environment = os.environ | {"URL": url, "KEY": key, "no_proxy": "*"}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _only(answer: Any, printed: Any) -> Any:
    """``answer`` without the fields that the page leaves out."""
    if isinstance(printed, dict):
        return {name: _only(answer.get(name), value) for name, value in printed.items()}
    if isinstance(printed, list) and len(answer) == len(printed):
        return [_only(one, other) for one, other in zip(answer, printed, strict=True)]
    return answer
