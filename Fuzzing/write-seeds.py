#!/usr/bin/env python3
"""Writes the texts that fuzzing starts from.

    Fuzzing/write-seeds.py FOLDER

They are the models of the repository without comments and prose, what they include behind them; the complete examples of
the documentation; the broken models of the tests and what fuzzing found before; and Fuzzing/Seeds. Those too long to be
run often are left out.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LONGEST = 4_096
INCLUDE_MARK = b"# included\n"


def brief(text):
    """The model without comments on lines of their own, notes and titles."""
    text = re.sub(rb"(?m)^ *#.*\n", b"", text)
    text = re.sub(rb',?\s*(?:note|label|url|publisher): "(?:[^"\\]|\\.)*"', b"", text)
    return re.sub(rb"\n\n+", b"\n", text)


def with_included(path):
    """The model, and what it includes behind the mark; several files in one are only as good as their keys differ."""
    text = path.read_bytes()
    include = re.search(rb"(?m)^include: \[([^\],]*)\]", text)
    if not include:
        return brief(text)
    included = path.parent / include.group(1).decode()
    return brief(text) + INCLUDE_MARK + brief(included.read_bytes())


def seeds():
    """Names and texts."""
    for path in sorted((ROOT / "configs" / "models").rglob("*.yaml")):
        yield path.stem, with_included(path)
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for index, example in enumerate(re.findall(rb"(?s)```yaml\n(suanli: 1\n.*?)```", page.read_bytes())):
            yield f"{page.stem}-{index}", example
    tests = ROOT / "Tests" / "ModelLanguageTests"
    for folder in [tests / "Broken", tests / "Findings", ROOT / "Fuzzing" / "Seeds"]:
        for path in sorted(folder.glob("*.yaml")):
            yield f"{folder.name}-{path.stem}", path.read_bytes()


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in seeds():
        if len(text) <= LONGEST:
            (folder / name).write_bytes(text)


if __name__ == "__main__":
    main()
