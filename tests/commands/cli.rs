//! The commands without a window, run as a person would run them.

use crate::ledger::open;
use crate::support::generator::write_journal;
use airtill::clock::{Clock, SystemClock};
use airtill::domain::staff::{OWNER, Role, SecretKind};
use airtill::domain::vendor::VendorId;
use airtill::keys::Secret;
use airtill::ledger::entry::{Actor, Entry};
use airtill::people::hash;
use airtill::practice::record::{Received, Record};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::{TempDir, tempdir};

const PASSPHRASE: &str = "correct horse kiosk";

/// A real shop with an owner, and some days of sales.
async fn shop() -> TempDir {
    let home = tempdir().unwrap();
    write_journal(&home.path().join("shop"), 4, 800);
    let hash = hash::hash(&Secret::new(PASSPHRASE.to_owned()), None, &[7; hash::SALT_BYTES]).unwrap();
    let entries = vec![
        Entry::StaffNamed { staff: OWNER, name: "Ngozi".to_owned(), role: Role::Owner },
        Entry::SecretSet { staff: OWNER, kind: SecretKind::Passphrase, hash },
    ];
    let ledger = open(&home.path().join("shop")).ledger;
    ledger.commit(SystemClock.now(), Actor::Till, entries).await.unwrap();
    home
}

fn airtill(home: &Path, arguments: &[&str], typed: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_airtill"))
        .arg("ledger")
        .args(arguments)
        .arg("--home")
        .arg(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that asks nothing has ended by then.
    let _ = writeln!(child.stdin.take().unwrap(), "{typed}");
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[tokio::test]
async fn verify_tells_in_a_sentence_and_as_json_and_by_its_exit_code() {
    let home = shop().await;
    let (code, said, _) = airtill(home.path(), &["verify"], "");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("entries, unbroken, head"), "{said}");
    let (code, said, _) = airtill(home.path(), &["verify", "--json"], "");
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, json["sales"].as_u64(), json["wrong"].as_array().unwrap().len()), (0, Some(800), 0));

    let held = open(&home.path().join("shop"));
    let (code, _, said) = airtill(home.path(), &["verify"], "");
    assert_eq!(code, 4);
    assert!(said.contains("Close its window first"), "{said}");
    drop(held);

    // One line of the journal says something else: found, told by the exit code, and put right by a rebuild.
    let segment = home.path().join("shop/journal/0001.log");
    let text = std::fs::read_to_string(&segment).unwrap();
    let first = text.find("Mama Ada").unwrap();
    std::fs::write(&segment, format!("{}Papa Ada{}", &text[..first], &text[first + 8..])).unwrap();
    let (code, said, _) = airtill(home.path(), &["verify"], "");
    assert!(code == 0 || said.contains("damaged"), "{said}");
    let (code, _, complaint) = airtill(home.path(), &["rebuild"], PASSPHRASE);
    assert_eq!(code, 0, "{complaint}");
    let (code, said, _) = airtill(home.path(), &["verify"], "");
    assert_eq!(code, 0, "{said}");
}

#[tokio::test]
async fn figures_are_shown_to_the_owner_alone() {
    let home = shop().await;
    let file = home.path().join("sales.csv");
    let export = ["export", file.to_str().unwrap()];
    let (code, said, complaint) = airtill(home.path(), &export, "something else");
    assert_eq!(code, 3, "{complaint}");
    assert!(said.is_empty() && !file.exists());
    let (code, said, complaint) = airtill(home.path(), &export, PASSPHRASE);
    assert_eq!(code, 0, "{complaint}");
    assert!(said.starts_with("800 rows in "), "{said}");
    let (code, _, complaint) = airtill(home.path(), &export, PASSPHRASE);
    assert_eq!(code, 4);
    assert!(complaint.contains("is there already"), "{complaint}");
    let mut rows = csv::Reader::from_path(&file).unwrap();
    let reference = rows.records().next().unwrap().unwrap()[16].to_owned();
    let (code, said, _) = airtill(home.path(), &["show", &reference], PASSPHRASE);
    assert_eq!(code, 0);
    assert!(said.contains("Taken: ") && said.contains(&reference), "{said}");
    let (code, said, _) = airtill(home.path(), &["show", "202001010000NOSUCHREFERENCES"], PASSPHRASE);
    assert_eq!((code, said.trim()), (1, "No sale has this reference"));
}

#[tokio::test]
async fn a_rebuild_sets_the_old_store_aside() {
    let home = shop().await;
    let (code, said, complaint) = airtill(home.path(), &["rebuild"], PASSPHRASE);
    assert_eq!(code, 0, "{complaint}");
    assert!(said.contains("800 sales"), "{said}");
    let (code, said, _) = airtill(home.path(), &["verify"], "");
    assert_eq!(code, 0, "{said}");
    let names = std::fs::read_dir(home.path().join("shop")).unwrap();
    let aside =
        names.filter(|item| item.as_ref().unwrap().file_name().to_string_lossy().starts_with("ledger.sled.replaced"));
    assert_eq!(aside.count(), 1);
}

