//! What must not happen to a request: other hosts, other schemes, a key that comes back.

use airtill_credentials::{Credentials, Secret, fingerprint};
use airtill_domain::settings::VendorSettings;
use airtill_domain::vendor::{CredentialField, CredentialKind, VendorId};
use airtill_practice::PRACTICE_KEY;
use airtill_practice::practice_credentials;
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{TIMING, line};
use airtill_tests::vendor::{headers_with_secrets, orders};
use airtill_vendors::{Address, VendorClient};

/// `https`, or this very computer; a host and a path, nothing more.
#[test]
fn only_https_or_loopback_addresses_are_taken() {
    let line = |url: &str| {
        let address = Address { base_url: url.to_owned(), known_as: None };
        let id = VendorId::SmePlug;
        VendorClient::new(id, practice_credentials(id), VendorSettings::of(id), &address, TIMING).map(|_| ())
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

/// A vendor that echoes a secret, in whichever form, does not get it into the ledger that way.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_echoed_is_taken_out() {
    const CANARY: &str = "canary/of=the+test&that~leaks";
    let basic = "Y2FuYXJ5L29mPXRoZSt0ZXN0JnRoYXR+bGVha3M6Y2FuYXJ5L29mPXRoZSt0ZXN0JnRoYXR+bGVha3M=";
    let percent = "canary%2Fof%3Dthe%2Btest%26that~leaks";
    for vendor in VendorId::ALL {
        for kind in vendor.credential_kinds() {
            let parts = kind.fields().iter().map(|field| (*field, Secret::new(CANARY.to_owned()))).collect();
            let credentials = Credentials::whole(*kind, parts).unwrap();
            for form in [CANARY, &CANARY.replace('/', "\\/"), percent, basic] {
                for body in [
                    format!(
                        r#"{{"status":false,"msg":"bad token {form}","code":"777","response_description":"{form}"}}"#
                    ),
                    format!("<html>Authorization: {form}</html>"),
                    format!(r#"{{"status":true,"data":{{"reference":"{form}"}}}}"#),
                ] {
                    let server = RawVendor::start(Script::Bytes(http(200, "application/json", &body))).await;
                    let address = Address { base_url: server.url(), known_as: None };
                    let settings = VendorSettings::of(vendor);
                    let line = VendorClient::new(vendor, credentials.clone(), settings, &address, TIMING).unwrap();
                    let kept = format!("{:?}", line.purchase(&orders(vendor)[0]).await.said);
                    let shown = [CANARY, percent].iter().any(|secret| kept.contains(secret));
                    let basic_shown = *kind == CredentialKind::EmailAndPassword && kept.contains(basic);
                    assert!(!shown && !basic_shown, "{vendor:?} {kind:?}: {kept}");
                }
            }
        }
    }
}

/// A password may be short, and have letters that JSON escapes; whatever is kept has none of it, and no reading hangs on it.
#[tokio::test(flavor = "multi_thread")]
async fn an_odd_password_is_taken_out_too() {
    for password in ["key", "pä\"ss1-of-the-test", "(key)", "aaaaaaaaaaaaaaaa"] {
        let parts = vec![
            (CredentialField::Email, Secret::new("shop@airtill.example".to_owned())),
            (CredentialField::Password, Secret::new(password.to_owned())),
        ];
        let credentials = Credentials::whole(CredentialKind::EmailAndPassword, parts).unwrap();
        let escaped = serde_json::to_string(password).unwrap().replace('ä', "\\u00e4");
        let body = format!(r#"{{"code":"777","response_description":"wrong {}"}}"#, escaped.trim_matches('"'));
        let server = RawVendor::start(Script::Bytes(http(200, "application/json", &body))).await;
        let address = Address { base_url: server.url(), known_as: None };
        let settings = VendorSettings::of(VendorId::Vtpass);
        let line = VendorClient::new(VendorId::Vtpass, credentials, settings, &address, TIMING).unwrap();
        let said = line.purchase(&orders(VendorId::Vtpass)[0]).await.said;
        let message = said.message.unwrap();
        assert!(
            message.starts_with("777: wrong (") && !message.replace("(key)", "").contains(password),
            "{password}: {message}"
        );
    }
}

/// A vendor's own reference without end does not make an entry that no ledger takes.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_of_an_answer_has_a_largest_size() {
    let long = "x".repeat(20_000);
    let body =
        format!(r#"{{"status":true,"data":{{"current_status":"success","reference":"{long}","msg":"{long}"}}}}"#);
    let server = RawVendor::start(Script::Bytes(http(200, "application/json", &body))).await;
    let said = line(VendorId::SmePlug, &server.url()).purchase(&orders(VendorId::SmePlug)[0]).await.said;
    assert_eq!(said.vendor_reference.unwrap().len(), 100);
    assert_eq!(said.message.unwrap().len(), 200);
}

/// Secrets travel in their headers alone (VDT's hash key not at all), and the request says who is asking.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_travel_in_their_headers_alone() {
    for vendor in VendorId::ALL {
        let server = RawVendor::start(Script::Bytes(http(200, "application/json", "{}"))).await;
        line(vendor, &server.url()).purchase(&orders(vendor)[0]).await;
        let request = server.purchases().pop().unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(!body.contains(PRACTICE_KEY), "{vendor:?}");
        let headers = headers_with_secrets(vendor);
        assert_eq!(head.matches(PRACTICE_KEY).count(), headers.len(), "{vendor:?}: {head}");
        for header in headers {
            assert!(head.contains(&header), "{vendor:?}: {head}");
        }
        assert!(head.contains("user-agent: Airtill/") && head.contains("accept: application/json"), "{head}");
        assert!(head.contains("content-type: application/json") && head.starts_with("POST "), "{head}");
    }
}

/// A fingerprint tells accounts apart and holds nothing of the key; a secret shows nothing of itself.
#[test]
fn fingerprints_and_secrets_reveal_nothing() {
    let vendor = VendorId::SmePlug;
    let key = |text: &str| Credentials::key(Secret::new(text.to_owned()));
    let (one, two) = (key("key-number-one"), key("key-number-two"));
    assert_ne!(fingerprint(vendor, &one), fingerprint(vendor, &two));
    assert_eq!(fingerprint(vendor, &one), "08939a22", "pinned: ledgers in shops compare accounts by it");
    assert!(!format!("{one:?}").contains("number"));
    for bad in ["", "short", "has a space in it", "newline\nin-it", "ünïcödé-key-text", &"x".repeat(1_025)] {
        assert!(Secret::typed(bad).is_err(), "{bad:?}");
    }
    assert_eq!(Secret::typed("  pasted-key-with-space-around \n").unwrap().expose(), "pasted-key-with-space-around");
}
