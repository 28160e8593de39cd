#!/usr/bin/env python3
"""Checks docs/model.schema.json against every model of the repository.

    scripts/check-schema.py

The schema must accept the models under configs/models and Benchmarks and the complete examples of the documentation, and
refuse the broken models of Tests/ModelLanguageTests/Broken that it can: those in REFUSED, which may grow and never
shrink, and every new one that is about keys. Each file is read in three ways, since editors differ: as YAML 1.2 types it
(dates are text), with every value as text (as suanli reads it), and as YAML 1.1 types it, with what it takes for dates
written out again as text, since JSON has no dates. Exit status 0 when all is as it should be, 1 otherwise.
"""
import datetime
import json
import pathlib
import re
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Broken models whose fault a schema sees.
REFUSED = """
    axis-empty axis-label-list axis-label-twice axis-map axis-name-digit axis-name-reserved axis-nothing
    axis-range-fifth-quarter axis-range-mixed axis-range-text correlation-along-no-rank correlation-inputs-text
    correlation-map correlation-matrix-flat correlation-matrix-ragged correlation-not-a-map correlation-nothing
    correlation-rank-and-matrix correlation-rank-missing correlation-unknown-key correlation-with-itself each-map
    each-twice function-name-reserved function-no-formula function-parameter-reserved function-parameter-twice
    function-parameters-text key-as-of key-bad-name key-confidence key-input-is-scalar key-inputs-is-list
    key-no-formula key-no-name key-no-outputs key-no-value key-no-version key-outputs-is-text key-unit-list
    key-unknown-input key-unknown-top key-version-2 kind-identity-not-equation name-first-key name-output-twice
    name-reserved-function name-reserved-word name-source-judgement name-source-key name-unicode name-with-dash
    observe-neither observe-one-end output-map probability-map scenario-all scenario-baseline scenario-each scenario-empty-table table-cell-list
    table-cell-nothing table-comma table-empty unit-declared-twice unit-exponent-fraction unit-parentheses
    value-list yaml-comma-without-quotes yaml-list-at-top yaml-note-cut-at-comma yaml-scalar-at-top
    yaml-value-missing
""".split()

# What readers of YAML accept or refuse by themselves says nothing about the schema, nor does what only a later version
# reads.
NOT_COUNTED = ("yaml-", "bytes-", "later-")


class ModernLoader(yaml.SafeLoader):
    """YAML 1.2's types, as far as models meet them: no dates, no `yes` or `no`, no digits in groups."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
]:
    ModernLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def without_dates(node):
    """The document with text where YAML 1.1 sees dates."""
    if isinstance(node, dict):
        return {str(without_dates(key)): without_dates(value) for key, value in node.items()}
    if isinstance(node, list):
        return [without_dates(item) for item in node]
    return node.isoformat() if isinstance(node, datetime.date) else node


READERS = {"YAML 1.2": ModernLoader, "text": yaml.BaseLoader, "YAML 1.1": yaml.SafeLoader}


def refusals(text, validator):
    """Why each reader's document is refused; None where no reader comes that far: for what is not YAML, and for
    aliases, which may stand for more than fits in memory."""
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            return None
        yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return None
    reasons = {}
    for name, loader in READERS.items():
        try:
            errors = validator.iter_errors(without_dates(yaml.load(text, Loader=loader)))
            reasons[name] = [f"{error.json_path}: {error.message}"[-200:] for error in errors]
        except (yaml.YAMLError, ValueError) as error:
            reasons[name] = [f"the reader refuses it: {error}"]
    return reasons


def models():
    """Names and texts of what the schema must accept."""
    for folder in ["configs/models", "Benchmarks"]:
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            yield str(path.relative_to(ROOT)), path.read_text()
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        # An example of an error says so in a comment before it.
        examples = re.findall(r"(?s)((?:<!--[^\n]*-->\n+)*)```yaml\n(suanli: 1\n.*?)```", page.read_text())
        for number, (marks, text) in enumerate(examples, 1):
            if "<!-- error" not in marks:
                yield f"{page.relative_to(ROOT)}, example {number}", text


def main():
    schema = json.loads((ROOT / "docs/model.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    problems = []
    accepted = 0
    for name, text in models():
        reasons = refusals(text, validator)
        accepted += 1
        if reasons is None:
            problems.append(f"{name} is not YAML")
        else:
            problems += [f"{name}, read as {way}: {why}" for way, all in reasons.items() for why in all[:3]]
    if accepted < 7:
        problems.append(f"only {accepted} models were found")
    refused = []
    for path in sorted((ROOT / "Tests/ModelLanguageTests/Broken").glob("*.yaml")):
        try:
            reasons = refusals(path.read_text(), validator)
        except UnicodeDecodeError:
            continue
        # An editor must see the fault whichever way it reads the file.
        is_refused = reasons is not None and all(reasons.values())
        if is_refused:
            refused.append(path.stem)
        elif path.stem in REFUSED or path.stem.startswith("key-"):
            problems.append(f"{path.stem} is broken and the schema accepts it")
    known = {path.stem for path in (ROOT / "Tests/ModelLanguageTests/Broken").glob("*.yaml")}
    problems += [f"{name} is listed in REFUSED and not there" for name in sorted(set(REFUSED) - known)]
    unlisted = [name for name in refused if name not in REFUSED and not name.startswith(NOT_COUNTED)]
    if unlisted:
        problems.append(f"refused and not listed in REFUSED: {' '.join(unlisted)}")
    print(f"{accepted} models accepted, {len(refused)} broken ones refused")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
