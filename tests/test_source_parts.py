"""What sources stand on: keys seen once, URLs and settings, the words for failures."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiguard.sources import SourceError, open_source, scheme_of
from piiguard.sources import _seen as module
from piiguard.sources._failing import why
from piiguard.sources._place import Place, Settings
from piiguard.sources._seen import Seen
from piiguard.sources._stream import Pieces, filled
from piiguard.sources.source import ChangedError


@given(st.lists(st.tuples(st.text(max_size=3), st.sampled_from("ab"))), st.integers(1, 5))
def test_keys_are_told_apart_in_any_order(listed: list[tuple[str, str]], late: int) -> None:
    """As a set of everything would tell them, also when what was seen moves from one store to the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LATE", late)
        seen, keys, pairs = Seen(), set(), set()
        for key, content in listed:
            expected = "repeated" if (key, content) in pairs else "other" if key in keys else "new"
            if not key and not keys:
                expected = "new"
            assert seen.add(key, content) == expected
            keys.add(key)
            pairs.add((key, content))


def test_sixteen_bytes_a_key() -> None:
    seen, count = Seen(), 100_000
    tracemalloc.start()
    try:
        for number in range(count):
            assert seen.add(f"{number:080d}", "etag:x") == "new"
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seen.ordered
    assert held < 30 * count


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_key_survives_being_a_target(key: str) -> None:
    place = Place("s3://bucket/?endpoint=http://server", ("endpoint",))
    uri = place.uri(key)
    assert not set(uri) & {chr(code) for code in (*range(0x20), 0x7F)}
    assert place.key_of(uri) == key
    if not set(key) & set("\x85\u2028\u2029\xa0") and key == key.strip():
        assert Place(uri, ()).key == key


def test_another_stores_object_is_refused() -> None:
    with pytest.raises(OSError, match="another source"):
        Place("s3://bucket/", ()).key_of("s3://bucket-two/x")


def test_secrets_are_never_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of one account with the secret of another would be refused, at best."""
    names = ("ID", "SECRET")
    monkeypatch.setenv("ID", "of the environment")
    monkeypatch.setenv("SECRET", "of the environment")
    place = Place("s3://bucket/?region=url", ("region",))
    given_ = Settings(place, {"ID": "given", "REGION": "mapping"}, names)
    assert (given_.secret("ID"), given_.secret("SECRET")) == ("given", "")
    assert Settings(place, {"OTHER": "x"}, names).secret("SECRET") == "of the environment"
    assert given_.plain("region", "REGION") == "url"
    assert given_.plain("endpoint", "ENDPOINT", "REGION") == "mapping"


def test_an_unknown_scheme_says_which_there_are() -> None:
    with pytest.raises(SourceError, match=r"no source for gopher:// \(.*s3.*webdav"):
        open_source("gopher://server/")
    assert scheme_of("S3://b") == "s3"
    assert scheme_of("C:/x") == scheme_of("folder/x") == ""


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Unexpected (temporary) at list => send\n\nContext:\n   url: http://h/timeout?x\n\nSource:\n   Connection refused", "nothing answers at its address"),
        ("Unexpected (temporary) at read => x\n   uri: http://h/certificate", "it failed"),
        ('NotFound (permanent) at read => S3Error { code: "NoSuchKey" }\n response: Parts { status: 404,', "it does not exist (HTTP 404 NoSuchKey)"),
        ('Unexpected (permanent) at read => { code: "AKIA0123456789" } status: 400', "it failed (HTTP 400)"),
        ("Unexpected (persistent) at x\nBacktrace:\n certificate", "it failed"),
    ],
)  # fmt: skip
def test_only_the_kind_of_a_failure_is_kept(said: str, reason: str) -> None:
    assert why(OSError(said)) == reason


class Short(Pieces):
    """Bytes that come a few at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(size)
        self.data = data

    def piece(self, view: memoryview) -> int:
        return filled(view, self.data[self.at : self.at + min(7, len(view))])


@given(st.binary(max_size=60), st.lists(st.tuples(st.sampled_from(["seek", "back", "end", "read"]), st.integers(0, 70))))
def test_a_file_in_pieces_reads_as_one(data: bytes, steps: list[tuple[str, int]]) -> None:
    whole, file = io.BytesIO(data), Short(data, len(data)).buffered()
    for step, number in steps:
        for stream in (whole, file):
            if step == "read":
                continue
            stream.seek(*{"seek": (number,), "back": (-min(number, stream.tell()), 1), "end": (-min(number, len(data)), 2)}[step])
        if step == "read":
            assert file.read(number) == whole.read(number)
        assert file.tell() == whole.tell()
    with pytest.raises(OSError, match="negative"):
        Short(data, len(data)).seek(-1)


def test_an_answer_that_is_empty_or_too_long_is_no_end() -> None:
    """The file is shorter now than when it was opened: that is said, not taken for its end."""
    with pytest.raises(ChangedError):
        Short(b"abc", 10).buffered().read()
    with pytest.raises(ChangedError):
        filled(memoryview(bytearray(2)), b"abc")


@pytest.mark.parametrize(("url", "address"), [("sftp://h/x", ("h", 22)), ("sftp://h:2200/x", ("h", 2200)), ("sftp://[::1]:9/x", ("::1", 9)), ("sftp://[::1]/x", ("::1", 22)), ("sftp://h:²/x", ("h:²", 22))])
def test_host_and_port(url: str, address: tuple[str, int]) -> None:
    assert Place(url, ()).address(22) == address
