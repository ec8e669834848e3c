# Skinlapse, English: the texts of this area. Keys are what the code asks for; { $x } is filled in by it.

clear-the-skin-area-of = Clear { $side }
fixed-scale = fixed scale
larger-brush = Larger brush
not-measured = not measured
not-skin = Not skin
paint-the-skin-area = Paint the skin area
scored-region = Region
scored-region-hint = as a whole
seam-between-a-and-b = Seam between A and B
skin-area = Skin area
skin-area-painted-on = skin area painted on { $side }
skin-area-painted-on-both = skin area painted on A and B
skin-paint-over-the-skin = Paint over the skin; Alt rubs out
skin-rub-out-what-is-not-skin = Rub out what is not skin; Alt paints
skin-the-alignment-looks-only-there = The alignment looks only there
smaller-brush = Smaller brush
the-program-looks-for-the-skin-itself = The program looks for the skin by itself again
the-whole-visit = Whole visit
this-photo-alone = This photo
