//! What the customer pays: by the shop's way, what differs from it, and the owner's rules. The rules are held against an oracle that
//! was written from their description, in whole kobo, and shares nothing with them.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::Plan;
use airtill_domain::price::{
    Asked, Bought, Buyer, CustomerGroup, Hours, Making, Member, NetworkPrices, PLANS_MAX, PriceRule, PriceRules,
    Prices, Pricing, RULES_MAX, Rounding, RoundingWay, Scope, Step, WEEK, Weekdays, When, clock_typed, groups_checked,
};
use airtill_domain::product::{Product, ProductKind};
use airtill_domain::time::Timestamp;
use airtill_domain::trade::{Limits, Stop, TradeRules};
use airtill_domain::vendor::VendorId;
use chrono::Weekday;
use proptest::prelude::*;

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

fn plan(name: &str) -> Plan {
    Plan::read(name)
}

/// Tuesday 1 December 2026 in Lagos, at a time of the day.
fn tuesday(clock: &str) -> Timestamp {
    Timestamp::typed(&format!("2026-12-01 {clock}")).unwrap()
}

fn airtime(prices: &Prices, network: Network, face: i64) -> Option<Naira> {
    let product = Product::Airtime { network, face: naira(face) };
    let asked = Asked::of(&product, VendorId::SmePlug, tuesday("12:00"), Buyer::default())?;
    prices.of(&asked, Some(naira(face)), None).map(|price| price.naira())
}

fn data(prices: &Prices, network: Network, plan: &Plan, cost: Option<Naira>, printed: Option<Naira>) -> Option<Naira> {
    let (vendor, at, buyer) = (VendorId::SmePlug, tuesday("12:00"), Buyer::default());
    let asked = Asked { network, plan: Some(plan), face: None, vendor, at, buyer };
    prices.of(&asked, cost, printed).map(|price| price.naira())
}

fn scope(kind: ProductKind) -> Scope {
    Scope { kind, network: None, plan: None, vendor: None, least: None, most: None, group: None, after: None }
}

fn step(basis_points: i16, flat: i64) -> Step {
    Step { basis_points, flat: naira(flat), rounding: None }
}

fn rule(scope: Scope, making: Making) -> PriceRule {
    PriceRule { scope, making, when: When::default() }
}

#[test]
fn prices_are_rounded_up_and_never_below_cost() {
    let of = |margin, round, cost: Naira| {
        let shop = Pricing { data_margin_basis_points: margin, round_up_to_naira: round };
        let prices = Prices { shop, ..Prices::default() };
        data(&prices, Network::Mtn, &plan("1GB"), Some(cost), None).unwrap()
    };
    assert_eq!(of(500, 10, naira(470)), naira(500), "493.50, to the next ten");
    assert_eq!(of(0, 1, naira(470)), naira(470));
    assert_eq!(of(0, 10, Naira::from_kobo(47_001)), naira(480));
    assert_eq!(of(10_000, 50, naira(120)), naira(250));
    for kobo in (1..200_000).step_by(77) {
        let cost = Naira::from_kobo(kobo);
        let price = of(500, 10, cost);
        assert!(price >= cost && price.kobo() % 1_000 == 0, "{cost} → {price}");
    }
}

