"""Tibetan, Mongolian, Yi and Uyghur names without a dot: made of syllable groups that make little else."""

from __future__ import annotations

#: The groups such names are made of; two of them in a row are a name, one is with evidence.
PIECES = tuple(
    "扎西 次仁 格桑 洛桑 索朗 索南 仁青 仁钦 旦增 丹增 尼玛 白玛 德吉 卓玛 曲珍 曲扎 顿珠 旺堆 多吉 罗布 央金 卓嘎 平措 达娃 巴桑 边巴 普布 拉姆 旺姆 旺久 旺杰 旺扎 才让 才旦 措姆 曲吉 曲措 强巴 贡布 贡嘎 伦珠 坚赞 嘉措 加措 群培 "
    "次旺 次旦 次珍 米玛 拉珍 桑珠 桑杰 桑布 玉珍 赤列 晋美 土登 阿旺 金巴 江村 益西 乌云 其木格 齐木格 巴音 孟克 苏和 巴特尔 巴图 哈斯 其其格 萨仁 高娃 额尔敦 额尔德 阿木 古郎 朝鲁 那仁 娜仁 托娅 图雅 呼和 格日勒 斯琴 宝音 布和 "
    "达来 吉雅 满都拉 牧仁 敖登 通拉嘎 阿古拉 白音 特木尔 苏日娜 萨日娜 赛罕 毕力格 巴雅尔 吉日嘎 朝格图 阿拉坦 赛音 吉克 阿苦 木呷 日黑 伍呷 日歪 沙马 阿衣 吉木 阿牛 日古 尔古 古丽 热娜 买买提 麦麦提 吐尔逊 吐尔洪 艾力 阿迪力 玛依拉 帕提 努尔 阿里木 "
    "木呷 拉毅 伍各 惹古 阿呷 史古 莫色 巴哈尔 阿依 海力 阿布都 阿不都 阿卜杜 艾合买提 热西提 玉素甫 古郎 塔娜 哈达 布赫 布日".split()
)
_BY_HEAD: dict[str, tuple[str, ...]] = {}
for _piece in sorted(set(PIECES), key=len, reverse=True):
    _BY_HEAD[_piece[0]] = (*_BY_HEAD.get(_piece[0], ()), _piece)


def ethnic_name(text: str, start: int, least: int = 2) -> int | None:
    """Where the name of at least ``least`` groups that begins at ``start`` ends, or None."""
    at, count = start, 0
    while count < 3:
        piece = next((item for item in _BY_HEAD.get(text[at : at + 1], ()) if text.startswith(item, at)), None)
        if piece is None:
            break
        at, count = at + len(piece), count + 1
    return at if count >= least and at - start >= 3 else None
