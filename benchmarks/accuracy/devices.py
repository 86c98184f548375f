"""Device and network identifiers and credentials: made up, with right check digits where there are any."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

from benchmarks.accuracy.pool import Source, chars, luhn, words

_NETWORKS = (36, 58, 60, 101, 111, 112, 113, 114, 116, 117, 120, 121, 122, 183, 202, 210, 218, 220, 223)
_HEX = "0123456789abcdef"
_ALNUM = chars("devices.alnum")
_WORDS = words("devices.words")


def ip(rng: Source) -> str:
    """An IPv4 address (seldom IPv6)."""
    if rng.chance(0.15):
        return f"240e:{rng.text(3, _HEX)}:{rng.text(4, _HEX)}:{rng.text(4, _HEX)}::{rng.text(3, _HEX[1:])}"
    return f"{rng.choice(_NETWORKS)}.{rng.randint(1, 254)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def mac(rng: Source) -> str:
    """A hardware address."""
    pairs = [rng.text(2, _HEX) for _ in range(6)]
    value = rng.choice((":", ":", "-")).join(pairs)
    return value.upper() if rng.chance(0.5) else value


def imei(rng: Source) -> str:
    """A handset's 15 digits with the Luhn digit."""
    return luhn(f"{rng.choice(('86', '86', '35'))}{rng.digits(12)}")


def imsi(rng: Source) -> str:
    """A subscriber's 15 digits in China's networks."""
    return f"460{rng.choice(('00', '01', '02', '07', '11', '03'))}{rng.digits(10)}"


def iccid(rng: Source) -> str:
    """A SIM card's 20 digits with the Luhn digit."""
    return luhn(f"8986{rng.choice(('00', '01', '03', '07', '11'))}{rng.digits(13)}")


def device_id(rng: Source) -> str:
    """An advertising id, an Android id or an id of the app's own."""
    groups = (8, 4, 4, 4, 12)
    uuid = "-".join(rng.text(count, _HEX) for count in groups)
    return rng.choice((uuid, uuid.upper(), rng.text(16, _HEX), rng.text(32, _HEX)))


def gps(rng: Source) -> str:
    """A position in China: latitude and longitude, either order."""
    latitude, longitude = f"{rng.uniform(19, 47):.6f}", f"{rng.uniform(80, 130):.6f}"
    first, second = rng.choice(((latitude, longitude), (longitude, latitude)))
    return f"{first}{rng.choice((',', ', ', ','))}{second}"


def password(rng: Source) -> str:
    """What people choose."""
    return (
        rng.own(_WORDS)
        if rng.chance(0.5)
        else rng.text(rng.randint(2, 5), "abcdefghijkmnpqrstuvwxyz")
        + rng.digits(rng.randint(3, 6))
        + rng.choice(("", "!", "@", "#"))
    )


def pin(rng: Source) -> str:
    """A six-digit secret."""
    return rng.digits(6)


def code(rng: Source) -> str:
    """A one-time code."""
    return rng.digits(rng.choice((4, 6, 6, 6)))


def api_key(rng: Source) -> str:
    """A key or token of a service."""
    return rng.choice(
        (
            "LTAI5t" + rng.text(18, _ALNUM),
            "AKID" + rng.text(32, _ALNUM),
            "AKIA" + rng.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            "sk-" + rng.text(48, _ALNUM),
            "ghp_" + rng.text(36, _ALNUM),
            jwt(rng),
        )
    )


def secret(rng: Source) -> str:
    """A secret without a tell-tale start: only its label says what it is."""
    return rng.text(rng.choice((32, 40)), _ALNUM)


def jwt(rng: Source) -> str:
    """A signed token; header and payload are real JSON."""
    payload = f'{{"sub":"{rng.digits(8)}","exp":{rng.randint(1790000000, 1799999999)}}}'
    parts = [urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in ('{"alg":"HS256","typ":"JWT"}', payload)]
    return ".".join((*parts, rng.text(43, _ALNUM)))


def private_key(rng: Source) -> str:
    """A PEM block on one line with escaped line ends, as it turns up in configuration and logs."""
    kind = rng.choice(("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY"))
    body = b64encode(rng.randbytes(rng.choice((96, 120, 192)))).decode()
    lines = [body[place : place + 64] for place in range(0, len(body), 64)]
    return "\\n".join((f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"))
