//! What is asked of a pair besides its regions: the inputs of the heat map, and how much repeat shots differ.

use crate::monitor::Silent;

use super::heat::HeatInputs;
use super::pair::Pair;
use super::prepared::Prepared;
use super::shown::{Circumstances, Shown};

/// Readers and floor of a pair from the reference skin, card and chart marked in both photos; regions are
/// not looked at.
///
/// # Errors
/// The sentence of the first gate that closes for the whole pair: there is no map then.
pub fn heat_inputs(before: &Shown<'_>, after: &Shown<'_>, circumstances: &Circumstances) -> Result<HeatInputs, String> {
    let (one, two) = (bare_of(before), bare_of(after));
    let photos = vec![Prepared::new(&one, "photo before"), Prepared::new(&two, "photo after")];
    let mut pair = Pair::new(photos, circumstances);
    pair.calibrate();
    pair.look_at_the_reference();
    if let Some(gate) = pair.gates.first() {
        return Err(gate.to_string());
    }
    match pair.readers().as_deref() {
        Some([first, second]) => Ok(HeatInputs { readers: [first.clone(), second.clone()], floor: pair.floor() }),
        _ => Err(super::gates::Gate::NoReference.to_string()),
    }
}

/// The photo without its regions.
fn bare_of<'a>(shown: &Shown<'a>) -> Shown<'a> {
    Shown { lesions: vec![], ..shown.clone() }
}

/// ΔHb, Δa* and ΔMel of every region of two shots of the same skin minutes apart, for [`super::NoiseFloor::from_repeats`].
///
/// # Errors
/// The sentence of the first gate that closes for the pair, or for every region.
pub fn repeat_differences(
    first: &Shown<'_>,
    second: &Shown<'_>,
    circumstances: &Circumstances,
) -> Result<Vec<[f64; 3]>, String> {
    // The light of repeat shots is the same: only so is the melanin index shown.
    let circumstances = Circumstances { fixed_light: true, floor: None, ..circumstances.clone() };
    let found = super::measure(first, Some(second), &circumstances, &Silent).map_err(|stopped| stopped.to_string())?;
    if let Some(gate) = found.gates.first() {
        return Err(gate.clone());
    }
    let triple = |readings: &super::Readings| -> Option<[f64; 3]> {
        use super::Quantity::*;
        let of = |q| readings.value(q).map(|v| v.value);
        Some([of(DeltaHb)?, of(DeltaA)?, of(DeltaMel)?])
    };
    let all: Vec<[f64; 3]> = found.regions.iter().filter_map(|r| triple(&r.readings)).collect();
    if all.is_empty() {
        let reason = found.regions.first().and_then(|r| r.readings.get(super::Quantity::DeltaHb)?.reason());
        return Err(reason.unwrap_or("mark a region first: its repeat shots are compared").to_owned());
    }
    Ok(all)
}
