"""Why T is what it is: the three largest drivers, and the sentence of each in both languages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from brand import Brand
from crowd import SETTINGS, facts_of_world
from worlds import AT_MS, day

from guanxi.book.drivers import Setting, describe_drivers, driver_column, largest_drivers
from guanxi.book.drivers.columns import DRIVER_NAMES, driver_strengths
from guanxi.book.drivers.sentences import SENTENCES, Teller
from guanxi.book.trust.model import LEAST_TOLD, compute_trust, contributions
from guanxi.book.trust.sub_scores import NAMES

MONTHLY = [day(age, 1, "order_paid", amount=10_000, hint=2_500) for age in range(142, 400, 31)]


class TestTheThreeLargest:
    def test_they_are_the_strongest_by_size_whatever_their_sign(self):
        strengths = np.array([[0.1, -3.0, 0.0, 2.0, -0.2, 0.0, -1.0, 0.0]])

        assert [DRIVER_NAMES[j] for j in largest_drivers(strengths)[0]] == ["silence", "response", "brake"]

    def test_ties_keep_the_order_of_the_names(self):
        assert largest_drivers(np.zeros((2, 8))).tolist() == [[0, 1, 2], [0, 1, 2]]
        assert largest_drivers(np.array([[0.0, 1, 0, -1, 0, 1, 0, 1]])).tolist() == [[1, 3, 5]]

    def test_a_break_outweighs_everything(self, brand: Brand):
        facts = facts_of_world([*MONTHLY, day(2, 1, "blocked")], [], brand.model)
        trust = compute_trust(facts, brand.model.trust, SETTINGS)

        column = driver_column(driver_strengths(facts, trust)).to_pylist()

        assert column[0][0] == {"driver": "break", "strength": -1e6}

    def test_every_contact_has_three_in_the_order_of_the_facts(self, brand: Brand):
        facts, trust = brand.at(brand.model)
        strengths = driver_strengths(facts, trust)

        rows = driver_column(strengths).to_pylist()

        assert len(rows) == facts.n
        for row, own in zip(rows, strengths, strict=True):
            assert len({each["driver"] for each in row}) == 3
            sizes = [abs(each["strength"]) for each in row]
            assert sizes == sorted(sizes, reverse=True)
            assert sizes[0] == pytest.approx(np.abs(own).max(), abs=1e-6)


DAILY_THEN_SILENT = [day(age, 1, "order_paid", amount=9_000) for age in range(60, 200)]
SILENCE, REFERRAL = NAMES.index("silence"), NAMES.index("referral")


def told_logit(share):
    kept = np.clip(share, LEAST_TOLD, 1 - LEAST_TOLD)
    return np.log(kept / (1 - kept))


class TestWhatMakesTrustLow:
    def test_a_silence_whose_ceiling_binds_stands_first(self, brand: Brand):
        facts = facts_of_world(DAILY_THEN_SILENT, [], brand.model)
        trust = compute_trust(facts, brand.model.trust, SETTINGS)
        setting = Setting(brand.model.trust.reference, AT_MS, "Asia/Shanghai", "¥")

        (drivers,) = describe_drivers(facts, trust, np.array([0]), setting)

        assert trust.trust[0] < brand.model.trust.link.without_ceiling(trust.score)[0] - 0.2
        assert drivers[0].sub_score == "silence"
        assert drivers[0].contribution < -1
        assert "已 60 天未下单" in drivers[0].zh

    def test_drivers_and_ceiling_add_up_for_every_buyer(self, brand: Brand):
        model = brand.model.trust
        facts, trust = brand.at(brand.model)
        held = facts.is_buyer & ~trust.sub.broken

        taken = trust.contributions - contributions(facts, trust.sub, model)

        silence = taken[held, SILENCE]
        assert np.all(silence <= 0)
        assert np.any(silence < -0.5)
        assert np.all(np.delete(taken, SILENCE, axis=1) == 0)
        assert np.all(taken[~held] == 0)
        without = told_logit(model.link.without_ceiling(trust.score[held]))
        assert without + silence == pytest.approx(told_logit(trust.trust[held]), abs=1e-9)

    def test_a_stand_in_is_explained_by_what_its_columns_speak_of(self, brand: Brand):
        model = brand.model_with_stand_ins
        recent = [day(age, 1, "order_paid", amount=90_000) for age in range(1, 60, 3)]
        once = [day(300, 2, "order_paid", amount=100)]

        facts = facts_of_world([*recent, *once], [], model)
        own = contributions(facts, compute_trust(facts, model.trust, SETTINGS).sub, model.trust)

        assert own[0].sum() > 0 > own[1].sum()
        assert own[1, SILENCE] < 0

    @pytest.mark.parametrize("which", [0, 1])
    def test_nobody_is_held_to_have_brought_fewer_than_a_stranger(self, brand: Brand, which):
        model = brand.models()[which]
        facts, trust = brand.at(model)

        own = trust.contributions[:, REFERRAL]

        assert np.all(own >= 0)
        assert np.all(own[facts.verified_w == 0] == 0)
        if which == 0:
            assert np.all(own[facts.verified_w > 0] > 0)

    def test_without_any_head_the_weights_of_the_definition_explain(self, brand: Brand):
        bare = replace(brand.model.trust, heads=())
        facts, trust = brand.at(brand.model)

        own = contributions(facts, trust.sub, bare)

        assert np.array_equal(own[:, SILENCE] > 0, trust.sub.scores[:, SILENCE] > 0.5)
        assert np.all(own[:, 0][trust.sub.scores[:, 0] < 0.5] < 0)


class TestASentenceSaysWhatItsSignSays:
    @staticmethod
    def _told(brand: Brand, name: str, pull: float, rows) -> str:
        facts = facts_of_world(rows, [], brand.model)
        trust = compute_trust(facts, brand.model.trust, SETTINGS)
        trust.contributions[0, NAMES.index(name)] = pull
        setting = Setting(brand.model.trust.reference, AT_MS, "Asia/Shanghai", "¥")
        return SENTENCES[name](Teller(facts, trust, 0, setting))[1]

    def test_a_silence_that_raises_trust_is_no_reproach(self, brand: Brand):
        late = [day(age, 1, "order_paid", amount=1) for age in (40, 71, 102)]

        assert self._told(brand, "silence", 0.3, late).startswith("上次下单在 40 天前")
        assert self._told(brand, "silence", -0.3, late).startswith("已 40 天未下单")

    def test_a_silence_of_words_names_the_usual_rhythm(self, brand: Brand):
        wrote = [day(age, 1, "message_from_contact") for age in (90, 100, 110)]

        assert (
            self._told(brand, "silence", -0.3, wrote) == "已 90 天没有任何互动（上次 2024-04-01），平时约每 10 天一次"
        )
        assert self._told(brand, "silence", 0.3, wrote) == "最近一次互动在 90 天前（2024-04-01）"

    def test_orders_of_a_year_are_not_called_recent_activity(self, brand: Brand):
        busy = [day(age, 1, "order_paid", amount=1) for age in range(40)]

        assert "高于" in self._told(brand, "frequency", 0.3, busy)
        assert "高于" in self._told(brand, "frequency", 0.0, busy)
        assert "一年的单数少于" in self._told(brand, "frequency", -0.3, busy)


def told(brand: Brand, name: str, *rows) -> tuple[str, str]:
    """The sentence of one driver of contact 1."""
    facts = facts_of_world([*rows], [], brand.model)
    trust = compute_trust(facts, brand.model.trust, SETTINGS)
    reference = replace(brand.model.trust.reference, answer_rate=0.25, latency_tau_hours=30.4)
    return SENTENCES[name](Teller(facts, trust, 0, Setting(reference, AT_MS, "Asia/Shanghai", "¥")))


ASKED = [day(60, 1, "promotion_sent", program="p"), day(30, 1, "promotion_sent", program="q")]
ONCE = day(10, 1, "order_paid", amount=10_000)
CASES = {
    "silent beyond the usual gap": (
        "silence",
        MONTHLY,
        "no order for 142 days (last on 2024-02-09); the usual gap is 31",
        "已 142 天未下单（上次 2024-02-09），平时间隔约 31 天",
    ),
    "within the usual gap": (
        "silence",
        [day(age, 1, "order_paid", amount=1) for age in (1, 32, 63)],
        "last order 1 day ago, on 2024-06-29; the usual gap is 31",
        "上次下单在 1 天前（2024-06-29），平时间隔约 31 天",
    ),
    "one order": (
        "silence",
        [ONCE],
        "one order only, 10 days ago, on 2024-06-20",
        "只下过一单，在 10 天前（2024-06-20）",
    ),
    "bought, then wrote": (
        "silence",
        [ONCE, day(0.5, 1, "message_from_contact")],
        "last reacted today, on 2024-06-30",
        "最近一次互动在今天（2024-06-30）",
    ),
    "never reacted": (
        "silence",
        [day(1, 1, "contact_added")],
        "never reacted in the 1 day since we know them",
        "认识 1 天以来从未有过互动",
    ),
    "busy": (
        "frequency",
        [day(age, 1, "order_paid", amount=1) for age in range(40)],
        "40 orders in 39 days: lately more active than usual here",
        "39 天内 40 单，近期活跃度高于店内通常水平",
    ),
    "idle": (
        "frequency",
        [day(900, 1, "contact_added")],
        "no order in 900 days: lately less active than usual here",
        "900 天内 0 单，近期活跃度低于店内通常水平",
    ),
    "price": (
        "willingness",
        MONTHLY,
        "lately ¥100 per order at 80 % of the full price",
        "近期每单 ¥100，实付占原价 80%",
    ),
    "never bought": ("willingness", [day(9, 1, "reply")], "has not bought yet", "尚未购买"),
    "bought long ago": (
        "willingness",
        [day(1500, 1, "order_paid", amount=100)],
        "last bought 1,500 days ago, on 2020-05-22: too long ago to say at what price",
        "上次购买在 1500 天前（2020-05-22），已无从判断价格意愿",
    ),
    "answers": (
        "response",
        [*ASKED, day(59, 1, "benefit_redeemed", program="p")],
        "answered 47 % of what we asked; the brand's mean is 25 %",
        "对我们请求的响应率 47%，全店平均 25%",
    ),
    "an open ask": (
        "response",
        [day(2, 1, "promotion_sent")],
        "nothing that we asked has been decided yet",
        "尚无已有结果的请求",
    ),
    "answers fast": (
        "latency",
        [*ASKED, day(59.9, 1, "reply", program="p"), day(29.9, 1, "reply", program="q")],
        "answers faster than usual (the brand's median is 30 hours)",
        "回应快于平均（全店中位数 30 小时）",
    ),
    "answers nothing": ("latency", ASKED, "has not answered any ask yet", "尚未回应过任何请求"),
    "brings friends": (
        "referral",
        [day(3, 1, "referral_converted", peer=2)],
        "brought or helped other contacts, and it is verified",
        "带来或帮助过其他客户（已核实）",
    ),
    "brings nobody": ("referral", [ONCE], "has not brought anyone yet", "尚未带来新客户"),
    "complains": (
        "brake",
        [ONCE, day(0.1, 1, "complaint_filed")],
        "complaints, disputes or muting take 63 % off the score",
        "投诉、纠纷或免打扰使得分下降 63%",
    ),
    "content": ("brake", [ONCE], "no complaint or dispute", "没有投诉或纠纷"),
    "left": (
        "break",
        [ONCE, day(3, 1, "unsubscribed")],
        "ended the relationship on 2024-06-27",
        "已于 2024-06-27 断开关系",
    ),
    "stands": ("break", [ONCE], "the relationship stands", "关系仍在"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_sentence_of_a_driver(brand: Brand, case):
    name, rows, en, zh = CASES[case]

    assert told(brand, name, *rows) == (en, zh)


def test_drivers_of_the_chosen_rows_are_told_with_their_strength(brand: Brand):
    facts, trust = brand.at(brand.model)
    setting = Setting(brand.model.trust.reference, AT_MS, "Asia/Shanghai", "¥")
    rows = np.array([7, 3])

    described = describe_drivers(facts, trust, rows, setting)

    strengths = driver_strengths(facts, trust)
    for i, drivers in zip(rows, described, strict=True):
        assert [d.sub_score for d in drivers] == [DRIVER_NAMES[j] for j in largest_drivers(strengths[[i]])[0]]
        assert [d.contribution for d in drivers] == [strengths[i, DRIVER_NAMES.index(d.sub_score)] for d in drivers]
        assert all(d.en and d.zh for d in drivers)
