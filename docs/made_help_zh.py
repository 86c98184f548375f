"""What the commands' help says, in Chinese. docs/made_pages.py puts it into docs/zh/cli.md, below the help itself.

Both tables have English keys, so that tests/test_pages.py finds what is new or says something else now.
"""

from __future__ import annotations

#: command -> (the first sentence of its help; 中文)
COMMANDS: dict[str, tuple[str, str]] = {
    "piiguard": (
        "Find and protect personal information in Chinese text.",
        "在中文文本中查找并保护个人信息。`scan` 看哪里有什么，`mask` 写出脱敏副本，`filter` 在日志流动时脱敏。",
    ),
    "piiguard scan": (
        "Find personal information in files, folders, object stores and databases.",
        "在文件、目录、对象存储和数据库中查找个人信息。报告只显示脱敏后的值；读不了的逐项列出并写明原因。"
        "带 `--purpose` 时只报告该用途不应看到的内容，可以看到的只计数，不影响退出码。"
        "退出码：0 没有发现；1 有发现；2 有内容没读到，或出错。",
    ),
    "piiguard mask": (
        "Write a masked copy of the file or folder PATH to OUT, or of one table of the database URL.",
        "把文件或目录 PATH（或数据库 URL 的一张表）的脱敏副本写到 OUT。格式、字符集和脱敏值以外的一切保持原样；"
        "每份副本就位之前都会再扫描一遍；不能完整脱敏的只列出，不复制。"
        "退出码：0 全部脱敏并已复制；2 有内容没有，或出错。",
    ),
    "piiguard filter": (
        "Mask personal information in lines of text, from standard input to standard output.",
        "逐行脱敏：从标准输入读，写到标准输出。发现以外的字节不变。扫描不了的行被扣下，带 `--json` 时超过 4 MiB 的 JSON 行也是，原处换成标记，带 `--json` 时为 `{\"piiguard_withheld\":true}`。"
        "退出码：0 所有行都已通过；2 有行被扣下、选项有误或读写失败；141 下游已退出；128+N 在最后一个完整行之后被信号 N 终止。",
    ),
    "piiguard explain": (
        "Say for every candidate in TEXT why it is a finding or not.",
        "逐个说明 TEXT 中的候选为什么算发现、为什么不算。用 `-` 从标准输入读，文本就不会出现在进程列表里。"
        "退出码：0 没有发现；1 有发现；2 出错。",
    ),
    "piiguard recognizers": ("List the recognizers, or test them on your own examples.", "列出识别器，或用自己的例子测试它们。"),
    "piiguard recognizers list": (
        "Entity types with level, operator, example and standard.",
        "实体类型，连同级别、算子、示例和依据的标准。",
    ),
    "piiguard recognizers test": (
        "Check examples: texts with what must, and what must not, be found in them.",
        "检查用例：文本里必须找到什么、不得找到什么。FILE 是上面所示的 TOML：`[[case]]` 必须找到，`[[near_miss]]` 不得找到。"
        "退出码：0 全部通过；1 有用例不通过；2 FILE 不是用例文件。",
    ),
    "piiguard policy": ("Check a policy file, or show what a policy does.", "检查策略文件，或显示策略怎样处理。"),
    "piiguard policy check": (
        "Load FILE and say what is wrong with it; exit 0 if nothing is, else 2.",
        "加载 FILE 并指出问题；没有问题退出码为 0，否则为 2。",
    ),
    "piiguard policy show": (
        "What policy NAME (built in, or a file) does with every entity type, its level, an example, and why.",
        "策略 NAME（内置名称或文件）对每种实体类型的处理、级别、示例和理由。",
    ),
    "piiguard restore": (
        "Replace the tokens in FILE (or standard input) by their values.",
        "把 FILE（或标准输入）中的令牌还原成值。文本为 UTF-8，令牌以外一个字节都不变。"
        "遇到被改动的、他人的或密钥已停用的令牌，命令以 2 结束并指出所在行，其后不再写出；带 `-o` 时什么也不写。",
    ),
    "piiguard keys": ("Make and look after a keyring file. Keys are never printed.", "生成和维护密钥环文件。密钥从不打印。"),
    "piiguard keys add": (
        "Add a key that is not used yet: give it to everyone who restores, then rotate.",
        "加入一把尚未启用的密钥：先分发给所有需要还原的人，再轮换。",
    ),
    "piiguard keys list": (
        "The ids of the keys, when they were made, in which suite, and what they are used for.",
        "列出密钥的编号、生成时间、套件和用处。",
    ),
    "piiguard keys new": (
        "Write a new keyring with one key to FILE, mode 0600; an existing file is left alone.",
        "新建只有一把密钥的密钥环，写入 FILE，权限 0600；已有的文件不会被覆盖。",
    ),
    "piiguard keys retire": (
        "Let a key restore no longer; re-key what it made first (piiguard restore --rekey).",
        "让一把密钥不再用于还原；应先把它生成的令牌换用新密钥（`piiguard restore --rekey`）。",
    ),
    "piiguard keys rotate": (
        "Make the key that was added primary, or a new one. The old ones still restore.",
        "把已加入的密钥（没有则新生成一把）设为主密钥。旧密钥仍可还原。",
    ),
    "piiguard report": (
        "Write another report of a finished scan.",
        "为已完成的扫描另写一份报告。STATE 和 OLDER 是扫描留下的 `--state` 文件或 JSON 行报告；不会重新扫描。"
        "带 `--compare` 时，HTML 报告、表格和 JSON 行会写明有何变化。退出码：0 报告已写出；2 出错。",
    ),
    "piiguard uniqueness": (
        "How many rows of a table only one person can be behind.",
        "表中有多少行只可能对应一个人。在 COLUMNS 各列上完全相同的行归为一类；给出最小的类有多大（k-匿名）、"
        "多少行独占一类；带 `--sensitive` 时还给出该列能否由其他列推出（l-多样性）。不显示任何值。"
        "退出码：0 表已读完；2 其他情形。",
    ),
}

