"""What the generated page of errors says of each, beside its docstring: in English and in Chinese (tests/test_pages.py)."""

from __future__ import annotations

#: error -> (what to do about it; 中文含义; 怎么办)
ERRORS: dict[str, tuple[str, str, str]] = {
    "PiiguardError": (
        "Catch this where any refusal is handled alike.",
        "piiguard 有意抛出的所有错误的基类。",
        "需要统一处理时捕获它。",
    ),
    "SpecError": (
        "The message names the field of the recognizer or pattern, and the reason.",
        "不允许创建的 Recognizer 或 Pattern。",
        "错误信息写明是哪个字段、为什么。",
    ),
    "PolicyError": (
        "The message names the table and key; run `piiguard policy check FILE`.",
        "不允许加载的策略。",
        "错误信息写明是哪张表、哪个键；可运行 `piiguard policy check FILE`。",
    ),
    "MissingKeyringError": (
        "Make a keyring with `piiguard keys new FILE` and give it, or choose a policy without keyed operators.",
        "策略中的算子需要密钥环，却没有给。",
        "用 `piiguard keys new FILE` 生成密钥环并传入，或换用不需要密钥的策略。",
    ),
    "KeyringError": (
        "Look at the path, the mode (0600) and the JSON; a lost key is not made again.",
        "密钥文件不存在、可被他人读取，或格式有误。",
        "检查路径、权限（0600）和 JSON；丢失的密钥无法重建。",
    ),
    "TokenError": (
        "The text holds a token that does not come back; the subclasses say why, the message says where.",
        "无法还原的令牌。",
        "子类说明原因，错误信息说明位置。",
    ),
    "TamperedTokenError": (
        "Take the token from where it was made: nothing restores a changed one.",
        "令牌被改动过，或出自他人之手。",
        "回到令牌的来源处重取；改动过的令牌谁也还原不了。",
    ),
    "TruncatedTokenError": (
        "Look for a column or message that cuts texts at a length.",
        "令牌的末尾缺失。",
        "检查是否有字段或消息按长度截断了文本。",
    ),
    "UnknownVersionError": (
        "Restore it with the newer piiguard that made it.",
        "令牌的版本或套件是本版 piiguard 不认识的。",
        "用生成它的较新版本还原。",
    ),
    "UnknownKeyError": (
        "Load the keyring that has this key id.",
        "密钥环里没有令牌所用编号的密钥。",
        "加载含有该编号密钥的密钥环。",
    ),
    "WrongKeyError": (
        "Two keyrings use one id for two keys: load the other one.",
        "密钥环里有这个编号，但密钥不是生成令牌的那一把。",
        "两个密钥环用同一编号存了不同的密钥：换另一个密钥环。",
    ),
    "RetiredKeyError": (
        "Re-key before retiring (`piiguard restore --rekey`); a retired key restores nothing.",
        "令牌的密钥已停用，不再用于还原。",
        "应在停用前换钥（`piiguard restore --rekey`）；停用的密钥不再还原任何值。",
    ),
    "WrongTenantError": (
        "Restore with `--tenant NAME` or `Keyring.for_tenant` of the tenant it was made for.",
        "令牌属于另一个租户。",
        "用生成时的租户还原：`--tenant NAME` 或 `Keyring.for_tenant`。",
    ),
    "WrongTypeError": (
        "The type in the token's brackets was changed; put it back as it was.",
        "令牌属于另一种实体类型。",
        "令牌括号里的类型名被改过，请改回原样。",
    ),
    "FpeError": (
        "The value has no form, or its domain is too small: use `pseudonymize` for this type.",
        "保形加密拒绝处理的值、密钥或值域；不透露值本身。",
        "该值没有固定形态，或值域太小：这一类型改用 `pseudonymize`。",
    ),
    "RecordError": (
        "The message names the path of the value; masks know dictionaries, lists, texts, numbers, booleans and None.",
        "记录中有无法脱敏的值。",
        "错误信息给出路径；能处理的是字典、列表、文本、数字、布尔和 None。",
    ),
    "FrameError": (
        "The message names the column: choose the columns, change the type, or say `numbers=`.",
        "不能处理的表或列；写明列名，从不含值。",
        "错误信息写明列名：只选要处理的列、换类型，或给出 `numbers=`。",
    ),
    "SessionError": (
        "Options out of range, a pickled session, or a sealed state under another key: see the message.",
        "不允许创建、序列化（pickle）或恢复的会话。",
        "参数越界、试图 pickle，或密封状态属于别的密钥：见错误信息。",
    ),
    "RestoreError": (
        "The model made up a placeholder; without `strict=True` it stays as it is.",
        "占位符在本会话中没有对应的值；只说有几个、在哪里，不说是哪一个。",
        "模型编造了占位符；不设 `strict=True` 时它原样保留。",
    ),
    "FormatError": (
        "The object is damaged or is not what its bytes say; in a scan it becomes a row with this reason.",
        "对象的字节与它所声称的格式不符，读不出来。",
        "文件已损坏或名不副实；扫描时成为一行并写明原因。",
    ),
    "UnsupportedError": (
        "Convert the file, or leave it `skipped`: it is never called clean.",
        "不支持读取的对象类型；错误信息写明类型。",
        "先转换格式，或保留 `skipped` 状态：它绝不会被算作干净。",
    ),
    "EncryptedError": (
        "Scan a copy without its password; piiguard asks for none.",
        "需要密码才能读取；错误信息写明格式。",
        "扫描去掉密码的副本；piiguard 不索要密码。",
    ),
    "LimitError": (
        "The message names the limit; very large or very deep objects are refused rather than half read.",
        "读取超出上限（字节、成员数、层数、时间、内存）；错误信息写明是哪一项。",
        "过大或嵌套过深的对象宁可拒绝，也不读一半了事。",
    ),
    "MissingExtraError": (
        "Install what the message says, such as `pip install 'piiguard[scan]'`.",
        "用到了没有安装的可选组件。",
        "按错误信息安装，例如 `pip install 'piiguard[scan]'`。",
    ),
    "EngineError": (
        "The text it was given is withheld; report it with a synthetic text that shows it.",
        "扫描引擎失败；交给它的文本被扣下。",
        "该文本不会放行；请用能重现的合成文本报告问题。",
    ),
    "LedgerError": (
        "Another scan uses the file, or it is damaged or of another program; the message says which.",
        "台账不可用：属于别的程序、正被使用、已损坏，或磁盘拒绝写入。",
        "错误信息写明是哪种情形。",
    ),
    "BaselineError": (
        "The message names the entry: each needs an author, a reason and something to match.",
        "不能使用的基线文件；写明是哪一条、为什么。",
        "每一条都要有审核人、理由和匹配条件。",
    ),
    "SourceError": (
        "Address, login or database are wrong, or the scheme is unknown; nothing of the source was read.",
        "整个数据源不可用：地址错误、登录被拒、没有这个数据库。不透露任何密钥。",
        "检查地址、账号、库名和协议名；该数据源什么也没有读。",
    ),
    "CopyError": (
        "Choose another OUT: not inside PATH, not over it, and writable.",
        "脱敏副本不能写到指定位置；什么也没有写。",
        "换一个 OUT：不在 PATH 之内、不覆盖 PATH，且可写。",
    ),
    "OutputError": (
        "Choose another form or place for the report.",
        "报告不能以这种形式写出，或不能写到这个位置。",
        "换一种报告格式或位置。",
    ),
    "SparkError": (
        "Install what the message names (Java 17, PySpark 4), or give executors the driver's piiguard, keys and extras; no value is shown.",
        "缺少 Spark 所需的组件，或执行器与驱动程序不一致，或某列的类型无法查看；不透露任何值。",
        "按错误信息安装（Java 17、PySpark 4），或让执行器与驱动程序使用相同的 piiguard、密钥和组件。",
    ),
    "SecretsError": (
        "The file of secrets must be yours alone (mode 0600) and hold NAME=value lines; the message names the line.",
        "密钥文件不可用；不透露任何密钥。",
        "文件必须只有本人可读（0600），每行 NAME=value；错误信息写明行号。",
    ),
}
