//! The commands without a window, run as a person would run them.

use airtill_credentials::Secret;
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::money::Naira;
use airtill_domain::sale::event::Event;
use airtill_domain::staff::{OWNER, Role, SecretKind};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry, GENESIS, line};
use airtill_practice::record::{Received, Record};
use airtill_shop::people::hash;
use airtill_tests::entries::open;
use airtill_tests::generator::write_journal;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::{TempDir, tempdir};

const PASSPHRASE: &str = "correct horse kiosk";

/// A real shop with an owner, and some days of sales.
async fn shop() -> TempDir {
    shop_with(800).await
}

async fn shop_with(sales: u64) -> TempDir {
    let home = tempdir().unwrap();
    write_journal(&home.path().join("shop"), 4, sales);
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
    run(Command::new(env!("CARGO_BIN_EXE_airtill")).arg("ledger").args(arguments).arg("--home").arg(home), typed)
}

fn run(command: &mut Command, typed: &str) -> (i32, String, String) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that asks nothing has ended by then.
    let _ = writeln!(child.stdin.take().unwrap(), "{typed}");
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
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
        besides: None,
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

/// Names without a folder, as people type them: the file is in the folder where they stand, and the command says that it went well.
#[tokio::test]
async fn every_command_takes_a_bare_file_name() {
    let (home, here) = (shop().await, tempdir().unwrap());
    std::fs::create_dir(here.path().join("stick")).unwrap();
    let at = |arguments: &[&str], home: &Path, typed: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_airtill"));
        run(command.arg("ledger").args(arguments).arg("--home").arg(home).current_dir(here.path()), typed)
    };
    let days = ["--from", "2020-01-01", "--to", "2030-12-31"];
    for file in ["statement november.pdf", "november.xlsx"] {
        let (code, said, complaint) = at(&[&["statement", file], &days[..]].concat(), home.path(), PASSPHRASE);
        assert_eq!((code, complaint.as_str()), (0, ""), "{file}: {said}");
        assert!(here.path().join(file).is_file(), "{file}");
    }
    for file in ["sales.csv", "sales.xlsx", "sales.jsonl", "sales.journal"] {
        let format: &[&str] = if file == "sales.journal" { &["--format", "hledger"] } else { &[] };
        let (code, said, complaint) = at(&[&["export", file], format].concat(), home.path(), PASSPHRASE);
        assert_eq!(code, 0, "{file}: {said}{complaint}");
        assert!(here.path().join(file).is_file(), "{file}");
    }
    let (code, said, complaint) = at(&["backup", "stick"], home.path(), PASSPHRASE);
    assert_eq!(code, 0, "{said}{complaint}");
    // Kept as a whole path: the next backup is made from anywhere.
    let (code, said, complaint) = airtill(home.path(), &["backup"], PASSPHRASE);
    assert_eq!(code, 0, "{said}{complaint}");
    let (code, said, complaint) = at(&["restore", "stick", "--yes"], Path::new("elsewhere"), PASSPHRASE);
    assert_eq!(code, 0, "{said}{complaint}");
    let (code, said, complaint) = at(&["verify"], Path::new("elsewhere"), "");
    assert_eq!(code, 0, "{said}{complaint}");
    let left: Vec<_> = std::fs::read_dir(here.path()).unwrap().map(|item| item.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".new")), "{left:?}");
}

/// Something is done to a shop's directory.
type Damage = fn(&Path);

fn lose_the_store(shop: &Path) {
    std::fs::remove_dir_all(shop.join("ledger.sled")).unwrap();
}

fn lines(shop: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(shop.join("journal/0001.log")).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn write_lines(shop: &Path, lines: &[String]) {
    std::fs::write(shop.join("journal/0001.log"), lines.join("\n") + "\n").unwrap();
}

/// Another price in the first sale, and the whole chain hashed anew, as somebody would who knows how.
fn change_a_price(shop: &Path) {
    let (mut head, mut changed, mut out) = (GENESIS, false, Vec::new());
    for text in lines(shop) {
        let mut commit = line::read(text.as_bytes()).unwrap().commit;
        for entry in &mut commit.entries {
            if let Entry::Sale(Event::Intent { price, .. }) = entry
                && !changed
            {
                *price = price.minus(Naira::from_kobo(1));
                changed = true;
            }
        }
        let (text, record) = line::write(commit, head);
        head = record.hash;
        out.push(text);
    }
    assert!(changed);
    write_lines(shop, &out);
}

fn set_aside(shop: &Path) -> usize {
    let names = std::fs::read_dir(shop).unwrap().map(|item| item.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".bad-")).count()
}

