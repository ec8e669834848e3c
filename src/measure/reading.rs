//! What a measurement says: a value with its interval, or the reason why there is none.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// How a photo is calibrated, printed on every number. See the measurement paper's ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// No reference: visual comparison only.
    T0,
    /// Untreated reference skin in the photo: differences.
    T1,
    /// T1 and a grey card.
    T2,
    /// T1 and a 24-patch chart whose held-out patches are met: absolute colours.
    T3,
    /// T3 under fixed or cross-polarised light, with the clinic's own repeat shots.
    T4,
}

/// How well the two photos were taken alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quality {
    /// Controlled: the same camera, light and settings.
    S1,
    /// Routine: the same camera, light and settings about alike.
    S2,
    /// Uncontrolled: another camera or another light.
    S3,
}

/// The three sentences a difference can get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// Below the smallest detectable change.
    #[serde(rename = "no measurable difference")]
    None,
    /// Beyond it.
    #[serde(rename = "probable difference")]
    Probable,
    /// Beyond twice of it.
    #[serde(rename = "clear difference")]
    Clear,
}

impl Verdict {
    /// The sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "no measurable difference",
            Self::Probable => "probable difference",
            Self::Clear => "clear difference",
        }
    }

    /// The sentence for `difference` where `sdc` is the smallest detectable change.
    pub fn of(difference: f64, sdc: f64) -> Self {
        match difference.abs() {
            d if d < sdc => Self::None,
            d if d <= 2.0 * sdc => Self::Probable,
            _ => Self::Clear,
        }
    }
}

/// A measured number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The number.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Its unit.
    pub unit: String,
    /// How the photos are calibrated.
    pub tier: Tier,
    /// Pixels it rests on, both photos together.
    pub n_pixels: u64,
    /// The sentence, for differences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Smallest detectable change, for differences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdc: Option<f64>,
    /// A caution that belongs to the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
}

/// A value, or the sentence that says why none is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reading {
    /// The number.
    Value(Value),
    /// No number.
    Gated {
        /// Why, and what to do about it.
        gated: String,
    },
}

impl Reading {
    /// No number, for this reason.
    pub fn gated(reason: impl Into<String>) -> Self {
        Self::Gated { gated: reason.into() }
    }

    /// The number, if there is one.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Gated { .. } => None,
        }
    }

    /// The reason why there is no number.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Value(_) => None,
            Self::Gated { gated } => Some(gated),
        }
    }
}

