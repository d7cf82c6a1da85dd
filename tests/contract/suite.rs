//! The contract: what has to hold at every vendor, run for all of them over the practice server, gated by what each can do.
//! A vendor that is added is in [`VendorId::ALL`], and nothing here changes.

use airtill_domain::clock::Clock;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Item, Offer};
use airtill_domain::outcome::{Answer, Doubt, Finding, Outcome};
use airtill_domain::phone::Msisdn;
use airtill_domain::product::Product;
use airtill_domain::recipient::{Account, Recipient, Steering};
use airtill_domain::reference::{Reference, TillId};
use airtill_domain::service::Service;
use airtill_domain::vendor::VendorId;
use airtill_practice::steering::{self, Lesson};
use airtill_practice::{PRACTICE_KEY, Practice};
use airtill_tests::clock::TestClock;
use airtill_tests::shop::{PACE, eventually, line};
use airtill_vendors::{AccountLookup, Order, VendorClient};
use std::sync::Arc;
use std::time::Duration;

/// A vendor of the practice shop, and what it offers.
struct Bench {
    line: VendorClient,
    offers: Vec<Offer>,
    practice: Practice,
    clock: Arc<TestClock>,
    made: u16,
    _directory: tempfile::TempDir,
}

impl Bench {
    async fn open(vendor: VendorId) -> Bench {
        let directory = tempfile::tempdir().unwrap();
        let clock = TestClock::new();
        let practice = Practice::start(directory.path(), Arc::clone(&clock) as Arc<dyn Clock>, PACE).await.unwrap();
        let line = line(vendor, &practice.url(vendor));
        let (catalogue, failed) = line.catalogue(clock.now()).await;
        assert_eq!(failed, None, "{vendor:?}: the catalogue is read whole");
        assert_eq!(catalogue.unknown_names, Vec::<String>::new(), "{vendor:?}");
        Bench { line, offers: catalogue.offers, practice, clock, made: 0, _directory: directory }
    }

    /// Orders for a recipient: the first offer of each kind, and the account where the vendor wants one.
    fn orders(&mut self, recipient: &str) -> Vec<Order> {
        let first = |is: fn(&Item) -> bool| self.offers.iter().find(|offer| is(&offer.item));
        let airtime = first(|item| matches!(item, Item::Airtime { .. }));
        let data = first(|item| matches!(item, Item::Data { .. }));
        // Twelve digits are nobody's account.
        let transfer = first(|item| matches!(item, Item::Transfer { .. })).filter(|_| recipient.len() == 11);
        let kinds: Vec<Offer> = [airtime, data, transfer].into_iter().flatten().cloned().collect();
        kinds.iter().map(|offer| self.order(offer, recipient)).collect()
    }

    fn order(&mut self, offer: &Offer, recipient: &str) -> Order {
        self.made += 1;
        let [high, low] = (self.made * 8).to_be_bytes();
        let mut random = [0; 12];
        (random[0], random[1]) = (high, low >> 3);
        let product = match &offer.item {
            Item::Airtime { network, .. } => Product::Airtime { network: *network, face: Naira::from_naira(500) },
            Item::Data { network, plan } => Product::Data { network: *network, plan: plan.clone() },
            Item::Transfer { bank } => {
                let amount = Naira::from_naira(5_000);
                Product::Transfer { bank: bank.clone(), amount, description: "Rent".to_owned() }
            }
        };
        let by_account = self.line.capability().look_up.contains(&product.service());
        let recipient = match Steering::parse(recipient) {
            _ if product.service() == Service::Transfer => Recipient::Account(Account {
                id: recipient.trim_start_matches('0').to_owned(),
                name: "THE TESTER ITSELF".to_owned(),
                phone: None,
            }),
            _ if by_account => Recipient::Account(Account {
                id: recipient.to_owned(),
                name: "THE TESTER ITSELF".to_owned(),
                phone: Some(Msisdn::parse("08031234567").unwrap()),
            }),
            Some(steering) => Recipient::Steering(steering),
            None => Recipient::Phone(Msisdn::parse(recipient).unwrap()),
        };
        Order {
            cost: offer.cost_of(&product, self.line.settings()),
            product,
            recipient,
            reference: Reference::new(self.clock.now(), &TillId::from_random([1, 2, 3, 4]), random),
            code: offer.code.clone(),
            plan: offer.plan().map(|plan| plan.name.clone()),
            printed_price: offer.printed_price(),
            callback: None,
        }
    }

