"""One writer a format, one file: ``make(pen) -> Made``, and ``NEEDS`` where it takes a package."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

# module -> (share of the files, folder, stem of the name)
FORMATS: dict[str, tuple[int, str, str]] = {
    "txt": (400, "理赔/查勘", "查勘记录"),
    "csvs": (260, "数据导出", "明细"),
    "tsv": (40, "数据导出", "报表"),
    "jsonl": (150, "接口/回流", "events"),
    "jsons": (130, "接口/快照", "dump"),
    "log": (140, "运维/日志", "app"),
    "xml": (70, "接口/报文", "message"),
    "html": (90, "客服/工单", "ticket"),
    "yaml": (30, "运维/配置", "seed"),
    "ini": (20, "运维/配置", "job"),
    "sql": (50, "数据库/备份", "dump"),
    "srt": (70, "客服/录音转写", "call"),
    "vtt": (40, "客服/视频调解", "session"),
    "eml": (140, "邮件/收件", "mail"),
    "mbox": (6, "邮件/归档", "archive"),
    "compressed": (40, "运维/归档", "app"),
    "xlsx": (70, "业务/报表", "清单"),
    "xls": (20, "业务/旧报表", "清单"),
    "ods": (15, "业务/报表", "汇总"),
    "docx": (60, "合同", "协议"),
    "pptx": (12, "培训", "案例"),
    "odt": (12, "合同", "草案"),
    "rtf": (18, "合同", "批单"),
    "pdf": (40, "合同/电子保单", "保单"),
    "scan": (6, "合同/扫描件", "扫描"),
    "image": (16, "理赔/影像", "影像"),
    "zips": (40, "共享", "资料"),
    "tar": (12, "运维/备份", "backup"),
    "sevenzip": (8, "共享", "打包"),
    "parquet": (20, "数仓/policy", "part"),
    "orc": (10, "数仓/claim", "part"),
    "avro": (10, "数仓/events", "part"),
    "arrow": (10, "数仓/cache", "part"),
    "sqlite": (12, "业务/离线库", "cache"),
    "broken": (50, "杂项", "未知"),
}


def load(name: str) -> ModuleType:
    """The writer of a format."""
    return import_module(f"benchmarks.estate.formats.{name}")


def missing(name: str) -> str:
    """What the writer of a format lacks here; "" when it can write."""
    return next((need for need in getattr(load(name), "NEEDS", ()) if find_spec(need) is None), "") or _lacking(name)


def _lacking(name: str) -> str:
    check = getattr(load(name), "lacking", None)
    return check() if check else ""
