"""What `evaluate` does: lets models make pictures of a data set's drawings or classes, scores them by `metrics`, and reports."""
