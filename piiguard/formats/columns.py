"""What a column's name says where the other columns say more: 地址 in a list of branches is a branch's."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDRESS = re.compile("(?:详细|具体|联系)?(?:地址|位置|地點|地点)|address|addr|location", re.I)
_ORGANISATION = re.compile(
    "(?:.*(?:机构|機構|网点|網點|营业部|营业厅|支公司|分公司|中支|分行|支行|医院|醫院|诊所|診所|药店|药房|门店|門店|門市|分店|店名|店铺|维修厂|修理厂|修理厂商|4S店|法院|派出所|服务商|商户|学校))(?:名称?|名稱?|简称|全称)?"
    "|(?:branch|org|organi[sz]ation|hospital|clinic|store|shop|garage|institution|outlet)(?:[_ ]?name)?",
    re.I,
)
_PERSON = re.compile(
    "姓名|名字|人$|客户|投保|被保|受益|车主|业主|患者|手机|身份证|證|证件|保单|報案|报案|生日|出生|病|就诊|住院|门诊|社保|医保|卡号|账号|帐号|性别|年龄|工号|邮箱|微信|"
    "customer|insured|holder|user|mobile|birth|"
    "sex|gender|(?:^|[_ ])age$|patient|member|email|wechat|(?:^|[_ ])id[_ ]?(?:no|card)|^name$|full[_ ]?name",
    re.I,
)


def labels(names: Sequence[str]) -> list[str]:
    """The names as labels. In a table with a column of organisations and none of persons, an address is an organisation's."""
    if not any(_ORGANISATION.fullmatch(name) for name in names) or any(_PERSON.search(name) for name in names):
        return list(names)
    return ["机构地址" if _ADDRESS.fullmatch(name) else name for name in names]
