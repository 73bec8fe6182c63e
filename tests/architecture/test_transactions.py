"""Transactions are kept at the doors, and the doors are the kit's."""

import ast

from tests.support.sources import sources


def test_commit_stands_in_the_kit_only() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit" and not path.startswith("services/kit/")
    ]

    assert found == []
