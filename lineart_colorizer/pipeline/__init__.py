"""tf.data: from records to batches. Every random choice is a function of the seed and of the number of images seen."""
