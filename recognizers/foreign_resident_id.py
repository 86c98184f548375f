"""Foreign permanent resident ID card. 2023 form: 9, province, nationality (ISO 3166-1 numeric, 000
stateless), birth date, sequence, MOD 11-2. Form of 2004: ISO 3166-1 alpha-3, four-digit place,
birth date, sequence, ICAO 7-3-1 check digit. Both verified on published samples.
"""

from __future__ import annotations

from ..checksums import icao731_digit, mod11_2_ok
from ..spec import DIGITS, GROUPED, LABEL, SEP, TOKEN, Pattern, Score, builtin, score
from ._lookup import is_date, region_strength
from ._papers import PAPER_WORDS

_COUNTRIES = frozenset(
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL "
    "BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM "
    "DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY "
    "HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY "
    "LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM "
    "NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU "
    "SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON "
    "TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XXA XXB YEM ZAF ZMB ZWE".split()
)
"""ISO 3166-1 alpha-3, and ICAO 9303's XXA and XXB for stateless persons and refugees."""


def _check18(value: str) -> Score | None:
    value = value.upper()
    if not is_date(value[6:10], value[10:12], value[12:14]) or not region_strength(value[1:3] + "0000"):
        return None
    return score(0.9, 0.98, 0.4) if mod11_2_ok(value) and int(value[3:6]) < 900 else score(0.0, 0.7)


def _check15(value: str) -> Score | None:
    value = value.upper()
    year = ("20" if value[7:9] <= "26" else "19") + value[7:9]
    if not (is_date(year, value[9:11], value[11:13]) or is_date("19" + value[7:9], value[9:11], value[11:13])):
        return None
    if value[:3] not in _COUNTRIES:
        return None
    return score(0.85, 0.97, 0.3) if icao731_digit(value[:14]) == value[14] else score(0.0, 0.7)


RECOGNIZER = builtin(
    "CN_FOREIGN_RESIDENT_ID",
    [
        Pattern("2023", "9[0-9]{16}[0-9Xx]", score(0.9, 0.98), anchor=DIGITS, lengths=(17, 18), heads="9", check=_check18),
        Pattern("grouped", f"(?<![0-9])9[0-9]{{5}}(?P<a>{SEP})[0-9]{{8}}(?P=a)[0-9]{{3}}[0-9Xx](?![0-9])", score(0.85, 0.97), anchor=GROUPED, check=_check18),
        Pattern("2004", "[A-Z]{3}[0-9]{12}(?![0-9A-Za-z])", score(0.85, 0.97), anchor=TOKEN, check=_check15),
        Pattern("2004-labelled", "[A-Za-z]{3}[0-9]{12}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check15),
    ],
    labels=(
        "外国人永久居留", "永久居留身份证", "永久居留证", "永居证", "五星卡", "永居卡", "外國人永久居留", "永久居留身份證", "foreign permanent resident",
        "permanent resident", "身份证", *PAPER_WORDS, "id card",
    ),
    level="C2",
    title_en="Foreign permanent resident ID card",
    title_zh="外国人永久居留身份证号",
    standard="National Immigration Administration (2023 form); ICAO 9303 check digit (2004 form)",
    example="932682198501010017",
)  # fmt: skip
