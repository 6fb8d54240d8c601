"""What `pip install` gets: wheel and sdist hold every file of the packages, also those that are no Python, and the licence."""

import email
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PACKAGES = ("data_tools", "lineart_colorizer")
BESIDE = ("LICENSE", "README.md", "pyproject.toml", "setup.cfg")
BUILD = """
import sys
from setuptools import build_meta
folder = sys.argv[1]  # which build_meta changes
build_meta.build_sdist(folder)
build_meta.build_wheel(folder)
"""


def files(root: pathlib.Path) -> set[str]:
    """Of the packages, but for what Python leaves there."""
    found = (path for package in PACKAGES for path in (root / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix() for path in found}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> pathlib.Path:
    """A folder with both, made from a copy: setuptools writes beside its sources."""
    pytest.importorskip("setuptools.build_meta", reason="setuptools, which builds, is not installed")
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(ROOT / name, source)
    told = subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=source, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-2000:]
    return folder


def test_what_has_to_be_there():
    ours = files(ROOT)
    assert {"lineart_colorizer/serving/page/index.html", "lineart_colorizer/shipped/demo/card.json"} <= ours
    assert any(name.startswith("lineart_colorizer/shipped/demo/checkpoints/") for name in ours)


def test_the_wheel(built):
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
        (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        said = email.message_from_bytes(wheel.read(metadata))
        licences = [name for name in wheel.namelist() if ".dist-info/" in name and name.endswith("/LICENSE")]
    assert held == files(ROOT)
    assert len(licences) == 1
    assert said["Name"] == "lineart-colorizer"
    assert said["Requires-Python"] == ">=3.11"
    assert {"gpu", "cluster", "serve", "onnx", "openvino", "dev"} <= set(said.get_all("Provides-Extra"))


def test_the_sdist(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert files(ROOT) | set(BESIDE) <= held
