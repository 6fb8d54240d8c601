"""Pictures as arrays: value ranges, pages of any size, regions, flats, layers and their files. NumPy and OpenCV; Pillow packs for PSD."""
