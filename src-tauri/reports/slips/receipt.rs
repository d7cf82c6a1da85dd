//! A slip as a receipt printer understands it: the only module that uses `escpos`.
//!
//! Text is sent in plain ASCII, in the nearest letters (`text.rs`): code pages differ between printers that look the same, and none of
//! them has the naira sign.

use super::{Line, text};
use airtill_domain::print::Printer as Settings;
use airtill_words::say;
use escpos::driver::Driver;
use escpos::errors::{PrinterError, Result};
use escpos::printer::Printer;
use escpos::utils::{JustifyMode, Protocol};
use std::cell::RefCell;
use std::rc::Rc;

/// Lines fed after a slip, so that its end is above the knife or the edge to tear at.
const FEED: u8 = 4;

/// `ESC p`: a pulse on pin 2, 50 ms on and 500 ms off. By hand, because the library leaves the two times out, and a printer then
/// takes the next two bytes of the slip for them.
const OPEN_DRAWER: [u8; 5] = [0x1b, b'p', 0, 25, 250];

/// Collects the bytes; they are sent by whoever knows what is known of them afterwards.
#[derive(Clone, Default)]
struct Collected(Rc<RefCell<Vec<u8>>>);

impl Driver for Collected {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn write(&self, data: &[u8]) -> Result<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Result<usize> {
        Err(PrinterError::Io(say!("nothing to be read").to_owned()))
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}

/// The bytes of a slip. `opens_drawer`: cash goes into the drawer, or out of it.
pub fn for_printer(lines: &[Line], settings: &Settings, opens_drawer: bool) -> Vec<u8> {
    let collected = Collected::default();
    if let Err(error) = write(lines, settings, opens_drawer, collected.clone()) {
        // Memory takes everything, and ASCII is in every code page.
        tracing::error!(%error, "a slip was not written whole");
    }
    collected.0.take()
}

fn write(lines: &[Line], settings: &Settings, opens_drawer: bool, into: Collected) -> Result<()> {
    let columns = settings.paper.columns();
    let mut printer = Printer::new(into, Protocol::default(), None);
    printer.init()?;
    if opens_drawer && settings.opens_drawer {
        printer.custom(&OPEN_DRAWER)?;
    }
    for line in lines {
        let title = matches!(line, Line::Title(_));
        let strong = title || matches!(line, Line::Strong(..) | Line::Section(_));
        // Twice as high and not wider: as many characters fit a line.
        printer.size(1, if title { 2 } else { 1 })?.bold(strong)?.justify(JustifyMode::LEFT)?;
        for text in text::line_as_text(line, columns, text::in_ascii) {
            printer.writeln(&text)?;
        }
    }
    printer.size(1, 1)?.bold(false)?.feeds(FEED)?;
    if settings.cuts {
        printer.partial_cut()?;
    }
    printer.print()?;
    Ok(())
}
