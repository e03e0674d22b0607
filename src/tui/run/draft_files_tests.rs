use std::os::unix::fs::PermissionsExt;

use super::*;

fn note(task: i64, text: &str) -> KeptDraft {
    let target = crate::ledger::Target {
        id: crate::domain::TaskId::new(task).unwrap(),
        seen: None,
    };
    KeptDraft::of(What::Note, &[target], format!("任务 {task}")).with("text", text)
}

/// The files of a session at the ledger `id` in a folder.
fn session(folder: &Path, name: &str, id: &str) -> DraftFiles {
    DraftFiles::beside(&folder.join("place-abc.json"), name, Some(id.to_owned()))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn what_a_dead_session_left_is_taken_over_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = session(folder.path(), "1-a", "x");
    let drafts = [note(1, "半句话"), note(2, "另一句\n第二行")];
    first.write(&drafts).unwrap();
    // As the kernel does for a process that is killed: the lock goes, the files stay.
    drop(first);
    let mut second = session(folder.path(), "2-b", "x");
    assert_eq!(second.take_over(), drafts);
    assert_eq!(
        names(folder.path()),
        ["drafts-abc-2-b.json", "drafts-abc-2-b.lock"]
    );
    let mut third = session(folder.path(), "3-c", "x");
    assert_eq!(third.take_over(), [], "the second one lives");
    second.write(&[]).unwrap();
    second.close();
    third.close();
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn two_sessions_that_live_never_touch_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (
        session(folder.path(), "1-a", "x"),
        session(folder.path(), "2-b", "x"),
    );
    one.write(&[note(1, "甲")]).unwrap();
    assert_eq!(two.take_over(), []);
    two.write(&[note(1, "乙")]).unwrap();
    assert_eq!(one.take_over(), []);
    one.write(&[note(1, "甲")]).unwrap();
    one.close();
    two.close();
    let mut next = session(folder.path(), "3-c", "x");
    assert_eq!(next.take_over(), [note(1, "甲"), note(1, "乙")]);
}

#[test]
fn drafts_of_another_ledger_at_the_same_path_stay_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = session(folder.path(), "1-a", "old");
    old.write(&[note(1, "甲")]).unwrap();
    drop(old);
    assert_eq!(session(folder.path(), "2-b", "new").take_over(), []);
    assert_eq!(
        session(folder.path(), "3-c", "old").take_over(),
        [note(1, "甲")]
    );
}

#[test]
fn nobody_else_can_read_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = session(folder.path(), "1-a", "x");
    files.write(&[note(1, "甲")]).unwrap();
    files.write(&[note(1, "甲乙")]).unwrap();
    for name in names(folder.path()) {
        let mode = std::fs::metadata(folder.path().join(&name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_draft_of_a_kind_nobody_knows_does_not_take_the_others_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let known = serde_json::to_value(note(1, "甲")).unwrap();
    let content = serde_json::json!({ "drafts": [{ "what": "poem" }, known, 3] });
    std::fs::write(
        folder.path().join("drafts-abc-1-a.json"),
        content.to_string(),
    )
    .unwrap();
    assert_eq!(
        session(folder.path(), "2-b", "x").take_over(),
        [note(1, "甲")]
    );
}

#[test]
fn a_file_that_cannot_be_read_stays() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("drafts-abc-1-a.json"), "{ not json").unwrap();
    assert_eq!(session(folder.path(), "2-b", "x").take_over(), []);
    assert_eq!(names(folder.path()), ["drafts-abc-1-a.json"]);
}

#[test]
fn a_session_is_alive_by_the_number_of_its_process_where_there_are_no_locks() {
    let own = format!("18c-{:x}", std::process::id());
    assert!(is_alive(&own));
    assert!(!is_alive("18c-7fffffff") && !is_alive("nonsense"));
}

#[test]
fn a_correction_of_a_doubted_task_is_kept_and_goes_once_it_is_taken_back() {
    use crate::domain::doubt::DoubtKind;
    use crate::domain::draft::TaskDraft;
    use crate::tui::state::review::{Overlay, TaskAt};

    let (document, task) = (0, 1);
    let read = TaskDraft {
        warnings: vec![DoubtKind::PartiesMerged.at(7)],
        ..TaskDraft::default()
    };
    let corrected = TaskDraft {
        title: "改过".to_owned(),
        ..read.clone()
    };
    let mut overlay = Overlay::default();
    overlay.put(TaskAt { document, task }, corrected, Some(&read));
    let kept = serde_json::to_string(&overlay).unwrap();
    let mut again: Overlay = serde_json::from_str(&kept).unwrap();
    let at = TaskAt { document, task };
    let mut draft = again.tasks[&at].as_ref().clone();
    assert_eq!(draft.title, "改过");
    draft.title.clear();
    again.put(at, draft, Some(&read));
    assert_eq!(again, Overlay::default());
}
