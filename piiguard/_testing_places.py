"""Seeded addresses for :mod:`piiguard.testing`: real divisions, common road names, made-up estates and numbers."""

from __future__ import annotations

from piiguard._testing_data import Draw, _words

METHODS: dict[str, str] = {"CN_ADDRESS": "address"}
"""Entity type: the method that makes a value."""

#: Province, prefecture (or nothing), counties; with their suffixes.
_DIVISIONS = (
    ("北京市", "", _words("朝阳区 海淀区 东城区 丰台区 通州区 昌平区 密云区")),
    ("上海市", "", _words("浦东新区 静安区 徐汇区 闵行区 松江区 崇明区")),
    ("重庆市", "", _words("渝中区 江北区 万州区 云阳县 秀山土家族苗族自治县")),
    ("广东省", "深圳市", _words("南山区 福田区 宝安区 龙岗区")),
    ("广东省", "广州市", _words("天河区 越秀区 番禺区 从化区")),
    ("江苏省", "苏州市", _words("姑苏区 吴中区 昆山市 常熟市")),
    ("浙江省", "杭州市", _words("西湖区 余杭区 临平区 桐庐县")),
    ("浙江省", "金华市", _words("婺城区 义乌市 东阳市")),
    ("河南省", "信阳市", _words("浉河区 固始县 商城县")),
    ("河北省", "石家庄市", _words("长安区 桥西区 正定县 辛集市")),
    ("湖北省", "恩施土家族苗族自治州", _words("恩施市 利川市 巴东县")),
    ("四川省", "成都市", _words("武侯区 锦江区 双流区 都江堰市")),
    ("内蒙古自治区", "呼和浩特市", _words("赛罕区 新城区 土默特左旗")),
    ("广西壮族自治区", "南宁市", _words("青秀区 兴宁区 横州市")),
    ("新疆维吾尔自治区", "乌鲁木齐市", _words("天山区 沙依巴克区 乌鲁木齐县")),
    ("黑龙江省", "哈尔滨市", _words("道里区 南岗区 五常市")),
    ("福建省", "厦门市", _words("思明区 湖里区 集美区")),
    ("陕西省", "西安市", _words("雁塔区 碑林区 蓝田县")),
)  # fmt: skip
_ROADS = _words(
    "建国路 中山路 人民路 解放大道 和平路 长江路 科技路 文化街",
    "学府路 新华街 建设大街 滨河路 迎宾大道 胜利路 友谊巷 光明胡同",
    "东风路 北环路 兴业街 五一路 南京西路 世纪大道 天府三街 文三路 凤凰山路 百花巷",
)
_ESTATES = _words(
    "阳光花园 幸福小区 碧水家园 金色家苑 翠湖山庄 锦绣华庭 绿地公寓 万家新村",
    "书香名苑 东方雅苑 香榭丽景 和谐佳苑 星河国际 春江花园 盛世豪庭 机械厂宿舍",
)
_TOWERS = _words("环球大厦 国贸大厦 金融广场 万达广场 创业中心 科技大厦 银河写字楼 时代购物中心")
_TOWNS = _words("黎集镇 龙华街道 粤海街道 柳林乡 新安街道 大营镇 白沙镇 桃源街道 红旗乡 城关镇")
_VILLAGES = _words("张家村 李庄村 上河村 东风村 石桥村 王家屯 前进村 刘家庄")
_LANDMARKS = _words("(近地铁站) (人民医院对面) （建设银行旁） 对面 东侧 北门")
_TAIWAN = _words("臺北市信義區市府路 新北市板橋區文化路一段 臺中市西屯區臺灣大道三段 高雄市左營區博愛二路 桃園市中壢區中正路")
_HANZI = "一二三四五六七八九"


