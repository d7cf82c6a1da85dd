//! The owner's rules on the screen: what they do is shown while they are typed, they hold at the counter, are taken back, and come out of a
//! file that is tried first.

use super::owner::{click_button, fill, tab};
use super::people::{PASSPHRASE, set_up};
use super::window::Window;
use super::window::key::{ENTER, ESC, F2, F3, F10};
use super::{axe, open};
use tempfile::tempdir;

/// Chooses in a field that offers things.
async fn choose(window: &Window, css: &str, value: &str) {
    let chosen = window
        .script(&format!(
            "const field = document.querySelector({css:?});
             if (![...field.options].some((option) => option.value === {value:?})) return false;
             field.value = {value:?};
             for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {{ bubbles: true }}));
             return true;"
        ))
        .await;
    assert_eq!(chosen, true, "{value} is offered at {css}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_typed_beside_what_they_do_hold_at_the_counter_and_are_taken_back() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    set_up(&mut window).await;
    tab(&window, '6').await;
    window.wait("[data-testid=to-real]").await;

    // A rule that can't be says why; one that can shows what it would do.
    window.wait("[data-testid=add-rule]").await;
    click_button(&window, "[data-testid=rules]", "Add a rule").await;
    window.wait("[data-testid=rule-fields]").await;
    choose(&window, "[data-testid=rule-fields] select", "Airtime").await;
    fill(&mut window, "#rule-percent", "300").await;
    window.shows("[data-testid=rules] [data-testid=effects-wrong]", "surely a slip").await;
    fill(&mut window, "#rule-percent", "3").await;
    fill(&mut window, "#rule-flat", "5").await;
    window.shows("[data-testid=rules] [data-testid=effects]", "₦1,040").await;
    fill(&mut window, "#rule-least", "200").await;
    window.shows("[data-testid=rules] [data-testid=effects]", "₦220").await;
    window.picture("owner-rules-typed").await;
    assert_eq!(axe(&window).await, serde_json::json!([]));
    window.focus("#rule-least").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=rules] [data-testid=says]", "Rules saved").await;
    window.shows("[data-testid=rule]", "All airtime, ₦200 and more: face amount and 3 % and ₦5").await;

    // A plan that nobody may sell.
    click_button(&window, "[data-testid=rules]", "Stop something").await;
    window.wait("[data-testid=stop]").await;
    choose(&window, "[data-testid=stop] label:nth-of-type(2) select", "Mtn").await;
    window
        .until("its plans are offered", || async {
            window
                .script("return document.querySelectorAll('[data-testid=stop] label:nth-of-type(3) option').length > 3")
                .await
                == true
        })
        .await;
    let plan = window
        .script("return document.querySelector('[data-testid=stop] label:nth-of-type(3) option:nth-of-type(2)').textContent")
        .await;
    let plan = plan.as_str().unwrap().to_owned();
    let value = window
        .script("return document.querySelector('[data-testid=stop] label:nth-of-type(3) option:nth-of-type(2)').value")
        .await;
    choose(&window, "[data-testid=stop] label:nth-of-type(3) select", value.as_str().unwrap()).await;
    fill(&mut window, "#attendant-day", &format!("50000{ENTER}")).await;
    window.shows("[data-testid=rules] [data-testid=says]", "Rules saved").await;
    window.shows("[data-testid=rule-changes]", &format!("Not sold: MTN {plan}")).await;
    window.script("document.querySelector('[data-testid=rule-changes]').scrollIntoView()").await;
    window.picture("owner-rule-changes").await;

    // They hold at the counter.
    window.press(F2.to_string()).await;
    window.wait("#number").await;
    window.press(format!("080312345671000{ENTER}")).await;
    window.shows("[data-testid=review]", "₦1,040").await;
    // The number stays where the review is left.
    window.press(format!("{ESC}{F3}")).await;
    window.wait("[data-testid=plans] li").await;
    let offered = window.text("[data-testid=plans]").await;
    assert!(!offered.contains(&plan), "{plan} is offered: {offered}");

    // The last change is taken back; and all of it goes to a file and comes back from there.
    window.press(format!("{ESC}{F10}")).await;
    window.wait("#passphrase, [role=tab]").await;
    if window.focused().await == "passphrase" {
        window.press(format!("{PASSPHRASE}{ENTER}")).await;
    }
    window.wait("[role=tab]").await;
    tab(&window, '6').await;
    window.wait("[data-testid=rule-change]").await;
    let folder = home.path().display().to_string();
    fill(&mut window, "#rules-folder", &format!("{folder}{ENTER}")).await;
    window.shows("[data-testid=rule-changes]", "All rules are in").await;
    click_button(&window, "[data-testid=rule-change]", "Take it back").await;
    window.shows("[data-testid=rule-changes]", "what held before holds again").await;
    let file = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "json")).unwrap();
    fill(&mut window, "#rules-file", &format!("{}x{ENTER}", file.display())).await;
    window.shows("[data-testid=rule-changes]", "The file can't be read").await;
    fill(&mut window, "#rules-file", &format!("{}{ENTER}", file.display())).await;
    window.shows("[data-testid=rules-looked]", &format!("Not sold: MTN {plan}")).await;
    window.script("document.querySelector('[data-testid=rules-looked]').scrollIntoView()").await;
    window.picture("owner-rules-file").await;
    click_button(&window, "[data-testid=rules-looked]", "Take these rules").await;
    window.shows("[data-testid=rule-changes]", "The rules of the file hold from now on").await;
    let stopped = "[data-testid=stop] label:nth-of-type(2) select";
    window.wait(stopped).await;
    assert_eq!(window.value(stopped).await, "Mtn");
    window.close().await;
}

