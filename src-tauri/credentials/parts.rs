//! All that a vendor wants to be shown, together.

use super::Secret;
use airtill_domain::vendor::{CredentialField, CredentialKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A vendor's credentials: every part of their kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Credentials {
    kind: CredentialKind,
    parts: Vec<(CredentialField, Secret)>,
}

impl Credentials {
    /// Credentials of a kind; `None` when a part is missing, or there is one too many.
    pub fn whole(kind: CredentialKind, parts: Vec<(CredentialField, Secret)>) -> Option<Credentials> {
        let mut ordered = Vec::new();
        for field in kind.fields() {
            ordered.push(parts.iter().find(|(part, _)| part == field)?.clone());
        }
        (ordered.len() == parts.len()).then_some(Credentials { kind, parts: ordered })
    }

    /// A single key.
    pub fn key(key: Secret) -> Credentials {
        Credentials { kind: CredentialKind::Key, parts: vec![(CredentialField::Key, key)] }
    }

    /// Of which kind.
    pub fn kind(&self) -> CredentialKind {
        self.kind
    }

    /// Every part, in the order of its kind.
    pub fn parts(&self) -> impl Iterator<Item = (CredentialField, &Secret)> {
        self.parts.iter().map(|(field, secret)| (*field, secret))
    }

    /// One part; `None` when the kind has no such part.
    pub fn part(&self, field: CredentialField) -> Option<&Secret> {
        self.parts.iter().find(|(part, _)| *part == field).map(|(_, secret)| secret)
    }

    /// The last four characters of the first part, by which an owner recognises them.
    pub fn last4(&self) -> String {
        self.parts.first().map(|(_, secret)| secret.last4()).unwrap_or_default()
    }

    /// The first part as a bearer token.
    pub fn bearer(&self) -> Secret {
        let key = self.parts.first().map(|(_, secret)| secret.expose()).unwrap_or_default();
        Secret::new(format!("Bearer {key}"))
    }

    /// The first part as it is.
    pub fn bare(&self) -> Secret {
        self.parts.first().map_or_else(|| Secret::new(String::new()), |(_, secret)| secret.clone())
    }

    /// E-mail address and password for Basic authentication.
    pub fn basic(&self) -> Secret {
        Secret::new(format!("Basic {}", self.basic_text()))
    }

    /// Every form in which a part could come back in an answer: to be taken out before anything is kept.
    pub fn forms(&self) -> Vec<String> {
        let mut forms: Vec<String> = self.parts.iter().flat_map(|(_, secret)| secret.forms()).collect();
        if self.kind == CredentialKind::EmailAndPassword {
            forms.push(self.basic_text());
        }
        // Longer ones first: one may be a part of another.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms
    }

    fn basic_text(&self) -> String {
        let part = |field| self.part(field).map(Secret::expose).unwrap_or_default();
        STANDARD.encode(format!("{}:{}", part(CredentialField::Email), part(CredentialField::Password)))
    }
}
