//! What is said, in which language.

use airtill_domain::money::Naira;
use airtill_domain::product::BadAmount;
use airtill_words::say;
use airtill_words::{Language, speaking, spoken};

fn in_marks<T>(said: impl FnOnce() -> T) -> T {
    speaking(Language::Marked, said)
}

#[test]
fn a_sentence_is_said_with_its_values() {
    let name = "Ada";
    assert_eq!(say!("Type an amount"), "Type an amount");
    assert_eq!(
        say!("{name} owes {sum}, and {name} pays", name, sum = Naira::from_naira(500).short()),
        "Ada owes ₦500, and Ada pays"
    );
    // A value is no place for values.
    assert_eq!(say!("{name} says {words}", name = "{words}", words = "}{"), "{words} says }{");
}

#[test]
fn another_language_is_spoken_for_as_long_as_it_is_asked_for() {
    assert_eq!(spoken(), Language::En);
    let (outer, inner) = in_marks(|| (say!("One"), speaking(Language::En, || say!("Two"))));
    assert_eq!((outer, inner, say!("Three")), ("⟦One⟧", "Two", "Three"));
    let _ = std::panic::catch_unwind(|| in_marks(|| panic!("on purpose")));
    assert_eq!(spoken(), Language::En, "a panic ends it too");
}

#[test]
fn the_rules_speak_the_language_of_the_till() {
    let least = Naira::from_naira(50);
    assert_eq!(in_marks(|| BadAmount::TooSmall(least).sentence()), "⟦The least is ₦50⟧");
    assert_eq!(BadAmount::TooSmall(least).sentence(), "The least is ₦50");
}

/// The numbers of English are no words of another language: there the digits have to do.
#[test]
fn amounts_are_written_out_where_the_language_has_the_numbers() {
    let amount = Naira::from_naira(60_000);
    assert_eq!(amount.words().as_deref(), Some("sixty thousand naira"));
    assert_eq!(speaking(Language::Ha, || amount.words()), None);
}

#[test]
fn a_language_without_a_catalogue_is_english_and_can_not_be_chosen() {
    assert_eq!(speaking(Language::Yo, || say!("Type an amount")), "Type an amount");
    assert!(!Language::Yo.is_offered() && !Language::Marked.is_offered());
    let offered: Vec<Language> = Language::offered().collect();
    assert_eq!(offered, [Language::En], "the marked one where a test asks for it");
}
