//! What crosses to the page, and from it, at `commands::close`.

use super::slip::SlipLineView;
use serde::Serialize;

/// What the look before a close found.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct LookedView {
    /// Sales that are still not known.
    pub doubts: u32,
    /// No vendor could be reached.
    pub offline: bool,
    /// `SMEPlug ₦84,220.00`, `VDT never tells`.
    pub wallets: Vec<String>,
}

/// What a count came to: shown only once it is locked.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CountedView {
    /// `₦12,450.00`.
    pub total: String,
    /// `₦12,500.00`.
    pub expected: String,
    /// `short ₦50`, `over ₦20`, `right`.
    pub off: String,
    /// Something is missing.
    pub short: bool,
    /// It is right to the kobo.
    pub right: bool,
    /// It is off by more than the owner allows: a reason is asked for.
    pub reason_wanted: bool,
    /// `₦3,000.00`: transfers of this shift, for whoever has the bank's list.
    pub transfers: String,
}

/// A sheet, ready to be shown.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SheetView {
    /// Its number: a Z has one, an X the shift's.
    pub number: u32,
    /// It is closed.
    pub closed: bool,
    /// Its lines, as on paper.
    pub lines: Vec<SlipLineView>,
    /// The Z as a message for a telephone.
    pub message: Option<String>,
    /// The same as a code: the dark squares of a picture so many squares wide, as a path.
    pub code: Option<CodeView>,
}

/// A code that a telephone reads.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CodeView {
    /// Squares across, the quiet border included.
    pub size: u32,
    /// The dark squares, as an SVG path.
    pub path: String,
}

/// A closed shift in the list.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ClosedView {
    /// Its number.
    pub number: u32,
    /// `24 Nov 2026, 18:02`.
    pub closed: String,
    /// Who closed it.
    pub by: String,
    /// `12 sales, ₦12,300`.
    pub sales: String,
    /// `₦450.00`, for whoever sees costs.
    pub margin: Option<String>,
    /// `short ₦50`, `right`.
    pub off: String,
    /// The drawer was short.
    pub short: bool,
    /// What the owner looks at.
    pub exceptions: u32,
}
