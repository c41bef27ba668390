import ast

from tests.architecture.tree import keyword_only, modules_of_slices, public_functions

WRITES = {"add", "add_all", "delete", "flush", "commit", "insert", "update", "merge"}


def test_every_query_says_who_looks() -> None:
    queries = [(path, node) for path in modules_of_slices("queries") for node in public_functions(path)]
    assert len(queries) >= 12
    assert [f"{path}: {node.name}" for path, node in queries if "viewer" not in keyword_only(node)] == []


def test_no_query_knows_how_to_write() -> None:
    verbs = [
        f"{path}:{node.lineno} {name.name}"
        for path in modules_of_slices("queries")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for name in node.names
        if name.name in WRITES
    ]
    assert verbs == []


def test_no_query_writes() -> None:
    writes = [
        f"{path}:{node.lineno} session.{node.func.attr}"
        for path in modules_of_slices("queries")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "session"
        and node.func.attr in WRITES
    ]
    assert writes == []
