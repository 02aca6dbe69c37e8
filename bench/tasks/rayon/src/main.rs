//! rayon_tasks: the problems of ../tasks.h on Rayon, which has no final or undeferred tasks, and whose
//! dependences are counters made by hand: here nothing is looked up by address. Sizes, checks, timing
//! and output are those of tasks.h, where they are explained.

use rayon::prelude::*;
use rayon::Scope;
use std::cell::Cell;
use std::sync::atomic::{AtomicI32, AtomicI64, AtomicU64, AtomicUsize, Ordering::*};
use std::time::Instant;

const NSAMPLES: usize = 5;
const MAX_THREADS: usize = 4096;
const GROUP: usize = 100;
const SORT_CUT: usize = 2048;
const SORT_RUN: usize = 32;
const TREE_MEAN: u64 = 4;
const TREE_CHILDREN: u64 = 64;
const TREE_ROOT: u64 = 59;

fn die(row: &str, what: &str, got: impl std::fmt::Display, expected: impl std::fmt::Display) -> ! {
    eprintln!("{row}: {what}: {got}, not {expected}");
    std::process::exit(1)
}

fn check<T: PartialEq + std::fmt::Display>(row: &str, what: &str, got: T, expected: T) {
    if got != expected {
        die(row, what, got, expected);
    }
}

// What a thread has done: only that thread writes its line while tasks run, so plain loads and stores
// of relaxed atomics are enough.

#[repr(align(128))]
struct Counter {
    visits: AtomicU64,
    sum: AtomicU64,
}

#[allow(clippy::declare_interior_mutable_const)]
const UNUSED: Counter = Counter { visits: AtomicU64::new(0), sum: AtomicU64::new(0) };
static COUNTERS: [Counter; MAX_THREADS] = [UNUSED; MAX_THREADS];
static NCOUNTERS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static MINE: Cell<Option<&'static Counter>> = const { Cell::new(None) };
    static IS_PRODUCER: Cell<bool> = const { Cell::new(false) };
}

#[cold]
fn claim_counter() -> &'static Counter {
    let n = NCOUNTERS.fetch_add(1, Relaxed);
    if n >= MAX_THREADS {
        die("tasks", "threads", n, MAX_THREADS);
    }
    MINE.with(|mine| mine.set(Some(&COUNTERS[n])));
    &COUNTERS[n]
}

#[inline(always)]
fn counter() -> &'static Counter {
    MINE.with(Cell::get).unwrap_or_else(claim_counter)
}

#[inline(always)]
fn visit() {
    let visits = &counter().visits;
    visits.store(visits.load(Relaxed) + 1, Relaxed);
}

#[inline(always)]
fn visit_with(value: u64) {
    let c = counter();
    c.visits.store(c.visits.load(Relaxed) + 1, Relaxed);
    c.sum.store(c.sum.load(Relaxed).wrapping_add(value), Relaxed);
}

fn forget_visits() {
    for c in &COUNTERS[..NCOUNTERS.load(Relaxed)] {
        c.visits.store(0, Relaxed);
        c.sum.store(0, Relaxed);
    }
}

fn check_visits(row: &str, expected: u64) {
    let all = &COUNTERS[..NCOUNTERS.load(Relaxed)];
    check(row, "tasks run", all.iter().map(|c| c.visits.load(Relaxed)).sum(), expected);
}

fn check_sum(row: &str, expected: u64) {
    let all = &COUNTERS[..NCOUNTERS.load(Relaxed)];
    let sum = all.iter().fold(0u64, |sum, c| sum.wrapping_add(c.sum.load(Relaxed)));
    check(row, "sum", sum, expected);
}

fn sum_below(n: u64) -> u64 {
    n.wrapping_mul(n.wrapping_sub(1)) / 2
}

/// Runs producer(from, end) on each thread of the pool, with its share of 0..n.
fn by_share(n: usize, producer: impl Fn(usize, usize) + Sync) {
    let threads = rayon::current_num_threads();
    let from = |t: usize| n / threads * t + t.min(n % threads);
    rayon::broadcast(|thread| producer(from(thread.index()), from(thread.index() + 1)));
}

/// A problem of one size: what is timed, and what comes before and after.
trait Problem: Send {
    fn ops(&self) -> u64;
    fn prepare(&mut self) {
        forget_visits();
    }
    fn run(&mut self);
    fn check(&self, row: &str);
}

struct SpawnOne(usize);

impl Problem for SpawnOne {
    fn ops(&self) -> u64 {
        self.0 as u64
    }
    fn run(&mut self) {
        rayon::scope(|tasks| {
            for _ in 0..self.0 {
                tasks.spawn(|_| visit());
            }
        });
    }
    fn check(&self, row: &str) {
        check_visits(row, self.ops());
    }
}

