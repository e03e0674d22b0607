//! Files of ours in a folder where others wait.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::time::{Duration, SystemTime};

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("views.toml");
    replace(&path, b"old and long", Sharing::Usual, Links::Own).unwrap();
    replace(&path, b"new", Sharing::Group, Links::None).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["views.toml"]);
}

#[test]
fn a_file_has_the_mode_of_its_sharing_whatever_the_umask_says_and_keeps_that_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.views.toml");
    for (sharing, wanted) in [(Sharing::Group, 0o660), (Sharing::Private, 0o600)] {
        replace(&path, b"new", sharing, Links::None).unwrap();
        assert_eq!(mode(&path), wanted);
    }
    replace(&path, b"newer", Sharing::Usual, Links::None).unwrap();
    assert_eq!(mode(&path), 0o600, "a private file does not become public");
}

#[test]
fn what_cannot_be_put_in_place_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("file"), b"x").unwrap();
    assert!(replace(&path, b"new", Sharing::Usual, Links::Own).is_err());
    assert_eq!(names(folder.path()), ["taken"]);
}

#[test]
fn a_name_that_is_taken_is_left_to_whoever_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken");
    put(&path, b"mine", Sharing::Usual, Over::Nothing).unwrap();
    let refused = put(&path, b"theirs", Sharing::Usual, Over::Nothing);
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    symlink("nowhere", folder.path().join("link")).unwrap();
    let refused = put(
        &folder.path().join("link"),
        b"x",
        Sharing::Usual,
        Over::Nothing,
    );
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    assert_eq!(names(folder.path()), ["link", "taken"]);
}

/// A folder with somebody's file in it, and another where links to it lie in wait.
fn lying_in_wait(planted: &[String]) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (home, shared) = (folder.path().join("home"), folder.path().join("shared"));
    fs::create_dir(&home).unwrap();
    fs::create_dir(&shared).unwrap();
    let login = home.join("login");
    fs::write(&login, "mine").unwrap();
    for name in planted {
        symlink(&login, shared.join(name)).unwrap();
    }
    (folder, login, shared)
}

#[test]
fn nothing_is_written_through_links_under_the_names_that_could_be_known_beforehand() {
    let process = std::process::id();
    let mut planted: Vec<String> = ["new", "part"]
        .iter()
        .flat_map(|what| (0..50).map(move |n| format!(".ledger.db.{what}-{process}-{n}")))
        .collect();
    planted.push(format!(".ledger.views.toml.part-{process}"));
    let (_folder, login, shared) = lying_in_wait(&planted);
    for name in ["ledger.views.toml", "ledger.db"] {
        replace(&shared.join(name), b"new", Sharing::Group, Links::None).unwrap();
        assert_eq!(fs::read(shared.join(name)).unwrap(), b"new");
        let draft = AtomicFile::beside(&shared.join(name)).unwrap();
        assert!(
            !planted.contains(
                &draft
                    .path()
                    .file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            )
        );
    }
    assert_eq!(fs::read(&login).unwrap(), b"mine");
}

#[test]
fn a_link_in_the_place_of_a_shared_file_is_neither_followed_nor_replaced_nor_read() {
    let planted = ["ledger.views.toml".to_owned(), "duban.log".to_owned()];
    let (_folder, login, shared) = lying_in_wait(&planted);
    let link = shared.join("ledger.views.toml");
    assert!(replace(&link, b"new", Sharing::Group, Links::None).is_err());
    assert!(read_text(&link, 100, Links::None).is_err());
    assert!(append(&shared.join("duban.log")).is_err());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&login).unwrap(), b"mine");
}

#[test]
fn a_link_of_ones_own_stays_a_link_and_what_it_leads_to_is_replaced() {
    let (folder, login, shared) = lying_in_wait(&["views.toml".to_owned()]);
    let link = shared.join("views.toml");
    assert_eq!(read_text(&link, 100, Links::Own).unwrap(), "mine");
    replace(&link, b"new", Sharing::Usual, Links::Own).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&login).unwrap(), b"new");
    // One that leads nowhere yet leads there then.
    symlink("../home/more", shared.join("other")).unwrap();
    replace(&shared.join("other"), b"more", Sharing::Usual, Links::Own).unwrap();
    assert_eq!(fs::read(folder.path().join("home/more")).unwrap(), b"more");
    symlink("round", shared.join("round")).unwrap();
    assert!(replace(&shared.join("round"), b"x", Sharing::Usual, Links::Own).is_err());
}

#[test]
fn a_link_that_somebody_else_made_is_not_followed() {
    use std::os::unix::fs::lchown;
    let (_folder, login, shared) = lying_in_wait(&["out.csv".to_owned()]);
    let link = shared.join("out.csv");
    if lchown(&link, Some(65_534), Some(65_534)).is_err() {
        crate::skipped::skipped("no leave to give a link away");
        return;
    }
    assert!(replace(&link, b"new", Sharing::Usual, Links::Own).is_err());
    assert!(read_text(&link, 100, Links::Own).is_err());
    assert_eq!(fs::read(&login).unwrap(), b"mine");
}

#[test]
fn pipes_are_not_waited_for_and_files_without_end_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    assert!(read_text(&pipe, 100, Links::None).is_err());
    assert!(append(&pipe).is_err());
    let long = folder.path().join("long");
    File::create(&long).unwrap().set_len(101).unwrap();
    let refused = read_text(&long, 100, Links::None).unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::FileTooLarge);
    assert_eq!(read_beginning(&long, 7, Links::None).unwrap().len(), 7);
}

