"""Networks: Keras functional models, written on `keras` and `keras.ops` alone, so that they run on any Keras backend.

Shape comments say `[B,H,W,C]` after the line that makes it; H and W are the picture's, free but for `MULTIPLE`.
"""
