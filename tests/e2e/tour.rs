//! Every screen there is, in every theme, in a small window and with large text: without serious findings of the accessibility
//! checker, with nothing outside the window, and with a picture of each to be looked at.

use super::people::set_up;
use super::window::Window;
use super::window::key::{ENTER, ESC, F1, F2, F3, F4, F6, F7, F8, F9, F10, F12, LEFT};
use super::{axe, open_with};
use airtill_domain::clock::{Clock, SystemClock};
use airtill_tests::generator::write_journal_until;
use serde_json::json;
use tempfile::tempdir;

/// How the window looks on a tour, by the word of the page, and what its pictures are called.
const LIGHT: (&str, &str) = ("Light", "");
const DARK: (&str, &str) = ("Dark", "-dark");
const CONTRAST: (&str, &str) = ("Contrast", "-contrast");

/// A window that is led through every screen.
struct Tour {
    window: Window,
    /// `None` speaks the marked language, in which a text without marks is one that can't be translated.
    theme: Option<(&'static str, &'static str)>,
}

impl std::ops::Deref for Tour {
    type Target = Window;

    fn deref(&self) -> &Window {
        &self.window
    }
}

impl std::ops::DerefMut for Tour {
    fn deref_mut(&mut self) -> &mut Window {
        &mut self.window
    }
}

async fn look(window: &Window, theme: &str, percent: u16) {
    window.invoke("save_look", &format!("{{ theme: '{theme}', textPercent: {percent}, sounds: true }}")).await.unwrap();
    let wanted = theme.to_lowercase();
    window
        .until("the window looks so", || async {
            window.script("return document.documentElement.dataset.theme").await == wanted.as_str()
        })
        .await;
    let ratio = f64::from(percent) / 100.0;
    window
        .until("the text is so large", || async {
            let width = window.script("return outerWidth / innerWidth").await.as_f64().unwrap_or_default();
            (width - ratio).abs() < 0.05
        })
        .await;
}

/// Speaks the marked language.
async fn speak_marked(window: &Window) {
    window.invoke("save_language", "{ language: 'marked' }").await.unwrap();
    window.until("it is spoken", || is_marked(window)).await;
}

async fn is_marked(window: &Window) -> bool {
    window.script("return document.documentElement.dataset.language").await == "marked"
}

/// Texts, names and hints that stand outside of marks, and are no names, numbers or keys.
async fn unmarked(window: &Window) -> serde_json::Value {
    let script = format!(
        "const names = /{NAMES}/g;
         const found = [];
         const judge = (text, where) => {{
           const left = text.replace(names, '');
           const outside = left.match(/[A-Za-z]{{2,}}.{{0,40}}/);
           if (outside) found.push(outside[0].trim() + ' | ' + where.outerHTML.slice(0, 90));
         }};
         let depth = 0;
         const outside = (text) => {{
           let out = '';
           for (const c of text) {{
             if (c === '⟦') depth += 1;
             else if (c === '⟧') depth = Math.max(0, depth - 1);
             else if (depth === 0) out += c;
           }}
           return out;
         }};
         const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
         while (walker.nextNode()) {{
           const at = walker.currentNode.parentElement;
           if (at.closest('script, style, {NAMES_STAND_IN}') || !at.checkVisibility()) continue;
           const left = outside(walker.currentNode.data);
           if (left.trim() !== '') judge(left, at);
         }}
         for (const e of document.querySelectorAll('[aria-label], [title], [placeholder]')) {{
           for (const name of ['aria-label', 'title', 'placeholder']) {{
             depth = 0;
             judge(outside(e.getAttribute(name) ?? ''), e);
           }}
         }}
         return [...new Set(found)];"
    );
    window.script(&script).await
}

/// What is no sentence in any language: networks, vendors, keys, amounts of data, references and codes, and what people of this
/// tour have typed.
const NAMES: &str = "Airtill|NGN|MTN|Airtel|Glo|T2|9mobile|Smile|NTEL|VDT|SMEmpower|SMEPlug|Strongmb|VTpass|Simpu|SME|\\bF\\d+\\b|\
    Enter|Esc|Alt|[\\d.]+[GM]B|\\b\\d{16}\\w{12}\\b|\\b\\w{5}-\\w{5}\\b|https:[^ ]+|name@example\\.com|\
    Mama Ada Airtime|Mama Bisi|Ada|Bola|NGOZI EZE|TESTER\\d|fuel for the generator|change was given wrong";
/// Where names stand that vendors give: plans, banks, whose an account is. And each language's own name.
const NAMES_STAND_IN: &str =
    "[data-testid=plans] li b, [data-testid=banks] li b, [data-testid=bank], [data-testid=holder], button[lang]";