/// Whatever is missing, contradicts or was mended is in `wrong`, with its place, and the command ends with 1.
#[tokio::test]
async fn verify_never_passes_a_ledger_that_lost_or_changed_history() {
    let cases: [(&str, Damage, &str); 8] = [
        (
            "cut in the middle, store gone",
            |shop| {
                let all = lines(shop);
                write_lines(shop, &all[..all.len() / 2]);
                lose_the_store(shop);
            },
            "are missing",
        ),
        (
            "one line deleted, store gone",
            |shop| {
                let mut all = lines(shop);
                all.remove(239);
                write_lines(shop, &all);
                lose_the_store(shop);
            },
            "line 241 follows line 239",
        ),
        (
            "a price changed and the chain made anew, store gone",
            |shop| {
                change_a_price(shop);
                lose_the_store(shop);
            },
            "contradicts itself",
        ),
        (
            "random bytes for a journal, store gone",
            |shop| {
                let noise: Vec<u8> = (0_u32..100_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
                std::fs::write(shop.join("journal/0001.log"), noise).unwrap();
                lose_the_store(shop);
            },
            "can't be read after entry 0",
        ),
        ("the store gone alone", lose_the_store, "was made from its journal"),
        (
            "a byte flipped beside a good store",
            |shop| {
                let mut all = lines(shop);
                all[100] = all[100].replace("\"seq\":101", "\"seq\":191");
                write_lines(shop, &all);
            },
            "was damaged (",
        ),
        (
            "cut beside a good store",
            |shop| {
                let all = lines(shop);
                write_lines(shop, &all[..all.len() / 2]);
            },
            "was damaged (",
        ),
        ("a price changed and the chain made anew, beside a good store", change_a_price, "differ at entry"),
    ];
    for (what, damage, said_of_it) in cases {
        let home = shop_with(200).await;
        let shop = home.path().join("shop");
        let before = open(&shop).ledger.head().unwrap();
        damage(&shop);
        let (code, said, complaint) = airtill(home.path(), &["verify", "--json"], "");
        let json: serde_json::Value =
            serde_json::from_str(&said).unwrap_or_else(|_| panic!("{what}: {said}{complaint}"));
        let wrong = json["wrong"].to_string();
        assert_eq!(code, 1, "{what}: {said}");
        assert!(wrong.contains(said_of_it), "{what}: {wrong}");
        assert!(!wrong.contains("none is missing") || wrong.contains("taken over"), "{what}: {wrong}");
        if what.contains("beside a good store") {
            assert_eq!(set_aside(&shop), 0, "{what}: the store agreed with the anchor, and is the one that stays");
            assert_eq!(open(&shop).ledger.head().unwrap(), before, "{what}");
        }
        let (again, said, _) = airtill(home.path(), &["verify"], "");
        let mended = what.contains("store gone alone") || said_of_it.contains("was damaged");
        assert_eq!(again, i32::from(!mended), "{what}, the second time: {said}");
    }
}

/// The journal as three files, as years of sales leave it.
fn split(shop: &Path) {
    let all = lines(shop);
    for (n, some) in all.chunks(all.len().div_ceil(3)).enumerate() {
        std::fs::write(shop.join(format!("journal/{:04}.log", n + 1)), some.join("\n") + "\n").unwrap();
    }
}

fn lose(shop: &Path, files: &[&str]) {
    for file in files {
        std::fs::remove_file(shop.join(file)).unwrap();
    }
}

/// It is told each time until a person has acknowledged it: no witness that is gone makes the journal its own, and no store that is
/// whole is given up for a journal that says something else.
#[tokio::test]
async fn what_is_lost_or_changed_is_told_each_time() {
    let cases: [(&str, Damage, &str); 7] = [
        (
            "a price changed, the anchor gone",
            |shop| {
                change_a_price(shop);
                lose(shop, &["anchor"]);
            },
            "differ at entry",
        ),
        (
            "a price changed, the anchor and the form's file gone",
            |shop| {
                change_a_price(shop);
                lose(shop, &["anchor", "schema"]);
            },
            "contradicts itself",
        ),
        (
            "cut, the anchor and the form's file gone",
            |shop| {
                let all = lines(shop);
                write_lines(shop, &all[..all.len() / 2]);
                lose(shop, &["anchor", "schema"]);
            },
            "are missing",
        ),
        (
            "the last of three files can't be read from its first line on, store and anchor gone",
            |shop| {
                split(shop);
                let last = shop.join("journal/0003.log");
                let text = std::fs::read_to_string(&last).unwrap();
                std::fs::write(&last, text.replacen("\"seq\":", "\"sep\":", 1)).unwrap();
                lose_the_store(shop);
                lose(shop, &["anchor"]);
            },
            "can't be read after entry",
        ),
        (
            "the first of three files made anew, store and anchor gone",
            |shop| {
                split(shop);
                change_a_price(shop);
                lose_the_store(shop);
                lose(shop, &["anchor"]);
            },
            "contradicts itself",
        ),
        (
            "the second of three files gone, store and anchor gone",
            |shop| {
                split(shop);
                lose_the_store(shop);
                lose(shop, &["anchor", "journal/0002.log"]);
            },
            "contradicts itself",
        ),
        (
            "the anchor is something else",
            |shop| {
                change_a_price(shop);
                std::fs::write(shop.join("anchor"), "{}").unwrap();
            },
            "differ at entry",
        ),
    ];
    for (what, damage, said_of_it) in cases {
        let home = shop_with(200).await;
        let shop = home.path().join("shop");
        drop(open(&shop));
        damage(&shop);
        let (code, said, complaint) = airtill(home.path(), &["verify", "--json"], "");
        assert_eq!(code, 1, "{what}: {said}{complaint}");
        assert!(said.contains(said_of_it), "{what}: {said}");
        assert_eq!(set_aside(&shop), 0, "{what}: the store is whole, or gone");
        // Neither a rebuild nor another look makes it right.
        let (code, said, _) = airtill(home.path(), &["rebuild"], PASSPHRASE);
        assert_ne!(code, 0, "{what}: {said}");
        let (code, said, complaint) = airtill(home.path(), &["verify"], "");
        assert_eq!(code, 1, "{what}, again: {said}{complaint}");
    }
}

/// A rebuild that somebody asks for takes nothing from a journal that the anchor does not know either.
#[tokio::test]
async fn a_rebuild_never_takes_a_changed_journal_for_the_truth() {
    let home = shop().await;
    let shop = home.path().join("shop");
    let before = open(&shop).ledger.head().unwrap();
    change_a_price(&shop);
    let _ = airtill(home.path(), &["rebuild"], PASSPHRASE);
    std::fs::write(shop.join("rebuild"), "").unwrap();
    let (code, said, _) = airtill(home.path(), &["verify"], "");
    assert_eq!((code, set_aside(&shop)), (1, 0), "{said}");
    assert_eq!(open(&shop).ledger.head().unwrap(), before);
}

/// What the system refuses is no damage: too few handles, a file size limit, a full or failing disk, at each of the first steps. The
/// healthy store stays where it is, nothing is set aside, and afterwards all is well.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_system_refuses_is_told_as_that_and_changes_nothing() {
    let (home, scratch) = (shop_with(60).await, tempdir().unwrap());
    let shop = home.path().join("shop");
    let library = airtill_tests::failing_disk::failing_disk(scratch.path()).expect("a C compiler is here");
    let mut trials: Vec<(String, Command)> = Vec::new();
    let shell = |limit: &str| {
        let mut command = Command::new("bash");
        let script = format!("trap '' XFSZ; ulimit {limit}; exec \"$0\" ledger verify --home \"$1\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_airtill")]).arg(home.path());
        command
    };
    trials.extend((4..44).step_by(3).map(|handles| (format!("{handles} handles"), shell(&format!("-n {handles}")))));
    trials.extend([0, 1, 4, 64].map(|blocks| (format!("{blocks} blocks"), shell(&format!("-f {blocks}")))));
    for (kind, most) in [("write", 9), ("sync", 9)] {
        for at in 1..=most {
            let mut command = Command::new(env!("CARGO_BIN_EXE_airtill"));
            command.args(["ledger", "verify", "--home"]).arg(home.path());
            command.env("LD_PRELOAD", &library).env("AIRTILL_DISK_UNDER", home.path());
            command
                .env("AIRTILL_DISK_FAILS", kind)
                .env("AIRTILL_DISK_AT", at.to_string())
                .env("AIRTILL_DISK_FOR", "1000");
            trials.push((format!("{kind} {at} and on"), command));
        }
    }
    let mut refused = 0;
    for (what, mut command) in trials {
        let (code, said, complaint) = run(&mut command, "");
        assert_eq!(set_aside(&shop), 0, "{what}: {said}{complaint}");
        assert!(
            !complaint.to_lowercase().contains("damaged") && !said.contains("damaged"),
            "{what}: {said}{complaint}"
        );
        refused += i32::from(code != 0);
        let (code, said, complaint) = airtill(home.path(), &["verify"], "");
        assert_eq!(code, 0, "after {what}: {said}{complaint}");
    }
    assert!(refused > 5, "something was refused: {refused}");
}

