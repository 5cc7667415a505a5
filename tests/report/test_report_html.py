"""The page: self-contained, complete in both languages, silent about nothing that is missing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hostile_book import PAYLOADS, hostile_book
from sparse_books import barely_anything, failed_money_test, index_only, without_costs, without_promises
from tea_brand import tea_book

from guanxi.book.contracts import Book
from guanxi.kit.errors import GuanxiError, SettingsError
from guanxi.report import island, render_html
from guanxi.report.island import json_island

if not (island.files("guanxi.report") / "assets" / "echarts.min.js").is_file():
    pytest.skip("the chart library is made by `make assets`", allow_module_level=True)

LOADS = {"src", "href", "srcset", "action", "poster", "data", "background", "ping", "formaction"}


def _without_typesetting(html: str) -> str:
    """The page without the spans that only say where a line may break."""
    for kind in ("amount", "clause"):
        html = re.sub(f'<span class="{kind}">(.*?)</span>', r"\1", html)
    return html


class Page(HTMLParser):
    """What a test asks of a page: its visible text, its scripts, its ids, every address that an element names."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.ids: list[str] = []
        self.metas: list[dict[str, str | None]] = []
        self.root: dict[str, str | None] = {}
        self.headings: list[int] = []
        self.handlers: list[str] = []
        self._parts: list[str] = []
        self._inside: str = ""
        self.feed(_without_typesetting(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in LOADS]
        self.handlers += [name for name in given if name.startswith("on")]
        self.ids += [given["id"]] if given.get("id") else []  # type: ignore[list-item]
        if tag == "html":
            self.root = given
        elif tag == "meta":
            self.metas.append(given)
        elif re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script":
            self.scripts.append((given, ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        elif not self._inside:
            self._parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._parts).split())


def _text(book: Book, lang: str = "zh") -> str:
    return Page(render_html(book, lang)).text


class TestPage:
    @pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
    def test_fetches_nothing(self, tea: Book, lang: str, tag: str) -> None:
        html = render_html(tea, lang)
        page = Page(html)

        assert page.root["lang"] == tag
        assert {address[:1] for address in page.addresses} <= {"#", "d"}
        assert [address for address in page.addresses if address[:1] == "d"] == ["data:,"]
        style = html[html.index("<style>") : html.index("</style>")]
        assert "url(" not in style and "@import" not in style

    def test_only_its_own_scripts_may_run(self, tea: Book) -> None:
        page = Page(render_html(tea))
        policy = next(meta["content"] for meta in page.metas if meta.get("http-equiv") == "Content-Security-Policy")
        code = [text for attributes, text in page.scripts if attributes.get("type") is None]

        hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in code}

        assert policy is not None
        assert policy.startswith("default-src 'none'; script-src ")
        assert set(re.search("script-src ([^;]+)", policy)[1].split()) == hashes  # type: ignore[index]
        assert "unsafe-eval" not in policy
        assert page.handlers == []

    def test_every_chart_has_its_place_and_its_table(self, tea: Book) -> None:
        html = render_html(tea)
        page = Page(html)

        assert html.count('class="drawing"') == html.count('class="twin"') == 25
        assert len(page.ids) == len(set(page.ids))
        assert page.headings[0] == 1 and page.headings.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))

    def test_is_the_same_for_the_same_book(self, tea: Book) -> None:
        assert render_html(tea) == render_html(tea)

    def test_opens_with_the_verdict(self, tea: Book) -> None:
        assert tea.verdict.zh in _text(tea)[:200]

    def test_headline_is_the_first_sentence_and_the_rest_follows(self, tea: Book) -> None:
        long = replace(
            tea.verdict,
            zh="净权益为 ¥2.2万，是资产。没有获客成本。",
            en="Net equity is ¥22.4k, an asset. No cost is known.",
        )

        zh, en = (_without_typesetting(render_html(replace(tea, verdict=long), lang)) for lang in ("zh", "en"))

        assert '<span dir="auto">净权益为 ¥2.2万，是资产。</span>' in zh
        assert '<p class="standfirst" dir="auto">没有获客成本。</p>' in zh
        assert '<span dir="auto">Net equity is ¥22.4k, an asset.</span>' in en

    def test_english_holds_no_chinese_but_what_the_data_holds(self) -> None:
        han = re.compile("[\u4e00-\u9fff]+")
        foreign = set(han.findall(_text(tea_book(), "en")))
        data = "".join(str(part) for part in (tea_book().roi, tea_book().cuts, tea_book().touchpoints,
                                             tea_book().core_examples, tea_book().doubtful_examples,
                                             tea_book().quality, tea_book().network)) + "信云岭茶舍"  # fmt: skip

        assert {word for word in foreign if word not in data} == set()

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_every_book_renders(self, any_book: Book, lang: str) -> None:
        text = _text(any_book, lang)

        assert len(text) > 1_000
        assert re.findall(r"\b(?:None|nan|NaN|inf|Infinity|Undefined|undefined)\b|[{}]", text) == []

    def test_refuses_another_language(self, tea: Book) -> None:
        with pytest.raises(SettingsError, match="“fr”"):
            render_html(tea, "fr")

    def test_says_what_to_do_without_the_chart_library(
        self, tea: Book, monkeypatch: pytest.MonkeyPatch, tmp_path
    ) -> None:  # type: ignore[no-untyped-def]
        monkeypatch.setattr(island, "files", lambda _: tmp_path)
        island.chart_library.cache_clear()

        with pytest.raises(GuanxiError, match="make assets"):
            island.chart_library()

        island.chart_library.cache_clear()