struct SpawnAll(usize);

impl Problem for SpawnAll {
    fn ops(&self) -> u64 {
        self.0 as u64
    }
    fn run(&mut self) {
        by_share(self.0, |from, end| {
            rayon::scope(|tasks| {
                for _ in from..end {
                    tasks.spawn(|_| visit());
                }
            });
        });
    }
    fn check(&self, row: &str) {
        check_visits(row, self.ops());
    }
}

struct Fib {
    n: u64,
    result: u64,
}

fn fib(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (a, b) = rayon::join(|| fib(n - 1), || fib(n - 2));
    a + b
}

fn fib_value(n: u64) -> u64 {
    (0..n).fold((0, 1), |(a, b), _| (b, a + b)).0
}

impl Problem for Fib {
    fn ops(&self) -> u64 {
        fib_value(self.n + 1) - 1
    }
    fn run(&mut self) {
        self.result = fib(self.n);
    }
    fn check(&self, row: &str) {
        check(row, "result", self.result, fib_value(self.n));
    }
}

struct Taskloop(usize);

impl Problem for Taskloop {
    fn ops(&self) -> u64 {
        self.0 as u64
    }
    fn run(&mut self) {
        (0..self.0).into_par_iter().with_max_len(1).for_each(|i| visit_with(i as u64));
    }
    fn check(&self, row: &str) {
        check_visits(row, self.ops());
        check_sum(row, sum_below(self.ops()));
    }
}

/// How many predecessors a task still waits for.
struct Waiting(AtomicI32);

impl Waiting {
    fn new(predecessors: i32) -> Waiting {
        Waiting(AtomicI32::new(predecessors))
    }

    /// One predecessor is done, and what it wrote is seen by whoever is told true.
    fn last(&self) -> bool {
        self.0.fetch_sub(1, AcqRel) == 1
    }
}

struct Chain {
    n: usize,
    value: AtomicI64,
    in_order: AtomicI64,
}

impl Chain {
    fn task<'s>(&'s self, tasks: &Scope<'s>, todo: &'s [Waiting], i: usize) {
        // ordered by the counters: plain loads and stores
        let value = self.value.load(Relaxed);
        self.in_order.store(self.in_order.load(Relaxed) + (value == i as i64) as i64, Relaxed);
        self.value.store(value + 1, Relaxed);
        if i + 1 < self.n && todo[i + 1].last() {
            tasks.spawn(move |tasks| self.task(tasks, todo, i + 1));
        }
    }
}

impl Problem for Chain {
    fn ops(&self) -> u64 {
        self.n as u64
    }
    fn prepare(&mut self) {
        self.value.store(0, Relaxed);
        self.in_order.store(0, Relaxed);
    }
    fn run(&mut self) {
        let todo: Vec<Waiting> = (0..self.n).map(|i| Waiting::new((i > 0) as i32)).collect();
        rayon::scope(|tasks| self.task(tasks, &todo, 0));
    }
    fn check(&self, row: &str) {
        check(row, "tasks in order", self.in_order.load(Relaxed), self.n as i64);
    }
}

struct Wavefront {
    side: usize,
    wave: Vec<AtomicU64>,
}

impl Wavefront {
    fn at(&self, i: usize, j: usize) -> usize {
        i * (self.side + 1) + j
    }

    fn cell(&self, i: usize, j: usize) -> u64 {
        // ordered by the counters
        let up = self.wave[self.at(i - 1, j)].load(Relaxed);
        up.wrapping_add(self.wave[self.at(i, j - 1)].load(Relaxed))
    }

    fn task<'s>(&'s self, tasks: &Scope<'s>, todo: &'s [Waiting], i: usize, j: usize) {
        self.wave[self.at(i, j)].store(self.cell(i, j), Relaxed);
        if i < self.side && todo[self.at(i + 1, j)].last() {
            tasks.spawn(move |tasks| self.task(tasks, todo, i + 1, j));
        }
        if j < self.side && todo[self.at(i, j + 1)].last() {
            tasks.spawn(move |tasks| self.task(tasks, todo, i, j + 1));
        }
    }
}

