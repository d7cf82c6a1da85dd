//! What must not happen to a request: other hosts, other schemes, a key that comes back.

use crate::support::raw_vendor::{RawVendor, Script, http};
use crate::support::shop::{TIMING, line_to};
use airtill::domain::money::Naira;
use airtill::domain::network::Network;
use airtill::domain::phone::Msisdn;
use airtill::domain::product::Product;
use airtill::domain::reference::Reference;
use airtill::keys::{Secret, fingerprint};
use airtill::practice::PRACTICE_KEY;
use airtill::vendors::smeplug::SmePlug;
use airtill::vendors::{Address, Line, NetworkIds, Order};

fn order() -> Order {
    Order {
        product: Product::Airtime { network: Network::Mtn, face: Naira::from_naira(500) },
        recipient: Msisdn::parse("08031234567").unwrap(),
        reference: Reference::parse("202611221402ABCD23456789ABCD").unwrap(),
    }
}

/// A redirect would carry body and key to another host.
#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let other = RawVendor::start(Script::Bytes(http(200, "application/json", "{}"))).await;
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} X\r\nlocation: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            other.url()
        );
        let vendor = RawVendor::start(Script::Bytes(answer.into_bytes())).await;
        line_to(&vendor.url()).purchase(&order(), &NetworkIds::from([(Network::Mtn, 1)])).await;
    }
    assert!(other.purchases().is_empty());
}

/// `https`, or this very computer; a host and a path, nothing more.
#[test]
fn only_https_or_loopback_addresses_are_taken() {
    let line = |url: &str| {
        let address = Address { base_url: url.to_owned(), known_as: None };
        Line::new(Box::new(SmePlug), &address, Secret::new("some-key".to_owned()), TIMING).map(|_| ())
    };
    for good in
        ["https://smeplug.ng/api/v1", "https://smeplug.ng/api/v1/", "http://127.0.0.1:99/x", "http://[::1]:99/x"]
    {
        assert_eq!(line(good), Ok(()), "{good}");
    }
    for bad in [
        "http://smeplug.ng/api/v1",
        "http://127.0.0.1.evil.example/",
        "http://localhost/x",
        "ftp://smeplug.ng/",
        "https://user:word@smeplug.ng/",
        "https://smeplug.ng/?x=1",
        "https://smeplug.ng/#x",
        "smeplug.ng",
        "",
    ] {
        assert!(line(bad).is_err(), "{bad}");
    }
}

/// A vendor that echoes the key does not get it into the ledger that way.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_echoed_is_taken_out() {
    for body in [
        format!(r#"{{"status":false,"msg":"bad token {PRACTICE_KEY}"}}"#),
        format!("<html>Authorization: Bearer {PRACTICE_KEY}</html>"),
        format!(r#"{{"status":true,"data":{{"reference":"{PRACTICE_KEY}"}}}}"#),
    ] {
        let vendor = RawVendor::start(Script::Bytes(http(200, "application/json", &body))).await;
        let answer = line_to(&vendor.url()).purchase(&order(), &NetworkIds::from([(Network::Mtn, 1)])).await;
        let kept = format!("{:?}", answer.said);
        assert!(!kept.contains(PRACTICE_KEY), "{kept}");
        assert!(kept.contains("(key)"), "{kept}");
    }
}

/// The key travels in the header alone, and the request says who is asking.
#[tokio::test(flavor = "multi_thread")]
async fn the_key_travels_in_its_header_alone() {
    let vendor = RawVendor::start(Script::Bytes(http(200, "application/json", "{}"))).await;
    line_to(&vendor.url()).purchase(&order(), &NetworkIds::from([(Network::Mtn, 1)])).await;
    let request = vendor.purchases().pop().unwrap();
    assert_eq!(request.matches(PRACTICE_KEY).count(), 1);
    assert!(request.contains(&format!("authorization: Bearer {PRACTICE_KEY}\r\n")), "{request}");
    assert!(request.contains("user-agent: Airtill/"), "{request}");
}

/// A fingerprint tells accounts apart and holds nothing of the key; a secret shows nothing of itself.
#[test]
fn fingerprints_and_secrets_reveal_nothing() {
    let vendor = airtill::domain::vendor::VendorId::SmePlug;
    let (one, two) = (Secret::new("key-number-one".to_owned()), Secret::new("key-number-two".to_owned()));
    assert_ne!(fingerprint(vendor, &one), fingerprint(vendor, &two));
    assert_eq!(fingerprint(vendor, &one).len(), 8);
    assert!(!format!("{one:?}").contains("number"));
    for bad in ["", "short", "has a space in it", "newline\nin-it", "ünïcödé-key-text", &"x".repeat(1_025)] {
        assert!(Secret::typed(bad).is_err(), "{bad:?}");
    }
    assert_eq!(Secret::typed("  pasted-key-with-space-around \n").unwrap().expose(), "pasted-key-with-space-around");
}
