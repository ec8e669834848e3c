//! What the clinic knows: plain values and the edits that change them.
