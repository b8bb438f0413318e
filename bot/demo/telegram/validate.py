"""Calls against the Bot API's own tables: names, types, required parameters, lengths, ranges.

The tables hold what Bot API 10.0 knows; anything newer is an unknown parameter here.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

Table = dict[str, Any]
_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}


@cache
def tables() -> Table:
    """`{"methods": {name: {"p": …, "ret": …}}, "types": {name: {"f": …, "sub": …}}}`."""
    text = files("bot.demo.telegram").joinpath("botapi.json").read_text("utf-8")
    loaded: Table = json.loads(text)
    return loaded


def decode(method: str, form: dict[str, str]) -> Table:
    """Parameters of a form, where everything is text, as the values they stand for."""
    known = tables()["methods"].get(method, {}).get("p", {})
    return {name: _decoded(value, known.get(name, {}).get("t", ["String"])) for name, value in form.items()}


def _decoded(value: str, types: list[str]) -> Any:
    if "String" in types and types[0] == "String":
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def problems(method: str, parameters: Table) -> list[str]:
    """What is wrong with a call; empty when Telegram's tables have nothing against it."""
    known = tables()["methods"][method]["p"]
    found = [f"unknown parameter {name}" for name in parameters if name not in known]
    found += [f"{name} is missing" for name, spec in known.items() if spec.get("r") and name not in parameters]
    for name, value in parameters.items():
        if name in known:
            found += _check(name, value, known[name])
    return found


def object_problems(kind: str, value: Any, path: str = "") -> list[str]:
    """What is wrong with an object that Telegram sends."""
    return _is_type(path or kind, value, kind)


def _check(path: str, value: Any, spec: Table) -> list[str]:
    tries = [_is_type(path, value, kind) for kind in spec["t"]]
    if all(tries):
        return min(tries, key=len)
    return _range(path, value, spec)


def _range(path: str, value: Any, spec: Table) -> list[str]:
    """Lengths of parsed texts are counted after parsing, elsewhere."""
    low, high = spec.get("len", (0, None))
    if isinstance(value, str) and high is not None and not spec.get("parsed"):
        length = len(value.encode()) if spec.get("unit") == "bytes" else len(value)
        if not low <= length <= high:
            return [f"{path} must have {low}-{high} {spec.get('unit', 'characters')}, not {length}"]
    fewest, most = spec.get("items", (0, None))
    if isinstance(value, list) and most is not None and not fewest <= len(value) <= most:
        return [f"{path} must have {fewest}-{most} items, not {len(value)}"]
    if not isinstance(value, int | float) or isinstance(value, bool):
        return []
    low_enough, high_enough = value <= spec.get("max", value), value >= spec.get("min", value)
    return [] if low_enough and high_enough else [f"{path} is out of range"]


def _is_type(path: str, value: Any, kind: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{path} must be a list"]
        inner = kind.removeprefix("Array of ")
        return [p for place, item in enumerate(value) for p in _is_type(f"{path}[{place}]", item, inner)]
    if kind in _PLAIN:
        fits = isinstance(value, _PLAIN[kind]) and (kind in {"Boolean", "True"} or not isinstance(value, bool))
        return [] if fits else [f"{path} must be {kind}, not {type(value).__name__}"]
    if kind in {"InputFile", "*"}:
        return []
    return _is_object(path, value, kind)


def _is_object(path: str, value: Any, kind: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} must be a {kind}"]
    spec = tables()["types"].get(kind)
    if spec is None:
        return [f"{path}: {kind} is not known"]
    if spec.get("sub"):
        tries = [_is_object(path, value, sub) for sub in spec["sub"]]
        return [] if not all(tries) else min(tries, key=len)
    known = spec["f"]
    found = [f"unknown field {path}.{name}" for name in value if name not in known]
    found += [f"{path}.{name} is missing" for name, field in known.items() if field.get("r") and name not in value]
    for name, item in value.items():
        if name in known:
            found += _check(f"{path}.{name}", item, known[name])
    return found
