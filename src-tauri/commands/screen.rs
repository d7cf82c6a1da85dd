//! How the window looks, which key does what, and what the owner decides about the counter.

use super::context::{ShopsState, real, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::views::screen::{BoundKey, CounterForm, LookView};
use airtill_domain::appearance::{Appearance, Theme};
use airtill_domain::counter::CounterRules;
use airtill_domain::hotkeys::{Action, Key, Keymap, Place};
use airtill_domain::money::Naira;
use airtill_macros::command;
use airtill_shop::settings;
use airtill_shop::shops::Shops;
use airtill_shop::till::Till;
use airtill_words::Language;
use airtill_words::say;
use serde::Serialize;
use std::sync::Arc;

/// An act, the key it has until the owner says otherwise, and where that is heard.
#[derive(Clone, Debug, Serialize)]
pub struct KeyView {
    action: Action,
    key: String,
    places: &'static [Place],
}

/// Every act that has a key, for the page to know them before it has asked anything.
pub fn usual_keys() -> Vec<KeyView> {
    let view = |action: Action| KeyView { action, key: action.usual_key().into(), places: action.places() };
    Action::ALL.into_iter().map(view).collect()
}

/// Writes down how the window looks from now on. Whoever is at the counter may: eyes differ.
#[command]
pub async fn save_look(shops: ShopsState<'_>, theme: Theme, text_percent: u16, sounds: bool) -> Replied<String> {
    let holder = holder(&shops)?;
    let look = Appearance { theme, text_percent, sounds };
    let saved = settings::set_look(holder.ledger(), shops.clock(), look, gate::acting(&shops)).await;
    shops.tell();
    saved?;
    Ok(say!("Saved").into())
}

/// Writes down the language of the till, and speaks it from now on. Whoever is at the counter may: the words are theirs.
#[command]
pub async fn save_language(shops: ShopsState<'_>, language: Language) -> Replied<String> {
    let holder = holder(&shops)?;
    let saved = settings::set_language(holder.ledger(), shops.clock(), language, gate::acting(&shops)).await;
    shops.speak();
    shops.tell();
    saved?;
    Ok(say!("Saved").into())
}

/// Writes down which acts have other keys than the usual ones; all others have theirs again.
#[command]
pub async fn save_keys(shops: ShopsState<'_>, keys: Vec<BoundKey>) -> Replied<String> {
    let mut changes = Vec::new();
    for bound in keys {
        match Key::parse(&bound.key) {
            Some(key) => changes.push((bound.action, key)),
            None => {
                return Err(refused(say!("A key is a letter, A to Z, or a function key, F1 to F12")));
            }
        }
    }
    let keymap = Keymap::new(changes).map_err(refused)?;
    let till = real(&shops)?;
    let saved = settings::set_keymap(till.ledger(), shops.clock(), keymap, gate::acting(&shops)).await;
    shops.tell();
    saved?;
    Ok(say!("The keys are set").into())
}

/// What the owner decided about the counter, as it is typed.
#[command]
pub async fn counter_rules(shops: ShopsState<'_>) -> Result<CounterForm, CommandError> {
    let rules = till(&shops)?.ledger().counter_rules()?;
    let typed = |amount: &Naira| amount.short().replace('₦', "");
    Ok(CounterForm {
        quick_amounts: rules.quick_amounts.iter().map(typed).collect::<Vec<_>>().join("  "),
        read_back_from: typed(&rules.read_back_from),
        attendants_confirm: rules.attendants_confirm,
    })
}

/// Writes down what the owner decided about the counter.
#[command]
pub async fn save_counter_rules(shops: ShopsState<'_>, form: CounterForm) -> Replied<String> {
    let mut quick_amounts = Vec::new();
    for word in form.quick_amounts.split_whitespace() {
        match typed_naira(word, say!("Type amounts with spaces between them: 100 200 500")) {
            Ok(amount) => quick_amounts.push(amount),
            Err(sentence) => return Err(refused(sentence)),
        }
    }
    let read_back_from =
        typed_naira(&form.read_back_from, say!("Type the amount in naira, such as 5,000")).map_err(refused)?;
    let (till, rules) =
        (till(&shops)?, CounterRules { quick_amounts, read_back_from, attendants_confirm: form.attendants_confirm });
    let saved = settings::set_counter_rules(till.ledger(), shops.clock(), rules, gate::acting(&shops)).await;
    shops.tell();
    saved?;
    Ok(say!("Saved").into())
}

/// The quick amounts, in whole naira: as the shop on the screen has them.
pub(super) fn quick_amounts(shops: &Shops) -> Result<Vec<u32>, CommandError> {
    let rules = match shops.till() {
        Some(till) => till.ledger().counter_rules()?,
        None => CounterRules::default(),
    };
    Ok(rules.quick_amounts.iter().filter_map(|amount| u32::try_from(amount.whole()?).ok()).collect())
}

/// Whose ledger keeps how the window looks and speaks: the real shop's, or the practice shop's where there is no other.
fn holder(shops: &ShopsState<'_>) -> Result<Arc<Till>, CommandError> {
    shops.real_till().map_or_else(|| till(shops), Ok)
}

/// How the window looks: as the real shop has it, or the practice shop where there is no other.
pub(crate) fn look(shops: &Shops) -> Appearance {
    let holder = shops.real_till().or_else(|| shops.till());
    // A ledger that can't be read says so elsewhere; the window has to look like something meanwhile.
    holder.and_then(|till| till.ledger().look().ok()).unwrap_or_default()
}

/// The acts that have other keys than the usual ones.
pub(super) fn keys(shops: &Shops) -> Result<Vec<BoundKey>, CommandError> {
    let Some(real) = shops.real_till() else { return Ok(Vec::new()) };
    let keymap = real.ledger().keymap()?;
    Ok(keymap.changes().map(|(action, key)| BoundKey { action, key: key.name().to_owned() }).collect())
}

/// The same for the page, with the language.
pub(super) fn look_view(shops: &Shops) -> LookView {
    let Appearance { theme, text_percent, sounds } = look(shops);
    LookView {
        theme,
        text_percent,
        sounds,
        language: airtill_words::spoken(),
        languages: Language::offered().collect(),
    }
}
