"""Writes the reference tables beside this file: high-precision values that share no code with the
program. Run `python3 references.py`; needs mpmath. The output is the same on every run.

elementary.txt        function argument [second argument] value
gaussian-mixture.txt  signal noise x y K | weight mean_x mean_y xx xy yy, K times | values
box-mixture.txt       signal noise x y K | weight x0 y0 x1 y1, K times | values

Values of a law at a point: log density, score (2), Hessian xx xy yy, posterior mean (2), posterior
covariance xx xy yy, density of the x coordinate, and for Gaussians the mean Mahalanobis^2 / 2.
Arguments are Float64 taken as exact; values are correctly rounded.
"""

import math
import random
from mpmath import mp, mpf, matrix, eye, zeros, exp, expm1, log, log1p, sin, cos, tanh, asinh
from mpmath import erfc, sqrt, pi, det

mp.dps = 120
random.seed(20)


def number(value):
    return repr(float(value))


def uniform(low, high, count):
    return [random.uniform(low, high) for _ in range(count)]


def spread(low, high, count):
    return [math.exp(v) for v in uniform(low, high, count)]


def erfcx(x):
    if x < 1000:
        return exp(x * x) * erfc(x)
    # The asymptotic series: six terms leave less than 1e-30.
    term, total = mpf(1), mpf(1)
    for k in range(1, 7):
        term *= -mpf(2 * k - 1) / (2 * x * x)
        total += term
    return total / (x * sqrt(pi))


