//! The sheet of a shift on a slip: the numbered Z, and the X in between, which tells no attendant what should be in the drawer.

use super::{Heading, Line, Mark, centred, head, moment, pair, strong};
use airtill_domain::money::Naira;
use airtill_domain::shift::balances::Lot;
use airtill_domain::shift::sheet::{Asked, CheckLine, DrawerLines, ExceptionKind, Part, Sheet, WalletLine};
use airtill_domain::shift::{Direction, NOTES};
use airtill_domain::time::Timestamp;
use airtill_words::say;

/// Whether what the shop pays and keeps is on a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Costs {
    /// It is.
    Shown,
    /// It isn't: for attendants from whom the owner hides it.
    Hidden,
}

impl Costs {
    /// Shown to whoever may see them.
    pub fn if_seen(may_see: bool) -> Costs {
        if may_see { Costs::Shown } else { Costs::Hidden }
    }
}

/// The interim report. A blind one has nothing on it that a count is held against.
pub fn x(sheet: &Sheet, heading: &Heading, blind: bool, costs: Costs) -> Vec<Line> {
    let mut lines = head(heading, Mark::Original);
    lines.push(Line::Rule);
    lines.push(Line::Title(say!("X REPORT - SHIFT {number}", number = sheet.number)));
    lines.push(centred(say!("the shift goes on: this is no close")));
    lines.push(Line::Rule);
    lines.extend(body(sheet, blind, costs));
    lines.extend(foot(sheet, heading));
    lines
}

/// The closing report.
pub fn z(sheet: &Sheet, heading: &Heading, mark: Mark, costs: Costs) -> Vec<Line> {
    // Under the name that the shop had then.
    let footer = if mark == Mark::Original { heading.footer.clone() } else { String::new() };
    let heading = &Heading { shop: Some(sheet.shop.clone()), footer, ..heading.clone() };
    let mut lines = head(heading, mark);
    lines.push(Line::Rule);
    lines.push(Line::Title(say!("Z REPORT {number}", number = sheet.number)));
    lines.push(Line::Rule);
    lines.extend(body(sheet, false, costs));
    lines.extend(exceptions(sheet, costs));
    lines.extend(foot(sheet, heading));
    lines
}

fn body(sheet: &Sheet, blind: bool, costs: Costs) -> Vec<Line> {
    let mut lines = times(sheet);
    if !blind {
        lines.extend(drawer(sheet));
    }
    lines.extend(sales(sheet, costs));
    lines.extend(by(sheet, !blind));
    lines.extend(movements(sheet));
    if costs == Costs::Shown {
        lines.extend(wallets(sheet));
    }
    if !blind {
        if costs == Costs::Shown {
            lines.extend(check(&sheet.check));
        }
        lines.extend(debtors(sheet));
    }
    lines.extend(carried(sheet));
    lines
}

fn section(name: &str) -> Vec<Line> {
    vec![Line::Section(name.to_owned())]
}

fn money(amount: Naira) -> String {
    amount.to_string()
}

fn times(sheet: &Sheet) -> Vec<Line> {
    vec![
        pair(say!("Opened"), moment(sheet.opened.0)),
        pair(say!("by"), sheet.opened.1.clone()),
        pair(say!("Made"), moment(sheet.made.0)),
        pair(say!("by"), sheet.made.1.clone()),
    ]
}

/// `short ₦500`, `over ₦20`, `right`.
pub fn off_in_words(amount: Naira) -> String {
    match amount < Naira::ZERO {
        _ if amount == Naira::ZERO => say!("right").to_owned(),
        true => say!("short {amount}", amount = amount.abs().short()),
        false => say!("over {amount}", amount = amount.short()),
    }
}

