//! Words of others that stand in our sentences: the system's, SQLite's, those of the reader of
//! settings. They come in English.

use std::fmt::Display;

use crate::domain::Lang;

/// A piece of what they say, and what it means. The first that fits is taken.
const KNOWN: &[(&str, &str)] = &[
    // The system.
    ("permission denied", "没有权限"),
    ("operation not permitted", "系统不允许"),
    ("read-only file system", "文件系统是只读的"),
    ("read-only filesystem", "文件系统是只读的"),
    ("no such file", "没有这个文件或文件夹"),
    ("entity not found", "没有这个文件或文件夹"),
    ("not a directory", "路径中间不是文件夹"),
    ("is a directory", "这是文件夹"),
    ("directory not empty", "文件夹里还有文件"),
    ("file exists", "那里已有文件"),
    ("already exists", "那里已有文件"),
    ("file name too long", "文件名太长"),
    ("invalid filename", "文件名不合规"),
    (
        "too many levels of symbolic links",
        "是符号链接，或链接绕成了圈",
    ),
    ("filesystem loop", "符号链接绕成了圈"),
    (
        "a symbolic link, which is not followed here",
        "这是别人放的符号链接，不跟随",
    ),
    ("not a regular file", "不是普通文件"),
    ("not a settings file", "不是设置文件"),
    ("no space left", "磁盘已满"),
    ("no storage space", "磁盘已满"),
    ("quota exceeded", "超出磁盘配额"),
    ("file too large", "文件太大"),
    ("too many open files", "打开的文件太多"),
    ("input/output error", "磁盘读写出错"),
    ("text file busy", "文件正在使用"),
    ("executable file busy", "文件正在使用"),
    ("resource busy", "正在使用"),
    ("resource temporarily unavailable", "正被占用"),
    ("operation would block", "正被占用"),
    ("broken pipe", "接收的一方已关闭"),
    ("cross-device link", "不在同一个磁盘上"),
    ("stale file handle", "网络文件已失效"),
    ("stale network file handle", "网络文件已失效"),
    ("interrupted system call", "被打断"),
    ("cannot allocate memory", "内存不足"),
    ("connection timed out", "连接超时"),
    ("not valid utf-8", "不是 UTF-8"),
    ("not contain valid utf-8", "不是 UTF-8"),
    ("not utf-8", "不是 UTF-8"),
    ("failed to fill whole buffer", "文件没有读全"),
    ("unexpected end of file", "文件不完整"),
    // SQLite.
    ("malformed", "数据页已损坏"),
    ("file is not a database", "不是数据库，或开头已损坏"),
    ("unable to open database file", "数据库文件打不开"),
    ("disk i/o error", "磁盘读写出错"),
    ("database or disk is full", "磁盘已满"),
    ("readonly database", "文件是只读的"),
    ("database is locked", "正被占用"),
    ("locking protocol", "文件锁出错"),
    ("unique constraint failed", "有重复的编号"),
    ("foreign key constraint failed", "引用的内容不存在"),
    ("constraint failed", "内容不合规定"),
    ("invalid column type", "存的值类型不对"),
    ("conversion error", "存的值读不懂"),
    ("out of range", "存的数超出范围"),
    ("utf8", "不是 UTF-8"),
];

/// The same of the reader of settings, whose words say what was expected too.
const OF_SETTINGS: &[(&str, &str)] = &[
    ("unclosed table", "方括号没有闭合"),
    ("unclosed array", "方括号没有闭合"),
    ("unclosed inline table", "花括号没有闭合"),
    ("duplicate key", "这个键写了两次"),
    ("key with no value", "键后面没有 = 和值"),
    ("missing value", "缺少值"),
    ("missing assignment", "缺少 ="),
    ("keys cannot be empty", "缺少键"),
    ("string values must be quoted", "文字没有加引号"),
    ("missing opening quote", "缺少开头的引号"),
    ("invalid basic string", "引号没有闭合"),
    ("invalid literal string", "引号没有闭合"),
    ("invalid multi-line", "引号没有闭合"),
    ("missing escaped value", "反斜线后缺少字符"),
    ("missing comma", "缺少逗号"),
    ("extra comma", "多了逗号"),
    ("extra `=`", "多了 ="),
    ("extra assignment", "多了 ="),
    ("unexpected `=`", "多了 ="),
    ("unexpected leading zero", "数字不能以 0 开头"),
    ("invalid unquoted key", "键里有不能用的字符，要加引号"),
    ("carriage return", "换行不对"),
    ("recursion", "套得太深"),
    ("unexpected", "有多余的内容"),
    ("invalid", "写法不对"),
];

/// What the system or SQLite said, in the language of the sentence it stands in; what nobody knows
/// stays.
pub fn told(why: &impl Display, lang: Lang) -> String {
    look_up(KNOWN, why, lang)
}

/// What the reader of settings said.
pub fn told_of_settings(why: &impl Display, lang: Lang) -> String {
    look_up(OF_SETTINGS, why, lang)
}

fn look_up(known: &[(&'static str, &'static str)], why: &impl Display, lang: Lang) -> String {
    let why = why.to_string();
    let plain = why.to_ascii_lowercase();
    let known = known.iter().find(|(piece, _)| plain.contains(piece));
    match known.filter(|_| lang == Lang::Zh) {
        Some((_, meaning)) => (*meaning).to_owned(),
        None => why,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn what_the_system_says_is_said_in_chinese() {
        for number in 1..=40 {
            let error = io::Error::from_raw_os_error(number);
            if let io::ErrorKind::PermissionDenied
            | io::ErrorKind::NotFound
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::StorageFull
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::InvalidFilename
            | io::ErrorKind::CrossesDevices = error.kind()
            {
                for error in [error.to_string(), io::Error::from(error.kind()).to_string()] {
                    let said = told(&error, Lang::Zh);
                    assert!(!said.is_ascii(), "{error}: {said}");
                    assert_eq!(told(&error, Lang::En), error);
                }
            }
        }
    }

    #[test]
    fn what_no_piece_fits_stays_as_it_is_and_no_piece_hides_a_later_one() {
        assert_eq!(told(&"something else", Lang::Zh), "something else");
        for table in [KNOWN, OF_SETTINGS] {
            for (at, (piece, meaning)) in table.iter().enumerate() {
                assert_eq!(*piece, piece.to_ascii_lowercase());
                assert!(!meaning.is_empty());
                let mut earlier = table[..at].iter();
                let earlier = earlier.find(|(earlier, _)| piece.contains(earlier));
                assert_eq!(earlier, None, "{piece}");
            }
        }
    }
}
