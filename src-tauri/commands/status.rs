//! The status strip, the notices, and which shop is on the screen.

use super::context::{ShopsState, till};
use super::corrections;
use super::error::CommandError;
use super::gate;
use super::paper;
use super::screen;
use super::views::paper::PerhapsView;
use super::views::status::{LateKeysView, PhaseView, PrinterView, SessionView, ShiftView, StatusView, WalletView};
use airtill_credentials::KeyringError;
use airtill_domain::money::Naira;
use airtill_domain::sale::{Sale, SaleStatus};
use airtill_domain::shop::ShopKind;
use airtill_domain::time::{CLOCK_SLACK, Timestamp, span_words};
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Difference;
use airtill_ledger::OpeningNote;
use airtill_macros::command;
use airtill_shop::backup;
use airtill_shop::shops::{Phase, Shops};
use airtill_shop::till::{KeyState, Online, Till};
use airtill_words::say;

/// The status, at this moment.
///
/// # Errors
/// [`CommandError`], when the ledger can't be read.
#[command]
pub async fn status(shops: ShopsState<'_>) -> Result<StatusView, CommandError> {
    let (phase, till) = match shops.phase() {
        Phase::Opening(doing) => (PhaseView::Opening { doing }, None),
        Phase::Open => (PhaseView::Open, shops.till()),
        Phase::Failed(error) => (PhaseView::Failed { error: CommandError::from_shared(&error) }, None),
    };
    let now = shops.clock().now();
    let session = session(&shops)?;
    // A locked screen shows what the street may see.
    let till = till.filter(|_| !session.needed || session.name.is_some());
    let open: Vec<Sale> = match &till {
        Some(till) => till.ledger().open_sales()?,
        None => Vec::new(),
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let online = till.as_ref().map_or(Online::NotTried, |till| till.providers.online());
    Ok(StatusView {
        shop: shops.active(),
        has_real: shops.has_real(),
        phase,
        notices: till.as_ref().map(|till| notices(till, &open)).transpose()?.unwrap_or_default(),
        read_only: till.as_ref().and_then(|till| till.ledger().read_only()),
        offline_since: match online {
            Online::NoSince(at) => Some(at.hour_minute()),
            Online::Yes | Online::NotTried => None,
        },
        online: online == Online::Yes,
        wallets: till.as_ref().map(|till| wallets(till)).transpose()?.unwrap_or_default(),
        session,
        shop_name: shops.real_till().map(|till| till.ledger().shop_name()).transpose()?.flatten(),
        late_keys: late_keys(&shops)?,
        not_known: count(open.iter().filter(|sale| sale.standing(now) == SaleStatus::NotKnown).count()),
        owed: count(open.iter().filter(|sale| sale.owed > Naira::ZERO).count()),
        owed_sum: open.iter().map(|sale| sale.owed).sum::<Naira>().short(),
        alarms: match &till {
            Some(till) => code_not_kept(&shops)?.into_iter().chain(alarms(till, &open)?).collect(),
            None => Vec::new(),
        },
        day: now.day().long(),
        time: now.hour_minute(),
        look: screen::look_view(&shops),
        keys: screen::keys(&shops)?,
        quick_amounts: screen::quick_amounts(&shops)?,
        transfers: till.as_ref().map(|till| till.catalogue.sells_transfers()).transpose()?.unwrap_or_default(),
        shift: till.as_ref().map(|till| shift(till)).transpose()?.unwrap_or_default(),
        printer: till.as_ref().map(|till| printer(till)).transpose()?.flatten(),
        undo: till.as_ref().map(|till| corrections::undo(&shops, till)).transpose()?.flatten(),
    })
}

fn shift(till: &Till) -> Result<ShiftView, CommandError> {
    let shifts = till.ledger().shifts()?;
    let today = till.clock().now().day();
    let Some(open) = &shifts.open else { return Ok(ShiftView { closed: shifts.number > 0, ..ShiftView::default() }) };
    let stale = open.at.day() != today;
    Ok(ShiftView { open: Some(shifts.number), since: Some(open.at.brief_on(today)), stale, closed: false })
}

fn printer(till: &Till) -> Result<Option<PrinterView>, CommandError> {
    let Some(printing) = till.printing.printing()? else { return Ok(None) };
    let mut perhaps = Vec::new();
    for job in &printing.perhaps {
        perhaps.push(PerhapsView {
            job: u32::try_from(job.number).unwrap_or(u32::MAX),
            what: paper::words(till, &job.slip)?,
        });
    }
    Ok(Some(PrinterView {
        trouble: printing.trouble.map(|(why, since)| say!("{why}, since {since}", why, since = since.hour_minute())),
        waiting: u32::try_from(printing.waiting).unwrap_or(u32::MAX),
        perhaps,
    }))
}

/// Tries once more to open what could not be opened, such as a ledger that another program had.
///
/// # Errors
/// None of its own: [`status`] tells what came of it.
#[command]
pub async fn open_again(shops: ShopsState<'_>) -> Result<(), CommandError> {
    shops.open().await;
    Ok(())
}

/// Puts the other shop on the screen.
#[command]
pub async fn switch_shop(shops: ShopsState<'_>, to: ShopKind) -> Result<(), CommandError> {
    if to == ShopKind::Real && !shops.has_real() {
        return Err(CommandError::set_up_first());
    }
    shops.switch(to).await?;
    Ok(())
}

/// A person has read that entries are missing, and goes on.
#[command]
pub async fn acknowledge_missing(shops: ShopsState<'_>) -> Result<(), CommandError> {
    till(&shops)?.acknowledge_missing(gate::acting(&shops)).await?;
    Ok(())
}

/// What was found on opening; and that the ledger came out of a backup, as long as a sale from before is open.
fn notices(till: &Till, open: &[Sale]) -> Result<Vec<String>, CommandError> {
    let mut notices: Vec<String> = till.opening_notes().iter().map(OpeningNote::sentence).collect();
    notices.extend(clock_wrong(till)?);
    notices.extend(till.wallets.clock_off().map(|off| {
        say!("This computer's clock stands {off}: set it right, or sales carry a wrong time", off = off.words())
    }));
    notices.extend(backup::missed(till.ledger(), till.clock().now())?);
    if let Some(restored) = till.ledger().restored()?
        && open.iter().any(|sale| sale.taken_at <= restored.at)
    {
        let (made, at) = (restored.made_at, restored.made_at.hour_minute());
        notices.push(say!(
            "This ledger came out of a backup of {day}, {at}. What happened after that is not in it: money that is shown as \
             owed may have been handed over already. Ask before you hand it over",
            day = made.day().short(),
            at
        ));
    }
    Ok(notices)
}

/// The computer's clock stands before the last entry: told as long as nothing was written since, and no vendor's answer says that it is right.
fn clock_wrong(till: &Till) -> Result<Option<String>, CommandError> {
    let now = till.clock().now();
    let last = till.ledger().last_at()?.filter(|_| !till.wallets.clock_is_right());
    Ok(last.filter(|last| last.since(now) > CLOCK_SLACK).map(|last| {
        say!(
            "This computer's clock stands {span} before the last entry, of {last}: set it right, or sales carry a wrong time",
            span = span_words(last.since(now)),
            last = last.short()
        )
    }))
}

fn wallets(till: &Till) -> Result<Vec<WalletView>, CommandError> {
    till.providers
        .connected()
        .into_iter()
        .map(|vendor| {
            let reading = till.wallets.wallet(vendor);
            let shown = till.wallets.shown(vendor)?;
            Ok(WalletView {
                id: vendor,
                vendor: vendor.name().to_owned(),
                elsewhere: till.providers.elsewhere(vendor).map(str::to_owned),
                balance: shown.map(|(balance, _)| balance.short()),
                read_at: shown.and_then(|(_, at)| at).map(Timestamp::hour_minute),
                low: shown
                    .is_some_and(|(balance, _)| till.providers.low_wallet(vendor).is_some_and(|low| balance < low)),
                untold: reading.untold,
                health: till.providers.health(vendor).0,
                rests_min: till
                    .providers
                    .health(vendor)
                    .1
                    .map(|left| u32::try_from(left.as_secs().div_ceil(60)).unwrap_or(u32::MAX)),
                trouble: reading.trouble,
            })
        })
        .collect()
}

/// Whoever forgets the passphrase is locked out for good without the code: told until a new one was seen to the end, whichever shop is
/// on the screen.
fn code_not_kept(shops: &Shops) -> Result<Option<String>, CommandError> {
    let kept = shops.real_till().map(|till| till.ledger().recovery_code_kept()).transpose()?;
    Ok((kept == Some(false)).then(|| {
        say!("The recovery code was not confirmed as written down. The owner makes a new one, under Owner, People")
            .to_owned()
    }))
}

/// What the owner has to look into.
fn alarms(till: &Till, open: &[Sale]) -> Result<Vec<String>, CommandError> {
    let mut alarms = Vec::new();
    let contradicted = open.iter().filter(|sale| sale.has_alarm()).count();
    if contradicted > 0 {
        let alarm = match contradicted {
            1 => say!(
                "One sale ends otherwise at the vendor than here: it stands under Not known and owed, and the owner looks into it"
            ),
            _ => say!(
                "Several sales end otherwise at the vendor than here: they stand under Not known and owed, and the owner looks into them"
            ),
        };
        alarms.push(alarm.to_owned());
    }
    let now = till.clock().now();
    if !now.can_be_now() {
        alarms.push(say!(
            "This computer's clock says {day}. Set date and time before anything is sold, or sales carry a wrong date",
            day = now.day().short()
        ));
    }
    for vendor in VendorId::ALL {
        if let Some(words) = till.providers.account_blocked(vendor) {
            alarms.push(say!(
                "{vendor} says that the shop's account is blocked or not active ({words}). The owner calls {vendor}",
                vendor = vendor.name(),
                words
            ));
        }
        let missing = |one: &Difference| one.expected.off(one.balance).is_some_and(|off| off < Naira::ZERO);
        if till.ledger().book(vendor)?.differences.iter().any(missing) {
            alarms.push(say!(
                "Money left the wallet at {vendor} that this till did not spend. The owner looks under Owner, Wallets",
                vendor = vendor.name()
            ));
        }
    }
    Ok(alarms)
}

fn session(shops: &Shops) -> Result<SessionView, CommandError> {
    let nobody = SessionView { needed: false, name: None, owner: false };
    let Some(people) = shops.people() else { return Ok(nobody) };
    let session = people.session();
    let name = match session.staff() {
        Some(id) => people.all()?.into_iter().find(|person| person.id == id).map(|person| person.name),
        None => None,
    };
    Ok(SessionView { needed: people.is_set_up()?, name, owner: session.is_owner() })
}

/// What the keyring has not given, by what is waited for: the first vendor's reason is every vendor's, nearly always.
fn late_keys(shops: &Shops) -> Result<Option<LateKeysView>, CommandError> {
    let Some(till) = shops.real_till() else { return Ok(None) };
    let (mut names, mut why) = (Vec::new(), None);
    for vendor in VendorId::ALL {
        let (state, _) = till.connections.key(vendor)?;
        match state {
            KeyState::Locked(error) => {
                why.get_or_insert(error);
            }
            KeyState::Reading => {}
            KeyState::NotSet | KeyState::Ready | KeyState::ForNow => continue,
        }
        names.push(vendor.name());
    }
    let names = names.join(", ");
    Ok((!names.is_empty()).then(|| late_keys_view(&names, why.as_ref())))
}

fn late_keys_view(names: &str, why: Option<&KeyringError>) -> LateKeysView {
    let by_itself =
        say!("They are read by themselves as soon as it is there; reading and handing money over still work");
    let (what, hint) = match why {
        None => (say!("The keys of {names} are being read from this computer's keyring", names), by_itself.to_owned()),
        Some(KeyringError::NoAnswer) => (
            say!("This computer's keyring does not answer yet: the keys of {names} wait for it", names),
            say!("It may be asking for a password, perhaps behind this window. {by_itself}", by_itself),
        ),
        Some(KeyringError::Locked) => (
            say!("This computer's keyring is locked: the keys of {names} wait for it", names),
            say!(
                "Unlock it with the password of this computer's user; signing in asks it at once. {by_itself}",
                by_itself
            ),
        ),
        Some(KeyringError::NoKeyring) => (
            say!("No keyring runs on this computer: the keys of {names} wait for it", names),
            say!("Start it (on Linux: gnome-keyring or KWallet). {by_itself}", by_itself),
        ),
        Some(KeyringError::NoEntry) => (
            say!("The keyring does not have the keys of {names}", names),
            say!("It may be locked: unlock it. If they are lost, the owner sets them again, under Owner, Vendors")
                .to_owned(),
        ),
        Some(error @ (KeyringError::NotKept | KeyringError::Failed(_))) => {
            (say!("The keys of {names} can't be had: {error}", names, error), by_itself.to_owned())
        }
    };
    LateKeysView { what, hint }
}
