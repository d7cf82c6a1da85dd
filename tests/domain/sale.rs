//! Random histories against the sale: whatever is thrown at it, the invariants hold.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::outcome::{Doubt, Finding, NotSent, Outcome, Pending, Refusal, Said};
use airtill_domain::phone::Msisdn;
use airtill_domain::product::Product;
use airtill_domain::reference::{Reference, SaleId, TillId};
use airtill_domain::sale::event::Event;
use airtill_domain::sale::schedule::{next_check, step_after};
use airtill_domain::sale::{AttemptStatus, Illegal, Sale, SaleStatus, Tender};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{Account, VendorId};
use proptest::prelude::*;
use std::time::Duration;

pub fn id() -> SaleId {
    SaleId::new(at(0), [7; 10])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_795_338_000_000 + seconds * 1_000)
}

fn reference(n: u8) -> Reference {
    Reference::new(at(0), &TillId::from_random([0; 4]), [n; 12])
}

fn account(n: u8) -> Account {
    Account { base_url: "practice".to_owned(), fingerprint: format!("{n:08x}") }
}

fn price() -> Naira {
    Naira::from_naira(500)
}

fn intent() -> Event {
    Event::Intent {
        sale: id(),
        product: Product::Airtime { network: Network::Mtn, face: price() },
        recipient: Msisdn::parse("08031234567").unwrap().into(),
        price: price(),
        tender: Tender::Cash,
    }
}

fn started(n: u8) -> Event {
    Event::AttemptStarted { sale: id(), vendor: VendorId::SmePlug, reference: reference(n), account: account(0) }
}

fn answered(n: u8, outcome: Outcome) -> Event {
    Event::Answered { sale: id(), reference: reference(n), outcome, said: Said::default() }
}

fn checked(n: u8, of: u8, finding: Finding) -> Event {
    Event::Checked { sale: id(), reference: reference(n), account: account(of), finding, said: Said::default() }
}

fn sale_with(events: &[Event]) -> Result<Sale, Illegal> {
    let mut sale = None;
    for (n, event) in events.iter().enumerate() {
        sale = Some(Sale::apply(sale, event, at(i64::try_from(n).unwrap()))?);
    }
    sale.ok_or(Illegal::NotInOrder)
}

#[test]
fn a_second_attempt_waits_until_the_first_failed_for_certain() {
    for open in [Outcome::Pending(Pending::Processing), Outcome::Unknown(Doubt::NoAnswer), Outcome::Delivered] {
        let history = [intent(), started(1), answered(1, open), started(2)];
        assert_eq!(sale_with(&history), Err(Illegal::AttemptOpen));
    }
    assert_eq!(sale_with(&[intent(), started(1), started(2)]), Err(Illegal::AttemptOpen));
    for failed in [Outcome::Refused(Refusal::LowWallet), Outcome::NotSent(NotSent::NoConnection)] {
        let sale = sale_with(&[intent(), started(1), answered(1, failed), started(2)]).unwrap();
        assert_eq!(sale.owed, Naira::ZERO, "the new attempt uses the owed money up");
    }
}

#[test]
fn money_handed_back_can_not_be_used_for_another_attempt_or_handed_back_twice() {
    let returned = Event::CashReturned { sale: id(), amount: price() };
    let failed = [intent(), started(1), answered(1, Outcome::Refused(Refusal::Failed)), returned.clone()];
    let sale = sale_with(&failed).unwrap();
    assert_eq!((sale.owed, sale.returned, sale.held()), (Naira::ZERO, price(), Naira::ZERO));
    let and = |event: Event| sale_with(&[failed.as_slice(), &[event]].concat());
    assert_eq!(and(returned), Err(Illegal::NothingOwed));
    assert_eq!(and(started(2)), Err(Illegal::NothingOwed));
    let part = Event::CashReturned { sale: id(), amount: Naira::from_naira(100) };
    assert_eq!(sale_with(&[&failed[..3], &[part]].concat()), Err(Illegal::WrongAmount));
}