/// What is said of the one goes before what is said of the many: plan, print where those are taken, network, shop.
#[test]
fn a_price_is_the_owners_for_the_plan_then_the_printed_one_then_the_networks_then_the_shops() {
    let mut prices = Prices::default();
    let sme = plan("1GB (SME) - 30 days");
    let of = |prices: &Prices, network, plan: &Plan, printed| {
        data(prices, network, plan, Some(naira(470)), printed).unwrap()
    };
    assert_eq!(of(&prices, Network::Mtn, &sme, None), naira(500), "the shop's 5 %, to the next ten");
    prices.own.set_network(NetworkPrices {
        data_margin_basis_points: Some(1_000),
        round_up_to_naira: Some(50),
        ..NetworkPrices::of(Network::Mtn)
    });
    assert_eq!(of(&prices, Network::Mtn, &sme, None), naira(550), "517, to the next fifty");
    assert_eq!(of(&prices, Network::Glo, &sme, None), naira(500), "another network's is as in the shop");
    assert_eq!(of(&prices, Network::Mtn, &sme, Some(naira(600))), naira(550), "what is printed is a suggestion");
    prices.rules.takes_printed = true;
    assert_eq!(of(&prices, Network::Mtn, &sme, Some(naira(600))), naira(600), "that the owner takes");
    prices.own.set_plan(Network::Mtn, &sme, Some(naira(480))).unwrap();
    assert_eq!(of(&prices, Network::Mtn, &plan("1GB SME Monthly"), Some(naira(600))), naira(480), "as others call it");
    assert_eq!(of(&prices, Network::Mtn, &plan("1GB (SME) - 7 days"), None), naira(550), "another plan");
    assert_eq!(of(&prices, Network::Airtel, &sme, None), naira(500), "another network's plan");
    prices.own.set_plan(Network::Mtn, &plan("1GB SME Monthly"), None).unwrap();
    prices.rules.takes_printed = false;
    assert_eq!(of(&prices, Network::Mtn, &sme, None), naira(550), "like the others again");
    prices.own.set_network(NetworkPrices::of(Network::Mtn));
    assert_eq!(prices, Prices::default(), "nothing is left of it");
    for price in [Naira::ZERO, naira(-5), Naira::from_kobo(47_050), naira(2_000_001)] {
        assert!(prices.own.set_plan(Network::Mtn, &sme, Some(price)).is_err(), "{price}");
    }
    for n in 0..PLANS_MAX {
        prices.own.set_plan(Network::Mtn, &plan(&format!("Plan {n}")), Some(naira(100))).unwrap();
    }
    assert!(prices.own.set_plan(Network::Mtn, &sme, Some(naira(100))).is_err(), "without end");
}

#[test]
fn airtime_is_sold_at_its_face_amount_or_what_the_owner_adds_or_takes_off() {
    let at = |basis_points: i16, step: Option<u16>, face: i64| {
        let mut prices = Prices::default();
        let said = NetworkPrices {
            airtime_basis_points: basis_points,
            round_up_to_naira: step,
            ..NetworkPrices::of(Network::Glo)
        };
        said.checked().unwrap();
        prices.own.set_network(said);
        assert_eq!(airtime(&prices, Network::Mtn, face), Some(naira(face)), "another network's");
        airtime(&prices, Network::Glo, face).unwrap()
    };
    assert_eq!(at(0, None, 25), naira(25), "never rounded at its face amount");
    assert_eq!(at(200, None, 1_000), naira(1_020));
    assert_eq!(at(200, None, 25), naira(30), "25.50, to the next ten");
    assert_eq!(at(-200, Some(1), 500), naira(490));
    assert_eq!(at(-200, None, 1_000), naira(980));
    assert_eq!(at(-200, None, 25), naira(25), "rounding makes nothing dearer than without the discount");
    for basis_points in [-1_001, 2_501, i16::MIN, i16::MAX] {
        let said = NetworkPrices { airtime_basis_points: basis_points, ..NetworkPrices::of(Network::Glo) };
        assert!(said.checked().is_err(), "{basis_points}");
    }
}

/// A percentage that rounding swallows, or blows up, is mended by the way it rounds.
#[test]
fn prices_round_up_to_the_nearest_or_down() {
    for (way, to, exact, price) in [
        (RoundingWay::Up, 10, 4_950, 5_000),
        (RoundingWay::Nearest, 10, 4_950, 5_000),
        (RoundingWay::Nearest, 10, 5_499, 5_000),
        (RoundingWay::Nearest, 10, 5_500, 6_000),
        (RoundingWay::Down, 10, 5_999, 5_000),
        (RoundingWay::Down, 5, 5_999, 5_500),
        (RoundingWay::Up, 5, 5_501, 6_000),
        (RoundingWay::Nearest, 50, 12_500, 15_000),
        (RoundingWay::Down, 50, 4_900, 0),
        (RoundingWay::Up, 1, 5_001, 5_100),
        (RoundingWay::Up, 1, 5_000, 5_000),
    ] {
        let rounding = Rounding { way, step_naira: to };
        assert_eq!(rounding.of(Naira::from_kobo(exact)), Naira::from_kobo(price), "{way:?} to {to}: {exact}");
    }
    let mut prices = Prices::default();
    prices.own.set_network(NetworkPrices { airtime_basis_points: -100, ..NetworkPrices::of(Network::Mtn) });
    assert_eq!(airtime(&prices, Network::Mtn, 500), Some(naira(500)), "1 % less is nothing less, rounded up");
    prices.rules.rounding_way = RoundingWay::Down;
    assert_eq!(airtime(&prices, Network::Mtn, 500), Some(naira(490)));
    assert_eq!(airtime(&prices, Network::Mtn, 5), None, "down to nothing: that has no price, and is not sold");
}

