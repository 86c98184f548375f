"""Military and police certificates: 军字第1234567号 and its kin, and the digits alone behind a label.

No standard for the number is public and there is no check digit: shape or label only. The first character names who
issued it. 海, 南, 成 and others also stand in numbers of property and court papers (京房权证海字第…号), so those count only where no
hanzi stands in front but one that ends a label (号, 码, 是, 件).
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, Trigger, builtin, score
from ._lookup import is_date

_SURE = "军軍武士兵警"
_ISSUERS = _SURE + "文职職政后後装裝海空火南北沈兰蘭济濟广廣成参參消"
_SHAPE = f"[{_ISSUERS}](?:[证證]?字) ?(?:第 ?)?[0-9]{{6,8}}(?: ?[号號])?"


def _check_shape(value: str) -> Score:
    return score(0.85, 0.96, 0.3) if value[0] in _SURE else score(0.6, 0.94, 0.1)


def _check_labelled(value: str) -> Score | None:
    """Six to eight digits; a day of this century behind a label is more likely the day of issue."""
    if not value.isdigit():
        return score(0.0, 0.96)
    if len(value) == 8 and is_date(value[:4], value[4:6], value[6:], 2000):
        return None
    return score(0.0, 0.9)


RECOGNIZER = builtin(
    "CN_MILITARY_ID",
    [
        Pattern(
            "shape",
            f"(?:(?<![证證权權房地产產津商税稅国國])(?=[{_SURE}])|(?<![\u4e00-\u9fff)）\\]〕])|(?<=[号號码碼是为為件])){_SHAPE}(?![0-9])",
            score(0.85, 0.96),
            anchor=Trigger("(?: )?(?:第)?(?: )?[0-9]", 9, starts=tuple(f"{char}{word}" for char in _ISSUERS for word in ("字", "证字", "證字"))),
            check=_check_shape,
        ),
        Pattern("labelled", f"{_SHAPE}|[0-9]{{6,8}}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check_labelled),
    ],
    labels=(
        "军官证", "军官证字号", "军官证件", "军官身份证", "军官退休证", "军官离休证", "离休证", "离休干部证", "退役军人证", "退役军人优待证", "退役证", "退伍证", "退伍军人证", "复员证", "转业证", "转业军官证", "学员证", "军校学员证", "军人证件", "军人有效证件", "军人身份证件", "军人优待证", "军人保障卡",
        "军人编号", "军人号", "军人身份号", "军队证件", "军队证", "部队证件", "军证", "军人ID", "士兵证件", "士官证件", "士官退役证", "文职证", "文职干部证件号", "文职军人证", "预备役军官证", "预备役证", "武警身份证", "武警警察证", "武警文职证", "武警士官证", "警员证", "警员号", "警员编号", "警官证件号", "警官证件", "警官号",
        "人民警察证", "警察证件", "警察编号", "警 号", "军 官 证", "士 兵 证", "军 人 证", "警 官 证", "军官证 号", "軍 官 證", "軍人身分證", "軍人證件", "軍人編號", "軍官證件", "軍官編號", "警察證", "警員證", "警員編號", "退伍證", "退役證", "補給證",
        "military card no", "military id card", "military certificate", "military cert no", "military officer id", "military officer", "officer no", "officer card", "officer card no", "officer cert no", "officer certificate", "officer's certificate", "soldier card", "soldier cert no",
        "soldier certificate", "army no", "army card", "army id no", "army card no", "army cert no", "pla id", "police id", "police card", "police card no", "police cert no", "police badge no", "badge no", "jgzhm", "jgzjh", "jrzjh", "jrz", "sbz", "sbzhm", "jrzhm", "jgzbh", "wjz", "jingguan no", "junguan no", "军官证件号", "士兵证", "士兵证件号", "军人证件号", "军人证", "文职干部证", "文职人员证", "军人身份证", "士官证", "义务兵证", "现役军人证", "武警证", "武警警官证", "武警士兵证", "警官证", "警察证", "警号",
        "軍官證", "士兵證", "軍人證", "軍人身份證", "士官證", "文職幹部證", "武警證", "警官證", "警號", "military id", "military no", "military card", "officer id",
        "soldier id", "soldier no", "army id", "police no", "jgz", "jgzh", "jrzh", "sbzh",
    ),
    level="C2",
    title_en="Military or police certificate number",
    title_zh="军官证、士兵证、警官证号",
    standard="none published; shapes are conventional",
    example="军字第1234567号",
)  # fmt: skip
