//! `duban man`

use clap_mangen::Man;

use super::job::Job;
use super::{Outcome, command};

/// Prints the manual: the page of the program, then one of each verb.
pub fn run(job: &mut Job) -> Outcome {
    let mut whole = command::command(job.lang);
    whole.build();
    let mut page = Vec::new();
    let mut rendered = Man::new(whole.clone()).render(&mut page);
    for verb in whole.get_subcommands() {
        let name = format!("duban-{}", verb.get_name());
        let page_of_verb = Man::new(verb.clone()).title(name).render(&mut page);
        rendered = rendered.and(page_of_verb);
    }
    let page = job.encoded(rendered.map(|()| page))?;
    job.print(&page)
}
