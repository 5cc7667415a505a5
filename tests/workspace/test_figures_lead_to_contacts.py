"""A figure that leads to the list of contacts leads to exactly those whom it counts, or nowhere."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from audited_home import AT_MS, Books
from django.conf import settings
from django.test import Client

from guanxi.books import queries as books_queries
from guanxi.console.book.links import links_to_contacts
from guanxi.facade import Book
from guanxi.lake.engine import Lake
from guanxi.people.contracts import Scope
from guanxi.people.listing.asked import filters_of
from guanxi.people.models import PositionBook
from guanxi.people.operations import take_contacts, take_positions
from guanxi.people.queries import list_contacts

TO_LIABILITIES = 'href="/contacts/?worth=liability"'
pytestmark = pytest.mark.django_db


@pytest.fixture
def book(books: Books) -> Book:
    """The book that closes the year, its figures beside the contacts as after an audit."""
    found = books_queries.open_whole_audit(books.closing)
    take_contacts(Lake.open(settings.HOME.lake), now_ms=AT_MS)
    take_positions(found.contacts, found.as_of_ms, now_ms=AT_MS)
    return found


def read(client: Client, path: str, lang: str = "zh") -> str:
    client.cookies["guanxi_lang"] = lang
    return client.get(path).content.decode()


def counted(address: str) -> int:
    """How many contacts the list of ``address`` holds."""
    given = dict(parse_qsl(urlsplit(html.unescape(address)).query))
    page = list_contacts(Scope(sees_all=True), filters_of(given))
    assert given and page.count.is_exact
    return page.count.n


def test_tiers_stages_and_layers_hold_as_many_as_the_book_says(book: Book) -> None:
    link = links_to_contacts(book.as_of_ms)

    said = [(("tier", row.tier), row.n) for row in book.tiers]
    said += [(("stage", row.stage), row.n) for row in book.stages]
    said += [(("layer", row.layer), row.n) for row in book.layers]

    assert len(said) == 13 and sum(n for _, n in said) > 300
    assert {about: counted(link(about)) for about, _ in said} == dict(said)


def test_who_would_be_released_can_be_seen(book: Book, books: Books, owner_client: Client) -> None:
    assert book.release.n_contacts > 0, "the fixture must hold somebody who costs more than it brings"

    page = read(owner_client, f"/book/{books.closing.public_id}/release/")

    link = re.search(r'href="(/contacts/\?worth=liability)"', page)
    assert link is not None and "在客户名单中查看他们" in page
    assert counted(link.group(1)) == book.release.n_contacts
    listed = read(owner_client, link.group(1))
    assert f"{book.release.n_contacts} 位客户" in listed
    assert listed.count("入不敷出</span>") == min(book.release.n_contacts, 50)


def test_an_older_book_leads_nowhere(book: Book, books: Books, owner_client: Client) -> None:
    page = read(owner_client, f"/book/{books.earlier.public_id}/release/")

    assert "建议放手的是" in page and TO_LIABILITIES not in page


def test_a_list_that_holds_others_is_not_linked(book: Book, books: Books, owner_client: Client) -> None:
    PositionBook.objects.filter(state="current").update(as_of_ms=1)

    assert TO_LIABILITIES not in read(owner_client, f"/book/{books.closing.public_id}/release/")


def test_who_sees_no_contacts_gets_no_link(book: Book, books: Books, analyst_client: Client) -> None:
    assert TO_LIABILITIES not in read(analyst_client, f"/book/{books.closing.public_id}/release/", "en")


def test_a_worth_that_there_is_not_lists_nobody(book: Book, owner_client: Client) -> None:
    assert "筛选“收支”的值不存在" in read(owner_client, "/contacts/?worth=gold")
