# Skinlapse, English: the texts of this area. Keys are what the code asks for; { $x } is filled in by it.

fixed-scale = fixed scale
not-measured = not measured
seam-between-a-and-b = Seam between A and B
