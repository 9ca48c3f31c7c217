"""Writes metrics.txt beside this file: metrics by SciPy and NumPy, sharing no code with the program.
Run `python3 metrics.py`; needs SciPy. The output is the same on every run.

set NAME n m | a: x y, n times | b: x y, m times | metric value, ...        two sets of points
law NAME sigma n | x y, n times | metric value, ...                        against `mixture` below
chain NAME m T | x, m times T | r_hat ess                                  one coordinate of m chains
floor NAME n R | metric mean deviation kurtosis, ...                       n draws of `mixture`
"""

import numpy as np
from scipy.linalg import sqrtm
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist, pdist
from scipy.special import logsumexp
from scipy.stats import kurtosis, multivariate_normal

random = np.random.default_rng(14)

# weight, mean, covariance: `Scenes.tri` of References.swift
mixture = [
    (0.5, [-2.5, 0.0], [[0.3, 0.2], [0.2, 0.6]]),
    (0.3, [2.0, 2.0], [[1.0, -0.6], [-0.6, 0.5]]),
    (0.2, [1.5, -2.5], [[0.25, 0.0], [0.0, 0.8]]),
]


def draw(count):
    picks = random.choice(3, size=count, p=[part[0] for part in mixture])
    return np.array(
        [random.multivariate_normal(mixture[k][1], mixture[k][2]) for k in picks])


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
count, replicates = 200, 1000
floors = {metric.__name__: [] for metric in pairs}
for _ in range(replicates):
    a, b = draw(count), draw(count)
    for metric in pairs:
        floors[metric.__name__].append(metric(a, b))
lines.append(f"floor tri {count} {replicates} | " + " ".join(
    f"{name} {np.mean(v)!r} {np.std(v, ddof=1)!r} {kurtosis(v, fisher=False)!r}".replace(
        "np.float64(", "").replace(")", "") for name, v in floors.items()))
with open("metrics.txt", "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
