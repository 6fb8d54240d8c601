"""Trains models that colour line art, and colours line art with them. Importing this imports no TensorFlow."""

__version__ = "0.1.0"
