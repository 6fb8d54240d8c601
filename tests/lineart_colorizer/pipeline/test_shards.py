from lineart_colorizer.pipeline.shards import count_records, read_shards


def test_all_records_are_read_and_counted(dataset):
    for split, count in dataset.counts.items():
        assert len(list(read_shards(dataset.shards(split)))) == count
        assert count_records(read_shards(dataset.shards(split))) == count
