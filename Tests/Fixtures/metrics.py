"""Writes metrics.txt beside this file: metrics by SciPy and NumPy, sharing no code with the program.
Run `python3 metrics.py`; needs SciPy. The output is the same on every run.

set NAME n m | a: x y, n times | b: x y, m times | metric value, ...        two sets of points
law NAME sigma n | x y, n times | metric value, ...                        against `mixture` below
chain NAME m T | x, m times T | r_hat ess                                  one coordinate of m chains
floor NAME n R | metric mean deviation kurtosis, ...                       n draws of `mixture` or `ring`
prior NAME T | prior_gap                                                   `mixture` under OU at T
student t degrees | z                                                      with the same probability
"""

import numpy as np
from scipy.linalg import sqrtm
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist, pdist
from scipy.special import logsumexp
from scipy.integrate import dblquad
from scipy.stats import kurtosis, multivariate_normal, norm, t as student

random = np.random.default_rng(14)

# weight, mean, covariance: `Scenes.tri` of References.swift
mixture = [
    (0.5, [-2.5, 0.0], [[0.3, 0.2], [0.2, 0.6]]),
    (0.3, [2.0, 2.0], [[1.0, -0.6], [-0.6, 0.5]]),
    (0.2, [1.5, -2.5], [[0.25, 0.0], [0.0, 0.8]]),
]


# `Scenes.ring` of References.swift
ring = [
    (0.125, [4 * np.cos(np.pi * k / 4), 4 * np.sin(np.pi * k / 4)], [[0.09, 0.0], [0.0, 0.09]])
    for k in range(8)
]


def draw(count):
    picks = random.choice(3, size=count, p=[part[0] for part in mixture])
    return np.array(
        [random.multivariate_normal(mixture[k][1], mixture[k][2]) for k in picks])


def draw_ring(count):
    return np.array([ring[k][1] for k in random.integers(8, size=count)]) + 0.3 * random.normal(
        size=(count, 2))


def w2(a, b):
    cost = cdist(a, b, "sqeuclidean")
    return np.sqrt(cost[linear_sum_assignment(cost)].mean())


def sliced_w2(a, b):
    total = 0
    for j in range(64):
        direction = np.array([np.cos(np.pi * j / 64), np.sin(np.pi * j / 64)])
        # Both repeated to n m values: then rank is quantile.
        first = np.repeat(np.sort(a @ direction), len(b))
        second = np.repeat(np.sort(b @ direction), len(a))
        total += np.mean((first - second) ** 2)
    return np.sqrt(total / 64)


def energy_distance(a, b):
    return 2 * cdist(a, b).mean() - cdist(a, a).mean() - cdist(b, b).mean()


def mmd2(a, b):
    bandwidth = np.median(pdist(np.concatenate([a[:250], b[:250]])))
    def kernel(x, y):
        return np.exp(-cdist(x, y, "sqeuclidean") / (2 * bandwidth**2))
    def within(x):
        matrix = kernel(x, x)
        np.fill_diagonal(matrix, 0)
        return matrix.sum() / (len(x) * (len(x) - 1))
    return within(a) + within(b) - 2 * kernel(a, b).mean()


def frechet(a, b):
    p, q = np.cov(a.T), np.cov(b.T)
    shift = a.mean(0) - b.mean(0)
    return shift @ shift + np.trace(p + q - 2 * np.real(sqrtm(p @ q)))


def kl_gaussian(a, b):
    p, q = np.cov(a.T), np.cov(b.T)
    shift = a.mean(0) - b.mean(0)
    solved = np.linalg.solve(q, p)
    return 0.5 * (shift @ np.linalg.solve(q, shift) + np.trace(solved) - 2
                  - np.linalg.slogdet(solved)[1])


def kl_neighbours(a, b):
    own = cKDTree(a).query(a, 6)[0][:, 5]
    other = cKDTree(b).query(a, 5)[0][:, 4]
    return 2 * np.mean(np.log(other / own)) + np.log(len(b) / (len(a) - 1))


def covered(points, centres):
    radii = cKDTree(centres).query(centres, 6)[0][:, 5]
    return np.mean((cdist(points, centres) <= radii).any(axis=1))


def precision(a, b):
    return covered(a, b)


def recall(a, b):
    return covered(b, a)


pairs = [w2, sliced_w2, energy_distance, mmd2, frechet, kl_gaussian, kl_neighbours, precision, recall]


