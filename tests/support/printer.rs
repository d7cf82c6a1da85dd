//! A receipt printer on a port or as a device file: what arrives is kept and read back as the paper would show it. It can be off,
//! slow, without paper, talkative, break in the middle of a slip, and say as much or as little as models do.

use airtill_domain::print::{Paper, Printer, PrinterSite};
use airtill_domain::time::Timestamp;
use airtill_ledger::Options;
use airtill_ledger::entry::{Actor, Entry};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a printer behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes everything and says nothing.
    Silent,
    /// Answers questions about its state, and says when it is done, as Epson's TM do.
    Telling,
    /// Answers questions about its state at once, and never that it is done, as Xprinter's small ones do.
    StateAlone,
    /// Says when it is done, and nothing of its state, as some of Rongta's do.
    DoneAlone,
    /// Answers questions about its state late.
    LateState,
    /// The same, and has no paper.
    LateNoPaper,
    /// Says when it is done once it has printed, which takes a while.
    Unhurried,
    /// Says that it is done when it has nothing to do, and never after a slip; of its state it tells.
    ForgetsDone,
    /// Tells, and is dead after so many bytes of a slip, without a word: switched off.
    GoesDeadAfter(usize),
    /// Tells, and its paper is out after so many bytes of a slip: from then on it says so, and is never done.
    RunsOutAfter(usize),
    /// Says that it has no paper.
    NoPaper,
    /// Says that its cover is open.
    Open,
    /// Breaks the connection after so many bytes of a slip.
    CutsAfter(usize),
    /// Answers questions, and breaks the connection after so many bytes of a slip.
    TellsAndCutsAfter(usize),
    /// Takes a few bytes at a time, as a printer with hardly any memory does.
    Slow,
    /// Accepts, and takes nothing.
    Stalls,
    /// Takes everything and talks without end.
    Endless,
}

impl Manner {
    /// What it answers to a question (as [`without_questions`] has it) after so many bytes of a slip, and how long that takes it.
    fn answer(self, question: u8, printed_bytes: usize) -> Option<(Duration, u8)> {
        let late = Duration::from_millis(900);
        let done = question == DONE;
        let no_paper = match self {
            Manner::NoPaper | Manner::LateNoPaper => true,
            Manner::RunsOutAfter(most) => printed_bytes >= most,
            _ => false,
        };
        let after = match self {
            Manner::LateState | Manner::LateNoPaper => late,
            Manner::Unhurried if done && printed_bytes > 0 => late,
            _ => Duration::ZERO,
        };
        let knows = match self {
            Manner::Silent | Manner::CutsAfter(_) | Manner::Stalls | Manner::Endless => false,
            Manner::StateAlone | Manner::LateState | Manner::LateNoPaper => !done,
            Manner::DoneAlone => done,
            Manner::RunsOutAfter(_) => !(done && no_paper),
            Manner::ForgetsDone => !(done && printed_bytes > 0),
            Manner::GoesDeadAfter(most) => printed_bytes < most,
            _ => true,
        };
        let answer = match (question, no_paper, self) {
            (DONE, ..) => 0,
            (4, true, _) => 0b0111_0010,
            (2, _, Manner::Open) => 0b0001_0110,
            _ => 0b0001_0010,
        };
        knows.then_some((after, answer))
    }
}

