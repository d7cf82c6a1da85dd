//! What somebody types to find a sale, read as a question to the ledger.
//!
//! Words stand in any order and must all be so: `4567` ends in these digits, `500` is an amount, `mtn`, `ada`, `cash`, `?` for not
//! known. What was understood is said back in words, since a number can be two things.

use airtill_domain::money::Naira;
use airtill_domain::phone::Msisdn;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::service::Service;
use airtill_domain::staff::Staff;
use airtill_domain::time::Day;
use airtill_domain::typed;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_ledger::index::Digits;
use airtill_ledger::query::Query;
use airtill_words::say;

/// Letters or digits from which on a word that means nothing else is taken for a reference.
const REFERENCE_LEAST: usize = 8;
/// Most letters of a question.
const TEXT_MOST: usize = 80;

/// A question, as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What must be so.
    pub query: Query,
    /// A reference, ours or a vendor's: then it alone counts.
    pub reference: Option<String>,
    /// The same in words: `ends in 4567, MTN`.
    pub words: Vec<String>,
}

/// Reads what was typed.
///
/// # Errors
/// The sentence for whoever typed it.
pub fn read(text: &str, staff: &[Staff]) -> Result<Question, String> {
    let mut question = Question::default();
    let plain = typed::plain(text);
    let text = plain.trim();
    if text.chars().count() > TEXT_MOST {
        return Err(say!("That is too long to look for").to_owned());
    }
    // A number as people paste it: with spaces, dashes, and the country's code.
    if let Ok(number) = Msisdn::parse(text) {
        question.words.push(say!("to {number}", number = number.grouped()));
        question.query.recipient = Some(number.local());
        return Ok(question);
    }
    for word in text.split_whitespace() {
        let understood = question.digits(word) || question.name(word) || question.person(word, staff);
        if !understood && !question.other(word) {
            return Err(say!(
                "“{word}” is no number, amount, network, vendor, person or reference. ? finds what is not known, owed what is owed",
                word
            ));
        }
    }
    Ok(question)
}

impl Question {
    fn digits(&mut self, word: &str) -> bool {
        let (amount, digits) = match word.strip_prefix(['₦', 'N', 'n']) {
            Some(rest) => (true, rest),
            None => (word.contains([',', '.']), word),
        };
        if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
            return false;
        }
        if amount || digits.len() <= 3 {
            let Ok(price) = Naira::typed(digits) else { return false };
            self.words.push(price.short());
            self.query.price = Some(price);
            return true;
        }
        let Some(parsed) = Digits::parse(digits) else { return false };
        if digits.len() == 4 {
            self.words.push(say!("ends in {digits}", digits));
            self.query.ending = Some(parsed);
        } else {
            self.words.push(say!("with {digits} in the number", digits));
            self.query.digits = Some(parsed);
        }
        true
    }

    /// A network, a vendor, a way to pay, or how it stands.
    fn name(&mut self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let standing = match lower.as_str() {
            "?" => Some((SaleStatus::NotKnown, say!("not known"))),
            "owed" => Some((SaleStatus::Owed, say!("owed to the customer"))),
            "returned" | "back" => Some((SaleStatus::Returned, say!("given back"))),
            "delivered" => Some((SaleStatus::Delivered, say!("delivered"))),
            _ => None,
        };
        if let Some((standing, words)) = standing {
            self.words.push(words.to_owned());
            self.query.standing = Some(standing);
            return true;
        }
        let tenders = [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit];
        if let Some(tender) = tenders.into_iter().find(|tender| tender.word().ends_with(&lower) && lower.len() > 3) {
            self.words.push(tender.word().to_owned());
            self.query.tender = Some(tender);
            return true;
        }
        if lower == "hand" {
            self.words.push(say!("ended by hand").to_owned());
            self.query.by_hand = true;
            return true;
        }
        // VDT is both: what it sells, it sells itself.
        if let Some(vendor) = VendorId::ALL.into_iter().find(|vendor| vendor.slug() == lower) {
            self.words.push(say!("through {vendor}", vendor = vendor.name()));
            self.query.vendor = Some(vendor);
            return true;
        }
        // `T2 (9mobile)` by either name.
        let known_as = |service: &Service| {
            let name = service.name().to_lowercase();
            name.split([' ', '(', ')']).any(|part| part == lower && !part.is_empty())
        };
        // "transfer" alone is how customers pay, and was taken above: "bank" finds what was sent to one.
        if let Some(service) = Service::ALL.into_iter().find(known_as) {
            self.words.push(service.name().to_owned());
            self.query.service = Some(service);
            return true;
        }
        if let Ok(day) = Day::parse(word) {
            self.words.push(day.short());
            (self.query.from, self.query.to) = (Some(day), Some(day));
            return true;
        }
        false
    }

    /// The beginning of somebody's name, if it is nobody else's.
    fn person(&mut self, word: &str, staff: &[Staff]) -> bool {
        let lower = word.to_lowercase();
        let mut found = staff.iter().filter(|person| person.name.to_lowercase().starts_with(&lower));
        match (found.next(), found.next()) {
            (Some(person), None) if lower.chars().count() >= 2 => {
                self.words.push(say!("taken by {person}", person = person.name));
                self.query.by = Some(Actor::Staff(person.id));
                true
            }
            _ => false,
        }
    }

    fn other(&mut self, word: &str) -> bool {
        if word.chars().count() < REFERENCE_LEAST || !word.chars().any(|c| c.is_ascii_digit()) {
            return false;
        }
        self.words.push(say!("reference {word}", word));
        self.reference = Some(word.to_owned());
        true
    }
}