impl Problem for Wavefront {
    fn ops(&self) -> u64 {
        (self.side * self.side) as u64
    }
    fn prepare(&mut self) {
        let width = self.side + 1;
        let border = |k: usize| AtomicU64::new((k < width || k % width == 0) as u64);
        self.wave = (0..width * width).map(border).collect();
    }
    fn run(&mut self) {
        let width = self.side + 1;
        let count = |k: usize| (k / width > 1) as i32 + (k % width > 1) as i32;
        let todo: Vec<Waiting> = (0..width * width).map(|k| Waiting::new(count(k))).collect();
        rayon::scope(|tasks| self.task(tasks, &todo, 1, 1));
    }
    fn check(&self, row: &str) {
        let mut right = 0;
        for i in 1..=self.side {
            for j in 1..=self.side {
                let expected = self.cell(i, j);
                right += (self.wave[self.at(i, j)].swap(expected, Relaxed) == expected) as u64;
            }
        }
        check(row, "right cells", right, self.ops());
    }
}

#[inline(always)]
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e3779b97f4a7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d049bb133111eb);
    x ^ (x >> 31)
}

struct Tree {
    deepest: u64,
    nodes: u64,
    sum: u64,
}

impl Tree {
    fn new(deepest: u64) -> Tree {
        let mut tree = Tree { deepest, nodes: 0, sum: 0 };
        tree.walk_alone(TREE_ROOT, 0);
        tree
    }

    #[inline(always)]
    fn children(&self, node: u64, depth: u64) -> u64 {
        let left = TREE_MEAN * (self.deepest - depth);
        let odds = (left << 32) / (self.deepest + left);
        let (mut n, mut draw) = (0, node);
        while n < TREE_CHILDREN {
            draw = mix(draw);
            if draw & 0xffffffff >= odds {
                break;
            }
            n += 1;
        }
        n
    }

    #[inline(always)]
    fn child(node: u64, i: u64) -> u64 {
        mix(node ^ mix(i + 1))
    }

    fn walk_alone(&mut self, node: u64, depth: u64) {
        self.nodes += 1;
        self.sum = self.sum.wrapping_add(node);
        for i in 0..self.children(node, depth) {
            self.walk_alone(Tree::child(node, i), depth + 1);
        }
    }

    fn walk<'s>(&'s self, tasks: &Scope<'s>, node: u64, depth: u64) {
        visit_with(node);
        for i in 0..self.children(node, depth) {
            tasks.spawn(move |tasks| self.walk(tasks, Tree::child(node, i), depth + 1));
        }
    }
}

impl Problem for Tree {
    fn ops(&self) -> u64 {
        self.nodes
    }
    fn run(&mut self) {
        rayon::scope(|tasks| tasks.spawn(|tasks| self.walk(tasks, TREE_ROOT, 0)));
    }
    fn check(&self, row: &str) {
        check_visits(row, self.nodes);
        check_sum(row, self.sum);
    }
}

struct Sort {
    data: Vec<i32>,
    space: Vec<i32>,
    sum: u64,
}

/// As unchecked as in C: the row compares runtimes, not bounds checks.
fn merge_alone(x: &[i32], y: &[i32], out: &mut [i32]) {
    let (mut i, mut j) = (0, 0);
    assert_eq!(x.len() + y.len(), out.len());
    while i < x.len() && j < y.len() {
        // SAFETY: i and j are below the lengths, and i + j below their sum
        unsafe {
            let (value_x, value_y) = (*x.get_unchecked(i), *y.get_unchecked(j));
            if value_y < value_x {
                *out.get_unchecked_mut(i + j) = value_y;
                j += 1;
            } else {
                *out.get_unchecked_mut(i + j) = value_x;
                i += 1;
            }
        }
    }
    let rest_y = j + x.len();
    out[i + j..rest_y].copy_from_slice(&x[i..]);
    out[rest_y..].copy_from_slice(&y[j..]);
}

fn sort_alone(a: &mut [i32], b: &mut [i32], into_b: bool) {
    let n = a.len();
    if n > SORT_RUN {
        let half = n / 2;
        sort_alone(&mut a[..half], &mut b[..half], !into_b);
        sort_alone(&mut a[half..], &mut b[half..], !into_b);
        let (from, to) = if into_b { (a, b) } else { (b, a) };
        merge_alone(&from[..half], &from[half..], to);
        return;
    }
    for i in 1..n {
        let value = a[i];
        let mut k = i;
        while k > 0 && value < a[k - 1] {
            a[k] = a[k - 1];
            k -= 1;
        }
        a[k] = value;
    }
    if into_b {
        b.copy_from_slice(a);
    }
}

fn merge(x: &[i32], y: &[i32], out: &mut [i32]) {
    if x.len() + y.len() <= SORT_CUT {
        return merge_alone(x, y, out);
    }
    if x.len() < y.len() {
        return merge(y, x, out);
    }
    let mx = x.len() / 2;
    let my = y.partition_point(|&value| value < x[mx]);
    let (low, high) = out.split_at_mut(mx + my);
    high[0] = x[mx];
    let high = &mut high[1..];
    rayon::join(|| merge(&x[..mx], &y[..my], low), || merge(&x[mx + 1..], &y[my..], high));
}

