"""Identity documents, organisations and dates of birth of made-up people, with right check digits."""

from __future__ import annotations

from benchmarks.accuracy.pool import Source

# County codes in force or once in force (a number keeps the code of its first registration).
_REGIONS = (
    "110105 110108 110228 120104 130102 130682 140105 150102 210102 211002 220104 230103 310101 310115 310230 320106 "
    "320583 320921 330106 330227 330381 340104 341221 350203 350582 360102 360731 370202 371311 410105 411023 412826 "
    "420106 420683 422202 430102 430481 440106 440305 440582 450103 450302 460106 500103 500112 510107 510132 511023 "
    "512201 513401 520102 522601 530102 532901 540102 610113 610422 612301 620102 622701 630103 640104 650102 653101"
).split()
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NATIONS = ("124", "158", "250", "276", "356", "360", "392", "410", "458", "586", "608", "643", "682", "704", "764", "826", "840")
_ALPHA3 = ("KAZ", "USA", "JPN", "KOR", "FRA", "DEU", "GBR", "CAN", "RUS", "IND", "PAK", "VNM")
_TW_LETTERS = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))


def _mod11_2(body: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def _born(rng: Source) -> tuple[int, int, int]:
    """Year, month, day; children and the very old among them."""
    year = rng.choices((rng.randint(1935, 1959), rng.randint(1960, 2002), rng.randint(2003, 2024)), (10, 78, 12))[0]
    return year, rng.randint(1, 12), rng.randint(1, 28)


def id_card(rng: Source) -> str:
    """18 characters (GB 11643), seldom the 15 digits of before 1999, seldom a residence permit of HK, Macau, Taiwan."""
    year, month, day = _born(rng)
    draw = rng.random()
    if draw < 0.04:
        return f"{rng.choice(_REGIONS)}{rng.randint(40, 85)}{month:02d}{day:02d}{rng.randint(1, 989):03d}"
    region = rng.choice(("810000", "820000", "830000")) if draw < 0.07 else rng.choice(_REGIONS)
    return _mod11_2(f"{region}{year}{month:02d}{day:02d}{rng.randint(1, 989):03d}")


def id_card_18(rng: Source) -> str:
    """Only the 18 characters."""
    year, month, day = _born(rng)
    return _mod11_2(f"{rng.choice(_REGIONS)}{year}{month:02d}{day:02d}{rng.randint(1, 989):03d}")


def id_card_typo(rng: Source) -> str:
    """An 18-character number with one digit of the serial mistyped: its check character is wrong."""
    value = id_card_18(rng)
    wrong = rng.choice([digit for digit in "0123456789" if digit != value[15]])
    return value[:15] + wrong + value[16:]


def foreign_resident(rng: Source) -> str:
    """Foreign permanent resident card: 18 digits of the 2023 form, or the older 15 characters."""
    year, month, day = _born(rng)
    if rng.chance(0.7):
        head = f"9{rng.choice(('11', '31', '44', '32', '33', '51'))}{rng.choice(_NATIONS)}"
        return _mod11_2(f"{head}{year}{month:02d}{day:02d}{rng.randint(1, 989):03d}")
    region = rng.choice(("1100", "3100", "4401", "4403", "3301", "5101"))
    body = f"{rng.choice(_ALPHA3)}{region}{year % 100:02d}{month:02d}{day:02d}{rng.randint(0, 9)}"
    values = [int(char, 36) for char in body]
    return f"{body}{sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10}"


def passport(rng: Source) -> str:
    """An ordinary passport of the People's Republic."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return rng.choice((f"E{rng.digits(8)}", f"E{rng.choice(letters)}{rng.digits(7)}", f"G{rng.digits(8)}", f"E{rng.digits(8)}"))


def travel_permit(rng: Source) -> str:
    """A permit between the mainland and Hong Kong, Macau or Taiwan."""
    return rng.choice(
        (
            f"H{rng.digits(8)}",
            f"M{rng.digits(8)}",
            f"H{rng.digits(10)}",
            f"C{rng.digits(8)}",
            f"C{rng.choice('ABCDEFGH')}{rng.digits(7)}",
        )
    )


def taiwan_permit(rng: Source) -> str:
    """The permit of Taiwan residents: eight digits."""
    return f"{rng.randint(0, 4)}{rng.digits(7)}"


def hk_id(rng: Source) -> str:
    """Hong Kong identity card with its check character in brackets (or without them)."""
    letters = rng.choice(("A", "B", "C", "D", "E", "G", "K", "P", "R", "V", "Y", "Z", "WX", "XA"))
    digits = rng.digits(6)
    values = [36 if len(letters) == 1 else ord(letters[0]) - 55, ord(letters[-1]) - 55, *map(int, digits)]
    check = (11 - sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11) % 11
    char = "A" if check == 10 else str(check)
    return rng.choice(
        (f"{letters}{digits}({char})", f"{letters}{digits}（{char}）", f"{letters}{digits}({char})", f"{letters}{digits}{char}")
    )


def mo_id(rng: Source) -> str:
    """Macau resident card."""
    body = f"{rng.choice('157')}{rng.digits(6)}"
    return rng.choice(
        (f"{body}({rng.randint(0, 9)})", f"{body}（{rng.randint(0, 9)}）", f"{body[0]}/{body[1:]}/{rng.randint(0, 9)}")
    )


def tw_id(rng: Source) -> str:
    """Taiwan national card or resident certificate."""
    letter = rng.choice(list(_TW_LETTERS))
    body = f"{rng.choice('1212128')}{rng.digits(7)}"
    value = _TW_LETTERS[letter]
    total = value // 10 + value % 10 * 9 + sum(int(digit) * weight for digit, weight in zip(body, range(8, 0, -1), strict=True))
    return f"{letter}{body}{-total % 10}"


def military(rng: Source) -> str:
    """Officer's, soldier's or armed-police card."""
    word = rng.choice("军兵士文职政后装海空火南北沈兰济广成参武")
    return rng.choice((f"{word}字第{rng.digits(8)}号", f"{word}字第{rng.digits(7)}号", f"{word}字第{rng.digits(6)}号"))


def uscc(rng: Source) -> str:
    """Unified social credit code (GB 32100) with both check characters."""
    head = rng.choice(("91", "91", "91", "92", "93", "12", "51", "52"))
    body = f"{head}{rng.choice(_REGIONS[:40])}{_organization(rng, 'MA' if rng.chance(0.5) else '')}"
    total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return f"{body}{_USCC[-total % 31]}"


def _organization(rng: Source, start: str) -> str:
    # The modern codes hold letters of the same alphabet as the credit code.
    body = start + rng.text(8 - len(start), "0123456789" if not start else "0123456789ABCDEFGHJKLMNPQRTUWXY")
    values = [int(char, 36) for char in body]
    check = (11 - sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11) % 11
    return f"{body}{'X' if check == 10 else check}"


def organization(rng: Source) -> str:
    """Organisation code (GB 11714), with its hyphen or without."""
    value = _organization(rng, "MA" if rng.chance(0.3) else "")
    return f"{value[:8]}-{value[8]}" if rng.chance(0.75) else value


def business(rng: Source) -> str:
    """Business registration number: 15 digits, ISO 7064 MOD 11,10."""
    body = f"{rng.choice(_REGIONS)}{rng.choice('0006')}{rng.digits(7)}"
    rest = 10
    for digit in body:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return f"{body}{(11 - rest) % 10}"


_HAN = "〇一二三四五六七八九"


def _han_number(number: int) -> str:
    if number < 10:
        return _HAN[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")


def birth(rng: Source) -> str:
    """A birth date in one of the forms people and systems write."""
    year, month, day = _born(rng)
    if rng.lang == "zh-Hant":
        return rng.choice(
            (
                f"民國{max(year - 1911, 1)}年{month}月{day}日",
                f"{year}年{month}月{day}日",
                f"{year}/{month:02d}/{day:02d}",
                f"{year}-{month:02d}-{day:02d}",
            )
        )
    forms = (
        [f"{year}-{month:02d}-{day:02d}"] * 3
        + [f"{year}年{month}月{day}日"] * 4
        + [f"{year}/{month}/{day}", f"{year}.{month}.{day}"]
    )
    forms += [
        f"{year}{month:02d}{day:02d}",
        f"{year}年{month}月{day}号",
        f"{year % 100:02d}年{month}月{day}号",
        f"{year}/{month:02d}/{day:02d}",
    ]
    forms.append("".join(_HAN[int(digit)] for digit in str(year)) + f"年{_han_number(month)}月{_han_number(day)}日")
    return rng.choice(forms)


def birth_iso(rng: Source) -> str:
    """A birth date as systems print it."""
    year, month, day = _born(rng)
    return rng.choice(
        (
            f"{year}-{month:02d}-{day:02d}",
            f"{year}-{month:02d}-{day:02d}",
            f"{year}{month:02d}{day:02d}",
            f"{year}/{month:02d}/{day:02d}",
        )
    )


def birth_lunar(rng: Source) -> str:
    """A birth date by the lunar calendar."""
    year, month, day = _born(rng)
    days = (
        ("初" + "一二三四五六七八九十"[day - 1])
        if day <= 10
        else _han_number(day)
        if day < 20
        else "廿" + _HAN[day - 20]
        if day > 20
        else "二十"
    )
    months = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
    return f"农历{year}年{months[month - 1]}月{days}"


def social_card(rng: Source) -> str:
    """A social-security card number."""
    return rng.choice(
        (
            f"{rng.choice('ABCDEFGHJK')}{rng.digits(8)}",
            f"{rng.choice('ABCDE')}{rng.digits(2)}{rng.choice('0123456789ABC')}{rng.digits(5)}",
        )
    )


def medical_record(rng: Source) -> str:
    """A hospital's own number of a patient."""
    return rng.choice(
        (
            rng.digits(8),
            f"{rng.randint(1, 9)}{rng.digits(6)}",
            f"ZY{rng.digits(10)}",
            f"{rng.randint(2018, 2026)}{rng.digits(6)}",
            f"MZ{rng.digits(8)}",
        )
    )
