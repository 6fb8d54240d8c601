from benchmarks.input_pipeline import grown
from lineart_colorizer.pipeline.batches import stored_pairs


def test_a_grown_data_set_holds_every_record_so_many_times(dataset, tmp_path):
    tripled = grown(dataset, tmp_path / "grown", {"train": 3, "val": 1})
    assert tripled.counts == {"train": 3 * dataset.counts["train"], "val": dataset.counts["val"]}
    sources = [pair["source"] for pair in stored_pairs(tripled, "train")]
    assert sorted(sources) == sorted(3 * [pair["source"] for pair in stored_pairs(dataset, "train")])
