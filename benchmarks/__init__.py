"""The figures of docs/benchmarks.md, each beside a named alternative."""