/// Checks the screen, and takes its picture; in the marked language, that every text of it can be translated.
async fn station(tour: &Tour, name: &str) {
    let Some((theme, suffix)) = tour.theme else {
        assert_eq!(unmarked(tour).await, json!([]), "{name}: texts that can't be translated");
        return;
    };
    // A card that is still fading in has the contrast of a faded one.
    let still = "return document.getAnimations().every((one) => one.playState !== 'running')";
    tour.until("nothing moves any more", || async { tour.script(still).await == true }).await;
    assert_eq!(axe(tour).await, json!([]), "{name} in {theme}");
    assert_eq!(unnamed(tour).await, json!([]), "{name}: controls without a name");
    assert_eq!(small(tour).await, json!([]), "{name}: too small for a finger");
    assert_eq!(uneven(tour).await, json!([]), "{name}: bars that can't be compared");
    tour.picture(&format!("tour-{name}{suffix}")).await;
}

/// One picture of what does not stay; in the marked language, no picture but its texts.
async fn still(tour: &Tour, name: &str) {
    match tour.theme {
        None => assert_eq!(unmarked(tour).await, json!([]), "{name}: texts that can't be translated"),
        Some((_, suffix)) => tour.picture(&format!("tour-{name}{suffix}")).await,
    }
}

/// Controls that a screen reader has no name for. The checker skips what it can't see.
async fn unnamed(window: &Window) -> serde_json::Value {
    window
        .script(
            "const by = (e) => (e.getAttribute('aria-labelledby') ?? '').split(' ').filter((id) => id !== '');
             const named = (e) => (e.ariaLabel ?? '') !== '' || e.labels?.length > 0 || e.innerText?.trim() !== ''
               || (by(e).length > 0 && by(e).every((id) => document.getElementById(id)?.innerText.trim()));
             return [...document.querySelectorAll('button, input, select, [role=tab], [role=option]')]
               .filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 120));",
        )
        .await
}

/// Buttons, fields and their like that are lower than a finger wants: 48 pixels. A box or a dot counts with the label it stands in.
async fn small(window: &Window) -> serde_json::Value {
    window
        .script(
            "return [...document.querySelectorAll('button, input, select, [role=tab], [role=option]')]
               .filter((e) => e.checkVisibility())
               .map((e) => [e, (e.matches('[type=checkbox], [type=radio]') ? e.closest('label') : e).getBoundingClientRect()])
               .filter(([, r]) => r.height > 0 && r.height < 47.5)
               .map(([e, r]) => Math.round(r.height) + ' ' + e.outerHTML.slice(0, 110));",
        )
        .await
}

/// Charts whose bars have lines of different lengths to fill.
async fn uneven(window: &Window) -> serde_json::Value {
    window
        .script(
            "const widths = (chart) => [...chart.querySelectorAll('.pair')].map((e) => Math.round(e.getBoundingClientRect().width));
             return [...document.querySelectorAll('figure ol')]
               .filter((chart) => Math.max(...widths(chart)) - Math.min(...widths(chart)) > 1)
               .map((chart) => chart.parentElement.innerText.slice(0, 60) + ': ' + widths(chart));",
        )
        .await
}

/// What reaches beyond the window's sides, and buttons that can't be scrolled into it.
async fn outside(window: &Window) -> serde_json::Value {
    window
        .script(
            "const out = [];
             if (document.documentElement.scrollWidth > innerWidth) out.push('the page is ' + document.documentElement.scrollWidth + ' wide');
             for (const e of document.querySelectorAll('button, input, select, p, h1, h2, dd, dt')) {
               if (!e.checkVisibility() || e.closest('[role=listbox]')) continue;
               const r = e.getBoundingClientRect();
               if (r.width > 1 && (r.right > innerWidth + 1 || r.left < -1)) out.push(e.outerHTML.slice(0, 90) + ' ends at ' + r.right);
               if (e.tagName !== 'BUTTON') continue;
               const at = r.top;
               e.scrollIntoView({ block: 'nearest' });
               const now = e.getBoundingClientRect();
               const there = document.elementFromPoint((now.left + now.right) / 2, (now.top + now.bottom) / 2);
               if (!e.contains(there)) out.push(e.outerHTML.slice(0, 90) + ' lies under ' + there?.outerHTML.slice(0, 60));
               if (now.bottom > innerHeight + 1 || now.top < -1) out.push(e.outerHTML.slice(0, 90) + ' at ' + now.top + ' of ' + innerHeight);
             }
             return out;",
        )
        .await
}