    /// Buys, while the clock of the vendor goes on for those that answer late.
    async fn buy(&self, order: &Order) -> Answer {
        let answer = self.line.purchase(order);
        tokio::pin!(answer);
        loop {
            tokio::select! {
                answer = &mut answer => return answer,
                () = tokio::time::sleep(Duration::from_millis(5)) => self.clock.advance(Duration::from_millis(200)),
            }
        }
    }

    /// Every lesson's number, with the orders for it.
    fn lessons(&mut self) -> Vec<(Lesson, Order)> {
        let ordinary = ("08099999999", Lesson::Ordinary, "");
        let mut all = Vec::new();
        for (recipient, lesson, _) in steering::TABLE.iter().chain([&ordinary]) {
            all.extend(self.orders(recipient).into_iter().map(|order| (*lesson, order)));
        }
        all
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Class {
    Delivered,
    Refused,
    Pending,
    Doubt(Doubt),
}

fn class(outcome: &Outcome) -> Class {
    match outcome {
        Outcome::Delivered => Class::Delivered,
        Outcome::Refused(_) => Class::Refused,
        Outcome::Pending(_) => Class::Pending,
        Outcome::Unknown(why) => Class::Doubt(*why),
        Outcome::NotSent(why) => panic!("not sent: {why:?}"),
    }
}

/// Each lesson's answer is read as what it is, the vendor receives each purchase once, and what it truly delivered is never read
/// as refused nor the other way round.
#[tokio::test(flavor = "multi_thread")]
async fn every_lesson_is_read_as_what_it_is_at_every_vendor() {
    for vendor in VendorId::ALL {
        let mut bench = Bench::open(vendor).await;
        let shows = bench.line.capability().shows;
        for (lesson, order) in bench.lessons() {
            let what = format!("{vendor:?} {lesson:?} {:?}", order.product);
            let read = class(&bench.buy(&order).await.outcome);
            let is_airtime = order.product.face().is_some();
            let may_be_another = |shown: bool| match shown {
                true => matches!(read, Class::Doubt(Doubt::Mismatch)),
                false => matches!(read, Class::Delivered),
            };
            let right = match lesson {
                Lesson::Ordinary => matches!(read, Class::Delivered | Class::Pending),
                Lesson::DeliveredAtOnce
                | Lesson::CostChanged
                | Lesson::Reversed
                | Lesson::Stolen
                | Lesson::FundedLate => read == Class::Delivered,
                Lesson::LateAnswer => matches!(read, Class::Delivered | Class::Doubt(Doubt::NoAnswer)),
                // VDT has no word for it.
                Lesson::PendingThenDelivered | Lesson::PendingThenFailed => {
                    matches!(read, Class::Pending | Class::Doubt(Doubt::Unlisted))
                }
                Lesson::Refused | Lesson::LowWallet => read == Class::Refused,
                Lesson::NoAnswer | Lesson::NoAnswerThenFailed | Lesson::NeverReceived => {
                    read == Class::Doubt(Doubt::NoAnswer)
                }
                Lesson::Cut => read == Class::Doubt(Doubt::Broken),
                Lesson::HtmlPage | Lesson::EmptyBody => read == Class::Doubt(Doubt::Unreadable),
                Lesson::BadGateway => matches!(read, Class::Doubt(Doubt::Unlisted | Doubt::Unreadable)),
                Lesson::Duplicate => read == Class::Doubt(Doubt::Duplicate),
                // SMEPlug's speaks of a failure, in words that no list has.
                Lesson::Unlisted => matches!(read, Class::Doubt(Doubt::Unlisted | Doubt::FailedPerhaps)),
                Lesson::OtherRecipient => may_be_another(shows.recipient),
                Lesson::OtherAmount => may_be_another(if is_airtime { shows.face } else { shows.plan }),
                Lesson::OtherReference => may_be_another(shows.reference),
                Lesson::VtpassCode(_) => unreachable!("not in the table"),
            };
            assert!(right, "{what}: {read:?}");
            let reference = order.reference.as_str();
            let truth = bench.practice.received().into_iter().find(|received| received.reference == reference);
            assert!(truth.iter().all(|received| received.times == 1), "{what}: sent once");
            match read {
                Class::Delivered => assert!(truth.is_some_and(|received| received.delivered), "{what}"),
                Class::Refused => assert!(truth.is_none_or(|received| !received.delivered), "{what}"),
                Class::Pending | Class::Doubt(_) => {}
            }
        }
    }
}

/// A check finds what truly became of a purchase; never the opposite, and never by another order's reference.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_finds_what_truly_became_of_it() {
    for vendor in VendorId::ALL {
        let mut bench = Bench::open(vendor).await;
        if !bench.line.capability().status_by_reference {
            let order = bench.orders("08099999999").remove(0);
            assert!(!bench.line.can_check(&order), "{vendor:?}");
            continue;
        }
        for (lesson, order) in bench.lessons() {
            let what = format!("{vendor:?} {lesson:?} {:?}", order.product);
            bench.buy(&order).await;
            let reference = order.reference.as_str();
            let truth = bench.practice.received().into_iter().find(|received| received.reference == reference);
            bench.clock.advance(Duration::from_secs(20));
            let (report, _) = bench.line.check(&order).await;
            match (truth, report.finding) {
                (Some(received), Finding::Delivered) => assert!(received.delivered, "{what}"),
                (Some(received), Finding::Failed) => {
                    assert!(!received.delivered || received.reversed_at.is_some(), "{what}");
                }
                (None, finding) => {
                    let not_found = bench.line.capability().not_found_is_documented;
                    let right = matches!(finding, Finding::NotFound) || (!not_found && finding == Finding::Unclear);
                    assert!(right, "{what}: {finding:?}");
                }
                // VDT has one word, and it means paid.
                (Some(received), Finding::Unclear) => assert!(!received.delivered, "{what}"),
                (Some(_), finding) => panic!("{what}: {finding:?}"),
            }
            let other = Order { recipient: Msisdn::parse("08035555555").unwrap().into(), ..order };
            let (report, _) = bench.line.check(&other).await;
            assert_ne!(report.finding, Finding::Delivered, "{what}: to somebody else");
        }
    }
}

/// The same reference twice: the vendor delivers once, and the second answer is a doubt.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_reference_twice_is_a_doubt() {
    for vendor in VendorId::ALL {
        let mut bench = Bench::open(vendor).await;
        for order in bench.orders("08099999999") {
            bench.buy(&order).await;
            let again = bench.buy(&order).await;
            assert_eq!(again.outcome, Outcome::Unknown(Doubt::Duplicate), "{vendor:?}");
        }
    }
}

