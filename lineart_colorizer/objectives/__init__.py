"""Objectives: pure functions on tensors, written on `keras.ops` alone. Terms are unweighted scalars; systems weigh them."""
