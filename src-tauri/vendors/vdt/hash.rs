//! VDT's hash: the one place where the recipe stands.
//!
//! The document says "The SHA512 hash of all preceding parameters and the hash key" of one call and "The SHA512 hash for
//! request" of the others. It says nothing of order, separator, form or place of the key, and its three sample replies carry
//! one and the same hash. So the recipe is a setting; its default is the plainest reading, and [`learn`] finds the right one
//! from a reply to "initiate", which moves no money. \[assumption\]

use airtill_credentials::Secret;
use airtill_domain::settings::{DetailsForm, FieldOrder, HashRecipe, KeyPlace};
use airtill_domain::text::hex;
use sha2::{Digest, Sha512};

/// The fields that are hashed, in the order of the document, each with its name. `otherDetails` has two forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields<'a>(pub Vec<(&'a str, Value)>);

/// A field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// As it is written.
    Text(String),
    /// An object: the plan's code, and the whole as JSON.
    Details {
        /// The plan's code.
        plan: String,
        /// The object, without spaces.
        json: String,
    },
}

/// The hash of fields by a recipe: 128 hexadecimal characters.
pub fn hash(fields: &Fields<'_>, recipe: &HashRecipe, key: &Secret) -> String {
    let mut ordered: Vec<&(&str, Value)> = fields.0.iter().collect();
    if recipe.order == FieldOrder::ByName {
        ordered.sort_by_key(|(name, _)| *name);
    }
    let mut parts: Vec<&str> = ordered
        .into_iter()
        .map(|(_, value)| match (value, recipe.details) {
            (Value::Text(text), _) => text.as_str(),
            (Value::Details { plan, .. }, DetailsForm::Value) => plan,
            (Value::Details { json, .. }, DetailsForm::Json) => json,
        })
        .collect();
    match recipe.key {
        KeyPlace::Last => parts.push(key.expose()),
        KeyPlace::First => parts.insert(0, key.expose()),
    }
    let digest = Sha512::digest(parts.join(&recipe.separator));
    let lower = hex(&digest);
    if recipe.upper_case { lower.to_ascii_uppercase() } else { lower }
}

/// The recipe that gives this hash of these fields, among all that can be set.
pub fn learn(fields: &Fields<'_>, given: &str, key: &Secret) -> Option<HashRecipe> {
    for separator in ["", "|", ",", ":", ";", "-", "_", "&", " "] {
        for order in [FieldOrder::AsListed, FieldOrder::ByName] {
            for place in [KeyPlace::Last, KeyPlace::First] {
                for details in [DetailsForm::Value, DetailsForm::Json] {
                    for upper_case in [false, true] {
                        let separator = separator.to_owned();
                        let recipe = HashRecipe { order, separator, key: place, details, upper_case, confirmed: true };
                        if hash(fields, &recipe, key) == given {
                            return Some(recipe);
                        }
                    }
                }
            }
        }
    }
    None
}