fn sort(a: &mut [i32], b: &mut [i32], into_b: bool) {
    if a.len() <= SORT_CUT {
        return sort_alone(a, b, into_b);
    }
    let half = a.len() / 2;
    let (a_low, a_high) = a.split_at_mut(half);
    let (b_low, b_high) = b.split_at_mut(half);
    rayon::join(|| sort(a_low, b_low, !into_b), || sort(a_high, b_high, !into_b));
    let (from, to) = if into_b { (a, b) } else { (b, a) };
    merge(&from[..half], &from[half..], to);
}

impl Problem for Sort {
    fn ops(&self) -> u64 {
        self.data.len() as u64
    }
    fn prepare(&mut self) {
        for (i, value) in self.data.iter_mut().enumerate() {
            *value = (mix(i as u64) >> 33) as i32;
        }
        self.sum = self.data.iter().map(|&value| value as u64).sum();
    }
    fn run(&mut self) {
        sort(&mut self.data, &mut self.space, false);
    }
    fn check(&self, row: &str) {
        let in_order = 1 + self.data.windows(2).filter(|pair| pair[0] <= pair[1]).count();
        check(row, "elements in order", in_order, self.data.len());
        check(row, "sum", self.data.iter().map(|&value| value as u64).sum(), self.sum);
    }
}

struct Steal {
    n: u64,
    turn: AtomicU64,
    stolen: AtomicU64,
}

impl Problem for Steal {
    fn ops(&self) -> u64 {
        self.n
    }
    fn prepare(&mut self) {
        self.turn.store(0, Relaxed);
        self.stolen.store(0, Relaxed);
    }
    fn run(&mut self) {
        let this = &*self;
        rayon::scope(|tasks| {
            IS_PRODUCER.with(|is| is.set(true));
            for i in 1..=this.n {
                tasks.spawn(move |_| {
                    let here = IS_PRODUCER.with(Cell::get);
                    this.stolen.store(this.stolen.load(Relaxed) + !here as u64, Relaxed);
                    this.turn.store(i, Release);
                });
                while this.turn.load(Acquire) != i {
                    std::hint::spin_loop();
                }
            }
            IS_PRODUCER.with(|is| is.set(false));
        });
    }
    fn check(&self, row: &str) {
        let what = "tasks run by another thread than their producer";
        check(row, what, self.stolen.load(Relaxed), self.n);
    }
}

struct Taskgroup(usize);

impl Problem for Taskgroup {
    fn ops(&self) -> u64 {
        self.0 as u64
    }
    fn run(&mut self) {
        for _ in 0..self.0 / GROUP {
            rayon::scope(|tasks| {
                for _ in 0..GROUP {
                    tasks.spawn(|_| visit());
                }
            });
        }
    }
    fn check(&self, row: &str) {
        check_visits(row, self.ops());
    }
}

struct Private1(usize);

impl Problem for Private1 {
    fn ops(&self) -> u64 {
        self.0 as u64
    }
    fn run(&mut self) {
        by_share(self.0, |from, end| {
            rayon::scope(|tasks| {
                for i in from as u64..end as u64 {
                    tasks.spawn(move |_| visit_with(i));
                }
            });
        });
    }
    fn check(&self, row: &str) {
        check_visits(row, self.ops());
        check_sum(row, sum_below(self.ops()));
    }
}

struct Private4(usize);

impl Problem for Private4 {
    fn ops(&self) -> u64 {
        self.0 as u64
    }
    fn run(&mut self) {
        by_share(self.0, |from, end| {
            rayon::scope(|tasks| {
                for i in from as u64..end as u64 {
                    let (j, k, l) = (i + 1, i + 2, i + 3);
                    tasks.spawn(move |_| visit_with(i + j + k + l));
                }
            });
        });
    }
    fn check(&self, row: &str) {
        check_visits(row, self.ops());
        check_sum(row, 4 * sum_below(self.ops()) + 6 * self.ops());
    }
}

fn environment(name: &str, otherwise: f64) -> f64 {
    let text = std::env::var(name).unwrap_or_else(|_| otherwise.to_string());
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 => value,
        _ => {
            eprintln!("{name} is no number above 0: {text}");
            std::process::exit(2)
        }
    }
}

fn proportional(size: usize, scale: f64) -> usize {
    (size as f64 * scale / GROUP as f64).max(1.0) as usize * GROUP
}

