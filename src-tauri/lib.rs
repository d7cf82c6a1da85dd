//! Airtill is the till of an airtime kiosk. An attendant with a queue sells airtime and data through five vendors' APIs; the customer has
//! paid when the request leaves, power and network fail, and a top-up can't be taken back. So the program knows, at every
//! moment and after every crash, which of three things is true of a sale: **delivered**, **failed for certain**, or **not
//! known yet**. Everything else serves that.
//!
//! # Layout
//!
//! Arrows point one way: `ui → {commands, cli} → {till, people, settings, records} → {reports, backup, slips, printer} → {ledger,
//! vendors, keys, pdf} → domain`. A test (`tests/house`) holds them.
//!
//! | room | what it is | the only door to |
//! |---|---|---|
//! | [`domain`] | money, numbers, products, outcomes, and the sale as a fold of its events. Pure | |
//! | [`ledger`] | journal and store, lines in memory, sums, queries, opening, verification | sled, zstd, free disk space |
//! | [`vendors`] | what five vendors' documents say, as pure code behind one trait; one HTTP for all | reqwest |
//! | [`practice`] | the practice shop: the vendors' APIs on loopback, read from the documents a second time | hyper (with `notices`) |
//! | [`keys`] | vendors' credentials, the key for PINs and the one for notices' addresses, in the operating system's keyring | keyring, secrecy, hmac |
//! | [`people`] | PINs, passphrase, recovery code; sessions and how long they last | argon2 |
//! | [`settings`] | what the owner decides, looked over and written as entries | |
//! | [`till`] | the use cases: the one place that sells, in parts that know one another in one direction only | |
//! | [`notices`] | the opt-in listener for vendors' notices, on this computer alone | axum |
//! | [`slips`] | what a customer takes along and the sheets of shifts, laid out once: for the screen, paper and PDF | escpos, qrcodegen |
//! | [`printer`] | the printer's side of a slip: a connection, bytes, and what is known of them afterwards | |
//! | [`pdf`] | pages drawn by coordinates | krilla, dejavu |
//! | [`reports`] | a shift's sheet, statements, a sale's story, and what leaves the ledger for other programs | csv, rust_xlsxwriter |
//! | [`backup`] | the journal, sealed under the owner's passphrase in the owner's folder, and put back | age |
//! | [`records`] | long work on a ledger, one at a time: verify, rebuild, export, back up, open a backup | |
//! | [`shops`] | the two shops of an installation, practice and real; a backup in the real one's place | |
//! | [`cli`] | the commands without a window: verify, rebuild, export, statement, compare, backup, restore, show, code | clap, rpassword |
//! | [`commands`] | what the page can ask for, one file a screen; its gate decides who may | tauri (with this file and `macros/`, the attribute of a command) |
//! | [`clock`] | time and chance, passed in | getrandom |
//! | [`words`] | what the program says, by language; below every other room | |
//! | [`log`](mod@log) | the log a support person reads | tracing's files |
//! | [`memory`] | what the allocator keeps of memory that is free again | libc (with `graphics`) |
//! | [`graphics`] | no graphics driver in the till's own process | |
//! | [`faults`] | places where a test build can be made to die or fail; empty in every other build | |
//!
//! The page stands in `ui/`: `ipc.ts` is its only door to the program, `bindings.ts` is generated from the commands, and a
//! test fails when it drifts. Data is laid out as [`ledger`] describes, one directory for each shop.
//!
//! # Invariants
//!
//! Each has a test that tries to break it; the number is the one in the tests' names and comments.
//!
//! 1. No byte of a purchase leaves before its `AttemptStarted` entry is durable ([`till::checkout`], `attempt.rs`).
//! 2. At most one attempt of a sale is open. A new one starts only when every earlier one is refused or not sent, only
//!    by the attendant's key, at most three in all, at the price the customer was told ([`domain::sale`]).
//! 3. A reference belongs to one purchase request at one vendor, for ever ([`ledger::views`]).
//! 4. What is not positively recognised is unknown. A refusal needs a listed word; a delivery needs every field that the
//!    vendor's document shows, present and equal ([`vendors`], `codes.rs`).
//! 5. Nothing turns doubt into an end by itself: only the vendor's answer to a check, for the same account, or the owner by
//!    hand, with reason and evidence ([`till::reconcile`], `settle.rs`); and of Simpu, which can't be asked, a notice of a delivery at
//!    the attempt's own address.
//! 6. *Not found* is an end only where a vendor documents it (VTpass, Strongmb): three answers, two minutes apart, the last
//!    ten minutes after the request ended, by a clock that nobody can set ([`domain::sale::not_found`]). It leads to giving
//!    back. A check's negative answer counts only after the purchase request itself has ended.
//! 7. *Not sent* is said only where no request byte can have left ([`vendors::http`]). Connecting ends well before a sale is shown or
//!    printed as not known yet, so that nothing which was never sent is.
//! 8. Entries are never changed or removed. A sale is the fold of its entries. Evidence that contradicts an end is kept and
//!    raises an alarm until the owner has looked into it; the end is not rewritten. A delivery that the vendor takes back is
//!    a fact of its own, and the money is owed.
//! 9. After any stop, an attempt that was started and not answered is in doubt when the till opens, is checked, and never
//!    sent again.
//! 10. Cash and ledger agree at every moment: the drawer is charged with the intent and falls only when the attendant says
//!     that owed money was handed over.
//! 11. One press sells once: the confirm is consumed in Rust by the sale's id, and the repeat guard looks where the sale is
//!     taken ([`till::checkout`], `guard.rs`).
//!
//! # Shift and close
//!
//! Where the shop's money is are [`domain::shift::balances`]: sums since the ledger began, in which each sale has a share that is
//! exchanged as a whole when the sale changes. A shift's sheet is the difference of two of them, so it is there at once however
//! much was sold, and its check line is an identity: what the shop has, less what it owes, is what came in by margin and by
//! hand. A wallet's value follows its fundings and costs, and a vendor's reading only where doubts can't explain it; what it is
//! off is kept as a difference.
//!
//! Takings belong to the shift of the intent; an end, a return or a reversal to the shift in which it is written down; what happens
//! between two shifts to the second. The drawer is counted blind: the count is an entry before what should be there is told, and
//! a second count stays beside the first. A Z ([`domain::shift::sheet`]) is one entry that holds the sheet as it was printed; the
//! ledger refuses it when anything was written since the sheet was made. A shop that never opened a shift sells without (shift 0);
//! from the first one on nothing is sold while none is open.
//!
//! # Paper
//!
//! A slip is printed once, and whether it was can be as unknown as a sale's end ([`domain::print`], [`till::printing`]). That it was
//! asked for, that its bytes are about to leave and how that ended are entries. Before the first byte a printer that is off, open or
//! empty makes slips wait; after it, a broken connection or a stop leaves a slip that is *perhaps printed*, which only a person
//! prints again, marked as a copy. No sale waits for paper.
//!
//! # Transfers
//!
//! Money to a bank account is sold by the same machine, in doubt in the same way, and guarded by the same rules. What is its own
//! stands in [`domain::transfer`] (fees, limits, when the owner is asked), [`domain::bank`] (account numbers),
//! [`till::catalogue::banks`] and `transfer.rs` of [`till::checkout`]. The holder's name comes from the bank before there is a review: without it there is nothing to send.
//!
//! # Charges, costs and prices
//!
//! What a vendor says it charged is evidence about its wallet and no price on one answer's word: outside half and twice of what is
//! listed it is kept beside the answer ([`domain::sale::event::Event::ChargeNotBelieved`]; [`till::outcomes`], `charge.rs`) and moves neither
//! cost nor price; within them the last charge is what the next such sale is expected to cost. What a customer pays is a
//! [`domain::money::Price`], more than nothing by type, and the ledger's door ([`ledger::entry::Entry::may_be_written`]) takes no
//! sale, cost or price of nothing or less. Entries that were once written are read whatever they hold.
//!
//! # Two shops, one screen
//!
//! Each of the owner's screens belongs to one shop with all its fields, and names it: people, keys, audit and records are the real
//! shop's, everything else is of the shop on the screen (`ui/src/views/owner/tabs.ts`; a journey in `tests/e2e/people.rs` holds the
//! commands against it). How the window looks and which key does what is the window's, whichever shop is shown.
//!
//! # Answers that don't come
//!
//! A command is a function with the attribute `command` (`src-tauri/macros`), by which it answers also when it panics
//! ([`commands::answer`]). A read that the page hears nothing of for five seconds is said to be unanswered and asked again
//! (`ui/src/ipc.ts`); of the key that sells, the page looks in the ledger whether it was taken.
//!
//! # Notices
//!
//! Vendors may call when a sale has ended ([`notices`]): off by default, on loopback alone, at addresses that nobody guesses. Where
//! the vendor can be asked, a notice only brings the question forward. For Simpu, which can't be, a notice at the attempt's own
//! address may end the doubt as delivered, marked as such for ever; one that says "failed" only prepares the owner's settlement.
//!
//! # Calls
//!
#![doc = include_str!("vendors/calls.md")]
//!
//! # Which vendor
//!
//! Everyone who could sell it stands in a row ([`domain::route`]): wallet, doubts of the last minutes ([`domain::health`]) and
//! connection come before the owner's policy, and nobody is left out. The row is kept with the attempt. What should be in
//! each wallet is a fold of the ledger, as a range while something is in doubt ([`domain::wallet`]).
//!
//! # People
//!
//! A till that was never set up has nobody to sign in, and nothing but practice. Once the shop has an owner, every command of
//! the window passes [`commands::gate`], which knows what each of them needs: nothing, someone signed in, or the owner with the
//! passphrase given a moment ago. Every entry of the ledger carries who made it.
//!
//! # Windows
//!
//! The till's window may use the commands of `capabilities/window.json`. The customer's ([`commands::customer`]) may hear what it
//! is told, and has no command at all; the program ends with the till's. Keys that are typed before the page's script is there,
//! or before the ledger is open, go into the form (`ui/index.html`, `views/Opening.svelte`).
//!
//! # How to add a vendor
//!
//! 1. A variant in [`domain::vendor::VendorId`], at the end, and what it wants to be shown
//!    ([`domain::vendor::VendorId::credential_kinds`]).
//! 2. A folder in `vendors/` with the same file names as `smeplug/`: `mod.rs` (capability, calls), `wire.rs`, `codes.rs`,
//!    `catalogue.rs`, `docs.md`. Implement [`vendors::Vendor`]; it is pure, so begin with the examples of its document in
//!    `tests/wire/examples/` and a table in `tests/wire/`. Its line in [`vendors::vendor`] and [`vendors::capability`].
//! 3. Its API in `practice/`, from the document and not from the code of step 2, and a line in `practice/mod.rs`.
//! 4. A sample order and the document's good answer in `tests/support/vendor.rs`, and its rows in the README. The contract suite
//!    (`tests/contract/`), the properties and the table of mishaps run for it unchanged.
//!
//! # How to add a command
//!
//! 1. The use case in [`till`], with a test in `tests/journeys/`.
//! 2. A thin function with the attribute `#[command]` in the file of its screen in [`commands`], registered in `commands::builder`; in
//!    `ui/src/ipc.ts` it is a `read` where it changes nothing.
//! 3. Its name in `src-tauri/build.rs` and in `src-tauri/capabilities/window.json`, and what it needs in [`commands::gate`]: a
//!    test compares the four, and the gate refuses a command that it doesn't know.
//! 4. `make bindings`, then a line in `ui/src/ipc.ts`.
//!
//! # How to say something
//!
//! In [`say!`]: the sentence stands where it is said, with a name for each value, and `make words` puts it into the catalogue
//! `src-tauri/words/en.json`. A test finds a sentence that is said past it; the tour in the marked language
//! (`tests/e2e/tour.rs`) finds a text on any screen that can't be translated.
//!
//! # How to add a language
//!
//! 1. `src-tauri/words/<language>.json`: a copy of `en.json` with the right-hand sides translated, and its line in
//!    [`words::Language`]. A test holds sentences and values against the English ones.
//! 2. `ui/src/texts/<language>/`: an object for each one in `ui/src/texts/en/`, of the same type, named where `en` is. The
//!    compiler names what is missing. From then on it can be chosen under Help and on the owner's Screen.
//!
//! # How to add a screen
//!
//! 1. Its keys are acts of [`domain::keymap`]: where they are heard decides which may share a key, and the owner can give them
//!    others. `keys.meant(event, place)` in the page tells which act a key press is.
//! 2. A file in `ui/src/views/`, read when it is wanted unless the counter can't do without it (`App.svelte`); its act in
//!    `App.svelte`, its button in `parts/KeyBar.svelte`, what its keys do in `ui/src/texts/en/help.ts`.
//! 3. Its words in `ui/src/texts/en/<screen>.ts`. `[[:Slip]]` in a sentence shows the key that an act has now.
//! 4. A journey in `tests/e2e/`, and a station of the tour (`tests/e2e/tour.rs`), which looks at it in every theme, in a small
//!    window and with large text. What several screens share belongs in `ui/src/parts/`; a component test answers for the
//!    program with `ui/src/testing/program.ts`.
#![warn(missing_docs)]

