//! Asking a printer, sending it a slip, and hearing what it says meanwhile, over whatever carries bytes both ways.

use super::answers::{Answers, Question};
use super::line::{Handle, Line};
use super::{Habits, NotReady, Sent};
use airtill_words::say;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::time::{Instant, timeout, timeout_at};

/// For an answer about the state, at a printer that is not known to be slower.
const STATE: Duration = Duration::from_millis(400);
/// The most that is waited for one that is.
const LATE_STATE: Duration = Duration::from_secs(3);
/// For the next bytes to be taken.
const STALL: Duration = Duration::from_secs(10);
/// For the paper to be out, at a printer that tells.
const WORKED_OFF: Duration = Duration::from_secs(20);
/// Before a device that had nothing to say is read again.
const SILENCE: Duration = Duration::from_millis(50);
/// Between two questions about its state meanwhile.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A printer at the other end of something that carries bytes both ways.
pub(crate) struct Dialogue<S> {
    reading: ReadHalf<S>,
    writing: WriteHalf<S>,
    answers: Answers,
    handle: Option<Handle>,
}

impl<S: Line> Dialogue<S> {
    /// Asks how the printer does, and what else it can say where that isn't known. No byte of a slip leaves.
    pub(super) async fn begin(stream: S, handle: Option<Handle>, habits: &mut Habits) -> Result<Dialogue<S>, NotReady> {
        let (reading, writing) = tokio::io::split(stream);
        let mut dialogue = Dialogue { reading, writing, answers: Answers::default(), handle };
        let off = |error: io::Error| match error.kind() {
            io::ErrorKind::TimedOut => NotReady::TakesNothing(say!("it takes nothing more").to_owned()),
            _ => NotReady::Off(error.to_string()),
        };
        let state = habits.state_took.map_or(STATE, |took| (took * 2).clamp(STATE, LATE_STATE));
        if dialogue.ask(Question::Paper, state).await.map_err(off)?
            && !dialogue.ask(Question::Offline, state).await.map_err(off)?
        {
            dialogue.answers.gives_up(Question::Offline);
        }
        habits.heard(&dialogue.answers);
        dialogue.is_ready()?;
        if habits.tells_done.is_none() {
            // With nothing before it, a printer that knows this question answers it at once.
            let tells = dialogue.ask(Question::Done, state).await.map_err(off)?;
            habits.tells_done = Some(tells);
            if !tells {
                dialogue.answers.gives_up(Question::Done);
            }
            habits.heard(&dialogue.answers);
            dialogue.is_ready()?;
        }
        Ok(dialogue)
    }

    /// By what it said so far.
    fn is_ready(&self) -> Result<(), NotReady> {
        match (self.answers.no_paper, self.answers.fault) {
            (Some(true), _) => Err(NotReady::OutOfPaper),
            (_, Some(true)) => Err(NotReady::Fault),
            _ => Ok(()),
        }
    }

    async fn put(&mut self, question: Question) -> io::Result<()> {
        self.writing.write_all(&question.bytes()).await?;
        self.writing.flush().await?;
        self.answers.asks(question);
        Ok(())
    }

