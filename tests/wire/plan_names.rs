//! Whole lists of plan names: what VTpass, SMEPlug and resellers call theirs, and Smile's of the document. Each row of
//! `examples/plan-names.tsv` was looked at by a person: an empty cell means that the name doesn't say it for certain, and stays raw.
//! `AIRTILL_WRITE_PLANS=1` writes the rows anew, to be looked at again.

use airtill_domain::plan::Plan;
use std::path::Path;

#[test]
fn whole_lists_are_read_right_or_stay_raw() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wire/examples/plan-names.tsv");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let read = |row: &str| {
        let cells: Vec<&str> = row.split('\t').collect();
        let plan = Plan::read(cells[1]);
        let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
        let (mb, days) = (number(plan.size_mb), number(plan.days.map(u32::from)));
        format!("{}\t{}\t{mb}\t{days}\t{}\t{}", cells[0], cells[1], plan.kind.word(), plan.title())
    };
    let now: Vec<String> = rows.lines().map(read).collect();
    if std::env::var_os("AIRTILL_WRITE_PLANS").is_some() {
        std::fs::write(&path, format!("{head}\n{}\n", now.join("\n"))).unwrap();
    }
    let wrong: Vec<(&str, &String)> = rows.lines().zip(&now).filter(|(row, now)| row != now).collect();
    assert!(wrong.is_empty(), "{} of {} rows: {wrong:#?}", wrong.len(), now.len());
    assert!(now.len() >= 300, "{}", now.len());
    let raw = rows.lines().filter(|row| row.split('\t').skip(2).take(2).any(str::is_empty)).count();
    println!("{} names, {raw} without a size or days that can be read for certain", now.len());
}
