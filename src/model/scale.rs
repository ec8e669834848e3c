//! A clinical scale as its file describes it: items, values, how they add up, and whether it may be trusted.
//!
//! Scales are data. Nothing here knows one of them, and none is ever converted into another.

use std::collections::{BTreeMap, BTreeSet};

use crate::words::{self, say};
use serde::{Deserialize, Serialize};

/// A scale: the content of one JSON file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Its name in the record: small letters, digits and dashes.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is called where there is little room; empty: `name`.
    #[serde(default)]
    pub short: String,
    /// Version of the definition. A changed table is another version, and earlier scores keep theirs.
    pub version: String,
    /// Who published it.
    pub source: String,
    /// On which terms it may be used.
    pub licence: String,
    /// Whether its table was checked against the source.
    pub state: ScaleState,
    /// Which way is better.
    pub direction: Direction,
    /// Lowest and highest total.
    pub range: [f64; 2],
    /// How the total is made.
    pub total: TotalRule,
    /// True if it says how skin changed since another visit.
    #[serde(default)]
    pub compares: bool,
    /// Whose word the values are.
    #[serde(default)]
    pub rater: Rater,
    /// What the person who scores should know.
    #[serde(default)]
    pub note: String,
    /// What is asked.
    pub items: Vec<Item>,
}

/// Whether a scale may be trusted as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScaleState {
    /// Checked against its source.
    On,
    /// The table is recalled and not yet checked: said wherever the scale stands.
    Unverified,
    /// Needs the patient: something is felt by touch.
    InPerson,
}

/// Whose word the values of a scale are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rater {
    /// Somebody who looks at the skin.
    #[default]
    Clinician,
    /// The patient, who is asked: it cannot be scored from a photo.
    Patient,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A smaller total.
    LowerBetter,
    /// A larger total.
    HigherBetter,
}

/// One question of a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name in the record.
    pub id: String,
    /// The question.
    pub text: String,
    /// By how much its value counts in a sum.
    #[serde(default = "one")]
    pub weight: f64,
    /// What can be answered, lowest value first.
    pub values: Vec<Level>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The number.
    pub value: i32,
    /// What it stands for; may be empty.
    #[serde(default)]
    pub label: String,
}

/// How a total is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "rule", deny_unknown_fields)]
pub enum TotalRule {
    /// The sum of weight × value over all items.
    Sum,
    /// The sum of weight × product of factors over the terms.
    Terms {
        /// The terms.
        terms: Vec<Term>,
    },
}

/// One term of a total: `weight × factor × factor …`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The weight.
    pub weight: f64,
    /// What is multiplied.
    pub factors: Vec<Factor>,
}

/// The sum of some items' values.
pub type Factor = Vec<String>;

/// What the values of a score come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Total {
    /// Every item is answered.
    Is(f64),
    /// Items without an answer, by their place: there is no total.
    Missing(Vec<usize>),
}

/// Larger files are no scales.
const MOST_BYTES: usize = 1 << 20;
const MOST_ITEMS: usize = 200;

fn one() -> f64 {
    1.0
}

impl Scale {
    /// Reads a definition.
    ///
    /// # Errors
    /// What is wrong with it, in words for whoever wrote the file.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        if json.len() > MOST_BYTES {
            return Err(say!("fault-scale-large").to_owned());
        }
        let scale: Self = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        scale.fault().map_or(Ok(scale), Err)
    }

    /// The name where there is little room.
    pub fn short(&self) -> &str {
        if self.short.is_empty() { &self.name } else { &self.short }
    }

    /// The item called `id`.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// What `values` come to. Values of unknown items do not count; a value that the item does not offer is missing.
    pub fn total(&self, values: &BTreeMap<String, i32>) -> Total {
        let of = |item: &Item| values.get(&item.id).filter(|v| item.level(**v).is_some()).map(|v| f64::from(*v));
        let missing: Vec<usize> =
            self.items.iter().enumerate().filter(|(_, item)| of(item).is_none()).map(|(i, _)| i).collect();
        if !missing.is_empty() {
            return Total::Missing(missing);
        }
        Total::Is(match &self.total {
            TotalRule::Sum => self.items.iter().filter_map(|item| Some(item.weight * of(item)?)).sum(),
            TotalRule::Terms { terms } => terms.iter().map(|term| self.term(term, values)).sum(),
        })
    }

    fn term(&self, term: &Term, values: &BTreeMap<String, i32>) -> f64 {
        let factor = |ids: &Factor| ids.iter().filter_map(|id| values.get(id)).map(|v| f64::from(*v)).sum::<f64>();
        term.weight * term.factors.iter().map(factor).product::<f64>()
    }

    /// A total as it is written: whole where it is whole, else with one decimal.
    pub fn written(total: f64) -> String {
        let rounded = (total * 10.0).round() / 10.0;
        if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { words::number(format!("{rounded:.1}")) }
    }

    /// "0–4".
    pub fn range_text(&self) -> String {
        format!("{}–{}", Self::written(self.range[0]), Self::written(self.range[1]))
    }

    fn fault(&self) -> Option<String> {
        let is_name = |id: &str| {
            !id.is_empty()
                && id.len() <= 60
                && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if !is_name(&self.id) {
            return Some(say!("fault-scale-id").to_owned());
        }
        if [&self.name, &self.version, &self.source, &self.licence].iter().any(|text| text.trim().is_empty()) {
            return Some(say!("fault-scale-name").to_owned());
        }
        if self.items.is_empty() || self.items.len() > MOST_ITEMS {
            return Some(say!("fault-scale-items", most = MOST_ITEMS));
        }
        let ids: BTreeSet<&str> = self.items.iter().map(|item| item.id.as_str()).collect();
        if ids.len() != self.items.len() || !self.items.iter().all(|item| is_name(&item.id)) {
            return Some(say!("fault-scale-item-ids").to_owned());
        }
        self.items.iter().find_map(Item::fault).or_else(|| self.total_fault(&ids)).or_else(|| self.range_fault())
    }

    fn total_fault(&self, ids: &BTreeSet<&str>) -> Option<String> {
        let TotalRule::Terms { terms } = &self.total else { return None };
        let named = terms.iter().flat_map(|term| &term.factors).flatten();
        if let Some(stranger) = named.clone().find(|id| !ids.contains(id.as_str())) {
            return Some(say!("fault-scale-stranger", stranger = stranger));
        }
        let used: BTreeSet<&str> = named.map(String::as_str).collect();
        let left = ids.iter().find(|id| !used.contains(*id));
        left.map(|id| say!("fault-scale-left-out", id = id))
    }

    /// The stated range must be the one that the items reach: a check of the table against itself.
    fn range_fault(&self) -> Option<String> {
        let ends = |pick: fn(&Item) -> Option<i32>| -> BTreeMap<String, i32> {
            self.items.iter().filter_map(|item| Some((item.id.clone(), pick(item)?))).collect()
        };
        let low = self.total(&ends(|item| item.values.iter().map(|l| l.value).min()));
        let high = self.total(&ends(|item| item.values.iter().map(|l| l.value).max()));
        let fits = |total: &Total, stated: f64| matches!(total, Total::Is(is) if (is - stated).abs() < 1e-6);
        (!(fits(&low, self.range[0]) && fits(&high, self.range[1]))).then(|| {
            let is = |total: &Total| if let Total::Is(is) = total { Self::written(*is) } else { "?".to_owned() };
            say!("fault-scale-range", says = self.range_text(), low = is(&low), high = is(&high))
        })
    }
}

