//! Settings that can hold, what things cost by them, and prices.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::plan::Plan;
use airtill_domain::prefix::{Prefix, Prefixes};
use airtill_domain::price::{NetworkPrices, PLANS_MAX, Prices, Pricing};
use airtill_domain::product::ProductKind;
use airtill_domain::settings::{ProductTerms, Site, TypedPlan, VendorSettings};
use airtill_domain::vendor::VendorId;
use airtill_shop::settings::good_settings;

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

/// The owner's longest prefix goes before the built-in table; what is none is refused with a sentence.
#[test]
fn prefixes_are_the_owners_where_the_owner_says_so() {
    let line = |digits: &str, network| Prefix { digits: digits.to_owned(), network };
    let own = Prefixes::new(vec![line("0803", Network::Airtel), line("080312", Network::Glo)]).unwrap();
    for (number, network) in [
        ("08039999999", Some(Network::Airtel)),
        ("08031299999", Some(Network::Glo)),
        ("0803", Some(Network::Airtel)),
        ("08021234567", Network::by_prefix("08021234567")),
        ("08", None),
    ] {
        assert_eq!(own.network_of(number), network, "{number}");
    }
    assert_eq!(Prefixes::default().network_of("08031234567"), Some(Network::Mtn));
    for bad in ["", "080", "08031234", "1803", "0700", "08a3", " 0803", "+234803"] {
        assert!(Prefixes::new(vec![line(bad, Network::Mtn)]).is_err(), "{bad:?}");
    }
    assert!(Prefixes::new(vec![line("0803", Network::Smile)]).unwrap_err().contains("accounts"));
    assert!(Prefixes::new(vec![line("0803", Network::Mtn), line("0803", Network::Glo)]).unwrap_err().contains("twice"));
    assert!(Prefixes::new((0..61).map(|n| line(&format!("0803{n:03}"), Network::Mtn)).collect()).is_err());
}

#[test]
fn settings_are_looked_over() {
    for vendor in VendorId::ALL {
        assert_eq!(good_settings(vendor, &VendorSettings::of(vendor)), Ok(()), "{vendor:?} as it comes");
    }
    let wrong = |vendor, change: fn(&mut VendorSettings)| {
        let mut settings = VendorSettings::of(vendor);
        change(&mut settings);
        good_settings(vendor, &settings).is_err()
    };
    let own = |url: &str| {
        let mut settings = VendorSettings::of(VendorId::SmePlug);
        settings.site = Site::Own(url.to_owned());
        good_settings(VendorId::SmePlug, &settings)
    };
    assert!(wrong(VendorId::SmePlug, |s| s.site = Site::Sandbox), "SMEPlug has no sandbox");
    assert!(!wrong(VendorId::Vtpass, |s| s.site = Site::Sandbox));
    for url in ["http://smeplug.ng/api", "ftp://x", "https://", "not an address", "https://a:b@smeplug.ng"] {
        assert!(own(url).is_err(), "{url}");
    }
    for url in ["https://smeplug.example/api/v1", "http://127.0.0.1:8080/x"] {
        assert_eq!(own(url), Ok(()), "{url}");
    }
    assert!(wrong(VendorId::Simpu, |s| s.timeout_ms = 5_000));
    assert!(wrong(VendorId::Simpu, |s| s.timeout_ms = 600_000));
    assert!(wrong(VendorId::Simpu, |s| s.airtime_least = Naira::ZERO));
    assert!(wrong(VendorId::Simpu, |s| s.airtime_most = Naira::from_naira(1)));
    assert!(wrong(VendorId::Simpu, |s| s.low_wallet = Naira::from_naira(-1)));
    assert!(wrong(VendorId::Simpu, |s| s.terms.push(ProductTerms {
        kind: ProductKind::Airtime,
        network: None,
        discount_basis_points: 5_001,
        fee: Naira::ZERO
    })));
    let plan = |code: &str| TypedPlan { code: code.to_owned(), name: "x".to_owned(), cost: Naira::from_naira(1) };
    let mut settings = VendorSettings::of(VendorId::Vdt);
    settings.plans = vec![plan("A"), plan("B")];
    assert_eq!(good_settings(VendorId::Vdt, &settings), Ok(()));
    settings.plans = vec![plan("A"), plan("A")];
    assert!(good_settings(VendorId::Vdt, &settings).is_err(), "the same code twice");
    settings.plans = vec![plan(""); 1];
    assert!(good_settings(VendorId::Vdt, &settings).is_err());
    settings.plans = (0..61).map(|n| plan(&n.to_string())).collect();
    assert!(good_settings(VendorId::Vdt, &settings).is_err(), "too many lines for one entry");
}

