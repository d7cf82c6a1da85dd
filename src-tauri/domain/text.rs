//! Text that comes from elsewhere and is shown: what in it can't be seen, and changes how the rest is read, is left out. And bytes
//! as text.

/// Whether a character is not seen itself: controls, marks that turn the reading direction (with them `500` can be made to
/// look like `005`), characters of no width, what chooses another form of the
/// character before it, and marks of annotations.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text on one line as people should read it: what can't be seen is a space, and spaces are one.
pub fn tidy(text: &str) -> String {
    let seen: String = text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bytes as two lower-case hexadecimal digits each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text as it may be shown, of so many characters at most.
pub fn seen(text: &str, most_chars: usize) -> String {
    text.chars().filter(|c| !is_unseen(*c)).take(most_chars).collect()
}
