# Skinlapse, English: the texts of this area. Keys are what the code asks for; { $x } is filled in by it.

sheet-aligned = Aligned
sheet-alignment = median { $median } px, { $percent } % of the frame trusted
sheet-as-taken = Both photos as taken, not aligned: the same place in the two frames is not the same skin.
sheet-baseline = baseline, { $day }
sheet-born = { $name }, born { $year }
sheet-check = Check
sheet-check-the-alignment = Check the alignment
sheet-colour-difference = Colour difference ΔE00
sheet-comparison = Comparison
sheet-damaged = Damaged: { $why }
sheet-damaged-file = Damaged file
sheet-date-not-known = Date not known
sheet-date-unsure = { $date } (unsure)
sheet-dates = { $fixed } and { $moving }{ $between }
sheet-dates-not-known = Dates not known
sheet-days-earlier =
    , { $n } { $n ->
        [one] day
       *[other] days
    } earlier
sheet-days-later =
    , { $n } { $n ->
        [one] day
       *[other] days
    } later
sheet-difference = Colour: difference of A and B (CIEDE2000, fixed scale 0 to 20) over the grey of A; light and exposure count too.
sheet-done-to-pixels = What was done to the pixels
sheet-fixed-scale = fixed scale; grey: below { $floor }, hardly visible
sheet-laid-over = B laid over A at { $percent } %.
sheet-moved = A as taken. B moved into the frame of A at the skin (resampled).
sheet-name-not-known = date not known
sheet-not-aligned = Not aligned
sheet-not-for-diagnosis = { $done } For documentation, not for diagnosis.
sheet-note-of = Note of { $day }
sheet-same-day = , the same day
sheet-scaled = Scaled to fit. No retouching, no sharpening.
sheet-shown-as-taken = { $reasons }. Both photos are shown as taken.