#: an option's English help, without what click adds in brackets -> 中文
OPTIONS: dict[str, str] = {
    "messages of rsyslog's mmexternal (interface.input=\"fulljson\"), one answer each": "rsyslog mmexternal 的消息（interface.input=\"fulljson\"），每条一个应答",
    "the interval (default: 15)": "间隔秒数（默认 15）",
    "counters in Prometheus' text format into FILE, which is replaced each time, at intervals, on SIGUSR1 and at the end; without FILE to standard error": "以 Prometheus 文本格式把计数写入 FILE，每次整个替换：按间隔、收到 SIGUSR1 时和结束时；不写 FILE 则写到标准错误",
    "Show the version and exit.": "显示版本后退出。",
    "Show this message and exit.": "显示帮助后退出。",
    "this text": "显示帮助。",
    "default: the ending of -o, else a table": "报告格式；默认看 -o 的扩展名，否则为表格",
    "write the report to FILE, readable by you only": "把报告写入 FILE，只有本人可读",
    "default, strict, display, llm, export, test-data or a policy file": "default、strict、display、llm、export、test-data，或策略文件",
    "default, strict, display, llm, export, test-data, or a policy file (default: default)":
        "default、strict、display、llm、export、test-data，或策略文件（默认 default）",
    "what it is for: what that purpose sees stays as it is": "用途：该用途可见的内容原样保留",
    "what it is for: what that purpose sees (piiguard policy show) stays as it is":
        "用途：该用途可见的内容（见 piiguard policy show）原样保留",
    "keys: a file, env:NAME or command:LINE": "密钥：文件、env:变量名，或 command:命令行",
    "keys for policies with keyed operators: a file, env:NAME or command:LINE":
        "含需要密钥的算子的策略所用的密钥：文件、env:变量名，或 command:命令行",
    "Find names with the model, too (pip install 'piiguard[ner]'); all: its slow half reads everything.":
        "同时用模型找姓名（pip install 'piiguard[ner]'）；all：较慢的那一半模型通读全文。",
    "keep the ledger: an interrupted scan goes on, a later one reads only changes":
        "保存台账：中断的扫描可以接着做，以后的扫描只读有变化的内容",
    "read everything again, whatever the ledger says": "不管台账怎么记，全部重读",
    "processes that read; default: the cores; 0: none": "读取进程数；默认等于核数；0 表示不另开进程",
    "of tables, only a random share of the rows": "对表只读随机抽取的一部分行",
    "of --sample: the same seed draws the same rows": "--sample 的种子：种子相同，抽到的行相同",
    "reviewed findings: shown as such, and none for the exit status": "已审核的发现：照样显示，但不计入退出码",
    "NAME=value lines for the sources (docs/sources.md), readable by you only": "数据源所需的密钥，每行 NAME=value（见 docs/sources.md），只有本人可读",
    "units are read by a Spark cluster (docs/spark.md), not by this machine": "由 Spark 集群读取（见 docs/spark.md），不由本机读取",
    "ask for a secret of the sources, such as password": "在终端询问数据源的密钥，例如 password",
    "no progress on standard error": "不在标准错误上显示进度",
    "read what .piiguardignore files leave out, too": ".piiguardignore 文件略过的也读",
    "memory of a worker; default: 400, OCR 500 more": "每个工作进程的内存（MB）；默认 400，OCR 再加 500",
    "file or folder for the copy; of a table .csv, .sql, .parquet": "副本写到哪个文件或目录；表可写成 .csv、.sql、.parquet（必填）",
    "write over existing files": "覆盖已有文件",
    "of a database: the table that is exported": "数据库：要导出的表",
    "NAME=value lines for the database (docs/sources.md), readable by you only": "数据库所需的密钥，每行 NAME=value（见 docs/sources.md），只有本人可读",
    "ask for a secret of the database, such as password": "在终端询问数据库的密钥，例如 password",
    "Find names with the model, too (pip install 'piiguard[ner]').": "同时用模型找姓名（pip install 'piiguard[ner]'）。",
    "find names with the model, too (pip install 'piiguard[ner]')": "同时用模型找姓名（pip install 'piiguard[ner]'）",
    "lines are JSON: values are masked inside their strings and numbers, and in strings that hold JSON; keys serve as labels, escapes are understood; other lines are text":
        "每行是 JSON：在字符串和数字内部脱敏，字符串里套着的 JSON 也一样，键名作标签词，转义先还原；其他行按文本处理",
    "hyperscan or re (default: hyperscan where installed)": "hyperscan 或 re（默认：装了 hyperscan 就用它）",
    "Field name or column header the text stands under (idNo, 手机号).": "文本所属的字段名或列标题（idNo、手机号）。",
    "One JSON object a candidate.": "每个候选一个 JSON 对象。",
    "Print the values themselves instead of masked ones.": "打印原值，而不是脱敏后的值。",
    "One JSON object a recognizer.": "每个识别器一个 JSON 对象。",
    "As that purpose sees it.": "按该用途所见显示。",
    "As the TOML file that would load as it.": "写成能原样加载的 TOML 文件。",
    "the keys: a file, env:NAME or command:LINE": "密钥：文件、env:变量名，或 command:命令行（必填）",
    "whose values they are, where the tokens were made for a tenant": "令牌是为某个租户生成的，写明是哪个租户",
    "write here instead of standard output: whole or not at all, mode 0600": "写到这里而不是标准输出：要么完整，要么没有；权限 0600",
    "make the tokens anew under the primary key instead": "不还原，而是用主密钥重新生成令牌",
    "std: AES and SHA-2; sm: SM4 and SM3": "std：AES 和 SHA-2；sm：SM4 和 SM3",
    "seal the file with a passphrase (asked for, or PIIGUARD_PASSPHRASE)": "用口令密封文件（现场询问，或取自 PIIGUARD_PASSPHRASE）",
    "an older scan of the same places: what changed since": "同一范围的较早一次扫描：比较有何变化",
    "the language the HTML report begins in; default: that of the system": "HTML 报告打开时的语言；默认随系统",
    "reviewed findings: shown as such": "已审核的发现：照样显示",
    "the columns that are compared, by their names": "参与比较的列名（必填）",
    "a column that should not follow from the others": "不应能由其他列推出的列",
    "compare classes of values: year, decade (dates), district, city, province (addresses), a number (bands of that width)":
        "按类别比较：日期 year、decade，地址 district、city、province，数字则为区间宽度",
    "the table or sheet; default: the first that has the columns": "表或工作表；默认取第一个含有这些列的",
    "one line of JSON": "一行 JSON",
}  # fmt: skip
