//! Tables as CSV after RFC 4180: commas, CRLF, quotes doubled. Opening one runs no formula.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::civil::Date;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words that people wrote.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, written 2026-05-06.
    Day(Date),
}

/// A table with named columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<Cow<'static, str>>,
    /// The rows; each has as many cells as the head.
    pub rows: Vec<Vec<Cell>>,
}

impl Cell {
    /// Words; empty ones are nothing.
    pub fn text(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Self::Empty } else { Self::Text(words) }
    }

    /// A number, if there is one.
    pub fn number(number: Option<impl Into<f64>>) -> Self {
        number.map_or(Self::Empty, |n| Self::Number(n.into()))
    }

    /// A day, if there is one.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(words) => quoted(&guarded(words)),
            // A number is written by us and cannot be a formula, also when it is negative.
            Self::Number(n) if n.is_finite() => n.to_string(),
            Self::Number(_) => String::new(),
            Self::Day(day) => day.to_string(),
        }
    }
}

impl Table {
    /// The table as text, CRLF at the end of every line.
    pub fn to_csv(&self) -> String {
        let mut out = String::new();
        line(&mut out, self.head.iter().map(|name| quoted(name)));
        for row in &self.rows {
            line(&mut out, row.iter().map(Cell::written));
        }
        out
    }
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        let comma = if i > 0 { "," } else { "" };
        // Writing into a String does not fail.
        let _ = write!(out, "{comma}{cell}");
    }
    out.push_str("\r\n");
}

/// A spreadsheet takes a cell that begins like this for a formula: an apostrophe before it makes it words again.
fn guarded(words: &str) -> String {
    const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠'];
    // Some programs skip blanks before they look.
    let first = words.trim_start_matches(' ').chars().next();
    if first.is_some_and(|c| FORMULA.contains(&c)) { format!("'{words}") } else { words.to_owned() }
}

fn quoted(words: &str) -> String {
    let needs = words.contains([',', '"', '\r', '\n', ';', '\t']) || words.starts_with(' ') || words.ends_with(' ');
    if needs { format!("\"{}\"", words.replace('"', "\"\"")) } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads CSV as RFC 4180 says.
    fn read(csv: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell, mut inside) = (Vec::new(), Vec::new(), String::new(), false);
        let mut chars = csv.chars().peekable();
        while let Some(c) = chars.next() {
            match (inside, c) {
                (true, '"') if chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                (_, '"') => inside = !inside,
                (false, ',') => row.push(std::mem::take(&mut cell)),
                (false, '\r') if chars.peek() == Some(&'\n') => {
                    chars.next();
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                (_, c) => cell.push(c),
            }
        }
        rows
    }

    #[test]
    fn words_that_look_like_a_formula_stay_words() {
        for words in ["=1+2", "+49 30 1", "-1.5 mm", "@SUM(A1)", "\t=1", "  =1", "＝1", "|calc"] {
            let written = Cell::text(words).written();
            let first = written.trim_start_matches('"').chars().next();
            assert_eq!(first, Some('\''), "{words:?} became {written:?}");
        }
        assert_eq!(Cell::Number(-1.5).written(), "-1.5", "a number of ours is no formula");
        assert_eq!(Cell::text("1–2 grades").written(), "1–2 grades");
        assert_eq!(Cell::Number(f64::NAN).written(), "");
    }

    #[test]
    fn a_table_has_a_head_and_lines_of_equal_length() {
        let table = Table {
            head: vec!["date".into(), "words".into()],
            rows: vec![vec![Cell::Day(jiff::civil::date(2026, 5, 6)), Cell::text("red, \"hot\"\nswollen")]],
        };
        assert_eq!(table.to_csv(), "date,words\r\n2026-05-06,\"red, \"\"hot\"\"\nswollen\"\r\n");
    }

    proptest! {
        #[test]
        fn what_was_written_reads_back(cells in prop::collection::vec("[ -~\\n\\r\\tä=,\";]{0,12}", 2..6)) {
            let rows = vec![cells.iter().map(|c| Cell::text(c.clone())).collect()];
            let csv = Table { head: vec!["a".into(); cells.len()], rows }.to_csv();
            let read = read(&csv);
            prop_assert_eq!(read.len(), 2, "{:?}", csv);
            for (got, cell) in read[1].iter().zip(&cells) {
                prop_assert!(got == cell || *got == format!("'{cell}"), "{:?} became {:?}", cell, got);
            }
        }
    }
}
