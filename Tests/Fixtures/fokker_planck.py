"""References for FokkerPlanckTests: the same finite volumes with NumPy, written for themselves.

Mixture `tri` of methods.md on [-6, 6]^2 with 96 x 96 cells, Ornstein-Uhlenbeck to t = 0.5. Prints the
L1 distance to the exact law at the cells' middles: explicit, then implicit with 100 steps.
"""
import numpy as np

WEIGHTS = [0.5, 0.3, 0.2]
MEANS = [(-2.5, 0), (2, 2), (1.5, -2.5)]
COVARIANCES = [[[0.3, 0.2], [0.2, 0.6]], [[1, -0.6], [-0.6, 0.5]], [[0.25, 0], [0, 0.8]]]
SIZE, CELLS, TIME = 6, 96, 0.5


def bernoulli(x):
    return np.where(np.abs(x) < 1e-5, 1 - x / 2, x / np.expm1(np.where(x == 0, 1, x)))


def density(t, x, y):
    a, variance, total = np.exp(-t), -np.expm1(-2 * t), 0
    for weight, mean, covariance in zip(WEIGHTS, MEANS, COVARIANCES):
        noised = a * a * np.array(covariance) + variance * np.eye(2)
        p = np.linalg.inv(noised)
        u, v = x - a * mean[0], y - a * mean[1]
        form = p[0, 0] * u * u + 2 * p[0, 1] * u * v + p[1, 1] * v * v
        total = total + weight * np.exp(-form / 2) / (2 * np.pi * np.sqrt(np.linalg.det(noised)))
    return total


h = 2 * SIZE / CELLS
middles = -SIZE + h * (np.arange(CELLS) + 0.5)
x, y = np.meshgrid(middles, middles, indexing="ij")
faces = middles[:-1] + h / 2
forth, back = bernoulli(faces * h) / h**2, bernoulli(-faces * h) / h**2
generator = np.zeros((CELLS, CELLS))
for i in range(CELLS - 1):
    generator[i, i] -= forth[i]
    generator[i + 1, i] += forth[i]
    generator[i, i + 1] += back[i]
    generator[i + 1, i + 1] -= back[i]
exact = density(TIME, x, y) * h * h
start = density(0, x, y) * h * h

steps = int(np.ceil(TIME * 2 * np.max(-np.diag(generator)) / 0.9))
p = start
for _ in range(steps):
    p = p + TIME / steps * (generator @ p + p @ generator.T)
print("explicit", steps, repr(float(np.abs(p - exact).sum())))

p = start
solve = np.linalg.inv(np.eye(CELLS) - TIME / 100 * generator)
for _ in range(100):
    p = solve @ p @ solve.T
print("implicit", 100, repr(float(np.abs(p - exact).sum())))
