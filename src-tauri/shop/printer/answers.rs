//! What a printer says, byte by byte: answers to questions that may come late, in their order, among bytes that answer nothing.
//!
//! Models differ in what they can say (`DLE EOT` and not `GS r`, the other way round, neither, or seconds late), so each question is
//! learnt by itself, and an answer counts whenever it comes.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// A question to a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// `DLE EOT 4`, answered at once: the paper's sensors.
    Paper,
    /// `DLE EOT 2`, answered at once: why it is off-line.
    Offline,
    /// `GS r 1`, answered in its turn, once everything before it is worked off.
    Done,
}

/// Bits 1 and 4 are set and bits 0 and 7 are not in every answer to `DLE EOT`.
const STATE: (u8, u8) = (0b1001_0011, 0b0001_0010);
/// Bits 4 and 7 are not set in any answer to `GS r`.
const DONE: (u8, u8) = (0b1001_0000, 0);
/// The first of four bytes that a printer sends by itself where that was switched on: bit 4 is set, bits 0, 1 and 7 are not.
const UNASKED: (u8, u8) = (0b1001_0011, 0b0001_0000);
/// How many follow it.
const UNASKED_BYTES: u8 = 3;
/// `DLE EOT 4`, bits 5 and 6: there is no paper.
const NO_PAPER: u8 = 0b0110_0000;
/// `DLE EOT 2`, bit 2: the cover is open; bit 6: an error.
const FAULT: u8 = 0b0100_0100;

impl Question {
    /// Its bytes.
    pub(super) const fn bytes(self) -> [u8; 3] {
        match self {
            Question::Paper => [0x10, 0x04, 4],
            Question::Offline => [0x10, 0x04, 2],
            Question::Done => [0x1d, 0x72, 1],
        }
    }
}

/// What a printer said on one connection.
#[derive(Debug, Default)]
pub(super) struct Answers {
    open: VecDeque<(Question, Instant)>,
    /// What it said last of its paper.
    pub(super) no_paper: Option<bool>,
    /// What it said last of its cover and faults.
    pub(super) fault: Option<bool>,
    /// How long its slowest answer about its state took.
    pub(super) state_took: Option<Duration>,
    /// Answers about its state.
    pub(super) states: u32,
    /// Answers to [`Question::Done`].
    pub(super) done: u32,
    /// Bytes of a state that it sent by itself, still to come.
    unasked: u8,
}

impl Answers {
    /// This is being asked now.
    pub(super) fn asks(&mut self, question: Question) {
        self.open.push_back((question, Instant::now()));
    }

    /// Whether an answer to it is still awaited.
    pub(super) fn awaits(&self, question: Question) -> bool {
        self.open.iter().any(|(open, _)| *open == question)
    }

    /// It does not answer this one: what comes later belongs to what is asked later.
    pub(super) fn gives_up(&mut self, question: Question) {
        self.open.retain(|(open, _)| *open != question);
    }

    /// Bytes came.
    pub(super) fn hear(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.unasked > 0 {
                self.unasked -= 1;
            } else if byte & UNASKED.0 == UNASKED.1 {
                self.unasked = UNASKED_BYTES;
            } else if byte & STATE.0 == STATE.1 {
                self.hear_state(*byte);
            } else if byte & DONE.0 == DONE.1 && self.awaits(Question::Done) {
                let at = self.open.iter().position(|(open, _)| *open == Question::Done);
                self.open.remove(at.unwrap_or_default());
                self.done += 1;
            }
        }
    }

    fn hear_state(&mut self, byte: u8) {
        let at = self.open.iter().position(|(open, _)| matches!(open, Question::Paper | Question::Offline));
        let Some((question, asked_at)) = at.and_then(|at| self.open.remove(at)) else { return };
        self.states += 1;
        self.state_took = self.state_took.max(Some(asked_at.elapsed()));
        match question {
            Question::Paper => self.no_paper = Some(byte & NO_PAPER != 0),
            Question::Offline | Question::Done => self.fault = Some(byte & FAULT != 0),
        }
    }
}