fn growing(size: u64, growth: f64, mut scale: f64) -> u64 {
    let mut size = size;
    while scale < 1.0 && size > 2 {
        scale *= growth;
        size -= 1;
    }
    while scale >= growth {
        scale /= growth;
        size += 1;
    }
    size
}

fn squared(size: usize, scale: f64) -> usize {
    let most = (size * size) as f64 * scale;
    (3..).find(|&side: &usize| (side * side) as f64 > most).unwrap() - 1
}

/// The rows: name, operation, threads that the row makes sense for, and the problem at a scale.
type Row = (&'static str, &'static str, usize, fn(f64) -> Box<dyn Problem>);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("spawn_one", "empty task; one thread makes them, all run them", 1,
     |scale| Box::new(SpawnOne(proportional(1000000, scale)))),
    ("spawn_all", "empty task; each thread makes its share", 1,
     |scale| Box::new(SpawnAll(proportional(1000000, scale)))),
    ("fib", "task of fib(30) without cut-off", 1,
     |scale| Box::new(Fib { n: growing(30, 1.618, scale), result: 0 })),
    ("taskloop", "iteration of an empty loop in tasks of one", 1,
     |scale| Box::new(Taskloop(proportional(1000000, scale)))),
    ("chain", "task that depends on the one made before it", 1,
     |scale| Box::new(Chain { n: proportional(100000, scale), value: AtomicI64::new(0),
                              in_order: AtomicI64::new(0) })),
    ("wavefront", "task of a square grid that depends on its upper and left neighbour", 1,
     |scale| Box::new(Wavefront { side: squared(316, scale), wave: Vec::new() })),
    ("tree", "node of an irregular tree, a task each", 1,
     |scale| Box::new(Tree::new(growing(19, 1.94, scale)))),
    ("sort", "element of a merge sort of 10 million, in tasks down to 2048", 1,
     |scale| Box::new(Sort { data: vec![0; proportional(10000000, scale)],
                             space: vec![0; proportional(10000000, scale)], sum: 0 })),
    ("steal", "task run by another thread than its producer, until the producer sees it", 2,
     |scale| Box::new(Steal { n: proportional(20000, scale) as u64, turn: AtomicU64::new(0),
                              stolen: AtomicU64::new(0) })),
    ("taskgroup", "empty task in a group of 100, one thread makes them", 1,
     |scale| Box::new(Taskgroup(proportional(1000000, scale)))),
    ("private1", "task with 1 word; each thread makes its share", 1,
     |scale| Box::new(Private1(proportional(1000000, scale)))),
    ("private4", "task with 4 words; each thread makes its share", 1,
     |scale| Box::new(Private4(proportional(1000000, scale)))),
];

fn sample(row: &str, problem: &mut dyn Problem, pool: &rayon::ThreadPool) -> f64 {
    problem.prepare();
    let ns = pool.install(|| {
        let start = Instant::now();
        problem.run();
        start.elapsed().as_nanos() as f64
    });
    problem.check(row);
    ns
}

fn measure(row: &Row) {
    let &(name, _, least, make) = row;
    let budget_ns = 1e6 * environment("TASKS_BUDGET_MS", 400.0);
    let cpus = std::thread::available_parallelism().map_or(1, |n| n.get());
    let threads = environment("OMP_NUM_THREADS", cpus as f64) as usize;

    if threads < least {
        println!("{name} - ns");
        return;
    }
    let start = Instant::now();
    let mut problem = make(environment("TASKS_SCALE", 1.0));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let ops = problem.ops();
    println!("{name} begin {ops}");
    let first = sample(name, &mut *problem, &pool);
    let mut ns = Vec::new();
    if first >= budget_ns {
        ns.push(first);
    }
    let elapsed_ns = || start.elapsed().as_nanos() as f64;
    while ns.is_empty() || (ns.len() < NSAMPLES && elapsed_ns() < budget_ns) {
        ns.push(sample(name, &mut *problem, &pool));
    }
    ns.sort_by(f64::total_cmp);
    println!("{name} {:.2} ns", ns[ns.len() / 2] / ops as f64);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("--list") => ROWS.iter().for_each(|row| println!("{}\t{}", row.0, row.1)),
        Some(name) => match ROWS.iter().find(|row| row.0 == name) {
            Some(row) => measure(row),
            None => {
                eprintln!("rayon_tasks: no row '{name}' (--list names them)");
                std::process::exit(2)
            }
        },
        None => {
            eprintln!("usage: rayon_tasks ROW | --list");
            std::process::exit(2)
        }
    }
}
