//! Keys can be given to other acts, and never to two that would be heard together.

use airtill_domain::hotkeys::{Action, Key, Keymap, Place};

fn key(name: &str) -> Key {
    Key::parse(name).unwrap()
}

/// Two acts are heard on one screen.
fn together(one: Action, other: Action) -> bool {
    let everywhere = |action: Action| action.places().contains(&Place::Everywhere);
    everywhere(one) || everywhere(other) || one.places().iter().any(|place| other.places().contains(place))
}

#[test]
fn the_usual_keys_clash_nowhere() {
    for one in Action::ALL {
        for other in Action::ALL {
            if one != other && together(one, other) {
                assert_ne!(one.usual_key(), other.usual_key(), "{one:?} and {other:?}");
            }
        }
    }
}

/// Every act with every key: taken exactly when nobody who is heard beside it has that key.
#[test]
fn a_clash_is_refused_and_anything_else_is_taken() {
    let letters = ('A'..='Z').map(|letter| letter.to_string());
    let keys: Vec<String> = letters.chain((1..=12).map(|n| format!("F{n}"))).collect();
    let (mut taken, mut refused) = (0, 0);
    for action in Action::ALL {
        for name in &keys {
            let clash = Action::ALL
                .into_iter()
                .find(|other| *other != action && together(action, *other) && other.usual_key() == key(name));
            let letter_everywhere = action.places().contains(&Place::Everywhere) && name.len() == 1;
            match Keymap::new([(action, key(name))]) {
                Ok(keymap) => {
                    assert!(clash.is_none() && !letter_everywhere, "{action:?} on {name}");
                    assert_eq!(keymap.key(action), key(name));
                    taken += 1;
                }
                Err(sentence) => {
                    assert!(clash.is_some() || letter_everywhere, "{action:?} on {name}: {sentence}");
                    assert!(sentence.starts_with(name.as_str()) && sentence.contains(action.words()), "{sentence}");
                    refused += 1;
                }
            }
        }
    }
    assert!(taken > 400 && refused > 200, "{taken} taken, {refused} refused");
}

#[test]
fn two_acts_can_exchange_their_keys_and_get_them_back() {
    let exchanged = Keymap::new([(Action::Mtn, key("g")), (Action::Glo, key("m"))]).unwrap();
    assert_eq!((exchanged.key(Action::Mtn), exchanged.key(Action::Glo)), (key("G"), key("M")));
    // The card of a failed sale and the review are not the form: G still hands money over there.
    assert_eq!(exchanged.key(Action::HandOver), key("G"));
    assert_eq!(exchanged.changes().count(), 2);
    assert_eq!(Keymap::new([(Action::Mtn, key("M"))]).unwrap(), Keymap::default());
}

#[test]
fn what_is_no_key_is_none() {
    for text in ["", "1", "0", "ä", "AB", "F0", "F13", "Enter", "Escape", "*", "F", " "] {
        assert!(Key::parse(text).is_none() || text == "F", "{text:?}");
    }
    assert_eq!(key(" f12 ").name(), "F12");
    // A journal that was written by hand can't bring one in.
    assert!(serde_json::from_str::<Keymap>(r#"{"Mtn":"Enter"}"#).is_err());
    assert!(serde_json::from_str::<Keymap>(r#"{"Mtn":"g"}"#).is_err(), "a key has one form alone");
    assert!(serde_json::from_str::<Keymap>(r#"{"Nothing":"G"}"#).is_err());
}
