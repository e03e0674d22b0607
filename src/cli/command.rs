//! The clap command in the language asked for, and clap's complaints in our own words.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, FromArgMatches};

use super::args::CommandLine;
use crate::domain::Lang;
use crate::wording::cli::CliTexts;
use crate::wording::help::HelpTexts;
use crate::wording::{Exit, Failure, fill};

/// What the arguments amount to.
pub enum Parsed {
    /// A command line to carry out.
    Line(Box<CommandLine>),
    /// Help or version, to be printed.
    Print(String),
}

/// Reads the arguments, the program's name first.
///
/// # Errors
/// A usage failure in `lang`.
pub fn parse(args: Vec<OsString>, lang: Lang) -> Result<Parsed, Failure> {
    let matches = match command(lang).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => {
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                    Ok(Parsed::Print(error.render().to_string()))
                }
                _ => Err(usage(&error, lang)),
            };
        }
    };
    CommandLine::from_arg_matches(&matches)
        .map(|line| Parsed::Line(Box::new(line)))
        .map_err(|error| usage(&error, lang))
}

/// The whole command with help in `lang`.
pub fn command(lang: Lang) -> Command {
    let t = HelpTexts::of(lang);
    let command = CommandLine::command()
        .about(t.about)
        .after_help(format!("{}\n\n{}", t.environment, t.exit_codes))
        .subcommand_help_heading(t.verbs)
        .subcommand_value_name(lang.pick("命令", "COMMAND"));
    with_words(command, "duban", lang).mut_subcommands(|verb| {
        let name = verb.get_name().to_owned();
        let about = HelpTexts::verb(lang, &name).unwrap_or_default();
        with_words(verb.about(about), &name, lang)
    })
}

fn with_words(command: Command, verb: &str, lang: Lang) -> Command {
    let t = HelpTexts::of(lang);
    let template = format!(
        "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
        t.usage
    );
    command.help_template(template).mut_args(|arg| {
        let words = HelpTexts::flag(lang, verb, arg.get_id().as_str()).unwrap_or_default();
        let heading = if arg.is_positional() {
            t.arguments
        } else if arg.is_global_set() {
            t.global_flags
        } else {
            t.flags
        };
        arg.help(words).help_heading(heading)
    })
}

/// clap's complaint as one sentence and a hint.
fn usage(error: &clap::Error, lang: Lang) -> Failure {
    let t = CliTexts::of(lang);
    let word = |kind| error.get(kind).map(in_words).unwrap_or_default();
    let arg = word(ContextKind::InvalidArg);
    let value = word(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let verb = word(ContextKind::InvalidSubcommand);
            fill(t.unknown_verb, &[("verb", &verb)])
        }
        ErrorKind::UnknownArgument if arg.starts_with('-') => {
            fill(t.unknown_flag, &[("flag", &arg)])
        }
        ErrorKind::UnknownArgument => fill(t.superfluous, &[("word", &arg)]),
        ErrorKind::MissingRequiredArgument => fill(t.flag_missing, &[("flag", &arg)]),
        ErrorKind::ArgumentConflict => {
            let other = word(ContextKind::PriorArg);
            match other == arg || other.is_empty() {
                true => fill(t.flag_twice, &[("flag", &arg)]),
                false => fill(t.flags_clash, &[("flag", &arg), ("other", &other)]),
            }
        }
        ErrorKind::InvalidValue if value.is_empty() => fill(t.flag_empty, &[("flag", &arg)]),
        ErrorKind::InvalidUtf8 => t.not_utf8.to_owned(),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            fill(t.flag_empty, &[("flag", &arg)])
        }
        _ => fill(t.bad_value, &[("flag", &arg), ("value", &value)]),
    };
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .map(word)
    .find(|word| !word.is_empty());
    let hint = match suggested {
        Some(word) => fill(t.suggested, &[("word", &word)]),
        None => t.see_help.to_owned(),
    };
    Failure::new(Exit::Usage, sentence, hint)
}

fn in_words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join(", "),
        _ => String::new(),
    }
}

/// The value of a global flag before the arguments are understood, wherever it stands: faults of
/// the arguments themselves must be told in the right language.
pub fn value_of<'a>(args: &'a [OsString], flag: &str) -> Option<&'a str> {
    let mut words = args.iter().filter_map(|arg| arg.to_str());
    let mut value = None;
    while let Some(word) = words.next() {
        match word.strip_prefix(flag) {
            Some("") => value = words.next(),
            Some(rest) => value = rest.strip_prefix('=').or(value),
            None => {}
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_and_every_flag_has_its_words_and_every_word_its_flag() {
        command(Lang::Zh).debug_assert();
        let command = CommandLine::command();
        let mut used = std::collections::BTreeSet::new();
        let mut note = |verb: &str, arg: &str| {
            let own = format!("{verb}_{arg}");
            let has_own = HelpTexts::ALL.iter().any(|text| text.0 == own);
            used.insert(if has_own { own } else { format!("flag_{arg}") });
        };
        for arg in command.get_arguments() {
            note("duban", arg.get_id().as_str());
        }
        for verb in command.get_subcommands() {
            assert!(
                HelpTexts::verb(Lang::Zh, verb.get_name()).is_some(),
                "{}",
                verb.get_name()
            );
            for arg in verb.get_arguments() {
                assert!(
                    HelpTexts::flag(Lang::Zh, verb.get_name(), arg.get_id().as_str()).is_some(),
                    "{} {}",
                    verb.get_name(),
                    arg.get_id()
                );
                note(verb.get_name(), arg.get_id().as_str());
            }
        }
        for (name, _, _) in HelpTexts::ALL {
            let is_of_flag = name.contains('_') && !name.starts_with("verb_");
            let is_general = ["exit_codes", "global_flags"].contains(name);
            assert!(
                !is_of_flag || is_general || used.contains(*name),
                "{name} is of no flag"
            );
        }
    }

    #[test]
    fn a_global_flag_is_found_wherever_it_stands() {
        let args = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        for words in [
            ["duban", "list", "--lang", "en"].as_slice(),
            &["duban", "--lang=en", "list"],
            &[
                "duban",
                "--lang",
                "zh",
                "list",
                "--lang",
                "en",
                "--language",
            ],
        ] {
            assert_eq!(value_of(&args(words), "--lang"), Some("en"));
        }
        assert_eq!(value_of(&args(&["duban", "list"]), "--lang"), None);
    }
}
