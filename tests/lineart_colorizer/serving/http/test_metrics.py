import os
import subprocess
import sys

from lineart_colorizer.serving.http.metrics import Metrics, forget_the_dead


def test_apps_do_not_share_figures():
    first, second = Metrics(), Metrics()
    first.requests.labels("/v1/colorize", 200).inc(3)
    assert 'lineart_requests_total{route="/v1/colorize",status="200"} 3.0' in first.text().decode()
    assert "lineart_requests_total{" not in second.text().decode()


def test_what_a_dead_worker_was_doing_is_forgotten(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for number in (dead.pid, os.getpid()):
        for kind in ("gauge_livesum", "counter"):
            (tmp_path / f"{kind}_{number}.db").touch()
    forget_the_dead(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"counter_{dead.pid}.db", f"counter_{os.getpid()}.db", f"gauge_livesum_{os.getpid()}.db"}


TWO_WORKERS = """
import os, sys
from lineart_colorizer.serving.http.metrics import Metrics
metrics = Metrics()
metrics.requests.labels("/", 200).inc(int(sys.argv[1]))
metrics.working.set(int(sys.argv[1]))
if sys.argv[1] == "1":
    import subprocess
    print(subprocess.run([sys.executable, "-c", sys.argv[2], "2", ""], capture_output=True, text=True, check=True).stdout)
else:
    print(metrics.text().decode())
"""


def test_workers_are_added_up(tmp_path):
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    command = [sys.executable, "-c", TWO_WORKERS, "1", TWO_WORKERS]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60).stdout
    assert 'lineart_requests_total{route="/",status="200"} 3.0' in said
    assert "lineart_pages_working 3.0" in said
