"""FF1, the format-preserving mode of NIST SP 800-38G (2016; draft Rev. 1 of 2025 keeps FF1 alone), over AES or SM4.

:class:`FF1` works on lists of numerals, as the standard writes it; :class:`Numbers` on the number such a list
stands for, which is what the shapes of this package use: no list is made, and everything that depends only on key,
radix and lengths is computed once. With ``cipher="sm4"`` (GB/T 32907-2016) it is the same construction over another
block cipher of 128 bits: our own use, neither NIST's nor in a Chinese standard.

Domains below 10⁶ are refused (draft Rev. 1): with fewer values somebody who sees enough of them has them all.
"""

from __future__ import annotations

from ..errors import FpeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: The smallest domain: radix ** length (SP 800-38G Rev. 1, second public draft, 2025).
LEAST = 1_000_000
#: Longest list of numerals and longest tweak in bytes; the standard allows 2 ** 32.
MAX_LENGTH = 4096
MAX_TWEAK = 65_535
KEY_SIZES = {"aes": (16, 24, 32), "sm4": (16,)}
_HEADS = 1024
"""How many beginnings of tweaks are remembered for each (radix, length)."""


class _Frame:
    """What a radix, a length and a tweak's length fix: halves, widths, the block P; named as in the standard's steps."""

    __slots__ = ("b", "d", "even", "first", "heads", "odd", "shift", "tail")

    def __init__(self, radix: int, length: int, tweak: int, encrypt: Callable[[bytes], bytes]) -> None:
        u = length // 2
        v = length - u
        self.even: int = radix**u  # step 5: A has u numerals and is replaced in even rounds
        self.odd: int = radix**v
        self.b = ((self.odd - 1).bit_length() + 7) // 8
        self.d = 4 * ((self.b + 3) // 4) + 4
        self.shift = 8 * self.b
        rest = tweak % 16 + 1 + self.b  # bytes of the tweak that fill no block, the round, NUM(B)
        self.tail = (rest + 15) // 16 * 16
        head = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([10, u % 256])
        self.first = int.from_bytes(encrypt(head + length.to_bytes(4, "big") + tweak.to_bytes(4, "big")), "big")
        self.heads: dict[bytes, int] = {}


class Numbers:
    """FF1 over ``[0, radix ** length)`` and, by cycle walking, over any ``[0, size)``.

    Safe to share between threads. Holds the key; ``repr`` does not show it, and it is not pickled.

    Raises:
        FpeError: an unknown cipher, or a key of the wrong size.
    """

    __slots__ = ("_frames", "_key", "_local", "_splits", "cipher")

    def __init__(self, key: bytes, cipher: str = "aes") -> None:
        import threading

        if cipher not in KEY_SIZES:
            raise FpeError("the block cipher of FF1 is aes or sm4")
        if not isinstance(key, bytes) or len(key) not in KEY_SIZES[cipher]:
            raise FpeError(f"a key of {cipher} has {' or '.join(map(str, KEY_SIZES[cipher]))} bytes")
        self._key = key
        self.cipher = cipher
        self._local = threading.local()
        self._frames: dict[tuple[int, int, int], _Frame] = {}
        self._splits: dict[int, tuple[int, int]] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(cipher={self.cipher!r})"

    def __reduce__(self) -> str:
        raise FpeError("an FF1 key is not pickled")

    def _block(self) -> Callable[[bytes], bytes]:
        """The block cipher, forward; one context for each thread, since a context is not made for two."""
        try:
            found: Callable[[bytes], bytes] = self._local.update
        except AttributeError:
            from cryptography.exceptions import UnsupportedAlgorithm
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

            kind = algorithms.AES if self.cipher == "aes" else algorithms.SM4
            try:
                found = Cipher(kind(self._key), modes.ECB()).encryptor().update
            except UnsupportedAlgorithm:
                raise FpeError(f"the cryptography installed here has no {self.cipher}") from None
            self._local.update = found
        return found

    def number(self, value: int, radix: int, length: int, tweak: bytes, *, back: bool = False) -> int:
        """FF1 of the ``length`` numerals that ``value`` is in base ``radix``, as a number; ``back`` decrypts.

        The caller keeps 0 <= value < radix ** length, 2 <= radix <= 65536, length >= 2 and the tweak's limit.
        """
        encrypt = self._block()
        frame = self._frames.get((radix, length, len(tweak)))
        if frame is None:
            if len(self._frames) >= _HEADS:
                self._frames.clear()
            frame = self._frames[radix, length, len(tweak)] = _Frame(radix, length, len(tweak), encrypt)
        state, base = _absorb(frame, tweak, encrypt)
        if frame.tail > 16 or frame.d > 16:
            rounds = _long_rounds(frame, state, base, encrypt)
        else:
            rounds = _short_rounds(frame, state ^ base, encrypt)
        a, b = divmod(value, frame.odd)
        if back:
            for i in range(9, -1, -1):
                a, b = (b - rounds(i, a)) % (frame.odd if i & 1 else frame.even), a
        else:
            for i in range(10):
                a, b = b, (a + rounds(i, b)) % (frame.odd if i & 1 else frame.even)
        return a * frame.odd + b

    def below(self, value: int, size: int, tweak: bytes, *, back: bool = False) -> int:
        """A permutation of ``[0, size)``: FF1 over the smallest fitting domain, walked until the number is in range.

        The radix is chosen so that the domain hardly exceeds ``size`` (two numerals up to 2 ** 32, then four …): of
        46,021,000 numbers 0.004 % take a second step.
        """
        split = self._splits.get(size)
        if split is None:
            if len(self._splits) >= _HEADS:
                self._splits.clear()
            split = self._splits[size] = fitting(size)
        radix, length = split
        value = self.number(value, radix, length, tweak, back=back)
        while value >= size:
            value = self.number(value, radix, length, tweak, back=back)
        return value


def _absorb(frame: _Frame, tweak: bytes, encrypt: Callable[[bytes], bytes]) -> tuple[int, int]:
    """CBC-MAC over P and the tweak's whole blocks; and the last blocks of Q but for the round and NUM(B), as a number.

    All but the last whole block is remembered: a tweak that begins with what seldom changes costs one block a value.
    """
    whole = len(tweak) // 16 * 16
    state = frame.first
    if whole:
        head = tweak[: whole - 16]
        if head:
            known = frame.heads.get(head)
            if known is None:
                for at in range(0, len(head), 16):
                    state ^= int.from_bytes(head[at : at + 16], "big")
                    state = int.from_bytes(encrypt(state.to_bytes(16, "big")), "big")
                if len(frame.heads) >= _HEADS:
                    frame.heads.clear()
                frame.heads[head] = known = state
            state = known
        state ^= int.from_bytes(tweak[whole - 16 : whole], "big")
        state = int.from_bytes(encrypt(state.to_bytes(16, "big")), "big")
    rest = tweak[whole:]
    return state, int.from_bytes(rest, "big") << 8 * (frame.tail - len(rest))


def _short_rounds(frame: _Frame, base: int, encrypt: Callable[[bytes], bytes]) -> Callable[[int, int], int]:
    """Steps 6.i to 6.iv where one block holds what changes and one block of output is enough (halves of up to 12 bytes)."""
    shift: int = frame.shift
    drop: int = 128 - 8 * frame.d

    def rounds(i: int, b: int) -> int:
        return int.from_bytes(encrypt((base ^ i << shift ^ b).to_bytes(16, "big")), "big") >> drop

    return rounds


def _long_rounds(frame: _Frame, state: int, base: int, encrypt: Callable[[bytes], bytes]) -> Callable[[int, int], int]:
    """The same for any length."""

    def rounds(i: int, b: int) -> int:
        last = (base | i << frame.shift | b).to_bytes(frame.tail, "big")
        mac = state
        for at in range(0, frame.tail, 16):
            mac ^= int.from_bytes(last[at : at + 16], "big")
            mac = int.from_bytes(encrypt(mac.to_bytes(16, "big")), "big")
        stretched = mac.to_bytes(16, "big")
        for j in range(1, (frame.d + 15) // 16):
            stretched += encrypt((mac ^ j).to_bytes(16, "big"))
        return int.from_bytes(stretched[: frame.d], "big")

    return rounds


def fitting(size: int) -> tuple[int, int]:
    """The fewest numerals (an even number) and the smallest radix up to 65536 whose domain holds ``size`` numbers."""
    length = 2
    while 65_536**length < size:
        length += 2
    low, high = 2, 65_536
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if middle**length >= size else (middle + 1, high)
    return low, length


class FF1:
    """FF1 over lists of numerals in ``[0, radix)``, as SP 800-38G defines it.

    ``radix`` is 2 to 65536; ``key`` has 16, 24 or 32 bytes for AES and 16 for SM4.

    Raises:
        FpeError: another radix, cipher or key size.
    """

    __slots__ = ("_numbers", "_shortest", "radix")

    def __init__(self, key: bytes, radix: int, cipher: str = "aes", *, _least: int = LEAST) -> None:
        if type(radix) is not int or not 2 <= radix <= 65_536:
            raise FpeError("a radix is 2 to 65536")
        self.radix = radix
        self._numbers = Numbers(key, cipher)
        self._shortest = 2
        while radix**self._shortest < _least:
            self._shortest += 1

    def __repr__(self) -> str:
        return f"FF1(radix={self.radix}, cipher={self._numbers.cipher!r})"

    def encrypt(self, numerals: Sequence[int], tweak: bytes = b"") -> list[int]:
        """The numerals encrypted under key and tweak; as many, in the same radix.

        Raises:
            FpeError: a list too short (fewer than 10⁶ values) or longer than 4096, a numeral outside the radix, a tweak
                longer than 65,535 bytes.
        """
        return self._run(numerals, tweak, back=False)

    def decrypt(self, numerals: Sequence[int], tweak: bytes = b"") -> list[int]:
        """The inverse of :meth:`encrypt`; a wrong key or tweak is not noticed and gives other numerals.

        Raises:
            FpeError: as :meth:`encrypt`.
        """
        return self._run(numerals, tweak, back=True)

    def _run(self, numerals: Sequence[int], tweak: bytes, *, back: bool) -> list[int]:
        radix, length = self.radix, len(numerals)
        if length < self._shortest:
            raise FpeError(f"fewer than {LEAST:,} values are not encrypted: an attacker could list them")
        if length > MAX_LENGTH or len(tweak) > MAX_TWEAK:
            raise FpeError("too many numerals or too long a tweak")
        value = 0
        for numeral in numerals:
            if type(numeral) is not int or not 0 <= numeral < radix:
                raise FpeError("a numeral is a whole number from 0 to radix - 1")
            value = value * radix + numeral
        value = self._numbers.number(value, radix, length, tweak, back=back)
        out = [0] * length
        for at in range(length - 1, -1, -1):
            value, out[at] = divmod(value, radix)
        return out
