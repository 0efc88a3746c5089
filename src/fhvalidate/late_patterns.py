"""Regular expressions that are compiled when they are first asked something.

Some 200 stand in the modules of this package; the examination of one file asks a third of them. To
compile all of them while the modules are imported took a sixth of what a command for one file takes
(decision 0049). A test compiles each, so that a wrong one is found all the same.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, AnyStr, cast

# Of both kinds. Not all that they have: what RE2 tells of its size costs as much as to compile it.
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _Late:
    """A pattern that is not compiled yet; once it is, its methods are those of the compiled one."""

    def __init__(self, pattern: str | bytes, compiled: Callable[[], Any]) -> None:
        self.pattern = pattern
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        # Asked only for what the object has not got: no method is looked up twice.
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = self._compiled()
        vars(self).update({each: getattr(compiled, each) for each in _METHODS})
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"late pattern {self.pattern!r}"


def late_re(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern of Python's own kind; what is wrong with it is raised at its first use."""
    late: Any = _Late(pattern, partial(re.compile, pattern, flags))
    return cast("re.Pattern[AnyStr]", late)


def late_re2(pattern: str, **options: object) -> Any:
    """The RE2 pattern with these of RE2's options; what is wrong with it is raised at its use."""
    return _Late(pattern, partial(_re2, pattern, options))


def _re2(pattern: str, options: dict[str, object]) -> Any:
    import re2  # a library of its own, which the shortest commands do without

    given = re2.Options()
    for name, value in options.items():
        setattr(given, name, value)
    return re2.compile(pattern, options=given)
