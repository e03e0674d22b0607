//! Word documents: a whole package, or, behind a first byte that is odd, the body of one.
#![no_main]

mod package;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let bytes = match data.split_first() {
        Some((first, body)) if first % 2 == 1 => package::of(&[(
            "word/document.xml",
            &[b"<w:document xmlns:w=\"w\"><w:body>", body, b"</w:body></w:document>"].concat(),
        )]),
        _ => data.to_vec(),
    };
    let _ = duban::import::containers::docx::read(&bytes);
});