fn drawer(sheet: &Sheet) -> Vec<Line> {
    let DrawerLines { float, taken, handed_back, repaid, paid_in, paid_out, expected, over_short, .. } = sheet.drawer;
    let mut lines = section(say!("DRAWER"));
    if let Some((left, difference)) = sheet.between_shifts() {
        lines.push(pair(say!("At last close"), money(left)));
        lines.push(pair(say!("At opening"), money(float)));
        lines.push(match difference == Naira::ZERO {
            true => pair(say!("Difference"), off_in_words(difference)),
            false => strong(say!("Difference"), off_in_words(difference)),
        });
    }
    lines.push(pair(say!("Float"), money(float)));
    lines.push(pair(say!("+ cash sales"), money(taken)));
    lines.push(pair(say!("- handed back"), money(handed_back)));
    for (name, amount) in [(say!("+ debts paid"), repaid), (say!("+ paid in"), paid_in), (say!("- paid out"), paid_out)]
    {
        if amount != Naira::ZERO {
            lines.push(pair(name, money(amount)));
        }
    }
    let before = sheet.drawer.counted_before();
    if before != Naira::ZERO {
        lines.push(pair(say!("  corrected, counted before"), money(before)));
    }
    lines.push(strong(say!("Expected"), money(expected)));
    if let Some((counted, earlier)) = sheet.drawer.counts.split_last() {
        for counted in earlier {
            let name = say!("First counted {at}", at = counted.at.hour_minute());
            lines.push(pair(&name, counted.count.total().to_string()));
            lines.push(pair(say!("  which was"), off_in_words(counted.off())));
        }
        lines.push(strong(&say!("Counted {at}", at = counted.at.hour_minute()), money(expected.plus(over_short))));
        for (note, pieces) in NOTES.iter().zip(counted.count.pieces).filter(|(_, pieces)| *pieces > 0) {
            lines.push(pair(
                &format!("  {pieces} x {note}"),
                money(Naira::from_naira(i64::from(*note) * i64::from(pieces))),
            ));
        }
        if counted.count.other != Naira::ZERO {
            lines.push(pair(say!("  other"), money(counted.count.other)));
        }
        lines.push(strong(say!("Drawer"), off_in_words(over_short)));
    }
    if !sheet.reason.is_empty() {
        lines.push(Line::Text(say!("Reason: {reason}", reason = sheet.reason)));
    }
    lines.push(pair(say!("By transfer"), money(sheet.drawer.transfers)));
    if let Some(seen) = sheet.drawer.bank_seen {
        lines.push(pair(say!("  on the bank's list"), money(seen)));
    }
    lines.push(pair(say!("By card"), money(sheet.drawer.cards)));
    lines.push(pair(say!("On credit"), money(sheet.drawer.on_credit)));
    lines
}

fn lot(name: &str, lot: Lot) -> Line {
    pair(&format!("{name} {}", lot.count), money(lot.sum))
}

fn sales(sheet: &Sheet, costs: Costs) -> Vec<Line> {
    let sales = &sheet.sales;
    let mut lines = section(say!("SALES OF THIS SHIFT"));
    lines.push(lot(say!("Taken"), sales.taken));
    lines.push(lot(say!("Delivered"), sales.delivered));
    lines.push(lot(say!("Failed"), sales.failed));
    lines.push(lot(say!("Not known"), sales.not_known));
    if sales.earlier_delivered != Lot::default() {
        lines.push(lot(say!("Earlier, delivered"), sales.earlier_delivered));
    }
    lines.push(lot(say!("Given back"), sales.given_back));
    if let Some(seconds) = sales.slowest_give_back_s {
        lines.push(pair(say!("  slowest after"), span(seconds)));
    }
    if sales.by_hand != 0 {
        lines.push(pair(say!("Settled by hand"), sales.by_hand.to_string()));
    }
    if costs == Costs::Shown {
        lines.push(strong(say!("Margin"), money(sales.margin)));
        if sales.cost_unknown.count != 0 {
            let count = sales.cost_unknown.count;
            lines.push(Line::Text(say!("Without {count} whose cost is not known", count)));
        }
    }
    lines
}

/// `45 s`, `12 min`, `3 h 20 min`.
pub fn span(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => say!("{minutes} min", minutes = seconds / 60),
        _ => say!("{hours} h {minutes} min", hours = seconds / 3_600, minutes = seconds % 3_600 / 60),
    }
}

/// `25 Nov 08:02-18:14, Ada`, with both days where there are two.
fn span_of(opened: Timestamp, made: Timestamp, by: &str) -> String {
    let day = |at: Timestamp| format!("{} {}", at.day().brief(), at.hour_minute());
    let end = if opened.day() == made.day() { made.hour_minute() } else { day(made) };
    format!("{}-{end}, {by}", day(opened))
}