macro_rules! quantities {
    ($($(#[$doc:meta])* $variant:ident, $key:literal, $name:literal, $unit:literal;)*) => {
        /// What is measured. `After` minus `before` wherever it says difference.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Quantity {
            $($(#[$doc])* $variant,)*
        }

        impl Quantity {
            /// All, in the order in which they are listed.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its key in JSON.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// English name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Unit; a burden or an area without a scale marker has another.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }
        }
    };
}

quantities! {
    /// Change of the haemoglobin index of the lesion over the reference: the primary number.
    DeltaHb, "delta_hb", "Redness (ΔHb)", "index points";
    /// Change of a* of the lesion over the reference.
    DeltaA, "delta_a", "Redness (Δa*)", "Lab units";
    /// Change of the melanin index of the lesion over the reference.
    DeltaMel, "delta_mel", "Pigment (ΔMel)", "index points";
    /// Haemoglobin index of the lesion over the reference, photo before.
    HbBefore, "hb_excess_before", "Redness over reference, before", "index points";
    /// Haemoglobin index of the lesion over the reference, photo after.
    HbAfter, "hb_excess_after", "Redness over reference, after", "index points";
    /// Share of the region that is red, photo before.
    ExtentBefore, "redness_extent_before", "Redness extent, before", "%";
    /// Share of the region that is red, photo after.
    ExtentAfter, "redness_extent_after", "Redness extent, after", "%";
    /// Change of that share.
    Extent, "redness_extent", "Redness extent, change", "%";
    /// Mean excess times red area, photo before.
    BurdenBefore, "redness_burden_before", "Redness burden, before", "index·%";
    /// Mean excess times red area, photo after.
    BurdenAfter, "redness_burden_after", "Redness burden, after", "index·%";
    /// Change of the burden.
    Burden, "redness_burden", "Redness burden, change", "index·%";
    /// Area of the region, photo before.
    AreaBefore, "area_before", "Area, before", "cm²";
    /// Area of the region, photo after.
    AreaAfter, "area_after", "Area, after", "cm²";
    /// 100·(before − after)/before.
    AreaReduction, "area_reduction", "Area reduction", "%";
    /// Length of the outline, photo before.
    PerimeterBefore, "perimeter_before", "Perimeter, before", "cm";
    /// Length of the outline, photo after.
    PerimeterAfter, "perimeter_after", "Perimeter, after", "cm";
    /// Gilman's advance of the wound's edge.
    Gilman, "gilman_rate", "Healing rate (Gilman)", "mm/day";
    /// Change of apparent texture, 0.3 to 1 mm.
    TextureFine, "texture_fine", "Apparent texture 0.3–1 mm", "relative";
    /// Change of apparent texture, 1 to 3 mm.
    TextureMedium, "texture_medium", "Apparent texture 1–3 mm", "relative";
    /// Change of apparent texture, 3 to 8 mm.
    TextureCoarse, "texture_coarse", "Apparent texture 3–8 mm", "relative";
    /// Change of the share that lies in small shadows.
    Shadow, "shadow_fraction", "Shadow fraction", "%";
    /// Lightness L* of the lesion, photo before.
    LightnessBefore, "lightness_before", "L*, before", "Lab units";
    /// a* of the lesion, photo before.
    AStarBefore, "a_before", "a*, before", "Lab units";
    /// b* of the lesion, photo before.
    BStarBefore, "b_before", "b*, before", "Lab units";
    /// Individual typology angle of the reference skin, photo before.
    ItaBefore, "ita_before", "ITA of the reference, before", "°";
    /// Lightness L* of the lesion, photo after.
    LightnessAfter, "lightness_after", "L*, after", "Lab units";
    /// a* of the lesion, photo after.
    AStarAfter, "a_after", "a*, after", "Lab units";
    /// b* of the lesion, photo after.
    BStarAfter, "b_after", "b*, after", "Lab units";
    /// Individual typology angle of the reference skin, photo after.
    ItaAfter, "ita_after", "ITA of the reference, after", "°";
    /// Scars that the clinician marked, photo before.
    ScarsBefore, "scars_before", "Scars marked, before", "n";
    /// Scars that the clinician marked, photo after.
    ScarsAfter, "scars_after", "Scars marked, after", "n";
    /// Change of that count.
    Scars, "scars", "Scars marked, change", "n";
}

/// Readings of one region, in the order of [`Quantity::ALL`]. JSON: an object with [`Quantity::key`]s.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Readings(Vec<(Quantity, Reading)>);

impl Readings {
    /// Sets the reading of a quantity.
    pub fn set(&mut self, quantity: Quantity, reading: Reading) {
        match self.0.iter_mut().find(|(q, _)| *q == quantity) {
            Some((_, old)) => *old = reading,
            None => {
                self.0.push((quantity, reading));
                self.0.sort_by_key(|(q, _)| *q);
            }
        }
    }

    /// The reading of a quantity, if it was asked for.
    pub fn get(&self, quantity: Quantity) -> Option<&Reading> {
        self.0.iter().find(|(q, _)| *q == quantity).map(|(_, reading)| reading)
    }

    /// The number of a quantity, if there is one.
    pub fn value(&self, quantity: Quantity) -> Option<&Value> {
        self.get(quantity).and_then(Reading::value)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (Quantity, &Reading)> {
        self.0.iter().map(|(q, r)| (*q, r))
    }

    pub(super) fn value_mut(&mut self, quantity: Quantity) -> Option<&mut Value> {
        self.0.iter_mut().find(|(q, _)| *q == quantity).and_then(|(_, r)| match r {
            Reading::Value(value) => Some(value),
            Reading::Gated { .. } => None,
        })
    }
}

impl Serialize for Readings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (quantity, reading) in &self.0 {
            map.serialize_entry(quantity.key(), reading)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_below_the_detectable_one_is_none() {
        let words = [0.0, 3.9, -4.1, 8.0, -8.1].map(|d| Verdict::of(d, 4.0).words());
        let expected = ["no measurable difference", "no measurable difference", "probable difference"];
        assert_eq!(words[..3], expected);
        assert_eq!(words[3..], ["probable difference", "clear difference"]);
    }

    #[test]
    fn every_quantity_has_a_key_of_its_own() {
        let mut keys: Vec<_> = Quantity::ALL.iter().map(|q| q.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Quantity::ALL.len());
    }

    #[test]
    fn a_reading_is_a_value_or_a_reason_in_json() {
        let mut readings = Readings::default();
        readings.set(Quantity::DeltaA, Reading::gated("too dark"));
        assert_eq!(serde_json::to_string(&readings).unwrap(), r#"{"delta_a":{"gated":"too dark"}}"#);
    }
}
