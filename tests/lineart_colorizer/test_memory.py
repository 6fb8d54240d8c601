import pytest

from lineart_colorizer import memory


def test_the_memory_of_a_container_counts(tmp_path, monkeypatch):
    for name, text in (("MEMORY_INFO", "MemTotal: 9000 kB\nMemAvailable:    2000 kB\n"), ("LIMIT", "1500000"), ("USED", "500000")):
        (tmp_path / name).write_text(text)
        monkeypatch.setattr(memory, name, tmp_path / name)
    assert memory.available_bytes() == 1_000_000
    (tmp_path / "LIMIT").write_text("max\n")
    assert memory.available_bytes() == 2000 * 1024


def test_where_nobody_tells_of_memory_some_is_assumed(monkeypatch, tmp_path):
    for name in ("MEMORY_INFO", "LIMIT", "USED"):
        monkeypatch.setattr(memory, name, tmp_path / name)
    monkeypatch.delattr("os.sysconf")
    assert memory.available_bytes() == memory.ASSUMED


@pytest.mark.parametrize(
    ("shape", "megabytes"),  # measured with the default network: 353, 2,659, 3,196, 5,247, 20,840 MB
    [((128, 128), 17), ((512, 512), 360), ((1024, 1024), 2878), ((512, 2048), 3597), ((256, 4096), 6115), ((2048, 2048), 23021)],
)
def test_what_a_network_takes(shape, megabytes):
    assert round(memory.network_bytes(*shape) / 1e6) == megabytes
