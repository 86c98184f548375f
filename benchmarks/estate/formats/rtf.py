r"""RTF as word processors write it: hanzi as \uN, or as bytes of GBK under \ansicpg936."""

from __future__ import annotations

from benchmarks.estate.content import Made, Pen, line_facts


def _unicode(char: str) -> str:
    number = ord(char)
    return f"\\u{number if number < 0x8000 else number - 0x10000}?"


def _bytes(char: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in char.encode("gbk"))


def make(pen: Pen) -> Made:
    """An endorsement."""
    lines = pen.lines("contract", pen.size(20, 200), "gbk")
    written = pen.pick((_unicode, _bytes))
    text = "".join(
        "".join("\\" + char if char in "\\{}" else char if char < "\x80" else written(char) for char in line.text) + "\\par\n"
        for line in lines
    )
    head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}\\f0\\fs21\n"
    return Made((head + text + "}").encode("ascii"), "rtf", [fact._replace(where={}) for fact in line_facts(lines)])
