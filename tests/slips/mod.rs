//! Every slip and sheet, as it stands on paper of both widths, on the screen and on a page of PDF.
//!
//! `shown/<slip>-<mm>.txt` is what was looked at and found good. `AIRTILL_WRITE_SLIPS=1` with this test writes them anew.

use airtill_domain::bank::Bank;
use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, Outcome, Refusal};
use airtill_domain::print::{Paper, Printer};
use airtill_domain::product::Product;
use airtill_domain::recipient::{Account, Recipient};
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Sale, Tender};
use airtill_domain::shop::ShopKind;
use airtill_ledger::entry::Entry;
use airtill_reports::slips::sheet::Costs;
use airtill_reports::slips::{self, Heading, Line, Mark};
use airtill_tests::entries::{answered, at, reference, sale_id, sheet, taken};
use airtill_tests::pdf::{pdftotext, pictures_of};
use airtill_tests::printer::decode;
use std::process::Command;

fn heading() -> Heading {
    Heading { shop: Some("Ọjà Airtime".to_owned()), kind: ShopKind::Real, footer: "Thank you. E ṣé".to_owned() }
}

fn sale(outcome: Option<Outcome>, returned: bool) -> Sale {
    let mut entries = taken(1, 500);
    entries.extend(outcome.into_iter().flat_map(|outcome| answered(1, outcome)));
    if returned {
        entries.push(Entry::Sale(Event::CashReturned { sale: sale_id(1), amount: Naira::from_naira(500) }));
    }
    let events = entries.iter().filter_map(|entry| match entry {
        Entry::Sale(event) => Some(event),
        _ => None,
    });
    events.fold(None, |sale, event| Some(Sale::apply(sale, event, at(0)).unwrap())).unwrap()
}

/// A transfer that was delivered.
fn transfer() -> Sale {
    let mut sale = sale(Some(Outcome::Delivered), false);
    let bank = Bank { code: "000016".to_owned(), name: "First Bank of Nigeria".to_owned() };
    let amount = Naira::from_naira(60_000);
    sale.product = Product::Transfer { bank, amount, description: "School fees".to_owned() };
    let name = "ADAEZE CHIDINMA NWOSU-OKAFOR".to_owned();
    sale.recipient = Recipient::Account(Account { id: "0000014579".to_owned(), name, phone: None });
    sale.price = Naira::from_naira(60_500);
    sale
}

fn all() -> Vec<(&'static str, Vec<Line>)> {
    let (heading, now) = (heading(), at(30));
    let practice = Heading { shop: None, kind: ShopKind::Practice, footer: String::new() };
    let refused = || Some(Outcome::Refused(Refusal::Failed));
    let of = |sale: &Sale, mark| slips::of_sale(sale, None, &heading, mark, now);
    let steps = vec![format!("22 Nov 10:00:00: Sent to SMEPlug under {}", reference(1))];
    let sheet = sheet();
    vec![
        ("delivered", of(&sale(Some(Outcome::Delivered), false), Mark::Original)),
        ("delivered-copy", of(&sale(Some(Outcome::Delivered), false), Mark::Copy(2))),
        ("transfer", of(&transfer(), Mark::Original)),
        ("practice", slips::of_sale(&sale(Some(Outcome::Delivered), false), None, &practice, Mark::Original, now)),
        ("pending", of(&sale(Some(Outcome::Unknown(Doubt::NoAnswer)), false), Mark::Original)),
        ("owed", of(&sale(refused(), false), Mark::Original)),
        ("refund", of(&sale(refused(), true), Mark::Original)),
        ("dispute", slips::of_dispute(&sale(refused(), true), None, &heading, &steps, Mark::Original, now)),
        ("x", slips::sheet::x(&sheet, &heading, false, Costs::Shown)),
        ("x-blind", slips::sheet::x(&sheet, &heading, true, Costs::Shown)),
        ("z", slips::sheet::z(&sheet, &heading, Mark::Original, Costs::Shown)),
        ("z-without-costs", slips::sheet::z(&sheet, &heading, Mark::Copy(1), Costs::Hidden)),
        ("test", slips::test(&heading, now)),
    ]
}

