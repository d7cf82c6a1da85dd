//! Customers with prices of their own: groups of them, and how often one of them has bought on a day.
//!
//! A customer is known by the telephone number that is sold to: it is typed before there is a price, so that the list, the review and the
//! slip say the same one. Whoever buys for other people's numbers is not known by them.

use crate::debtor::folded;
use crate::phone::Msisdn;
use crate::text;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Most groups.
pub const GROUPS_MAX: usize = 20;
/// Most customers of one group: it is written down whole, and a commit has a largest size.
pub const MEMBERS_MAX: usize = 100;
/// The longest name of a group or customer, in characters.
const NAME_MAX_CHARS: usize = 40;
/// The longest name of a customer in bytes: a hundred of them still fit into one commit.
const NAME_MAX_BYTES: usize = 48;

/// Customers who are sold to by rules of their own: those who sell on, staff, a school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerGroup {
    /// As the owner calls it; rules name it by this.
    pub name: String,
    /// Who is in it. Without any there is no such group.
    pub members: Vec<Member>,
}

/// A customer of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The number that is sold to.
    pub number: Msisdn,
    /// Whose it is; empty where nobody said.
    pub name: String,
}

/// What rules of price know of a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buyer<'a> {
    /// The name of their group, if they are in one.
    pub group: Option<&'a str>,
    /// What they bought on this day before.
    pub today: Bought,
}

/// How often a customer has bought on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bought {
    /// Sales of airtime.
    pub airtime: u32,
    /// Sales of plans.
    pub data: u32,
}

impl CustomerGroup {
    /// Reads a group as it is typed: one customer a line, a number and a name before or behind it.
    ///
    /// # Errors
    /// A sentence that names the line.
    pub fn read(name: &str, lines: &str) -> Result<CustomerGroup, String> {
        let members = lines
            .lines()
            .map(text::tidy)
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
            .map(|(n, line)| {
                Member::read(&line)
                    .ok_or_else(|| say!("Line {number}: there is no telephone number in it", number = n + 1))
            })
            .collect::<Result<_, _>>()?;
        let group = CustomerGroup { name: text::tidy(name), members };
        group.checked()?;
        Ok(group)
    }

    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence, when something in it can't be.
    pub fn checked(&self) -> Result<(), String> {
        if self.name.is_empty() || self.name.chars().count() > NAME_MAX_CHARS || text::tidy(&self.name) != self.name {
            return Err(say!("Give the group a name of at most {most} letters", most = NAME_MAX_CHARS));
        }
        if self.members.len() > MEMBERS_MAX {
            return Err(say!(
                "{group}: at most {most} customers are in one group",
                group = self.name,
                most = MEMBERS_MAX
            ));
        }
        for (n, member) in self.members.iter().enumerate() {
            if member.name.len() > NAME_MAX_BYTES || text::tidy(&member.name) != member.name {
                return Err(say!("{name} is too long a name", name = member.name));
            }
            if self.members[..n].iter().any(|other| other.number == member.number) {
                return Err(say!(
                    "{group}: {number} stands there twice",
                    group = self.name,
                    number = member.number.grouped()
                ));
            }
        }
        Ok(())
    }

    /// Whether a name is this group's, however it is spelled.
    pub fn is_called(&self, name: &str) -> bool {
        folded(&self.name) == folded(name)
    }

    /// Whether a number is in it.
    pub fn has(&self, number: &Msisdn) -> bool {
        self.members.iter().any(|member| member.number == *number)
    }
}

impl Member {
    fn read(line: &str) -> Option<Member> {
        // The longest run that is a number: a name can have digits of its own.
        let behind = line.char_indices().find_map(|(at, _)| Some((Msisdn::parse(&line[at..]).ok()?, &line[..at])));
        let before =
            || line.char_indices().rev().find_map(|(at, _)| Some((Msisdn::parse(&line[..at]).ok()?, &line[at..])));
        let (number, name) = behind.or_else(before)?;
        let name = name.trim_matches([' ', ',', ';', ':', '-', '(', ')', '\t']).to_owned();
        Some(Member { number, name })
    }

    /// As it is typed: `0803 123 4567 Mama Bisi`.
    pub fn line(&self) -> String {
        format!("{} {}", self.number.grouped(), self.name).trim_end().to_owned()
    }
}

/// Looks over all groups together.
///
/// # Errors
/// A sentence, when two of them can't stand beside each other.
pub fn groups_checked(groups: &[CustomerGroup]) -> Result<(), String> {
    if groups.len() > GROUPS_MAX {
        return Err(say!("At most {most} groups of customers stand beside each other", most = GROUPS_MAX));
    }
    for (n, group) in groups.iter().enumerate() {
        group.checked()?;
        for other in &groups[..n] {
            if other.is_called(&group.name) {
                return Err(say!("There is a group {name} already", name = other.name));
            }
            if let Some(member) = group.members.iter().find(|member| other.has(&member.number)) {
                let (number, name) = (member.number.grouped(), &other.name);
                return Err(say!("{number} is in {name} already: a customer is in one group", number, name));
            }
        }
    }
    Ok(())
}
