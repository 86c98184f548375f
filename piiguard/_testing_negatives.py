"""Numbers that look like personal information and are not: the second half of :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import HEX, LETTERS, Draw

HOTLINES = (
    "95511", "95518", "95519", "95500", "95522", "95567", "95510", "95589", "95585", "950610", "956030",
    "95588", "95533", "12378", "12345", "12333", "12306", "10086", "10010", "120", "122", "96110",
    "400-166-6333", "400-860-0600", "4006-095-509", "400 669 5535", "4008110110", "800-820-8820",
)  # fmt: skip


class HardNegatives(Draw):
    """Seeded values that a recognizer must leave alone; each method gives one as text."""

    def order_number(self) -> str:
        """A shop or payment order: a date and time with a serial, or a prefix and digits."""
        day = self.date(2023, 2026)
        clock = f"{self.below(24):02}{self.below(60):02}{self.below(60):02}"
        return self.pick(
            (
                f"{day:%Y%m%d}{clock}{self.chars('0123456789', 4)}",
                f"{day:%Y%m%d}{clock}{self.chars('0123456789', 10)}",
                f"DD{day:%y%m%d}{self.digits(10)}",
                f"JD{self.digits(16)}",
            )
        )

    def snowflake_id(self) -> str:
        """A 64-bit snowflake: 41 bits of milliseconds, 22 of machine and sequence (19 digits)."""
        milliseconds = 300_000_000_000 + self.below(250_000_000_000)
        return str((milliseconds << 22) | self.below(1 << 22))

    def trace_id(self) -> str:
        """A W3C trace id: 32 hexadecimal digits."""
        return self.chars(HEX, 32)

    def span_id(self) -> str:
        """A W3C span id: 16 hexadecimal digits, sometimes nearly all decimal."""
        return self.chars("0123456789" if self.below(4) == 0 else HEX, 15) + self.pick("abcdef")

    def uuid(self) -> str:
        """A version 4 UUID in lower case."""
        body = self.chars(HEX, 30)
        return f"{body[:8]}-{body[8:12]}-4{body[12:15]}-{self.pick('89ab')}{body[15:18]}-{body[18:30]}"

    def md5(self) -> str:
        """32 hexadecimal digits."""
        return self.chars(HEX, 32)

    def sha1(self) -> str:
        """40 hexadecimal digits, as a git commit has."""
        return self.chars(HEX, 40)

    def sha256(self) -> str:
        """64 hexadecimal digits."""
        return self.chars(HEX, 64)

    def unix_ms(self) -> str:
        """Milliseconds since 1970 in the years 2023…2026 (13 digits, starting 16, 17)."""
        return str(1_672_531_200_000 + self.below(126_000_000_000))

    def unix_s(self) -> str:
        """Seconds since 1970 in the years 2023…2026 (10 digits)."""
        return self.unix_ms()[:10]

    def amount(self) -> str:
        """An amount of money in yuan: plain, with thousands separators, or in 万."""
        cents = self.chars("0123456789", 2)
        return self.pick(
            (
                f"{self.digits(4)}.{cents}",
                f"{self.digits(2)},{self.chars('0123456789', 3)},{self.chars('0123456789', 3)}.{cents}",
                f"{self.digits(2)}万",
                f"{self.digits(6)}.{cents}",
            )
        )

    def version(self) -> str:
        """A software version such as 4.12.7 or v2.1.0.1130."""
        parts = [str(self.below(20)) for _ in range(3)]
        return self.pick(("", "v")) + ".".join(parts) + self.pick(("", "." + self.digits(4), "-rc1"))

    def hotline(self) -> str:
        """A public service number of an insurer, bank or authority."""
        return self.pick(HOTLINES)

    def waybill_number(self) -> str:
        """A courier's waybill: SF and digits, JD and letters, YT, or 12 to 15 digits."""
        return self.pick(
            (
                f"SF{self.digits(13)}",
                f"JDVA{self.digits(11)}",
                f"YT{self.digits(13)}",
                f"77{self.digits(13)}",
                f"43{self.digits(10)}",
            )
        )

    def ipv4(self) -> str:
        """A dotted address of a private network; with a label it is one (``ip=``)."""
        return f"10.{self.below(256)}.{self.below(256)}.{self.below(256)}"

    def invoice_number(self) -> str:
        """A fully digitised invoice (20 digits) or the older eight."""
        return self.pick((f"{self.below(4) + 23}{self.digits(18)}", self.digits(8)))

    def product_filing(self) -> str:
        """An insurance clause's registration number: C and 20 or more digits."""
        return f"C000{self.digits(8)}{self.date(2017, 2025):%Y%m%d}{self.digits(5)}"

    def model_number(self) -> str:
        """A machine's model: letters and digits, such as KFR-35GW or MX7421."""
        letters = self.chars(LETTERS, 3)
        return self.pick((f"KFR-{self.digits(2)}GW/{letters}", f"{letters[:2]}{self.digits(4)}"))