/// Rules in their order: those that name the plan, the plan's own price, the others; and one that changes what comes of it.
#[test]
fn the_first_rule_that_fits_counts() {
    let one = plan("1GB (SME) - 30 days");
    let other = plan("2GB (SME) - 30 days");
    let mtn = Scope { network: Some(Network::Mtn), ..scope(ProductKind::Data) };
    let named = Scope { plan: Some(one.clone()), ..mtn.clone() };
    let mut prices = Prices::default();
    let of = |prices: &Prices, plan: &Plan| data(prices, Network::Mtn, plan, Some(naira(470)), None);
    prices.rules.rules = vec![rule(mtn.clone(), Making::OnTop(step(800, 10)))];
    assert_eq!(of(&prices, &other), Some(naira(520)), "470 and 8 % and ₦10 are 517.60");
    prices.own.set_plan(Network::Mtn, &one, Some(naira(480))).unwrap();
    assert_eq!(of(&prices, &one), Some(naira(480)), "its own price goes before a rule for many");
    prices.rules.rules.insert(0, rule(mtn.clone(), Making::Fixed(naira(600))));
    assert_eq!((of(&prices, &one), of(&prices, &other)), (Some(naira(480)), Some(naira(600))));
    prices.rules.rules.push(rule(named, Making::Fixed(naira(450))));
    assert_eq!(of(&prices, &one), Some(naira(450)), "a rule that names it goes before that, wherever it stands");
    prices.rules.rules.push(rule(scope(ProductKind::Data), Making::Change(step(0, -25))));
    prices.rules.rules.push(rule(scope(ProductKind::Data), Making::Change(step(0, -100))));
    assert_eq!(of(&prices, &one), Some(naira(430)), "425, rounded up");
    assert_eq!(of(&prices, &other), Some(naira(580)), "575, rounded up; the second change has no part in it");
    let of_it = product(&other);
    let at_cost = Asked::of(&of_it, VendorId::Vtpass, tuesday("12:00"), Buyer::default()).unwrap();
    prices.rules.rules = vec![rule(Scope { vendor: Some(VendorId::Vtpass), ..mtn }, Making::OnTop(step(0, 0)))];
    assert_eq!(prices.of(&at_cost, Some(naira(471)), None).unwrap().naira(), naira(480), "at cost, rounded");
    assert_eq!(of(&prices, &other), Some(naira(500)), "of another vendor as ever");
    assert_eq!(prices.of(&at_cost, None, None), None, "what costs nobody knows what has no price");
}

fn product(plan: &Plan) -> Product {
    Product::Data { network: Network::Mtn, plan: plan.clone() }
}

#[test]
fn a_rule_for_airtime_goes_by_amounts() {
    let mut prices = Prices::default();
    let between = Scope { least: Some(naira(100)), most: Some(naira(500)), ..scope(ProductKind::Airtime) };
    let up_to_one = Some(Rounding { way: RoundingWay::Up, step_naira: 1 });
    let more = Step { rounding: up_to_one, ..step(300, 5) };
    prices.rules.rules = vec![rule(between, Making::OnTop(more))];
    for (face, price) in [(99, 99), (100, 108), (500, 520), (501, 501)] {
        assert_eq!(airtime(&prices, Network::Mtn, face), Some(naira(price)), "{face}");
    }
    assert_eq!(data(&prices, Network::Mtn, &plan("1GB"), Some(naira(100)), None), Some(naira(110)), "no airtime");
    let nothing = rule(scope(ProductKind::Airtime), Making::OnTop(step(0, 0)));
    prices.rules.rules = vec![nothing];
    assert_eq!(airtime(&prices, Network::Mtn, 255), Some(naira(255)), "nothing on top leaves the face amount");
}

