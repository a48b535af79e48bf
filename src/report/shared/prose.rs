//! Prose at the width of a terminal.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, wrap};

use super::Style;

/// Prose below this width is harder to read than lines that the terminal breaks.
const NARROWEST: usize = 20;

/// `text` in lines no wider than the terminal, the first after `first` columns that are taken already,
/// the others behind `indent` spaces. Lines break between words alone: a path, an id or a URL stays
/// whole, however long. Where nobody sees a terminal, the text stays one line, which tools read best.
pub fn wrapped(text: &str, first: usize, indent: usize, style: Style) -> String {
    let Some(width) = style.width.filter(|width| *width >= indent + NARROWEST) else {
        return text.to_owned();
    };
    let (taken, behind) = (" ".repeat(first), " ".repeat(indent));
    let options = Options::new(width)
        .initial_indent(&taken)
        .subsequent_indent(&behind)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let lines = wrap(text, options).join("\n");
    lines.get(first..).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(width: usize) -> Style {
        Style { width: Some(width), ..Style::default() }
    }

    #[test]
    fn lines_break_between_words_and_stand_below_each_other() {
        let text = "The answer MUST have a body that obeys specs/register_worker.yaml.";
        assert_eq!(
            wrapped(text, 6, 4, at(30)),
            "The answer MUST have a\n    body that obeys\n    specs/register_worker.yaml."
        );
        assert_eq!(wrapped(text, 6, 4, Style::default()), text);
    }

    proptest! {
        #[test]
        fn no_word_is_cut_and_no_line_of_several_words_is_too_wide(
            words in prop::collection::vec("[a-z/.#é]{1,40}", 1..40),
            width in 40_usize..200,
            first in 0_usize..12,
            indent in 0_usize..12,
        ) {
            let text = words.join(" ");
            let lines = format!("{}{}", " ".repeat(first), wrapped(&text, first, indent, at(width)));
            let found: Vec<&str> = lines.split_whitespace().collect();
            prop_assert_eq!(found, words.iter().map(String::as_str).collect::<Vec<_>>());
            for line in lines.lines() {
                let is_wide = line.chars().count() > width;
                prop_assert!(!is_wide || line.split_whitespace().count() == 1, "{}", line);
            }
        }
    }
}
