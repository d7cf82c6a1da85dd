//! Whether what happens is real.

/// Which of the two shops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
pub enum ShopKind {
    /// Nothing is real.
    Practice,
    /// Money and airtime are real.
    Real,
}
