"""E-mail: a text or HTML body in GB18030 or UTF-8, half with an attachment."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage

from benchmarks.estate.content import Fact, Made, Pen, line_facts
from benchmarks.estate.formats import csvs, txt


def message(pen: Pen) -> tuple[EmailMessage, list[Fact]]:
    """A message and what is in its headers, body and attachment (``inner``: its name)."""
    values = pen.values
    mail = EmailMessage()
    facts = []
    for header in ("From", "To"):
        name, address = values.person("three"), values.email()
        mail[header] = Address(name, addr_spec=address)
        where, template = {"header": header}, f"mail.{header}"
        facts += [Fact("PERSON", name, where, template), Fact("EMAIL_ADDRESS", address, where, template)]
    mail["Subject"] = pen.pick(("未决赔案清单", "保单批改申请", "请协助核实客户信息"))
    mail["Date"] = f"{values.date(2023, 2025):%a, %d %b %Y} 10:{values.below(60):02}:00 +0800"
    mail["Message-ID"] = f"<{values.uuid()}@mail.example.com>"
    lines = pen.lines("mail", 3 + values.below(12))
    facts += line_facts(lines)
    charset = pen.pick(("utf-8", "gb18030"))
    encoding = pen.pick(("base64", "quoted-printable"))
    if pen.below(3):
        mail.set_content("\n".join(line.text for line in lines) + "\n", charset=charset, cte=encoding)
    else:
        facts = [fact._replace(where={}) for fact in facts]
        body = "".join(f"<p>{line.text}</p>" for line in lines)
        mail.set_content(f"<html><body>{body}</body></html>", subtype="html", charset=charset, cte=encoding)
    if pen.below(2):
        made = pen.pick((txt, csvs)).make(pen)
        name = f"{pen.pick(('附件', '明细', 'attachment'))}.{made.ending}"
        mail.add_attachment(made.data, maintype="application", subtype="octet-stream", filename=name)
        facts += made.inside(name).facts
    return mail, facts


def make(pen: Pen) -> Made:
    """One message."""
    mail, facts = message(pen)
    return Made(_fixed(mail, pen), "eml", facts)


def _fixed(mail: EmailMessage, pen: Pen) -> bytes:
    """Its bytes, with a boundary from the seed: that of the library is random."""
    if mail.is_multipart():
        mail.set_boundary(f"----=_Part_{pen.values.sha1()}")
    return mail.as_bytes()
