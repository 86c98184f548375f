"""The slots of the templates and columns: name -> entity type (or none) and what makes a value.

Values come from :mod:`piiguard.testing`: seeded, of the right structure, nobody's.
"""

from __future__ import annotations

from collections.abc import Callable

from piiguard.testing import Values

_Maker = Callable[[Values], str]


def _landline(values: Values) -> str:
    return values.landline(values.pick(("hyphen", "hyphen", "plain", "brackets", "extension")))


def _hant_landline(values: Values) -> str:
    area, first = values.pick((("02", 4), ("03", 3), ("07", 3)))
    return f"({area}){values.pick('2345678')}{values.chars('0123456789', first - 1)}-{values.digits(4)}"


def _hant_mobile(values: Values) -> str:
    return f"09{values.chars('0123456789', 2)}-{values.chars('0123456789', 3)}-{values.chars('0123456789', 3)}"


PERSONAL: dict[str, tuple[str, _Maker]] = {
    "name": ("PERSON", lambda v: v.person(v.pick(("two", "three", "three", "three", "compound")))),
    "id": ("CN_ID_CARD", Values.id_card),
    "mobile": ("CN_MOBILE", Values.mobile),
    "tel": ("CN_LANDLINE", _landline),
    "email": ("EMAIL_ADDRESS", Values.email),
    "address": ("CN_ADDRESS", lambda v: v.address(v.pick(("road", "road", "estate", "tower", "village", "lane")))),
    "card": ("CN_BANK_CARD", Values.bank_card),
    "policy": ("CN_POLICY_NUMBER", Values.policy_number),
    "application": ("CN_APPLICATION_NUMBER", Values.application_number),
    "claim": ("CN_CLAIM_NUMBER", Values.claim_number),
    "plate": ("CN_LICENSE_PLATE", lambda v: v.license_plate(v.pick(("blue", "blue", "nev_small")))),
    "vin": ("VIN", Values.vin),
    "engine": ("CN_ENGINE_NUMBER", Values.engine_number),
    "uscc": ("CN_USCC", Values.uscc),
    "passport": ("CN_PASSPORT", lambda v: v.passport("ordinary")),
    "wechat": ("WECHAT_ID", Values.wechat_id),
    "birth": ("DATE_OF_BIRTH", lambda v: v.date(1945, 2018).isoformat()),
    "ip": ("IP_ADDRESS", Values.ip_address),
    "imei": ("IMEI", Values.imei),
    # Taiwan and Hong Kong
    "name_t": ("PERSON", lambda v: v.person("traditional")),
    "address_t": ("CN_ADDRESS", lambda v: v.address(v.pick(("tw", "hk")))),
    "mobile_t": ("CN_MOBILE", _hant_mobile),
    "tel_t": ("CN_LANDLINE", _hant_landline),
    "twid": ("TW_ID_CARD", Values.tw_id),
    "hkid": ("HK_ID_CARD", Values.hk_id),
}

_PRODUCTS = ("安心百万医疗险", "家财无忧", "驾乘意外险B款", "金色年华年金", "少儿学平险", "机动车交通事故责任强制保险")
_PRODUCTS_T = ("安心住院醫療險", "家庭財產保障", "旅行平安險", "汽車第三人責任險")
_BRANCHES = ("南京分公司", "郑州中心支公司", "电销中心", "个险三部", "银保渠道", "总公司营业部")
_STATES = ("已承保", "待核保", "已结案", "理赔中", "已退保", "处理中")
_PARTS = ("前保险杠", "左前大灯", "右后门", "发动机罩", "挡风玻璃", "后视镜总成")
_DIAGNOSES = ("J18.9", "K35.8", "S82.0", "I10", "E11.9", "M51.2")


def _day(values: Values) -> str:
    return values.date(2021, 2026).isoformat()


NOBODYS: dict[str, _Maker] = {
    "order": Values.order_number,
    "trace": Values.trace_id,
    "span": Values.span_id,
    "uuid": Values.uuid,
    "sha": Values.sha1,
    "millis": Values.unix_ms,
    "snowflake": Values.snowflake_id,
    "amount": Values.amount,
    "money": lambda v: f"{v.digits(2 + v.below(4))}.{v.chars('0123456789', 2)}",
    "version": Values.version,
    "hotline": Values.hotline,
    "waybill": Values.waybill_number,
    "invoice": Values.invoice_number,
    "filing": Values.product_filing,
    "model": Values.model_number,
    "day": _day,
    "clock": lambda v: f"{v.below(24):02}:{v.below(60):02}:{v.below(60):02}",
    "stamp": lambda v: f"{_day(v)} {v.below(24):02}:{v.below(60):02}:{v.below(60):02}",
    "count": lambda v: str(1 + v.below(60)),
    "small": lambda v: str(1 + v.below(9)),
    "percent": lambda v: f"{1 + v.below(99)}%",
    "product": lambda v: v.pick(_PRODUCTS),
    "product_t": lambda v: v.pick(_PRODUCTS_T),
    "sku": lambda v: f"{v.pick(('CX', 'YL', 'JC'))}-{v.digits(4)}-{v.pick('ABCD')}{v.below(10)}",
    "branch": lambda v: v.pick(_BRANCHES),
    "state": lambda v: v.pick(_STATES),
    "part": lambda v: v.pick(_PARTS),
    "icd": lambda v: v.pick(_DIAGNOSES),
    "serial": lambda v: str(1 + v.below(100_000)),
}
