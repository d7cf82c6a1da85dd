//! Plan names, as vendors write them.

use airtill_domain::plan::{Plan, PlanKind};

#[test]
fn names_say_what_they_say_and_no_more() {
    use PlanKind::{Corporate, Direct, Gifting, Sme, Unnamed};
    for (name, kind, size_mb, days, title) in [
        ("500MB (SME) - Monthly", Sme, Some(500), Some(30), "500MB SME, 30 days"),
        ("500MB [SME]", Sme, Some(500), None, "500MB [SME]"),
        ("2.5GB Flexi for 2days - 500 Naira", Unnamed, Some(2560), Some(2), "2.5GB Flexi, 2 days"),
        (" 1GB Flexi for 1days - 300 Naira", Unnamed, Some(1024), Some(1), "1GB Flexi, 1 day"),
        ("1GB", Unnamed, Some(1024), None, "1GB"),
        ("1 GB SME 7 days", Sme, Some(1024), Some(7), "1GB SME, 7 days"),
        ("5GB (Corporate Gifting) - 30 days", Corporate, Some(5120), Some(30), "5GB corporate, 30 days"),
        ("1GB (Gifting) - Weekly", Gifting, Some(1024), Some(7), "1GB gifting, 7 days"),
        ("1GB Direct for 1day - 350 Naira", Direct, Some(1024), Some(1), "1GB direct, 1 day"),
        ("1GB Flexi-Weekly for 7days - 500 Naira", Unnamed, Some(1024), Some(7), "1GB Flexi-Weekly, 7 days"),
        (
            "SmileVoice ONLY 65 for 30days - 510 Naira",
            Unnamed,
            None,
            Some(30),
            "SmileVoice ONLY 65 for 30days - 510 Naira",
        ),
        ("Freedom 3Mbps for 30days - 27,500 Naira", Unnamed, None, Some(30), "Freedom 3Mbps for 30days - 27,500 Naira"),
        ("60GB + UNLIMITED NIGHT (MARS)", Unnamed, Some(61_440), None, "60GB + UNLIMITED NIGHT (MARS)"),
        ("1GB + 2GB Night for 7days", Unnamed, None, Some(7), "1GB + 2GB Night for 7days"),
        ("1TB for 1 month", Unnamed, Some(1_048_576), Some(30), "1024GB, 30 days"),
        ("1,500 MB SME 30 days", Sme, Some(1_500), Some(30), "1500MB SME, 30 days"),
        ("1500MB SME 30 days", Sme, Some(1_500), Some(30), "1500MB SME, 30 days"),
        ("1.5GB SME 30 days", Sme, Some(1_536), Some(30), "1.5GB SME, 30 days"),
        ("1GB SME - 1 MONTH", Sme, Some(1_024), Some(30), "1GB SME, 30 days"),
        ("1GB SME - N500", Sme, Some(1_024), None, "1GB SME - N500"),
        ("1GB Awoof 1day", Unnamed, Some(1_024), Some(1), "1GB Awoof, 1 day"),
        ("1GB Social - 3 Days", Unnamed, Some(1_024), Some(3), "1GB Social, 3 days"),
        ("1.2GB 1-Month Social bundle", Unnamed, Some(1_229), Some(30), "1.2GB Social bundle, 30 days"),
        ("N100 100MB - 24 hrs", Unnamed, Some(100), Some(1), "100MB, 1 day"),
        ("3.2GB - 48hrs", Unnamed, Some(3_277), Some(2), "3.2GB, 2 days"),
        ("1GB 5hrs", Unnamed, Some(1_024), None, "1GB 5hrs"),
        ("1GB + 1GB Night for 2days", Unnamed, None, Some(2), "1GB + 1GB Night for 2days"),
        ("260GB + 2GB daily", Unnamed, None, None, "260GB + 2GB daily"),
        ("3GB 7days / 30days", Unnamed, Some(3_072), None, "3GB 7days / 30days"),
        ("", Unnamed, None, None, ""),
        ("0GB for 0days", Unnamed, None, None, "0GB for 0days"),
        ("99999999999999GB", Unnamed, None, None, "99999999999999GB"),
    ] {
        let plan = Plan::read(name);
        assert_eq!((plan.kind, plan.size_mb, plan.days), (kind, size_mb, days), "{name}");
        assert_eq!(plan.title(), title, "{name}");
    }
    for (validity, days) in [
        ("30DAYS", Some(30)),
        ("30", Some(30)),
        ("30days.", Some(30)),
        ("1 Mth", Some(30)),
        ("One Month", Some(30)),
        ("thirty days", Some(30)),
        ("24 hours", Some(1)),
        ("7days / 30days", None),
        ("", None),
        ("0", None),
    ] {
        assert_eq!(Plan::read("1GB").lasting(validity).days, days, "{validity}");
    }
    assert_eq!(Plan::read("a\u{7}b \n c").name, "a b c");
    assert_eq!(Plan::read(&"x".repeat(500)).name.len(), 80);
}

