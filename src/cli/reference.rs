//! The command line reference of the README, written from the very command that is parsed.

use std::fmt::Write;

use clap::{Arg, Command};

use super::command::command;
use crate::domain::Lang;
use crate::wording::help::HelpTexts;

/// The reference in Markdown: a section a verb, a line a flag, the global flags once.
pub fn reference(lang: Lang) -> String {
    let mut whole = command(lang);
    whole.build();
    let t = HelpTexts::of(lang);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(text, "### `duban`\n\n{}\n", t.verb_duban);
    flags(
        &mut text,
        whole.get_arguments().filter(|arg| !arg.is_global_set()),
    );
    let _ = writeln!(text, "{}\n", t.global_flags);
    flags(
        &mut text,
        whole.get_arguments().filter(|arg| arg.is_global_set()),
    );
    for verb in whole.get_subcommands() {
        section(&mut text, verb);
    }
    let _ = writeln!(text, "{}\n\n{}", t.environment, t.exit_codes);
    text
}

fn section(text: &mut String, verb: &Command) {
    let about = verb
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let positionals: Vec<String> = verb.get_positionals().map(shape).collect();
    let call = format!("duban {} {}", verb.get_name(), positionals.join(" "));
    let _ = writeln!(text, "### `{}`\n\n{about}\n", call.trim());
    flags(
        text,
        verb.get_arguments().filter(|arg| !arg.is_global_set()),
    );
}

fn flags<'a>(text: &mut String, args: impl Iterator<Item = &'a Arg>) {
    let mut any = false;
    for arg in args {
        any = true;
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "- `{}`: {help}", shape(arg));
    }
    if any {
        text.push('\n');
    }
}

/// `--title <TEXT>`, `<ID>...`
fn shape(arg: &Arg) -> String {
    let names: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| format!("<{name}>"))
        .collect();
    let takes_value = arg.get_action().takes_values();
    let value = if takes_value {
        names.join(" ")
    } else {
        String::new()
    };
    match arg.get_long() {
        Some(long) => format!("--{long} {value}").trim().to_owned(),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_names_every_verb_and_flag_once_with_its_words() {
        let text = reference(Lang::En);
        for verb in command(Lang::En).get_subcommands() {
            assert!(text.contains(&format!("### `duban {}", verb.get_name())));
        }
        assert_eq!(text.matches("`--read-only`").count(), 1);
        assert!(!text.contains("`: \n"));
    }
}
