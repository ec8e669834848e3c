//! Numbers from pixels: redness, area, texture, and their uncertainty.
