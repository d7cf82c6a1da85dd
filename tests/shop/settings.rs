//! Settings that can hold, what things cost by them, and prices.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::prefix::{Prefix, Prefixes};
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
