//! What the owner decided and what is believed of costs, as it holds now: each what was written down last, or what holds until
//! something is.

use super::Ledger;
use crate::error::LedgerError;
use airtill_domain::appearance::Appearance;
use airtill_domain::cost::BelievedCost;
use airtill_domain::counter::CounterRules;
use airtill_domain::hotkeys::Keymap;
use airtill_domain::listener::Listener;
use airtill_domain::loss::LossRules;
use airtill_domain::offer_change::PlanQuestion;
use airtill_domain::prefix::Prefixes;
use airtill_domain::price::{CustomerGroup, Prices};
use airtill_domain::route::Routing;
use airtill_domain::settings::VendorSettings;
use airtill_domain::trade::TradeRules;
use airtill_domain::transfer::TransferRules;
use airtill_domain::vendor::VendorId;
use airtill_words::Language;

impl Ledger {
    /// How prices are made.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn prices(&self) -> Result<Prices, LedgerError> {
        let store = self.store();
        let rules = store.trade_rules()?.unwrap_or_default().prices;
        Ok(Prices { shop: store.pricing()?.unwrap_or_default(), own: store.own_prices()?, rules })
    }

    /// Groups of customers that rules of price can be for, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn customer_groups(&self) -> Result<Vec<CustomerGroup>, LedgerError> {
        self.store().customer_groups()
    }

    /// What is believed of costs, by what was charged.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn believed_costs(&self) -> Result<Vec<BelievedCost>, LedgerError> {
        self.store().believed_costs()
    }

    /// How vendors are chosen: the owner's word, or what holds until there is any.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn routing(&self) -> Result<Routing, LedgerError> {
        Ok(self.store().routing()?.unwrap_or_default())
    }

    /// How the window looks.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn look(&self) -> Result<Appearance, LedgerError> {
        Ok(self.store().look()?.unwrap_or_default())
    }

    /// The language of the till: English where the one that was chosen has no catalogue here.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn language(&self) -> Result<Language, LedgerError> {
        Ok(self.store().language()?.filter(|language| language.is_offered()).unwrap_or_default())
    }

    /// Which acts have other keys than the usual ones.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn keymap(&self) -> Result<Keymap, LedgerError> {
        Ok(self.store().keymap()?.unwrap_or_default())
    }

    /// Which prefixes are whose by the owner's word.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn prefixes(&self) -> Result<Prefixes, LedgerError> {
        Ok(self.store().prefixes()?.unwrap_or_default())
    }

    /// What the owner decided about the counter.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn counter_rules(&self) -> Result<CounterRules, LedgerError> {
        let mut rules = self.store().counter_rules()?.unwrap_or_default();
        rules.attendants_confirm = self.store().attendants_confirm()?.unwrap_or_default();
        Ok(rules)
    }

    /// From which price on the owner's PIN is asked for.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn loss_rules(&self) -> Result<LossRules, LedgerError> {
        Ok(self.store().loss_rules()?.unwrap_or_default())
    }

    /// What the owner allows to be sold, at which price, and how much of it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn trade_rules(&self) -> Result<TradeRules, LedgerError> {
        Ok(self.store().trade_rules()?.unwrap_or_default())
    }

    /// Plans under a vendor's code that may be others than the ones that the owner gave a price.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn plan_questions(&self) -> Result<Vec<PlanQuestion>, LedgerError> {
        self.store().plan_questions()
    }

    /// What the owner decided about transfers to banks.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn transfer_rules(&self) -> Result<TransferRules, LedgerError> {
        Ok(self.store().transfer_rules()?.unwrap_or_default())
    }

    /// Whether vendors' notices are heard, and where.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn listener(&self) -> Result<Listener, LedgerError> {
        Ok(self.store().listener()?.unwrap_or_default())
    }

    /// Whether attendants don't see what a sale costs the shop.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn margin_hidden(&self) -> Result<bool, LedgerError> {
        Ok(self.store().margin_hidden()?.unwrap_or_default())
    }

    /// A vendor's settings: the owner's, or what holds until there are any.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn vendor_settings(&self, vendor: VendorId) -> Result<VendorSettings, LedgerError> {
        let mut settings = self.store().vendor_settings(vendor)?.unwrap_or_else(|| VendorSettings::of(vendor));
        if vendor == VendorId::SmePlug {
            settings.share_and_sell = self.store().sharing()?.unwrap_or_default();
        }
        if vendor == VendorId::Vdt {
            settings.reply_recipe = self.store().reply_recipe()?;
        }
        Ok(settings)
    }

    /// Whether the recovery code was seen to the end. Of codes from before that was asked nobody knows: they count as kept.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn recovery_code_kept(&self) -> Result<bool, LedgerError> {
        Ok(self.store().recovery_code_kept()?.unwrap_or(true))
    }

    /// The shop's name, once it was set up.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn shop_name(&self) -> Result<Option<String>, LedgerError> {
        self.store().shop_name()
    }
}
