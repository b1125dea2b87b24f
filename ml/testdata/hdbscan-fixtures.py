"""Writes hdbscan.json beside itself: /usr/bin/python3 ml/testdata/hdbscan-fixtures.py (numpy, scipy, scikit-learn, R with dbscan).

Labels come from R's dbscan::hdbscan and from the recursion below over scipy's single linkage of the mutual
reachability, whose probabilities follow scikit-learn's definition (R's are another measure). Debian's scikit-learn has no
HDBSCAN. A fixture on which the two disagree is refused unless it is one of ties, where the order of equal edges decides.
"""
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import cdist
from sklearn.datasets import make_blobs, make_moons
from sklearn.metrics import adjusted_rand_score


def mutual_reachability(rows, min_samples):
    distances = cdist(rows, rows)
    core = np.sort(distances, axis=1)[:, min_samples - 1]
    return np.maximum(distances, np.maximum.outer(core, core))


def linkage_parts(tree, rows):
    """(distance, left, right) of each node of a single-linkage tree; nodes below `rows` are rows."""
    return {rows + at: (distance, int(left), int(right)) for at, (left, right, distance, _) in enumerate(tree)}


def members(parts, node):
    if node not in parts:
        return [node]
    _, left, right = parts[node]
    return members(parts, left) + members(parts, right)


def grow(parts, node, birth, size):
    """A cluster: its stability, the λ at which each row left, its children."""
    cluster = {"birth": birth, "stability": 0.0, "left": {}, "children": [], "death": birth}
    while node in parts:
        distance, *halves = parts[node]
        lamda = np.inf if distance == 0 else 1 / distance
        groups = [(half, members(parts, half)) for half in halves]
        large = [half for half, group in groups if len(group) >= size]
        cluster["death"] = max(cluster["death"], lamda)
        for half, group in groups:
            gain = len(group) * (lamda - birth) if lamda > birth else 0.0
            if len(large) == 2:
                cluster["stability"] += gain
                cluster["children"].append(grow(parts, half, lamda, size))
            elif half not in large:
                cluster["stability"] += gain
                cluster["left"].update({row: lamda for row in group})
        if len(large) != 1:
            break
        node = large[0]
    return cluster


def choose(node, is_root):
    """(stability of the best choice below, the chosen clusters)."""
    below = [choose(child, False) for child in node["children"]]
    total = sum(stability for stability, _ in below)
    chosen = [each for _, clusters in below for each in clusters]
    if is_root or total > node["stability"]:
        return total, chosen
    return node["stability"], [node]


def lambdas_of(node):
    found = dict(node["left"])
    for child in node["children"]:
        found.update(lambdas_of(child))
    return found


def reference(rows, size, min_samples):
    reach = mutual_reachability(rows, min_samples)
    parts = linkage_parts(linkage(reach[np.triu_indices(len(rows), 1)], "single"), len(rows))
    labels = np.full(len(rows), -1)
    probabilities = np.zeros(len(rows))
    _, chosen = choose(grow(parts, max(parts), 0.0, size), True)
    for label, cluster in enumerate(chosen):
        for row, lamda in lambdas_of(cluster).items():
            labels[row] = label
            probabilities[row] = 1 if np.isinf(lamda) else min(lamda, cluster["death"]) / cluster["death"]
    return labels, probabilities


def by_r(rows, size):
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder, "rows.csv")
        np.savetxt(table, rows, delimiter=",", fmt="%.17g")
        code = f'library(dbscan); x <- as.matrix(read.csv("{table}", header=FALSE)); cat(hdbscan(x, minPts={size})$cluster)'
        answer = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True)
    return np.array([int(each) for each in answer.stdout.split()]) - 1


def tables():
    random = np.random.default_rng(7)
    blobs, _ = make_blobs(120, centers=3, cluster_std=0.6, random_state=1)
    yield "three blobs", blobs, 8
    noisy = np.vstack([blobs, random.uniform(-12, 12, (40, 2))])
    yield "three blobs in noise", noisy, 6
    moons, _ = make_moons(150, noise=0.07, random_state=3)
    yield "two moons", moons, 6
    uneven = np.vstack([random.normal(0, 0.2, (60, 2)), random.normal((4, 0), 1.0, (60, 2)), random.normal((0, 6), 0.5, (15, 2))])
    yield "groups of different density", uneven, 8
    wide, _ = make_blobs(100, n_features=20, centers=5, cluster_std=1.5, random_state=5)
    yield "twenty columns", np.vstack([wide, random.uniform(-10, 10, (20, 20))]), 5
    yield "nothing but noise", random.uniform(0, 1, (60, 3)), 10
    grid = np.array([[x, y] for x in range(5) for y in range(5)], dtype=float)
    yield "ties: two grids and strays", np.vstack([grid, grid + [20, 0], [[10.0, 10.0], [11.0, 30.0], [-9.0, 5.0]]]), 5
    copies = np.repeat(np.array([[0.0, 0.0], [5.0, 5.0], [9.0, 0.0]]), [12, 9, 7], axis=0)
    yield "ties: copies of three rows and strays", np.vstack([copies, random.uniform(-20, 30, (8, 2))]), 5
    coarse = np.round(np.vstack([random.normal(0, 1.2, (70, 2)), random.normal(9, 1.2, (70, 2)), random.uniform(-6, 15, (20, 2))]))
    yield "ties: rounded to whole numbers", coarse, 6


fixtures = []
for name, rows, size in tables():
    rows = np.round(rows, 3)
    labels, probabilities = reference(rows, size, size)
    found = by_r(rows, size)
    agreement = adjusted_rand_score(found, labels)
    print(f"{name}: {len(rows)} rows, {labels.max() + 1} clusters, {(labels < 0).sum()} outside, ARI with R {agreement:.3f}")
    if agreement < 1 and not name.startswith("ties"):
        raise SystemExit(f"{name}: R and the recursion disagree")
    fixtures.append(
        {
            "name": name,
            "min_cluster_size": size,
            "rows": rows.tolist(),
            "labels": labels.tolist(),
            "r_labels": found.tolist(),
            "probabilities": np.round(probabilities, 9).tolist(),
        }
    )
pathlib.Path(__file__).with_name("hdbscan.json").write_text(json.dumps(fixtures, separators=(",", ":")) + "\n")