/// By attendant, network, vendor, and by tender where no blind count is held against it.
fn by(sheet: &Sheet, tenders: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut table = |name: &str, rows: Vec<(String, Part)>| {
        if !rows.is_empty() {
            lines.extend(section(name));
            lines.extend(rows.into_iter().map(|(name, part)| lot(&name, part.taken)));
        }
    };
    table(say!("BY ATTENDANT"), sheet.staff.clone());
    table(say!("BY NETWORK"), sheet.networks.iter().map(|(of, part)| (of.name().to_owned(), *part)).collect());
    if tenders {
        table(say!("BY TENDER"), sheet.tenders.iter().map(|(of, part)| (of.word().to_owned(), *part)).collect());
    }
    table(say!("BY VENDOR"), sheet.vendors.iter().map(|(of, part)| (of.name().to_owned(), *part)).collect());
    lines
}

fn movements(sheet: &Sheet) -> Vec<Line> {
    let mut lines = Vec::new();
    if !sheet.movements.is_empty() {
        lines.extend(section(say!("CASH IN AND OUT")));
        for movement in &sheet.movements {
            let (direction, amount) = movement.went();
            let way = if direction == Direction::In { say!("in") } else { say!("out") };
            lines.push(pair(&format!("{} {way}", movement.at.hour_minute()), money(amount)));
            let why = if movement.reason.is_empty() { say!("no reason given") } else { &movement.reason };
            lines.push(Line::Text(format!("  {}: {}", movement.who, why)));
        }
    }
    lines
}

fn wallets(sheet: &Sheet) -> Vec<Line> {
    let mut lines = Vec::new();
    for wallet in &sheet.wallets {
        let WalletLine { opening, funded, delivered, held, difference, .. } = *wallet;
        lines.extend(section(&say!("WALLET {vendor}", vendor = wallet.vendor.name())));
        lines.push(pair(say!("At opening"), money(opening)));
        if funded != Naira::ZERO {
            lines.push(pair(say!("+ put in"), money(funded)));
        }
        lines.push(pair(say!("- delivered"), money(delivered)));
        if held != Naira::ZERO {
            lines.push(pair(say!("- held for doubts"), money(held)));
        }
        lines.push(strong(say!("Expected"), money(wallet.expected())));
        lines.push(match wallet.asked {
            Asked::Said(balance) => strong(say!("Asked"), money(balance)),
            Asked::Never => pair(say!("Asked"), say!("never tells").to_owned()),
            Asked::NotAsked => pair(say!("Asked"), say!("not asked").to_owned()),
        });
        if difference != Naira::ZERO {
            lines.push(strong(say!("Difference"), money(difference)));
        }
        if wallet.off_now() != Naira::ZERO {
            lines.push(strong(say!("Off at this moment"), money(wallet.off_now())));
        }
    }
    lines
}

fn check(check: &CheckLine) -> Vec<Line> {
    let flows = &check.flows;
    let mut lines = section(say!("CHECK LINE"));
    for (name, amount) in [
        (say!("Drawer"), check.drawer),
        (say!("+ bank and card"), check.bank_and_card),
        (say!("+ debtors"), check.debtors),
        (say!("+ wallets"), check.wallets),
        (say!("+ held at vendors"), check.held_at_vendors),
        (say!("- held for customers"), check.held_for_customers),
        (say!("- owed to customers"), check.owed),
    ] {
        lines.push(pair(name, money(amount)));
    }
    lines.push(strong("=", money(check.closing())));
    lines.push(pair(say!("At opening"), money(check.opening)));
    for (name, amount) in [
        (say!("+ margin"), flows.margin),
        (say!("+ paid in"), flows.paid_in),
        (say!("- paid out"), flows.paid_out),
        (say!("+ put into wallets"), flows.into_wallets),
        (say!("+ over or short"), flows.over_short),
        (say!("+ wallets' differences"), flows.wallet_differences),
    ] {
        lines.push(pair(name, money(amount)));
    }
    lines.push(strong("=", money(check.opening.plus(flows.sum()))));
    if check.off() != Naira::ZERO {
        lines.push(strong(say!("OFF BY"), money(check.off())));
        lines.push(Line::Text(say!("This is a fault of the program: show it to support.").to_owned()));
    }
    lines
}

fn carried(sheet: &Sheet) -> Vec<Line> {
    let sales = &sheet.sales;
    if sales.held.count == 0 && sales.owed.count == 0 {
        return Vec::new();
    }
    let mut lines = section(say!("TO THE NEXT SHIFT"));
    lines.push(lot(say!("Held, not known"), sales.held));
    lines.push(lot(say!("Owed to customers"), sales.owed));
    for carried in &sheet.carried {
        lines.push(Line::Text(format!("{} {}", if carried.owed { say!("owed") } else { "?" }, carried.about)));
        lines.push(Line::Text(format!("  {}", carried.reference)));
    }
    lines
}

