"""The audit log: it only grows, its chain shows every change, and each reads what is theirs to read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from brand_people import ClientOf, World, make_user
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils.html import escape
from made_people import make_contact

from guanxi.accounts import operations
from guanxi.accounts.actions import ACTIONS
from guanxi.accounts.audit import GENESIS, ChainBreak, find_break, record
from guanxi.accounts.contracts import Role
from guanxi.accounts.errors import ChangeRefused
from guanxi.accounts.log import PAGE
from guanxi.accounts.models import AuditEntry, AuditHead
from guanxi.accounts.queries import access_of_user
from guanxi.people.consent.suppressing import suppress
from guanxi.people.operations import merge_contacts

N_THREADS, N_EACH = 4, 10


def write(n: int = 5) -> list[AuditEntry]:
    return [
        record(
            "user.renamed",
            at_ms=1_000 + number,
            actor_id=None,
            subject=f"user:{number}",
            before={"name": f"茶{number}", "nested": {"10": 1, "9": (1, 2)}},
            after={"name": "茶园", 7: 0.5},
            reason="测试",
        )
        for number in range(n)
    ]


@contextmanager
def behind_its_back() -> Iterator[None]:
    """The power of somebody who owns the database: triggers are out of the way, and come back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.mark.django_db
class TestAppendOnly:
    @pytest.mark.parametrize(
        "change",
        [
            lambda: AuditEntry.objects.update(reason="another"),
            lambda: AuditEntry.objects.filter(action="user.renamed").delete(),
            lambda: AuditHead.objects.all().delete(),
        ],
        ids=["update", "delete", "delete the head"],
    )
    def test_the_database_itself_refuses(self, change: Callable[[], object]) -> None:
        write()

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()

        assert AuditEntry.objects.count() == 5

    def test_postgresql_refuses_to_truncate(self) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("SQLite cannot truncate")
        write()

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE accounts_auditentry")

    def test_an_entry_vanishes_with_what_it_records(self) -> None:
        write(2)

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            write(1)
            raise ZeroDivisionError

        assert AuditEntry.objects.count() == 2
        assert find_break() is None


@pytest.mark.django_db
class TestChain:
    def test_is_whole_when_nobody_touched_it(self) -> None:
        write()

        assert find_break() is None
        assert AuditEntry.objects.earliest("id").prev_hash == GENESIS

    def test_an_empty_log_is_whole(self) -> None:
        assert find_break() is None

    @pytest.mark.parametrize(
        ("column", "value", "what"),
        [
            ("at_ms", 1, "content"),
            ("action", "user.closed", "content"),
            ("subject", "user:other", "content"),
            ("before", {"name": "茶3"}, "content"),
            ("after", {}, "content"),
            ("reason", "", "content"),
            ("hash", "f" * 64, "content"),
            ("prev_hash", "f" * 64, "place"),
        ],
    )
    def test_a_change_of_any_column_is_found(self, column: str, value: object, what: str) -> None:
        entry = write()[2]

        with behind_its_back():
            AuditEntry.objects.filter(pk=entry.pk).update(**{column: value})

        assert find_break() == ChainBreak(entry.pk, what)

    def test_a_change_of_the_person_is_found(self, world: World) -> None:
        entry = write()[2]

        with behind_its_back():
            AuditEntry.objects.filter(pk=entry.pk).update(actor=world.user(Role.STAFF))

        assert find_break() == ChainBreak(entry.pk, "content")

    def test_an_entry_that_is_gone_is_found(self) -> None:
        entries = write()

        with behind_its_back():
            AuditEntry.objects.filter(pk=entries[2].pk).delete()

        assert find_break() == ChainBreak(entries[3].pk, "place")

    @pytest.mark.parametrize("n", [1, 5])
    def test_latest_entries_that_are_gone_are_found(self, n: int) -> None:
        entries = write()

        with behind_its_back():
            AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries[-n:]]).delete()

        assert find_break() == ChainBreak(0, "end")

    def test_a_head_that_is_gone_is_found(self) -> None:
        write()

        with behind_its_back():
            AuditHead.objects.all().delete()

        assert find_break() == ChainBreak(0, "end")

    def test_two_entries_that_changed_places_are_found(self) -> None:
        first, second = write()[1:3]

        with behind_its_back():
            AuditEntry.objects.filter(pk=first.pk).update(id=10_000_000)
            AuditEntry.objects.filter(pk=second.pk).update(id=first.pk)

        assert find_break() == ChainBreak(first.pk, "place")

    def test_the_latest_entries_are_verified_without_reading_the_others(self) -> None:
        entries = write(8)
        with behind_its_back():
            AuditEntry.objects.filter(pk=entries[1].pk).update(reason="another")

        assert find_break(latest=4) is None
        assert find_break() == ChainBreak(entries[1].pk, "content")


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain() -> None:
    start, errors = threading.Barrier(N_THREADS), []

    def work() -> None:
        try:
            start.wait()
            for _ in range(N_EACH):
                write(1)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(N_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert AuditEntry.objects.count() == N_THREADS * N_EACH
    assert find_break() is None


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_take_each_others_role_at_once_leave_one() -> None:
    pair = [make_user(Role.ADMIN, name, name) for name in ("first", "second")]
    make_user(Role.OWNER, "owner")
    start = threading.Barrier(2)
    refused: list[int] = []

    def take(by: int) -> None:
        try:
            access = access_of_user(pair[by])
            start.wait()
            operations.set_roles(access, pair[1 - by].public_id, {Role.ANALYST}, at_ms=1)
        except ChangeRefused:
            refused.append(by)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(by,)) for by in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    roles = [operations.roles_of(user)[0] for user in pair]
    assert sum(Role.ADMIN in held for held in roles) == 1
    assert len(refused) == 1
    assert find_break() is None