def under_law(points, sigma):
    parts = np.array([
        np.log(weight) + multivariate_normal(mean, np.array(cov) + sigma**2 * np.eye(2)).logpdf(points)
        for weight, mean, cov in mixture])
    logs = logsumexp(parts, axis=0)
    return logs, np.exp(parts - logs)


def law_metrics(points, sigma):
    logs, shares = under_law(points, sigma)
    weights = shares.mean(axis=1)
    squares = np.array([
        np.einsum("ni,ij,nj->n", points - mean, np.linalg.inv(np.array(cov) + sigma**2 * np.eye(2)),
                  points - mean) for _, mean, cov in mixture])
    grid = np.linspace(-14, 14, 1401)
    cells = np.stack(np.meshgrid(grid, grid), -1).reshape(-1, 2)
    log_cells = under_law(cells, sigma)[0]
    entropy = -np.sum(np.exp(log_cells) * log_cells) * (grid[1] - grid[0]) ** 2
    divergences = np.sum(shares * np.log(shares / weights[:, None]), axis=0)
    return {
        "mode_weight_error": np.abs(weights - [part[0] for part in mixture]).sum() / 2,
        "modes_covered": np.sum(weights >= 0.2 * np.array([part[0] for part in mixture])),
        "dispersion_ratio": np.mean((shares * squares).sum(axis=0)) / 2,
        "inception_score": np.exp(divergences.mean()),
        "nll": -logs.mean(), "entropy": entropy, "nll_gap": -logs.mean() - entropy,
    }


def chain_metrics(chains):
    """Split R-hat and ESS by Geyer's initial monotone sequence, autocovariances by FFT."""
    half = chains.shape[1] // 2
    halves = np.concatenate([chains[:, :half], chains[:, -half:]])
    m, n = halves.shape
    within = halves.var(axis=1, ddof=1).mean()
    pooled = within * (n - 1) / n + halves.mean(axis=1).var(ddof=1)
    spectrum = np.abs(np.fft.rfft(halves - halves.mean(axis=1, keepdims=True), 4 * n)) ** 2
    covariance = np.fft.irfft(spectrum)[:, :n].mean(axis=0) / n
    correlation = 1 - (within - covariance) / pooled
    correlation[0] = 1
    sums = correlation[0:n - n % 2:2] + correlation[1::2]
    stop = np.argmax(sums <= 0) if (sums <= 0).any() else len(sums)
    time = 2 * np.minimum.accumulate(sums[:stop]).sum() - 1
    return np.sqrt(pooled / within), m * n / max(time, 1 / np.log10(m * n))


def text(values):
    return " ".join(repr(float(value)) for value in np.ravel(values))


def named(values):
    return " ".join(f"{name} {float(value)!r}" for name, value in values.items())


lines = []
turned = np.array([[0.8, -0.6], [0.6, 0.8]])
for name, a, b in [
    ("few", draw(7), draw(7)),
    ("alike", draw(40), draw(40)),
    ("apart", draw(40), draw(40) @ turned + [5, -40]),
    ("unequal", draw(60), 1.3 * draw(35)),
    ("many", draw(250), draw(250) * [1, 0.5]),
]:
    values = {metric.__name__: metric(a, b) for metric in pairs if metric is not w2 or len(a) == len(b)}
    lines.append(f"set {name} {len(a)} {len(b)} | {text(a)} | {text(b)} | {named(values)}")
for name, sigma, points in [
    ("exact", 0.0, draw(120)), ("wide", 0.0, 1.2 * draw(120)), ("noised", 0.7, draw(60)),
    ("one mode", 0.7, random.normal(size=(30, 2)) - [2.5, 0]),
]:
    lines.append(
        f"law {name.replace(' ', '-')} {sigma} {len(points)} | {text(points)} | "
        + named(law_metrics(points, sigma)))
for name, chains, length, memory in [("quick", 4, 101, 0.3), ("slow", 3, 200, 0.95), ("swings", 2, 60, -0.6)]:
    states = [random.normal(size=chains) * (3 if name == "slow" else 1)]
    for _ in range(length - 1):
        states.append(memory * states[-1] + np.sqrt(1 - memory**2) * random.normal(size=chains))
    values = np.array(states).T
    lines.append(f"chain {name} {chains} {length} | {text(values)} | {text(chain_metrics(values))}")


