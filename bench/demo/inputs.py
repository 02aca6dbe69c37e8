#!/usr/bin/env python3
"""Makes the input files of the demo's programs in the folder named by the argument.

The same files come out everywhere and every time: each has its own generator with its own seed. Sequences
evolve along a binary tree, so that there is something for aligners and tree builders to find.
"""

import math
import os
import random
import sys

NUCLEOTIDES = "ACGT"
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"


def family(source, alphabet, length, depth, rate):
    """2**depth sequences of one ancestor, each letter changed with probability rate at every branching."""
    sequences = ["".join(source.choices(alphabet, k=length))]
    for _ in range(depth):
        sequences = ["".join(source.choice(alphabet) if source.random() < rate else letter for letter in s)
                     for s in sequences for _ in range(2)]
    return sequences


def fasta(path, sequences):
    with open(path, "w", encoding="ascii") as f:
        for i, s in enumerate(sequences):
            f.write(f">s{i}\n{s}\n")


def waters(path, side):
    """A cube of side**3 water molecules, each turned differently about the z axis."""
    with open(path, "w", encoding="ascii") as f:
        f.write(f"{3 * side ** 3}\nwater\n")
        for i in range(side ** 3):
            x, y, z = (3.1 * (i // side ** k % side) for k in range(3))
            f.write(f"O {x:.6f} {y:.6f} {z:.6f}\n")
            c, s = math.cos(0.7 * i), math.sin(0.7 * i)
            for u, v in ((0.757, 0.586), (-0.757, 0.586)):
                f.write(f"H {x + u * c - v * s:.6f} {y + u * s + v * c:.6f} {z:.6f}\n")


def main():
    folder = sys.argv[1]

    def path(name):
        return os.path.join(folder, name)

    fasta(path("nucleotides.fa"), family(random.Random(1), NUCLEOTIDES, 600, 5, 0.04))
    source = random.Random(2)
    fasta(path("proteins.fa"), ["".join(a for a in s if source.random() > 0.03)
                                for s in family(source, AMINO_ACIDS, 180, 5, 0.06)])
    source = random.Random(3)
    fasta(path("families.fa"), [s for _ in range(60) for s in family(source, AMINO_ACIDS, 300, 4, 0.08)])
    waters(path("water.xyz"), 3)
    with open(path("data.bin"), "wb") as f:
        f.write(random.Random(4).randbytes(6_000_000))


if __name__ == "__main__":
    main()
