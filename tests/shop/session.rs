//! Who is signed in, for how long, and how long wrong tries wait.

use airtill_domain::staff::{OWNER, StaffId, good_name, good_passphrase, good_pin};
use airtill_shop::people::session::{FREE_TRIES, LOCKS_AFTER, OWNER_FOR, Session, TRIES_MAX, wait_after};
use std::time::Duration;

const S: fn(u64) -> Duration = Duration::from_secs;
const BOLA: StaffId = StaffId(2);

#[test]
fn a_session_ends_by_itself_and_the_owners_part_of_it_sooner() {
    let mut session = Session::begin(BOLA, false, S(100));
    assert_eq!((session.staff(), session.acting(), session.is_owner()), (Some(BOLA), Some(BOLA), false));
    session.touch(S(100) + LOCKS_AFTER - S(1));
    assert_eq!(session.staff(), Some(BOLA), "a key press keeps it");
    let now = S(100) + LOCKS_AFTER * 2 - S(2);
    assert_eq!(session.at(now).staff(), Some(BOLA));
    assert_eq!(session.at(now + S(1)).staff(), None, "and nothing else does");
    session.touch(now + S(1));
    assert_eq!(session.staff(), None, "a key press does not bring it back");

    let raised = Session::begin(BOLA, false, S(0)).raised(S(10));
    assert_eq!((raised.acting(), raised.staff()), (Some(OWNER), Some(BOLA)), "what is done is done by the owner");
    let later = raised.at(S(10) + OWNER_FOR);
    assert_eq!((later.acting(), later.is_owner()), (Some(BOLA), false), "whoever was signed in goes on");
    assert_eq!(raised.lowered().acting(), Some(BOLA));
    assert_eq!(Session::default().raised(S(1)).staff(), Some(OWNER), "from the locked screen");
}

#[test]
fn the_wait_grows_and_never_shrinks() {
    let waits: Vec<u64> = (0..12).map(|wrong| wait_after(wrong).as_secs()).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 300, 900, 900, 900]);
    assert_eq!(FREE_TRIES, 5);
    // To try a thousand PINs of one person would take longer than a week, if it were not locked before.
    let all: Duration = (0..1_000).map(wait_after).sum();
    assert!(all > S(7 * 86_400) && TRIES_MAX < 100);
}

#[test]
fn weak_secrets_are_refused_with_a_sentence() {
    for pin in [
        "",
        "123",
        "123456789",
        "12a4",
        "0000",
        "1234",
        "4321",
        "9876",
        "6789",
        "1212",
        "123123",
        "1111111",
        "1987",
        "2004",
        "0123",
        "8901",
    ] {
        assert!(good_pin(pin).is_err(), "{pin}");
    }
    for pin in ["8352", "407193", "19842", "2580", "73910264"] {
        assert_eq!(good_pin(pin), Ok(()), "{pin}");
    }
    for passphrase in [
        "",
        "short",
        "four quiet\u{7} market women",
        "four quiet \u{202e}market women",
        "aaaaaaaaaaaaaa",
        "abababababab",
        &"x y z ".repeat(50),
    ] {
        assert!(good_passphrase(passphrase).is_err(), "{passphrase}");
    }
    assert_eq!(good_passphrase("four quiet market women"), Ok(()));
    assert_eq!(good_name("  Adá   Obi "), Ok("Adá Obi".to_owned()));
    for name in ["", "   ", &"x".repeat(41)] {
        assert!(good_name(name).is_err(), "{name:?}");
    }
}
