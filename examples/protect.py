"""The demo's second part: a chat that a model sees without the customer in it, and claims that become test data.

    python examples/protect.py [OUT]     # the test data go below OUT, out/demo when not given

The exit status is 1 when a value reached the model, did not come back, or a join between the files broke.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import piiguard
from piiguard.chat.openai import hide, restore_stream
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent
CUSTOMERS = 5


def check(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"the demo failed: {what}")


def chat(values: Values) -> None:
    """A conversation goes out with placeholders; a canned answer, streamed in pieces, comes back with the customer in it."""
    name, mobile, policy = values.person("three"), values.mobile(), values.policy_number("picc")
    session = piiguard.Guard().session()
    talk = [
        {"role": "user", "content": f"我叫{name}，手机{mobile}，想问理赔进度"},
        {"role": "assistant", "content": "好的，请报一下您的保单号"},
        {"role": "user", "content": policy},
    ]
    sent = hide(session, talk)
    for before, after in zip(talk, sent, strict=True):
        print(f"  {before['role']:<10}{before['content']}\n  {'to model':<10}{after['content']}")
    check(not any(value in str(sent) for value in (name, mobile, policy)), "a value reached the model")
    answer = "〔姓名1〕您好，保单〔保单1〕的理赔款已到账，稍后会有专员致电〔手机1〕。"
    pieces = [answer[at : at + 5] for at in range(0, len(answer), 5)]
    chunks = [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
    back = "".join(chunk["choices"][0]["delta"]["content"] for chunk in restore_stream(session, chunks))
    print(f"  {'model':<10}{answer}\n  {'customer':<10}{back}")
    check(all(value in back for value in (name, mobile, policy)), "a value did not come back")


def tables(values: Values) -> dict[str, list[list[str]]]:
    """Two files that join on the policy number and on the mobile."""
    people = []
    for _ in range(CUSTOMERS):
        people.append([values.person("three"), values.id_card("18"), values.mobile(), values.policy_number("picc")])
    policies = [["保单号", "姓名", "身份证号", "手机号"]]
    policies += [[policy, name, ident, mobile] for name, ident, mobile, policy in people]
    claims = [["保单号", "手机号", "赔付金额"]]
    claims += [[person[3], person[2], f"{values.chars('123456789', 1)}000.00"] for person in people + people[:2]]
    return {"policies.csv": policies, "claims.csv": claims}


def test_data(guard: piiguard.Guard, rows: list[list[str]]) -> list[list[str]]:
    """The table with every cell treated under its column's name."""
    header, *body = rows
    return [header, *([guard.process(cell, label=label).text for label, cell in zip(header, row, strict=True)] for row in body)]


def joined(files: dict[str, list[list[str]]]) -> Counter[int]:
    """How many claims each policy has, by the files alone."""
    counts = Counter((row[0], row[1]) for row in files["claims.csv"][1:])
    return Counter(counts[row[0], row[3]] for row in files["policies.csv"][1:])


def claims(values: Values, out: Path) -> None:
    """Claims become test data whose joins and checks still hold."""
    guard = piiguard.Guard(piiguard.Policy.builtin("test-data"), piiguard.Keyring.generate())
    before = tables(values)
    after = {name: test_data(guard, rows) for name, rows in before.items()}
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in after.items():
        with (out / name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(rows)
        print(f"\n{name}\n  before  {','.join(before[name][1])}\n  after   {','.join(rows[1])}")
    check(joined(before) == joined(after) == Counter({1: CUSTOMERS - 2, 2: 2}), "a join broke")
    originals = {cell for rows in before.values() for row in rows[1:] for cell in row if len(cell) > 9}
    check(not originals & {cell for rows in after.values() for row in rows for cell in row}, "a value stayed")
    for _, _, ident, mobile in after["policies.csv"][1:]:
        kinds = [finding.entity_type for cell in (ident, mobile) for finding in guard.find(cell)]
        check(kinds == ["CN_ID_CARD", "CN_MOBILE"], "a made-up number does not pass its check")
    print(f"\n  {CUSTOMERS} policies and {len(before['claims.csv']) - 1} claims still join; ids and mobiles pass their checks.")


def main() -> None:
    """See the module's first lines."""
    out = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "out" / "demo"
    values = Values(20261122)
    print("a chat, as the customer writes it and as the model sees it\n")
    chat(values)
    print("\nclaims as test data: numbers keep their form and checks, names are made up")
    claims(values, out / "test-data")


if __name__ == "__main__":
    main()