/// Every way of payment with every end, on the slip and on the one for a dispute. On credit nothing was paid: no slip says
/// "paid", that money is owed to the customer, or that any was given back, and whoever owes stands on it. Everywhere else the
/// slip says what was paid, and what becomes of it.
#[test]
fn what_a_slip_says_fits_how_it_was_paid_and_how_it_ended() {
    let refused = || Some(Outcome::Refused(Refusal::Failed));
    let ends = [
        ("delivered", Some(Outcome::Delivered), false),
        ("not known", Some(Outcome::Unknown(Doubt::NoAnswer)), false),
        ("sending", None, false),
        ("owed", refused(), false),
        ("returned", refused(), true),
    ];
    for tender in [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit] {
        for (end, outcome, returned) in &ends {
            for debtor in [Some("Mama Ada"), None] {
                let sale = Sale { tender, ..sale(outcome.clone(), *returned) };
                let (heading, now) = (heading(), at(30));
                let slips = [
                    slips::of_sale(&sale, debtor, &heading, Mark::Original, now),
                    slips::of_dispute(&sale, debtor, &heading, &[], Mark::Original, now),
                ];
                for lines in slips {
                    let text = slips::as_text(&lines, 48).join("\n");
                    let low = text.to_lowercase();
                    let has = |words: &str| low.contains(words);
                    let what = format!("{tender:?}, {end}, {debtor:?}:\n{text}");
                    if tender == Tender::Credit {
                        assert!(!has("paid"), "{what}");
                        assert!(!has("owed to you") && !has("we owe you"), "{what}");
                        assert!(!has("given back"), "{what}");
                        assert_eq!(has("mama ada"), debtor.is_some(), "{what}");
                        assert_eq!(has("nothing to pay"), matches!(*end, "owed" | "returned"), "{what}");
                        assert_eq!(has("owes  "), *end == "delivered", "{what}");
                    } else {
                        assert!(has("paid") && has(tender.word()), "{what}");
                        assert_eq!(has("money owed to you") && has("we owe you"), *end == "owed", "{what}");
                        assert_eq!(has("given back"), *end == "returned", "{what}");
                        assert!(!has("mama ada") && !has("nothing to pay"), "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_slip_is_what_was_looked_at_in_both_widths() {
    let shown = airtill_tests::root().join("tests/slips/shown");
    for (name, lines) in all() {
        for (paper, mm) in [(Paper::Mm58, 58), (Paper::Mm80, 80)] {
            let text = slips::as_text(&lines, paper.columns()).join("\n") + "\n";
            let file = shown.join(format!("{name}-{mm}.txt"));
            if std::env::var_os("AIRTILL_WRITE_SLIPS").is_some() {
                std::fs::write(&file, &text).unwrap();
            }
            assert_eq!(text, std::fs::read_to_string(&file).unwrap(), "{}", file.display());
            assert!(text.lines().all(|line| line.chars().count() <= paper.columns()), "{text}");
            assert!(!text.contains('₦'), "no code page has it");
        }
    }
}

/// What the printer is sent is the same text, in letters that every printer has.
#[test]
fn the_bytes_say_what_the_text_says() {
    for (name, lines) in all() {
        for paper in [Paper::Mm58, Paper::Mm80] {
            let printer = Printer { paper, ..Printer::default() };
            let printed = decode(&slips::for_printer(&lines, &printer, true), paper);
            let plain = |text: &str| -> String {
                let letters = [('ọ', 'o'), ('Ọ', 'O'), ('à', 'a'), ('á', 'a'), ('ṣ', 's'), ('é', 'e'), ('·', '-')];
                letters.iter().fold(text.to_owned(), |text, (from, to)| text.replace(*from, &to.to_string()))
            };
            let text = plain(&slips::as_text(&lines, paper.columns()).join("\n"));
            assert_eq!(printed.trim_end(), text, "{name}");
        }
    }
}

/// Letters with marks over and under them, whether the mark is part of the letter or stands behind it; signs that no printer has; and what
/// nobody sees.
#[test]
fn every_letter_has_its_nearest_on_paper() {
    let texts = [
        ("Adébáyọ̀ Ọlá", "Adebayo Ola"),
        ("Ade\u{301}ba\u{301}yo\u{323}\u{300} O\u{323}la\u{301}", "Adebayo Ola"),
        ("Ọ̀ṣọ́ Ẹ̀kọ", "Oso Eko"),
        ("Okeke‐Obi Ade‑Ojo", "Okeke-Obi Ade-Ojo"),
        ("\u{200b}Ada Obi", "Ada Obi"),
        ("Ńkem Ṅgọzị", "Nkem Ngozi"),
        ("Ƴan ƙasa Ɗan Ɓula ƴaya", "Yan kasa Dan Bula yaya"),
        ("François 2×500 …", "Francois 2x500 ..."),
        ("ÃÑÊÜ", "ANEU"),
        ("“MTN” ‘SME’ – ₦1,500 • ½", "\"MTN\" 'SME' - NGN 1,500 * 1?2"),
        ("ＭＴＮ １ＧＢ", "MTN 1GB"),
        ("日本", "??"),
    ];
    let printer = Printer { paper: Paper::Mm80, ..Printer::default() };
    for (text, nearest) in texts {
        let bytes = slips::for_printer(&[Line::Text(text.to_owned())], &printer, false);
        assert_eq!(decode(&bytes, Paper::Mm80).trim(), nearest, "{text}");
    }
    // A mark takes no column, and letters are broken where they are on paper.
    let name = "o\u{323}\u{300}".repeat(40);
    let bytes = slips::for_printer(&[Line::Pair(name, "1".to_owned())], &printer, false);
    assert_eq!(decode(&bytes, Paper::Mm80).trim(), format!("{}       1", "o".repeat(40)));
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("letters.pdf");
    let lines: Vec<Line> = texts.map(|(text, _)| Line::Text(text.to_owned())).into();
    std::fs::write(&file, slips::as_pdf(&lines, "letters").unwrap()).unwrap();
    pictures_of(&file, "pdf-letters");
    let read = pdftotext(&file);
    assert!(read.contains("François") && read.contains("Ńkem"), "{read}");
}

/// An attendant who has yet to count finds nothing on the X by which the drawer could be reckoned.
#[test]
fn a_blind_x_tells_nothing_of_the_drawer() {
    let sheet = sheet();
    let blind = slips::as_text(&slips::sheet::x(&sheet, &heading(), true, Costs::Shown), 48).join("\n");
    for hidden in [sheet.drawer.float, sheet.drawer.taken, sheet.drawer.expected, sheet.check.drawer] {
        assert!(!blind.contains(&hidden.to_string().replace('₦', "NGN ")), "{hidden} in\n{blind}");
    }
    assert!(!blind.contains("BY TENDER") && !blind.contains("CHECK LINE") && !blind.contains("DRAWER"), "{blind}");
}

/// The PDF has the same words, in order.
#[test]
fn a_page_of_pdf_says_what_the_text_says() {
    let directory = tempfile::tempdir().unwrap();
    for (name, lines) in all() {
        let file = directory.path().join(format!("{name}.pdf"));
        std::fs::write(&file, slips::as_pdf(&lines, name).unwrap()).unwrap();
        if name == "z" {
            pictures_of(&file, "pdf-z");
        }
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<String>>();
        let mut text = slips::as_text(&lines, Paper::Mm80.columns());
        // Rules are drawn.
        text.retain(|line| !line.starts_with("--"));
        assert_eq!(words(&pdftotext(&file)), words(&text.join("\n")), "{name}");
    }
}

/// The owner's message fits a chat, says what counts, and its code is read back from the squares on the screen.
#[test]
fn the_message_to_the_owner_fits_a_chat_and_its_code_says_the_same() {
    let message = slips::sheet::message(&sheet(), false);
    assert!(message.len() < 600, "{} bytes:\n{message}", message.len());
    for part in ["Z12", "short ₦299.50", "12,410 · 7F3A9-K2MQ4", "SMEPlug", "OFF", "Not known 3", "Owed to customers 1"]
    {
        assert!(message.contains(part), "{part} is missing:\n{message}");
    }
    assert!(slips::sheet::message(&sheet(), true).starts_with("PRACTICE"));
    let (size, path) = slips::qr::code(&message).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let picture = directory.path().join("code.pbm");
    std::fs::write(&picture, bitmap(size, &path, 8)).unwrap();
    let output = Command::new("zbarimg").args(["--raw", "-q"]).arg(&picture).output();
    let output = output.expect("zbarimg is installed by scripts/setup test");
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), message);
}

/// The squares of a path as a picture that other programs read, so many dots a square.
fn bitmap(size: u32, path: &str, dots: u32) -> String {
    let mut dark = vec![vec![false; size as usize]; size as usize];
    for run in path.split('M').filter(|run| !run.is_empty()) {
        let (place, rest) = run.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let width: usize = rest.split('v').next().unwrap().parse().unwrap();
        dark[y][x..x + width].fill(true);
    }
    let mut text = format!("P1\n{0} {0}\n", size * dots);
    for row in &dark {
        let line: String = row.iter().map(|dark| if *dark { "1" } else { "0" }.repeat(dots as usize)).collect();
        text.push_str(&(line + "\n").repeat(dots as usize));
    }
    text
}
