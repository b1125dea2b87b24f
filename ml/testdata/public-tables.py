"""Public tables as CSV, and how well reference forests tell their anomalies.

    python3 public-tables.py tables FOLDER                      one CSV each; its column `part` says which rows a baseline is learnt from
    python3 public-tables.py reference FOLDER > public-tables.json   mean area under the curve over 5 seeds, 200 trees of 256 rows

Debian: python3-sklearn, r-cran-mlbench. The Extended Isolation Forest is written down from Hariri, Carrasco Kind, Brunner 2021, on z-scores.
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy
from sklearn import datasets
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

TREES, SAMPLES, SEEDS = 200, 256, 5

# Name in mlbench, its column of classes, which class is the anomaly, how many of it are kept.
MLBENCH = [
    ("breastw", "BreastCancer", "Class", "malignant", 239),
    ("glass", "Glass", "Type", "6", 9),
    ("ionosphere", "Ionosphere", "Class", "bad", 126),
    ("pima", "PimaIndiansDiabetes", "diabetes", "pos", 268),
    ("satellite", "Satellite", "classes", "cotton crop", 71),
    ("sonar", "Sonar", "Class", "R", 97),
    ("vehicle", "Vehicle", "Class", "van", 40),
    ("vowel", "Vowel", "Class", "hid", 50),
]
# Loader of scikit-learn, which class is the anomaly, how many of it are kept.
SKLEARN = [
    ("digits", datasets.load_digits, 4, 40),
    ("iris", datasets.load_iris, 2, 10),
    ("wdbc", datasets.load_breast_cancer, 0, 60),
    ("wine", datasets.load_wine, 0, 10),
]


def mlbench(name, label, anomaly):
    program = (
        f"suppressMessages(library(mlbench)); data({name}); d <- {name}; y <- as.integer(d${label} == '{anomaly}');"
        f"d${label} <- NULL; d$Id <- NULL; x <- sapply(d, function(v) as.numeric(as.character(v)));"
        "write.table(cbind(x, y), sep=',', row.names=FALSE, col.names=FALSE, na='nan')"
    )
    rows = numpy.genfromtxt(subprocess.run(["Rscript", "-e", program], check=True, capture_output=True, text=True).stdout.splitlines(), delimiter=",")
    return rows[:, :-1], rows[:, -1] == 1


def tables():
    for name, source, label, anomaly, kept in MLBENCH:
        yield name, *thinned(*mlbench(source, label, anomaly), kept)
    for name, load, anomaly, kept in SKLEARN:
        table = load()
        yield name, *thinned(table.data, table.target == anomaly, kept)


def thinned(rows, anomalous, kept):
    """Evenly spread anomalies are kept, and every second ordinary row is a baseline's."""
    places = numpy.flatnonzero(anomalous)
    taken = numpy.zeros(len(rows), bool)
    taken[places[numpy.linspace(0, len(places) - 1, kept).astype(int)]] = True
    chosen = taken | ~anomalous
    rows, anomalous = rows[chosen], anomalous[chosen]
    learnt = numpy.zeros(len(rows), bool)
    learnt[numpy.flatnonzero(~anomalous)[::2]] = True
    return rows, anomalous, learnt


def average_path(items):
    return 0.0 if items <= 1 else 1.0 if items == 2 else 2 * (numpy.log(items - 1) + numpy.euler_gamma) - 2 * (items - 1) / items


def grow(rows, depth, limit, random):
    low, high = (rows.min(0), rows.max(0)) if len(rows) else (0, 0)
    if depth >= limit or len(rows) <= 1 or numpy.all(low == high):
        return depth + average_path(len(rows))
    normal, point = random.normal(size=rows.shape[1]), random.uniform(low, high)
    left = (rows - point) @ normal <= 0
    return normal, point, grow(rows[left], depth + 1, limit, random), grow(rows[~left], depth + 1, limit, random)


def add_paths(tree, rows, places, lengths):
    if not isinstance(tree, tuple):
        lengths[places] += tree
        return
    normal, point, left, right = tree
    goes_left = (rows[places] - point) @ normal <= 0
    if goes_left.any():
        add_paths(left, rows, places[goes_left], lengths)
    if not goes_left.all():
        add_paths(right, rows, places[~goes_left], lengths)


def extended(training, judged, seed):
    deviations = training.std(0)
    deviations[deviations == 0] = 1
    training, judged = (training - training.mean(0)) / deviations, (judged - training.mean(0)) / deviations
    random, samples = numpy.random.default_rng(seed), min(SAMPLES, len(training))
    lengths = numpy.zeros(len(judged))
    for _ in range(TREES):
        tree = grow(training[random.choice(len(training), samples, False)], 0, int(numpy.ceil(numpy.log2(samples))), random)
        add_paths(tree, judged, numpy.arange(len(judged)), lengths)
    return -lengths


def plain(training, judged, seed):
    forest = IsolationForest(n_estimators=TREES, max_samples=min(SAMPLES, len(training)), random_state=seed)
    return -forest.fit(training).score_samples(judged)


def reference(rows, anomalous, learnt):
    known = numpy.where(numpy.isnan(rows), numpy.nanmedian(rows, 0), rows)
    everything = numpy.ones(len(rows), bool)
    figures = {}
    for train, training, judged in (("all", everything, everything), ("normal", learnt, ~learnt)):
        figures[train] = {
            voice: round(float(numpy.mean([roc_auc_score(anomalous[judged], score(known[training], known[judged], seed)) for seed in range(SEEDS)])), 5)
            for voice, score in (("if", plain), ("eif", extended))
        }
    return figures


command, folder = sys.argv[1], Path(sys.argv[2])
results = {}
for name, rows, anomalous, learnt in tables():
    if command == "reference":
        results[name] = reference(rows, anomalous, learnt)
        continue
    header = ",".join([*(f"x{column}" for column in range(rows.shape[1])), "label", "part"])
    lines = [",".join([*(f"{cell:.9g}" for cell in row), str(int(odd)), "learnt" if known else "judged"]) for row, odd, known in zip(rows, anomalous, learnt)]
    (folder / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n")
if command == "reference":
    print(json.dumps(results, indent=1))
