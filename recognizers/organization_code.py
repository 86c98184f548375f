"""Organisation code, GB 11714-1997: eight characters, a hyphen, a check character (weights 3 7 9 10 5 8 4 2 modulo 11).

Replaced by the unified social credit code, which holds it at places nine to seventeen. Its check passes one in eleven,
and eight digits and one more are a date with a counter: behind a label only.
"""

from __future__ import annotations

from ..checksums import gb11714_ok
from ..spec import LABEL, Pattern, Score, Trigger, builtin, score
from ._answers import answer
from ._lookup import is_date
from ._masks import is_crossed_out


def _check(value: str) -> Score | None:
    """The check character; a wrong one counts where the shape is more than nine digits."""
    value = value.upper()
    if (sum("0" <= char <= "9" for char in value) < 4 and value[:2] != "MA") or len(set(value)) < 3 or is_crossed_out(value):
        return None
    if gb11714_ok(value):
        return score(0.0, 0.95)
    return None if value[:8].isdigit() or not value[2:].isalnum() else score(0.0, 0.65)


def _check_alone(value: str) -> Score | None:
    """Without a label: the check character has to be right, and eight digits must be no day with a counter behind."""
    if len(set(value[:8])) < 4 or not gb11714_ok(value[:8] + value[-1]):
        return None
    if value[:8].isdigit():
        if is_date(value[:4], value[4:6], value[6:8]):
            return None
        return score(0.6 if value[-1] == "X" else 0.3, 0.95)
    return score(0.6, 0.95) if value[1:8].isdigit() or value[:2] == "MA" else None


RECOGNIZER = builtin(
    "CN_ORGANIZATION_CODE",
    [
        Pattern("hyphen", "[0-9A-Za-z]{8} ?[-‐‑–—－] ?[0-9Xx]", score(0.0, 0.95), anchor=LABEL, digital=True, check=_check),
        Pattern("plain", "[0-9A-Za-z]{8}[0-9Xx]", score(0.0, 0.95), anchor=LABEL, digital=True, check=_check),
        Pattern("alone", "(?<![0-9A-Za-z._/-])(?:[0-9]{8}|[A-Z][0-9]{7}|MA[0-9A-Z]{6})[-－][0-9X](?![0-9A-Za-z._/:-])", score(0.3, 0.95),
                anchor=Trigger("[0-9A-Z]{6}(?:-|－)[0-9X]", 12, ahead=1, ended=True), check=_check_alone),
        answer("[0-9A-Z]{8}[-－][0-9X]", score(0.65, 0.9, 0.2), check=lambda value: gb11714_ok(value[:8] + value[-1])),
    ],
    labels=(
        "组织机构证", "组织机构代码号", "组织机构编码", "组织机构编号", "单位代码", "单位编码", "单位组织代码", "企业代码", "企业编码", "公司代码", "法人代码", "法人机构代码", "法人单位代码", "团体代码", "组代证", "组代码", "代码证", "组织代码证", "组织代码号", "组织编码", "组织编号", "组织号", "机构号", "机构编码", "机构编号",
        "机构组织代码", "组织机构代 码", "组织机构 代码", "组织 机构代码", "组织 机构 代码", "組織機構代碼證", "機構代碼證", "組織代碼", "機構編碼", "機構編號", "單位代碼", "企業代碼", "組織機構編號", "組織編號", "组织机构代码证编号", "organization code certificate", "organisation code certificate", "organization cert no",
        "organization code cert", "organisation no", "organization id", "organisation id", "organization", "organisation", "org.", "org id", "org num", "org cert", "org ins code", "org institution code", "org structure code", "organ no", "organ id", "organization certificate", "institution code", "institution no", "inst code", "inst no", "ent code", "enterprise code", "entp code",
        "company code", "comp code", "corp code", "corporate code", "corporation code", "unit code", "legal entity code", "entity code", "group code", "grp code", "jgdm", "jgdmz", "jgdmzh", "dwdm", "qydm", "frdm", "zzjgdmzh", "zzjgdmh", "zzjgbm", "zzjg", "zzdm", "zzjgh", "jgbm", "jgbh",
        "组织机构代码", "机构代码", "组织机构代码证", "组织代码", "机构代码证", "机构代码证号", "组织机构代码证号", "代码证号", "组织机构号", "組織機構代碼", "機構代碼", "组 织 机 构 代 码", "organization code", "organisation code", "org code", "organization no", "org no", "org cert no", "organ code", "org inst code", "zzjgdm", "zzjgdmz",
    ),
    level="C1",
    title_en="Organisation code",
    title_zh="组织机构代码",
    standard="GB 11714-1997",
    example="D2143569-X",
)  # fmt: skip
