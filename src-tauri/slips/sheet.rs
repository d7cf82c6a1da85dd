//! The sheet of a shift on a slip: the numbered Z, and the X in between, which tells no attendant what should be in the drawer.

use super::{Heading, Line, Mark, centred, head, pair, strong};
use crate::domain::money::Naira;
use crate::domain::shift::balances::Lot;
use crate::domain::shift::sheet::{Asked, CheckLine, DrawerLines, Part, Sheet, WalletLine};
use crate::domain::shift::{Direction, NOTES};
use crate::domain::time::At;

/// The interim report. A blind one has nothing on it that a count is held against.
pub fn x(sheet: &Sheet, heading: &Heading, blind: bool) -> Vec<Line> {
    let mut lines = head(heading, Mark::Original);
    lines.push(Line::Rule);
    lines.push(Line::Title(format!("X REPORT - SHIFT {}", sheet.number)));
    lines.push(centred("the shift goes on: this is no close"));
    lines.push(Line::Rule);
    lines.extend(body(sheet, blind));
    lines.extend(foot(sheet, heading));
    lines
}

/// The closing report.
pub fn z(sheet: &Sheet, heading: &Heading, mark: Mark) -> Vec<Line> {
    // Under the name that the shop had then.
    let footer = if mark == Mark::Original { heading.footer.clone() } else { String::new() };
    let heading = &Heading { shop: Some(sheet.shop.clone()), footer, ..heading.clone() };
    let mut lines = head(heading, mark);
    lines.push(Line::Rule);
    lines.push(Line::Title(format!("Z REPORT {}", sheet.number)));
    lines.push(Line::Rule);
    lines.extend(body(sheet, false));
    lines.extend(exceptions(sheet));
    lines.extend(foot(sheet, heading));
    lines
}