/// Customers who sell on pay less: their group is typed, a rule is made for it beside what they would pay, and the counter names them.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_of_customers_has_prices_of_its_own() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    set_up(&mut window).await;
    tab(&window, '6').await;
    window.wait("[data-testid=add-group]").await;

    click_button(&window, "[data-testid=customer-groups]", "Add a group").await;
    window.wait("[data-testid=customer-group]").await;
    fill(&mut window, "[data-testid=customer-group] input", "Resellers").await;
    fill(&mut window, "[data-testid=customer-group] textarea", "Mama Bisi").await;
    click_button(&window, "[data-testid=customer-group]", "Save").await;
    window.shows("[data-testid=customer-groups] [data-testid=says]", "no telephone number").await;
    fill(&mut window, "[data-testid=customer-group] textarea", "0803 123 4567 Mama Bisi").await;
    click_button(&window, "[data-testid=customer-group]", "Save").await;
    window.shows("[data-testid=customer-groups] [data-testid=says]", "Resellers: 1").await;

    click_button(&window, "[data-testid=rules]", "Add a rule").await;
    window.wait("#rule-group").await;
    choose(&window, "[data-testid=rule-fields] select", "Airtime").await;
    choose(&window, "#rule-group", "Resellers").await;
    fill(&mut window, "#rule-percent", "-2").await;
    window.shows("[data-testid=effects-buyers]", "Sold to Resellers").await;
    window.shows("[data-testid=rules] [data-testid=effects]", "₦980").await;
    window.script("document.querySelector('[data-testid=customer-groups]').scrollIntoView()").await;
    window.picture("owner-groups").await;
    assert_eq!(axe(&window).await, serde_json::json!([]));
    window.focus("#rule-percent").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=rule]", "All airtime, to Resellers: face amount less 2 %").await;

    // Not while a rule is for it.
    click_button(&window, "[data-testid=customer-group]", "Remove Resellers").await;
    window.shows("[data-testid=customer-groups] [data-testid=says]", "Rule 1").await;

    window.press(F2.to_string()).await;
    window.wait("#number").await;
    window.press("08031234567".to_owned()).await;
    window.shows("[data-testid=known-as]", "Mama Bisi, Resellers").await;
    window.press(format!("1000{ENTER}")).await;
    window.shows("[data-testid=priced-for]", "Price for Resellers").await;
    window.shows("[data-testid=pays]", "₦980").await;
    window.picture("review-group").await;
    assert_eq!(axe(&window).await, serde_json::json!([]));
    window.close().await;
}
