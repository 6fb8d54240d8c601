"""Who may import whom: DESIGN section 3's arrows, read from the source of every module, imports inside functions included."""

import ast
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[1]
OURS = ("lineart_colorizer", "data_tools")
LEAVES = (
    "archives", "command_line", "crc32c", "damage", "errors", "pictures", "png", "progress", "records", "storage", "tensorflow_errors",
    "tensorflow_import", "whole", "words",
)  # fmt: skip
SHARED = {f"data_tools.{name}" for name in LEAVES}
PREPARING = {"data_tools.demo", "data_tools.prepare"}
MAY_IMPORT = {  # parts of lineart_colorizer, each by the others it may know; every one may know itself
    "settings": (),
    "device": (),
    "memory": (),
    "precision": (),
    "checks": ("settings", "systems", "training"),
    "launch": ("settings",),
    "workers": ("checks", "jit", "monitoring", "pipeline", "serving", "settings", "systems", "training"),
    "jit": (),
    "objectives": (),
    "networks": (),
    "imaging": (),
    "metrics": ("imaging",),
    "pages": ("imaging", "memory"),
    "monitoring": ("imaging",),
    "pipeline": ("imaging", "memory", "settings"),
    "systems": ("networks", "objectives", "settings"),
    "training": ("imaging", "metrics", "monitoring", "networks.classifier", "networks.transfer", "settings", "systems.protocol"),
    "serving": ("device", "imaging", "memory", "networks", "pages", "settings", "training"),
    "publishing": ("monitoring", "serving", "settings", "training"),
    "evaluation": ("imaging", "metrics", "networks", "pipeline", "serving", "training"),
    "command_line": ("settings",),
    "prepared": (),
}


def name_of(path: pathlib.Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {name_of(path): path for package in OURS for path in sorted((ROOT / package).rglob("*.py"))}
COMMANDS = {name for name, path in FILES.items() if 'if __name__ == "__main__"' in path.read_text("utf-8")}


def imports_of(source: str) -> set[str]:
    """Modules that a source imports. `from package import module` is the module."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports here are absolute"
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                found.add(module if module in FILES else node.module)
    return found


IMPORTS = {name: imports_of(path.read_text("utf-8")) for name, path in FILES.items()}


def part_of(module: str) -> str:
    """lineart_colorizer.systems.paired -> systems."""
    return module.split(".")[1] if "." in module else ""


def within(module: str, parent: str) -> bool:
    return module == parent or module.startswith(parent + ".")


def test_the_walk_sees_imports_at_the_top_inside_functions_and_of_modules():
    source = "import os.path\nfrom data_tools import sources\ndef f():\n    from lineart_colorizer.settings import DataSettings\n"
    assert imports_of(source) == {"os.path", "data_tools.sources", "lineart_colorizer.settings"}
    assert "lineart_colorizer.objectives.adversarial" in IMPORTS["lineart_colorizer.systems.paired"]
    assert {"lineart_colorizer.train", "lineart_colorizer.export", "data_tools.prepare"} <= COMMANDS


def test_every_part_is_known_here():
    parts = {part_of(name) for name in FILES if within(name, "lineart_colorizer") and name not in COMMANDS} - {""}
    assert parts == set(MAY_IMPORT)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_arrows_of_the_design(part):
    allowed = [f"lineart_colorizer.{other}" for other in (part, *MAY_IMPORT[part])]
    wrong = [
        f"{name} imports {module}"
        for name in FILES
        if within(name, f"lineart_colorizer.{part}")
        for module in IMPORTS[name]
        if within(module, "lineart_colorizer") and not any(within(module, other) for other in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("part", ["networks", "objectives"])
def test_networks_and_objectives_run_on_any_keras_backend(part):
    allowed = {"keras", "numpy", "lineart_colorizer", *sys.stdlib_module_names}
    for name in FILES:
        if within(name, f"lineart_colorizer.{part}"):
            assert {module.split(".")[0] for module in IMPORTS[name]} <= allowed, name


def test_data_tools_never_imports_lineart_colorizer():
    wrong = {name for name in FILES if within(name, "data_tools") and any(within(module, "lineart_colorizer") for module in IMPORTS[name])}
    assert wrong == set()


def test_lineart_colorizer_imports_only_the_leaves_of_data_tools():
    for name in FILES:
        if within(name, "lineart_colorizer"):
            allowed = SHARED | (PREPARING if name == "lineart_colorizer.prepared" else set())
            assert {module for module in IMPORTS[name] if within(module, "data_tools")} <= allowed, name


def test_the_leaves_of_data_tools_import_nothing_but_leaves():
    for name in SHARED:
        assert {module for module in IMPORTS[name] if within(module, "data_tools")} <= SHARED, name


def test_of_serving_only_the_http_service_knows_pages():
    serving = [name for name in FILES if within(name, "lineart_colorizer.serving")]
    knowing = {name for name in serving for module in IMPORTS[name] if within(module, "lineart_colorizer.pages")}
    assert {name.rpartition(".")[0] for name in knowing} == {"lineart_colorizer.serving.http"}


def test_nothing_imports_a_command():
    wrong = {name: IMPORTS[name] & COMMANDS for name in FILES if IMPORTS[name] & COMMANDS}
    assert wrong == {"lineart_colorizer.prepared": PREPARING}


POSIX_ONLY = {"fcntl", "grp", "posix", "pwd", "resource", "termios", "tty"}  # modules that Windows' Python does not have


def unguarded(source: str) -> set[str]:
    """Modules that are imported outside of any `try`."""
    tree = ast.parse(source)
    guarded = {inner for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import) and node not in guarded]
    return {alias.name for node in imports for alias in node.names}


def test_modules_that_windows_lacks_have_a_fallback():
    assert unguarded("import os\ntry:\n    import fcntl\nexcept ImportError:\n    fcntl = None\n") == {"os"}
    wrong = {name: unguarded(path.read_text("utf-8")) & POSIX_ONLY for name, path in FILES.items()}
    assert {name: modules for name, modules in wrong.items() if modules} == {}