/// What a delivery costs is told where the vendor tells it, and a different charge is still a delivery.
#[tokio::test(flavor = "multi_thread")]
async fn a_different_charge_is_delivered_and_told() {
    for vendor in [VendorId::Strongmb, VendorId::Vtpass, VendorId::Simpu] {
        let mut bench = Bench::open(vendor).await;
        let charged = async |bench: &mut Bench, recipient: &str| {
            let order = bench.orders(recipient).remove(0);
            let answer = bench.buy(&order).await;
            assert_eq!(answer.outcome, Outcome::Delivered, "{vendor:?}");
            answer.said.charged.unwrap()
        };
        let (usual, dearer) = (charged(&mut bench, "08030000013").await, charged(&mut bench, "08030000014").await);
        assert_eq!(dearer, usual.plus(Naira::from_naira(10)), "{vendor:?}");
    }
}

/// What a wallet holds falls by what was charged.
#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_falls_by_what_was_charged() {
    for vendor in VendorId::ALL {
        let mut bench = Bench::open(vendor).await;
        let before = bench.line.balance().await.unwrap();
        assert_eq!(before.is_some(), bench.line.capability().balance, "{vendor:?}");
        let order = bench.orders("08030000013").remove(0);
        bench.buy(&order).await;
        let charged = bench.practice.received()[0].charged_kobo;
        if let (Some(before), Some(after)) = (before, bench.line.balance().await.unwrap()) {
            assert_eq!(before.minus(after).kobo(), i64::try_from(charged).unwrap(), "{vendor:?}");
        }
    }
}