#[test]
fn a_rule_counts_when_it_says() {
    let at = |from: &str, until: &str| When {
        from: Timestamp::typed(from),
        until: Timestamp::typed(until),
        ..When::default()
    };
    let hours = |days: &[Weekday], from: &str, to: &str| When {
        days: Weekdays::of(days.iter().copied()),
        hours: Some(Hours { from: clock_typed(from).unwrap(), to: clock_typed(to).unwrap() }),
        ..When::default()
    };
    let (tue, wed) = (Weekday::Tue, Weekday::Wed);
    for (when, moment, holds) in [
        (at("2026-12-01 06:00", ""), "2026-12-01 05:59", false),
        (at("2026-12-01 06:00", ""), "2026-12-01 06:00", true),
        (at("", "2026-12-01 06:00"), "2026-12-01 05:59", true),
        (at("", "2026-12-01 06:00"), "2026-12-01 06:00", false),
        (hours(&[], "16:00", "18:00"), "2026-12-01 15:59", false),
        (hours(&[], "16:00", "18:00"), "2026-12-01 16:00", true),
        (hours(&[], "16:00", "18:00"), "2026-12-01 18:00", false),
        (hours(&[tue], "16:00", "18:00"), "2026-12-01 17:00", true),
        (hours(&[wed], "16:00", "18:00"), "2026-12-01 17:00", false),
        // Past midnight the day is the one on which it began.
        (hours(&[tue], "22:00", "02:00"), "2026-12-01 23:00", true),
        (hours(&[tue], "22:00", "02:00"), "2026-12-02 01:59", true),
        (hours(&[tue], "22:00", "02:00"), "2026-12-02 02:00", false),
        (hours(&[tue], "22:00", "02:00"), "2026-12-01 01:00", false),
        (hours(&[wed], "22:00", "02:00"), "2026-12-02 01:00", false),
        (hours(&[], "22:00", "02:00"), "2026-12-01 12:00", false),
        (When { days: Weekdays::of([tue]), ..When::default() }, "2026-12-01 00:00", true),
        (When { days: Weekdays::of([tue]), ..When::default() }, "2026-12-02 00:00", false),
        (When::default(), "2026-12-01 00:00", true),
    ] {
        assert_eq!(when.holds(Timestamp::typed(moment).unwrap()), holds, "{when:?} at {moment}");
        when.checked().unwrap();
    }
    assert!(at("2026-12-01 06:00", "2026-12-01 06:00").checked().is_err(), "over before it began");
    assert!(hours(&[], "06:00", "06:00").checked().is_err());
    for odd in ["", "24:00", "12:60", "12:00:00", "noon", "-1:00", "1200", "+1:00", "12: 30"] {
        assert_eq!(clock_typed(odd), None, "{odd:?}");
    }
    for odd in ["2026-12-01 24:00", "2026-13-01", "1.12.2026 06:00", "2026-12-01 6", "tomorrow", ""] {
        assert_eq!(Timestamp::typed(odd), None, "{odd:?}");
    }
}

#[test]
fn rules_that_can_not_be_are_refused_with_their_place() {
    let good = rule(scope(ProductKind::Data), Making::OnTop(step(500, 0)));
    let mtn = Scope { network: Some(Network::Mtn), ..scope(ProductKind::Data) };
    for (bad, says) in [
        (rule(scope(ProductKind::Transfer), Making::Fixed(naira(5))), "transfer"),
        (rule(Scope { plan: Some(plan("1GB")), ..scope(ProductKind::Data) }, Making::Fixed(naira(5))), "one network"),
        (rule(Scope { least: Some(naira(5)), ..mtn.clone() }, Making::Fixed(naira(5))), "airtime"),
        (rule(mtn.clone(), Making::Fixed(Naira::ZERO)), "more than nothing"),
        (rule(mtn.clone(), Making::Fixed(naira(-5))), "more than nothing"),
        (rule(mtn.clone(), Making::Fixed(naira(480))), "named for one plan"),
        (
            rule(Scope { least: Some(naira(100)), ..scope(ProductKind::Airtime) }, Making::Fixed(naira(480))),
            "named for one plan",
        ),
        (rule(mtn.clone(), Making::Fixed(naira(3_000_000))), "slip"),
        (rule(mtn.clone(), Making::OnTop(step(10_001, 0))), "slip"),
        (rule(mtn.clone(), Making::Change(step(-5_001, 0))), "slip"),
        (rule(mtn.clone(), Making::Change(step(0, -20_001))), "slip"),
        (
            rule(
                mtn,
                Making::OnTop(Step { rounding: Some(Rounding { way: RoundingWay::Up, step_naira: 0 }), ..step(1, 0) }),
            ),
            "multiple",
        ),
    ] {
        let rules = PriceRules { rules: vec![good.clone(), bad], ..PriceRules::default() };
        let why = rules.checked().unwrap_err();
        assert!(why.starts_with("Rule 2: ") && why.contains(says), "{why}");
    }
    let many = PriceRules { rules: vec![good; RULES_MAX + 1], ..PriceRules::default() };
    assert!(many.checked().is_err());
    let limits = |limits| TradeRules { limits, ..TradeRules::default() }.checked();
    assert!(limits(Limits { attendant_day: Some(Naira::ZERO), credit_sum: None }).is_err());
    assert!(limits(Limits { attendant_day: None, credit_sum: Some(naira(-1)) }).is_err());
    limits(Limits { attendant_day: Some(naira(1)), credit_sum: Some(naira(1)) }).unwrap();
}

