import ast

from tests.architecture.tree import ROOT, functions, keyword_only, modules_of_slices, public_functions

OWN = ("app/accounts/commands/own.py", "app/accounts/commands/sessions.py")
"""What everybody does with the own account and the own session asks for no position."""


def test_every_command_says_by_whom() -> None:
    commands = [(path, node) for path in modules_of_slices("commands") for node in public_functions(path)]
    assert len(commands) >= 8
    assert [f"{path}: {node.name}" for path, node in commands if "by" not in keyword_only(node)] == []


def test_every_command_leaves_an_event() -> None:
    """By ``record`` in its own body or in a function of its module that it calls."""
    assert _that_never_reach("record") == []


def test_every_command_asks_whether_the_position_may() -> None:
    """By ``must``, or ``must_see`` for the own desk, in its own body or in a function of its module that it calls."""
    assert [name for name in _that_never_reach("must", "must_see") if not name.startswith(OWN)] == []


def _that_never_reach(*names: str) -> list[str]:
    """The commands that call none of ``names``, directly or through functions of their module."""
    found = []
    for path in modules_of_slices("commands"):
        bodies = {node.name: _calls(node) for node in functions(path)}
        for command in public_functions(path):
            reached, waiting = set[str](), [command.name]
            while waiting:
                called = bodies.get(waiting.pop(), set()) - reached
                reached |= called
                waiting += called
            if not reached & set(names):
                found.append(f"{path.relative_to(ROOT)}: {command.name}")
    return found


def _calls(function: ast.AST) -> set[str]:
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}


def test_no_command_commits() -> None:
    commits = [
        f"{path}:{node.lineno}"
        for path in modules_of_slices("commands")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert commits == []