fn body(sheet: &Sheet, blind: bool) -> Vec<Line> {
    let mut lines = times(sheet);
    if !blind {
        lines.extend(drawer(sheet));
    }
    lines.extend(sales(sheet));
    lines.extend(by(sheet, !blind));
    lines.extend(movements(sheet));
    lines.extend(wallets(sheet));
    if !blind {
        lines.extend(check(&sheet.check));
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

fn moment(at: At) -> String {
    format!("{} {}", at.day().short(), at.hour_minute())
}

fn times(sheet: &Sheet) -> Vec<Line> {
    vec![
        pair("Opened", moment(sheet.opened.0)),
        pair("by", sheet.opened.1.clone()),
        pair("Made", moment(sheet.made.0)),
        pair("by", sheet.made.1.clone()),
    ]
}

/// `short ₦500`, `over ₦20`, `right`.
pub fn off_in_words(amount: Naira) -> String {
    match amount < Naira::ZERO {
        _ if amount == Naira::ZERO => "right".to_owned(),
        true => format!("short {}", amount.abs().short()),
        false => format!("over {}", amount.short()),
    }
}

fn drawer(sheet: &Sheet) -> Vec<Line> {
    let DrawerLines { float, taken, handed_back, repaid, paid_in, paid_out, expected, over_short, .. } = sheet.drawer;
    let mut lines = section("DRAWER");
    lines.push(pair("Float", money(float)));
    lines.push(pair("+ cash sales", money(taken)));
    lines.push(pair("- handed back", money(handed_back)));
    for (name, amount) in [("+ debts paid", repaid), ("+ paid in", paid_in), ("- paid out", paid_out)] {
        if amount != Naira::ZERO {
            lines.push(pair(name, money(amount)));
        }
    }
    lines.push(strong("Expected", money(expected)));
    if let Some((counted, earlier)) = sheet.drawer.counts.split_last() {
        for counted in earlier {
            let name = format!("First counted {}", counted.at.hour_minute());
            lines.push(pair(&name, counted.count.total().to_string()));
            lines.push(pair("  which was", off_in_words(counted.off())));
        }
        lines.push(strong(&format!("Counted {}", counted.at.hour_minute()), money(expected.plus(over_short))));
        for (note, pieces) in NOTES.iter().zip(counted.count.pieces).filter(|(_, pieces)| *pieces > 0) {
            lines.push(pair(
                &format!("  {pieces} x {note}"),
                money(Naira::from_naira(i64::from(*note) * i64::from(pieces))),
            ));
        }
        if counted.count.other != Naira::ZERO {
            lines.push(pair("  other", money(counted.count.other)));
        }
        lines.push(strong("Drawer", off_in_words(over_short)));
    }
    if !sheet.reason.is_empty() {
        lines.push(Line::Text(format!("Reason: {}", sheet.reason)));
    }
    lines.push(pair("By transfer", money(sheet.drawer.transfers)));
    if let Some(seen) = sheet.drawer.bank_seen {
        lines.push(pair("  on the bank's list", money(seen)));
    }
    lines.push(pair("By card", money(sheet.drawer.cards)));
    lines.push(pair("On credit", money(sheet.drawer.on_credit)));
    lines
}

fn lot(name: &str, lot: Lot) -> Line {
    pair(&format!("{name} {}", lot.count), money(lot.sum))
}

fn sales(sheet: &Sheet) -> Vec<Line> {
    let sales = &sheet.sales;
    let mut lines = section("SALES OF THIS SHIFT");
    lines.push(lot("Taken", sales.taken));
    lines.push(lot("Delivered", sales.delivered));
    lines.push(lot("Failed", sales.failed));
    lines.push(lot("Not known", sales.not_known));
    if sales.earlier_delivered != Lot::default() {
        lines.push(lot("Earlier, delivered", sales.earlier_delivered));
    }
    lines.push(lot("Given back", sales.given_back));
    if let Some(seconds) = sales.slowest_give_back_s {
        lines.push(pair("  slowest after", span(seconds)));
    }
    if sales.by_hand != 0 {
        lines.push(pair("Settled by hand", sales.by_hand.to_string()));
    }
    lines.push(strong("Margin", money(sales.margin)));
    if sales.cost_unknown.count != 0 {
        lines.push(Line::Text(format!("Without {} whose cost is not known", sales.cost_unknown.count)));
    }
    lines
}

/// `45 s`, `12 min`, `3 h 20 min`.
pub fn span(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// `25 Nov 08:02-18:14, Ada`, with both days where there are two.
fn span_of(opened: At, made: At, by: &str) -> String {
    let day = |at: At| format!("{} {}", at.day().brief(), at.hour_minute());
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
    table("BY ATTENDANT", sheet.staff.clone());
    table("BY NETWORK", sheet.networks.iter().map(|(of, part)| (of.name().to_owned(), *part)).collect());
    if tenders {
        table("BY TENDER", sheet.tenders.iter().map(|(of, part)| (of.word().to_owned(), *part)).collect());
    }
    table("BY VENDOR", sheet.vendors.iter().map(|(of, part)| (of.name().to_owned(), *part)).collect());
    lines
}

fn movements(sheet: &Sheet) -> Vec<Line> {
    let mut lines = Vec::new();
    if !sheet.movements.is_empty() {
        lines.extend(section("CASH IN AND OUT"));
        for movement in &sheet.movements {
            let way = if movement.direction == Direction::In { "in" } else { "out" };
            lines.push(pair(&format!("{} {way}", movement.at.hour_minute()), money(movement.amount)));
            let why = if movement.reason.is_empty() { "no reason given" } else { &movement.reason };
            lines.push(Line::Text(format!("  {}: {}", movement.who, why)));
        }
    }
    lines
}

fn wallets(sheet: &Sheet) -> Vec<Line> {
    let mut lines = Vec::new();
    for wallet in &sheet.wallets {
        let WalletLine { opening, funded, delivered, held, difference, .. } = *wallet;
        lines.extend(section(&format!("WALLET {}", wallet.vendor.name())));
        lines.push(pair("At opening", money(opening)));
        if funded != Naira::ZERO {
            lines.push(pair("+ put in", money(funded)));
        }
        lines.push(pair("- delivered", money(delivered)));
        if held != Naira::ZERO {
            lines.push(pair("- held for doubts", money(held)));
        }
        lines.push(strong("Expected", money(wallet.expected())));
        lines.push(match wallet.asked {
            Asked::Said(balance) => strong("Asked", money(balance)),
            Asked::Never => pair("Asked", "never tells".to_owned()),
            Asked::NotAsked => pair("Asked", "not asked".to_owned()),
        });
        if difference != Naira::ZERO {
            lines.push(strong("Difference", money(difference)));
        }
        if wallet.off_now() != Naira::ZERO {
            lines.push(strong("Off at this moment", money(wallet.off_now())));
        }
    }
    lines
}

fn check(check: &CheckLine) -> Vec<Line> {
    let flows = &check.flows;
    let mut lines = section("CHECK LINE");
    for (name, amount) in [
        ("Drawer", check.drawer),
        ("+ bank and card", check.bank_and_card),
        ("+ debtors", check.debtors),
        ("+ wallets", check.wallets),
        ("+ held at vendors", check.held_at_vendors),
        ("- held for customers", check.held_for_customers),
        ("- owed to customers", check.owed),
    ] {
        lines.push(pair(name, money(amount)));
    }
    lines.push(strong("=", money(check.closing())));
    lines.push(pair("At opening", money(check.opening)));
    for (name, amount) in [
        ("+ margin", flows.margin),
        ("+ paid in", flows.paid_in),
        ("- paid out", flows.paid_out),
        ("+ put into wallets", flows.into_wallets),
        ("+ over or short", flows.over_short),
        ("+ wallets' differences", flows.wallet_differences),
    ] {
        lines.push(pair(name, money(amount)));
    }
    lines.push(strong("=", money(check.opening.plus(flows.sum()))));
    if check.off() != Naira::ZERO {
        lines.push(strong("OFF BY", money(check.off())));
        lines.push(Line::Text("This is a fault of the program: show it to support.".to_owned()));
    }
    lines
}

fn carried(sheet: &Sheet) -> Vec<Line> {
    let sales = &sheet.sales;
    if sales.held.count == 0 && sales.owed.count == 0 {
        return Vec::new();
    }
    let mut lines = section("TO THE NEXT SHIFT");
    lines.push(lot("Held, not known", sales.held));
    lines.push(lot("Owed to customers", sales.owed));
    for carried in &sheet.carried {
        lines.push(Line::Text(format!("{} {}", if carried.owed { "owed" } else { "?" }, carried.about)));
        lines.push(Line::Text(format!("  {}", carried.reference)));
    }
    lines
}

fn debtors(sheet: &Sheet) -> Vec<Line> {
    if sheet.debtors.is_empty() {
        return Vec::new();
    }
    let mut lines = section("DEBTORS");
    lines.extend(sheet.debtors.iter().map(|(name, owes)| pair(name, money(*owes))));
    lines
}

fn exceptions(sheet: &Sheet) -> Vec<Line> {
    let mut lines = section("FOR THE OWNER");
    if sheet.exceptions.is_empty() {
        lines.push(Line::Text("Nothing out of the ordinary.".to_owned()));
    }
    for exception in &sheet.exceptions {
        let when = if exception.when_and_who.is_empty() { "" } else { " " };
        lines.push(Line::Text(format!(
            "{}{when}{}: {}",
            exception.when_and_who,
            exception.kind.word(),
            exception.about
        )));
    }
    lines
}

fn foot(sheet: &Sheet, heading: &Heading) -> Vec<Line> {
    let mut lines = vec![Line::Rule, centred("Ledger up to here"), centred(&sheet.code)];
    lines.extend(super::footer(heading));
    lines
}

/// The lines of a sheet without what the shop pays and keeps: for attendants from whom the owner hides that.
pub fn without_costs(lines: Vec<Line>) -> Vec<Line> {
    let mut hidden = false;
    let mut left = Vec::new();
    for line in lines {
        if let Line::Section(name) = &line {
            hidden = name.starts_with("WALLET") || name == "CHECK LINE";
        } else if matches!(line, Line::Rule) {
            hidden = false;
        }
        let margin = matches!(&line, Line::Strong(name, _) if name == "Margin");
        if !hidden && !margin {
            left.push(line);
        }
    }
    left
}

/// The Z as a message for the owner's telephone: what counts, in a few lines.
pub fn message(sheet: &Sheet, practice: bool) -> String {
    let sales = &sheet.sales;
    let short = |amount: Naira| amount.short();
    let mut lines = vec![
        format!("{}{} Z{}", if practice { "PRACTICE " } else { "" }, sheet.shop, sheet.number),
        span_of(sheet.opened.0, sheet.made.0, &sheet.made.1),
        format!("Sales {} {}, delivered {}", sales.taken.count, short(sales.taken.sum), short(sales.delivered.sum)),
        format!("Margin {}", short(sales.margin)),
        match sheet.drawer.counts.is_empty() {
            true => "Drawer not counted".to_owned(),
            false => {
                let counted = sheet.drawer.expected.plus(sheet.drawer.over_short);
                format!("Drawer {} {}", short(counted), off_in_words(sheet.drawer.over_short))
            }
        },
    ];
    for counted in sheet.drawer.counts.iter().rev().skip(1).rev() {
        lines.push(format!("First counted {} {}", short(counted.count.total()), off_in_words(counted.off())));
    }
    if !sheet.reason.is_empty() {
        lines.push(format!("Reason: {}", sheet.reason));
    }
    for (name, lot) in [("Not known", sales.held), ("Owed to customers", sales.owed)] {
        if lot.count != 0 {
            lines.push(format!("{name} {} {}", lot.count, short(lot.sum)));
        }
    }
    for wallet in &sheet.wallets {
        let said = match wallet.asked {
            Asked::Said(balance) => short(balance),
            Asked::Never | Asked::NotAsked => format!("{} expected", short(wallet.expected())),
        };
        let off = wallet.difference.plus(wallet.off_now());
        let off = if off == Naira::ZERO { "" } else { &format!(" OFF {}", short(off)) };
        lines.push(format!("{} {said}{off}", wallet.vendor.name()));
    }
    if !sheet.exceptions.is_empty() {
        lines.push(format!("To look at: {}", sheet.exceptions.len()));
    }
    lines.push(sheet.code.clone());
    lines.join("\n")
}
