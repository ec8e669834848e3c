//! Numbers from pixels: redness, pigment, area and texture of marked skin, each with its error, or not at all.
//!
//! [`measure`] takes one photo or two with outlines already carried over (this module knows no alignment and no file) and
//! answers with readings: a value with its 95 % interval, tier and sentence, or the reason why none is shown.
//! Redness is measured against untreated skin in the same photo; nothing is measured without it. The program documents and
//! compares: no number is a grade, a forecast or an alarm.

mod answer;
mod blur;
mod calibrate;
mod chart;
mod colours;
mod correction;
mod counts;
mod display;
mod estimate;
mod find;
mod floor;
mod floors;
mod gates;
mod grey;
mod heat;
mod logs;
mod outline;
mod pair;
mod prepared;
mod reader;
mod reading;
mod redness;
mod reds;
mod reference;
mod sample;
mod several;
mod shape;
mod shapes;
mod shown;
mod shrink;
mod texture;
mod uncertainty;
pub mod weights;
mod whole;

pub use answer::{Measurement, PURPOSE, ReferenceFacts, RegionReadings};
pub use calibrate::{Calibration, chart_agrees};
pub use chart::{CHART_SIDE_MM, Edition, MAX_HELD_OUT, mm_from_photo, reference_linear};
pub use correction::Correction;
pub use counts::counted;
pub use display::{display_gains, display_lut};
pub use estimate::{Estimator, Excess, a_star, context, lab, plain_hb, plain_mel, terms};
pub use find::find_chart;
pub use floor::{MIN_PAIRS, NoiseFloor};
pub use floors::{Floor, floor};
pub use gates::Gate;
pub use grey::{find_grey_card, find_grey_cards};
pub use heat::{CELL_PX, HEAT_RANGE, HeatCell, HeatInputs, HeatMap};
pub use outline::Outline;
pub use pair::measure;
pub use reader::Reader;
pub use reading::{Quality, Quantity, Reading, Readings, Tier, Value, Verdict};
pub use redness::RedArea;
pub use sample::{Absorbance, BLOCK_PX};
pub use shape::{Measured, Scale, area_cm2, gilman, perimeter_cm, reduction, scale_in_plane};
pub use shown::{Circumstances, Moved, Region, Shown};
pub use texture::MAX_TURN_DEG;
pub use uncertainty::{RESAMPLES, Z95, holm, two_sided_p, z_of};
pub use whole::{heat_inputs, repeat_differences};

/// Changes whenever the numbers change; printed on every result.
pub const METHOD_VERSION: &str = "6";
