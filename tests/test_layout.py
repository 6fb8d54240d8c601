"""How the code is laid out: tests mirror the tree, files and functions are short, what is public says what it is and of which types."""

import ast
import functools
import inspect
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PACKAGES = ("lineart_colorizer", "data_tools")
LONGEST_FILE = 300  # lines
LONGEST_FUNCTION = 50  # lines of statements: signature and docstring of a command are its settings and their help
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def files_of(*folders: str) -> list[pathlib.Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@functools.cache
def parsed(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def has_functions(tree: ast.Module) -> bool:
    """Else it holds constants, schemas or imports alone: nothing is done there that could be tested."""
    return any(isinstance(node, FUNCTIONS) for node in ast.walk(tree))


def statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from its first statement, which a docstring is not, to its last."""
    first = function.body[min(ast.get_docstring(function) is not None, len(function.body) - 1)]
    return function.end_lineno - first.lineno + 1


def public(tree: ast.Module | ast.ClassDef, prefix: str = ""):
    """(name, node) of functions and classes that may be used from elsewhere, and of their methods."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            yield from public(node, f"{node.name}.")
        elif isinstance(node, FUNCTIONS) and (not node.name.startswith("_") or node.name in ("__init__", "__call__")):
            yield prefix + node.name, node


def without_type(function: ast.FunctionDef | ast.AsyncFunctionDef, is_method: bool) -> list[str]:
    """Arguments whose type is not said, and `return`."""
    given = function.args
    arguments = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    is_static = any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in function.decorator_list)
    found = [argument.arg for argument in arguments[is_method and not is_static :] if argument and not argument.annotation]
    return found + ["return"] * (function.returns is None and function.name != "__init__")


def described(docstring: str) -> set[str]:
    """Names that a docstring says the meaning of: those before a colon, where a line or a sentence begins."""
    groups = re.findall(r"(?:^ *|[.] )([a-z_]+(?:, [a-z_]+)*): ", inspect.cleandoc(docstring), re.MULTILINE)
    return {name for group in groups for name in group.split(", ")}


def strangers(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, module: str) -> list[str]:
    """Names that its docstring describes, and that are in neither its code nor, whole or in parts, that of its module."""
    own = " ".join(ast.unparse(part) for part in ast.iter_child_nodes(node) if not is_docstring(part))
    missing = described(ast.get_docstring(node) or "") - set(re.findall(r"\w+", own))
    return sorted(name for name in missing if not all(re.search(rf"(?<![a-z]){part}(?![a-z])", module) for part in name.split("_")))


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def without_docstrings(path: pathlib.Path) -> str:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if hasattr(node, "body") and isinstance(node.body, list):
            node.body = [part for part in node.body if not is_docstring(part)] or [ast.Pass()]
    return ast.unparse(tree)


def test_the_measures():
    one, two = ast.parse('def f(a: int, *b) -> int:\n    """Says\n    so."""\n    x = 1\n    return x\ndef g(): pass').body
    assert (statements(one), statements(two)) == (2, 1)
    assert (without_type(one, False), without_type(two, False)) == (["b"], ["return"])
    methods = ast.parse(
        "class A:\n    def f(self, x: int): ...\n    @staticmethod\n    def g(x) -> int: ...\nclass _B:\n    def h(self): ..."
    )
    found = dict(public(methods))
    assert list(found) == ["A", "A.f", "A.g"]
    assert (without_type(found["A.f"], True), without_type(found["A.g"], True)) == (["return"], ["x"])
    assert not has_functions(ast.parse("class A:\n    x: int = 1\n"))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_that_does_something_has_its_tests(package):
    modules = [path.relative_to(ROOT) for path in files_of(package) if has_functions(parsed(path))]
    assert len(modules) > 40
    assert [str(path) for path in modules if not (ROOT / "tests" / path.parent / f"test_{path.name}").exists()] == []


def test_files_are_short():
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files_of(*PACKAGES, "benchmarks", "tools")}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_functions_are_short():
    found = {
        f"{path.relative_to(ROOT)} {node.name}": statements(node)
        for path in files_of(*PACKAGES, "benchmarks", "tools")
        for node in ast.walk(parsed(path))
        if isinstance(node, FUNCTIONS)
    }
    assert {name: count for name, count in found.items() if count > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_public_functions_say_their_types(package):
    """mypy holds them; it has no setting of its own that asks for them of public functions alone."""
    wrong = [
        f"{path.relative_to(ROOT)} {name}: {', '.join(lacking)}"
        for path in files_of(package)
        for name, node in public(parsed(path))
        if isinstance(node, FUNCTIONS) and (lacking := without_type(node, "." in name))
    ]
    assert wrong == []


def test_docstrings_tell_of_arguments_that_there_are():
    """Their form is the project's own, several to a line, which no common tool reads."""
    assert described("Does.\n\nArgs:\n    line: grey. color, hint: RGB.\nReturns: more.") == {"line", "color", "hint"}
    drifted = ast.parse('def f(lines):\n    """line: grey."""\n    return lines').body[0]
    assert strangers(drifted, ast.unparse(drifted.body[1])) == ["line"]
    wrong = []
    for path in files_of(*PACKAGES):
        code = without_docstrings(path)
        for node in ast.walk(parsed(path)):
            if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and (names := strangers(node, code)):
                wrong.append(f"{path.relative_to(ROOT)} {node.name}: {', '.join(names)}")
    assert wrong == []


def test_tests_of_a_file_go_to_one_process(request, worker_id):
    """Where they do not, what they share is made by every process anew, and nothing but the time tells: pytest-xdist issue 1386."""
    assert worker_id == "master" or request.node.nodeid.endswith("@tests/test_layout.py")
