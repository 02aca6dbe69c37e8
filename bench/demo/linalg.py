"""Dense linear algebra by numpy; prints a digest of all bits of each result, and a sum to compare by eye."""

import hashlib

import numpy as np

N = 500
grid = np.arange(N * N, dtype=np.float64).reshape(N, N)
a = np.sin(0.37 * grid) + 0.02 * N * np.eye(N)
b = np.cos(0.11 * grid)


def show(name, x):
    digest = hashlib.sha256(np.ascontiguousarray(x).tobytes()).hexdigest()[:16]
    print(f"{name}: {digest} {np.abs(x).sum():.9e}")


show("matrix times matrix", a @ b)
show("matrix times vector", a @ b[0])
show("solve", np.linalg.solve(a, b))
show("cholesky", np.linalg.cholesky(a @ a.T + np.eye(N)))
show("eigenvalues", np.linalg.eigvalsh(a + a.T))
show("singular values", np.linalg.svd(a, compute_uv=False))