class TestWhatIsMissingIsSaid:
    @pytest.mark.parametrize(
        ("book", "zh", "en"),
        [
            (without_costs, "算不出任何渠道的回报", "no channel's return can be computed"),
            (without_costs, "维护成本未知，因此净权益只是上限", "what upkeep costs is not known"),
            (without_costs, "扣除维护成本之前，净信任权益是", "Before maintenance the net trust equity is"),
            (without_costs, "没有扣除它，只是上限", "only an upper bound"),
            (without_costs, "净信任权益（未扣维护成本）", "Net trust equity (before maintenance)"),
            (without_promises, "数据里没有承诺表", "The data has no table of promises"),
            (index_only, "还不足以检验它是否应验", "cannot yet show whether it comes true"),
            (index_only, "信任 T 是未校准的指数", "Trust T is an uncalibrated index"),
            (index_only, "没有回测", "There is no backtest"),
            (failed_money_test, "1.31", "1.31 to 1"),
            (failed_money_test, "在抽取的 6,020 位客户上学习", "learnt on a sample of 6,020 contacts"),
            (barely_anything, "没有给出对比日期", "No earlier date was given"),
            (barely_anything, "证据还不够下结论", "does not carry a verdict yet"),
            (barely_anything, "没有客户可以分层", "No contact could be placed in a tier"),
            (barely_anything, "因此没有触点清单", "so there is no inventory"),
            (tea_book, "没有提供营业时间", "Opening hours are not given"),
        ],
    )
    def test_in_both_languages(self, book: Callable[[], Book], zh: str, en: str) -> None:
        assert zh in _text(book(), "zh")
        assert en in _text(book(), "en")

    @pytest.mark.parametrize("book", [index_only, failed_money_test])
    def test_capital_that_is_no_money_has_no_sign(self, book: Callable[[], Book]) -> None:
        built = book()
        shown = _text(built, "en")

        bare = f"{built.statement.trust_capital.value / 1e5:.1f}k"
        assert bare in shown
        assert f"¥{bare}" not in shown and f"${bare}" not in shown
        assert "an index for ranking, not money" in shown

    def test_capital_that_is_money_has_one(self, tea: Book) -> None:
        assert f"¥{tea.statement.trust_capital.value / 1e6:.1f}万" in _text(tea)


class TestHostileText:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_adds_no_element_and_no_script(self, lang: str) -> None:
        page = Page(render_html(hostile_book(), lang))

        assert len(page.scripts) == 3
        assert page.handlers == []
        assert {address[:1] for address in page.addresses} <= {"#", "d"}
        assert "<script>window.__pwned=1</script>" in page.text

    def test_chart_data_cannot_end_its_element(self) -> None:
        text = json_island({"x": {"names": list(PAYLOADS)}})

        assert not re.search("[<>&\u2028\u2029]", text)
