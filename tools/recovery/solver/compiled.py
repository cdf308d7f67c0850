"""How kernels are compiled: once, kept on disk; those that only kernels call get no way in from Python."""

from collections.abc import Callable
from typing import Any

from numba import config, njit

config.LOOP_VECTORIZE = 0
config.SLP_VECTORIZE = 0

kernel: Callable[[Any], Any] = njit(cache=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
entry: Callable[[Any], Any] = njit(cache=True, _nrt=False, nogil=True, no_cfunc_wrapper=True)
