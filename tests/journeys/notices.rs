//! Vendors' notices, over real sockets: what they bring about, and what nobody can bring about by them.

use airtill_credentials::NoticeKey;
use airtill_domain::clock::SystemClock;
use airtill_domain::listener::Listener;
use airtill_domain::money::Naira;
use airtill_domain::outcome::Finding;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::sale::event::{Event, Verdict};
use airtill_domain::sale::{AttemptStatus, SaleStatus};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_practice::PRACTICE_KEY;
use airtill_shop::till::Callbacks;
use airtill_shop::webhooks::{NOTICE_MAX_BYTES, Notices, TurnedDown};
use airtill_tests::raw_vendor::{RawVendor, Script};
use airtill_tests::shop::{Shop, eventually, line};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha512;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn key() -> NoticeKey {
    NoticeKey::from_random([7; 32])
}

async fn listening(shop: &Shop) -> Notices {
    // By a real clock: how often a vendor may call is counted by it.
    Notices::listen(0, &shop.till, key(), Arc::new(SystemClock)).await.unwrap()
}

/// One request, whole; the status and the body of its answer.
async fn call(to: SocketAddr, method: &str, path: &str, body: &str) -> (u16, String) {
    call_with(to, method, path, body, "").await
}

/// The same, with more in its head.
async fn call_with(to: SocketAddr, method: &str, path: &str, body: &str, more: &str) -> (u16, String) {
    let mut socket = TcpStream::connect(to).await.unwrap();
    let length = body.len();
    let head =
        format!("{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\nconnection: close\r\n{more}\r\n");
    // Whoever is turned down early may not be listened to until the end.
    let _ = socket.write_all(head.as_bytes()).await;
    let _ = socket.write_all(body.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

/// The document's webhook, about this reference, with this word.
fn webhook(reference: &Reference, status: &str) -> String {
    include_str!("../wire/examples/smeplug/webhook.json")
        .replace("38dhdhdk", reference.as_str())
        .replace("\"success\"", &format!("\"{status}\""))
}

fn reference(shop: &Shop, id: SaleId) -> Reference {
    shop.sale(id).last_attempt().reference.clone()
}

/// A sale at SMEPlug that was delivered, and whose answer never came: in doubt, and not due to be asked about.
async fn in_doubt(shop: &Shop, number: &str) -> SaleId {
    let id = shop.sell(number, "500").await.unwrap();
    eventually("the request has ended", || shop.sale(id).last_attempt().ended_at.is_some()).await;
    assert!(shop.sale(id).is_in_doubt());
    id
}

/// A notice brings the check forward; whatever it says, the vendor's own answer decides.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_brings_the_check_forward_and_decides_nothing() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path()).await;
    let notices = listening(&shop).await;
    let path = key().vendor_path(VendorId::SmePlug);
    for (number, word, end) in [
        ("08030000005", "success", SaleStatus::Delivered),
        // The vendor delivered it: a forged "failed" gives nobody's money back.
        ("08030000007", "failed", SaleStatus::Delivered),
        // The vendor says it failed: a forged "success" sells nothing.
        ("08030000012", "success", SaleStatus::Owed),
    ] {
        let id = in_doubt(&shop, number).await;
        let (status, _) = call(notices.address(), "POST", &path, &webhook(&reference(&shop, id), word)).await;
        assert_eq!(status, 200);
        // The clock stands still: nothing but the notice can have had it asked about.
        shop.stands(id, end).await;
        assert_eq!(shop.sale(id).last_attempt().checks, 1);
    }
    assert_eq!((notices.tally().heard, notices.tally().turned_down), (3, 0));
}

/// Forged, misdirected, oversized, malformed, by another method, about nobody's sale, or once more: nothing comes of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_notice_is_turned_down_and_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path()).await;
    let notices = listening(&shop).await;
    let to = notices.address();
    assert!(to.ip().is_loopback());
    let id = in_doubt(&shop, "08030000011").await;
    let (good, smeplug) = (webhook(&reference(&shop, id), "success"), key().vendor_path(VendorId::SmePlug));
    let other = NoticeKey::from_random([8; 32]).vendor_path(VendorId::SmePlug);
    let vtpasss = key().vendor_path(VendorId::Vtpass).replace("vtpass", "smeplug");
    let before = shop.till.ledger().after(0).count();
    let huge = format!("{}{}", good, " ".repeat(NOTICE_MAX_BYTES));
    for (what, method, path, body, status) in [
        ("a token of another till", "POST", other.as_str(), good.as_str(), 404),
        ("a token of another vendor", "POST", &vtpasss, &good, 404),
        ("no token", "POST", "/smeplug/", &good, 404),
        ("half a token", "POST", &smeplug[..smeplug.len() - 2], &good, 404),
        ("a token in capitals", "POST", &smeplug.to_uppercase().replace("SMEPLUG", "smeplug"), &good, 404),
        ("a vendor that never calls", "POST", &smeplug.replace("smeplug", "strongmb"), &good, 404),
        ("another path", "POST", "/", &good, 404),
        ("an attempt's path without its token", "POST", &format!("/simpu/{}/x", reference(&shop, id)), &good, 404),
        ("another method", "GET", &smeplug, "", 405),
        ("another method", "PUT", &smeplug, &good, 405),
        ("too large", "POST", &smeplug, &huge, 413),
        ("nothing", "POST", &smeplug, "", 400),
        ("no JSON", "POST", &smeplug, "<html>", 400),
        ("another vendor's words", "POST", &smeplug, r#"{"type":"transaction-update","data":{}}"#, 400),
    ] {
        assert_eq!(call(to, method, path, body).await.0, status, "{what}: {method} {path}");
    }
    let tally = notices.tally();
    assert_eq!(tally.turned_down, 14);
    assert_eq!(tally.last_turned_down.map(|(_, why)| why), Some(TurnedDown::NotUnderstood));
    // Well-formed, and nobody's: somebody else buys by the same account.
    let nobodys = good.replace(reference(&shop, id).as_str(), "202611221000ABCD23456789ABCD");
    assert_eq!(call(to, "POST", &smeplug, &nobodys).await.0, 200);
    assert_eq!(call(to, "POST", &format!("{smeplug}/"), &nobodys).await.0, 200, "with a slash at its end");
    assert_eq!(shop.till.ledger().after(0).count(), before, "nothing was written down");
    assert_eq!(shop.sale(id).last_attempt().checks, 0, "and nobody was asked");

    // The same again asks the vendor no more than once a minute.
    for _ in 0..5 {
        assert_eq!(call(to, "POST", &smeplug, &good).await.0, 200);
    }
    eventually("it was asked about", || shop.sale(id).last_attempt().checks == 1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(shop.sale(id).last_attempt().checks, 1);
    assert!(shop.sale(id).is_in_doubt(), "SMEPlug knows nothing of it, which is no end");
}

/// VTpass hears what it wants to hear, and a delivery that it takes back is found out at once.
#[tokio::test(flavor = "multi_thread")]
async fn vtpass_tells_of_a_reversal() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::with_practice(home.path(), &[VendorId::Vtpass]).await;
    let notices = listening(&shop).await;
    let id = shop.sell("08030000019", "500").await.unwrap();
    shop.stands(id, SaleStatus::Delivered).await;
    shop.pass(Duration::from_secs(65)).await;
    let path = key().vendor_path(VendorId::Vtpass);
    let body = include_str!("../wire/examples/vtpass/transaction-update.json")
        .replace("202202071830YUs83meikd", reference(&shop, id).as_str());
    let answer = call(notices.address(), "POST", &path, &body).await;
    assert_eq!(answer, (200, r#"{"response":"success"}"#.to_owned()));
    shop.stands(id, SaleStatus::Owed).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::Reversed);
    let prices = r#"{"type":"variations-update","data":{"serviceID":"mtn-data"}}"#;
    assert_eq!(call(notices.address(), "POST", &path, prices).await.0, 200);
}

/// A shop with Simpu alone, which answers "pending" to everything, and the listener open.
async fn with_simpu(home: &std::path::Path, public: bool) -> (Shop, RawVendor, Notices) {
    // Simpu's answer says the callback's address again, as its document shows; under a status that proves nothing.
    let vendor = RawVendor::start(Script::Echo(502)).await;
    let shop = Shop::open(home).await;
    shop.till.connections.disconnect(VendorId::SmePlug);
    shop.till.connections.connect(line(VendorId::Simpu, &vendor.url()));
    let notices = listening(&shop).await;
    if public {
        let listener =
            Listener { enabled: true, public_url: "https://kiosk.example/t/".to_owned(), ..Listener::default() };
        shop.till.reconcile.set_callbacks(Some(Callbacks { key: key(), listener }));
    }
    (shop, vendor, notices)
}

fn report(reference: &Reference, status: &str) -> String {
    format!(r#"{{"id":"674535b2","external_ref":"{reference}","recipient":"2348031234567","status":"{status}"}}"#)
}

/// Simpu is told where to call with the purchase itself, and only while somebody listens there.
#[tokio::test(flavor = "multi_thread")]
async fn simpu_is_told_the_attempts_own_address() {
    let home = tempfile::tempdir().unwrap();
    let (shop, vendor, notices) = with_simpu(home.path(), false).await;
    in_doubt(&shop, "08031234567").await;
    assert!(!vendor.purchases()[0].contains("callback"), "nobody outside could call");
    let listener = Listener { enabled: true, public_url: "https://kiosk.example".to_owned(), ..Listener::default() };
    shop.till.reconcile.set_callbacks(Some(Callbacks { key: key(), listener }));
    let id = in_doubt(&shop, "08031234568").await;
    let address = format!("https://kiosk.example{}", key().attempt_path(&reference(&shop, id)));
    assert!(vendor.purchases()[1].contains(&format!(r#""callback":"{address}""#)), "{}", vendor.purchases()[1]);
    let token = address.rsplit('/').next().unwrap();
    assert_eq!(token.len(), 32, "128 bits");
    let story = format!("{:?}", shop.till.ledger().after(0).map(Result::unwrap).collect::<Vec<_>>());
    assert!(story.contains("kiosk.example"), "what could not be read is kept as evidence");
    assert!(!story.contains(token), "without the token");
    shop.till.reconcile.set_callbacks(None);
    in_doubt(&shop, "08031234569").await;
    assert!(!vendor.purchases()[2].contains("callback"), "switched off again");
    drop(notices);
}

/// "Delivered" at the attempt's own address ends the doubt; "failed" prepares the owner's settlement, and ends nothing.
#[tokio::test(flavor = "multi_thread")]
async fn simpus_notice_may_end_a_doubt_as_delivered_and_never_as_failed() {
    let home = tempfile::tempdir().unwrap();
    let (shop, _vendor, notices) = with_simpu(home.path(), true).await;
    let to = notices.address();
    let (one, other) = (in_doubt(&shop, "08031234567").await, in_doubt(&shop, "08035555555").await);
    let (first, second) = (reference(&shop, one), reference(&shop, other));
    let path = key().attempt_path(&first);

    // About another attempt, for another number, with an unknown word, or at another attempt's address: nothing.
    for (body, status) in [
        (report(&second, "success"), 400),
        (report(&first, "success").replace("2348031234567", "2348035555555"), 400),
        (report(&first, "delivered"), 400),
        (report(&first, "pending"), 200),
    ] {
        assert_eq!(call(to, "POST", &path, &body).await.0, status, "{body}");
    }
    let crossed = format!("/simpu/{second}/{}", path.rsplit('/').next().unwrap());
    assert_eq!(call(to, "POST", &crossed, &report(&second, "success")).await.0, 404);
    assert!(shop.sale(one).is_in_doubt() && shop.sale(other).is_in_doubt());
    assert_eq!(shop.sale(one).last_attempt().notified, None);

    assert_eq!(call(to, "POST", &path, &report(&first, "failed")).await.0, 200);
    let sale = shop.sale(one);
    assert!(sale.is_in_doubt() && sale.owed == Naira::ZERO, "no end: only the owner's word gives money back");
    assert_eq!(sale.last_attempt().notified.map(|(_, finding)| finding), Some(Finding::Failed));
    assert_eq!(shop.till.reconcile.settled_in(&sale), Some(Duration::ZERO));

    // Once more changes nothing, and what Simpu says last is believed where it says delivered.
    let entries = shop.till.ledger().after(0).count();
    assert_eq!(call(to, "POST", &path, &report(&first, "failed")).await.0, 200);
    assert_eq!(shop.till.ledger().after(0).count(), entries);
    assert_eq!(call(to, "POST", &path, &report(&first, "success")).await.0, 200);
    shop.stands(one, SaleStatus::Delivered).await;
    let attempt = shop.sale(one).last_attempt().clone();
    assert_eq!(
        (attempt.position, attempt.position.sentence()),
        (AttemptStatus::NotifiedDelivered, "Delivered, by the vendor's notice")
    );
    let entries = shop.till.ledger().after(0).count();
    assert_eq!(call(to, "POST", &path, &report(&first, "success")).await.0, 200);
    assert_eq!((shop.till.ledger().after(0).count(), shop.sale(one).contradictions), (entries, 0));
    // A "failed" after that contradicts it: kept once, as an alarm, and the end stays.
    for again in ["failed", "failed", "success", "failed"] {
        assert_eq!(call(to, "POST", &path, &report(&first, again)).await.0, 200);
    }
    assert_eq!((shop.till.ledger().after(0).count(), shop.sale(one).contradictions), (entries + 1, 1));
    assert!(shop.sale(one).has_alarm() && shop.sale(one).owed == Naira::ZERO);

    // What the owner has settled is not rewritten: a contradiction is kept.
    shop.till.reconcile.settle(other, Verdict::Failed, "not on the dashboard", "seen", Actor::Counter).await.unwrap();
    let delivered = report(&second, "success").replace("2348031234567", "2348035555555");
    assert_eq!(call(to, "POST", &key().attempt_path(&second), &delivered).await.0, 200);
    assert_eq!(shop.sale(other).last_attempt().position, AttemptStatus::SettledFailed);
    assert!(shop.sale(other).has_alarm());
    let by_notice = |entry: &Entry| matches!(entry, Entry::Sale(Event::Notified { .. }));
    let commits = shop.till.ledger().after(0).map(Result::unwrap);
    assert_eq!(commits.flat_map(|commit| commit.entries).filter(by_notice).count(), 4);
}

/// The vendor's own word about an open sale is kept for whoever settles it, and ends nothing: nobody has signed it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_webhook_says_of_an_open_sale_is_kept_as_evidence() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path()).await;
    let notices = listening(&shop).await;
    let path = key().vendor_path(VendorId::SmePlug);
    let id = in_doubt(&shop, "08030000011").await;
    let about = |word: &str, number: &str| webhook(&reference(&shop, id), word).replace("090XXXXXXXX", number);
    let kept = || shop.sale(id).last_attempt().notified.map(|(_, finding)| finding);
    let to = notices.address();
    // About another number, or with a word that nobody knows: not even evidence.
    for body in [about("failed", "08039999999"), about("queried", "08030000011")] {
        assert_eq!(call(to, "POST", &path, &body).await.0, 200);
        shop.pass(Duration::from_secs(61)).await;
        assert_eq!(kept(), None);
    }
    assert_eq!(call(to, "POST", &path, &about("failed", "08030000011")).await.0, 200);
    assert_eq!(kept(), Some(Finding::Failed));
    let sale = shop.sale(id);
    assert!(sale.is_in_doubt() && sale.owed == Naira::ZERO && sale.contradictions == 0, "evidence ends nothing");
    let kept = |entry: &Entry| matches!(entry, Entry::Sale(Event::NoticeKept { .. }));
    let entries = || shop.till.ledger().after(0).map(Result::unwrap).flat_map(|commit| commit.entries);
    assert_eq!(entries().filter(kept).count(), 1);
    shop.pass(Duration::from_secs(61)).await;
    assert_eq!(call(to, "POST", &path, &about("failed", "08030000011")).await.0, 200);
    assert_eq!(entries().filter(kept).count(), 1, "said once is enough");
}

/// Simpu's events come to one address, and are believed where they are signed with the shop's key; at an attempt's own address a
/// signature has to be right where there is one.
#[tokio::test(flavor = "multi_thread")]
async fn simpus_events_are_believed_where_they_are_signed() {
    let home = tempfile::tempdir().unwrap();
    let (shop, _vendor, notices) = with_simpu(home.path(), true).await;
    let to = notices.address();
    let id = in_doubt(&shop, "08031234567").await;
    let path = key().vendor_path(VendorId::Simpu);
    let own = key().attempt_path(&reference(&shop, id));
    let event = |word: &str| format!(r#"{{"event":"airtime.{word}","data":{}}}"#, report(&reference(&shop, id), word));
    let signed = |body: &str, key: &str| {
        let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        format!("x-simpu-webhook-signature: {}\r\n", STANDARD.encode(mac.finalize().into_bytes()))
    };
    let delivered = event("success");
    for (what, path, more) in [
        ("unsigned", &path, String::new()),
        ("by another key", &path, signed(&delivered, "another")),
        ("another body's", &path, signed(&event("failed"), PRACTICE_KEY)),
        ("by another key, at the attempt's own address", &own, signed(&delivered, "another")),
    ] {
        assert_eq!(call_with(to, "POST", path, &delivered, &more).await.0, 401, "{what}");
        assert!(shop.sale(id).is_in_doubt() && shop.sale(id).last_attempt().notified.is_none(), "{what}");
    }
    assert_eq!(notices.tally().last_turned_down.map(|(_, why)| why), Some(TurnedDown::NotSigned));
    let duplicate = event("duplicate");
    assert_eq!(call_with(to, "POST", &path, &duplicate, &signed(&duplicate, PRACTICE_KEY)).await.0, 200);
    let notified = shop.sale(id).last_attempt().notified.map(|(_, finding)| finding);
    assert_eq!(
        (notified, shop.sale(id).is_in_doubt()),
        (Some(Finding::Unclear), true),
        "kept for the owner, and no end"
    );
    assert_eq!(call_with(to, "POST", &path, &delivered, &signed(&delivered, PRACTICE_KEY)).await.0, 200);
    shop.stands(id, SaleStatus::Delivered).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::NotifiedDelivered);
    let nobodys = delivered.replace(reference(&shop, id).as_str(), "202611221000ABCD23456789ABCD");
    assert_eq!(call_with(to, "POST", &path, &nobodys, &signed(&nobodys, PRACTICE_KEY)).await.0, 200);
}

/// A vendor that says that its list has changed is asked for it anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_list_is_read_at_once() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::with_practice(home.path(), &[VendorId::Vtpass]).await;
    let notices = listening(&shop).await;
    let read_at = || shop.till.catalogue.offers_known(VendorId::Vtpass).map(|(_, at)| at);
    eventually("the list was read", || read_at().is_some()).await;
    let first = read_at();
    shop.pass(Duration::from_secs(120)).await;
    assert_eq!(read_at(), first, "it is fresh for a quarter of an hour");
    let changed = include_str!("../wire/examples/met/vtpass-variations-notice.json");
    let large = format!("{changed}{}", " ".repeat(100_000));
    assert_eq!(call(notices.address(), "POST", &key().vendor_path(VendorId::Vtpass), &large).await.0, 200);
    eventually("the list was read anew", || read_at() > first).await;
}

/// Memory of this process in MiB.
fn resident_mb() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4 / 1024
}

/// A thousand a second for ten seconds, forged and genuine mixed: nothing is ended wrongly, selling goes on, memory stays. In a
/// process of its own, whose memory is nobody else's.
#[test]
fn a_flood_disturbs_nobody() {
    let mut alone = Command::new(std::env::current_exe().unwrap());
    alone.args(["--exact", "journeys::notices::a_flood", "--nocapture"]).env(ALONE, "1");
    let output = alone.output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && told.contains("sold meanwhile"), "{told}");
    println!("{}", told.lines().find(|line| line.contains("sold meanwhile")).unwrap_or_default());
}

/// Set for the process that is flooded.
const ALONE: &str = "AIRTILL_FLOOD_ALONE";

/// The flood itself; nothing where it is not alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood() {
    if std::env::var_os(ALONE).is_none() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let shop = Arc::new(Shop::open(home.path()).await);
    let notices = listening(&shop).await;
    let (to, path) = (notices.address(), key().vendor_path(VendorId::SmePlug));
    let doubt = in_doubt(&shop, "08030000011").await;
    let genuine = webhook(&reference(&shop, doubt), "success");
    let forged = path.replace(|c: char| c.is_ascii_digit(), "0");
    // Others have set up their memory by now.
    for _ in 0..50 {
        call(to, "POST", &forged, &genuine).await;
    }
    let (before_mb, begun) = (resident_mb(), Instant::now());
    // Too large a notice may be turned down before it was sent whole: the caller hears nothing then.
    let right = |(kind, status): (u64, u16)| {
        let expected: &[u16] =
            [&[200, 429][..], &[404], &[413, 429, 0], &[400, 429], &[404]][usize::try_from(kind).unwrap()];
        assert!(expected.contains(&status), "{kind}: {status}");
    };
    let mut sent = 0_u64;
    let mut sold = 0_u32;
    let mut slowest = Duration::ZERO;
    let mut callers = tokio::task::JoinSet::new();
    while begun.elapsed() < Duration::from_secs(10) {
        for n in 0..25_u64 {
            let (path, body) = match n % 5 {
                0 => (path.clone(), genuine.clone()),
                1 => (forged.clone(), genuine.clone()),
                2 => (path.clone(), "{".repeat(300_000)),
                3 => (path.clone(), "no JSON".to_owned()),
                _ => ("/".to_owned(), String::new()),
            };
            sent += 1;
            callers.spawn(async move { (n % 5, call(to, "POST", &path, &body).await.0) });
        }
        if sent.is_multiple_of(1_000) {
            let number = format!("0803123{:04}", 1_000 + sold);
            shop.clock.advance(Duration::from_millis(10));
            let pressed = Instant::now();
            let id = shop.sell(&number, "200").await.unwrap();
            shop.stands(id, SaleStatus::Delivered).await;
            slowest = slowest.max(pressed.elapsed());
            sold += 1;
        }
        let due = Duration::from_millis(sent);
        tokio::time::sleep(due.saturating_sub(begun.elapsed())).await;
        while let Some(answered) = callers.try_join_next() {
            right(answered.unwrap());
        }
    }
    while let Some(answered) = callers.join_next().await {
        right(answered.unwrap());
    }
    let (tally, grown_mb) = (notices.tally(), resident_mb().saturating_sub(before_mb));
    println!(
        "{sent} in {:?}: {tally:?}, {sold} sold meanwhile, the slowest in {slowest:?}, memory +{grown_mb} MiB",
        begun.elapsed()
    );
    assert!(shop.sale(doubt).is_in_doubt(), "the vendor never received it");
    assert!(shop.sale(doubt).last_attempt().checks <= 2, "and was not asked for each notice");
    assert!(sold >= 5 && sent >= 5_000, "{sold} sold, {sent} sent");
    assert!((10..=80).contains(&tally.heard), "five a second and thirty at once, good and bad: {tally:?}");
    assert!(grown_mb < 32, "memory grew by {grown_mb} MiB");
}
