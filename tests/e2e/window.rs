//! The real window: the program itself, started and driven by WebKitWebDriver, by the keyboard alone.

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, MutexGuard};

/// One window at a time in a process: they share a screen.
static SCREEN: Mutex<()> = Mutex::const_new(());

/// Keys by name, as WebDriver codes them.
pub mod key {
    pub const ENTER: char = '\u{e007}';
    pub const ESC: char = '\u{e00c}';
    pub const LEFT: char = '\u{e012}';
    pub const DOWN: char = '\u{e015}';
    pub const F1: char = '\u{e031}';
    pub const F2: char = '\u{e032}';
    pub const F3: char = '\u{e033}';
    pub const F4: char = '\u{e034}';
    pub const F5: char = '\u{e035}';
    pub const F6: char = '\u{e036}';
    pub const F7: char = '\u{e037}';
    pub const F8: char = '\u{e038}';
    pub const F9: char = '\u{e039}';
    pub const F10: char = '\u{e03a}';
    pub const F11: char = '\u{e03b}';
    pub const F12: char = '\u{e03c}';
}

pub struct Window {
    pub client: Client,
    driver: Child,
    pressed: usize,
    home: PathBuf,
    _screen: MutexGuard<'static, ()>,
}

/// How a window is opened.
pub struct Start<'a> {
    pub binary: &'a Path,
    pub home: &'a Path,
    pub environment: &'a [(&'a str, &'a str)],
}

impl Window {
    /// Starts the program and waits until the sell form takes keys, or says why it can't.
    pub async fn open(start: Start<'_>) -> Window {
        let window = Window::begin(start).await;
        window.wait("#number, [data-testid=opening-failed]").await;
        window
    }

    /// Starts the program and waits for nothing.
    pub async fn begin(start: Start<'_>) -> Window {
        let screen = SCREEN.lock().await;
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "no screen: run the end-to-end tests through `make e2e`, which brings one"
        );
        let mut tries = 0;
        let (driver, client) = loop {
            let (mut driver, port) = driver(&start);
            if let Some(client) = session(port, start.binary, &mut driver).await {
                break (driver, client);
            }
            tries += 1;
            assert!(tries < 5, "WebKitWebDriver does not stay");
        };
        Window { client, driver, pressed: 0, home: start.home.to_owned(), _screen: screen }
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub async fn press(&mut self, keys: impl AsRef<str>) {
        for value in keys.as_ref().chars() {
            let source =
                KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
            self.client.perform_actions(source).await.expect("the window takes keys");
            self.pressed += 1;
        }
    }

    /// Presses a key while Alt is held.
    pub async fn press_with_alt(&self, value: char) {
        self.press_with('\u{e00a}', value).await;
    }

    /// Presses a key while Control is held.
    pub async fn press_with_ctrl(&self, value: char) {
        self.press_with('\u{e009}', value).await;
    }

    async fn press_with(&self, held: char, value: char) {
        let source = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        self.client.perform_actions(source).await.expect("the window takes keys");
    }