#[test]
fn a_negative_check_counts_only_after_the_request_ended_and_for_the_same_account() {
    let before_the_end = [intent(), started(1), checked(1, 0, Finding::Failed)];
    assert!(sale_with(&before_the_end).unwrap().is_in_doubt());
    let doubt = [intent(), started(1), answered(1, Outcome::Unknown(Doubt::NoAnswer))];
    let and = |event: Event| sale_with(&[doubt.as_slice(), &[event]].concat()).unwrap();
    assert!(and(checked(1, 9, Finding::Failed)).is_in_doubt(), "another account");
    assert!(and(checked(1, 0, Finding::NotFound)).is_in_doubt(), "not found is no end here");
    assert_eq!(and(checked(1, 0, Finding::Failed)).owed, price());
    let positive = [intent(), started(1), checked(1, 0, Finding::Delivered)];
    assert_eq!(sale_with(&positive).unwrap().standing(at(3)), SaleStatus::Delivered);
}

#[test]
fn an_end_is_never_rewritten_and_contradicting_evidence_is_counted() {
    let delivered = [intent(), started(1), checked(1, 0, Finding::Delivered)];
    let late = answered(1, Outcome::Refused(Refusal::Failed));
    let sale = sale_with(&[delivered.as_slice(), &[late]].concat()).unwrap();
    assert_eq!(sale.standing(at(9)), SaleStatus::Delivered);
    assert_eq!((sale.contradictions, sale.owed), (1, Naira::ZERO));
    let failed =
        [intent(), started(1), answered(1, Outcome::Refused(Refusal::Failed)), checked(1, 0, Finding::Delivered)];
    let sale = sale_with(&failed).unwrap();
    assert_eq!((sale.standing(at(9)), sale.contradictions), (SaleStatus::Owed, 1));
    // It may have reached the customer after all: sending once more is over, giving back is not.
    let and = |event: Event| sale_with(&[failed.as_slice(), &[event]].concat());
    assert_eq!(and(started(2)), Err(Illegal::AttemptOpen));
    assert!(and(Event::CashReturned { sale: id(), amount: price() }).is_ok());
}

#[test]
fn a_sale_turns_amber_ten_seconds_after_the_press() {
    let sale = sale_with(&[intent(), started(1)]).unwrap();
    let pressed = sale.last_attempt().started_at;
    assert_eq!(sale.standing(pressed.after(Duration::from_millis(9_999))), SaleStatus::Sending);
    assert_eq!(sale.standing(pressed.after(Duration::from_secs(10))), SaleStatus::NotKnown);
}

#[test]
fn checks_follow_the_schedule_from_the_requests_end() {
    let mut asked = Duration::ZERO;
    let mut steps = Vec::new();
    for _ in 0..12 {
        asked = step_after(asked);
        steps.push(asked.as_secs());
    }
    assert_eq!(steps, [3, 6, 12, 24, 45, 120, 300, 600, 1_200, 2_400, 3_600, 7_200]);
    assert_eq!(step_after(Duration::from_secs(23 * 3_600 + 60)).as_secs(), 24 * 3_600);
    assert_eq!(step_after(Duration::from_secs(24 * 3_600)).as_secs(), 48 * 3_600, "daily, until settled");
    let sale = sale_with(&[intent(), started(1)]).unwrap();
    assert_eq!(next_check(sale.last_attempt(), at(2)), None, "not while the request is under way");
    let sale = sale_with(&[intent(), started(1), answered(1, Outcome::Unknown(Doubt::Broken))]).unwrap();
    // Three seconds after the end, put off by up to a fifth.
    let first = next_check(sale.last_attempt(), at(2)).unwrap();
    assert!((at(5)..at(5).after(Duration::from_millis(601))).contains(&first), "{first:?}");
    let others: std::collections::BTreeSet<Timestamp> = (0..200)
        .filter_map(|n| {
            let mut attempt = sale.last_attempt().clone();
            attempt.reference = Reference::new(at(0), &TillId::from_random([0; 4]), [n; 12]);
            next_check(&attempt, at(2))
        })
        .collect();
    assert!(others.len() > 20, "not all at once: {}", others.len());
    // Hourly stays hourly: a late step is not put off by a fifth of the whole day before it.
    let mut late = sale.last_attempt().clone();
    for hours in 2..23 {
        late.last_check_at = Some(at(2 + hours * 3_600 - 1));
        let next = next_check(&late, at(2 + hours * 3_600)).unwrap();
        assert!((at(2 + hours * 3_600)..at(2 + hours * 3_600 + 721)).contains(&next), "{hours}: {next:?}");
    }
    // A clock set back by a day must not put the next check off by a day.
    assert_eq!(next_check(sale.last_attempt(), at(-86_400)), Some(at(-86_400)));
}

