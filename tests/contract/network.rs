//! The table of what can happen on the way: a vendor of raw TCP cuts, stalls and garbles.

use crate::support::raw_vendor::{RawVendor, Script, http};
use crate::support::shop::line_to;
use airtill::domain::money::Naira;
use airtill::domain::network::Network;
use airtill::domain::outcome::{Doubt, NotSent, Outcome, Pending, Refusal};
use airtill::domain::phone::Msisdn;
use airtill::domain::product::Product;
use airtill::domain::reference::Reference;
use airtill::vendors::{NetworkIds, Order};

const SUCCESS: &str = r#"{"status":true,"data":{"current_status":"success"}}"#;

fn order() -> Order {
    Order {
        product: Product::Airtime { network: Network::Mtn, face: Naira::from_naira(500) },
        recipient: Msisdn::parse("08031234567").unwrap(),
        reference: Reference::parse("202611221402ABCD23456789ABCD").unwrap(),
    }
}

fn ids() -> NetworkIds {
    NetworkIds::from([(Network::Mtn, 1)])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mishap_on_the_way_has_its_outcome_and_one_request() {
    let ok = http(200, "application/json", SUCCESS);
    let redirect = b"HTTP/1.1 307 X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec();
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{SUCCESS}\r\n", SUCCESS.len());
    let huge = http(200, "application/json", &format!("{{\"status\":true,\"x\":\"{}\"}}", "y".repeat(300 * 1024)));
    let low = r#"{"status":false,"msg":"Insufficient balance"}"#;
    let unknown = Outcome::Unknown;
    let cases = [
        ("a proper answer", Script::Bytes(ok.clone()), Outcome::Delivered),
        (
            "accepted",
            Script::Bytes(http(200, "application/json", r#"{"status":true}"#)),
            Outcome::Pending(Pending::Accepted),
        ),
        ("refused", Script::Bytes(http(200, "application/json", low)), Outcome::Refused(Refusal::LowWallet)),
        ("closed without a byte", Script::Bytes(Vec::new()), unknown(Doubt::Broken)),
        ("reset without a byte", Script::Reset, unknown(Doubt::Broken)),
        ("no answer", Script::BytesThenStall(Vec::new()), unknown(Doubt::NoAnswer)),
        ("half a head", Script::Bytes(ok[..20].to_vec()), unknown(Doubt::Broken)),
        ("half a head, then nothing", Script::BytesThenStall(ok[..20].to_vec()), unknown(Doubt::NoAnswer)),
        ("half a body", Script::Bytes(ok[..ok.len() - 5].to_vec()), unknown(Doubt::Broken)),
        ("half a body, then nothing", Script::BytesThenStall(ok[..ok.len() - 5].to_vec()), unknown(Doubt::NoAnswer)),
        ("chunks without an end", Script::Bytes(chunked.into_bytes()), unknown(Doubt::Broken)),
        ("no HTTP at all", Script::Bytes(b"220 mail.example ESMTP\r\n".to_vec()), unknown(Doubt::Broken)),
        ("a redirect", Script::Bytes(redirect), unknown(Doubt::Unreadable)),
        ("a web page", Script::Bytes(http(200, "text/html", "<html>One moment</html>")), unknown(Doubt::Unreadable)),
        ("nothing", Script::Bytes(http(200, "application/json", "")), unknown(Doubt::Unreadable)),
        ("too much", Script::Bytes(huge), unknown(Doubt::Unreadable)),
        ("a gateway's page", Script::Bytes(http(504, "text/html", "<html>")), unknown(Doubt::Unlisted)),
    ];
    for (what, script, outcome) in cases {
        let vendor = RawVendor::start(script).await;
        let answer = line_to(&vendor.url()).purchase(&order(), &ids()).await;
        assert_eq!(answer.outcome, outcome, "{what}");
        assert_eq!(vendor.purchases().len(), 1, "{what}: sent once");
    }
}

/// Not sent is said where no byte can have left, and nowhere else.
#[tokio::test(flavor = "multi_thread")]
async fn not_sent_is_said_only_where_no_byte_can_have_left() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (what, url) in [
        ("refused", format!("http://{free}/api")),
        ("no such name", "https://no-such-host.invalid/api".to_owned()),
        ("no TLS", {
            let vendor = RawVendor::start(Script::Reset).await;
            format!("https://localhost:{}/api", vendor.address.port())
        }),
    ] {
        let answer = line_to(&url).purchase(&order(), &ids()).await;
        assert_eq!(answer.outcome, Outcome::NotSent(NotSent::NoConnection), "{what}");
    }
    let answer = line_to("https://no-such-host.invalid/api").purchase(&order(), &NetworkIds::new()).await;
    assert_eq!(answer.outcome, Outcome::NotSent(NotSent::NotBuilt), "a network without an id");
}