#[test]
fn what_things_cost_by_the_owners_table() {
    let mut settings = VendorSettings::of(VendorId::SmePlug);
    let cost = |s: &VendorSettings, network, face| s.cost(ProductKind::Airtime, Some(network), naira(face));
    assert_eq!(cost(&settings, Network::Mtn, 500), naira(500), "without a line, the face amount");
    let mut line = |network, discount_basis_points, fee| {
        settings.terms.push(ProductTerms { kind: ProductKind::Airtime, network, discount_basis_points, fee });
    };
    line(None, 200, Naira::ZERO);
    line(Some(Network::Glo), 350, Naira::from_kobo(1_050));
    assert_eq!(cost(&settings, Network::Mtn, 500), naira(490));
    assert_eq!(cost(&settings, Network::Glo, 500), Naira::from_kobo(48_250 + 1_050));
    assert_eq!(cost(&settings, Network::Mtn, 33), Naira::from_kobo(3_234));
    assert_eq!(settings.cost(ProductKind::Data, Some(Network::Mtn), naira(500)), naira(500), "of another kind");
    assert_eq!(
        Naira::from_kobo(101).less_basis_points(5_000),
        Naira::from_kobo(50),
        "half a kobo up, in the shop's favour"
    );
}

#[test]
fn prices_are_rounded_up_and_never_below_cost() {
    let pricing = |margin, round| Pricing { data_margin_basis_points: margin, round_up_to_naira: round };
    assert_eq!(Pricing::default().of_data(naira(470)), naira(500), "493.50, to the next ten");
    assert_eq!(pricing(0, 1).of_data(naira(470)), naira(470));
    assert_eq!(pricing(0, 10).of_data(Naira::from_kobo(47_001)), naira(480));
    assert_eq!(pricing(10_000, 50).of_data(naira(120)), naira(250));
    for kobo in (1..200_000).step_by(77) {
        let cost = Naira::from_kobo(kobo);
        let price = Pricing::default().of_data(cost);
        assert!(price >= cost && price.kobo() % 1_000 == 0, "{cost} → {price}");
    }
}

/// What is said of the one goes before what is said of the many: plan, vendor's print, network, shop.
#[test]
fn a_price_is_the_owners_for_the_plan_then_the_printed_one_then_the_networks_then_the_shops() {
    let plan = |name: &str| Plan::read(name);
    let mut prices = Prices::default();
    let sme = plan("1GB (SME) - 30 days");
    let of = |prices: &Prices, network, plan: &Plan, printed| {
        prices.of_plan(network, plan, Some(naira(470)), printed).unwrap().naira()
    };
    assert_eq!(of(&prices, Network::Mtn, &sme, None), naira(500), "the shop's 5 %, to the next ten");
    prices.own.set_network(NetworkPrices {
        data_margin_basis_points: Some(1_000),
        round_up_to_naira: Some(50),
        ..NetworkPrices::of(Network::Mtn)
    });
    assert_eq!(of(&prices, Network::Mtn, &sme, None), naira(550), "517, to the next fifty");
    assert_eq!(of(&prices, Network::Glo, &sme, None), naira(500), "another network's is as in the shop");
    assert_eq!(of(&prices, Network::Mtn, &sme, Some(naira(600))), naira(600), "printed");
    prices.own.set_plan(Network::Mtn, &sme, Some(naira(480))).unwrap();
    assert_eq!(of(&prices, Network::Mtn, &plan("1GB SME Monthly"), Some(naira(600))), naira(480), "as others call it");
    assert_eq!(of(&prices, Network::Mtn, &plan("1GB (SME) - 7 days"), None), naira(550), "another plan");
    assert_eq!(of(&prices, Network::Airtel, &sme, None), naira(500), "another network's plan");
    prices.own.set_plan(Network::Mtn, &plan("1GB SME Monthly"), None).unwrap();
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
        assert_eq!(prices.of_airtime(Network::Mtn, naira(face)).unwrap().naira(), naira(face), "another network's");
        prices.of_airtime(Network::Glo, naira(face)).unwrap().naira()
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
