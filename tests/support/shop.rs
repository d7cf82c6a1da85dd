//! A shop without a window: a ledger in a scratch directory, practice vendors or a raw one, a clock of the test.

use super::clock::{Counting, TestClock};
use super::raw_vendor::{RawVendor, Script};
use airtill_domain::clock::Clock;
use airtill_domain::network::Network;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::{Sale, SaleStatus, Tender};
use airtill_domain::settings::VendorSettings;
use airtill_domain::shop::ShopKind;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::Options;
use airtill_ledger::entry::Actor;
use airtill_practice::{Pace, Practice};
use airtill_practice::{practice_credentials, practice_settings};
use airtill_shop::till::{Confirmation, Parts, ProductInput, RecipientInput, SaleRequest, Till, TillError};
use airtill_vendors::http::Timing;
use airtill_vendors::{Address, VendorClient};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time-outs short enough for a test and long enough for a loaded machine.
pub const TIMING: Timing = Timing {
    connect: Duration::from_millis(700),
    purchase: Duration::from_millis(1_500),
    question: Duration::from_millis(1_000),
    between_questions: Some(Duration::ZERO),
};

/// Practice vendors that lose no time.
pub const PACE: Pace = Pace {
    pending: Duration::from_secs(8),
    late: Duration::from_secs(12),
    ordinary: Duration::ZERO,
    vtpass_strict: false,
    sale_most: 100_000,
};

pub struct Shop {
    pub till: Arc<Till>,
    pub clock: Arc<TestClock>,
    pub practice: Option<Practice>,
    directory: PathBuf,
}

/// A line of SMEPlug's to any base URL.
pub fn line_to(base_url: &str) -> VendorClient {
    line(VendorId::SmePlug, base_url)
}

/// A line to any base URL.
pub fn line(vendor: VendorId, base_url: &str) -> VendorClient {
    line_with(vendor, base_url, practice_settings(vendor))
}

/// The same, with other settings.
pub fn line_with(vendor: VendorId, base_url: &str, settings: VendorSettings) -> VendorClient {
    let address = Address { base_url: base_url.to_owned(), known_as: Some("practice".to_owned()) };
    VendorClient::new(vendor, practice_credentials(vendor), settings, &address, TIMING).unwrap()
}

/// What is typed for airtime.
pub fn airtime(number: &str, amount: &str) -> SaleRequest {
    SaleRequest {
        whom: RecipientInput::Number(number.to_owned()),
        what: ProductInput::Airtime(amount.to_owned()),
        // VTpass's own numbers have no prefix that would tell.
        network: (number.len() == 12 || number.starts_with("0801")).then_some(Network::Mtn),
        tender: Tender::Cash,
    }
}

impl Shop {
    /// Opens a shop in `directory` with the practice vendors.
    pub async fn open(directory: &Path) -> Shop {
        Shop::open_at(directory, TestClock::new()).await
    }

    /// The same, on a clock that goes on from an earlier opening.
    pub async fn open_at(directory: &Path, clock: Arc<TestClock>) -> Shop {
        std::fs::create_dir_all(directory).unwrap();
        let practice = Practice::start(directory, Arc::clone(&clock) as Arc<dyn Clock>, PACE).await.unwrap();
        let mut shop = Shop::closed(directory, clock).await;
        shop.till.connections.connect(line_to(&practice.url(VendorId::SmePlug)));
        shop.practice = Some(practice);
        shop.till.start();
        shop
    }

    /// Opens a shop with these practice vendors.
    pub async fn with_practice(directory: &Path, vendors: &[VendorId]) -> Shop {
        let shop = Shop::open(directory).await;
        shop.till.connections.disconnect(VendorId::SmePlug);
        for vendor in vendors {
            shop.till.connections.connect(line(*vendor, &shop.practice.as_ref().unwrap().url(*vendor)));
        }
        shop
    }

    /// Opens a shop with a vendor at `base_url`, background work included.
    pub async fn with_vendor(directory: &Path, base_url: &str) -> Shop {
        let shop = Shop::closed(directory, TestClock::new()).await;
        shop.till.connections.connect(line_to(base_url));
        shop.till.start();
        shop
    }

    /// A shop that has seen SMEPlug's offers once, and has lost the vendor since.
    pub async fn after_a_first_look(directory: &Path) -> Shop {
        let vendor = RawVendor::start(Script::Bytes(Vec::new())).await;
        let shop = Shop::with_vendor(directory, &vendor.url()).await;
        let known = || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some();
        eventually("the offers are known", known).await;
        shop
    }

    /// Opens the till alone: no vendor, no background work.
    pub async fn closed(directory: &Path, clock: Arc<TestClock>) -> Shop {
        Shop::closed_as(ShopKind::Practice, directory, clock).await
    }

    /// The same, as the real shop or the practice shop.
    pub async fn closed_as(kind: ShopKind, directory: &Path, clock: Arc<TestClock>) -> Shop {
        let opened = airtill_ledger::open(&Options::new(directory, "test".to_owned())).unwrap();
        let parts = Parts {
            kind,
            ledger: Arc::new(opened.ledger),
            opening_notes: opened.notices,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(Counting::default()),
        };
        Shop { till: Till::open(parts).await.unwrap(), clock, practice: None, directory: directory.to_owned() }
    }

    /// Stops everything and waits until the ledger is free again.
    pub async fn close(self) -> Arc<TestClock> {
        let Shop { till, clock, practice, directory } = self;
        till.stop();
        drop(practice);
        let weak = Arc::downgrade(&till);
        drop(till);
        eventually("the till is let go", || weak.strong_count() == 0).await;
        // Whoever held it last may still be closing the ledger.
        let lock = std::fs::File::options().write(true).open(directory.join("lock")).unwrap();
        eventually("the ledger is free", || lock.try_lock().is_ok()).await;
        clock
    }

    /// Types, reviews and confirms a sale, as the keys do.
    pub async fn sell(&self, number: &str, amount: &str) -> Result<SaleId, TillError> {
        let draft = self.till.checkout.review(&airtime(number, amount)).await?;
        self.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.map(|sale| sale.id)
    }

    /// Waits until the vendor's wallet was read, and seen once more to be as the ledger has it: from there a doubt's debit can be counted.
    pub async fn wallet_is_seen(&self, vendor: VendorId) {
        eventually("the wallet was read", || self.till.ledger().book(vendor).unwrap().base.is_some()).await;
        self.clock.advance(Duration::from_secs(1));
        let now = self.clock_now();
        self.till.wallets.poll_now();
        let seen = || self.till.wallets.wallet(vendor).balance.is_some_and(|(_, at)| at >= now);
        eventually("the wallet was looked at again", seen).await;
    }

    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn sale(&self, id: SaleId) -> Sale {
        self.till.ledger().sale(id).unwrap().expect("the sale is in the ledger")
    }

    pub fn standing(&self, id: SaleId) -> SaleStatus {
        self.sale(id).standing(self.clock.now())
    }

    /// Waits until the sale stands so.
    pub async fn stands(&self, id: SaleId, standing: SaleStatus) {
        eventually(&format!("the sale stands {standing:?}"), || self.standing(id) == standing).await;
    }

    /// Moves the clock on in small steps, with real time for the sockets between them.
    pub async fn pass(&self, time: Duration) {
        let step = Duration::from_millis(500);
        let mut passed = Duration::ZERO;
        while passed < time {
            self.clock.advance(step.min(time - passed));
            passed += step;
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
    }
}

/// Waits in real time for something that is under way.
pub async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
