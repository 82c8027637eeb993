"""Functions that compiled ones call become machine code where they are called from Python, once, and nowhere else.

numba makes machine code of each function it compiles, and optimises it with all that it calls: what is called by many,
or lies deep, is optimised again at each level, and its own machine code is run by nobody. Here a function waits as LLVM
leaves it after looking at it alone. What has a door to Python takes all that it calls, is optimised whole and made.

This rests on what is numba's own, of numba.core.codegen: how a library is put together (`_final_module`,
`_linking_libraries`, `_shared_module`, `_dynamic_globals`, `_optimize_final_module`, `_finalize_final_module`,
`_finalize_dynamic_globals`, `_get_module_for_linking`, RELOADED), that a codegen has `_module_pass_manager` and
`_data_layout`, makes libraries of its `_library_class` and tells code of its constants by `set_env`, that names of
environments begin with ENVIRONMENT, and that its runtime has NOT_THERE. `tests/test_compiled_linking.py` fails where
one of them is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import llvmlite.binding
import numba.core.codegen
import numba.core.compiler_lock
import numba.core.environment
import numba.core.runtime.nrt

Library: Any = numba.core.codegen.JITCodeLibrary
Codegen: Any = numba.core.codegen.JITCPUCodegen
Environment: Any = numba.core.environment.Environment
LOCK: Any = numba.core.compiler_lock.global_compiler_lock

ALONE = 2
"""How far LLVM goes with a function by itself; with all that it calls it goes as far as numba has it go."""

RECURSIVE: str = numba.core.codegen.RuntimeLinker.PREFIX
"""Begins the name of where code finds the address of a function that was not compiled yet: of itself, or a caller."""

NOT_THERE = "nrt_unresolved_abort"
"""What of numba's runtime is called in place of such a function until that has an address."""

RELOADED = "_reload_init"
"""What of a library must be called when it is loaded again; 0.62, the lowest numba that we run on, has no such list."""

ENVIRONMENT = "_ZN08NumbaEnv"
"""Begins the name of where code finds the constants of a function."""


class WaitingLibrary(Library):  # type: ignore[misc]
    """Code of a function, of which machine code is made when an address in it is asked for, by `make`."""

    _made = False
    _recursive = False

    @classmethod
    def of_bitcode(cls, codegen: Any, name: str, bitcode: bytes) -> WaitingLibrary:
        """Code that was kept, with all that it calls."""
        library = cls(codegen, name)
        library._final_module = llvmlite.binding.parse_bitcode(bitcode)
        library._disable_inspection = True
        library._settle()
        return library

    def add_llvm_module(self, module: Any) -> None:
        """Not optimised, as numba does to each function of it alone: `finalize` does, to all together."""
        module.data_layout = self._codegen._data_layout
        self._final_module.link_in(module)

    def finalize(self) -> None:
        """Be done with what numba adds, and make it as simple as it gets without what it calls.

        Once at the end would do for most, but splitting texts took a tenth longer. Loops are unrolled at the end alone.
        """
        self._raise_if_finalized()
        manager, builder = self._codegen._module_pass_manager(
            opt=ALONE, loop_vectorize=False, slp_vectorize=False
        )
        manager.run(self._final_module, builder)
        self._settle()

    def _settle(self) -> None:
        """A function that calls itself looks for its address as it runs, so all that is needed for it is made."""
        self._finalize_dynamic_globals()
        reload_init = getattr(self, RELOADED, None)
        for library in self._linking_libraries:
            if reload_init is not None:
                reload_init.update(getattr(library, RELOADED))
            self._dynamic_globals += library._dynamic_globals
            self._recursive |= isinstance(library, WaitingLibrary) and library._recursive
        self._recursive |= any(one.name.startswith(RECURSIVE) for one in self._final_module.global_variables)
        self._finalized = True
        if self._recursive:
            self.make()

    def make(self) -> None:
        """Machine code of this function with all that it calls."""
        if self._made:
            return
        with LOCK:
            self._made = True
            if self._recursive:
                # numba asks for its address when half of this library is put together, and to make it then ends in
                # finished code that is written to.
                numba.core.runtime.nrt.rtsys.library.get_pointer_to_function(NOT_THERE)
            self._link_all()
            self._shared_module = None  # others got the code of this function alone
            self._optimize_final_module()
            self._final_module.verify()
            self._dynamic_globals.clear()  # those that nothing reads are gone
            self._finalize_final_module()
            self._tell_constants()

    def get_pointer_to_function(self, name: str) -> int:
        self._ensure_finalized()
        if not self._made and self._defines(name):
            self.make()
        return int(super().get_pointer_to_function(name))

    def to_keep(self) -> WaitingLibrary:
        """What is to be written: this one, if it is made, else one with all that it calls."""
        if self._made:
            return self
        whole = WaitingLibrary(self._codegen, self._name)
        whole._final_module = self._final_module.clone()
        whole._linking_libraries = self._linking_libraries
        whole._link_all()
        whole._finalized = True
        return whole

    def serialize_using_object_code(self) -> tuple[str, str, Any]:
        """Machine code and the names that it defines, or bitcode of what is not made."""
        module = self._final_module
        if not self._made:
            return self._name, "bitcode", module.as_bitcode()
        groups = module.functions, module.global_variables
        defined = [one.name for group in groups for one in group if not one.is_declaration]
        return self._name, "object", (self._get_compiled_object(), defined)

    def _get_module_for_linking(self) -> Any:
        """For code that numba compiles without us: it gets what numba would have given it."""
        self.make()
        return super()._get_module_for_linking()

    def _own_module(self) -> Any:
        """As numba makes one for linking: others may define the same, and what nobody calls is dropped."""
        return super()._get_module_for_linking()

    def _link_all(self) -> None:
        for module in self._modules():
            self._final_module.link_in(module, preserve=True)
        self._linking_libraries: list[Any] = []

    def _modules(self) -> Iterator[Any]:
        """Code of all that this calls, callers first: a linker leaves out what nothing has asked for yet."""
        found: dict[Any, None] = {}

        def visit(library: Any) -> None:
            if library in found:
                return
            if isinstance(library, WaitingLibrary):
                for called in library._linking_libraries:
                    visit(called)
            found[library] = None

        for library in self._linking_libraries:
            visit(library)
        for library in reversed(found):
            waits = isinstance(library, WaitingLibrary)
            yield library._own_module() if waits else library._get_module_for_linking()

    def _defines(self, name: str) -> bool:
        try:
            return not self._final_module.get_function(name).is_declaration
        except NameError:
            return False

    def _tell_constants(self) -> None:
        """Tell the machine code where the constants of each function in it are."""
        for variable in self._final_module.global_variables:
            if variable.name.startswith(ENVIRONMENT):
                found = Environment._memo.get(variable.name)
                if found is not None:
                    Codegen.set_env(self._codegen, variable.name, found)


@contextmanager
def waiting(codegen: Any) -> Iterator[None]:
    """What numba compiles within waits. Constants are told to what is machine code already, to others when they are."""

    def set_env(name: str, environment: Any) -> None:
        if codegen._engine.is_symbol_defined(name):
            Codegen.set_env(codegen, name, environment)

    with LOCK:
        if "set_env" in vars(codegen):  # numba compiles what one calls while it compiles the one
            yield
            return
        before = codegen._library_class
        codegen._library_class, codegen.set_env = WaitingLibrary, set_env
        try:
            yield
        finally:
            codegen._library_class = before
            del codegen.set_env