@pytest.mark.django_db
@pytest.mark.either_store
class TestReading:
    def entries_of_everybody(self, world: World) -> None:
        for role, user in world.users.items():
            record("session.signed_in", at_ms=1_000, actor_id=user.pk, subject=f"by:{role}")
            record(f"contact.tagged_by_{role}", at_ms=1_000, actor_id=user.pk, subject="contact:x")

    @pytest.mark.parametrize(
        ("role", "sees"),
        [
            (Role.OWNER, {("signed_in", role) for role in Role} | {("tagged", role) for role in Role}),
            (Role.ADMIN, {("signed_in", role) for role in Role} | {("tagged", Role.ADMIN)}),
            (Role.OPERATOR, {("signed_in", Role.OPERATOR), ("tagged", Role.OPERATOR)}),
            (Role.STAFF, {("signed_in", Role.STAFF), ("tagged", Role.STAFF)}),
        ],
    )
    def test_each_role_reads_its_part(
        self, world: World, client_of: ClientOf, role: Role, sees: set[tuple[str, Role]]
    ) -> None:
        self.entries_of_everybody(world)

        page = client_of(role).get("/log/").content.decode()
        rows = page[page.index("<tbody>") :]

        shown = {("tagged", other) for other in Role if f"tagged_by_{other}" in rows}
        shown |= {("signed_in", other) for other in Role if f"?subject=by%3A{other}" in rows}
        assert shown == sees

    def test_an_administrator_who_also_operates_reads_both_parts(self, world: World, client_of: ClientOf) -> None:
        self.entries_of_everybody(world)
        world.user(Role.OPERATOR).roles.create(role=Role.ADMIN)

        rows = client_of(Role.OPERATOR).get("/log/").content.decode()

        assert "tagged_by_operator" in rows
        assert world.user(Role.ANALYST).name in rows

    def test_is_filtered_by_person_action_and_subject(self, world: World, owner_client: Client) -> None:
        self.entries_of_everybody(world)
        staff = world.user(Role.STAFF).public_id

        by_person = owner_client.get("/log/", {"actor": staff}).content.decode()
        by_action = owner_client.get("/log/", {"action": "session.signed_in"}).content.decode()
        by_subject = owner_client.get("/log/", {"subject": "contact:x"}).content.decode()

        assert by_person.count('class="when"') == 2
        assert by_action.count('class="when"') == by_subject.count('class="when"') == len(Role)

    @pytest.mark.parametrize(
        ("lang", "stopped", "taken_out"),
        [
            ("zh", "停止触达", "导出了客户名单：层级 核心（3 位客户）"),
            ("en", "stopped all contact with", "exported a list of contacts: Tier "),
        ],
    )
    def test_contacts_are_named_by_masked_key_and_codes_by_words(
        self, owner_client: Client, lang: str, stopped: str, taken_out: str
    ) -> None:
        contact, loser = make_contact("13812345678"), make_contact("C2")
        suppress(contact, "do_not_contact", now_ms=1_000, actor_id=None)
        merge_contacts(contact, loser, reason="", now_ms=2_000, actor_id=None)
        record("contact.exported", at_ms=3_000, actor_id=None, after={"tier": "core", "n_rows": 3})
        owner_client.cookies["guanxi_lang"] = lang

        page = owner_client.get("/log/").content.decode()
        rows = page.partition("<tbody>")[2].replace("\u2068", "").replace("\u2069", "")

        assert "138****5678" in rows
        assert "do_not_contact" not in rows
        assert f'href="/contacts/{contact.public_id}/"' in rows
        assert ("C2 并入" if lang == "zh" else "merged contact C2") in rows
        assert stopped in rows
        assert taken_out in rows

    def test_a_contact_that_is_not_in_sight_is_not_named(self, world: World, client_of: ClientOf) -> None:
        contact = make_contact("SECRET", staff="S99")
        record("contact.talked", at_ms=1, actor_id=world.user(Role.STAFF).pk, subject=f"contact:{contact.public_id}")

        page = client_of(Role.STAFF).get("/log/").content.decode()

        assert "SECRET" not in page
        assert f'href="/contacts/{contact.public_id}/"' not in page

    def test_turns_pages_by_key(self, owner_client: Client) -> None:
        write(2 * PAGE + 3)

        sizes, address = [], "/log/"
        while address:
            page = owner_client.get(address).content.decode()
            sizes.append(page.count('class="when"'))
            older = page.partition('href="/log/?before=')[2].partition('"')[0]
            address = f"/log/?before={older}" if older else ""

        assert sizes == [PAGE, PAGE, 3]

    @pytest.mark.parametrize("given", ["-1", "x", "９", "9" * 40, "1;DROP", "\x00", ""])
    def test_a_page_that_is_none_is_the_first(self, owner_client: Client, given: str) -> None:
        write(1)

        assert owner_client.get("/log/", {"before": given}).content.decode().count('class="when"') == 1

    def test_an_unknown_action_is_shown_as_its_code(self, owner_client: Client) -> None:
        record("garden.<b>watered</b>", at_ms=1, actor_id=None)

        page = owner_client.get("/log/").content.decode()

        assert escape("garden.<b>watered</b>") in page

    @pytest.mark.parametrize("action", sorted(ACTIONS))
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("fields", [{}, {"roles": ["owner", "king"], "name": "<i>", "at_ms": 5, "login": None}])
    def test_every_action_is_a_sentence_whatever_its_fields(
        self, owner_client: Client, action: str, lang: str, fields: dict[str, object]
    ) -> None:
        record(action, at_ms=1, actor_id=None, subject="user:gone", before=fields, after=fields)
        owner_client.cookies["guanxi_lang"] = lang

        response = owner_client.get("/log/")

        assert response.status_code == 200
        assert "{" not in response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]

    def test_says_where_the_chain_is_broken(self, owner_client: Client) -> None:
        entry = write()[2]
        with behind_its_back():
            AuditEntry.objects.filter(pk=entry.pk).update(reason="another")

        page = owner_client.get("/log/").content.decode()
        part = owner_client.post("/log/verify/", headers={"HX-Request": "true"}).content.decode()

        assert f"第 {entry.pk} 条记录的内容被改过" in page
        assert f"第 {entry.pk} 条记录的内容被改过" in part
        assert "<html" not in part

    def test_verifies_all_on_demand(self, owner_client: Client) -> None:
        write(3)

        assert "全部 3 条记录完整" in owner_client.post("/log/verify/").content.decode()
