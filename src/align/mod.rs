//! Registration: where each point of the skin in one photo lies in another.
//!
//! `fixed` is the before photo, `moving` the after photo; the answer maps fixed to moving.
