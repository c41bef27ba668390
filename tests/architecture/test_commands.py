import ast

from tests.architecture.tree import keyword_only, modules_of_slices, public_functions


def test_every_command_says_by_whom() -> None:
    commands = [(path, node) for path in modules_of_slices("commands") for node in public_functions(path)]
    assert len(commands) >= 8
    assert [f"{path}: {node.name}" for path, node in commands if "by" not in keyword_only(node)] == []


def test_no_command_commits() -> None:
    commits = [
        f"{path}:{node.lineno}"
        for path in modules_of_slices("commands")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert commits == []