/// Whose an account is, where it has to be asked; nobody is nobody.
#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_named_before_anything_is_sold() {
    let known = [
        (Service::Smile, "tester@sandbox.com", "nobody@example.com"),
        (Service::Vdt, "123", "000"),
        (Service::Transfer, "8031234567", steering::NOBODYS_ACCOUNT),
    ];
    for vendor in VendorId::ALL {
        let bench = Bench::open(vendor).await;
        for service in bench.line.capability().look_up {
            let (_, somebody, nobody) = known.iter().find(|(of, ..)| of == service).unwrap();
            let of_it =
                |offer: &&Offer| offer.network() == service.network() && !matches!(offer.item, Item::Airtime { .. });
            let offer = bench.offers.iter().find(of_it).unwrap();
            let asked =
                |text: &str| AccountLookup { service: *service, text: text.to_owned(), code: offer.code.clone() };
            let found = bench.line.look_up(&asked(somebody)).await.unwrap().unwrap();
            assert!(!found.name.is_empty() && !found.accounts.is_empty(), "{vendor:?}");
            assert!(bench.line.look_up(&asked(nobody)).await.unwrap().is_err(), "{vendor:?}: nobody");
        }
    }
}

/// Every network that a vendor says it sells is in its catalogue, and none besides.
#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_has_what_the_vendor_says_it_sells() {
    for vendor in VendorId::ALL {
        let bench = Bench::open(vendor).await;
        let capability = bench.line.capability();
        for network in Network::ALL {
            let of = |airtime: bool| {
                let same = |offer: &&Offer| offer.network() == Some(network) && offer.plan().is_none() == airtime;
                bench.offers.iter().filter(same).count()
            };
            assert_eq!(of(true) > 0, capability.airtime.contains(&network), "{vendor:?} airtime {network:?}");
            assert_eq!(of(false) > 0, capability.data.contains(&network), "{vendor:?} data {network:?}");
        }
        assert_eq!(bench.offers.iter().any(|offer| offer.bank().is_some()), capability.transfer, "{vendor:?} banks");
    }
}

/// What a vendor tells about the account is read over the line, and limits are amounts.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_vendor_tells_about_the_account_is_read() {
    for vendor in VendorId::ALL {
        let (word, most) = airtill_tests::vendor::profile(vendor);
        let profile = Bench::open(vendor).await.line.profile().await.unwrap();
        assert_eq!(profile.is_some(), word.is_some(), "{vendor:?}");
        let profile = profile.unwrap_or_default();
        assert_eq!(profile.most, most, "{vendor:?}");
        let says = |word: &str| profile.facts.iter().any(|fact| fact.value.contains(word));
        assert!(word.is_none_or(says), "{vendor:?}: {:?}", profile.facts);
    }
}

/// Share and sell: only of networks that the owner has named, under its own code, and nobody can be asked afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn share_and_sell_is_for_the_networks_the_owner_names() {
    use airtill_tests::shop::line_with;
    let mut bench = Bench::open(VendorId::SmePlug).await;
    let plain = bench.orders("08099999999").remove(0);
    assert!(bench.line.can_check(&plain), "off by default");
    let mut settings = airtill_practice::practice_settings(VendorId::SmePlug);
    let Product::Airtime { network, .. } = plain.product else { panic!("airtime first") };
    settings.share_and_sell = vec![network];
    let plain_line = std::mem::replace(
        &mut bench.line,
        line_with(VendorId::SmePlug, &bench.practice.url(VendorId::SmePlug), settings),
    );
    bench.offers = bench.line.catalogue(bench.clock.now()).await.0.offers;
    let shared = bench.orders("08099999999").remove(0);
    assert!(!bench.line.can_check(&shared), "its call takes no reference");
    assert!(plain_line.can_order(&shared).is_err(), "switched off again, with the list of before");
    assert!(matches!(bench.buy(&shared).await.outcome, Outcome::Pending(_)));
    let of = |network: Network| bench.offers.iter().filter(move |offer| offer.network() == Some(network));
    assert!(
        of(Network::Airtel).any(|offer| bench.line.can_check(&Order { code: offer.code.clone(), ..shared.clone() }))
    );
    assert!(of(network).any(|offer| offer.plan().is_some()), "its plans are sold as before");
}