fn any_event() -> impl Strategy<Value = Event> {
    let n = 1_u8..4;
    let outcome = prop_oneof![
        Just(Outcome::Delivered),
        Just(Outcome::Refused(Refusal::Failed)),
        Just(Outcome::Pending(Pending::Accepted)),
        Just(Outcome::Unknown(Doubt::Unlisted)),
        Just(Outcome::NotSent(NotSent::NoConnection)),
    ];
    let finding = prop_oneof![
        Just(Finding::Delivered),
        Just(Finding::Failed),
        Just(Finding::Pending),
        Just(Finding::NotFound),
        Just(Finding::Unclear),
    ];
    prop_oneof![
        Just(intent()),
        n.clone().prop_map(started),
        (n.clone(), outcome).prop_map(|(n, outcome)| answered(n, outcome)),
        (n.clone(), 0_u8..2, finding).prop_map(|(n, of, finding)| checked(n, of, finding)),
        n.prop_map(|n| Event::Interrupted { sale: id(), reference: reference(n) }),
        (1_i64..3).prop_map(|x| Event::CashReturned { sale: id(), amount: Naira::from_naira(x * 250) }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever happens to a sale, in whatever order: at most one attempt open, and it is the last; money is owed, held,
    /// or handed back, never two of them; an end stays an end.
    #[test]
    fn no_history_breaks_the_invariants(events in prop::collection::vec(any_event(), 0..40)) {
        let mut sale = Sale::apply(Some(sale_with(&[intent(), started(0)]).unwrap()), &answered(0, Outcome::Unknown(Doubt::Broken)), at(1)).unwrap();
        for (n, event) in events.iter().enumerate() {
            let before = sale.clone();
            let Ok(after) = Sale::apply(Some(sale.clone()), event, at(2 + i64::try_from(n).unwrap())) else {
                continue;
            };
            for (was, is) in before.attempts.iter().zip(&after.attempts) {
                if !was.position.is_open() {
                    prop_assert_eq!(was.position, is.position, "an end was rewritten by {:?}", event);
                }
            }
            let open = after.attempts.iter().filter(|attempt| attempt.position.is_open()).count();
            prop_assert!(open <= 1);
            prop_assert!(open == 0 || after.last_attempt().position.is_open());
            let failed = matches!(after.last_attempt().position, AttemptStatus::Refused(_) | AttemptStatus::NotSent(_));
            prop_assert_eq!(after.owed > Naira::ZERO, failed && after.returned == Naira::ZERO);
            prop_assert!(after.owed == Naira::ZERO || after.owed == price());
            prop_assert!(after.returned == Naira::ZERO || (after.returned == price() && failed));
            let delivered = after.attempts.iter().filter(|attempt| attempt.position == AttemptStatus::Delivered).count();
            prop_assert!(delivered <= 1);
            sale = after;
        }
    }
}