fn debtors(sheet: &Sheet) -> Vec<Line> {
    if sheet.debtors.is_empty() {
        return Vec::new();
    }
    let mut lines = section(say!("DEBTORS"));
    lines.extend(sheet.debtors.iter().map(|(name, owes)| pair(name, money(*owes))));
    lines
}

fn exceptions(sheet: &Sheet, costs: Costs) -> Vec<Line> {
    let mut lines = section(say!("FOR THE OWNER"));
    if sheet.exceptions.is_empty() {
        lines.push(Line::Text(say!("Nothing out of the ordinary.").to_owned()));
    }
    for exception in &sheet.exceptions {
        let when = if exception.when_and_who.is_empty() { "" } else { " " };
        let word = exception.kind.word();
        let of_the_owner = costs == Costs::Hidden && exception.kind.tells_costs();
        let about = if of_the_owner { String::new() } else { format!(": {}", exception.about) };
        lines.push(Line::Text(format!("{}{when}{word}{about}", exception.when_and_who)));
    }
    lines
}

fn foot(sheet: &Sheet, heading: &Heading) -> Vec<Line> {
    let mut lines = vec![Line::Rule, centred(say!("Ledger up to here")), centred(&sheet.code)];
    lines.extend(super::footer(heading));
    lines
}

/// The Z as a message for the owner's telephone: what counts, in a few lines.
pub fn message(sheet: &Sheet, practice: bool) -> String {
    let sales = &sheet.sales;
    let short = |amount: Naira| amount.short();
    let mut lines = vec![
        format!("{}{} Z{}", if practice { say!("PRACTICE ") } else { "" }, sheet.shop, sheet.number),
        span_of(sheet.opened.0, sheet.made.0, &sheet.made.1),
        say!(
            "Sales {count} {taken}, delivered {delivered}",
            count = sales.taken.count,
            taken = short(sales.taken.sum),
            delivered = short(sales.delivered.sum)
        ),
        say!("Margin {margin}", margin = short(sales.margin)),
        match sheet.drawer.counts.is_empty() {
            true => say!("Drawer not counted").to_owned(),
            false => {
                let counted = sheet.drawer.expected.plus(sheet.drawer.over_short);
                say!("Drawer {counted} {off}", counted = short(counted), off = off_in_words(sheet.drawer.over_short))
            }
        },
    ];
    if let Some((left, difference)) = sheet.between_shifts().filter(|(_, difference)| *difference != Naira::ZERO) {
        lines.push(say!(
            "BETWEEN SHIFTS {off}: {left} at last close, {float} at opening",
            off = off_in_words(difference),
            left = short(left),
            float = short(sheet.drawer.float)
        ));
    }
    for counted in sheet.drawer.counts.iter().rev().skip(1).rev() {
        lines.push(say!(
            "First counted {counted} {off}",
            counted = short(counted.count.total()),
            off = off_in_words(counted.off())
        ));
    }
    if !sheet.reason.is_empty() {
        lines.push(say!("Reason: {reason}", reason = sheet.reason));
    }
    for (name, lot) in [(say!("Not known"), sales.held), (say!("Owed to customers"), sales.owed)] {
        if lot.count != 0 {
            lines.push(format!("{name} {} {}", lot.count, short(lot.sum)));
        }
    }
    for wallet in &sheet.wallets {
        let said = match wallet.asked {
            Asked::Said(balance) => short(balance),
            Asked::Never | Asked::NotAsked => say!("{amount} expected", amount = short(wallet.expected())),
        };
        let off = wallet.difference.plus(wallet.off_now());
        let off = if off == Naira::ZERO { "" } else { &say!(" OFF {amount}", amount = short(off)) };
        lines.push(format!("{} {said}{off}", wallet.vendor.name()));
    }
    let of = |kind| sheet.exceptions.iter().filter(move |one| one.kind == kind);
    let losses = of(ExceptionKind::SoldAtLoss).count();
    if losses > 0 {
        lines.push(say!("SOLD AT A LOSS: {losses}", losses));
    }
    lines
        .extend(of(ExceptionKind::ChargedAboveList).map(|one| say!("CHARGED ABOVE THE LIST {what}", what = one.about)));
    if !sheet.exceptions.is_empty() {
        lines.push(say!("To look at: {count}", count = sheet.exceptions.len()));
    }
    lines.push(sheet.code.clone());
    lines.join("\n")
}
