# Skinlapse, German: Sie, and the words that dermatologists use.

fixed-scale = feste Skala
not-measured = nicht gemessen
seam-between-a-and-b = Naht zwischen A und B
