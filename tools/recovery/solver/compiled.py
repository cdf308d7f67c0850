"""How kernels are compiled: once, kept on disk; those that only kernels call get no way in from Python.

Without reference counts (kernels make no arrays) they run six times as fast; without vectorising they compile in half the time.
"""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def _shelf() -> Path:
    """Where compiled kernels of exactly these sources are kept: numba itself looks at the caller's file only, not at what it
    calls.
    """
    here = Path(__file__).parent
    sources = sha256()
    for source in sorted(here.glob("*.py")):
        sources.update(source.read_bytes())
    base = Path(os.environ.get("DOWNLINE_KERNELS") or here / "__pycache__")
    if not os.access(base if base.exists() else base.parent, os.W_OK):
        base = Path(tempfile.gettempdir()) / f"downline-kernels-{os.getuid()}"
    return base / f"kernels-{sources.hexdigest()[:16]}"


_settings: Any = numba.config
_settings.CACHE_DIR = str(_shelf())
_settings.LOOP_VECTORIZE = 0
_settings.SLP_VECTORIZE = 0

_njit: Any = numba.njit
kernel: Callable[[Kernel], Kernel] = _njit(cache=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
entry: Callable[[Kernel], Kernel] = _njit(cache=True, _nrt=False, nogil=True, no_cfunc_wrapper=True)
