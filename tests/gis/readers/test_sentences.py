"""Every sentence that the readers can say stands in both languages, and none is dead."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import gis.readers
from gis.readers import sentences

TABLES = {
    "refusal": sentences.REFUSALS,
    "question": sentences.QUESTIONS,
    "_ask": sentences.QUESTIONS,
    "row_refusal": sentences.ROWS,
    "note": sentences.NOTES,
}


def said() -> Iterator[tuple[str, str]]:
    """Function and code of each call in the package whose code is written out."""
    for path in Path(gis.readers.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TABLES:
                for code in node.args:
                    for constant in ast.walk(code):
                        if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                            yield node.func.id, constant.value


def written() -> str:
    """The whole package as text, the sentences apart."""
    paths = Path(gis.readers.__file__).parent.glob("*.py")
    return "\n".join(p.read_text(encoding="utf-8") for p in paths if p.name != "sentences.py")


def test_every_code_that_is_said_has_its_sentence() -> None:
    codes = [(function, code) for function, code in said() if "-" in code and " " not in code and "." not in code]
    assert len(codes) > 60
    assert [(function, code) for function, code in codes if code not in TABLES[function]] == []


def test_every_sentence_is_said_somewhere() -> None:
    text = written()
    codes = {code for table in TABLES.values() for code in table}
    assert sorted(code for code in codes if f'"{code}"' not in text) == []


def test_both_languages_name_the_same_values() -> None:
    def names(sentence: str) -> set[str]:
        return {
            name.removesuffix("_th").removesuffix("_en") for _, name, _, _ in string.Formatter().parse(sentence) if name
        }

    for table in TABLES.values():
        for code, (th, en) in table.items():
            assert names(th) == names(en), code
            assert any("\u0e01" <= letter <= "\u0e5b" for letter in th), code
            assert en.isascii(), code
