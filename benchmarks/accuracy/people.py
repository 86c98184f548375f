"""Names of made-up people: Han names of the frequency people have, compound surnames, ethnic names, Traditional, pinyin."""

from __future__ import annotations

from benchmarks.accuracy.pool import Source, chars, words

# The fifty commonest surnames, then the others by how common they are.
_COMMON = chars("people.common")
_TAIL = chars("people.tail")
_COMPOUND = words("people.compound")
_GIVEN_ONE = chars("people.given_one")
_GIVEN_FIRST = chars("people.given_first")
_GIVEN_LAST = chars("people.given_last")
_ETHNIC = words("people.ethnic")
_ETHNIC_PLAIN = words("people.ethnic_plain")
_HANT_SURNAMES = chars("people.hant_surnames")
_HANT_COMPOUND = ("歐陽", "司徒", "張簡", "范姜", "上官")
_HANT_FIRST = chars("people.hant_first")
_HANT_LAST = chars("people.hant_last")
_PINYIN_SURNAMES = words("people.pinyin_surnames")
_PINYIN_GIVEN = words("people.pinyin_given")


def surname(rng: Source) -> str:
    """One Han surname; in the proportions of a customer file."""
    if rng.lang == "zh-Hant":
        return rng.choice(_HANT_COMPOUND) if rng.chance(0.03) else rng.choice(_HANT_SURNAMES)
    return rng.choice(rng.choices((_COMMON, _TAIL[:120], _TAIL[120:], _COMPOUND), (71, 22, 4, 3))[0])


def given(rng: Source) -> str:
    """A given name of one or two characters, of this half's characters."""
    if rng.lang == "zh-Hant":
        return rng.own(_HANT_FIRST) + rng.own(_HANT_LAST) if rng.chance(0.93) else rng.own(_HANT_LAST)
    if rng.chance(0.24):
        return rng.own(_GIVEN_ONE)
    return rng.own(_GIVEN_FIRST) + rng.own(_GIVEN_LAST if rng.chance(0.7) else _GIVEN_ONE)


def person(rng: Source) -> str:
    """A full name in hanzi."""
    if rng.lang == "zh-Hans":
        draw = rng.random()
        if draw < 0.025:
            return rng.own(_ETHNIC)
        if draw < 0.04:
            return rng.own(_ETHNIC_PLAIN)
        if draw < 0.06:  # both parents' surnames
            return rng.choice(_COMMON) + rng.choice(_COMMON) + given(rng)
    elif rng.chance(0.05):  # a married name, husband's surname first
        return rng.choice(_HANT_SURNAMES) + rng.choice(_HANT_SURNAMES) + rng.own(_HANT_FIRST) + rng.own(_HANT_LAST)
    return surname(rng) + given(rng)


def han(rng: Source) -> str:
    """A full Han name (where a template goes on with the surname alone)."""
    return surname(rng) + given(rng)


def surname_of(name: str) -> str:
    """The surname of a name that ``han`` gave."""
    return name[:2] if name[:2] in (*_COMPOUND, *_HANT_COMPOUND) else name[0]


def pinyin(rng: Source) -> str:
    """A name in Latin letters as forms and passports print it."""
    last, first = rng.choice(_PINYIN_SURNAMES), rng.own(_PINYIN_GIVEN)
    return rng.choice((f"{last} {first}", f"{last.upper()} {first.upper()}", f"{last.upper()} {first}", f"{first} {last}"))


def login(rng: Source) -> str:
    """What people make a mail or chat name of: lower-case letters."""
    return rng.choice(_PINYIN_SURNAMES).lower() + rng.choice(("", ".", "_", "")) + rng.own(_PINYIN_GIVEN).lower()


def pet(rng: Source) -> str:
    """The given name alone, as relatives and colleagues call somebody."""
    return rng.own(_GIVEN_FIRST) + rng.own(_GIVEN_LAST)
