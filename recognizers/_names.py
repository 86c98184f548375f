"""The grammar of a Chinese name: a surname, one or two characters given, and what may stand beside it.

Everything is a number of points. :func:`worth` says how much a string looks like a name (0: not at all,
5: 王秀英), :func:`ends_well` how much what follows looks like the end of one. Evidence decides how many
points are asked for: behind "姓名：" few, in running text many.
"""

from __future__ import annotations

from ._name_words import BEFORE, FOLLOW, NEVER, NOT_GIVEN, ORDINARY
from ._tables.given import GIVEN
from ._tables.surnames import COMMON, COMPOUND, RARE, WORDLIKE

#: Characters values are masked with: what has one at its edge is what a mask has kept.
MASKS = frozenset("*＊●█■×")
DOTS = "·•・‧．･"

_SURNAMES: dict[str, float] = {
    **dict.fromkeys(RARE, 1.0),
    **dict.fromkeys(COMMON, 2.0),
    **dict.fromkeys((char for char in WORDLIKE if char in RARE), 0.0),
    **dict.fromkeys((char for char in WORDLIKE if char in COMMON), 1.0),
}
COMPOUNDS = _COMPOUND = frozenset(COMPOUND.split())
_GIVEN: dict[str, float] = {
    **dict.fromkeys(GIVEN[2], 1.0),
    **dict.fromkeys(GIVEN[1], 2.0),
    **dict.fromkeys(NEVER, -9.0),
    **dict.fromkeys(GIVEN[0], 3.0),
}
#: Words that end a name, by their first character, and those that are this character alone.
_FOLLOW: dict[str, tuple[str, ...]] = {}
for _word in FOLLOW:
    _FOLLOW[_word[0]] = _FOLLOW.get(_word[0], ()) if len(_word) == 1 else (*_FOLLOW.get(_word[0], ()), _word)
_PARTICLES = frozenset(word for word in FOLLOW if len(word) == 1)
_NOT_GIVEN: dict[str, tuple[str, ...]] = {}
for _word in NOT_GIVEN:
    _NOT_GIVEN[_word[0]] = (*_NOT_GIVEN.get(_word[0], ()), _word)
#: Characters foreign and minority names are written with.
TRANSCRIBED = frozenset(
    "阿艾埃爱安昂奥奧巴拜班邦包保堡鲍贝本比彼毕宾滨波伯博勃布蔡采策查柴茨茲达丹道德登邓狄蒂丁东杜顿多厄恩尔耳法范方菲费芬丰弗夫福富盖干甘冈高戈哥格葛根古圭贵哈海汉杭豪赫黑亨洪胡华怀霍基吉季加佳嘉贾简姜杰金津卡凯"
    "坎卜康考翰廉通隆瓜琼玫聂捷孔莎丝妲蕾薇赖墨慕穆迈葛佛诗琪歌楚婷伍熙泽哲智莹曾宗尊嘉仓昂帝埔绥盛谦鲍妥肇芭柯科克肯库夸奎昆拉腊莱兰朗劳勒雷里理利莉丽列林琳龙卢鲁路露伦罗洛吕马玛麦曼芒毛梅门蒙孟米密敏明摩莫默姆木穆娜纳乃南内妮尼宁纽农努诺欧帕派潘庞培佩彭皮平珀普奇齐恰乔切钦琴丘让热仁日荣茹瑞若萨塞桑瑟森沙珊山绍"
    "舍申圣施什史舒朔斯松索苏塔泰坦汤唐陶特腾提蒂廷图托瓦万旺威韦维魏温文翁沃乌武西希锡夏香肖谢辛欣休许雪逊雅亚扬耶叶伊依易因英尤雨约赞扎詹珍芝治朱卓兹佐吾不买尼牙孜迪力江提那热依古丽拜克合木提吐逊玉山帕塔卡玛兑旦"
    "顿珠措姆央吉曲才让次仁多吉达娃旺堆平措罗桑格桑嘎白觉罗布斯琴图雅其呼娜仁包音高娃宝勒尔敖登乌兰苏日额爾馬維亞蘭羅爾呷赛汗乙苦歪伍沙毅其丹增珍央金丁桑巴班禅江措群卓嘎平边杰"
)


#: Characters that sound in such names beside some others only (阿不都拉, 赛力克·别克).
_SOUNDING = frozenset("布都 不都 都拉 都热 杜外 外力 别克 苏和 和巴".split())


