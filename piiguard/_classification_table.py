"""What laws and standards say of each entity type, as far as we read it: a table compiled on 2026-11-22.

Sources: PIPL (2021) art. 28; GB/T 45574-2025 annex A; GB/T 35273-2020 annex B; JR/T 0171-2020, 4.2. The categories of all
four are confirmed by two public sources each; clause numbers of JR/T 0171 and the numbering of GB/T 45574 were not seen, and
the level in JR/T 0197-2020 is derived (C3 to 4, C2 to 3, C1 to 2) from one secondary source. The cells are our reading in a
few words, never a quotation; which row an entity type belongs to is our reading, too. Rows about what no recognizer finds
(income, religion, credit reports) are left out.
"""

from __future__ import annotations

COMPILED = "2026-11-22"

#: entity types; level; grade; JR/T 0171; PIPL art. 28; GB/T 45574 annex A; GB/T 35273 annex B; JR/T 0197 (derived)
ROWS: tuple[tuple[str, ...], ...] = (
    (
        "CN_ID_CARD", "C2", "likely sensitive",
        "C2", "harm clause, not enumerated", "no as a number; the photo of the card is under 其他", "yes: 个人身份信息", "3",
    ),
    (
        "CN_FOREIGN_RESIDENT_ID CN_PASSPORT CN_TRAVEL_PERMIT HK_ID_CARD MO_ID_CARD TW_ID_CARD CN_MILITARY_ID",
        "C2", "likely sensitive", "C2", "harm clause", "no as a number", "yes", "3",
    ),
    ("CN_BANK_CARD", "C2", "sensitive", "C2", "金融账户", "金融账户 (账号)", "yes: 个人财产信息", "3"),
    ("CARD_EXPIRY", "C3", "sensitive", "C3, but may be displayed", "金融账户", "金融账户", "yes", "4"),
    ("CARD_SECURITY_CODE PASSWORD", "C3", "sensitive", "C3", "金融账户", "金融账户 (密码)", "yes", "4"),
    (
        "VERIFICATION_CODE", "C3", "likely sensitive",
        "C2; C3 if it completes authentication with the account, which we always assume", "-", "-",
        "yes: 网络身份标识信息 (口令)", "3-4",
    ),
    ("CN_BANK_ACCOUNT ALIPAY_ACCOUNT", "C2", "sensitive", "C2: payment accounts", "金融账户", "金融账户", "yes", "3"),
    (
        "CN_POLICY_NUMBER CN_APPLICATION_NUMBER CN_CLAIM_NUMBER", "C2", "ordinary",
        "C2: 保险理赔 among transactions, 保单信息 in the scope", "depends on context",
        "金融账户 if it works as an account, else general", "general", "2-3",
    ),
    ("CN_MOBILE CN_LANDLINE", "C2", "ordinary", "C2", "no", "no", "general", "3"),
    ("PERSON", "C2", "ordinary", "C2 in combination", "no", "no", "general", "2-3"),
    (
        "CN_ADDRESS", "C2", "ordinary",
        "C2", "no (行踪轨迹 if precise and real-time)", "精准定位信息 or 行踪轨迹 if continuous", "general (住宿信息: yes)", "3",
    ),
    ("DATE_OF_BIRTH", "C2", "ordinary", "C2 or C1", "no (of children under 14: yes)", "of children under 14", "general", "2-3"),
    ("EMAIL_ADDRESS", "C2", "ordinary", "C2 or C1", "no", "no", "general (网络身份标识信息 with a password: yes)", "2"),
    ("WECHAT_ID QQ_NUMBER", "C2", "ordinary", "C2 or C1", "no", "no", "general", "2"),
    ("CN_LICENSE_PLATE", "C2", "ordinary", "C2 or C1", "no", "行踪轨迹 when with a track", "general", "2"),
    ("VIN CN_ENGINE_NUMBER", "C2", "ordinary", "C2 or C1", "no", "no", "general", "2"),
    (
        "IMEI IMSI ICCID DEVICE_ID MAC_ADDRESS", "C1", "ordinary",
        "C1", "no", "no", "general (个人常用设备信息)", "2",
    ),
    ("IP_ADDRESS", "C1", "ordinary", "C1", "no", "no", "general", "2"),
    (
        "GPS_COORDINATES", "C2", "sensitive",
        "C2", "行踪轨迹", "精准定位信息 (其他) or 行踪轨迹", "yes: 行踪轨迹, 精准定位", "3",
    ),
    ("CN_MEDICAL_RECORD", "C2", "sensitive", "C2: KYC, claims", "医疗健康", "医疗健康", "yes: 个人健康生理信息", "3-4"),
    ("CN_SOCIAL_SECURITY_CARD", "C2", "likely sensitive", "C2", "harm clause", "no as a number", "yes", "3"),
    (
        "CN_USCC CN_ORGANIZATION_CODE CN_BUSINESS_REGISTRATION", "C1", "not personal",
        "-", "not personal (a legal person); a sole trader's may be", "no", "no", "1-2",
    ),
    ("API_KEY PRIVATE_KEY", "C3", "not personal", "treated like C3", "not personal; a secret", "no", "no", "4"),
)  # fmt: skip