class Places(Draw):
    """Seeded addresses; each method gives one as text."""

    def address(self, form: str | None = None) -> str:
        """An address.

        Forms: "road", "estate", "tower", "village", "lane" (Shanghai), "short" (no region), "alias" (names without
        suffix), "spelled" (numbers in hanzi), "spaced", "dashes", "landmark", "hk", "tw", "mo", "english".
        Without a form: mostly those with a region and a room.
        """
        forms = ("road", "estate", "tower", "village", "lane", "short", "alias", "spelled", "spaced", "dashes", "landmark")
        if form is None:
            form = self.pick(forms if self.below(3) else forms[:3])
        maker = getattr(self, f"_address_{form}", None)
        if maker is None:
            raise KeyError(form)
        return str(maker())

    def region(self) -> str:
        """Province, city and county of the mainland, each with its suffix: no address yet."""
        province, city, counties = self.pick(_DIVISIONS)
        head = (province, city, province + city)[self.below(3)] if city else province
        return head + self.pick(counties)

    def _number(self, most: int) -> int:
        return 1 + self.below(most)

    def _room(self) -> str:
        number = f"{self._number(28)}0{self._number(8)}"
        return self.pick((f"{number}室", number, f"{number}房", f"{number}户"))

    def _unit(self) -> str:
        building = f"{self._number(30)}{self.pick(('号楼', '栋', '幢', '座'))}"
        return building + (f"{self._number(5)}单元" if self.below(2) else "") + self._room()

    def _address_road(self) -> str:
        road = f"{self.pick(_ROADS)}{self.pick(('', '', '甲', '附'))}{self._number(300)}号"
        return self.region() + road + self.pick(("", "院", "")) + self._unit()

    def _address_estate(self) -> str:
        town = self.pick(_TOWNS) if self.below(3) == 0 else ""
        return self.region() + town + self.pick(_ROADS) + f"{self._number(200)}号" + self.pick(_ESTATES) + self._unit()

    def _address_tower(self) -> str:
        floor = self._number(30)
        room = f"{floor}{self._number(9):02}"
        inside = self.pick((f"A座{floor}F", f"{floor}楼{room}室", f"B座{floor}层", "地下一层", f"{floor}层"))
        return f"{self.region()}{self.pick(_ROADS)}{self._number(300)}号{self.pick(_TOWERS)}{inside}"

    def _address_village(self) -> str:
        group = self.pick((f"{self._number(12)}组", f"{self.pick(_HANZI)}组{self._number(90)}号", f"{self._number(90)}号"))
        return self.region() + self.pick(_TOWNS) + self.pick(_VILLAGES) + group

    def _address_lane(self) -> str:
        county = self.pick(("静安区", "徐汇区", "闵行区", "浦东新区"))
        return f"上海市{county}{self.pick(_ROADS)}{self._number(900)}弄{self._number(60)}号{self._room()}"

    def _address_short(self) -> str:
        head = self.pick((self.pick(_ESTATES), f"{self.pick(_ROADS)}{self._number(300)}号"))
        return head + self._unit()

    def _address_alias(self) -> str:
        head = self.pick(_words("北京朝阳 北京海淀 深圳南山 上海浦东 杭州西湖区 内蒙呼和浩特赛罕区 成都武侯区 苏州昆山"))
        return f"{head}{self.pick(_ROADS)}{self._number(300)}号{self._unit()}"

    def _address_spelled(self) -> str:
        numbers = [self.pick(_HANZI) for _ in range(3)]
        return f"{self.region()}{self.pick(_ESTATES)}{numbers[0]}号楼{numbers[1]}单元{numbers[2]}零{self.pick(_HANZI)}室"

    def _address_spaced(self) -> str:
        province, city, counties = self.pick(_DIVISIONS)
        parts = [province, city, self.pick(counties), f"{self.pick(_ROADS)}{self._number(300)}号", self._unit()]
        return " ".join(filter(None, parts))

    def _address_dashes(self) -> str:
        return f"{self.region()}{self.pick(_ESTATES)}{self._number(30)}-{self._number(4)}-{self._number(28)}0{self._number(4)}"

    def _address_landmark(self) -> str:
        return f"{self.region()}{self.pick(_ROADS)}{self._number(300)}号{self.pick(_LANDMARKS)}"

    def _address_hk(self) -> str:
        road = self.pick(_words("九龍旺角彌敦道 香港中環德輔道中 新界沙田大涌橋路 九龍觀塘鴻圖道 香港灣仔軒尼詩道"))
        return f"{road}{self._number(700)}號{self.pick(('', '嘉禾大廈', '永安中心'))}{self._number(30)}樓{self.pick('ABCDEF')}室"

    def _address_tw(self) -> str:
        head = self.pick(_TAIWAN)
        lane = f"{self._number(90)}巷" if self.below(2) else ""
        return f"{head}{lane}{self._number(300)}號{self._number(20)}樓{self.pick(('', f'之{self._number(9)}'))}"

    def _address_mo(self) -> str:
        road = self.pick(("南灣大馬路", "新馬路", "高士德大馬路"))
        return f"澳門{road}{self._number(700)}號{self._number(20)}樓{self.pick('ABCD')}座"

    def _address_english(self) -> str:
        road = self.pick(("Jianguo Road", "Zhongshan Road", "Renmin Street", "Science Avenue", "Xueyuan Rd"))
        place = self.pick(("Chaoyang District, Beijing", "Nanshan District, Shenzhen", "Xuhui District, Shanghai 200030"))
        return f"Room {self._number(28)}0{self._number(9)}, Building {self._number(20)}, No.{self._number(300)} {road}, {place}"