def sounds(text: str, at: int) -> bool:
    """Whether the character at ``at`` may be part of a transcribed name."""
    return text[at] in TRANSCRIBED or text[at : at + 2] in _SOUNDING or (at > 0 and text[at - 1 : at + 1] in _SOUNDING)


def hanzi(char: str) -> bool:
    """Whether ``char`` is one Chinese character (extension A too: 䶮)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def surname(text: str, at: int) -> tuple[int, float]:
    """(width of the surname at ``at``, its points), or (0, 0.0)."""
    if text[at : at + 2] in _COMPOUND:
        return 2, 3.0
    points = _SURNAMES.get(text[at : at + 1])
    return (0, 0.0) if points is None else (1, points)


def given(text: str) -> float:
    """Points of one or two characters as a given name, mean of its characters; negative where it is none."""
    first = _GIVEN.get(text[0], 0.0)
    if len(text) == 1:
        return first
    second = _GIVEN.get(text[1], 0.0)
    if text in _FORBIDDEN:
        return -9.0
    return min(first, second) if first < 0 or second < 0 else (first + second) / 2


def no_given(text: str, at: int) -> bool:
    """Whether a role or another word stands at ``at`` where a given name would."""
    words = _NOT_GIVEN.get(text[at : at + 1])
    return words is not None and text.startswith(words, at)


def worth(name: str) -> float:
    """Points of a whole string as a name, at most 6; 0 for none."""
    size = len(name)
    width = 1
    if name[:2] in _COMPOUND:
        width, points = (2, 3.0) if 3 <= size <= 4 else (1, 1.0)
    else:
        found = _SURNAMES.get(name[:1])
        if found is None:
            return 0.0
        points = found
    if not width < size <= 4 or no_given(name, width):
        return 0.0
    rest = name[width:]
    if len(rest) == 3:  # a double surname: 张王秀英
        if _SURNAMES.get(rest[0], 0.0) < 1.0 or points < 1.0:
            return 0.0
        rest, points = rest[1:], points - 1.0
    looks = given(rest)
    if looks < 0 or rest == name[:1]:
        return 0.0
    if width == 1 and name[1] in ORDINARY.get(name[0], ""):
        looks -= 1.0 if len(rest) == 2 and looks > 2.0 else 3.0
    points += looks
    return points if points > 0.0 else 0.0


def ends_well(text: str, at: int) -> float:
    """How much ``at`` looks like the end of a name: 3 a mark or a telling word, 2 a particle, 0 nothing, -9 a mask."""
    char = text[at : at + 1]
    if not char or not hanzi(char):
        return -9.0 if char in MASKS and char else 3.0
    words = _FOLLOW.get(char)
    if words is None:
        return 0.0
    return 3.0 if text.startswith(words, at) else 2.0 if char in _PARTICLES else 0.0


def name_from(text: str, at: int, need: float) -> tuple[int, float] | None:
    """The name that begins at ``at``: (its end, its points), or None. ``need`` counts the name and its end together."""
    width, _ = surname(text, at)
    if not width or no_given(text, at + width):
        return None
    best: tuple[float, int, float] | None = None
    for size, points in _sizes(text, at, width):
        length = 0.5 if size == width + 2 else 1.0 if size == width + 3 else 0.0
        if points <= 0.0 or points + length + 3.0 < need:  # no end of a name could make up for it
            continue
        end = at + size
        follow = ends_well(text, end)
        if follow < 0.0 or (size == width + 3 and (points < 3.0 or follow < 2.0 or no_given(text, at + 2))):
            continue
        total = points + follow + length
        if size == width + 1 and follow == 0.0 and _goes_on(text, end):
            total -= 1.5
        last = text[end - 1]
        if size == width + 2 and follow >= 2.0 and _GIVEN.get(last, 0.0) < 1.0 and last in _FOLLOW:
            total -= 2.0  # 吕桐收，
        if last in "和有来等同在" and surname(text, end)[0]:  # 陈伟和李…
            total -= 3.0
        if best is None or total > best[0]:
            best = (total, end, points)
    if best is None or best[0] < need:
        return None
    return best[1], best[2]


def _sizes(text: str, at: int, width: int) -> list[tuple[int, float]]:
    """(characters, :func:`worth`) of what could be the name at ``at``: a surname of this width, which no role stands behind."""
    run = width
    while run < 4 and hanzi(text[at + run : at + run + 1]):
        run += 1
    if width == 2:
        return [(size, worth(text[at : at + size])) for size in (3, 4, 2) if size <= run]
    if run == 1:
        return []
    family, first = text[at], text[at + 1]
    points = _SURNAMES[family]
    wordy = first in ORDINARY.get(family, "")
    looks = _GIVEN.get(first, 0.0)
    found = [] if looks < 0.0 or first == family else [(2, points + looks - 3.0 * wordy)]
    if run > 2 and (looks := given(text[at + 1 : at + 3])) >= 0.0:
        found.append((3, points + looks - (0.0 if not wordy else 1.0 if looks > 2.0 else 3.0)))
    if run > 3 and points >= 1.0 and _SURNAMES.get(first, 0.0) >= 1.0 and (looks := given(text[at + 2 : at + 4])) >= 0.0:
        found.append((4, points - 1.0 + looks - (0.0 if not wordy else 1.0 if looks > 2.0 else 3.0)))
    return found


def _goes_on(text: str, at: int) -> bool:
    return _GIVEN.get(text[at : at + 1], 0.0) >= 1.0


def starts_well(text: str, at: int) -> bool:
    """Whether a name may begin at ``at``: behind a mark, the start, or a word names stand behind."""
    if at <= 0:
        return True
    before = text[at - 1]
    return not hanzi(before) or (before in _BEFORE and before not in BEFORE.get(text[at], ""))


def cut_in(text: str, at: int) -> bool:
    """Whether a name that begins at ``at`` would begin inside an ordinary word: 于 of 由于, 康 of 健康."""
    return at > 0 and text[at - 1] in BEFORE.get(text[at], "")


_BEFORE = frozenset(
    "主机席台的是叫请請找让讓跟和与與由为為给給对對向问問问把被将將有及或同到了替帮幫使以，说說称稱人员員户戶方者名据據从從因经經系係送给派托令爱愛用下予等又像"
)
_FORBIDDEN = frozenset(
    "先生 女士 小姐 朋友 美元 家庭 子女 怀孕 字母 本人 自己 先后 同意 同时 安全 平安 人寿 健康 财产 保险 信息 时间 明天 今天 天天 上海 北京 中国 国家 东方 南方 北方 西方 大学 小学 中学 学生 学校 医生 文件 全部 全家 成功 成立 建议 建设 开心 开始 开发 "
    "高兴 长期 生活 生日 生病 出生 出来 过来 起来 回来 原来 来自 自动 自然 当然 力量 立即 立刻 应当 应该 意思 有效 有限 无效 无法 公司 集团 部门 经理 主任 主管 中心 金融 科技 信用 贷款 重疾 意外 住院 手术 材料 正常 正式 "
    "正在 正好 明白 明确 清楚 清明 春节 元旦 中秋 方便 方式 方法 天气 天使 世界 世纪 地方 地区 大家 大概 大约 小心 小时 小区 年级 年轻 红包 红色 白色 黑色 金色 音乐 英文 英语 中文 语文 数学 化学 文化 文学 美国 英国 "
    "法国 德国 韩国 泰国 美丽 美好 美容 可爱 可能 可以 可是 快乐 幸福 平台 平时 平均 平常 行业 行为 行动 商业 工业 农业 企业 产业 作业 专业 毕业 事业 就业 同学 同事 同样 同步 思想 思考 想法 心情 心理 心脏 风险 风格 光临 "
    "月份 日本 日常 星期 周末 终于 终身 身体 一直 一样 一起 一定 一般 一下 一次 一些 一共 三天 两天 五天 七天 十天 半年 一年 二维 第一 第二 第三".split()
)


def name_until(text: str, end: int, need: float) -> tuple[int, float] | None:
    """The name that ends at ``end``: (its start, its points), or None; it must begin where names begin."""
    best: tuple[float, int, float] | None = None
    for size in (2, 3, 4):
        start = end - size
        if start < 0 or not hanzi(text[start]) or (size == 2 and not hanzi(text[start + 1])):
            break
        points = worth(text[start:end])
        if points <= 0.0 or cut_in(text, start) or (size == 4 and text[start : start + 2] not in _COMPOUND and points < 3.0):
            continue
        total = points + (0.75 if size > 2 else 0.0)
        if starts_well(text, start):
            total += 2.25 if size == 4 else 1.5
        if best is None or total > best[0]:
            best = (total, start, points)
    if best is None or best[0] < need + 1.5:
        return None
    return best[1], best[2]
