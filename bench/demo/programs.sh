# programs.sh: what the demo runs. Read by bench/demo.sh.
#
# A program has an entry in `programs`, the compiler whose runtime it is linked to in `built_by` (gcc:
# libgomp; clang: libomp), a line in `about`, maybe a folder of libraries that it wants in `library_path`,
# and a function run_NAME. The function is called in an empty
# folder. It starts the program once by `on`, which sets the runtime and takes the time, and writes the
# program's result to stdout; two runs agree if that text is the same to the byte. A result that isn't the
# program's own bytes says here what is made of them. Where there is a function build_NAME, it is called
# once, in the folder $built/NAME, and makes the program from Debian's source.
#
# Inputs lie in $inputs (made by inputs.py and prepare_inputs); $threads is the team size for programs that
# want to be told. Each takes about a second at most, so that a hundred runs are no matter.

packages=(imagemagick fonts-dejavu-core graphicsmagick primecount python3-numpy libopenblas0-openmp
          tesseract-ocr par2 clustalo cd-hit fasttree xtb)
build_packages=(clang-19 libomp-19-dev g++ make dpkg-dev xz-utils)

programs=(imagemagick graphicsmagick primecount numpy tesseract par2 clustalo cd_hit fasttree xtb
          fasttree_clang cd_hit_clang)

prepare_inputs() {
    /usr/bin/python3 "$here/demo/inputs.py" "$inputs"
    OMP_NUM_THREADS=1 convert-im6.q16 -size 400x8300 gradient:red-blue -swirl 90 "ppm:$inputs/tall.ppm"
    OMP_NUM_THREADS=1 convert-im6.q16 -size 1600x1200 plasma:red-blue -seed 5 "ppm:$inputs/plasma.ppm"
    OMP_NUM_THREADS=1 convert-im6.q16 -size 1000x -font DejaVu-Sans -pointsize 28 caption:"It was the best \
of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, it was the \
epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the season of \
Darkness, it was the spring of hope, it was the winter of despair." "$inputs/text.png"
}

# Debian's ImageMagick gives a loop a second thread only where the picture has thousands of rows.
built_by[imagemagick]=gcc
about[imagemagick]="ImageMagick: blur, unsharp, contrast, modulate; the pixels"
run_imagemagick() {
    on convert-im6.q16 "$inputs/tall.ppm" -blur 0x1 -unsharp 0x1 -sigmoidal-contrast 3 -modulate 110 out.ppm
    sha256sum out.ppm
}

built_by[graphicsmagick]=gcc
about[graphicsmagick]="GraphicsMagick: blur, unsharp, resize, modulate; the pixels"
run_graphicsmagick() {
    on gm convert "$inputs/plasma.ppm" -blur 0x2 -unsharp 0x1 -resize 120% -modulate 110 out.ppm
    sha256sum out.ppm
}

built_by[primecount]=gcc
about[primecount]="primecount (C++): primes below 10^14; the number"
run_primecount() {
    on primecount 1e14
}

built_by[numpy]=gcc
about[numpy]="numpy on OpenBLAS-OpenMP: solve, Cholesky, eigenvalues, SVD; all bits"
library_path[numpy]=/usr/lib/x86_64-linux-gnu/openblas-openmp
run_numpy() {
    on /usr/bin/python3 "$here/demo/linalg.py"
}

built_by[tesseract]=gcc
about[tesseract]="Tesseract (C++): reads a page of text; the text"
run_tesseract() {
    on tesseract "$inputs/text.png" - quiet 2>/dev/null
}

built_by[par2]=gcc
about[par2]="par2 (C++): recovery files; their bytes"
run_par2() {
    cp "$inputs/data.bin" .
    on par2 create -q -q -r15 -s20000 set.par2 data.bin
    sha256sum ./*.par2
}

built_by[clustalo]=gcc
about[clustalo]="Clustal Omega (C, C++): alignment of 32 proteins; its bytes"
run_clustalo() {
    on clustalo --threads "$threads" -i "$inputs/proteins.fa"
}

cluster_proteins() {
    on "$1" -i "$inputs/families.fa" -o out -c 0.6 -n 4 -T "$threads" -M 400 >log
    cat out out.clstr
}

built_by[cd_hit]=gcc
about[cd_hit]="CD-HIT (C++): clusters of 960 proteins; both files"
run_cd_hit() {
    cluster_proteins cd-hit
}

built_by[fasttree]=gcc
about[fasttree]="FastTree (C): tree of 32 sequences; its bytes"
run_fasttree() {
    on fasttreeMP -quiet -nt "$inputs/nucleotides.fa"
}

# The energy is a sum whose order is open: six decimals of fourteen, and of the gradient five.
built_by[xtb]=gcc
about[xtb]="xtb (Fortran): energy and gradient of 27 waters; rounded"
library_path[xtb]=/usr/lib/x86_64-linux-gnu/openblas-openmp
run_xtb() {
    OMP_STACKSIZE=256M XTBPATH=/usr/share/xtb on xtb "$inputs/water.xyz" --gfn 2 --grad >log 2>&1
    awk '$2 == "TOTAL" && $3 == "ENERGY" { printf "energy %.6f\n", $4 }
         $2 == "GRADIENT" && $3 == "NORM" { printf "gradient %.5f\n", $4 }' log
}

built_by[fasttree_clang]=clang
about[fasttree_clang]="FastTree built by clang from Debian's source package"
run_fasttree_clang() {
    on "$built/fasttree_clang/source/fasttreeMP" -quiet -nt "$inputs/nucleotides.fa"
}
build_fasttree_clang() {
    fetch_source fasttree
    dpkg-source -x fasttree_*.dsc source
    make -C source CC=clang-19 CFLAGS=-O3 fasttreeMP
}

# The upstream part of the source package is all that the program needs.
built_by[cd_hit_clang]=clang
about[cd_hit_clang]="CD-HIT (C++) built by clang from Debian's source package"
run_cd_hit_clang() {
    cluster_proteins "$built/cd_hit_clang/cd-hit"
}
build_cd_hit_clang() {
    fetch_source cd-hit --tar-only
    tar --strip-components=1 -xf cd-hit_*.orig.tar.*
    make CC=clang++-19 zlib=no cd-hit
}