impl Item {
    /// The answer with this number.
    pub fn level(&self, value: i32) -> Option<&Level> {
        self.values.iter().find(|level| level.value == value)
    }

    fn fault(&self) -> Option<String> {
        let rising = self.values.windows(2).all(|pair| pair[0].value < pair[1].value);
        if self.values.len() < 2 || self.values.len() > 101 || !rising {
            return Some(say!("fault-scale-values", id = self.id));
        }
        let good = self.weight.is_finite() && self.weight > 0.0 && !self.text.trim().is_empty();
        (!good).then(|| say!("fault-scale-item", id = self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(total: &str, range: &str) -> Result<Scale, String> {
        let text = format!(
            r#"{{"id":"x","name":"X","version":"1","source":"S","licence":"L","state":"on","direction":"lower-better",
            "range":{range},"total":{total},"items":[
            {{"id":"a","text":"A","values":[{{"value":0}},{{"value":1}},{{"value":6}}]}},
            {{"id":"d","text":"D","weight":2,"values":[{{"value":0}},{{"value":4}}]}}]}}"#
        );
        Scale::parse(text.as_bytes())
    }

    fn values(pairs: &[(&str, i32)]) -> BTreeMap<String, i32> {
        pairs.iter().map(|(id, v)| ((*id).to_owned(), *v)).collect()
    }

    #[test]
    fn there_is_no_total_while_an_item_is_missing() {
        let scale = scale(r#"{"rule":"sum"}"#, "[0,14]").unwrap();
        assert_eq!(scale.total(&values(&[("a", 6)])), Total::Missing(vec![1]));
        assert_eq!(scale.total(&values(&[("a", 5), ("d", 4)])), Total::Missing(vec![0]), "5 cannot be answered");
        assert_eq!(scale.total(&values(&[("a", 6), ("d", 4), ("z", 9)])), Total::Is(14.0));
    }

    #[test]
    fn terms_multiply_sums_of_items() {
        let scale =
            scale(r#"{"rule":"terms","terms":[{"weight":0.5,"factors":[["a"],["d","a"]]}]}"#, "[0,30]").unwrap();
        assert_eq!(scale.total(&values(&[("a", 6), ("d", 4)])), Total::Is(30.0));
    }

    #[test]
    fn a_file_that_contradicts_itself_is_named() {
        for (total, range, word) in [
            (r#"{"rule":"sum"}"#, "[0,15]", "range"),
            (r#"{"rule":"terms","terms":[{"weight":1,"factors":[["q"]]}]}"#, "[0,1]", "not there: q"),
            (r#"{"rule":"terms","terms":[{"weight":1,"factors":[["a"]]}]}"#, "[0,6]", "leaves out the item d"),
            (r#"{"rule":"median"}"#, "[0,6]", "median"),
        ] {
            let why = scale(total, range).unwrap_err();
            assert!(why.contains(word), "{why}");
        }
        assert!(Scale::parse(b"{").is_err());
        assert!(Scale::parse(&vec![b' '; MOST_BYTES + 1]).unwrap_err().contains("larger"));
    }
}
