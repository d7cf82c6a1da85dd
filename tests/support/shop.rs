//! A shop without a window: a ledger in a scratch directory, practice vendors or a raw one, a clock of the test.

use super::clock::{Counting, TestClock};
use airtill::clock::Clock;
use airtill::domain::reference::SaleId;
use airtill::domain::sale::{Sale, Standing, Tender};
use airtill::domain::shop::ShopKind;
use airtill::keys::Secret;
use airtill::ledger::{self, Options};
use airtill::practice::{PRACTICE_KEY, Pace, Practice};
use airtill::till::{Asked, Parts, Till, TillError};
use airtill::vendors::http::Timing;
use airtill::vendors::smeplug::SmePlug;
use airtill::vendors::{Address, Line};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time-outs short enough for a test and long enough for a loaded machine.
pub const TIMING: Timing = Timing {
    connect: Duration::from_millis(700),
    purchase: Duration::from_millis(1_500),
    question: Duration::from_millis(1_000),
};

/// Practice vendors that lose no time.
pub const PACE: Pace =
    Pace { pending: Duration::from_secs(8), late: Duration::from_secs(12), ordinary: Duration::ZERO };

pub struct Shop {
    pub till: Arc<Till>,
    pub clock: Arc<TestClock>,
    pub practice: Option<Practice>,
}

/// A line to any base URL.
pub fn line_to(base_url: &str) -> Line {
    let address = Address { base_url: base_url.to_owned(), known_as: Some("practice".to_owned()) };
    Line::new(Box::new(SmePlug), &address, Secret::new(PRACTICE_KEY.to_owned()), TIMING).unwrap()
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
        let url = practice.smeplug_url();
        let mut shop = Shop::closed(directory, clock).await;
        shop.till.connect(line_to(&url));
        shop.practice = Some(practice);
        shop.till.start();
        shop
    }

    /// Opens a shop with a vendor at `base_url`, background work included.
    pub async fn with_vendor(directory: &Path, base_url: &str) -> Shop {
        let shop = Shop::closed(directory, TestClock::new()).await;
        shop.till.connect(line_to(base_url));
        shop.till.start();
        shop
    }

    /// Opens the till alone: no vendor, no background work.
    pub async fn closed(directory: &Path, clock: Arc<TestClock>) -> Shop {
        let opened = ledger::open(&Options::new(directory, "test".to_owned())).unwrap();
        let parts = Parts {
            kind: ShopKind::Practice,
            ledger: opened.ledger,
            notices: opened.notices,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            chance: Arc::new(Counting::default()),
        };
        Shop { till: Till::open(parts).await.unwrap(), clock, practice: None }
    }

    /// Stops everything and waits until the ledger is free again.
    pub async fn close(self) -> Arc<TestClock> {
        let Shop { till, clock, practice, .. } = self;
        till.stop();
        drop(practice);
        let weak = Arc::downgrade(&till);
        drop(till);
        eventually("the till is let go", || weak.strong_count() == 0).await;
        clock
    }

    /// Types, reviews and confirms a sale, as the keys do.
    pub async fn sell(&self, number: &str, amount: &str) -> Result<SaleId, TillError> {
        let asked = Asked { number: number.to_owned(), amount: amount.to_owned(), network: None, tender: Tender::Cash };
        let draft = self.till.review(&asked)?;
        self.till.confirm(draft.sale, None).await.map(|sale| sale.id)
    }

    pub fn sale(&self, id: SaleId) -> Sale {
        self.till.ledger().sale(id).unwrap().expect("the sale is in the ledger")
    }

    pub fn standing(&self, id: SaleId) -> Standing {
        self.sale(id).standing(self.clock.now())
    }

    /// Waits until the sale stands so.
    pub async fn stands(&self, id: SaleId, standing: Standing) {
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
