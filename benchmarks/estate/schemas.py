"""Tables of the estate: columns as (heading in Chinese, heading in code, slot).

Every table mixes what is somebody's with what only looks it; the last ones hold nothing personal.
"""

from __future__ import annotations

from typing import NamedTuple


class Schema(NamedTuple):
    """One table. ``name`` is the sheet's, ``code`` the table's in a database."""

    name: str
    code: str
    columns: tuple[tuple[str, str, str], ...]


SCHEMAS = (
    Schema("保单", "policy", (
        ("保单号", "policy_no", "policy"), ("险种名称", "product_name", "product"), ("投保人", "applicant_name", "name"),
        ("证件号码", "id_card_no", "id"), ("手机号", "mobile", "mobile"), ("保费", "premium", "money"),
        ("起保日期", "start_date", "day"), ("出单机构", "branch", "branch"),
    )),
    Schema("理赔", "claim", (
        ("报案号", "claim_no", "claim"), ("保单号", "policy_no", "policy"), ("被保险人", "insured_name", "name"),
        ("联系电话", "contact_phone", "mobile"), ("车牌号", "plate_no", "plate"), ("车架号", "vin", "vin"),
        ("赔款金额", "paid_amount", "money"), ("案件状态", "status", "state"),
    )),
    Schema("付款", "payment", (
        ("流水号", "serial_no", "order"), ("收款人", "payee_name", "name"), ("银行卡号", "bank_card_no", "card"),
        ("金额", "amount", "money"), ("付款时间", "paid_at", "stamp"), ("请求编号", "request_id", "uuid"),
    )),
    Schema("客户", "customer", (
        ("客户序号", "seq", "serial"), ("客户姓名", "customer_name", "name"), ("出生日期", "birth_date", "birth"),
        ("家庭住址", "home_address", "address"), ("邮箱", "email", "email"), ("登记日期", "created_on", "day"),
    )),
    Schema("团体客户", "company", (
        ("统一社会信用代码", "uscc", "uscc"), ("联系人", "contact_name", "name"), ("办公电话", "office_phone", "tel"),
        ("投保人数", "headcount", "count"), ("年保费", "annual_premium", "money"),
    )),
    Schema("车险询价", "quote", (
        ("投保单号", "application_no", "application"), ("号牌号码", "plate_no", "plate"), ("发动机号", "engine_no", "engine"),
        ("车辆识别代号", "vin", "vin"), ("报价", "price", "money"),
    )),
    Schema("订单", "orders", (
        ("订单号", "order_no", "order"), ("商品编码", "sku", "sku"), ("数量", "quantity", "count"),
        ("金额", "amount", "money"), ("下单时间", "ordered_at", "stamp"), ("快递单号", "waybill_no", "waybill"),
    )),
    Schema("接口日志", "api_log", (
        ("链路号", "trace_id", "trace"), ("时间戳", "ts_millis", "millis"), ("版本", "app_version", "version"),
        ("耗时", "cost_ms", "count"), ("雪花号", "event_id", "snowflake"),
    )),
)  # fmt: skip

# For Big5: Taiwan and Hong Kong.
HANT = Schema("保戶", "policyholder", (
    ("要保人", "applicant_name", "name_t"), ("身分證字號", "id_no", "twid"), ("行動電話", "mobile", "mobile_t"),
    ("通訊地址", "address", "address_t"), ("電子郵件", "email", "email"), ("商品名稱", "product_name", "product_t"),
    ("保險費", "premium", "money"), ("訂單編號", "order_no", "order"),
))  # fmt: skip