def normal_cdf(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def elementary():
    signed = spread(-40, 0, 20)
    functions = {
        "exp": (exp, uniform(-1, 1, 30) + uniform(-745, 709, 30) + [1e-300, -1e-20, 709.78]),
        "expm1": (expm1, uniform(-1, 1, 30) + uniform(-40, 709, 15) + signed + [-v for v in signed]),
        "expm1MinusArgument": (
            lambda x: expm1(x) - x,
            uniform(-1, 1, 30) + uniform(-9, 9, 15) + signed + [-v for v in signed]),
        "log": (log, uniform(0.5, 2, 30) + spread(-700, 700, 20) + [5e-324, 1e-310, 1 + 2**-52]),
        "log1p": (
            log1p, uniform(-0.99, 2, 30) + spread(-40, 700, 20) + signed + [-v for v in signed]),
        # The last five lie close to multiples of pi / 2.
        "sin": (sin, uniform(-7, 7, 30) + uniform(-1.6e6, 1.6e6, 20)
                + [math.pi, 2 * math.pi, 11.0, 355.0, 573204.0]),
        "cos": (cos, uniform(-7, 7, 30) + uniform(-1.6e6, 1.6e6, 20)
                + [math.pi / 2, 1.5 * math.pi, 11.0, 355.0, 573204.0]),
        "tanh": (tanh, uniform(-3, 3, 30) + uniform(-23, 23, 15) + signed),
        "asinh": (asinh, uniform(-3, 3, 20) + spread(-40, 700, 20)),
        "erfc": (erfc, uniform(-6, 26, 40) + signed),
        "erfcx": (erfcx, uniform(-26, 26, 40) + spread(-30, 300, 20)),
        "normalCDF": (normal_cdf, uniform(-37, 8, 40)),
        "logNormalCDF": (lambda x: log(normal_cdf(x)), uniform(-60, 8, 40) + [-1e4, -1e8]),
    }
    lines = []
    for name, (function, arguments) in functions.items():
        for argument in arguments:
            if name == "logNormalCDF" and argument < -60:
                x = mpf(argument)
                value = log(erfcx(-x / sqrt(mpf(2))) / 2) - x * x / 2
            else:
                value = function(mpf(argument))
            lines.append(f"{name} {number(argument)} {number(value)}")
    for base in spread(-300, 300, 30) + uniform(0, 200, 20):
        power = random.choice([7, 1 / 7, 0.5, random.uniform(-600, 600) / abs(math.log(base))])
        value = mpf(base) ** mpf(power)
        lines.append(f"pow {number(base)} {number(power)} {number(value)}")
    for _ in range(40):
        lower = random.choice([random.uniform(-40, 40), random.uniform(-1, 1)])
        upper = lower + math.exp(random.uniform(-20, 4))
        if abs(lower) > abs(upper):
            value = log(normal_cdf(mpf(upper)) - normal_cdf(mpf(lower)))
        else:
            value = log(normal_cdf(-mpf(lower)) - normal_cdf(-mpf(upper)))
        lines.append(f"logNormalCDFDifference {number(lower)} {number(upper)} {number(value)}")
    return lines


def level():
    sigma = 10 ** random.uniform(-3, 2)
    if random.random() < 0.5:
        return 1.0, sigma
    time = 0.5 * math.log1p(sigma * sigma)
    return math.exp(-time), math.sqrt(-math.expm1(-2 * time))


def combine(logs, gradients, curvatures, means, covariances):
    """A mixture's log density, score, Hessian and posterior from those of its components."""
    top = max(logs)
    shares = [exp(value - top) for value in logs]
    total = sum(shares)
    shares = [value / total for value in shares]
    score, mean = matrix([0, 0]), matrix([0, 0])
    for r, gradient, center in zip(shares, gradients, means):
        score += r * gradient
        mean += r * center
    hessian, covariance = zeros(2), zeros(2)
    for r, gradient, curvature, center, own in zip(
            shares, gradients, curvatures, means, covariances):
        hessian += r * (curvature + (gradient - score) * (gradient - score).T)
        covariance += r * (own + (center - mean) * (center - mean).T)
    return shares, [
        top + log(total), score[0], score[1], hessian[0, 0], hessian[0, 1], hessian[1, 1],
        mean[0], mean[1], covariance[0, 0], covariance[0, 1], covariance[1, 1]]


def gaussian_values(a, b, x, y, components):
    a, b, point = mpf(a), mpf(b), matrix([x, y])
    total = sum(mpf(c[0]) for c in components)
    logs, gradients, curvatures, means, covariances, squares = [], [], [], [], [], []
    marginal = mpf(0)
    for weight, mx, my, xx, xy, yy in components:
        w = mpf(weight) / total
        mean, clean = matrix([mx, my]), matrix([[xx, xy], [xy, yy]])
        noised = a * a * clean + b * b * eye(2)
        precision = noised**-1
        d = point - a * mean
        square = (d.T * precision * d)[0]
        logs.append(log(w) - log(2 * pi) - log(det(noised)) / 2 - square / 2)
        gradients.append(-precision * d)
        curvatures.append(-precision)
        means.append(mean + a * clean * precision * d)
        covariances.append(clean - a * a * clean * precision * clean)
        squares.append(square / 2)
        marginal += w * exp(-d[0] ** 2 / (2 * noised[0, 0])) / sqrt(2 * pi * noised[0, 0])
    shares, values = combine(logs, gradients, curvatures, means, covariances)
    return values + [marginal, sum(r * q for r, q in zip(shares, squares))]


def covariance(kind):
    if kind == "point":
        return 0.0, 0.0, 0.0
    if kind == "round":
        variance = random.uniform(0.05, 1) ** 2
        return variance, 0.0, variance
    thin = 10 ** random.uniform(-8, -5) if kind == "needle" else random.uniform(0.05, 0.5)
    wide, angle = random.uniform(0.3, 2), random.uniform(0, math.pi)
    c, s = math.cos(angle), math.sin(angle)
    return (wide * c * c + thin * s * s, (wide - thin) * c * s, wide * s * s + thin * c * c)


TWO = [(0.2, -3.0, -3.0, 1.0, 0.0, 1.0), (0.8, 3.0, 3.0, 1.0, 0.0, 1.0)]
TRI = [(0.5, -2.5, 0.0, 0.3, 0.2, 0.6), (0.3, 2.0, 2.0, 1.0, -0.6, 0.5),
       (0.2, 1.5, -2.5, 0.25, 0.0, 0.8)]


def gaussian_mixtures():
    cases = []
    for scene in (TWO, TRI):
        for sigma in (0.0, 0.001, 0.1, 1.0, 10.0, 100.0):
            for x, y in ((-55.0, 61.0), (10000.0, -3000.0), (0.3, -0.2)):
                cases.append((1.0, sigma, x, y, scene))
    for kind in ("point", "round", "full", "needle"):
        for _ in range(20):
            a, b = level()
            components = []
            for _ in range(random.choice([1, 2, 3, 8])):
                components.append((random.uniform(0.05, 1), random.gauss(0, 3), random.gauss(0, 3),
                                   *covariance(kind)))
            chosen = random.choice(components)
            reach = b + a * math.sqrt(chosen[3] + chosen[5])
            x = a * chosen[1] + reach * random.gauss(0, 1)
            y = a * chosen[2] + reach * random.gauss(0, 1)
            cases.append((a, b, x, y, components))
    return [row(case, gaussian_values(*case)) for case in cases]


def side(a, b, value, low, high):
    """Log density, score, curvature and posterior of one coordinate, with digits to spare."""
    lower, upper = (a * low - value) / b, (a * high - value) / b
    mirrored = lower + upper < 0
    near, far = (-upper, -lower) if mirrored else (lower, upper)
    scale = exp(near * near / 2)
    mass = scale * (erfc(near / sqrt(mpf(2))) - erfc(far / sqrt(mpf(2)))) / 2
    at_near = 1 / sqrt(2 * pi)
    at_far = at_near * exp((near * near - far * far) / 2)
    mean = (at_near - at_far) / mass
    excess = (near * at_near - far * at_far) / mass - mean * mean
    mean = -mean if mirrored else mean
    density = log(mass) - near * near / 2 - log(a * (high - low))
    return (density, mean / b, excess / b**2, (value + b * mean) / a,
            (1 + excess) * b * b / a / a)


def box_values(a, b, x, y, boxes):
    a, b, x, y = mpf(a), mpf(b), mpf(x), mpf(y)
    total = sum(mpf(box[0]) for box in boxes)
    logs, gradients, curvatures, means, covariances = [], [], [], [], []
    marginal = mpf(0)
    for weight, x0, y0, x1, y1 in boxes:
        along = side(a, b, x, mpf(x0), mpf(x1))
        across = side(a, b, y, mpf(y0), mpf(y1))
        logs.append(log(mpf(weight) / total) + along[0] + across[0])
        gradients.append(matrix([along[1], across[1]]))
        curvatures.append(matrix([[along[2], 0], [0, across[2]]]))
        means.append(matrix([along[3], across[3]]))
        covariances.append(matrix([[along[4], 0], [0, across[4]]]))
        marginal += mpf(weight) / total * exp(along[0])
    return combine(logs, gradients, curvatures, means, covariances)[1] + [marginal]


def box_mixtures():
    mp.dps = 250
    cases = []
    board = [(1.0, 1.5 * i - 3, 1.5 * j - 3, 1.5 * i - 1.5, 1.5 * j - 1.5)
             for i in range(4) for j in range(4) if (i + j) % 2 == 0]
    for sigma in (0.001, 0.03, 0.5, 5.0, 100.0):
        for x, y in ((0.7, 0.2), (0.01, -0.02), (3.4, 1.0), (8.0, -9.0)):
            cases.append((1.0, sigma, x, y, board))
    for _ in range(40):
        a, b = level()
        boxes = []
        for _ in range(random.choice([1, 2, 5])):
            x0, y0 = round(4 * random.gauss(0, 2)) / 4, round(4 * random.gauss(0, 2)) / 4
            boxes.append((random.uniform(0.1, 1), x0, y0, x0 + 10 ** random.uniform(-3, 0.6),
                          y0 + 10 ** random.uniform(-3, 0.6)))
        chosen = random.choice(boxes)
        x = a * random.uniform(chosen[1], chosen[3]) + 1.5 * b * random.gauss(0, 1)
        y = a * random.uniform(chosen[2], chosen[4]) + 1.5 * b * random.gauss(0, 1)
        cases.append((a, b, x, y, boxes))
    return [row(case, box_values(*case)) for case in cases]


def row(case, values):
    a, b, x, y, components = case
    numbers = [a, b, x, y, len(components)] + [v for c in components for v in c] + values
    return " ".join(number(v) for v in numbers)


def write(name, lines):
    with open(name, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


write("elementary.txt", elementary())
write("gaussian-mixture.txt", gaussian_mixtures())
write("box-mixture.txt", box_mixtures())
