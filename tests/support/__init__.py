"""What tests share: samples, fakes, tables, machines and engines; no test module imports another."""