#[test]
fn what_is_stopped_is_stopped_alone() {
    let one = plan("1GB (SME) - 30 days");
    let stop = |kind, network, plan: Option<&Plan>, vendor| Stop { kind, network, plan: plan.cloned(), vendor };
    let stops = |stop: &Stop, product: &Product, vendor| {
        TradeRules { stops: vec![stop.clone()], ..TradeRules::default() }.stops(product, vendor)
    };
    let of_plan = stop(ProductKind::Data, Some(Network::Mtn), Some(&one), None);
    assert!(stops(&of_plan, &product(&plan("1GB SME Monthly")), VendorId::Vdt), "as others call it");
    assert!(!stops(&of_plan, &product(&plan("2GB SME Monthly")), VendorId::Vdt));
    let through = stop(ProductKind::Data, Some(Network::Mtn), None, Some(VendorId::Vtpass));
    assert!(stops(&through, &product(&one), VendorId::Vtpass) && !stops(&through, &product(&one), VendorId::Vdt));
    let airtime = Product::Airtime { network: Network::Mtn, face: naira(100) };
    assert!(!stops(&through, &airtime, VendorId::Vtpass));
    assert_eq!(through.words(), "MTN data, through VTpass");
    assert_eq!(of_plan.words(), "MTN 1GB SME, 30 days");
    let rules = TradeRules { stops: vec![through], ..TradeRules::default() };
    assert_eq!(rules.stopped(&product(&one)), None, "others sell it");
}

#[test]
fn a_rule_is_told_in_words() {
    let mtn = Scope { network: Some(Network::Mtn), vendor: Some(VendorId::Strongmb), ..scope(ProductKind::Data) };
    let up = Some(Rounding { way: RoundingWay::Nearest, step_naira: 5 });
    let when = When {
        from: Timestamp::typed("2026-12-02 06:00"),
        days: Weekdays::of([WEEK[4]]),
        hours: Some(Hours { from: 960, to: 1_080 }),
        until: None,
    };
    let rule = PriceRule { scope: mtn, making: Making::OnTop(Step { rounding: up, ..step(800, 10) }), when };
    assert_eq!(
        rule.words(),
        "MTN data, through Strongmb: cost and 8 % and ₦10, rounded to the nearest ₦5; Friday; 16:00 to 18:00; from 2 Dec 2026, 06:00 on"
    );
    let less =
        PriceRule { making: Making::Change(step(-150, -5)), when: When::default(), scope: scope(ProductKind::Airtime) };
    assert_eq!(less.words(), "All airtime: usual price less 1.5 % less ₦5");
}

#[test]
fn a_rule_for_a_group_and_for_who_has_bought_before_counts_for_them_alone() {
    let to_resellers = Scope { group: Some("Resellers".to_owned()), ..scope(ProductKind::Airtime) };
    let loyal = Scope { after: Some(2), ..scope(ProductKind::Airtime) };
    let mut prices = Prices::default();
    prices.rules.rules =
        vec![rule(to_resellers, Making::OnTop(step(-300, 0))), rule(loyal, Making::OnTop(step(-100, 0)))];
    let product = Product::Airtime { network: Network::Mtn, face: naira(1_000) };
    let price = |group, airtime, data| {
        let buyer = Buyer { group, today: Bought { airtime, data } };
        let asked = Asked::of(&product, VendorId::SmePlug, tuesday("12:00"), buyer).unwrap();
        prices.of(&asked, None, None).unwrap().naira()
    };
    assert_eq!(price(None, 1, 9), naira(1_000), "plans are not airtime");
    assert_eq!(price(None, 2, 0), naira(990));
    assert_eq!(price(Some("Staff"), 0, 0), naira(1_000));
    assert_eq!(price(Some("Resellers"), 5, 0), naira(970), "the first that fits");
    assert!(prices.rules.checked().is_ok());
    assert!(prices.rules.groups_checked(&[]).unwrap_err().starts_with("Rule 1"));
    let words: Vec<String> = prices.rules.rules.iter().map(PriceRule::words).collect();
    assert_eq!(words[0], "All airtime, to Resellers: face amount less 3 %");
    assert_eq!(words[1], "All airtime, after 2 bought that day: face amount less 1 %");
}

