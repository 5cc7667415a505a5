"""What people call the attributes of contacts that files name most; any other stands as its file writes it."""

from __future__ import annotations

import re

from guanxi.report.inert import inert
from guanxi.report.words.phrase import Phrase

ATTRIBUTES = {
    "address": Phrase("地址", "Address"),
    "age": Phrase("年龄", "Age"),
    "age_group": Phrase("年龄段", "Age group"),
    "balance": Phrase("余额", "Balance"),
    "birth_date": Phrase("生日", "Birthday"),
    "birth_month": Phrase("生日月份", "Month of birth"),
    "birthday": Phrase("生日", "Birthday"),
    "brand": Phrase("品牌", "Brand"),
    "budget": Phrase("预算", "Budget"),
    "category": Phrase("品类", "Category"),
    "children": Phrase("子女", "Children"),
    "city": Phrase("城市", "City"),
    "company": Phrase("公司", "Company"),
    "country": Phrase("国家", "Country"),
    "device": Phrase("设备", "Device"),
    "district": Phrase("区县", "District"),
    "education": Phrase("学历", "Education"),
    "flavor": Phrase("口味", "Flavour"),
    "flavour": Phrase("口味", "Flavour"),
    "gender": Phrase("性别", "Gender"),
    "grade": Phrase("等级", "Grade"),
    "hobby": Phrase("爱好", "Hobby"),
    "income": Phrase("收入", "Income"),
    "industry": Phrase("行业", "Industry"),
    "interest": Phrase("兴趣", "Interest"),
    "interests": Phrase("兴趣", "Interests"),
    "job": Phrase("职业", "Occupation"),
    "language": Phrase("语言", "Language"),
    "level": Phrase("等级", "Level"),
    "marital_status": Phrase("婚姻状况", "Marital status"),
    "member_level": Phrase("会员等级", "Member level"),
    "member_type": Phrase("会员类型", "Member type"),
    "note": Phrase("备注", "Note"),
    "occupation": Phrase("职业", "Occupation"),
    "phone_last4": Phrase("手机尾号", "Last digits of the telephone number"),
    "phone_tail": Phrase("手机尾号", "Last digits of the telephone number"),
    "points": Phrase("积分", "Points"),
    "preference": Phrase("偏好", "Preference"),
    "profession": Phrase("职业", "Occupation"),
    "province": Phrase("省份", "Province"),
    "region": Phrase("地区", "Region"),
    "remark": Phrase("备注", "Note"),
    "season": Phrase("季节", "Season"),
    "sex": Phrase("性别", "Gender"),
    "size": Phrase("尺码", "Size"),
    "skin_type": Phrase("肤质", "Skin type"),
    "source": Phrase("来源", "Source"),
    "store": Phrase("门店", "Store"),
    "style": Phrase("风格", "Style"),
    "taste": Phrase("口味", "Taste"),
    "title": Phrase("职位", "Job title"),
    "vip_level": Phrase("会员等级", "Member level"),
    "zodiac": Phrase("星座", "Zodiac sign"),
}
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s\-]+")


def attribute_name(key: str) -> Phrase:
    """What an attribute is called, however its file joins the words; an unknown one stands for itself, made inert."""
    known = ATTRIBUTES.get(_WORD.sub("_", key.strip()).lower())
    shown = inert(key, 40)
    return known or Phrase(shown, shown)


def attribute_key(said: str, keys: tuple[str, ...]) -> str:
    """The key that a person means who says it as it stands in the data, or by its name in either language.

    Parameters
    ----------
    keys : of the data; the first that is called so is meant, and what is called nothing there is a key itself.
    """
    if said in keys:
        return said
    asked = said.casefold()
    names = ((key, attribute_name(key)) for key in keys)
    return next((key for key, name in names if asked in (name.zh.casefold(), name.en.casefold())), said)