/// A printer that listens.
pub struct Listener {
    port: u16,
    manner: Arc<Mutex<Manner>>,
    slips: Arc<Mutex<Vec<Vec<u8>>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Listener {
    pub async fn good() -> Listener {
        Listener::start(Manner::Telling).await
    }

    pub async fn start(manner: Manner) -> Listener {
        // The port that printers have, where nobody else has it at this moment.
        let listener = match TcpListener::bind("127.0.0.1:9100").await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind("127.0.0.1:0").await.unwrap(),
        };
        let port = listener.local_addr().unwrap().port();
        let (manner, slips) = (Arc::new(Mutex::new(manner)), Arc::<Mutex<Vec<Vec<u8>>>>::default());
        let (how, kept) = (Arc::clone(&manner), Arc::clone(&slips));
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let now = *how.lock().unwrap();
                tokio::spawn(serve(socket, now, Arc::clone(&how), Arc::clone(&kept)));
            }
        });
        Listener { port, manner, slips, task }
    }

    pub fn site(&self) -> PrinterSite {
        PrinterSite::Network { host: "127.0.0.1".to_owned(), port: self.port }
    }

    /// From now on it behaves so.
    pub fn becomes(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// What arrived, without questions: one text of bytes a connection that brought any.
    pub fn slips(&self) -> Vec<Vec<u8>> {
        self.slips.lock().unwrap().clone()
    }

    /// Waits until so many slips have arrived.
    pub async fn received(&self, count: usize) {
        let begun = Instant::now();
        while self.slips().len() < count {
            assert!(begun.elapsed() < Duration::from_secs(20), "{} slips, not {count}", self.slips().len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A printer behind a device file: a terminal's other end, which the system can't tell from a serial line.
#[cfg(target_os = "linux")]
pub struct DeviceFile {
    path: std::path::PathBuf,
    received: Arc<Mutex<Vec<u8>>>,
    /// Held open, or the line is gone with whoever used it.
    _line: std::fs::File,
}

#[cfg(target_os = "linux")]
impl DeviceFile {
    pub fn start(manner: Manner) -> DeviceFile {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let printer = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&printer).unwrap();
        unlockpt(&printer).unwrap();
        let path = std::path::PathBuf::from(ptsname(&printer, Vec::new()).unwrap().into_string().unwrap());
        let line = std::fs::File::options().read(true).write(true).open(&path).unwrap();
        let received = Arc::<Mutex<Vec<u8>>>::default();
        let kept = Arc::clone(&received);
        std::thread::spawn(move || print_what_comes(std::fs::File::from(printer), manner, &kept));
        DeviceFile { path, received, _line: line }
    }

    pub fn site(&self) -> PrinterSite {
        PrinterSite::Path { path: self.path.display().to_string() }
    }

    /// Everything that arrived, without questions.
    pub fn printed(&self) -> Vec<u8> {
        without_questions(&self.received.lock().unwrap()).0
    }
}

/// Until the line is closed, or its manner is to be pulled out.
#[cfg(target_os = "linux")]
fn print_what_comes(mut printer: std::fs::File, manner: Manner, received: &Mutex<Vec<u8>>) {
    use std::io::{Read, Write};
    let (mut buffer, mut answered) = ([0; 16], 0);
    while let Ok(read @ 1..) = printer.read(&mut buffer) {
        let mut all = received.lock().unwrap();
        all.extend_from_slice(&buffer[..read]);
        let (slip, questions) = without_questions(&all);
        drop(all);
        if matches!(manner, Manner::CutsAfter(most) | Manner::TellsAndCutsAfter(most) if slip.len() >= most) {
            // By then the line holds the rest of the slip and the question after it, as a cable's adapter does.
            std::thread::sleep(Duration::from_millis(300));
            return;
        }
        for question in &questions[answered..] {
            let Some((after, answer)) = manner.answer(*question, slip.len()) else { continue };
            std::thread::sleep(after);
            let _ = printer.write_all(&[answer]);
        }
        answered = questions.len();
    }
}

async fn serve(mut socket: TcpStream, manner: Manner, how: Arc<Mutex<Manner>>, kept: Arc<Mutex<Vec<Vec<u8>>>>) {
    if manner == Manner::Stalls {
        tokio::time::sleep(Duration::from_secs(120)).await;
        return;
    }
    if manner == Manner::Endless {
        let (mut reading, mut writing) = socket.into_split();
        tokio::spawn(async move { while writing.write_all(&[b'?'; 4_096]).await.is_ok() {} });
        let mut all = Vec::new();
        let _ = reading.read_to_end(&mut all).await;
        keep(&kept, &without_questions(&all).0);
        return;
    }
    let most = match manner {
        Manner::CutsAfter(most) | Manner::TellsAndCutsAfter(most) => most,
        _ => usize::MAX,
    };
    let (mut all, mut buffer, mut answered) = (Vec::new(), [0; 512], 0);
    let at_once = if manner == Manner::Slow { 16 } else { buffer.len() };
    loop {
        if manner == Manner::Slow {
            tokio::time::sleep(Duration::from_millis(8)).await;
        }
        let read = socket.read(&mut buffer[..at_once]).await.unwrap_or(0);
        all.extend_from_slice(&buffer[..read]);
        let (slip, questions) = without_questions(&all);
        if slip.len() >= most {
            keep(&kept, &slip[..most]);
            // A reset, as a cable that is pulled.
            let _ = socket.set_zero_linger();
            return;
        }
        if matches!(manner, Manner::RunsOutAfter(most) if slip.len() >= most) {
            // There is none on the next connection either.
            *how.lock().unwrap() = Manner::NoPaper;
        }
        for question in &questions[answered..] {
            let Some((after, answer)) = manner.answer(*question, slip.len()) else { continue };
            tokio::time::sleep(after).await;
            if socket.write_all(&[answer]).await.is_err() {
                break;
            }
        }
        answered = questions.len();
        if read == 0 {
            keep(&kept, &slip);
            return;
        }
    }
}

fn keep(kept: &Mutex<Vec<Vec<u8>>>, slip: &[u8]) {
    if !slip.is_empty() {
        kept.lock().unwrap().push(slip.to_vec());
    }
}

/// What [`without_questions`] has for `GS r n`.
const DONE: u8 = 0;

/// A slip's bytes, and the questions among them: `DLE EOT n` as `n`, `GS r n` as [`DONE`].
fn without_questions(all: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut slip, mut questions, mut at) = (Vec::new(), Vec::new(), 0);
    while at < all.len() {
        match &all[at..] {
            [0x10, 0x04, n, ..] => {
                questions.push(*n);
                at += 3;
            }
            [0x1d, b'r', _, ..] => {
                questions.push(DONE);
                at += 3;
            }
            _ => {
                slip.push(all[at]);
                at += 1;
            }
        }
    }
    (slip, questions)
}

/// The text that a printer would put on paper, and that no line of it is wider than that.
pub fn decode(bytes: &[u8], paper: Paper) -> String {
    let (mut text, mut at) = (String::new(), 0);
    while at < bytes.len() {
        at += match &bytes[at..] {
            [0x1b, b'@', ..] => 2,
            [0x1b, b'p', ..] => 5,
            [0x1b, b'd', n, ..] => {
                text.push_str(&"\n".repeat(usize::from(*n)));
                3
            }
            [0x1b, ..] => 3,
            [0x1d, b'V', 65 | 66, ..] => 4,
            [0x1d, ..] => 3,
            [0x1c, ..] => 2,
            [byte, ..] => {
                assert!(byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n' | b'\r'), "{byte:#x} at {at}");
                text.push(char::from(*byte));
                1
            }
            [] => unreachable!("at is within the bytes"),
        };
    }
    for line in text.lines() {
        assert!(line.chars().count() <= paper.columns(), "wider than the paper: {line:?}");
    }
    text
}

/// Puts a printer into a ledger that no program has open.
pub async fn set(directory: &Path, site: &PrinterSite) {
    std::fs::create_dir_all(directory).unwrap();
    let opened = airtill_ledger::open(&Options::new(directory, "printer".to_owned())).unwrap();
    let printer = Printer { site: site.clone(), ..Printer::default() };
    let at = Timestamp::from_millis(1_795_338_000_000);
    opened.ledger.commit(at, Actor::Till, vec![Entry::PrinterSet { printer }]).await.unwrap();
}
