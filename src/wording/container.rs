//! Why a document or a table was not taken, in words.

use super::exit::{Exit, Failure};
use super::{fill, foreign, texts};
use crate::domain::Lang;
use crate::import::{ContainerFault, ConverterFault, Undecodable};

texts! {
    /// Sentences and hints about documents and tables.
    ContainerTexts {
        undecodable: "{file} 第 {line} 行第 {byte} 字节起不是文字(按 {encoding} 读)", "{file}, line {line}: no text from byte {byte} on (read as {encoding}).";
        undecodable_hint: "文件可能被截断；用记事本打开，另存为 UTF-8 后再试", "The file may be cut off; open it in an editor and save it as UTF-8.";
        broken: "{file} 已损坏，或者没有复制完整", "{file} is damaged, or only a part of it was copied.";
        broken_hint: "重新复制，或用 Word、WPS 打开后另存", "Copy it again, or open it in an office program and save it.";
        encrypted: "{file} 加了密码", "{file} is locked with a password.";
        encrypted_hint: "打开后去掉密码，另存再导入", "Open it, take the password off and save it.";
        no_part: "{file} 里没有 {part}", "{file} has no {part}.";
        bad_xml: "{file} 里的 {part} 已损坏", "{part} in {file} is damaged.";
        doctype: "{file} 里有文档类型声明，不安全，没有读取", "{file} declares a document type, which is not safe, and was not read.";
        strange_hint: "正常的 Word、WPS 文件不会这样；用它们打开后另存再试", "No office program writes such a file; open it in one and save it.";
        too_deep: "{file} 的内容嵌套超过 {n} 层", "{file} nests its content deeper than {n}.";
        too_many_parts: "{file} 里的部件超过 {n} 个", "{file} has more than {n} parts.";
        part_too_large: "{file} 里有部件展开后超过 {n} MB", "A part of {file} has more than {n} MB when unpacked.";
        sum_too_large: "{file} 展开后超过 {n} MB", "{file} has more than {n} MB when unpacked.";
        too_dense: "{file} 的压缩比超过 {n}，不像正常的文件", "{file} is packed more than {n} times smaller, as no sound file is.";
        too_much_text: "{file} 的文字超过 {n} MB", "{file} has more than {n} MB of text.";
        too_many_lines: "{file} 超过 {n} 段", "{file} has more than {n} paragraphs.";
        too_many_rows: "{file} 超过 {n} 行", "{file} has more than {n} rows.";
        too_many_columns: "{file} 的表格超过 {n} 列", "A table of {file} has more than {n} columns.";
        too_many_cells: "{file} 超过 {n} 个单元格", "{file} has more than {n} cells.";
        divide_hint: "只留下要导入的部分，或分成几个文件", "Keep only what is to be imported, or divide it.";
        workbook: "{file} 不是完好的 Excel 工作簿：{why}", "{file} is no sound workbook: {why}.";
        not_installed: "读 .{kind} 要先装一个转换程序：{file}", "Reading .{kind} needs a converter: {file}.";
        not_installed_hint: "请管理员执行 apt install {package}，或另存为 .docx、.xlsx 再导入", "Ask for apt install {package}, or save it as .docx or .xlsx.";
        too_slow: "转换 {file} 超过 {n} 秒，已停止", "Converting {file} took more than {n} seconds and was stopped.";
        convert_failed: "{file} 转换不了：{why}", "{file} could not be converted: {why}.";
        convert_hint: "用 Word、WPS 打开，另存为 .docx 或 .xlsx 再导入", "Open it in an office program and save it as .docx or .xlsx.";
        no_text_layer: "{file} 是扫描件，无文字层", "{file} is a scan without a text layer.";
        no_text_layer_hint: "先做文字识别(OCR)，或向发文单位要电子版", "Run OCR on it, or ask the issuer for the text.";
    }
}

fn content(sentence: String, hint: impl Into<String>) -> Failure {
    Failure::new(Exit::Content, sentence, hint)
}

/// Bytes that are no text.
pub(super) fn of_bytes(file: &str, fault: &Undecodable, lang: Lang) -> Failure {
    let t = ContainerTexts::of(lang);
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("file", &file),
        ("line", &fault.line),
        ("byte", &fault.byte),
        ("encoding", &fault.encoding_name),
    ];
    content(fill(t.undecodable, &values), t.undecodable_hint)
}

/// A container that is broken or too large.
pub(super) fn of_container(file: &str, fault: &ContainerFault, lang: Lang) -> Failure {
    let t = ContainerTexts::of(lang);
    let says = |text: &str, hint: &str| content(fill(text, &[("file", &file)]), hint);
    let limit = |text: &str, most: &dyn std::fmt::Display, hint: &str| {
        content(fill(text, &[("file", &file), ("n", most)]), hint)
    };
    let part = |text: &str, name: &dyn std::fmt::Display| {
        content(
            fill(text, &[("file", &file), ("part", name)]),
            t.broken_hint,
        )
    };
    match fault {
        ContainerFault::Broken => says(t.broken, t.broken_hint),
        ContainerFault::Encrypted => says(t.encrypted, t.encrypted_hint),
        ContainerFault::NoPart(name) => part(t.no_part, name),
        ContainerFault::BadXml(name) => part(t.bad_xml, name),
        ContainerFault::Doctype => says(t.doctype, t.strange_hint),
        ContainerFault::TooDeep(most) => limit(t.too_deep, most, t.strange_hint),
        ContainerFault::TooManyParts(most) => limit(t.too_many_parts, most, t.strange_hint),
        ContainerFault::PartTooLarge(most) => limit(t.part_too_large, most, t.divide_hint),
        ContainerFault::SumTooLarge(most) => limit(t.sum_too_large, most, t.divide_hint),
        ContainerFault::TooDense(most) => limit(t.too_dense, most, t.strange_hint),
        ContainerFault::TooMuchText(most) => limit(t.too_much_text, most, t.divide_hint),
        ContainerFault::TooManyLines(most) => limit(t.too_many_lines, most, t.divide_hint),
        ContainerFault::TooManyRows(most) => limit(t.too_many_rows, most, t.divide_hint),
        ContainerFault::TooManyColumns(most) => limit(t.too_many_columns, most, t.divide_hint),
        ContainerFault::TooManyCells(most) => limit(t.too_many_cells, most, t.divide_hint),
        ContainerFault::Workbook(why) => content(
            fill(
                t.workbook,
                &[("file", &file), ("why", &foreign::told(why, lang))],
            ),
            t.broken_hint,
        ),
    }
}

/// A file that could not be converted.
pub(super) fn of_converter(file: &str, fault: &ConverterFault, lang: Lang) -> Failure {
    let t = ContainerTexts::of(lang);
    match fault {
        ConverterFault::NotInstalled { kind, package } => content(
            fill(t.not_installed, &[("file", &file), ("kind", kind)]),
            fill(t.not_installed_hint, &[("package", package)]),
        ),
        ConverterFault::TooSlow(seconds) => content(
            fill(t.too_slow, &[("file", &file), ("n", seconds)]),
            t.convert_hint,
        ),
        ConverterFault::Failed(why) => content(
            fill(
                t.convert_failed,
                &[("file", &file), ("why", &foreign::told(why, lang))],
            ),
            t.convert_hint,
        ),
        ConverterFault::NoTextLayer => content(
            fill(t.no_text_layer, &[("file", &file)]),
            t.no_text_layer_hint,
        ),
    }
}