/// What comes out of a backup and what stands aside can be looked into by this user alone, whatever the umask and whatever an earlier
/// program had left.
#[cfg(unix)]
#[tokio::test]
async fn restored_and_set_aside_folders_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let (home, stick, other) = (shop_with(20).await, tempdir().unwrap(), tempdir().unwrap());
    let folder = stick.path().to_str().unwrap();
    let (code, _, complaint) = airtill(home.path(), &["backup", folder], PASSPHRASE);
    assert_eq!(code, 0, "{complaint}");
    let open_to_all = |path: &Path| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    // As a restore of an earlier program left it.
    open_to_all(&home.path().join("shop"));
    open_to_all(&home.path().join("shop/journal"));
    for home in [home.path(), other.path()] {
        let mut command = Command::new("bash");
        let script = "umask 022; exec \"$0\" ledger restore \"$1\" --yes --home \"$2\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_airtill"), folder]).arg(home);
        let (code, said, complaint) = run(&mut command, PASSPHRASE);
        assert_eq!(code, 0, "{said}{complaint}");
        for item in std::fs::read_dir(home).unwrap() {
            let path = item.unwrap().path();
            let mode = path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o700, "{}", path.display());
        }
        let mode = home.join("shop/journal").metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700);
    }
    // And at an opening.
    open_to_all(&other.path().join("shop"));
    assert_eq!(airtill(other.path(), &["verify"], "").0, 0);
    assert_eq!(other.path().join("shop").metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

/// A neighbour that looks like a backup and can't be read stands in nobody's way: it is named, and the good one is put back.
#[tokio::test]
async fn a_bad_neighbour_blocks_no_restore() {
    let (home, stick) = (shop_with(20).await, tempdir().unwrap());
    let folder = stick.path().to_str().unwrap();
    assert_eq!(airtill(home.path(), &["backup", folder], PASSPHRASE).0, 0);
    for (name, about) in [
        ("airtill-ABCD", ""),
        ("zzz", "{"),
        ("airtill-7QQQ", r#"{"form":9,"airtill":"9","till":"7QQQ","shop":"x","recipient":"y"}"#),
    ] {
        std::fs::create_dir(stick.path().join(name)).unwrap();
        std::fs::write(stick.path().join(name).join("about.json"), about).unwrap();
        let other = tempdir().unwrap();
        let (code, said, complaint) = airtill(other.path(), &["restore", folder, "--yes"], PASSPHRASE);
        assert_eq!(code, 0, "{said}{complaint}");
        assert!(complaint.contains(&format!("{name} beside it looks like a backup too")), "{complaint}");
        assert_eq!(airtill(other.path(), &["verify"], "").0, 0);
    }
    // Nor one of the same till that was only just begun, or of which the first part or the key is gone.
    let good = std::fs::read_dir(stick.path()).unwrap().map(|item| item.unwrap().path()).collect::<Vec<_>>();
    let good = good.into_iter().find(|path| path.join("key.age").is_file()).unwrap();
    let later = good.with_file_name(format!("{}-2", good.file_name().unwrap().to_string_lossy()));
    for lacks in [".age", "key.age"] {
        std::fs::create_dir(&later).unwrap();
        for item in std::fs::read_dir(&good).unwrap().map(|item| item.unwrap()) {
            let name = item.file_name().into_string().unwrap();
            if name != lacks && !(lacks == ".age" && name.starts_with('0')) {
                std::fs::copy(item.path(), later.join(name)).unwrap();
            }
        }
        let other = tempdir().unwrap();
        let (code, said, complaint) = airtill(other.path(), &["restore", folder, "--yes"], PASSPHRASE);
        assert_eq!(code, 0, "without {lacks}: {said}{complaint}");
        assert!(complaint.contains("-2 beside it was begun later"), "{complaint}");
        std::fs::remove_dir_all(&later).unwrap();
    }
    // The backup itself goes on beside them.
    let (code, said, complaint) = airtill(home.path(), &["backup"], PASSPHRASE);
    assert_eq!(code, 0, "{said}{complaint}");
    // A folder that lost it is another stick once it is named: whoever names it chooses it.
    std::fs::remove_dir_all(stick.path()).unwrap();
    std::fs::create_dir(stick.path()).unwrap();
    let (code, _, complaint) = airtill(home.path(), &["backup"], PASSPHRASE);
    assert_eq!(code, 4, "{complaint}");
    let (code, said, complaint) = airtill(home.path(), &["backup", folder], PASSPHRASE);
    assert_eq!(code, 0, "{said}{complaint}");
}
