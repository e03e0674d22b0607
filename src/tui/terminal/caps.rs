//! What the environment says of the terminal: whether to draw, and with what.

use super::screen::Looks;

/// Why nothing can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TerminalRefusal {
    /// Standard input or output is a file or a pipe.
    NotATerminal,
    /// `TERM` is not set, so nobody says that a terminal understands anything.
    Unnamed,
    /// `TERM` is `dumb`: it cannot move its cursor.
    Dumb,
}

/// What people should be told before they wonder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// The Linux console has no Hanzi.
    LinuxConsole,
    /// The locale does not say UTF-8; its name, empty if none is set.
    NotUtf8(String),
}

/// A terminal that can be drawn on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// What may be sent to it.
    pub looks: Looks,
    /// What to warn of.
    pub cautions: Vec<Caution>,
}

/// Judges the terminal by the environment; `is_tty` is whether both ends are one.
pub fn examine(
    env: impl Fn(&str) -> Option<String>,
    is_tty: bool,
) -> Result<Capabilities, TerminalRefusal> {
    if !is_tty {
        return Err(TerminalRefusal::NotATerminal);
    }
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let term = set("TERM").ok_or(TerminalRefusal::Unnamed)?;
    if term == "dumb" {
        return Err(TerminalRefusal::Dumb);
    }
    let mut cautions = Vec::new();
    let console = term == "linux";
    if console {
        cautions.push(Caution::LinuxConsole);
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let locale = locale.unwrap_or_default();
    if !says_utf8(&locale) {
        cautions.push(Caution::NotUtf8(locale));
    }
    Ok(Capabilities {
        looks: Looks {
            colour: set("NO_COLOR").is_none(),
            scrolling: !console,
        },
        cautions,
    })
}

fn says_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &[(&str, &str)]) -> Result<Capabilities, TerminalRefusal> {
        let find = |name: &str| vars.iter().find(|(key, _)| *key == name);
        examine(
            |name| find(name).map(|(_, value)| (*value).to_owned()),
            true,
        )
    }

    #[test]
    fn a_terminal_that_cannot_draw_is_refused() {
        assert_eq!(with(&[]), Err(TerminalRefusal::Unnamed));
        assert_eq!(with(&[("TERM", "")]), Err(TerminalRefusal::Unnamed));
        assert_eq!(with(&[("TERM", "dumb")]), Err(TerminalRefusal::Dumb));
        assert_eq!(
            examine(|_| Some("xterm".into()), false),
            Err(TerminalRefusal::NotATerminal)
        );
    }

    #[test]
    fn the_usual_terminals_are_taken_without_a_word() {
        for term in ["xterm-256color", "screen", "tmux-256color", "vt100"] {
            let found = with(&[("TERM", term), ("LANG", "zh_CN.UTF-8")]).unwrap();
            assert_eq!(found.cautions, []);
            assert_eq!(
                found.looks,
                Looks {
                    colour: true,
                    scrolling: true
                }
            );
        }
    }

    #[test]
    fn the_linux_console_is_drawn_on_with_a_warning() {
        let found = with(&[("TERM", "linux"), ("LANG", "C.utf8")]).unwrap();
        assert_eq!(found.cautions, [Caution::LinuxConsole]);
        assert!(!found.looks.scrolling);
    }

    #[test]
    fn no_color_takes_the_colours_and_an_empty_one_does_not() {
        let looks = |value| {
            with(&[("TERM", "xterm"), ("NO_COLOR", value)])
                .unwrap()
                .looks
        };
        assert!(!looks("1").colour);
        assert!(looks("").colour);
    }

    #[test]
    fn the_locale_in_force_is_the_first_that_is_set() {
        let cautions = |vars: &[_]| {
            with(&[&[("TERM", "xterm")], vars].concat())
                .unwrap()
                .cautions
        };
        assert_eq!(cautions(&[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")]), []);
        let posix = [Caution::NotUtf8("POSIX".into())];
        assert_eq!(
            cautions(&[("LC_ALL", "POSIX"), ("LANG", "zh_CN.UTF-8")]),
            posix
        );
        assert_eq!(cautions(&[]), [Caution::NotUtf8(String::new())]);
    }
}