pub mod backup;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod domain;
pub mod faults;
pub mod graphics;
pub mod keys;
pub mod ledger;
pub mod log;
pub mod memory;
pub mod notices;
pub mod pdf;
pub mod people;
pub mod practice;
pub mod printer;
pub mod records;
pub mod reports;
pub mod settings;
pub mod shops;
pub mod slips;
pub mod till;
pub mod vendors;
pub mod words;

use clock::{SystemChance, SystemClock};
use commands::{SaleChanged, StatusChanged};
use shops::{Change, Shops};
use std::path::PathBuf;
use std::sync::Arc;
use tauri::Manager;
use tauri_specta::Event;
use till::Told;

/// The name of the till's window.
const WINDOW: &str = "main";

/// Runs the program until the till's window is closed.
pub fn run(context: tauri::Context) {
    let home = match home() {
        Ok(home) => home,
        Err(why) => {
            eprintln!("Airtill can't find a place for its data: {why}. Set AIRTILL_HOME to a directory");
            std::process::exit(1);
        }
    };
    let log = match log::start(&home.join("log")) {
        Ok(guard) => Some(guard),
        Err(why) => {
            eprintln!("Airtill works without a log: {why}");
            None
        }
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Airtill starts");
    let shops = Shops::new(home, Arc::new(SystemClock), Arc::new(SystemChance));
    let closing = Arc::clone(&shops);
    let commands = commands::builder();
    let app = tauri::Builder::default();
    let app = if one_at_a_time() {
        app.plugin(tauri_plugin_single_instance::init(|app, _, _| bring_forward(app)))
    } else {
        app
    };
    let built = app
        .manage(Arc::clone(&shops))
        .invoke_handler(gated(Arc::clone(&shops), commands.invoke_handler()))
        .setup(move |app| {
            commands.mount_events(app);
            open_window(app)?;
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(forward(handle, shops.listen()));
            // Beside the window, never before it: opening a large ledger takes a while.
            tauri::async_runtime::spawn(async move { shops.open().await });
            Ok(())
        })
        .build(context);
    match built {
        Ok(app) => {
            let code = app.run_return(close_with_the_till);
            tauri::async_runtime::block_on(closing.close());
            tracing::info!(code, "Airtill ends");
            // Not by itself: leaving the process would lose what the log has not written yet.
            drop(log);
            std::process::exit(code);
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            eprintln!("Airtill could not open its window: {error}");
            std::process::exit(1);
        }
    }
}

/// Without the till's window there is nothing for the customer to read: the program ends with it.
fn close_with_the_till(app: &tauri::AppHandle, event: tauri::RunEvent) {
    if let tauri::RunEvent::WindowEvent { label, event: tauri::WindowEvent::Destroyed, .. } = event
        && label == WINDOW
        && let Some(window) = app.get_webview_window(commands::customer::WINDOW)
    {
        let _ = window.close();
    }
}

/// Every call of the window passes the gate first.
fn gated(
    shops: Arc<Shops>,
    handler: impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static,
) -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    move |invoke| match commands::gate::check_size(invoke.message.payload())
        .and_then(|()| commands::gate::check(invoke.message.command(), &shops))
    {
        Ok(()) => handler(invoke),
        Err(error) => {
            invoke.resolver.reject(error);
            true
        }
    }
}

