"""Chinese names in Latin letters: pinyin and the spellings of Hong Kong and Taiwan, behind a label only."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_SURNAMES = frozenset(
    "ai an bai bao bi bian cai cao cen chai chang che chen cheng chi chu cui dai deng di ding dong dou du duan fan fang fei feng fu gan gao ge geng gong gu guan guo han hao he hou hu hua huang huo ji jia jian jiang jiao jin jing ju kang ke kong kuang lai lan lang lei leng li lian liang liao lin ling liu long lou lu luan luo lv lyu ma mai man mao mei meng mi miao min mo mu ni nie ning niu ou ouyang pan pang pei peng pi pu qi qian qiang qiao qin qiu qu quan ran rao ren rong ruan rui sang sha shan shang shao she shen sheng shi shu song su sui sun tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xuan xue yan yang yao ye yi yin ying you yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuo zong zou zuo sima situ shangguan zhuge murong "
    "chan cheung wong lee leung lam ng ho tang cheng lau yeung chow tsang yip yuen chung tse ko kwok poon mak law lai tsui fung hui lui fong chu kwan choi chiu yu kan szeto au auyeung mok pang sin siu to tong tsoi wan yau yiu yim hsu hsieh hsiao tsai tseng chang chien chuang chou kuo lo liao huang chiang chiu kao pan chao hsiung hung yeh shih tu".split()
)
_ENGLISH = frozenset(
    "james john robert michael william david richard joseph thomas charles daniel matthew anthony mark paul steven andrew kenneth peter kevin brian george edward jason eric stephen jonathan larry justin scott frank raymond jack dennis jerry tyler aaron henry adam nathan kyle carl alan albert joe roger vincent tony ken alex simon sam benny danny ben nick "
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca laura sharon cynthia kathleen amy angela shirley anna ruth brenda pamela nicole katherine samantha christine emma catherine virginia debra rachel carolyn janet maria heather diane julie joyce victoria kelly christina joan evelyn judith megan cheryl andrea hannah jacqueline martha gloria teresa ann sara alice jane grace fiona vivian cindy tina mandy winnie wendy jenny tracy helen ivy may".split()
)
_SYLLABLE = (
    "zh?(?:uang|uan|un|ui|uo|ang|eng|ong|ou|ao|ai|an|en|ei|a|e|i|u)|ch?(?:uang|uai|uan|un|ui|uo|ang|eng|ong|ou|ao|ai|an|en|a|e|i|u)|sh?(?:uang|uai|uan|un|ui|uo|ang|eng|ong|ou|ao|ai|an|en|ei|ua|a|e|i|u)"
    "|[jqx](?:iang|iong|uan|ing|ian|iao|ia|ie|iu|in|ue|un|i|u)|[bpmf](?:iang|ing|ian|iao|ang|eng|ai|ei|ao|ou|an|en|ie|in|iu|a|o|i|u)|[dtnl](?:iang|uan|ing|ian|iao|ang|eng|ong|ai|ei|ao|ou|an|en|ie|in|iu|ia|ui|un|uo|ve|ue|a|e|i|u|v)"
    "|[gkh](?:uang|uai|uan|ang|eng|ong|ai|ei|ao|ou|an|en|ua|ui|un|uo|a|e|u)|r(?:uan|ang|eng|ong|ao|ou|an|en|ui|un|uo|e|i|u)|y(?:uan|ang|ing|ong|ao|ou|an|in|ue|un|a|e|i|o|u)|w(?:ang|eng|ai|ei|an|en|a|o|u)|ang|ai|an|ao|ei|en|er|ou|a|e|o"
)
#: Syllables of Cantonese and of the older romanisations beside them.
_HONG_KONG = "ts?(?:uen|eung|ang|ung|oi|ai|ui|uk|ik|in|ing|ze|z|o)|k(?:wok|wong|wan|wai|it|in|ing|eung|ai|am|ar|ee|ei|iu|uen|uk|ong)|ch(?:eung|oi|iu|un|ung|uen|ik|it|in|ing|ee|ai|or|uk|ak)|y(?:eung|uet|uen|uk|un|ung|ee|iu|im|in|ing|at|am|au|ik|ip|ui)|w(?:ah|ing|ong|ai|ang|un|oon|ai)|m(?:ing|an|ei|ui|uk|un|ay|o)|l(?:ai|ok|oy|uk|un|ung|ap|eung|ing|in|am|ik|ee|eong)|h(?:oi|ung|eung|ing|in|im|iu|ok|ong|on|ui|oi|ei|ay|o|uen|uk|ak)|s(?:uet|uk|um|un|ing|in|iu|ik|au|ai|ze|ee|eung|z)|f(?:uk|ung|ai|ong|un|ook)|p(?:ik|ing|ui|ak|o|ong|ui|uk)|t(?:ak|at|in|ing|ung|uen|ong|ai|im|sz)|n(?:ga|gan|gai|gok|gor|am|ga)|shui?|shuk|shing|ka|kit|man|siu|mei|nga|yan|ying|kei|kin|ho|fai|tsz|wai|ip|oi|on|heng|hsin|hsiu|hsiang|chih|chia|chun|mei|jen|jung|tzu|ya|yi"

_state: list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]] = []


def _tokens() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    if not _state:
        import re

        pinyin, other = f"(?:(?:{_SYLLABLE})'?){{1,3}}", f"(?:(?:{_HONG_KONG}|{_SYLLABLE})-?){{1,2}}"
        _state.append((re.compile("[A-Z][a-z]+|[A-Z]+"), re.compile(pinyin), re.compile(other)))
    return _state[0]


def latin_name(text: str, start: int) -> int | None:
    """Where the name in Latin letters that begins at ``start`` ends ("Zhang San", "ZHANG/SAN", "CHAN Tai Man"), or None."""
    word, pinyin, other = _tokens()
    words: list[tuple[str, int]] = []
    at = start
    while len(words) < 4:
        match = word.match(text, at)
        if not match or (text[match.end() : match.end() + 1].isascii() and text[match.end() : match.end() + 1].isalnum()):
            break
        words.append((match.group().lower(), match.end()))
        at = match.end()
        step = 2 if text[at : at + 2] == ", " else 1
        if text[at : at + 1] not in (" ", "/", ",", "-") or len(text) <= at + step:
            break
        at += step
    for count in range(len(words), 1, -1):
        parts = [item for item, _ in words[:count]]
        if _is_name(parts, pinyin, other):
            return words[count - 1][1]
    return None


def _is_name(parts: list[str], pinyin: re.Pattern[str], other: re.Pattern[str]) -> bool:
    for surname, rest in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
        if surname in _SURNAMES:
            chinese = [part for part in rest if part not in _ENGLISH]
            if len(chinese) <= 2 and all(pinyin.fullmatch(part) or other.fullmatch(part) for part in chinese):
                return True
    return len(parts) == 2 and parts[0] in _ENGLISH and parts[1] not in _ENGLISH and len(parts[1]) > 2


_ROADS = ("road", "rd", "street", "st", "lu", "district", "city", "province", "avenue", "ave", "county", "town", "qu", "shi", "sheng", "xian", "jie", "river", "lake", "university", "bank")
_WORDS = frozenset("hong kong|macau|he can|she can|long man|bei jing|shang hai|an hui|guang dong|tian jin|ji lin|he bei|he nan|hu bei|hu nan|shan xi|shan dong|yun nan|gui zhou|tai wan|wu han|xi an|nan jing|hang zhou|ning xia|gan su|liao ning|fu jian|hai nan|jiang su|jiang xi|guang xi|si chuan|zhe jiang|chong qing|qing hai|shen zhen|su zhou|guang zhou".split("|"))
_MAINLAND = _SURNAMES - frozenset("ng ho to sin yu kan an he you she can long man".split())


def strict_name(text: str, start: int) -> int | None:
    """Where a name of two words of pinyin alone ends, without a label to say that it is one."""
    word, pinyin, _ = _tokens()
    first = word.match(text, start)
    if not first or text[first.end() : first.end() + 1] not in (" ", "/", ",", "\u3000"):
        return None
    second = word.match(text, first.end() + 1)
    if not second or (text[second.end() : second.end() + 1].isascii() and text[second.end() : second.end() + 1].isalnum()):
        return None
    one, two = first.group().lower(), second.group().lower()
    if len(one) < 2 or len(two) < 2 or f"{one} {two}" in _WORDS:
        return None
    rest = text[second.end() : second.end() + 14].lower().lstrip(" ,")
    third = word.match(text, second.end() + 1) if text[second.end() : second.end() + 1] in (" ", "-") else None
    if rest.startswith(_ROADS) or (third and third.end() - third.start() > 1 and third.group().lower() not in ("ms", "mr", "mrs", "miss", "chd", "mstr")):
        return None
    if (one in _MAINLAND and pinyin.fullmatch(two)) or (two in _MAINLAND and pinyin.fullmatch(one)):
        return second.end()
    return None
