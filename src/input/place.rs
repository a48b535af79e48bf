//! Where an offset of a TOML text is: its line and its key.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The line of an offset, counted from 1.
pub(super) fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().iter().take(offset);
    let breaks = before.filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// The key whose name or value covers an offset: `stage[0].duration`; empty where none does.
pub(super) fn key_at(text: &str, offset: usize) -> String {
    let Ok(table) = DeTable::parse(text) else {
        return String::new();
    };
    in_table(table.get_ref(), offset, "").unwrap_or_default()
}

fn in_table(table: &DeTable<'_>, offset: usize, above: &str) -> Option<String> {
    // The innermost one: a table that is written as a section does not cover its members.
    let mut covering = None;
    for (name, value) in table {
        let dot = if above.is_empty() { "" } else { "." };
        let key = format!("{above}{dot}{}", name.get_ref());
        if let Some(inner) = in_value(value, offset, &key) {
            return Some(inner);
        }
        if name.span().contains(&offset) || value.span().contains(&offset) {
            covering = Some(key);
        }
    }
    covering
}

fn in_value(value: &Spanned<DeValue<'_>>, offset: usize, key: &str) -> Option<String> {
    match value.get_ref() {
        DeValue::Table(table) => in_table(table, offset, key),
        DeValue::Array(items) => (items.iter().enumerate()).find_map(|(index, item)| {
            let key = format!("{key}[{index}]");
            in_value(item, offset, &key).or_else(|| item.span().contains(&offset).then_some(key))
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_has_a_line_and_the_innermost_key() {
        let text = "name = \"x\"\n[fleet]\nworkers = 5\n[[stage]]\nduration = \"1s\"\n";
        let at = |part: &str| text.find(part).unwrap();
        assert_eq!((line_at(text, 0), line_at(text, at("workers"))), (1, 3));
        assert_eq!(key_at(text, at("workers")), "fleet.workers");
        assert_eq!(key_at(text, at("\"1s\"")), "stage[0].duration");
        assert_eq!(key_at("name = ", 0), "", "no key of what is no TOML");
    }
}
