from statistics import median

from tests.architecture.tree import ROOT, functions, sources

LONGEST_FUNCTION, LONGEST_MODULE, MEDIAN_FUNCTION = 50, 300, 10


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources("app", "gis", "bench", "tests")
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    counted = {path: path.read_text("utf-8").count("\n") for path in sources("app", "gis", "bench")}
    assert {str(path): lines for path, lines in counted.items() if lines > LONGEST_MODULE} == {}


def test_the_median_function_is_short() -> None:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for path in sources("app", "gis") for node in functions(path)]
    assert len(lengths) > 300
    assert median(lengths) <= MEDIAN_FUNCTION
