"""`python requirements.py EXTRA,EXTRA`: the libraries that pyproject.toml beside it, or above it, asks for, a line each."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Prints the list; an extra that there is not ends it with KeyError."""
    path = next(folder / "pyproject.toml" for folder in (HERE, HERE.parent) if (folder / "pyproject.toml").exists())
    project = tomllib.loads(path.read_text("utf-8"))["project"]
    extras = [extra for extra in sys.argv[1].split(",") if extra]
    print(*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra]), sep="\n")


if __name__ == "__main__":
    main()
