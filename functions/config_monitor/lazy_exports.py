"""Public names of a package that import their module when they are first used: a cold start pays for those alone.

A package lists its names twice, for type checkers as imports and for the interpreter as `lazy_exports`; a test compares
both. No name may be that of a module in the package, since Python sets the module as the package's attribute.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def lazy_exports(package: str, modules: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """The `__getattr__` (PEP 562) of a package; `modules` has the public names of each module."""
    homes = {name: module for module, names in modules.items() for name in names}

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return get
