"""Uploads while they arrive: too much, broken off, no room; a sentence each time, and nothing half-kept."""

from __future__ import annotations

import errno
import io
import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from brand_people import World, sign_in_now
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from made_uploads import (
    NEW,
    ORDERS,
    Stream,
    a_file,
    bytes_kept,
    home,
    nothing_is_kept,
    nothing_stays_open,
    sent,
    small_caps,
    streamed,
)

from guanxi.accounts.contracts import Role
from guanxi.imports import receiving, uploads
from guanxi.site.home import Home

__all__ = ["home", "nothing_stays_open", "small_caps"]


@pytest.mark.django_db
@pytest.mark.usefixtures("small_caps")
class TestTooMuch:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "超过 1 MB"), ("en", "larger than 1 MB")])
    def test_a_file_beyond_its_cap_is_not_stored_while_it_arrives(
        self, operator_client: Client, home: Home, lang: str, said: str
    ) -> None:
        body = Stream(home, (1 << 20) + 300_000)

        response = streamed(operator_client, body, lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert body.most_kept <= 1 << 20
        assert body.n_read == body.expected, "the sentence reaches a browser that was heard out"
        assert nothing_is_kept(home)

    @pytest.mark.parametrize(("lang", "said"), [("zh", "合计超过 2 MB"), ("en", "larger than 2 MB together")])
    def test_a_form_that_announces_too_much_is_not_begun(
        self, operator_client: Client, home: Home, lang: str, said: str
    ) -> None:
        body = Stream(home, 3 << 20)

        response = streamed(operator_client, body, lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert body.most_kept == 0
        assert nothing_is_kept(home)

    def test_a_flood_is_not_even_read(self, operator_client: Client, home: Home) -> None:
        body = Stream(home, 300 << 20)

        assert streamed(operator_client, body).status_code == 413

        assert body.n_read < 1 << 20
        assert nothing_is_kept(home)

    def test_of_a_stranger_nothing_is_stored(self, client: Client, home: Home, world: World) -> None:
        body = Stream(home, 500_000)

        response = streamed(client, body)

        assert response.headers["Location"].startswith("/login/")
        assert (body.most_kept, bytes_kept(home)) == (0, 0)
        assert body.n_read < 300_000

    @pytest.mark.parametrize("role", [Role.STAFF, Role.ANALYST, Role.ADMIN])
    def test_nor_of_who_may_not_import(self, world: World, home: Home, role: Role) -> None:
        body = Stream(home, 500_000)

        assert streamed(world.client(role), body).status_code == 403

        assert (body.most_kept, bytes_kept(home)) == (0, 0)

    def test_nor_where_no_files_are_taken(self, operator_client: Client, home: Home) -> None:
        operator_client.post("/account/name/", {"name": "陈小满", "files": a_file()})

        assert bytes_kept(home) == 0

    @pytest.mark.parametrize(("lang", "said"), [("zh", "最多上传 3 个"), ("en", "More than 3 files")])
    def test_too_many_files(
        self, operator_client: Client, home: Home, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
    ) -> None:
        monkeypatch.setattr(uploads, "MAX_FILES", 3)

        response = sent(operator_client, *[a_file(name=f"{i}.csv") for i in range(150)], lang=lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert nothing_is_kept(home)

    def test_a_forged_form_without_its_token_leaves_nothing(self, world: World, home: Home) -> None:
        client = Client(enforce_csrf_checks=True)
        sign_in_now(client, world.user(Role.OPERATOR))

        assert sent(client, a_file()).status_code == 403

        assert nothing_is_kept(home)


@pytest.mark.django_db
class TestTheSenderGoesAway:
    @pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8])
    def test_half_a_form_is_no_form(self, operator_client: Client, home: Home, share: float) -> None:
        whole = encode_multipart(BOUNDARY, {"files": [a_file(), a_file(name="b.csv")], "end": "1"})

        response = operator_client.generic(
            "POST", NEW, b"-", content_type=MULTIPART_CONTENT,
            **{"wsgi.input": io.BytesIO(whole[: int(len(whole) * share)]), "CONTENT_LENGTH": str(len(whole))},
        )  # fmt: skip

        assert response.status_code in {400, 413}
        assert nothing_is_kept(home)

    def test_between_two_files_none_is_kept(self, operator_client: Client, home: Home) -> None:
        whole = encode_multipart(BOUNDARY, {"files": [a_file(), a_file(name="b.csv")], "end": "1"})
        cut = whole.rindex(f"--{BOUNDARY}".encode(), 0, whole.rindex(b'name="end"')) + len(BOUNDARY) + 4

        response = operator_client.generic(
            "POST", NEW, b"-", content_type=MULTIPART_CONTENT,
            **{"wsgi.input": io.BytesIO(whole[:cut]), "CONTENT_LENGTH": str(len(whole))},
        )  # fmt: skip

        assert response.status_code == 400
        assert "没有传完" in response.content.decode()
        assert nothing_is_kept(home)

    def test_what_a_killed_process_left_goes_after_a_day(self, operator_client: Client, home: Home) -> None:
        old, young = (home.uploads / name for name in ("killed-long-ago", "being-received"))
        for folder in (old, young, home.uploads / ".receiving"):
            (folder / "data").mkdir(parents=True)
            (folder / "data" / "a.csv").write_text(ORDERS)
            (folder / uploads.UNFINISHED).touch()
        (home.uploads / ".receiving" / "data" / "a.csv").unlink()
        (home.uploads / ".receiving" / "data").rmdir()
        (home.uploads / ".receiving" / uploads.UNFINISHED).unlink()
        part = home.uploads / ".receiving" / "x.part"
        part.touch()
        long_ago = time.time() - receiving.ABANDONED_S - 60
        for path in (old / uploads.UNFINISHED, part):
            os.utime(path, (long_ago, long_ago))

        assert sent(operator_client, a_file()).status_code == 302

        assert not old.exists()
        assert not part.exists()
        assert young.exists()
        assert len(list(home.uploads.glob("*/data/*.csv"))) == 2

    @pytest.mark.django_db(transaction=True)
    def test_a_broken_connection_leaves_nothing(self, live_server: Any, world: World, home: Home) -> None:
        client = world.client(Role.OPERATOR)
        whole = encode_multipart(BOUNDARY, {"files": a_file("1" * 400_000), "end": "1"})
        host, _, port = live_server.url.removeprefix("http://").partition(":")
        head = (
            f"POST {NEW} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: sessionid={client.cookies['sessionid'].value}\r\n"
            f"Content-Type: {MULTIPART_CONTENT}\r\nContent-Length: {len(whole)}\r\n\r\n"
        )
        with socket.create_connection((host, int(port))) as browser:
            browser.sendall(head.encode() + whole[:300_000])
            time.sleep(0.3)

        until = time.monotonic() + 10
        while bytes_kept(home) and time.monotonic() < until:
            time.sleep(0.05)
        assert nothing_is_kept(home)


@pytest.mark.django_db
class TestAFullDisk:
    @pytest.fixture(params=["arriving", "brought to the disk", "linked", "synced"])
    def full(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        """No space left, at each of the writes of an upload."""

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        class Full(io.BytesIO):
            name = "nowhere"
            write = refuse if request.param == "arriving" else io.BytesIO.write
            flush = refuse if request.param == "brought to the disk" else io.BytesIO.flush

        if request.param in ("arriving", "brought to the disk"):
            monkeypatch.setattr("guanxi.imports.receiving.tempfile.NamedTemporaryFile", lambda **_: Full())
        elif request.param == "linked":
            monkeypatch.setattr(Path, "hardlink_to", refuse)
        else:
            monkeypatch.setattr("guanxi.imports.uploads.os.fsync", refuse)

    @pytest.mark.usefixtures("full")
    @pytest.mark.parametrize(("lang", "said"), [("zh", "磁盘空间不足"), ("en", "no room for these files")])
    def test_is_said_and_nothing_is_kept(self, operator_client: Client, home: Home, lang: str, said: str) -> None:
        response = sent(operator_client, a_file(), lang=lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert nothing_is_kept(home)

    def test_a_file_system_without_links_copies(
        self, operator_client: Client, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(Path, "hardlink_to", refuse)

        assert sent(operator_client, a_file()).status_code == 302

        assert [path.read_text() for path in home.uploads.glob("*/data/*.csv")] == [ORDERS]
        assert not list((home.uploads / ".receiving").iterdir())

    def test_room_is_asked_for_before_it_is_taken(
        self, operator_client: Client, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploads, "FREE_BYTES", 1 << 60)
        body = Stream(home, 200_000)

        response = streamed(operator_client, body)

        assert response.status_code == 413
        assert "磁盘空间不足" in response.content.decode()
        assert body.most_kept == 0
