//! What can happen on the way, for every vendor: a raw server cuts, stalls and garbles. Rows are numbered: in A no byte can
//! have left, in B the request may have been carried out, C is a proper answer.

use airtill_domain::outcome::{Doubt, NotSent, Outcome};
use airtill_domain::settings::VendorSettings;
use airtill_domain::vendor::VendorId;
use airtill_practice::practice_credentials;
use airtill_tests::raw_vendor::{RawVendor, Script, full_listener, http};
use airtill_tests::shop::{TIMING, line};
use airtill_tests::vendor::{delivered, needs_code_and_cost, orders};
use airtill_vendors::{Address, AskFailed, VendorClient};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Rows B2 to B9, C1 of the table: whatever comes back, the request left once.
#[tokio::test(flavor = "multi_thread")]
async fn every_mishap_on_the_way_has_its_outcome_and_one_request() {
    let unknown = Outcome::Unknown;
    for vendor in VendorId::ALL {
        for order in orders(vendor) {
            let good = delivered(&order, vendor);
            let ok = http(200, "application/json", &good);
            let redirect =
                b"HTTP/1.1 307 X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec();
            let chunked =
                format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{good}\r\n", good.len());
            let huge = http(200, "application/json", &format!("{good}{}", " ".repeat(300 * 1024)));
            let cut = |from_end: usize| ok[..ok.len() - from_end].to_vec();
            let cases = [
                ("a proper answer", Script::Bytes(ok.clone()), Outcome::Delivered),
                ("closed without a byte", Script::Bytes(Vec::new()), unknown(Doubt::Broken)),
                ("reset without a byte", Script::Reset, unknown(Doubt::Broken)),
                ("no answer", Script::BytesThenStall(Vec::new()), unknown(Doubt::NoAnswer)),
                ("half a head", Script::Bytes(ok[..20].to_vec()), unknown(Doubt::Broken)),
                ("half a head, then nothing", Script::BytesThenStall(ok[..20].to_vec()), unknown(Doubt::NoAnswer)),
                ("half a body", Script::Bytes(cut(5)), unknown(Doubt::Broken)),
                ("half a body, then nothing", Script::BytesThenStall(cut(5)), unknown(Doubt::NoAnswer)),
                ("chunks without an end", Script::Bytes(chunked.into_bytes()), unknown(Doubt::Broken)),
                ("no HTTP at all", Script::Bytes(b"220 mail.example ESMTP\r\n".to_vec()), unknown(Doubt::Broken)),
                ("a redirect", Script::Bytes(redirect), unknown(Doubt::Unreadable)),
                (
                    "a web page",
                    Script::Bytes(http(200, "text/html", "<html>One moment</html>")),
                    unknown(Doubt::Unreadable),
                ),
                (
                    "a portal's page with 403",
                    Script::Bytes(http(403, "text/html", "<html>")),
                    unknown(Doubt::Unreadable),
                ),
                ("nothing", Script::Bytes(http(200, "application/json", "")), unknown(Doubt::Unreadable)),
                ("too much", Script::Bytes(huge), unknown(Doubt::Unreadable)),
                ("a gateway's page", Script::Bytes(http(504, "text/html", "<html>")), unknown(Doubt::Unlisted)),
                ("a success under 500", Script::Bytes(http(500, "application/json", &good)), unknown(Doubt::Unlisted)),
                ("a success under 408", Script::Bytes(http(408, "application/json", &good)), unknown(Doubt::Unlisted)),
                ("a success under 302", Script::Bytes(http(302, "application/json", &good)), unknown(Doubt::Unlisted)),
            ];
            for (what, script, outcome) in cases {
                let server = RawVendor::start(script).await;
                let answer = line(vendor, &server.url()).purchase(&order).await;
                assert_eq!(answer.outcome, outcome, "{vendor:?} {:?}: {what}", order.product);
                assert_eq!(server.purchases().len(), 1, "{vendor:?}: {what}: sent once");
            }
        }
    }
}

/// Rows A1 to A6: not sent is said where no byte can have left, and nowhere else.
#[tokio::test(flavor = "multi_thread")]
async fn not_sent_is_said_only_where_no_byte_can_have_left() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (full, _held) = full_listener().await;
    let stranger = tls_server(true).await;
    let silent_tls = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closing = tls_server(false).await;
    let cases = [
        ("A1 no such name", "https://no-such-host.invalid/api".to_owned()),
        ("A2 refused", format!("http://{free}/api")),
        ("A3 nobody answers the call", format!("http://{full}/api")),
        ("A5 an unknown issuer", format!("https://localhost:{stranger}/api")),
        ("A5 silence in the handshake", format!("https://localhost:{}/api", silent_tls.local_addr().unwrap().port())),
        ("A5 closed in the handshake", format!("https://localhost:{closing}/api")),
    ];
    for vendor in VendorId::ALL {
        for (what, url) in &cases {
            let answer = line(vendor, url).purchase(&orders(vendor)[0]).await;
            assert_eq!(answer.outcome, Outcome::NotSent(NotSent::NoConnection), "{vendor:?}: {what}");
        }
        let mut order = orders(vendor).remove(0);
        order.code = String::new();
        order.cost = None;
        let built = line(vendor, "https://no-such-host.invalid/api").purchase(&order).await.outcome;
        let expected = if needs_code_and_cost(vendor) { NotSent::NotBuilt } else { NotSent::NoConnection };
        assert_eq!(built, Outcome::NotSent(expected), "A6 {vendor:?}: an order that can't be put together");
    }
}