#[test]
fn a_group_is_read_as_it_is_written_down() {
    let lines = "0803 123 4567 Mama Bisi\n\n Chidi 2: +2348051234567\u{200b}\n08071234567\n";
    let group = CustomerGroup::read("  Those who   sell on ", lines).unwrap();
    assert_eq!(group.name, "Those who sell on");
    let member = |number: &str, name: &str| Member { number: Msisdn::parse(number).unwrap(), name: name.to_owned() };
    assert_eq!(
        group.members,
        [member("08031234567", "Mama Bisi"), member("08051234567", "Chidi 2"), member("08071234567", "")]
    );
    let again: Vec<String> = group.members.iter().map(Member::line).collect();
    assert_eq!(CustomerGroup::read(&group.name, &again.join("\n")).unwrap(), group, "what is shown is read again");
    for (name, lines, why) in [
        ("A", "Mama Bisi", "Line 1"),
        ("A", "08031234567\n0803 123 4567 Bisi", "twice"),
        (" ", "08031234567", "name"),
        ("A", &format!("08031234567 {}", "b".repeat(60)), "too long"),
        ("A", &(0..101).map(|n| format!("0803123{n:04}\n")).collect::<String>(), "at most 100"),
    ] {
        let refused = CustomerGroup::read(name, lines).unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
    let of = |name: &str, number: &str| CustomerGroup { name: name.to_owned(), members: vec![member(number, "")] };
    assert!(groups_checked(&[of("A", "08031234567"), of("B", "08031234568")]).is_ok());
    assert!(groups_checked(&[of("A", "08031234567"), of("B", "08031234567")]).unwrap_err().contains("in A already"));
    assert!(groups_checked(&[of("Staff", "08031234567"), of("STAFF ", "08031234568")]).is_err());
}

/// The oracle: the description of [`Prices::of`] in whole kobo.
mod oracle {
    /// So much more in hundredths of a percent, half a kobo in the shop's favour where it is taken off, and the same added.
    fn part(kobo: i128, points: i128) -> i128 {
        let exact = kobo * points.abs();
        let (whole, rest) = (exact / 10_000, exact % 10_000);
        whole + i128::from(rest >= 5_000)
    }

    pub(super) fn rounded(kobo: i128, way: u8, step_naira: i128) -> i128 {
        let step = step_naira * 100;
        let below = kobo - (((kobo % step) + step) % step);
        let above = if below == kobo { kobo } else { below + step };
        match way {
            0 => above,
            1 => {
                if kobo - below >= step - (kobo - below) {
                    above.max(below + step * i128::from(below != kobo))
                } else {
                    below
                }
            }
            _ => below,
        }
    }

    pub(super) fn step(base: i128, points: i128, flat: i128) -> i128 {
        let part = part(base, points);
        (if points < 0 { base - part } else { base + part }) + flat
    }
}

/// Data or not; the network, if it says one; whether it names the plan; the vendor, if it says one; two amounts.
type Of = (bool, Option<bool>, bool, Option<bool>, Option<(i64, i64)>);

#[derive(Clone, Debug)]
struct Given {
    of: Of,
    /// 0 fixed, 1 on top, 2 change.
    making: u8,
    price: i64,
    points: i16,
    flat: i64,
    rounding: Option<(u8, u16)>,
    /// For which group, and after how many sales of the day.
    buyers: (Option<bool>, Option<u32>),
}

fn given() -> impl Strategy<Value = Given> {
    let amounts = proptest::option::of((20_i64..5_000, 20_i64..5_000));
    (
        (any::<bool>(), any::<Option<bool>>(), any::<bool>(), any::<Option<bool>>(), amounts),
        0_u8..3,
        1_i64..5_000,
        -5_000_i16..=10_000,
        -300_i64..300,
        proptest::option::of((0_u8..3, prop_oneof![Just(1_u16), Just(5), Just(10), Just(50)])),
        (proptest::option::weighted(0.3, any::<bool>()), proptest::option::weighted(0.3, 1_u32..4)),
    )
        .prop_map(|(of, making, price, points, flat, rounding, buyers)| Given {
            of,
            making,
            price,
            points,
            flat,
            rounding,
            buyers,
        })
}

const NETWORKS: [Network; 2] = [Network::Mtn, Network::Glo];
const GROUPS: [&str; 2] = ["Resellers", "Staff"];
const VENDORS: [VendorId; 2] = [VendorId::SmePlug, VendorId::Vtpass];

fn way(way: u8) -> RoundingWay {
    [RoundingWay::Up, RoundingWay::Nearest, RoundingWay::Down][usize::from(way)]
}

fn plans() -> [Plan; 2] {
    [plan("1GB (SME) - 30 days"), plan("2GB (SME) - 30 days")]
}

/// The rule as the program has it; what the generator makes and no owner can type is left out.
fn real(given: &Given) -> PriceRule {
    let (is_data, network, names_plan, vendor, amounts) = given.of;
    let network = network.map(|n| NETWORKS[usize::from(n)]);
    let step = Step {
        basis_points: given.points,
        flat: naira(given.flat),
        rounding: given.rounding.map(|(w, step_naira)| Rounding { way: way(w), step_naira }),
    };
    let amounts = amounts.filter(|_| !is_data);
    PriceRule {
        scope: Scope {
            kind: if is_data { ProductKind::Data } else { ProductKind::Airtime },
            network,
            plan: (is_data && names_plan && network.is_some()).then(|| plans()[0].clone()),
            vendor: vendor.map(|n| VENDORS[usize::from(n)]),
            least: amounts.map(|(one, other)| naira(one.min(other))),
            most: amounts.map(|(one, other)| naira(one.max(other))),
            group: given.buyers.0.map(|n| GROUPS[usize::from(n)].to_owned()),
            after: given.buyers.1,
        },
        making: match given.making {
            0 => Making::Fixed(naira(given.price)),
            1 => Making::OnTop(step),
            _ => Making::Change(step),
        },
        when: When::default(),
    }
}

#[derive(Clone, Debug)]
struct World {
    rules: Vec<Given>,
    takes_printed: bool,
    shop_way: u8,
    shop: (u16, u16),
    network: (i16, Option<u16>, Option<u16>),
    own: Option<i64>,
    /// The network, the plan (none: airtime), the vendor, cost and print in kobo, the face amount.
    asked: (bool, Option<bool>, bool, Option<i64>, Option<i64>, i64),
    /// The group of whoever buys, and how much airtime and data they have bought today.
    buyer: (Option<bool>, u32, u32),
}

fn world() -> impl Strategy<Value = World> {
    let asked = (
        any::<bool>(),
        any::<Option<bool>>(),
        any::<bool>(),
        proptest::option::weighted(0.9, 1_i64..500_000),
        proptest::option::of(1_i64..500_000),
        20_i64..5_000,
    );
    (
        proptest::collection::vec(given(), 0..6),
        any::<bool>(),
        0_u8..3,
        (0_u16..=10_000, 1_u16..=100),
        (-1_000_i16..=2_500, proptest::option::of(0_u16..=10_000), proptest::option::of(1_u16..=100)),
        proptest::option::of(1_i64..5_000),
        asked,
        (any::<Option<bool>>(), 0_u32..5, 0_u32..5),
    )
        .prop_map(|(rules, takes_printed, shop_way, shop, network, own, asked, buyer)| World {
            rules,
            takes_printed,
            shop_way,
            shop,
            network,
            own,
            asked,
            buyer,
        })
}

impl World {
    /// The price that the program makes, in kobo.
    fn program(&self) -> Option<i128> {
        let (network, plan, vendor, cost, printed, face) = self.asked;
        let mut prices = Prices {
            shop: Pricing { data_margin_basis_points: self.shop.0, round_up_to_naira: self.shop.1 },
            rules: PriceRules {
                takes_printed: self.takes_printed,
                rounding_way: way(self.shop_way),
                rules: self.rules.iter().map(real).collect(),
            },
            ..Prices::default()
        };
        // Whether an owner may type all of it is another question.
        prices.own.set_network(NetworkPrices {
            network: NETWORKS[0],
            airtime_basis_points: self.network.0,
            data_margin_basis_points: self.network.1,
            round_up_to_naira: self.network.2,
        });
        prices.own.set_plan(NETWORKS[0], &plans()[0], self.own.map(naira)).unwrap();
        let network = NETWORKS[usize::from(network)];
        let product = match plan {
            Some(n) => Product::Data { network, plan: plans()[usize::from(n)].clone() },
            None => Product::Airtime { network, face: naira(face) },
        };
        let (group, airtime, data) = self.buyer;
        let buyer = Buyer { group: group.map(|n| GROUPS[usize::from(n)]), today: Bought { airtime, data } };
        let asked = Asked::of(&product, VENDORS[usize::from(vendor)], tuesday("12:00"), buyer).unwrap();
        let price = prices.of(&asked, cost.map(Naira::from_kobo), printed.map(Naira::from_kobo));
        price.map(|price| i128::from(price.naira().kobo()))
    }

    /// The same by the oracle.
    fn oracle(&self) -> Option<i128> {
        let (network, plan, vendor, cost, printed, face) = self.asked;
        let is_data = plan.is_some();
        let first_network = !network;
        let (margin, step_naira) = if first_network {
            (self.network.1.unwrap_or(self.shop.0), self.network.2.unwrap_or(self.shop.1))
        } else {
            self.shop
        };
        let usual_rounding = (self.shop_way, i128::from(step_naira));
        let base = if is_data { cost.map(i128::from) } else { Some(i128::from(face) * 100) };
        let fits = |given: &&Given| {
            let (of_data, of_network, names, of_vendor, amounts) = given.of;
            let names = of_data && names && of_network.is_some();
            let amounts = amounts.filter(|_| !of_data);
            of_data == is_data
                && of_network.is_none_or(|n| n == network)
                && of_vendor.is_none_or(|n| n == vendor)
                && (!names || plan == Some(false))
                && given.buyers.0.is_none_or(|group| self.buyer.0 == Some(group))
                && given.buyers.1.is_none_or(|after| after <= if is_data { self.buyer.2 } else { self.buyer.1 })
                && amounts.is_none_or(|(one, other)| (one.min(other)..=one.max(other)).contains(&face))
        };
        let names = |given: &Given| given.of.0 && given.of.2 && given.of.1.is_some();
        let made = |given: &Given, base: Option<i128>| -> Option<i128> {
            if given.making == 0 {
                return Some(i128::from(given.price) * 100);
            }
            let base = base?;
            let exact = oracle::step(base, given.points.into(), i128::from(given.flat) * 100);
            if exact == base && (!is_data || given.making == 2) {
                return Some(base);
            }
            let (way, to) = given.rounding.map_or(usual_rounding, |(way, to)| (way, i128::from(to)));
            let rounded = oracle::rounded(exact, way, to);
            Some(if exact < base { rounded.min(base) } else { rounded })
        };
        let rule = |named: bool| {
            self.rules
                .iter()
                .find(|given| given.making != 2 && names(given) == named && fits(given))
                .and_then(|given| made(given, base))
        };
        let own = self.own.filter(|_| first_network && plan == Some(false)).map(|price| i128::from(price) * 100);
        let by_print = printed.filter(|_| is_data && self.takes_printed).map(i128::from);
        let by_way = || {
            if is_data {
                let exact = oracle::step(base?, margin.into(), 0);
                return Some(oracle::rounded(exact, usual_rounding.0, usual_rounding.1));
            }
            let points = if first_network { i128::from(self.network.0) } else { 0 };
            let face = base?;
            let exact = oracle::step(face, points, 0);
            let rounded = oracle::rounded(exact, usual_rounding.0, usual_rounding.1);
            Some(match points {
                0 => face,
                1.. => rounded,
                _ => rounded.min(face),
            })
        };
        let usual = rule(true).or(own).or_else(|| rule(false)).or(by_print).or_else(by_way)?;
        let changed = self.rules.iter().find(|given| given.making == 2 && fits(given));
        let price = changed.and_then(|given| made(given, Some(usual))).unwrap_or(usual);
        (price > 0).then_some(price)
    }
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(20_000);
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Whatever an owner types, the price is the one that the description gives, and never nothing or less.
    #[test]
    fn the_price_is_what_the_owners_rules_say(world in world()) {
        let price = world.program();
        prop_assert!(price.is_none_or(|price| price > 0));
        prop_assert_eq!(price, world.oracle());
    }
}
