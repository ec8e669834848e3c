# Skinlapse, Turkish: siz, and the words that dermatologists use.

fixed-scale = sabit ölçek
not-measured = ölçülmedi
seam-between-a-and-b = A ile B arasındaki sınır