/// Where data lives: `AIRTILL_HOME`, or the platform's own directory for applications.
fn home() -> Result<PathBuf, String> {
    if let Some(home) = std::env::var_os("AIRTILL_HOME").filter(|home| !home.is_empty()) {
        return std::path::absolute(PathBuf::from(home)).map_err(|error| error.to_string());
    }
    let data = dirs::data_dir().ok_or("this system names no directory for applications")?;
    Ok(data.join("Airtill"))
}

/// A second start brings the first window forward. The bus this needs on Linux may be missing; the ledger's own lock
/// is the guarantee then. Several homes are several installations.
fn one_at_a_time() -> bool {
    let bus = !cfg!(target_os = "linux") || std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    bus && std::env::var_os("AIRTILL_HOME").is_none()
}

fn bring_forward(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

fn open_window(app: &tauri::App) -> tauri::Result<()> {
    tauri::WebviewWindowBuilder::new(app, WINDOW, tauri::WebviewUrl::default())
        .title("Airtill")
        .inner_size(1366.0, 768.0)
        .min_inner_size(1024.0, 600.0)
        .center()
        .disable_drag_drop_handler()
        .on_navigation(is_own)
        .build()
        .map(|_| ())
}

/// The page comes from the program itself, or from the development server in a development build.
pub(crate) fn is_own(url: &tauri::Url) -> bool {
    let own = url.scheme() == "tauri" || matches!(url.host_str(), Some("tauri.localhost"));
    own || (cfg!(debug_assertions) && url.host_str() == Some("localhost") && url.port() == Some(1420))
}

/// Text as large as it was chosen: the whole page grows, and lays itself out anew.
fn scale(app: &tauri::AppHandle) {
    let percent = commands::screen::look(&app.state::<Arc<Shops>>()).text_percent;
    if let Some(window) = app.get_webview_window(WINDOW)
        && let Err(error) = window.set_zoom(f64::from(percent) / 100.0)
    {
        tracing::warn!(%error, "the text keeps its size");
    }
}

/// Tells the page what has changed in the shop on the screen.
async fn forward(app: tauri::AppHandle, mut changes: tokio::sync::broadcast::Receiver<Change>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        let told = match changes.recv().await {
            Ok(change) => change.told,
            // Too many to follow: everything is read again.
            Err(RecvError::Lagged(_)) => Told::Status,
            Err(RecvError::Closed) => return,
        };
        let emitted = match told {
            Told::Sale(sale) => SaleChanged { sale: sale.to_string() }.emit(&app),
            Told::Status => {
                scale(&app);
                StatusChanged.emit(&app)
            }
        };
        if let Err(error) = emitted {
            tracing::warn!(%error, "the page was not told");
        }
    }
}
