//! Whose an account is: Smile's by e-mail address, VDT's by customer id. No name, no sale.

use super::offers::PlanKey;
use super::{About, Till, TillError, locked};
use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::recipient::ACCOUNT_MAX_CHARS;
use crate::domain::settings::HashRecipe;
use crate::domain::text;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::vendors::{Line, LookUp};
use std::sync::Arc;
use std::time::Duration;

/// An answer is believed for so long: prices and names change rarely, and nobody stands at a counter for longer.
const KEPT_FOR: Duration = Duration::from_secs(15 * 60);
/// Most characters of what a customer says.
const TEXT_MAX_CHARS: usize = 120;

/// An account that the vendor has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedUp {
    /// With which network.
    pub network: Network,
    /// The vendor that was asked.
    pub vendor: VendorId,
    /// The account's id.
    pub id: String,
    /// What the customer calls it, or the plan's description.
    pub label: String,
    /// Whose it is.
    pub name: String,
    /// The plan that the answer speaks of, where it does.
    pub code: Option<String>,
    /// What that plan costs, as of now.
    pub cost: Option<Naira>,
    at: At,
}

/// VDT's way of hashing, found from one of its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// The recipe.
    pub recipe: HashRecipe,
    /// Whom the answer was about, to be recognised.
    pub customer: String,
}

impl Till {
    /// Asks whose an account is. `plan` is needed where the vendor answers for one plan only (VDT).
    ///
    /// # Errors
    /// [`TillError::Refused`] with what the vendor says, or why nobody can be asked.
    pub async fn look_up(
        &self,
        network: Network,
        text: &str,
        plan: Option<&PlanKey>,
    ) -> Result<Vec<LookedUp>, TillError> {
        let text = text.trim();
        let refused = |sentence: &str| TillError::refused(About::Number, sentence);
        if text.is_empty() || text.chars().count() > TEXT_MAX_CHARS || text.chars().any(char::is_control) {
            return Err(refused(match network {
                Network::Smile => "Type the e-mail address of the customer's Smile account",
                _ => "Type the customer's id",
            }));
        }
        let line = self.line_that_looks_up(network)?;
        let code = plan.filter(|key| key.vendor == line.vendor()).map(|key| key.code.clone());
        let asked = LookUp { network, text: text.to_owned(), code: code.clone().unwrap_or_default() };
        let found =
            line.look_up(&asked).await.map_err(|error| refused(&format!("{}: {error}", line.vendor().name())))?;
        let found = found.map_err(|words| refused(&format!("{} says: {words}", line.vendor().name())))?;
        let now = self.clock.now();
        let short = |text: &str| text::seen(text, ACCOUNT_MAX_CHARS);
        let accounts: Vec<LookedUp> = found
            .accounts
            .iter()
            .filter(|(id, _)| id.chars().count() <= ACCOUNT_MAX_CHARS)
            .map(|(id, label)| LookedUp {
                network,
                vendor: line.vendor(),
                id: id.clone(),
                label: short(label),
                name: short(&found.name),
                code: code.clone(),
                cost: found.cost,
                at: now,
            })
            .collect();
        let mut kept = locked(&self.looked_up);
        kept.retain(|known| now.since(known.at) < KEPT_FOR && !accounts.iter().any(|new| new.is_about(known)));
        kept.extend(accounts.iter().cloned());
        Ok(accounts)
    }

    /// Asks VDT about a customer and finds by which recipe it hashes its answer. Moves no money, changes nothing.
    ///
    /// # Errors
    /// With a sentence, when VDT could not be asked or no recipe fits.
    pub async fn learn_recipe(&self, customer: &str, code: &str) -> Result<Learnt, String> {
        let line = self.line(VendorId::Vdt).ok_or("VDT's key is locked or not set")?;
        line.learn_recipe(customer, code).await.map(|(recipe, customer)| Learnt { recipe, customer })
    }

    /// The account that was looked up under this id, the answer still good.
    pub(super) fn looked_up(&self, network: Network, id: &str) -> Option<LookedUp> {
        let now = self.clock.now();
        let known = locked(&self.looked_up);
        known.iter().find(|known| known.network == network && known.id == id && now.since(known.at) < KEPT_FOR).cloned()
    }

    fn line_that_looks_up(&self, network: Network) -> Result<Arc<Line>, TillError> {
        let able = |line: &Arc<Line>| line.capability().look_up.contains(&network);
        self.selling().into_iter().find(able).ok_or_else(|| {
            let sentence =
                format!("Nobody can be asked about {} accounts: the vendor's key is locked or not set", network.name());
            TillError::refused(About::Sale, sentence)
        })
    }
}

impl LookedUp {
    /// One account, one answer: the latest.
    fn is_about(&self, other: &LookedUp) -> bool {
        (self.network, &self.id) == (other.network, &other.id)
    }
}
