//! A text with headings and lists as a page for the browser, from where it is printed.

use std::fmt::Write as _;

/// Plain text with `# headings`, `- lists` and paragraphs as a whole HTML page, `title` on top of the window and `foot`
/// below in small letters. Everything else in the text stays text.
pub fn page(title: &str, text: &str, foot: &str) -> String {
    let mut body = String::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut in_list = false;
    for line in text.lines().chain([""]) {
        let line = line.trim();
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        let heading = line.trim_start_matches('#');
        let level = line.len() - heading.len();
        let is_heading = (1..=3).contains(&level) && heading.starts_with(' ');
        if item.is_some() || is_heading || line.is_empty() {
            close_paragraph(&mut body, &mut paragraph);
        }
        if item.is_some() != in_list && (item.is_some() || is_heading || !line.is_empty()) {
            body.push_str(if in_list { "</ul>\n" } else { "<ul>\n" });
            in_list = !in_list;
        }
        match item {
            Some(item) => element(&mut body, "li", item),
            None if is_heading => element(&mut body, ["h1", "h2", "h3"][level - 1], heading.trim()),
            None if line.is_empty() => {}
            None => paragraph.push(line),
        }
    }
    if in_list {
        body.push_str("</ul>\n");
    }
    let (title, foot, language) = (escaped(title), escaped(foot), crate::words::language().code());
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n{body}<footer>{foot}</footer>\n</body>\n</html>\n"
    )
}

const STYLE: &str = "@page{size:A4;margin:22mm}body{font:12pt/1.5 Inter,Helvetica,Arial,sans-serif;color:#000;background:#fff;\
max-width:42em;margin:2em auto;padding:0 1em}h1{font-size:18pt;line-height:1.3}li{margin:.3em 0}\
footer{margin-top:3em;font-size:9pt;color:#444}@media print{body{margin:0;padding:0}}";

fn close_paragraph(body: &mut String, lines: &mut Vec<&str>) {
    if !lines.is_empty() {
        element(body, "p", &lines.join(" "));
        lines.clear();
    }
}

fn element(body: &mut String, tag: &str, text: &str) {
    // Writing into a String does not fail.
    let _ = writeln!(body, "<{tag}>{}</{tag}>", escaped(text));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_and_paragraphs_become_a_page() {
        let page = page("After", "# After\n\nTwo lines\nof one.\n\n- no sauna\n- SPF 50\n\nCall us.\n", "6 May");
        let body = page.split("<body>").nth(1).unwrap();
        let wanted = "\n<h1>After</h1>\n<p>Two lines of one.</p>\n<ul>\n<li>no sauna</li>\n<li>SPF 50</li>\n</ul>\n<p>Call us.</p>\n\
                      <footer>6 May</footer>\n</body>\n</html>\n";
        assert_eq!(body, wanted);
    }

    #[test]
    fn no_text_becomes_markup() {
        let page = page("<b>", "<script>alert(1)</script>\n- a & b", "\"");
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;") && page.contains("a &amp; b"), "{page}");
    }
}