    /// Asks, and waits so long for the answer; whether it came. One that comes later counts too. A question that isn't taken fails.
    async fn ask(&mut self, question: Question, wait: Duration) -> io::Result<bool> {
        let until = Instant::now() + wait;
        timeout_at(until, self.put(question)).await??;
        while self.answers.awaits(question) {
            // A printer that talks without end is always ready to be heard.
            match timeout_at(until, self.hear()).await {
                Ok(heard) if Instant::now() < until => heard?,
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Waits for bytes. A printer that hangs up has ended the dialogue.
    async fn hear(&mut self) -> io::Result<()> {
        let mut bytes = [0; 64];
        let read = self.reading.read(&mut bytes).await?;
        if read == 0 && S::HANGS_UP {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if read == 0 {
            tokio::time::sleep(SILENCE).await;
        }
        self.answers.hear(&bytes[..read]);
        Ok(())
    }

    /// Sends everything, once.
    pub(super) async fn send(mut self, bytes: &[u8], habits: &mut Habits) -> Sent {
        // An answer may have come since it was reached.
        let _ = timeout(Duration::ZERO, self.hear()).await;
        habits.heard(&self.answers);
        if let Err(why) = self.is_ready() {
            return Sent::NotBegun(why);
        }
        if let Err((left, why)) = self.put_slip(bytes).await {
            return if left < bytes.len() { Sent::Perhaps(why) } else { Sent::NotBegun(NotReady::TakesNothing(why)) };
        }
        #[cfg(unix)]
        if let Some(handle) = self.handle.take()
            && let Err(error) = super::device::drained(handle, STALL).await
        {
            return Sent::Perhaps(error.to_string());
        }
        let sent = if habits.tells_done == Some(true) { self.worked_off(habits).await } else { self.hung_up().await };
        habits.heard(&self.answers);
        sent
    }

    /// Fails with how many bytes had not been taken, and why.
    async fn put_slip(&mut self, bytes: &[u8]) -> Result<(), (usize, String)> {
        let mut left = bytes;
        let mut until = Instant::now() + STALL;
        let mut heard = [0; 64];
        let mut hears = true;
        while !left.is_empty() {
            // What one call takes is known; a call that is given up has taken nothing.
            tokio::select! {
                biased;
                taken = timeout_at(until, self.writing.write(left)) => match taken {
                    Ok(Ok(0)) | Err(_) => return Err((left.len(), say!("it takes nothing more").to_owned())),
                    Ok(Ok(taken)) => {
                        left = &left[taken..];
                        until = Instant::now() + STALL;
                    }
                    Ok(Err(error)) => return Err((left.len(), error.to_string())),
                },
                read = self.reading.read(&mut heard), if hears => match read {
                    // It may close its side and print all the same.
                    Ok(0) => hears = false,
                    Ok(read) => self.answers.hear(&heard[..read]),
                    Err(error) => return Err((left.len(), error.to_string())),
                },
            }
        }
        self.writing.flush().await.map_err(|error| (0, error.to_string()))
    }

    /// A printer that tells is asked whether it has worked everything off, and meanwhile how it does: one without paper answers that.
    async fn worked_off(&mut self, habits: &mut Habits) -> Sent {
        let (done, states) = (self.answers.done, self.answers.states);
        let until = Instant::now() + WORKED_OFF;
        let tells_state = self.answers.no_paper.is_some();
        let mut asked = self.put_until(Question::Done, until).await;
        let mut look = Instant::now() + LOOK_EVERY;
        while asked.is_ok() && self.answers.done == done && Instant::now() < until {
            if let Ok(heard) = timeout_at(until.min(look), self.hear()).await {
                asked = heard;
            }
            // By its own time: a device that is gone is read without end, nothing each time, and only a write tells.
            if asked.is_ok() && Instant::now() >= look {
                look = Instant::now() + LOOK_EVERY;
                if tells_state && !self.answers.awaits(Question::Paper) {
                    asked = self.put_until(Question::Paper, until).await;
                }
            }
            if self.answers.no_paper == Some(true) {
                return Sent::Held(NotReady::OutOfPaper);
            }
        }
        match asked {
            Err(error) => Sent::Perhaps(error.to_string()),
            Ok(()) if self.answers.done > done => Sent::Yes,
            Ok(()) => {
                // It does not tell after all, or nobody is there any more: a line that is dead says nothing of that.
                habits.tells_done = None;
                let is_there = self.answers.states > states;
                if is_there { Sent::Yes } else { Sent::Perhaps(say!("it does not say that it is done").to_owned()) }
            }
        }
    }

    async fn put_until(&mut self, question: Question, until: Instant) -> io::Result<()> {
        timeout_at(until, self.put(question)).await?
    }

    /// One that doesn't is asked once more for its paper where it tells that, and let go in order. A connection that it breaks off before
    /// it has taken everything tells on it.
    async fn hung_up(&mut self) -> Sent {
        if self.answers.no_paper.is_some() {
            match self.ask(Question::Paper, STATE).await {
                Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Sent::Perhaps(error.to_string()),
                _ => {}
            }
        }
        if let Err(error) = self.writing.shutdown().await {
            return Sent::Perhaps(error.to_string());
        }
        let until = Instant::now() + STATE;
        while Instant::now() < until {
            match timeout_at(until, self.hear()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) if error.kind() != io::ErrorKind::UnexpectedEof => {
                    return Sent::Perhaps(error.to_string());
                }
                // Closed or silent: it has taken the bytes.
                Ok(Err(_)) | Err(_) => break,
            }
        }
        self.is_ready().map_or_else(Sent::Held, |()| Sent::Yes)
    }
}