    /// Presses a key at which the program may die.
    pub async fn press_last(&self, value: char) {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let source = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value });
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.perform_actions(source)).await;
    }

    /// Presses a key after the time in which keys held from the step before don't count.
    pub async fn press_next(&mut self, key: char) {
        tokio::time::sleep(Duration::from_millis(400)).await;
        self.press(key.to_string()).await;
    }

    /// Presses a key after the time in which an end that came by itself takes none: whoever presses it has read that.
    pub async fn press_read(&mut self, key: char) {
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        self.press(key.to_string()).await;
    }

    /// Presses a key of the keypad with the mouse.
    pub async fn click(&self, key: &str) {
        let path = format!("//*[@data-testid='keypad']//button[normalize-space()='{key}']");
        self.client.find(Locator::XPath(&path)).await.unwrap().click().await.unwrap();
    }

    /// Sells what is typed, up to an ending that the card names.
    pub async fn sell(&mut self, typed: &str, ending: &str) {
        self.press(format!("{typed}{}", key::ENTER)).await;
        self.wait("[data-testid=review]").await;
        self.press_next(key::ENTER).await;
        self.shows("[data-testid=outcome]", ending).await;
    }

    /// Presses a button of the owner's screens by the keyboard, once it can be pressed.
    pub async fn press_button(&mut self, text: &str) {
        self.focus_button(text).await;
        self.press(key::ENTER.to_string()).await;
    }

    /// Puts the focus on a button of the owner's screens, once it can be pressed.
    pub async fn focus_button(&self, text: &str) {
        let marked = format!(
            "const found = [...document.querySelectorAll('.work button')].find((b) => b.textContent.trim() === '{text}');
             document.getElementById('asked')?.removeAttribute('id'); found.id = 'asked'; return !found.disabled;"
        );
        self.until("the button can be pressed", || async { self.script(&marked).await == true }).await;
        self.script("document.getElementById('asked').focus()").await;
    }

    /// Clicks on something, once it is there.
    pub async fn click_css(&self, css: &str) {
        self.wait(css).await;
        self.client.find(Locator::Css(css)).await.unwrap().click().await.unwrap();
    }

    /// Moves the mouse to where it points at nothing that explains itself.
    pub async fn mouse_away(&self) {
        let away = PointerAction::MoveTo { duration: None, x: 4.0, y: 420.0 };
        let source = MouseActions::new("mouse".to_owned()).then(away);
        self.client.perform_actions(source).await.expect("the window has a mouse");
    }

    /// The driver's process: the program and all its processes come from it.
    pub fn driver_id(&self) -> u32 {
        self.driver.id()
    }

    /// Keys pressed so far.
    pub fn pressed(&self) -> usize {
        self.pressed
    }

    /// Waits until something is there.
    pub async fn wait(&self, css: &str) {
        self.until(&format!("{css} is there"), || async { self.client.find(Locator::Css(css)).await.is_ok() }).await;
    }

    /// Waits until the text of something contains `part`.
    pub async fn shows(&self, css: &str, part: &str) {
        self.until(&format!("{css} shows {part:?}"), || async { self.text(css).await.contains(part) }).await;
    }

    /// The text of something; empty while it isn't there. Not WebDriver's own reading of it, which leaves out what is
    /// cut with an ellipsis.
    pub async fn text(&self, css: &str) -> String {
        match self.client.find(Locator::Css(css)).await {
            Ok(element) => element.prop("innerText").await.ok().flatten().unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// An attribute of something; empty while it isn't there.
    pub async fn attribute(&self, css: &str, name: &str) -> String {
        match self.client.find(Locator::Css(css)).await {
            Ok(element) => element.attr(name).await.ok().flatten().unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// What a field holds.
    pub async fn value(&self, css: &str) -> String {
        let element = self.client.find(Locator::Css(css)).await.unwrap();
        element.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Puts the focus into a field.
    pub async fn focus(&self, css: &str) {
        self.wait(css).await;
        self.script(&format!("const f = document.querySelector('{css}'); f.focus(); f.select?.()")).await;
    }

    /// The id of what has the focus.
    pub async fn focused(&self) -> String {
        self.script("return document.activeElement?.id ?? ''").await.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page that calls its last argument when it is done.
    pub async fn script_async(&self, script: &str) -> serde_json::Value {
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Gives the window another size, in pixels of the screen.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
        self.until("the window has its size", || async {
            self.script("return innerWidth * devicePixelRatio").await.as_f64().unwrap_or(0.0).round() as u32 == width
        })
        .await;
    }

    /// Calls a command of the program by hand, as a page that was tampered with could: what it answers, or its refusal.
    pub async fn invoke(&self, command: &str, arguments: &str) -> Result<serde_json::Value, serde_json::Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke('{command}', {arguments})
               .then((value) => done({{ ok: value ?? null }}), (error) => done({{ error: error ?? null }}));"
        );
        let answer = self.script_async(&script).await;
        match answer.get("ok") {
            Some(value) => Ok(value.clone()),
            None => Err(answer["error"].clone()),
        }
    }

    /// Takes a picture of the screen into `target/shots/`.
    pub async fn picture(&self, name: &str) {
        // What is in the page is not on the screen yet.
        tokio::time::sleep(Duration::from_millis(350)).await;
        picture(&target().join("shots"), name);
    }

    /// Waits up to 40 seconds.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, mut holds: impl FnMut() -> F) {
        let begun = Instant::now();
        while !holds().await {
            if begun.elapsed() > Duration::from_secs(40) {
                self.picture("failed").await;
                let body = self.text("body").await;
                panic!("in vain: {what}\nthe window shows:\n{body}");
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Closes the window and waits until the program has let go of its ledgers.
    pub async fn close(mut self) {
        // The program is gone before the answer is: that is no fault.
        let _ = self.client.clone().close().await;
        wait_until_free(&self.home).await;
        self.end_driver();
    }

    /// `kill -9`, whatever it is doing.
    pub async fn kill(mut self) {
        self.end_driver();
        wait_until_free(&self.home).await;
    }

    /// Starts the program without a driver, and kills it after so long: on a quick machine it is opening its ledgers then.
    pub async fn begin_and_kill(start: Start<'_>, after: Duration) {
        let _screen = SCREEN.lock().await;
        let mut command = Command::new(start.binary);
        command.env("AIRTILL_HOME", start.home).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut program = command.spawn().expect("the program starts");
        tokio::time::sleep(after).await;
        let _ = Command::new("kill").args(["-9", "--", &format!("-{}", program.id())]).stderr(Stdio::null()).status();
        let _ = program.wait();
        wait_until_free(start.home).await;
    }

    /// Waits until the program has died by itself.
    pub async fn died(mut self) {
        wait_until_free(&self.home).await;
        self.end_driver();
    }

    fn end_driver(&mut self) {
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.driver.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.end_driver();
    }
}

/// The program's own processes in a process group, by their ids: not those of its page.
pub fn programs(group: u32) -> Vec<u32> {
    let is_one = |pid: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        stat.contains("(airtill)") && after_name.split(' ').nth(3) == Some(group.to_string().as_str())
    };
    let processes = std::fs::read_dir("/proc").expect("a Linux machine").flatten();
    processes.filter_map(|process| process.file_name().to_string_lossy().parse().ok()).filter(is_one).collect()
}

/// What the program says on its way out is kept beside its data, where tests look for secrets.
fn errors(home: &Path) -> Stdio {
    let file = std::fs::create_dir_all(home)
        .and_then(|()| std::fs::File::options().create(true).append(true).open(home.join("stderr.txt")));
    file.map_or_else(|_| Stdio::null(), Stdio::from)
}

/// Where builds and pictures go: the folder above this program's own.
pub fn target() -> PathBuf {
    let own = std::env::current_exe().expect("this program has a path");
    let profile = own.ancestors().find(|folder| folder.join(".fingerprint").is_dir()).expect("it was built by cargo");
    profile.parent().expect("a profile's folder stands in the target folder").to_owned()
}

/// Takes a picture of the whole screen.
pub fn picture(directory: &Path, name: &str) {
    std::fs::create_dir_all(directory).unwrap();
    let file = directory.join(format!("{name}.png"));
    let _ = Command::new("import").args(["-window", "root"]).arg(file).status();
}

/// A driver of its own, at a port that was free a moment ago.
fn driver(start: &Start<'_>) -> (Child, u16) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new("WebKitWebDriver");
    command
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("AIRTILL_HOME", start.home)
        .stdout(Stdio::null())
        .stderr(errors(start.home));
    for (name, value) in start.environment {
        if value.is_empty() {
            command.env_remove(name);
        } else {
            command.env(name, value);
        }
    }
    // A group of its own, so that nothing of it outlives the test.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    (command.spawn().expect("WebKitWebDriver is installed by `make e2e`"), port)
}

/// `None` where the driver has ended: somebody else took its port in between.
async fn session(port: u16, binary: &Path, driver: &mut Child) -> Option<Client> {
    let capabilities = json!({ "webkitgtk:browserOptions": { "binary": binary, "args": [] } });
    let capabilities = capabilities.as_object().unwrap().clone();
    let begun = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://127.0.0.1:{port}");
        let connecting = builder.capabilities(capabilities.clone()).connect(&address);
        match tokio::time::timeout(Duration::from_secs(20), connecting).await {
            Ok(Ok(client)) => {
                // The accessibility checker takes its time over a long screen, beside other tests.
                let patient = TimeoutConfiguration::new(Some(Duration::from_secs(150)), None, None);
                client.update_timeouts(patient).await.ok()?;
                return Some(client);
            }
            Ok(Err(_)) if driver.try_wait().is_ok_and(|ended| ended.is_some()) => return None,
            Ok(Err(_)) if begun.elapsed() < Duration::from_secs(20) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            other => panic!("no session: {other:?}"),
        }
    }
}

/// The locks of both shops can be taken: the program has ended.
async fn wait_until_free(home: &Path) {
    let begun = Instant::now();
    for shop in ["practice", "shop"] {
        let Ok(lock) = std::fs::File::options().write(true).open(home.join(shop).join("lock")) else { continue };
        while lock.try_lock().is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "the program does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
