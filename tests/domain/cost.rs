//! What charges say of a cost: bounded, from two that agree, and no longer than the list says the same.

use airtill_domain::cost::{
    Believed, BelievedCost, Charge, Charged, CostKey, Ground, Learner, Lesson, Listed, SaidBy, is_believable_charge,
};
use airtill_domain::money::Naira;
use airtill_domain::product::ProductKind;
use airtill_domain::reference::{Reference, TillId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use proptest::prelude::*;
use std::collections::BTreeMap;

const FACE: Listed = Listed::OfFace { less_basis_points: 0, fee: Naira::ZERO };

fn kobo(kobo: i64) -> Naira {
    Naira::from_kobo(kobo)
}

fn key() -> CostKey {
    (VendorId::SmePlug, "1".to_owned())
}

fn reference(n: u8) -> Reference {
    Reference::new(Timestamp::from_millis(1_795_338_600_000), &TillId::from_random([1, 2, 3, 4]), [n; 12])
}

/// What a plan or airtime was charged.
fn heard(n: u8, listed: Listed, face: Option<i64>, charged: i64, said_by: SaidBy) -> Charged {
    let kind = if face.is_some() { ProductKind::Airtime } else { ProductKind::Data };
    let title = "MTN airtime".to_owned();
    Charged { kind, title, listed, face: face.map(kobo), charged: kobo(charged), said_by, reference: reference(n) }
}

/// A shop that hears of one thing, and what it believes.
#[derive(Default)]
struct Hearing {
    learner: Learner,
    believed: BTreeMap<CostKey, BelievedCost>,
    n: u8,
}

impl Hearing {
    fn hear(&mut self, listed: Listed, face: Option<i64>, charged: i64) -> Lesson {
        self.n += 1;
        let heard = heard(self.n, listed, face, charged, SaidBy::Answer);
        self.take(&heard)
    }

    fn take(&mut self, heard: &Charged) -> Lesson {
        let believed = self.believed.get(&key()).map(|known| known.believed);
        let lesson = self.learner.hear(&key(), heard, believed.as_ref());
        self.follow(heard.listed, lesson);
        lesson
    }

    fn wallet_agrees(&mut self) -> Vec<Lesson> {
        let learnt = self.learner.wallet_agrees(VendorId::SmePlug, &self.believed);
        let follow = |(_, heard, lesson): (CostKey, Charged, Lesson)| {
            self.follow(heard.listed, lesson);
            lesson
        };
        learnt.into_iter().map(follow).collect()
    }

    fn follow(&mut self, listed: Listed, lesson: Lesson) {
        match lesson {
            Lesson::Believe(charge, ground) => {
                let believed = Believed { listed, charge, ground, since: Timestamp::from_millis(0) };
                let (vendor, code) = key();
                self.believed.insert(key(), BelievedCost { vendor, code, title: String::new(), believed });
            }
            Lesson::AsListed => drop(self.believed.remove(&key())),
            Lesson::Nothing | Lesson::Once | Lesson::Odd => {}
        }
    }

    fn cost(&self, listed: Listed, face: Option<i64>) -> Option<i64> {
        let face = face.map(kobo);
        let believed = self.believed.get(&key()).and_then(|known| known.believed.cost(listed, face));
        believed.or_else(|| listed.cost(face)).map(Naira::kobo)
    }
}

#[test]
fn two_answers_that_agree_change_a_plans_cost_and_one_does_not() {
    let mut shop = Hearing::default();
    let listed = Listed::Amount(kobo(25_000));
    assert_eq!(shop.hear(listed, None, 25_000), Lesson::Nothing);
    assert_eq!(shop.hear(listed, None, 30_000), Lesson::Once);
    assert_eq!(shop.cost(listed, None), Some(25_000), "one answer's word");
    assert_eq!(shop.hear(listed, None, 30_000), Lesson::Believe(Charge::Amount(kobo(30_000)), Ground::Answers));
    assert_eq!(shop.hear(listed, None, 30_000), Lesson::Nothing);
    // A second change is held against what is believed, and not forgotten for the list.
    assert_eq!(shop.hear(listed, None, 35_000), Lesson::Once);
    assert_eq!(shop.cost(listed, None), Some(30_000), "not the list's figure");
    assert_eq!(shop.hear(listed, None, 35_000), Lesson::Believe(Charge::Amount(kobo(35_000)), Ground::Answers));
    // What is listed now is news of its own.
    let dearer = Listed::Amount(kobo(36_000));
    assert_eq!(shop.cost(dearer, None), Some(36_000));
    assert_eq!(shop.cost(listed, None), Some(35_000), "and the old list's belief is still there");
    assert_eq!(shop.hear(listed, None, 25_000), Lesson::Once);
    assert_eq!(shop.hear(listed, None, 25_000), Lesson::AsListed);
    assert_eq!(shop.cost(listed, None), Some(25_000));
}

#[test]
fn a_discount_is_believed_for_every_amount_and_a_fee_is_told_from_it() {
    let mut shop = Hearing::default();
    shop.hear(FACE, Some(10_000), 9_800);
    shop.hear(FACE, Some(50_000), 49_000);
    assert_eq!(shop.cost(FACE, Some(200_000)), Some(196_000), "two percent");
    shop.hear(FACE, Some(10_000), 9_900);
    assert_eq!(shop.cost(FACE, Some(200_000)), Some(196_000));
    shop.hear(FACE, Some(100_000), 99_000);
    assert_eq!(shop.cost(FACE, Some(200_000)), Some(198_000), "one percent, and not none");
    let mut fee = Hearing::default();
    fee.hear(FACE, Some(10_000), 10_200);
    assert_eq!(fee.hear(FACE, Some(20_000), 20_200), Lesson::Believe(Charge::Besides(kobo(200)), Ground::Answers));
    assert_eq!(fee.cost(FACE, Some(100_000)), Some(100_200));
    assert_eq!(fee.cost(FACE, Some(100)), Some(100), "a fee that is no charge for so little is not believed of it");
}

#[test]
fn what_is_said_of_one_sale_twice_is_said_once() {
    let mut shop = Hearing::default();
    let once = heard(1, FACE, Some(10_000), 9_700, SaidBy::Answer);
    assert_eq!([shop.take(&once), shop.take(&once), shop.take(&once)], [Lesson::Once; 3]);
    assert_eq!(shop.cost(FACE, Some(10_000)), Some(10_000));
}

#[test]
fn one_answer_counts_once_the_wallet_has_moved_by_it() {
    let mut shop = Hearing::default();
    shop.hear(FACE, Some(10_000), 9_800);
    let part = Charge::Part { charged: kobo(9_800), of: kobo(10_000) };
    assert_eq!(shop.wallet_agrees(), [Lesson::Believe(part, Ground::AnswerAndWallet)]);
    assert_eq!(shop.wallet_agrees(), [], "once");
    shop.hear(FACE, Some(10_000), 9_700);
    shop.learner.wallet_counted_anew(VendorId::SmePlug);
    assert_eq!(shop.wallet_agrees(), [], "it agrees with whatever it is counted from");
    // ₦2 less for ₦200 as well: it was a fee that is taken off, and no discount.
    shop.hear(FACE, Some(20_000), 19_800);
    assert_eq!(shop.wallet_agrees(), [Lesson::Believe(Charge::Besides(kobo(-200)), Ground::AnswerAndWallet)]);
}

#[test]
fn whole_naira_are_no_other_cost_and_odd_figures_none_at_all() {
    let mut shop = Hearing::default();
    shop.hear(FACE, Some(10_000), 9_650);
    shop.hear(FACE, Some(10_000), 9_650);
    for (face, charged) in [(10_000, 9_700), (30_000, 29_000), (5_000, 4_800)] {
        assert_eq!(shop.hear(FACE, Some(face), charged), Lesson::Nothing, "{charged} of {face}");
    }
    for odd in [0, -9_650, 4_999, 20_001, i64::MAX, i64::MIN] {
        assert_eq!([shop.hear(FACE, Some(10_000), odd), shop.hear(FACE, Some(10_000), odd)], [Lesson::Odd; 2], "{odd}");
    }
    assert_eq!(shop.cost(FACE, Some(10_000)), Some(9_650));
}

#[test]
fn a_discount_in_whole_basis_points_is_one_for_the_owners_table() {
    for (charged, of, points) in [
        (9_650, 10_000, Some(350)),
        (48_250, 50_000, Some(350)),
        (10_000, 10_000, Some(0)),
        (10_100, 10_000, None),
        (3_333, 10_000, Some(6_667)),
        (4_850, 5_000, Some(300)),
        (99_999, 300_000, None),
    ] {
        let charge = Charge::Part { charged: kobo(charged), of: kobo(of) };
        assert_eq!(charge.discount_basis_points(), points, "{charged} of {of}");
    }
    assert_eq!(Charge::Besides(kobo(-350)).discount_basis_points(), None);
}

fn a_listed() -> impl Strategy<Value = (Listed, bool)> {
    let rate = (0_u16..500, 0_i64..3)
        .prop_map(|(less_basis_points, fee)| Listed::OfFace { less_basis_points, fee: Naira::from_naira(fee) });
    prop_oneof![
        proptest::sample::select(vec![20_000_i64, 25_000]).prop_map(|cost| (Listed::Amount(kobo(cost)), true)),
        rate.prop_map(|listed| (listed, false)),
        Just((FACE, false)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is heard: a cost stays within half and twice of what bounds it, it changes only when the charge before said so too or the
    /// wallet did, and an odd figure changes nothing.
    #[test]
    fn a_believed_cost_is_bounded_and_never_one_answers_word(
        (listed, is_plan) in a_listed(),
        steps in proptest::collection::vec(
            (proptest::sample::select(vec![5_000_i64, 10_000, 50_000, 100_001]), -3_i64..250, any::<bool>(), 0_u8..40),
            1..40,
        ),
    ) {
        let mut shop = Hearing::default();
        let mut before: Option<Lesson> = None;
        for (n, (amount, percent, agrees, odd)) in steps.into_iter().enumerate() {
            let face = (!is_plan).then_some(amount);
            let bound = match listed { Listed::Amount(cost) => cost.kobo(), Listed::OfFace { .. } => amount };
            let percent = if percent > 120 { 97 } else { percent };
            let charged = if odd == 0 { i64::MAX - i64::from(odd) } else { bound * percent / 100 };
            let was = shop.believed.get(&key()).map(|known| known.believed);
            let said = heard(u8::try_from(n).unwrap(), listed, face, charged, SaidBy::Answer);
            let lesson = shop.take(&said);
            prop_assert_eq!(lesson == Lesson::Odd, !is_believable_charge(kobo(charged), kobo(bound)));
            let is = shop.believed.get(&key()).map(|known| known.believed);
            if was != is {
                prop_assert_eq!(before, Some(Lesson::Once), "a change follows what was said once");
                // Charges agree to the kobo: at the very bound what they agree on can lie beyond it, and the list counts.
                let at_the_bound = [charged - 1, charged + 1].iter().any(|near| !is_believable_charge(kobo(*near), kobo(bound)));
                let fits = shop.cost(listed, face).is_some_and(|cost| (cost - charged).abs() <= 1);
                prop_assert!(fits || at_the_bound, "{:?} for {}", shop.cost(listed, face), charged);
            }
            before = if lesson == Lesson::Odd { before } else { Some(lesson) };
            if agrees {
                let learnt = shop.wallet_agrees();
                prop_assert_eq!(!learnt.is_empty(), before == Some(Lesson::Once));
                before = None;
            }
            for face in [100, 4_999, 50_000, 10_000_000] {
                let face = (!is_plan).then_some(face);
                let bound = face.unwrap_or(bound);
                if let Some(known) = shop.believed.get(&key()).and_then(|known| known.believed.cost(listed, face.map(kobo))) {
                    prop_assert!(is_believable_charge(known, kobo(bound)), "{} of {}", known, bound);
                }
            }
        }
    }
}