/// Small windows and large text: nothing is lost. Once is enough: no theme has sizes of its own.
async fn sizes(tour: &Tour, name: &str) {
    if tour.theme != Some(LIGHT) {
        return;
    }
    tour.resize(1024, 600).await;
    tour.picture(&format!("tour-{name}-small")).await;
    assert_eq!(outside(tour).await, json!([]), "{name} at 1024 x 600");
    tour.resize(1366, 768).await;
    look(tour, "Light", 200).await;
    tour.picture(&format!("tour-{name}-large")).await;
    assert_eq!(outside(tour).await, json!([]), "{name} at 200 %");
    look(tour, "Light", 100).await;
}

/// The shift's screens: its float, the drawer, the count, the verdict and the Z.
async fn shift(window: &mut Tour) {
    window.press(F7.to_string()).await;
    super::shift::count(window, &["4", "2"]).await;
    station(window, "shift-float").await;
    sizes(window, "shift-float").await;
    window.focus("[data-testid=open-shift]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "Shift 1").await;
    window.press(format!("{F2}{ESC}{ESC}")).await;
    super::shift::on_credit(window, "08031234569400", "Mama Bisi").await;
    window.press(F7.to_string()).await;
    window.until("the amount has the focus", || async { window.focused().await == "moved" }).await;
    window.press(format!("1500{ENTER}")).await;
    window.until("the reason has the focus", || async { window.focused().await == "reason" }).await;
    window.press(format!("fuel for the generator{ENTER}")).await;
    window.shows("[data-testid=movements]", "fuel").await;
    station(window, "drawer").await;
    sizes(window, "drawer").await;
    window.press(F8.to_string()).await;
    window.wait("[data-testid=begin-close]").await;
    station(window, "close-begin").await;
    window.focus("[data-testid=begin-close]").await;
    window.press_next(ENTER).await;
    super::shift::count(window, &["2", "1"]).await;
    station(window, "close-count").await;
    sizes(window, "close-count").await;
    window.focus("[data-testid=lock]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=verdict]", "short").await;
    station(window, "close-verdict").await;
    sizes(window, "close-verdict").await;
    window.focus("#short-reason").await;
    window.press(format!("change was given wrong{ENTER}")).await;
    window.shows("[data-testid=sheet]", "Z REPORT 1").await;
    station(window, "close-z").await;
    sizes(window, "close-z").await;
}

/// A transfer up to its review, and nothing sent.
async fn transfer(window: &mut Tour) {
    window.press(F12.to_string()).await;
    window.wait("[data-testid=banks] li").await;
    station(window, "banks").await;
    sizes(window, "banks").await;
    window.focus("#bank").await;
    window.press(format!("access{ENTER}")).await;
    window.until("the account is next", || async { window.focused().await == "account-number" }).await;
    window.press("8031234566").await;
    window.wait("#transfer-amount:enabled").await;
    window.until("the amount is next", || async { window.focused().await == "transfer-amount" }).await;
    window.press("60000").await;
    window.shows("[data-testid=transfer-amount-says]", "PIN will be asked for").await;
    station(window, "transfer").await;
    sizes(window, "transfer").await;
    window.focus("#transfer-amount").await;
    window.press(ENTER.to_string()).await;
    window.wait("[data-testid=review]").await;
    station(window, "transfer-review").await;
    sizes(window, "transfer-review").await;
    for _ in 0..5 {
        window.press(ESC.to_string()).await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    window.wait("#number").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_can_be_used_by_everyone_in_the_light_theme_and_at_every_size() {
    tour(Some(LIGHT)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_can_be_used_by_everyone_in_the_dark_theme() {
    tour(Some(DARK)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_can_be_used_by_everyone_in_the_theme_of_strong_contrast() {
    tour(Some(CONTRAST)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_of_every_screen_can_be_translated() {
    tour(None).await;
}

async fn tour(theme: Option<(&'static str, &'static str)>) {
    let home = tempdir().unwrap();
    let yesterday = SystemClock.now().day().before(1);
    write_journal_until(&home.path().join("practice"), 21, 2_800, yesterday);
    let asked: &[(&str, &str)] = if theme.is_none() { &[("AIRTILL_MARKED", "1")] } else { &[] };
    let mut window = Tour { window: open_with(home.path(), asked).await, theme };
    match theme {
        Some((theme, _)) => look(&window, theme, 100).await,
        None => {
            window.press(F1.to_string()).await;
            window.click_css("[data-testid=language-marked]").await;
            window.until("it is spoken", || is_marked(&window)).await;
            window.press(ESC.to_string()).await;
            window.wait("#number").await;
        }
    }
    window.click_css("[data-testid=notices] button").await;
    window.mouse_away().await;
    station(&window, "sell").await;
    sizes(&window, "sell").await;

    window.sell("08031234567500", "Delivered").await;
    station(&window, "delivered").await;
    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=repeat]").await;
    station(&window, "review-again").await;
    sizes(&window, "review-again").await;
    window.press(format!("{ESC}{ESC}{ESC}")).await;
    window.sell("080300000031000", "is owed").await;
    station(&window, "failed").await;
    sizes(&window, "failed").await;
    window.press_next(ESC).await;
    window.press(format!("0803000001120000{ENTER}")).await;
    window.wait("[data-testid=last-four]").await;
    window.press("0011").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Sending").await;
    still(&window, "sending").await;
    window.shows("[data-testid=outcome]", "Not known yet").await;
    station(&window, "not-known").await;

    window.press(F3.to_string()).await;
    window.press("08031112223").await;
    window.shows("[data-testid=plans]", "1GB").await;
    station(&window, "plans").await;
    sizes(&window, "plans").await;
    window.press(format!("{ESC}s")).await;
    window.wait("#account").await;
    window.press(format!("tester@sandbox.com{ENTER}")).await;
    window.shows("[data-testid=account-says]", "which account").await;
    station(&window, "smile").await;
    window.press(format!("{ESC}{ESC}")).await;

    transfer(&mut window).await;
    window.press(F4.to_string()).await;
    window.wait("[data-testid=questions]").await;
    station(&window, "open").await;
    sizes(&window, "open").await;
    window.press(F6.to_string()).await;
    window.shows("[data-testid=found]", "3 sales").await;
    station(&window, "ledger").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=story]", "Taken: ").await;
    station(&window, "story").await;
    sizes(&window, "story").await;
    window.press("d").await;
    window.shows("[data-testid=slip]", "WHAT HAPPENED").await;
    still(&window, "dispute-slip").await;
    assert_eq!(axe(&window).await, json!([]), "the dispute slip");
    window.press(format!("{ESC}r")).await;
    window.shows("[data-testid=slip]", "COPY").await;
    window.press(format!("{ESC}{ESC}{F1}")).await;
    window.shows("[data-testid=keys-Typing]", "NTEL").await;
    station(&window, "help").await;
    sizes(&window, "help").await;

    shift(&mut window).await;
    set_up(&mut window).await;
    window.wait("[data-vendor=SmePlug]").await;
    // The new shop has a language of its own, and a look.
    match theme {
        Some((theme, _)) => look(&window, theme, 100).await,
        None => speak_marked(&window).await,
    }
    for (digit, name, there) in [
        ('2', "vendors", "[data-vendor=SmePlug]"),
        ('3', "wallets", ".page table"),
        ('4', "choosing", "[data-testid=order]"),
        ('5', "people", "[data-testid=staff]"),
        ('6', "prices", "#margin"),
        ('7', "audit", "[data-testid=audit] b"),
        ('8', "records", "[data-testid=records]"),
        ('9', "screen", "[data-testid=keys]"),
        ('0', "paper", "[data-testid=closed-shifts] button"),
    ] {
        window.press_with_alt(digit).await;
        window.wait(there).await;
        // The folder of whoever runs the tests is nobody's business in a picture.
        window.script("const f = document.querySelector('#folder, #statement-folder'); if (f) f.value = '/home/ada/Documents'").await;
        station(&window, &format!("owner-{name}")).await;
        sizes(&window, &format!("owner-{name}")).await;
    }

    window.press_with_alt('2').await;
    window.wait("[data-vendor=notices]").await;
    window.click_css("[data-vendor=notices]").await;
    window.wait("[data-testid=listener]").await;
    station(&window, "owner-notices").await;
    sizes(&window, "owner-notices").await;

    // Without a key the practice shop is still on the screen: its years, at a glance.
    window.press_with_alt('1').await;
    window.shows("[data-testid=glance]", "compared until").await;
    window.shows("[data-testid=suspicious]", "Nothing of late").await;
    window.press(LEFT.to_string()).await;
    window
        .until("the day before", || async { !window.text("[data-testid=glance]").await.contains("compared until") })
        .await;
    assert_ne!(window.text("[data-figure=Takings] dd").await, "₦0");
    // The last click was where a bar stands now, and a bar explains itself over half of the chart.
    window.mouse_away().await;
    station(&window, "owner-today").await;
    sizes(&window, "owner-today").await;
    window.press(F9.to_string()).await;
    window.wait("[data-testid=locked-screen]").await;
    still(&window, "locked").await;
    assert_eq!(axe(&window).await, json!([]), "the locked screen");
    window.press(F10.to_string()).await;
    window.wait("#secret").await;
    assert_eq!(axe(&window).await, json!([]), "the passphrase on the locked screen");
    window.window.close().await;
}
