use super::*;

fn find(word: &str, text: &str) -> Option<(usize, usize)> {
    let word: Vec<char> = word.chars().collect();
    let text: Vec<char> = text.chars().collect();
    Sound::of(&word)?.find(&text)
}

#[test]
fn initials_full_syllables_and_mixtures_are_found_where_they_stand() {
    for (word, text, place) in [
        ("lys", "李云生", (0, 3)),
        ("liyunsheng", "李云生", (0, 3)),
        ("liys", "李云生", (0, 3)),
        ("李ys", "李云生", (0, 3)),
        ("yey", "配套幼儿园治理", (2, 5)),
        ("jyj", "旗教育局", (1, 4)),
        ("youeryuan", "强化幼儿园", (2, 5)),
    ] {
        assert_eq!(find(word, text), Some(place), "{word} in {text}");
    }
}

#[test]
fn every_reading_of_a_polyphone_counts() {
    for (word, text) in [
        ("chongqing", "重庆"),
        ("zhongqing", "重庆"),
        ("yinhang", "银行"),
        ("shan", "单"),
        ("xie", "解"),
        ("zeng", "曾"),
        ("changqi", "长期"),
        ("tiaozheng", "调整"),
        ("kuaiji", "会计"),
        ("liuan", "六安"),
        ("luan", "六安"),
        ("qiu", "仇"),
        ("zhai", "翟"),
    ] {
        assert!(find(word, text).is_some(), "{word} in {text}");
    }
}

#[test]
fn u_with_two_dots_is_written_v_or_u() {
    for (word, text) in [
        ("nv", "女"),
        ("nu", "女"),
        ("lvse", "绿色"),
        ("luse", "绿色"),
        ("zhanlue", "战略"),
        ("zhanlve", "战略"),
    ] {
        assert!(find(word, text).is_some(), "{word} in {text}");
    }
}

#[test]
fn letters_must_follow_one_another_without_a_gap() {
    assert_eq!(find("ls", "李云生"), None);
    assert_eq!(find("zzzz", "坚持五育并举发展素质教育"), None);
    assert_eq!(find("lyx", "李云生"), None);
}

#[test]
fn the_last_syllable_may_be_unfinished() {
    assert_eq!(find("liyunsh", "李云生"), Some((0, 3)));
    assert_eq!(find("youery", "幼儿园"), Some((0, 3)));
    assert_eq!(find("lish", "李云生"), None);
}

#[test]
fn a_hostile_word_over_polyphones_ends_at_once() {
    let text: Vec<char> = "和".repeat(2_000).chars().collect();
    let word: Vec<char> = format!("{}x", "h".repeat(62)).chars().collect();
    let before = std::time::Instant::now();
    assert_eq!(Sound::of(&word).unwrap().find(&text), None);
    assert!(before.elapsed().as_secs() < 5);
}
