"""Seeded personal names for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import Draw, _words

METHODS: dict[str, str] = {"PERSON": "person"}
"""Entity type: the method that makes a value."""

# The commonest surnames weigh as they do in life: four in ten people bear one of the first ten.
_TOP = "王李张刘陈杨黄赵吴周"
_COMMON = (
    "徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石贾韦夏付"
    "方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_RARE = (
    "康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦柳邢岳齐梅庄辛管祝左涂谷祁时舒耿卜路詹关苗凌费纪靳"
    "盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强丛米"
)
_COMPOUND = _words("欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 东方 南宫")
_MALE = _words(
    "伟 强 磊 军 洋 勇 杰 涛 超 明 刚 平 辉 鹏 飞 鑫 波 斌 宇 浩 凯 健 俊 帆 帅 旭 宁",
    "龙 林 阳 亮 成 建 峰 博 彬 坤 毅 恒 岩",
    "建华 建国 建军 志强 志明 国强 国庆 文博 文杰 子轩 浩然 宇航 俊杰 天宇 明辉 家豪 嘉伟 永康",
    "永强 德福 德华 海涛 海波 晓东 晓峰 振华 振宇 世杰 俊熙 泽宇 梓豪 思远 学文 少华 金龙 玉柱",
    "长青 大勇 新民 兴旺 福生 根生 立新 卫东",
)
_FEMALE = _words(
    "芳 娜 敏 静 丽 艳 娟 霞 燕 玲 丹 萍 红 英 梅 莉 婷 晶 颖 雪 慧 倩 琴 云 洁 莹 琳 欣 瑜 璐 蕾 瑶 怡 悦 岚 薇 妍 媛",
    "秀英 桂英 秀兰 玉兰 桂兰 秀珍 玉梅 玉珍 凤英 玉英 红梅 兰英 淑珍 春梅 海燕 冬梅 雪梅 淑兰",
    "丽丽 丽娟 婷婷 秀芳 淑英 丽华 丹丹 桂香 小红 金凤 雨欣 梓涵 诗涵 思琪 欣怡 佳怡 梦洁 雅琪",
    "晓燕 晓雯 美玲 文静 慧敏 子涵 语嫣 若曦 可馨 一诺",
)
_TRADITIONAL = (
    _words("陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 郭 洪 邱 曾 廖 賴 徐 周 葉 蘇 莊 呂 江 何 蕭 羅 高 簡 鍾"),
    _words(
        "志明 家豪 俊傑 建宏 淑芬 美玲 雅婷 怡君 麗華 國雄 承翰 冠宇 宗翰 雅雯 佳穎 詩涵 靜宜 婉婷", "鳳儀 寶珠 偉 靜 傑 麗 婷 玲"
    ),
)
_ETHNIC = (
    _words(
        "买买提 阿卜杜拉 古丽娜尔 艾合买提 努尔古丽 玛丽亚木 吐尔逊 热依汗 迪丽努尔 阿依古丽 图尔荪", "巴哈尔 孛儿只斤 爱新觉罗"
    ),
    _words("吐尔逊 艾买提 买买提 卡德尔 阿布都拉 依明 萨迪克 托合提 玉山 巴特尔 木沙 热合曼 苏莱曼"),
)
_PINYIN = (
    _words("Zhang Wang Li Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo"),
    _words(
        "Wei Fang Na Min Jing Li Qiang Lei Jun Yang Xiaoming",
        "Xiuying Jianguo Haiyan Zhiqiang Meiling Yuting Jiahao",
        "Wenjie Lijuan",
    ),
)
_HONG_KONG = (
    _words("Chan Wong Cheung Lee Leung Lam Ng Ho Lau Yeung Chow Kwok Yip Tsang"),
    _words("Tai Wai Ka Siu Chi Kin Wing Mei Yuen Sze"),
    _words("Man Ming Ho Fai Kit Yan Ling Wah Keung Ying"),
)


class People(Draw):
    """Seeded personal names; each method gives one as text."""

    def person(self, form: str | None = None) -> str:
        """A name. Forms: "two", "three" (characters), "compound", "double" (both spouses' surnames), "traditional",
        "ethnic" (with a dot), "pinyin", "hong_kong". Without a form: most are "three", many "two", few another in hanzi.
        """
        if form is None:
            form = self.pick(("three",) * 13 + ("two",) * 5 + ("compound", "traditional"))
        one = [name for name in _MALE + _FEMALE if len(name) == 1]
        two = [name for name in _MALE + _FEMALE if len(name) == 2]
        makers = {
            "two": lambda: self.surname() + self.pick(one),
            "three": lambda: self.surname() + self.pick(two),
            "compound": lambda: self.pick(_COMPOUND) + self.pick(one + two),
            "double": lambda: self.pick(_TOP) + self.pick(_COMMON) + self.pick([name for name in _FEMALE if len(name) == 2]),
            "traditional": lambda: self.pick(_TRADITIONAL[0]) + self.pick(_TRADITIONAL[1]),
            "ethnic": lambda: "·".join((self.pick(_ETHNIC[0]), self.pick(_ETHNIC[1]))),
            "pinyin": lambda: " ".join((self.pick(_PINYIN[0]), self.pick(_PINYIN[1]))),
            "hong_kong": lambda: " ".join((self.pick(_HONG_KONG[0]), self.pick(_HONG_KONG[1]), self.pick(_HONG_KONG[2]))),
        }
        return makers[form]()

    def surname(self) -> str:
        """A surname of one character, the common ones as often as in life."""
        return self.pick(self.pick((_TOP,) * 4 + (_COMMON,) * 5 + (_RARE,)))