class Law:
    """A mixture's density, and its masses of 24 x 24 blocks over a box of twice the size of what
    holds all of its parts with three deviations."""

    def __init__(self, parts):
        self.parts = parts
        self.weights = np.array([part[0] for part in parts])
        means = np.array([part[1] for part in parts])
        reach = 3 * np.sqrt(np.array([np.diag(part[2]) for part in parts]))
        low, high = (means - reach).min(axis=0), (means + reach).max(axis=0)
        self.low, self.high = low - (high - low) / 2, high + (high - low) / 2
        fine = 24 * 40
        sides = [low + (np.arange(fine) + 0.5) / fine * (high - low)
                 for low, high in zip(self.low, self.high)]
        cells = np.stack(np.meshgrid(*sides), -1)
        density = np.exp(logsumexp(self.logs(cells), axis=0))
        blocks = density.reshape(24, 40, 24, 40).sum(axis=(1, 3))
        self.masses = (blocks / blocks.sum()).ravel()

    def logs(self, points):
        return np.array([np.log(w) + multivariate_normal(m, c).logpdf(points) for w, m, c in self.parts])

    def metrics(self, points):
        parts = self.logs(points)
        logs = logsumexp(parts, axis=0)
        shares = np.exp(parts - logs)
        found = shares.mean(axis=1)
        squares = np.array([
            np.einsum("ni,ij,nj->n", points - m, np.linalg.inv(c), points - m) for _, m, c in self.parts])
        places = np.clip((points - self.low) / (self.high - self.low) * 24, 0, 23).astype(int)
        counts = np.bincount(places[:, 1] * 24 + places[:, 0], minlength=576) / len(points)
        hit = counts > 0
        return {
            "kl_histogram": np.sum(counts[hit] * np.log(counts[hit] / self.masses[hit])),
            "fokker_planck_tv": np.abs(counts - self.masses).sum() / 2,
            "mode_weight_error": np.abs(found - self.weights).sum() / 2,
            "dispersion_ratio": np.mean((shares * squares).sum(axis=0)) / 2,
            "nll": -logs.mean(),
        }


def prior_gap(duration):
    """KL(q_T || N(0, I)) of the mixture under dX = -X dt + sqrt(2) dB, by SciPy's adaptive quadrature."""
    signal, variance = np.exp(-duration), -np.expm1(-2 * duration)
    parts = [(w, np.linalg.inv(c), np.sqrt(np.linalg.det(c)), signal * np.array(m)) for w, m, c in (
        (w, m, signal**2 * np.array(c) + variance * np.eye(2)) for w, m, c in mixture)]
    parts = [(w, p, d, m) for w, p, d, m in parts]

    def integrand(y, x):
        q = 0.0
        for (w, precision, root, _), (_, mean, _) in zip(parts, mixture):
            u, v = x - signal * mean[0], y - signal * mean[1]
            q += w / (2 * np.pi * root) * np.exp(-0.5 * (
                precision[0, 0] * u * u + 2 * precision[0, 1] * u * v + precision[1, 1] * v * v))
        n = np.exp(-0.5 * (x * x + y * y)) / (2 * np.pi)
        return q * np.log(q / n) - q + n if q > 0 else n

    return dblquad(integrand, -9, 9, -9, 9, epsabs=1e-10, epsrel=1e-10)[0]


count, replicates = 200, 1000
for name, draws, parts in [("tri", draw, mixture), ("ring", draw_ring, ring)]:
    law = Law(parts)
    floors = {}
    for _ in range(replicates):
        a, b = draws(count), draws(count)
        values = {metric.__name__: metric(a, b) for metric in pairs} | law.metrics(a)
        for metric, value in values.items():
            floors.setdefault(metric, []).append(value)
    lines.append(f"floor {name} {count} {replicates} | " + " ".join(
        f"{metric} {float(np.mean(v))!r} {float(np.std(v, ddof=1))!r} "
        f"{float(kurtosis(v, fisher=False))!r}" for metric, v in floors.items()))
for duration in [0.5, 1.0, 2.0]:
    lines.append(f"prior tri {duration} | {prior_gap(duration)!r}")
for degrees in [3, 11, 19, 99]:
    for value in [0.5, 2.0, 4.0, 8.0]:
        lines.append(f"student {value} {degrees} | {float(norm.isf(student.sf(value, degrees)))!r}")
with open("metrics.txt", "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