/// Wrong credentials are a refusal, and nothing of them is in what is kept.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_are_refused_and_never_kept() {
    use airtill_credentials::{Credentials, Secret};
    use airtill_practice::practice_settings;
    use airtill_vendors::Address;
    const CANARY: &str = "canary/secret+that=must&never%leak";
    for vendor in VendorId::ALL {
        for kind in vendor.credential_kinds() {
            let mut bench = Bench::open(vendor).await;
            let parts = kind.fields().iter().map(|field| (*field, Secret::new(CANARY.to_owned()))).collect();
            let credentials = Credentials::whole(*kind, parts).unwrap();
            let address = Address { base_url: bench.practice.url(vendor), known_as: None };
            let order = bench.orders("08099999999").remove(0);
            let timing = airtill_tests::shop::TIMING;
            bench.line = VendorClient::new(vendor, credentials, practice_settings(vendor), &address, timing).unwrap();
            let answer = bench.buy(&order).await;
            assert_eq!(class(&answer.outcome), Class::Refused, "{vendor:?} {kind:?}");
            let told = format!("{answer:?} {:?} {:?}", bench.line.balance().await, bench.line.account());
            assert!(!told.contains(CANARY) && !told.contains(PRACTICE_KEY), "{told}");
            assert!(bench.practice.received().is_empty());
        }
    }
}

/// VTpass code by code: each is answered by the practice vendor and read as its table says.
#[tokio::test(flavor = "multi_thread")]
async fn vtpass_answers_code_by_code() {
    let mut bench = Bench::open(VendorId::Vtpass).await;
    for code in [11, 13, 14, 18, 19, 27, 30, 34, 44, 83, 85, 89, 91, 99, 123] {
        let order = bench.orders(&format!("08030010{code:03}")).remove(0);
        let read = class(&bench.buy(&order).await.outcome);
        let right = match code {
            14 | 19 | 89 => read == Class::Doubt(Doubt::Duplicate),
            44 | 83 | 123 => read == Class::Doubt(Doubt::Unlisted),
            99 => read == Class::Pending,
            _ => read == Class::Refused,
        };
        assert!(right, "{code:03}: {read:?}");
    }
    let strict = tempfile::tempdir().unwrap();
    let pace = airtill_practice::Pace { vtpass_strict: true, ..PACE };
    bench.practice = Practice::start(strict.path(), Arc::clone(&bench.clock) as Arc<dyn Clock>, pace).await.unwrap();
    bench.line = line(VendorId::Vtpass, &bench.practice.url(VendorId::Vtpass));
    for (number, expected) in [("08099999999", Class::Refused), ("08011111111", Class::Delivered)] {
        let order = bench.orders(number).remove(0);
        assert_eq!(class(&bench.buy(&order).await.outcome), expected, "{number}");
    }
    eventually("the strict vendor has it", || bench.practice.received().len() == 1).await;
}

/// Share and sell is read as airtime is, lesson by lesson; what is in doubt there nobody can ask about, and stays so.
#[tokio::test(flavor = "multi_thread")]
async fn share_and_sell_is_read_as_airtime_is() {
    use airtill_tests::shop::line_with;
    let mut plain = Bench::open(VendorId::SmePlug).await;
    let mut shared = Bench::open(VendorId::SmePlug).await;
    let mut settings = airtill_practice::practice_settings(VendorId::SmePlug);
    settings.share_and_sell = Network::ALL[..4].to_vec();
    shared.line = line_with(VendorId::SmePlug, &shared.practice.url(VendorId::SmePlug), settings);
    shared.offers = shared.line.recalled(std::mem::take(&mut shared.offers));
    for (number, lesson, _) in steering::TABLE {
        let (usual, order) = (plain.orders(number).remove(0), shared.orders(number).remove(0));
        assert!(order.code.starts_with("vtu/") && !usual.code.starts_with("vtu/"));
        let (read, expected) = (shared.buy(&order).await, plain.buy(&usual).await);
        assert_eq!(class(&read.outcome), class(&expected.outcome), "{lesson:?}");
        assert!(!shared.line.can_check(&order) && plain.line.can_check(&usual));
    }
    let sent: Vec<u32> = shared.practice.received().iter().map(|received| received.times).collect();
    assert!(sent.len() > 15 && sent.iter().all(|times| *times == 1), "{sent:?}");
}
