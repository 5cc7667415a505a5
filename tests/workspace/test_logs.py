"""What the log says and what it never says: persons, keys, tokens, texts, lines that somebody else made up."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from guanxi.kit.errors import SettingsError
from guanxi.site.logs import JsonLines, TextLines, WithoutAddresses, configure, masked, trace_of
from guanxi.site.request_log import RequestLog

PHONE, MAIL = "13800138000", "lin.zhixia@example.com"
OPENID, EXTERNAL_ID = "oJ4bs5Yq1xk2mVnS9d8f7g6h5j4k", "wmEAlECwAAHrbWYDOK5u3Bf13xlYDAOK"
KEY = "gxk_Zk9sQ2vT7bN4mX8cL1pR6wY3"
TOKEN = "dGhpcyBpcyBhIG9uZS10aW1lIHRva2VuIG9mIHRoZSB3b3Jr"
CANARIES = (PHONE, MAIL, OPENID, EXTERNAL_ID, KEY, TOKEN)


@pytest.fixture(params=[JsonLines, TextLines], ids=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that any logger says, as the product writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    handler.addFilter(WithoutAddresses())
    root, before = logging.getLogger(), logging.getLogger("guanxi").level
    root.addHandler(handler)
    logging.getLogger("guanxi").setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    logging.getLogger("guanxi").setLevel(before)


class TestMasking:
    @pytest.mark.parametrize("canary", CANARIES)
    @pytest.mark.parametrize("around", ["{}", "客户{}下单", "a={};", "?q={}&b=1", "&state={}", "[{}]", "x:{}\r\n"])
    def test_nothing_personal_passes(self, canary: str, around: str) -> None:
        assert canary not in masked(around.format(canary))

    @pytest.mark.parametrize("phone", ["+8613800138000", "138-0013-8000", "86 138 0013 8000", "电话13800138000。"])
    def test_a_phone_is_known_in_each_way_of_writing(self, phone: str) -> None:
        assert not any(part in masked(phone) for part in ("13800138000", "0013-8000", "0013 8000"))

    def test_the_password_of_an_address_does_not_pass(self) -> None:
        assert "s3cret" not in masked("postgresql://guanxi:s3cret@db.local:5432/brand")

    def test_our_own_ids_stay_readable(self) -> None:
        public_id = "4sH2b7lYTZqvXKcN0p9AaQ"

        assert masked(f"job {public_id} kind intake.import_file 2026-01-01 1767225600000") == (
            f"job {public_id} kind intake.import_file 2026-01-01 1767225600000"
        )

    @pytest.mark.parametrize("text", ["a\r\nb", "a\nb", "a\u2028b", "a\x85b", "a\x1b[2Jb", "a\x00b", "a\x0bb"])
    def test_nobody_makes_a_line_of_his_own(self, text: str) -> None:
        line = masked(text)

        assert len(line.splitlines()) == 1
        assert "\x1b" not in line


class TestRecords:
    @pytest.mark.parametrize("canary", CANARIES)
    def test_message_arguments_extras_and_exceptions_are_masked(self, written: io.StringIO, canary: str) -> None:
        log = logging.getLogger("guanxi.test")

        log.info("said %s", canary, extra={"why": f"{canary}\n{{}}", "thing": {"name": canary}})
        try:
            local = f"林知夏 {canary}"
            raise ValueError(f"could not read {local!r}: {canary}")
        except ValueError:
            log.exception("broke")

        assert canary not in written.getvalue()
        assert "林知夏" not in written.getvalue()

    def test_a_forged_line_stays_inside_of_its_own(self) -> None:
        record = logging.makeLogRecord(
            {
                "msg": "name %s",
                "args": ('x\n{"at": "now", "level": "error", "message": "forged"}',),
                "levelname": "INFO",
            }
        )

        line = JsonLines().format(record)

        assert len(line.splitlines()) == 1
        assert json.loads(line)["level"] == "info"

    def test_an_exception_keeps_its_place_its_type_and_its_cause(self) -> None:
        try:
            try:
                {}["张三"]
            except KeyError as error:
                raise SettingsError("“张三” is none.", "“张三”不对。") from error
        except SettingsError as error:
            trace = trace_of(error)

        assert any("test_logs.py" in part for part in trace)
        assert "builtins.KeyError: …" in trace
        assert trace[-1] == "guanxi.kit.errors.SettingsError: settings.invalid"
        assert "张三" not in " ".join(trace)

    def test_what_the_database_tells_of_a_row_is_not_repeated(self) -> None:
        error = RuntimeError('duplicate key value violates unique constraint "x"\nDETAIL: Key (name)=(张三) exists.')

        assert "张三" not in " ".join(trace_of(error))


class TestRequests:
    @pytest.mark.django_db
    def test_neither_path_nor_query_of_a_request_is_written(self, written: io.StringIO, client: Client) -> None:
        client.get(f"/jobs/{TOKEN[:30]}/?q=林知夏")
        client.get(f"/nowhere/{TOKEN[:30]}/?phone={PHONE}")
        client.post(f"/language/?secret={TOKEN[:30]}", {"lang": "zh"})

        said = written.getvalue()
        assert TOKEN[:30] not in said
        assert PHONE not in said and "%E6%9E%97" not in said and "林知夏" not in said
        assert "jobs/<str:public_id>/" in said

    @pytest.mark.django_db
    def test_each_answer_names_its_line_in_the_log(self, written: io.StringIO, client: Client) -> None:
        name = client.get("/login/").headers["X-Request-Id"]

        assert name in written.getvalue()

    @pytest.mark.django_db
    def test_probes_and_files_say_nothing(self, written: io.StringIO, client: Client) -> None:
        client.get("/health/")
        client.get("/static/console/console.css")

        assert written.getvalue() == ""

    def test_lines_between_belong_to_the_request_and_later_ones_do_not(self) -> None:
        seen: list[dict[str, Any]] = []

        def view(_request: HttpRequest) -> HttpResponse:
            seen.append(JsonLines().fields(logging.makeLogRecord({"msg": "inside"})))
            return HttpResponse("x")

        answer = RequestLog(view)(RequestFactory().get("/"))

        assert seen[0]["request"] == answer.headers["X-Request-Id"]
        assert "request" not in JsonLines().fields(logging.makeLogRecord({"msg": "after"}))

    def test_an_exception_on_the_way_out_ends_the_request_too(self) -> None:
        def view(_request: HttpRequest) -> HttpResponse:
            raise Http404

        with pytest.raises(Http404):
            RequestLog(view)(RequestFactory().get("/"))

        assert "request" not in JsonLines().fields(logging.makeLogRecord({"msg": "after"}))


class TestTerminal:
    """Beside a log file, the terminal hears warnings, and a refused request is none."""

    @pytest.fixture
    def terminal(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
        names = ("", "guanxi", "django.request", "django.security.csrf")
        before = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers[:]) for name in names}
        configure({"format": "text", "file": str(tmp_path / "up.jsonl")})
        yield capsys
        for name, (level, handlers) in before.items():
            logging.getLogger(name).setLevel(level)
            logging.getLogger(name).handlers[:] = handlers

    def test_hears_warnings_and_no_more(self, terminal: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        logging.getLogger("guanxi.jobs").info("job started")
        logging.getLogger("guanxi.jobs").warning("jobs of dead workers were freed")

        said = terminal.readouterr().err
        assert "job started" not in said
        assert "jobs of dead workers were freed" in said
        assert "job started" in (tmp_path / "up.jsonl").read_text()

    @pytest.mark.django_db
    def test_a_refused_request_is_no_warning(
        self, terminal: pytest.CaptureFixture[str], tmp_path: Path, staff_client: Client
    ) -> None:
        statuses = [staff_client.get(path).status_code for path in ("/imports/", "/nowhere/")]
        statuses.append(Client(enforce_csrf_checks=True).post("/login/", {}).status_code)

        assert statuses == [403, 404, 403]
        assert terminal.readouterr().err == ""
        assert '"status": 403' in (tmp_path / "up.jsonl").read_text()
