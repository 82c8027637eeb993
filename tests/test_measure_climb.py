"""The climb that the fits of one likelihood share: its summit, its halved steps, and where there is no summit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from farfield.arrays import Floats
from farfield.measure.fits.climb import NoSummit, Slope, climb
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.twins.conditional import fit_conditional


def quadratic(at: Floats) -> Slope:
    """-(x - 2)² - 3 (y + 1)² / 2."""
    away = at - np.array([2.0, -1.0])
    bend = np.array([2.0, 3.0])
    return Slope(float(-(bend / 2 * away**2).sum()), -bend * away, np.diag(bend))


def rounded_cone(at: Floats) -> Slope:
    """-sqrt(1 + x²): from beyond 1 a whole Newton step, to -x³, lands farther away."""
    high = np.sqrt(1 + at**2)
    return Slope(float(-high[0]), -at / high, np.diag(high**-3))


def test_a_quadratic_is_climbed_in_one_step() -> None:
    top = climb(quadratic, np.zeros(2), 1e-9)
    assert top.at == pytest.approx([2, -1], abs=1e-12)
    assert top.step == pytest.approx([0, 0], abs=1e-12)
    assert top.slope.likelihood == pytest.approx(0, abs=1e-20)


def test_steps_are_halved_until_they_do_not_lose() -> None:
    seen: list[float] = []

    def watched(at: Floats) -> Slope:
        slope = rounded_cone(at)
        seen.append(slope.likelihood)
        return slope

    assert climb(watched, np.array([3.0]), 1e-9).at == pytest.approx([0], abs=1e-7)
    assert min(seen) < seen[0], "a whole step would have lost"


def test_a_direction_without_bend_has_no_summit() -> None:
    with pytest.raises(NoSummit) as caught:
        climb(lambda at: Slope(float(at[0]), np.array([1.0, 0.0]), np.diag([1.0, 0.0])), np.zeros(2), 1e-9)
    assert caught.value.flat


def test_coefficients_that_run_beyond_numbers_have_no_summit() -> None:
    def lost(at: Floats) -> Slope:
        told = 0.0 if at[0] == 0 else np.nan
        return Slope(told, np.array([1.0]), np.array([[1e-6 + told]]))

    with pytest.raises(NoSummit) as caught:
        climb(lost, np.zeros(1), 1e-9)
    assert caught.value.flat


def test_a_climb_that_goes_on_for_ever_is_said_not_to_settle() -> None:
    with pytest.raises(NoSummit) as caught:
        climb(lambda at: Slope(float(at[0]), np.ones(1), np.eye(1)), np.zeros(1), 1e-9)
    assert not caught.value.flat


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", [5, 64, 94, 151])
def test_twins_that_are_separated_are_told_however_far_the_coefficients_run(seed: int) -> None:
    """Each seed's right answers lie above its wrong ones along some line, and steps towards it leave all numbers."""
    generator = np.random.default_rng(seed)
    design, sets = generator.normal(size=(48, 3)), np.repeat(np.arange(12), 4)
    scores = (generator.random(48) < expit(design @ [6.0, -3.0, 1.0])).astype(float)
    with pytest.raises(NotIdentified, match="Separated"):
        fit_conditional(design, scores, sets, np.arange(12))
