//! The texts between quotation marks in a Rust file, and the calls around each.

/// A text in the code.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// Its line, from 1.
    pub line: usize,
    /// The text as it is, its escapes still in it; a line that goes on in the next is one.
    pub text: String,
    /// The same without escapes and without what is filled in.
    pub bare: String,
    /// The calls around it, outermost first: `say!`, `Button::new` is `new`, an attribute is `#`.
    pub calls: Vec<String>,
}

impl Literal {
    /// The text with `value` where something is filled in.
    pub fn with(&self, value: &str) -> String {
        filled(&self.text, value)
    }
}

/// Every text of a file but those in comments, attributes other than `error`, and the tests at its foot.
pub fn literals(source: &str) -> Vec<Literal> {
    let end = source.find("#[cfg(test)]").unwrap_or(source.len());
    let chars: Vec<char> = source[..end].chars().collect();
    let (mut i, mut line, mut calls, mut found) = (0, 1, Vec::new(), Vec::new());
    let mut name = String::new();
    while let Some(&c) = chars.get(i) {
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        match c {
            '/' if next == '/' => {
                while chars.get(i).is_some_and(|c| *c != '\n') {
                    i += 1;
                }
                continue;
            }
            '"' => {
                let begins = line;
                let raw = raw_marks(&chars, i);
                let (text, after) = if let Some(marks) = raw { raw_text(&chars, i, marks) } else { text(&chars, i) };
                line += chars[i..after].iter().filter(|c| **c == '\n').count();
                let quiet = calls.iter().any(|call| call == "#") && !calls.iter().any(|call| call == "error");
                if !quiet {
                    let bare = filled(&text, "");
                    let bare =
                        ["\\n", "\\t", "\\\"", "\\0"].iter().fold(bare, |bare, escape| bare.replace(escape, " "));
                    found.push(Literal { line: begins, text, bare, calls: calls.clone() });
                }
                i = after;
                name.clear();
                continue;
            }
            // A letter, not a lifetime.
            '\'' if next == '\\' || chars.get(i + 2) == Some(&'\'') => {
                i += if next == '\\' { 3 } else { 2 };
                while chars.get(i).is_some_and(|c| *c != '\'') && next == '\\' {
                    i += 1;
                }
            }
            '(' | '[' | '{' => {
                calls.push(std::mem::take(&mut name));
            }
            ')' | ']' | '}' => {
                calls.pop();
                name.clear();
            }
            '\n' => line += 1,
            c if c.is_alphanumeric() || c == '_' => {
                if !chars.get(i.wrapping_sub(1)).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
                    name.clear();
                }
                name.push(c);
            }
            '!' if next == '(' || next == '[' => name.push('!'),
            '#' if next == '[' => name = "#".to_owned(),
            ' ' => {}
            _ => name.clear(),
        }
        i += 1;
    }
    found
}

/// How many `#` stand between an `r` and the mark at `at`; `None` if it begins no raw text.
fn raw_marks(chars: &[char], at: usize) -> Option<usize> {
    let marks = chars[..at].iter().rev().take_while(|c| **c == '#').count();
    (chars.get(at.checked_sub(marks + 1)?) == Some(&'r')).then_some(marks)
}

/// A raw text, and the place after it.
fn raw_text(chars: &[char], at: usize, marks: usize) -> (String, usize) {
    let mut end = at + 1;
    while end < chars.len()
        && !(chars[end] == '"' && chars[end + 1..].iter().take_while(|c| **c == '#').count() >= marks)
    {
        end += 1;
    }
    (chars[at + 1..end].iter().collect(), (end + 1 + marks).min(chars.len()))
}

/// A usual text, and the place after it.
fn text(chars: &[char], at: usize) -> (String, usize) {
    let (mut text, mut i) = (String::new(), at + 1);
    while i < chars.len() && chars[i] != '"' {
        if chars[i] == '\\' && chars.get(i + 1) == Some(&'\n') {
            i += 2;
            while chars.get(i).is_some_and(|c| c.is_whitespace()) {
                i += 1;
            }
            continue;
        }
        if chars[i] == '\\' {
            text.push(chars[i]);
            i += 1;
        }
        text.push(chars[i]);
        i += 1;
    }
    (text, i + 1)
}

/// A text with `value` instead of each `{…}`; `{{` and `}}` are braces.
fn filled(text: &str, value: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let doubled = rest[at..].starts_with("{{") || rest[at..].starts_with("}}");
        let close = rest[at..].find('}').filter(|_| rest[at..].starts_with('{') && !doubled);
        rest = match close {
            Some(close) => {
                out.push_str(value);
                &rest[at + close + 1..]
            }
            None => &rest[at + if doubled { 2 } else { 1 }..],
        };
    }
    out.push_str(rest);
    out
}