#[tokio::test]
async fn a_backup_is_made_and_put_back_on_another_computer() {
    let (home, stick, other) = (shop().await, tempdir().unwrap(), tempdir().unwrap());
    let folder = stick.path().to_str().unwrap();
    let (code, _, complaint) = airtill(home.path(), &["backup"], PASSPHRASE);
    assert_eq!(code, 4);
    assert!(complaint.contains("No folder for backups was chosen"), "{complaint}");
    let (code, _, complaint) = airtill(home.path(), &["backup", folder], "something else");
    assert_eq!(code, 3, "{complaint}");
    assert_eq!(std::fs::read_dir(stick.path()).unwrap().count(), 0);
    let (code, said, complaint) = airtill(home.path(), &["backup", folder], PASSPHRASE);
    assert_eq!(code, 0, "{complaint}");
    assert!(said.contains("new entries in"), "{said}");
    let (code, said, _) = airtill(home.path(), &["backup", "--json"], PASSPHRASE);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    // The entries of the backup before and of the passphrase just given.
    assert_eq!((code, json["added"].as_u64(), json["mended"].as_u64()), (0, Some(3), Some(0)), "{said}");
    let (_, code_for_paper, _) = airtill(home.path(), &["code"], "");

    let (code, said, complaint) = airtill(other.path(), &["restore", folder], "something else\nRESTORE");
    assert_eq!((code, said.as_str()), (3, ""), "{complaint}");
    assert!(!other.path().join("shop").exists());
    let (code, _, complaint) = airtill(other.path(), &["restore", folder], &format!("{PASSPHRASE}\nno"));
    assert_eq!(code, 4);
    assert!(complaint.contains("800 sales") && complaint.contains("Nothing was changed"), "{complaint}");
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 0);
    let (code, said, complaint) = airtill(other.path(), &["restore", folder], &format!("{PASSPHRASE}\nRESTORE"));
    assert_eq!(code, 0, "{complaint}");
    assert!(said.contains("The ledger of Mama Ada Airtime is back"), "{said}");
    assert!(complaint.contains("This computer has no ledger yet"), "{complaint}");
    let (code, said, _) = airtill(other.path(), &["verify", "--json"], "");
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, json["sales"].as_u64()), (0, Some(800)));

    // What was written down on paper fits the old ledger; the one that was put back has not that entry, and what it has fits.
    let check = |home: &Path, code: &str| airtill(home, &["code", "--check", code], "").0;
    assert_eq!(check(home.path(), code_for_paper.trim()), 0);
    assert_eq!(check(other.path(), code_for_paper.trim()), 1);
    // Over itself, with the old one kept.
    let (code, said, complaint) = airtill(home.path(), &["restore", folder, "--yes"], PASSPHRASE);
    assert_eq!(code, 0, "{complaint}");
    assert!(said.contains("The one that was here stands in"), "{said}");
    assert!(complaint.contains("that the backup lacks"), "{complaint}");
    let nothing = tempdir().unwrap();
    let (code, _, complaint) = airtill(other.path(), &["restore", nothing.path().to_str().unwrap()], PASSPHRASE);
    assert_eq!(code, 4);
    assert!(complaint.contains("There is no Airtill backup in"), "{complaint}");
}

#[tokio::test]
async fn what_can_not_be_understood_is_told() {
    let home = tempdir().unwrap();
    let (code, _, complaint) = airtill(home.path(), &["verify"], "");
    assert_eq!(code, 4);
    assert!(complaint.contains("There is no ledger in"), "{complaint}");
    let (code, ..) = airtill(home.path(), &["export", "x.csv", "--from", "tomorrow"], "");
    assert_eq!(code, 2);
    let home = shop().await;
    let (code, _, complaint) = airtill(home.path(), &["export", "sales.doc"], PASSPHRASE);
    assert_eq!(code, 4);
    assert!(complaint.contains("--format"), "{complaint}");
}

/// A vendor's own list against the ledger: well where they agree, and told line by line where money left without a sale.
#[tokio::test]
async fn a_vendors_list_is_held_against_the_ledger() {
    let home = tempdir().unwrap();
    let practice = home.path().join("practice");
    drop(open(&practice));
    let compare = |more: &[&str]| airtill(home.path(), &[&["compare", "--practice"], more].concat(), "");
    let (code, said, errors) = compare(&[]);
    assert_eq!(code, 0, "{said}{errors}");
    assert!(said.contains("0 lines say what the ledger says, and nothing differs"), "{said}");

    let now = SystemClock.now();
    let stolen = Received {
        vendor: VendorId::Strongmb,
        vendor_reference: "p0000000000000000001".to_owned(),
        reference: "202611221000ABCD23456789ABCD".to_owned(),
        recipient: "08031234567".to_owned(),
        item: "smb_mtn_vtu".to_owned(),
        name: "airtime".to_owned(),
        airtime: true,
        bank: None,
        amount: 500,
        charged_kobo: 49_500,
        at: now,
        decided_at: now,
        delivered: true,
        reversed_at: None,
        times: 1,
    };
    Record::open(&practice.join("vendors.log")).unwrap().receive(stolen).unwrap();
    let today = now.day().iso();
    let (code, said, errors) = compare(&["--day", &today, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{errors}"));
    assert_eq!((code, json["equal"].as_u64()), (1, Some(0)));
    assert_eq!(json["odd"][0]["unexplained_debit"], true);
    assert_eq!(json["odd"][0]["amount"], "495.00");
    let (code, _, errors) = compare(&["--day", &now.day().before(1).iso()]);
    assert_eq!(code, 4);
    assert!(errors.contains("does not reach back so far"), "{errors}");
    let (code, _, errors) = compare(&["--vendor", "simpu"]);
    assert_eq!(code, 4);
    assert!(errors.contains("Simpu does not list its transactions"), "{errors}");
    assert_eq!(compare(&["--vendor", "nobody"]).0, 2);
}
