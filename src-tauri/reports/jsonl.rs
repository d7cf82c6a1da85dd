//! Sales as JSON, one object a line: for programs.

use super::Sink;
use super::row::ExportRow;
use std::fs::File;
use std::io::{BufWriter, Write};

struct Lines(BufWriter<File>);

/// Begins a file.
pub(crate) fn sink(file: File) -> Box<dyn Sink> {
    Box::new(Lines(BufWriter::with_capacity(1 << 18, file)))
}

impl Sink for Lines {
    fn take(&mut self, row: &ExportRow) -> Result<(), String> {
        serde_json::to_writer(&mut self.0, row).map_err(|error| error.to_string())?;
        self.0.write_all(b"\n").map_err(|error| error.to_string())
    }

    fn end(mut self: Box<Self>) -> Result<(), String> {
        self.0.flush().map_err(|error| error.to_string())
    }
}