#[test]
fn a_draft_that_was_exchanged_is_not_taken_for_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let draft = AtomicFile::beside(&folder.path().join("copy.db")).unwrap();
    let other = folder.path().join("other");
    fs::write(&other, "mine").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o600)).unwrap();
    fs::remove_file(draft.path()).unwrap();
    symlink(&other, draft.path()).unwrap();
    let open = Rights {
        mode: Some(0o666),
        ..Rights::default()
    };
    assert!(draft.finish(open).is_err());
    assert_eq!(mode(&other), 0o600);
}

#[test]
fn rights_are_those_of_another_file_and_no_other_group_gets_what_one_group_had() {
    let folder = tempfile::tempdir().unwrap();
    let draft = AtomicFile::beside(&folder.path().join("copy.db")).unwrap();
    let own = fs::metadata(draft.path()).unwrap();
    let rights = Rights {
        mode: Some(0o640),
        owner: Some(own.uid()),
        group: Some(own.gid()),
    };
    draft.finish(rights).unwrap();
    assert_eq!(mode(draft.path()), 0o640);
    if own.uid() == 0 {
        let given = Rights {
            mode: Some(0o660),
            owner: Some(1_234),
            group: Some(4_321),
        };
        draft.finish(given).unwrap();
        let facts = fs::metadata(draft.path()).unwrap();
        assert_eq!(
            (facts.uid(), facts.gid(), mode(draft.path())),
            (1_234, 4_321, 0o660)
        );
    }
}

#[test]
fn what_killed_programs_left_goes_whatever_they_were_making_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let leave = |name: &str, bytes: &str, age: u64| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age))
            .unwrap();
    };
    // The highest number Linux gives is 4194304.
    let gone = 4_194_399;
    let here = sweep::prefix();
    let here = here.trim_end_matches(&format!("{}-", std::process::id()));
    let (hour, days) = (3_600, 200_000);
    let swept = [
        format!("{here}{gone}-abcdefghABCDEFGH.part"),
        format!("{here}{gone}-abcdefghABCDEFGH.part-journal"),
        ".duban-elsewhere-1-abcdefghABCDEFGI.part".to_string(),
        format!(".台账-2026-01-01.db.part-{gone}-0"),
        format!(".台账-2026-01-01.db.part-{gone}-0-journal"),
        format!(".台账.db.new-{gone}-12"),
        format!(".台账.views.toml.part-{gone}"),
    ];
    for name in &swept {
        leave(name, "", days);
    }
    leave(&swept[0], "half", 0);
    leave(&swept[4], "half", hour);
    let mut kept = vec![
        format!("{here}{}-abcdefghABCDEFGH.part", std::process::id()),
        format!(".duban-elsewhere-{gone}-abcdefghABCDEFGH.part"),
        format!(".duban-elsewhere-{gone}-short.part"),
        format!(".duban-{gone}.part"),
        format!("duban-elsewhere-{gone}-abcdefghABCDEFGH.part"),
        format!(".notes.part-{gone}-0"),
        format!(".台账.db.part-{gone}-1"),
        format!(".台账.db.part-{gone}-1a"),
        format!(".账册.part-{gone}"),
        format!(".账册.part-{}", std::process::id()),
        format!(".台账.db.new-{}-7", std::process::id()),
        ".台账.db.new-".to_owned(),
    ];
    for name in &kept {
        leave(name, "", hour);
    }
    leave(&kept[2], "", days);
    leave(&kept[3], "", days);
    leave(&kept[4], "", days);
    leave(&kept[5], "what I must not forget", days);
    leave(&kept[6], "", 0);
    leave(&kept[7], "", days);
    leave(&kept[8], "of a view half", days);
    leave(&kept[9], "", days);
    let second = format!("{here}{gone}-abcdefghABCDEFGJ.part");
    fs::hard_link(folder.path().join(&kept[5]), folder.path().join(&second)).unwrap();
    kept.push(second);
    let draft = AtomicFile::beside(&folder.path().join("台账-2026-01-02.db")).unwrap();
    let mut left = names(folder.path());
    left.retain(|name| folder.path().join(name) != draft.path());
    kept.sort();
    assert_eq!(left, kept);
}

#[test]
fn a_file_of_another_user_is_not_swept_whatever_its_name() {
    use std::os::unix::fs::chown;
    let folder = tempfile::tempdir().unwrap();
    let here = sweep::prefix().replace(&format!("-{}-", std::process::id()), "-4194399-");
    let theirs = folder.path().join(format!("{here}abcdefghABCDEFGH.part"));
    fs::write(&theirs, "").unwrap();
    if chown(&theirs, Some(65_534), Some(65_534)).is_err() {
        crate::skipped::skipped("no leave to give a file away");
        return;
    }
    drop(AtomicFile::beside(&folder.path().join("a")).unwrap());
    assert!(theirs.exists());
    chown(&theirs, Some(0), Some(0)).unwrap();
    drop(AtomicFile::beside(&folder.path().join("a")).unwrap());
    assert!(!theirs.exists());
}

#[test]
fn a_private_folder_is_for_its_user_alone_and_goes_with_all_in_it() {
    let place = tempfile::tempdir().unwrap();
    let folder = PrivateFolder::make(place.path(), "duban-").unwrap();
    folder.write("input.doc", b"x").unwrap();
    folder.create("words.txt").unwrap();
    assert_eq!(mode(folder.path()), 0o700);
    let path = folder.path().to_owned();
    assert!(
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("duban-")
    );
    drop(folder);
    assert!(!path.exists());
}
