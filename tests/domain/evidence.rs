//! What evidence makes ready, by what speaks of a doubt. The table is the whole of it: nothing else is a verdict.

use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, Finding, Pending};
use airtill_domain::reference::Reference;
use airtill_domain::sale::event::{Moved, Verdict};
use airtill_domain::sale::evidence::{Evidence, WalletSaid};
use airtill_domain::sale::{Attempt, AttemptStatus};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{Account, VendorId};

fn attempt(vendor: VendorId, position: AttemptStatus) -> Attempt {
    let at = Timestamp::from_millis(1_795_338_000_000);
    Attempt {
        reference: Reference::parse("202611221002K7PQ4M2ZTX9HB8Q5").unwrap(),
        vendor,
        account: Account { base_url: "practice".to_owned(), fingerprint: "2ac6ab68".to_owned() },
        started_at: at,
        ended_at: Some(at),
        position,
        last_check_at: None,
        checks: 0,
        charged: None,
        vendor_reference: None,
        terms: None,
        listed: None,
        route: None,
        not_found: None,
        settled_at: None,
        notified: None,
    }
}

fn ready(
    position: AttemptStatus,
    moved: Option<Moved>,
    findings: &[Finding],
    notice: Option<Finding>,
    vendor: VendorId,
) -> Option<Verdict> {
    let at = Timestamp::from_millis(1_795_338_600_000);
    let (expected, balance) = (Naira::from_naira(1_000), Naira::from_naira(500));
    let mut evidence = Evidence {
        wallet: moved.map(|moved| WalletSaid { expected, balance, moved, at }),
        notice: notice.map(|finding| (at, finding)),
        ..Evidence::default()
    };
    for finding in findings {
        evidence.heard(*finding);
    }
    evidence.ready(&attempt(vendor, position), vendor.name(), true).map(|ready| ready.verdict)
}

/// What is shown, the position, the wallet's movement, the answers to questions, the notice; and what is ready.
type Case = (&'static str, AttemptStatus, Option<Moved>, &'static [Finding], Option<Finding>, Option<Verdict>);

#[test]
fn the_table_of_verdicts() {
    use Finding::{Delivered, Failed, NotFound, Pending as AtIt, Unclear};
    let lost = AttemptStatus::Unknown(Doubt::NoAnswer);
    let refused = AttemptStatus::Unknown(Doubt::FailedPerhaps);
    let accepted = AttemptStatus::Pending(Pending::Accepted);
    let (by_cost, not_at_all, otherwise) = (Some(Moved::ByCost), Some(Moved::NotAtAll), Some(Moved::Otherwise));
    let plug = VendorId::SmePlug;
    let (yes, no) = (Some(Verdict::Delivered), Some(Verdict::Failed));
    let cases: [Case; 19] = [
        ("nothing speaks", lost, None, &[], None, None),
        ("debited", lost, by_cost, &[Unclear], None, yes),
        ("debited, and never heard of", lost, by_cost, &[NotFound], None, None),
        ("a question without an answer takes nothing back", lost, by_cost, &[NotFound, NotFound, Unclear], None, None),
        ("debited, and said to be refused", refused, by_cost, &[], None, None),
        ("debited, and called about as failed", lost, by_cost, &[], Some(Failed), None),
        ("debited, and called about as delivered", lost, by_cost, &[], Some(Delivered), yes),
        ("untouched", lost, not_at_all, &[], None, no),
        ("untouched, refused, never heard of", refused, not_at_all, &[NotFound, NotFound], None, no),
        ("untouched, and called about as delivered", lost, not_at_all, &[], Some(Delivered), None),
        ("untouched, and called about as failed", lost, not_at_all, &[], Some(Failed), no),
        ("untouched, and the vendor is at it", lost, not_at_all, &[AtIt], None, None),
        ("untouched, and it was at it before a question failed", lost, not_at_all, &[AtIt, Unclear], None, None),
        ("untouched, taken, and never asked with success", accepted, not_at_all, &[Unclear], None, None),
        ("untouched, taken, and never heard of since", accepted, not_at_all, &[NotFound], None, no),
        ("the wallet says nothing any more", refused, otherwise, &[NotFound], Some(Failed), None),
        ("a notice alone, that anybody may have sent", lost, None, &[], Some(Failed), None),
        ("a notice alone of a delivery", lost, None, &[], Some(Delivered), None),
        ("another purchase's answer", AttemptStatus::Unknown(Doubt::Mismatch), by_cost, &[], None, None),
    ];
    for (what, position, moved, findings, notice, verdict) in cases {
        assert_eq!(ready(position, moved, findings, notice, plug), verdict, "{what}");
    }
    let simpu = VendorId::Simpu;
    assert_eq!(ready(lost, None, &[], Some(Failed), simpu), no, "at the address that only Simpu was told");
    assert_eq!(ready(lost, None, &[], Some(Unclear), simpu), None, "a duplicate is no end");
}