/// Row A4: the connection is reset as soon as it stands. Nothing of the request was read there; whether a byte had left is a
/// race, so it is not sent or a doubt, and never an end.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_reset_at_once_is_never_an_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            socket.set_zero_linger().unwrap();
            drop(socket);
        }
    });
    for vendor in VendorId::ALL {
        for _ in 0..10 {
            let read = line(vendor, &url).purchase(&orders(vendor)[0]).await.outcome;
            let right = matches!(read, Outcome::NotSent(NotSent::NoConnection) | Outcome::Unknown(Doubt::Broken));
            assert!(right, "{vendor:?}: {read:?}");
        }
    }
}

/// Row B8: a redirect would carry body and key to another host. No request follows it, of any vendor, with any status.
#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let other = RawVendor::start(Script::Bytes(http(200, "application/json", "{}"))).await;
    for vendor in VendorId::ALL {
        for status in [301, 302, 303, 307, 308] {
            let answer = format!(
                "HTTP/1.1 {status} X\r\nlocation: {}/pay\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                other.url()
            );
            let server = RawVendor::start(Script::Bytes(answer.into_bytes())).await;
            let read = line(vendor, &server.url()).purchase(&orders(vendor)[0]).await;
            assert!(matches!(read.outcome, Outcome::Unknown(_)), "{vendor:?} {status}");
        }
    }
    assert!(other.purchases().is_empty());
}

/// The proxy of the environment would see every key. This runs one purchase of each vendor again in a process whose
/// environment names one, and the proxy hears nothing.
#[tokio::test(flavor = "multi_thread")]
async fn proxies_of_the_environment_are_ignored() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let mut heard = 0;
        while let Ok((socket, _)) = proxy.accept().await {
            drop(socket);
            heard += 1;
            if heard > 0 {
                break;
            }
        }
    });
    let mut again = tokio::process::Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "contract::network::a_redirect_is_not_followed"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        again.env(name, &url);
    }
    let output = again.env_remove("no_proxy").env_remove("NO_PROXY").output().await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert!(!heard.is_finished(), "the proxy was called");
    heard.abort();
}

/// A time-out of the owner's own holds, and it is a doubt and no failure.
#[tokio::test(flavor = "multi_thread")]
async fn a_shorter_time_out_is_still_a_doubt() {
    let server = RawVendor::start(Script::BytesThenStall(Vec::new())).await;
    let timing = airtill_vendors::http::Timing { purchase: std::time::Duration::from_millis(900), ..TIMING };
    for vendor in VendorId::ALL {
        let address = Address { base_url: server.url(), known_as: None };
        let settings = VendorSettings::of(vendor);
        let line = VendorClient::new(vendor, practice_credentials(vendor), settings, &address, timing).unwrap();
        let answer = line.purchase(&orders(vendor)[0]).await;
        assert_eq!(answer.outcome, Outcome::Unknown(Doubt::NoAnswer), "{vendor:?}");
    }
}

/// A certificate that is not valid yet, or not any more, by this computer's clock: no byte leaves, and the sentence names the clock.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_date_names_the_clock() {
    for (year, dated) in [(2090, true), (2020, false)] {
        let address =
            Address { base_url: format!("https://localhost:{}", tls_server_from(true, year).await), known_as: None };
        let vendor = VendorId::SmePlug;
        let settings = VendorSettings::of(vendor);
        let client = VendorClient::new(vendor, practice_credentials(vendor), settings, &address, TIMING).unwrap();
        let failed = client.balance().await.unwrap_err();
        assert_eq!(failed == AskFailed::Dated, dated, "{year}: {failed}");
        assert_eq!(failed.to_string().contains("clock"), dated, "{failed}");
        let outcome = client.purchase(&orders(vendor)[0]).await.outcome;
        assert_eq!(outcome, Outcome::NotSent(NotSent::NoConnection));
    }
}

/// A server with a certificate that nobody has signed, or one that hangs up at once.
async fn tls_server(speaks: bool) -> u16 {
    tls_server_from(speaks, 2020).await
}

/// The same, with a certificate that is valid from a year on.
async fn tls_server_from(speaks: bool, year: i32) -> u16 {
    let signing_key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(year, 1, 1);
    let cert = params.self_signed(&signing_key).unwrap();
    let key = tokio_rustls::rustls::pki_types::PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = tokio_rustls::rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if speaks {
                    assert!(acceptor.accept(socket).await.is_err(), "no client may accept this certificate");
                }
            });
        }
    });
    port
}
