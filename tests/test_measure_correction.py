"""Corrected p-values against statsmodels, for any list of them."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from farfield.measure.correction import Method, correct


@pytest.mark.parametrize("method", ["holm", "fdr_bh"])
@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_corrections_are_those_of_statsmodels(method: Method, values: list[float]) -> None:
    with patch("gc.collect"):  # which it calls each time, a second in a process that has run many tests
        expected = multipletests(values, method=method)[1]
    np.testing.assert_allclose(
        correct(values, method), expected, atol=1e-300
    )  # below it numbers have few digits


def test_holm_by_hand() -> None:
    np.testing.assert_allclose(correct([0.04, 0.01, 0.03], "holm"), [0.06, 0.03, 0.06])