/// Two kinds are one of their own, in whichever order and form they are written: equal to the same pair, and to neither of the two.
#[test]
fn two_kinds_are_one_of_their_own() {
    let kinds = ["SME", "Gifting", "Direct"];
    let plain = |kind: &str| Plan::read(&format!("1GB {kind} 30 days"));
    for first in kinds {
        for second in kinds.into_iter().filter(|second| *second != first) {
            let pair = plain(&format!("{first} {second}"));
            assert!(pair.kind != PlanKind::Unnamed && !kinds.contains(&pair.kind.word()), "{first} {second}");
            for written in [
                format!("1GB [{first} {second}] 30 Days"),
                format!("1GB [{second}] [{first}] 30 Days"),
                format!("1GB ({second}-{first}) – 30 Days"),
                format!("{second} {first} 1GB - 1 month"),
            ] {
                assert!(pair.is_same_as(&Plan::read(&written)), "{written}: {:?}", Plan::read(&written));
            }
            for one in kinds {
                assert!(!pair.is_same_as(&plain(one)) && !plain(one).is_same_as(&pair), "{first} {second}, {one}");
            }
        }
    }
    assert_eq!(plain("Corporate Gifting").kind, plain("CG").kind);
    assert_eq!(plain("SME Direct Gifting").kind, PlanKind::Unnamed, "three are none that anybody sells");
}

/// Equal plans of several vendors meet; what is special, or not known whole, meets nobody.
#[test]
fn equal_plans_meet() {
    let strongmb = {
        let mut plan = Plan::read("1GB").lasting("30DAYS");
        plan.kind = PlanKind::Sme;
        plan
    };
    let smeplug = Plan::read("1GB (SME) - Monthly");
    assert!(smeplug.is_same_as(&strongmb) && strongmb.is_same_as(&smeplug));
    for other in [
        "1GB (Gifting) - Monthly",
        "2GB (SME) - Monthly",
        "1GB (SME) - Weekly",
        "1GB (SME) Night - Monthly",
        "1GB (SME)",
        "1GB - Monthly",
        "1GB SME 30DAYS - NIGHT 12AM-5AM",
        "1GB SME2 - 30 days",
        "1GB SME 2 - 30 days",
        "1GB Daily SME 30 days",
        "1GB SME Weekend 30 days",
    ] {
        assert!(!smeplug.is_same_as(&Plan::read(other)), "{other}");
    }
    for same in ["1GB SME - 1 MONTH", "1 GB [SME] 30days", "1GB SME for 30 days - N500", "MTN SME data 1GB (30 days)"] {
        assert!(smeplug.is_same_as(&Plan::read(same)), "{same}");
    }
    assert!(!Plan::read("1GB for 7days").is_same_as(&Plan::read("1GB for 7days")), "without a kind nobody knows");
}
