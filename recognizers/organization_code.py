"""Organisation code, GB 11714-1997: eight characters, a hyphen, a check character (weights 3 7 9 10 5 8 4 2 modulo 11).

Replaced by the unified social credit code, which holds it at places nine to seventeen. Its check passes one in eleven,
and eight digits and one more are a date with a counter: behind a label only.
"""

from __future__ import annotations

from ..checksums import gb11714_ok
from ..spec import LABEL, Pattern, Score, builtin, score
from ._masks import is_crossed_out


def _check(value: str) -> Score | None:
    """The check character; a wrong one counts where the shape is more than nine digits."""
    value = value.upper()
    if (sum("0" <= char <= "9" for char in value) < 4 and value[:2] != "MA") or len(set(value)) < 3 or is_crossed_out(value):
        return None
    if gb11714_ok(value):
        return score(0.0, 0.95)
    return None if value[:8].isdigit() or not value[2:].isalnum() else score(0.0, 0.65)


RECOGNIZER = builtin(
    "CN_ORGANIZATION_CODE",
    [
        Pattern("hyphen", "[0-9A-Za-z]{8} ?[-‐‑–—－] ?[0-9Xx]", score(0.0, 0.95), anchor=LABEL, digital=True, check=_check),
        Pattern("plain", "[0-9A-Za-z]{8}[0-9Xx]", score(0.0, 0.95), anchor=LABEL, digital=True, check=_check),
    ],
    labels=(
        "组织机构代码", "机构代码", "组织机构代码证", "组织代码", "机构代码证", "机构代码证号", "组织机构代码证号", "代码证号", "组织机构号", "組織機構代碼", "機構代碼", "组 织 机 构 代 码", "organization code", "organisation code", "org code", "organization no", "org no", "org cert no", "organ code", "org inst code", "zzjgdm", "zzjgdmz",
    ),
    level="C1",
    title_en="Organisation code",
    title_zh="组织机构代码",
    standard="GB 11714-1997",
    example="D2143569-X",
)  # fmt: skip
